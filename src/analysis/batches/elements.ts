/**
 * Which element of which list an expression is a part of: the first (`list[0].headers`), or each in turn (the variable
 * of a loop, the parameter of a callback). And whether two expressions are the same list.
 *
 * *Known limitations*: a variable with several values, and an element taken out of a list by `shift()`, `pop()` or
 * `find()`, are unknown.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { isFunction, memberName, unwrap } from '../../ast';
import { thisHolder, variableOf } from '../bindings';
import { type AccessPath, ANY, type FlowStep, valueFlow } from '../value-flow';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** A part of an element of a list. */
export interface ElementPart {
  readonly list: TSESTree.Expression;
  readonly which: 'each' | 'first';
  /** The loop, or the call that takes the callback, in which each element has its turn. */
  readonly loop: TSESTree.Node | undefined;
  /** Whether it is a part of the element, and not the element itself. */
  readonly isPart: boolean;
  /** The same part of an element that goes by another name: `message.headers`. */
  readonly write: (name: string) => string;
}

/** The element that an expression is a part of; undefined for everything else. */
export function elementPartOf(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node): ElementPart | undefined {
  switch (expression.type) {
    case Kind.ChainExpression:
      return elementPartOf(sourceCode, expression.expression);
    case Kind.TSNonNullExpression:
      return elementPartOf(sourceCode, expression.expression);
    case Kind.TSAsExpression:
    case Kind.TSSatisfiesExpression: {
      const inner = elementPartOf(sourceCode, expression.expression);
      const type = sourceCode.text.slice(expression.expression.range[1], expression.range[1]).replace(/^\)*/, '');
      return inner && { ...inner, write: (name) => `(${inner.write(name)}${type})` };
    }
    case Kind.LogicalExpression: {
      const inner = expression.operator === '&&' ? undefined : elementPartOf(sourceCode, expression.left);
      return (
        inner && {
          ...inner,
          write: (name) => `${inner.write(name)} ${expression.operator} ${sourceCode.getText(expression.right)}`,
        }
      );
    }
    case Kind.CallExpression: {
      const callee = unwrap(expression.callee);
      const isFirst =
        callee.type === Kind.MemberExpression && memberName(callee) === 'at' && isZero(expression.arguments[0]);
      return isFirst ? whole(callee.object, 'first', undefined) : undefined;
    }
    case Kind.MemberExpression:
      return memberPart(sourceCode, expression);
    case Kind.Identifier:
      return once(expression, () => variablePart(sourceCode, expression));
    default:
      return undefined;
  }
}

function whole(list: TSESTree.Expression, which: ElementPart['which'], loop: TSESTree.Node | undefined): ElementPart {
  return { list, which, loop, isPart: false, write: (name) => name };
}

function memberPart(sourceCode: TSESLint.SourceCode, node: TSESTree.MemberExpression): ElementPart | undefined {
  if (node.computed && isZero(node.property)) return whole(node.object, 'first', undefined);
  if (node.computed && node.property.type === Kind.Identifier) {
    const loop = countingLoop(sourceCode, node.property);
    return loop && whole(node.object, 'each', loop);
  }
  const inner = elementPartOf(sourceCode, node.object);
  if (!inner) return undefined;
  const text = sourceCode.getText(node.property);
  const access = node.computed ? `[${text}]` : `.${text}`;
  // The element itself is there.
  const optional = node.optional && inner.isPart ? (node.computed ? '?.' : '?') : '';
  return { ...inner, isPart: true, write: (name) => `${inner.write(name)}${optional}${access}` };
}

/** The `for` that counts with a variable. */
function countingLoop(sourceCode: TSESLint.SourceCode, index: TSESTree.Identifier): TSESTree.ForStatement | undefined {
  const variable = variableOf(sourceCode, index);
  const declaration = (variable?.defs[0]?.node as TSESTree.Node | undefined)?.parent;
  return declaration?.parent?.type === Kind.ForStatement && declaration.parent.init === declaration
    ? declaration.parent
    : undefined;
}

/** A name: what it is bound to, or the list whose elements it has in turn. */
function variablePart(sourceCode: TSESLint.SourceCode, node: TSESTree.Identifier): ElementPart | undefined {
  const step = soleStep(sourceCode, node);
  if (!step) return undefined;
  const { put = [], to } = step;
  if (isFunction(to.parent)) return elementGiven(sourceCode, to, put);
  const list = to as TSESTree.Expression;
  const [first, ...rest] = put;
  if (step.kind === 'element') return first === ANY ? along(whole(list, 'each', to.parent), rest) : undefined;
  const inner = elementPartOf(sourceCode, to);
  if (inner) return along(inner, put);
  return first === '0' ? along(whole(list, 'first', undefined), rest) : undefined;
}

/** What a method of a list hands to a parameter of its callback: each element. */
function elementGiven(
  sourceCode: TSESLint.SourceCode,
  parameter: TSESTree.Node,
  path: AccessPath,
): ElementPart | undefined {
  const [step, ...others] = valueFlow(sourceCode).stepsOf('backward', parameter).steps;
  const isEach = step?.kind === 'callback' && step.put?.join() === ANY && parameter.parent?.parent === step.site;
  return isEach && others.length === 0
    ? along(whole(step.to as TSESTree.Expression, 'each', step.site), path)
    : undefined;
}

const open = new WeakSet<TSESTree.Node>();

/** The answer about a name; undefined while it is being found, where names go round. */
function once<T>(name: TSESTree.Identifier, find: () => T | undefined): T | undefined {
  if (open.has(name)) return undefined;
  open.add(name);
  try {
    return find();
  } finally {
    open.delete(name);
  }
}

/** The way back from a name, where there is only one; a default value is none. */
function soleStep(sourceCode: TSESLint.SourceCode, node: TSESTree.Identifier): FlowStep | undefined {
  const { steps, open } = valueFlow(sourceCode).stepsOf('backward', node);
  const [step, ...others] = steps.filter(({ site }) => site.type !== Kind.AssignmentPattern);
  const isPlain = step && !step.take && step.kind !== 'import' && step.kind !== 'entries';
  return isPlain && others.length === 0 && open === undefined ? step : undefined;
}

/** A part of a part; undefined for a path that cannot be written with dots. */
function along(part: ElementPart, path: readonly string[]): ElementPart | undefined {
  if (path.length === 0) return part;
  if (!path.every((step) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(step))) return undefined;
  return { ...part, isPart: true, write: (name) => `${part.write(name)}.${path.join('.')}` };
}

function isZero(node: TSESTree.Node | undefined): boolean {
  return node?.type === Kind.Literal && node.value === 0;
}

/** A text that is the same for all expressions that name the same list; undefined for what is no name. */
export function listKey(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node): string | undefined {
  const node = unwrap(expression);
  switch (node.type) {
    case Kind.LogicalExpression:
      return node.operator === '&&' ? undefined : listKey(sourceCode, node.left);
    case Kind.MemberExpression: {
      const name = memberName(node);
      const object = name === undefined ? undefined : listKey(sourceCode, node.object);
      return object && `${object}.${name ?? ''}`;
    }
    case Kind.ThisExpression: {
      const holder = thisHolder(node);
      return holder && `this@${holder.range[0]}`;
    }
    case Kind.Identifier: {
      const step = soleStep(sourceCode, node);
      if (!step || step.kind === 'element')
        return `$${node.name}@${variableOf(sourceCode, node)?.identifiers[0]?.range[0] ?? ''}`;
      const { put = [], to } = step;
      const key = isFunction(to.parent) ? undefined : once(node, () => listKey(sourceCode, to));
      return [key ?? `@${to.range.join('-')}`, ...put].join('.');
    }
    default:
      return undefined;
  }
}

/**
 * Which element of which list an expression is a part of: the first (`list[0].headers`), or each in turn (the variable
 * of a loop, the parameter of a callback). And whether two expressions are the same list.
 *
 * *Known limitations*: a variable with several values, and an element taken out of a list by `shift()`, `pop()` or
 * `find()`, are unknown.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { isFunction, memberName, unwrap } from '../../ast';
import { soleDefinition, thisHolder, variableOf } from '../bindings';

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

const MAX_DEPTH = 8;
/** Methods that hand each element to a callback, as its first parameter. */
const EACH: ReadonlySet<string> = new Set(['every', 'filter', 'flatMap', 'forEach', 'map', 'some']);
const REDUCERS: ReadonlySet<string> = new Set(['reduce', 'reduceRight']);

/** The element that an expression is a part of; undefined for everything else. */
export function elementPartOf(
  sourceCode: TSESLint.SourceCode,
  expression: TSESTree.Node,
  depth = 0,
): ElementPart | undefined {
  if (depth > MAX_DEPTH) return undefined;
  switch (expression.type) {
    case Kind.ChainExpression:
      return elementPartOf(sourceCode, expression.expression, depth + 1);
    case Kind.TSNonNullExpression:
      return elementPartOf(sourceCode, expression.expression, depth + 1);
    case Kind.TSAsExpression:
    case Kind.TSSatisfiesExpression: {
      const inner = elementPartOf(sourceCode, expression.expression, depth + 1);
      const type = sourceCode.text.slice(expression.expression.range[1], expression.range[1]).replace(/^\)*/, '');
      return inner && { ...inner, write: (name) => `(${inner.write(name)}${type})` };
    }
    case Kind.LogicalExpression: {
      const inner = expression.operator === '&&' ? undefined : elementPartOf(sourceCode, expression.left, depth + 1);
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
      return memberPart(sourceCode, expression, depth);
    case Kind.Identifier:
      return variablePart(sourceCode, expression, depth);
    default:
      return undefined;
  }
}

function whole(list: TSESTree.Expression, which: ElementPart['which'], loop: TSESTree.Node | undefined): ElementPart {
  return { list, which, loop, isPart: false, write: (name) => name };
}

function memberPart(
  sourceCode: TSESLint.SourceCode,
  node: TSESTree.MemberExpression,
  depth: number,
): ElementPart | undefined {
  if (node.computed && isZero(node.property)) return whole(node.object, 'first', undefined);
  if (node.computed && node.property.type === Kind.Identifier) {
    const loop = countingLoop(sourceCode, node.property);
    return loop && whole(node.object, 'each', loop);
  }
  const inner = elementPartOf(sourceCode, node.object, depth + 1);
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

function variablePart(
  sourceCode: TSESLint.SourceCode,
  node: TSESTree.Identifier,
  depth: number,
): ElementPart | undefined {
  const variable = variableOf(sourceCode, node);
  const definition = variable && soleDefinition(variable);
  if (!definition) return undefined;
  switch (definition.kind) {
    case 'value': {
      const [first, ...rest] = definition.path;
      const inner = elementPartOf(sourceCode, definition.value, depth + 1);
      if (inner) return along(inner, definition.path);
      return first === '0' ? along(whole(definition.value, 'first', undefined), rest) : undefined;
    }
    case 'element': {
      return along(whole(definition.iterated, 'each', definition.iterated.parent), definition.path);
    }
    case 'parameter': {
      const { fn, index, path } = definition;
      const list = listOfCallback(fn, index);
      return list && along(whole(list, 'each', fn.parent), path);
    }
    default:
      return undefined;
  }
}

/** The list whose method hands each element to a parameter of its callback. */
function listOfCallback(fn: TSESTree.Node, index: number): TSESTree.Expression | undefined {
  const call = fn.parent;
  if (!isFunction(fn) || call?.type !== Kind.CallExpression || call.arguments[0] !== fn) return undefined;
  const callee = unwrap(call.callee);
  if (callee.type !== Kind.MemberExpression) return undefined;
  const name = memberName(callee) ?? '';
  return (EACH.has(name) && index === 0) || (REDUCERS.has(name) && index === 1) ? callee.object : undefined;
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
export function listKey(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node, depth = 0): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const node = unwrap(expression);
  switch (node.type) {
    case Kind.LogicalExpression:
      return node.operator === '&&' ? undefined : listKey(sourceCode, node.left, depth + 1);
    case Kind.MemberExpression: {
      const name = memberName(node);
      const object = name === undefined ? undefined : listKey(sourceCode, node.object, depth + 1);
      return object && `${object}.${name ?? ''}`;
    }
    case Kind.ThisExpression: {
      const holder = thisHolder(node);
      return holder && `this@${holder.range[0]}`;
    }
    case Kind.Identifier: {
      const variable = variableOf(sourceCode, node);
      const definition = variable && soleDefinition(variable);
      if (definition?.kind === 'value') {
        const path = definition.path.map((step) => `.${step}`).join('');
        return `${listKey(sourceCode, definition.value, depth + 1) ?? `@${definition.value.range.join('-')}`}${path}`;
      }
      if (definition?.kind === 'parameter')
        return `#${definition.fn.range.join('-')}/${definition.index}${definition.path.map((step) => `.${step}`).join('')}`;
      return `$${node.name}@${variable?.identifiers[0]?.range[0] ?? ''}`;
    }
    default:
      return undefined;
  }
}

/**
 * The messages that an argument holds, one by one: through variables, array literals, `.map(…)`, conditions,
 * properties, functions of the file.
 *
 * *Known limitations*: a list that is built in another file, or by `reduce`, is unknown.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { memberName, unwrap } from '../../ast';
import { definitionsOf, resolveFunction, returnedExpressions, variableOf } from '../bindings';
import { objectShape } from '../data-flow';

const Kind = AST_NODE_TYPES;
const MAX_DEPTH = 12;
/** Methods that keep elements as they are. */
const KEEPS_ELEMENTS: ReadonlySet<string> = new Set([
  'filter',
  'slice',
  'concat',
  'reverse',
  'sort',
  'flat',
  'toSorted',
  'toReversed',
  'splice',
]);

/**
 * A message, or one that is not found; `list` is a variable on the way to it, whose elements may have been injected.
 */
export interface Expanded {
  readonly node: TSESTree.Expression | undefined;
  readonly lists: readonly TSESTree.Identifier[];
}

/** The steps of a path of the model. */
export function stepsOf(path: string): readonly string[] {
  return path === '' ? [] : path.split('.');
}

/** Every expression that a path leads to; an entry without a node for what cannot be followed. */
export function expand(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node, path: string): readonly Expanded[] {
  return new Expander(sourceCode).expand(expression, stepsOf(path), [], 0);
}

class Expander {
  private readonly open = new Set<TSESLint.Scope.Variable>();

  constructor(private readonly sourceCode: TSESLint.SourceCode) {}

  expand(
    expression: TSESTree.Node,
    steps: readonly string[],
    lists: readonly TSESTree.Identifier[],
    depth: number,
  ): readonly Expanded[] {
    const node = unwrap(expression);
    const unknown = [{ node: undefined, lists }];
    if (depth > MAX_DEPTH) return unknown;
    if (node.type === Kind.ConditionalExpression) {
      return [node.consequent, node.alternate].flatMap((part) => this.expand(part, steps, lists, depth + 1));
    }
    const [step, ...rest] = steps;
    if (step === undefined) return [{ node, lists }];
    if (node.type === Kind.LogicalExpression) {
      const parts = node.operator === '&&' ? [node.right] : [node.left, node.right];
      return parts.flatMap((part) => this.expand(part, steps, lists, depth + 1));
    }
    if (node.type === Kind.AwaitExpression) return this.expand(node.argument, steps, lists, depth + 1);
    if (step !== '*') return this.property(node, step, rest, lists, depth);
    switch (node.type) {
      case Kind.ArrayExpression:
        return node.elements.flatMap((element) => {
          if (!element) return [];
          return element.type === Kind.SpreadElement
            ? this.expand(element.argument, steps, lists, depth + 1)
            : this.expand(element, rest, lists, depth + 1);
        });
      case Kind.Identifier:
        return this.variable(node, steps, lists, depth);
      case Kind.CallExpression:
        return this.call(node, steps, lists, depth) ?? unknown;
      default:
        return unknown;
    }
  }

  private property(
    node: TSESTree.Node,
    name: string,
    rest: readonly string[],
    lists: readonly TSESTree.Identifier[],
    depth: number,
  ): readonly Expanded[] {
    const found = objectShape(this.sourceCode, node)?.properties.filter((property) => property.name === name) ?? [];
    const isVariable = node.type === Kind.Identifier;
    const known = isVariable ? [...lists, node] : lists;
    return found.length > 0
      ? found.flatMap(({ value }) => this.expand(value, rest, known, depth + 1))
      : [{ node: undefined, lists: known }];
  }

  private variable(
    node: TSESTree.Identifier,
    steps: readonly string[],
    lists: readonly TSESTree.Identifier[],
    depth: number,
  ): readonly Expanded[] {
    const variable = variableOf(this.sourceCode, node);
    const known = [...lists, node];
    const unknown = [{ node: undefined, lists: known }];
    if (!variable || this.open.has(variable)) return unknown;
    this.open.add(variable);
    const defined = definitionsOf(variable).flatMap((definition) =>
      definition.kind === 'value' && definition.path.length === 0
        ? this.expand(definition.value, steps, known, depth + 1)
        : unknown,
    );
    const pushed = this.pushes(variable).flatMap((value) => this.expand(value, steps.slice(1), known, depth + 1));
    this.open.delete(variable);
    const all = [...defined, ...pushed];
    return all.length > 0 ? all : unknown;
  }

  /** What `list.push(…)` and `list.unshift(…)` add. */
  private pushes(variable: TSESLint.Scope.Variable): readonly TSESTree.Expression[] {
    return variable.references.flatMap(({ identifier }): TSESTree.Expression[] => {
      const member = (identifier as TSESTree.Node).parent;
      if (
        member?.type !== Kind.MemberExpression ||
        member.object !== identifier ||
        member.parent.type !== Kind.CallExpression
      )
        return [];
      if (member.parent.callee !== member || !['push', 'unshift'].includes(memberName(member) ?? '')) return [];
      return member.parent.arguments.map((argument) =>
        argument.type === Kind.SpreadElement ? argument.argument : argument,
      );
    });
  }

  private call(
    node: TSESTree.CallExpression,
    steps: readonly string[],
    lists: readonly TSESTree.Identifier[],
    depth: number,
  ): readonly Expanded[] | undefined {
    const callee = unwrap(node.callee);
    const name = callee.type === Kind.MemberExpression ? memberName(callee) : undefined;
    const isArrayFrom =
      name === 'from' &&
      callee.type === Kind.MemberExpression &&
      callee.object.type === Kind.Identifier &&
      callee.object.name === 'Array';
    const callback = isArrayFrom ? node.arguments[1] : node.arguments[0];
    if (name === 'map' || name === 'flatMap' || (isArrayFrom && callback)) {
      const fn = callback && resolveFunction(this.sourceCode, callback);
      const inner = name === 'flatMap' ? steps : steps.slice(1);
      return fn && this.returned(fn, inner, lists, depth);
    }
    const first = node.arguments[0];
    if ((isArrayFrom || name === 'all') && first && first.type !== Kind.SpreadElement)
      return this.expand(first, steps, lists, depth + 1);
    if (name !== undefined && KEEPS_ELEMENTS.has(name) && callee.type === Kind.MemberExpression) {
      const added =
        name === 'concat' ? node.arguments.flatMap((argument) => this.expand(argument, steps, lists, depth + 1)) : [];
      return [...this.expand(callee.object, steps, lists, depth + 1), ...added];
    }
    const fn = resolveFunction(this.sourceCode, callee);
    return fn && this.returned(fn, steps, lists, depth);
  }

  private returned(
    fn: NonNullable<ReturnType<typeof resolveFunction>>,
    steps: readonly string[],
    lists: readonly TSESTree.Identifier[],
    depth: number,
  ): readonly Expanded[] | undefined {
    const values = returnedExpressions(this.sourceCode, fn);
    return values.length > 0 ? values.flatMap((value) => this.expand(value, steps, lists, depth + 1)) : undefined;
  }
}

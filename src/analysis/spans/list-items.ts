/**
 * The items that a list may hold: of array literals, spreads, `map`, `flatMap`, `filter`, `concat`, `push`, through
 * variables, branches, callbacks and functions of the same file.
 *
 * *Known limitations*: a list that is built in another way (`reduce`, indices, another file) has no known items; a
 * filter with a predicate that is not a plain test for a value may drop any item, so its items are unknown.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, isFunction, memberName, unwrap } from '../../ast';
import type { ApiResolver } from '../api-resolution';
import {
  callSitesOf,
  type Definition,
  isReassigned,
  resolveFunction,
  returnedExpressions,
  variableOf,
} from '../bindings';
import { type GraphProvider, reachingDefinitions } from '../data-flow';

const Kind = AST_NODE_TYPES;

export interface ListItem {
  readonly node: TSESTree.Expression;
  /** Whether a filter behind it drops what is undefined or null. */
  readonly dropsNothing: boolean;
  /** Whether the list it stands in is read by others too, so that another item in its place would disturb them. */
  readonly isShared: boolean;
}

const MAX_DEPTH = 10;
const MAX_VISITS = 400;
/** Methods that return the items of their receiver. */
const SAME_ITEMS = new Set(['reverse', 'slice', 'sort', 'toReversed', 'toSorted']);
const ADDS_ITEMS = new Set(['push', 'unshift']);

export class ListItems {
  private readonly open = new Set<TSESTree.Node>();
  private visits = 0;

  constructor(
    private readonly resolver: ApiResolver,
    private readonly graphOf: GraphProvider,
  ) {}

  /** The items of a list, as far as they are known. */
  of(list: TSESTree.Node): readonly ListItem[] {
    this.visits = 0;
    return this.read(list, 0);
  }

  /**
   * The items that a variable stands for: of a `for…of` over a list, or of a list whose callback has it as parameter.
   */
  ofElement(definition: Definition): readonly ListItem[] {
    if (definition.kind === 'element') return this.of(definition.iterated);
    if (definition.kind !== 'parameter' || definition.index !== 0) return [];
    const list = iteratedBy(definition.fn);
    return list ? this.of(list) : [];
  }

  private get sourceCode(): TSESLint.SourceCode {
    return this.resolver.sourceCode;
  }

  private read(list: TSESTree.Node, depth: number): readonly ListItem[] {
    const node = unwrap(list);
    if (depth > MAX_DEPTH || ++this.visits > MAX_VISITS || this.open.has(node)) return [];
    this.open.add(node);
    const items = this.readNode(node, depth + 1);
    this.open.delete(node);
    return items;
  }

  private readNode(node: TSESTree.Expression, depth: number): readonly ListItem[] {
    switch (node.type) {
      case Kind.ArrayExpression:
        return node.elements.flatMap((element) => {
          if (!element) return [];
          return element.type === Kind.SpreadElement ? this.read(element.argument, depth) : [item(element)];
        });
      case Kind.ConditionalExpression:
        return [...this.read(node.consequent, depth), ...this.read(node.alternate, depth)];
      case Kind.LogicalExpression:
        return [...(node.operator === '&&' ? [] : this.read(node.left, depth)), ...this.read(node.right, depth)];
      case Kind.AwaitExpression:
        return this.awaited(unwrap(node.argument), depth);
      case Kind.Identifier:
        return this.variable(node, depth);
      case Kind.CallExpression:
        return this.call(node, depth, false);
      default:
        return [];
    }
  }

  private awaited(node: TSESTree.Expression, depth: number): readonly ListItem[] {
    if (node.type !== Kind.CallExpression) return [];
    const [first] = node.arguments;
    if (isStatic(node, 'Promise', 'all') && first) {
      const inner = unwrap(first);
      return inner.type === Kind.CallExpression ? this.call(inner, depth, true) : this.read(inner, depth);
    }
    return this.localFunction(node, depth, true);
  }

  private variable(node: TSESTree.Identifier, depth: number): readonly ListItem[] {
    const variable = variableOf(this.sourceCode, node);
    if (!variable) return [];
    const items = reachingDefinitions(this.graphOf, variable, node).flatMap((definition) => {
      if (definition.kind === 'value' && definition.path.length === 0) return this.read(definition.value, depth);
      return definition.kind === 'parameter' && definition.path.length === 0
        ? this.argument(definition.fn, definition.index, depth)
        : [];
    });
    const pushed = isReassigned(variable)
      ? []
      : variable.references.flatMap(({ identifier }) => itemsAdded(identifier));
    const others = variable.references.filter(
      ({ identifier, init }) => init !== true && identifier !== node && itemsAdded(identifier).length === 0,
    );
    const isShared = others.length > 0;
    return [...items, ...pushed.map((added) => item(added))].map((one) => (isShared ? { ...one, isShared } : one));
  }

  private argument(fn: FunctionNode, index: number, depth: number): readonly ListItem[] {
    return callSitesOf(this.sourceCode, fn).calls.flatMap((call) => {
      const given = call.arguments[index];
      const isPlain = given && !call.arguments.slice(0, index + 1).some(({ type }) => type === Kind.SpreadElement);
      return isPlain ? this.read(given, depth) : [];
    });
  }

  private call(node: TSESTree.CallExpression, depth: number, isAwaited: boolean): readonly ListItem[] {
    const callee = unwrap(node.callee);
    const [first, second] = node.arguments;
    if (callee.type !== Kind.MemberExpression) return this.localFunction(node, depth, isAwaited);
    if (isStatic(node, 'Array', 'from') && first)
      return second ? this.returned(second, isAwaited) : this.read(first, depth);
    if (isStatic(node, 'Array', 'of'))
      return node.arguments.flatMap((argument) => (argument.type === Kind.SpreadElement ? [] : [item(argument)]));
    const name = memberName(callee) ?? '';
    if (SAME_ITEMS.has(name)) return this.read(callee.object, depth);
    if (name === 'concat')
      return [callee.object, ...node.arguments].flatMap((part) =>
        part.type === Kind.SpreadElement ? [] : this.listOrItem(part, depth),
      );
    if (name === 'filter' && first) {
      return isTestForValue(this.sourceCode, first)
        ? this.read(callee.object, depth).map((one) => ({ ...one, dropsNothing: true }))
        : [];
    }
    if (name === 'map' && first) return this.returned(first, isAwaited);
    if (name === 'flatMap' && first)
      return this.returned(first, isAwaited).flatMap(({ node: value }) => this.listOrItem(value, depth));
    return this.localFunction(node, depth, isAwaited);
  }

  /** What a callback returns; nothing where it returns a promise that nobody awaits. */
  private returned(callback: TSESTree.CallExpressionArgument, isAwaited: boolean): readonly ListItem[] {
    const fn = resolveFunction(this.sourceCode, callback);
    if (!fn || fn.generator || (fn.async && !isAwaited)) return [];
    return returnedExpressions(this.sourceCode, fn).map((value) => item(value));
  }

  private localFunction(node: TSESTree.CallExpression, depth: number, isAwaited: boolean): readonly ListItem[] {
    const fn = resolveFunction(this.sourceCode, node.callee);
    if (!fn || fn.generator || (fn.async && !isAwaited)) return [];
    return returnedExpressions(this.sourceCode, fn).flatMap((value) => this.read(value, depth));
  }

  /** What `flatMap` and `concat` take: a list of items, or an item. */
  private listOrItem(value: TSESTree.Node, depth: number): readonly ListItem[] {
    const node = unwrap(value);
    if (node.type === Kind.ObjectExpression) return [item(node)];
    if (node.type === Kind.ConditionalExpression)
      return [...this.listOrItem(node.consequent, depth), ...this.listOrItem(node.alternate, depth)];
    return this.read(node, depth);
  }
}

/** The list whose callback a function is: `list` of `list.map(fn)`, `list.forEach(fn)`. */
export function iteratedBy(fn: FunctionNode): TSESTree.Expression | undefined {
  const call = fn.parent;
  if (call.type !== Kind.CallExpression || call.arguments[0] !== fn) return undefined;
  const callee = unwrap(call.callee);
  if (callee.type !== Kind.MemberExpression) return undefined;
  const name = memberName(callee);
  return name === 'map' || name === 'flatMap' || name === 'forEach' ? callee.object : undefined;
}

function item(node: TSESTree.Expression): ListItem {
  return { node, dropsNothing: false, isShared: false };
}

function itemsAdded(identifier: TSESTree.Node): readonly TSESTree.Expression[] {
  const member = identifier.parent;
  if (
    member?.type !== Kind.MemberExpression ||
    member.object !== identifier ||
    !ADDS_ITEMS.has(memberName(member) ?? '')
  )
    return [];
  const call = member.parent;
  if (call.type !== Kind.CallExpression || call.callee !== member) return [];
  return call.arguments.flatMap((argument) => (argument.type === Kind.SpreadElement ? [] : [argument]));
}

function isStatic(node: TSESTree.CallExpression, object: string, method: string): boolean {
  const callee = unwrap(node.callee);
  return (
    callee.type === Kind.MemberExpression &&
    callee.object.type === Kind.Identifier &&
    callee.object.name === object &&
    memberName(callee) === method
  );
}

/**
 * Whether a predicate lets through all but undefined, null and the like: `Boolean`, `(x) => x !== undefined`, `(x) =>
 * !!x`.
 */
function isTestForValue(sourceCode: TSESLint.SourceCode, predicate: TSESTree.Node): boolean {
  const node = unwrap(predicate);
  if (node.type === Kind.Identifier && node.name === 'Boolean') return true;
  const fn = resolveFunction(sourceCode, node);
  const parameter = fn?.params[0];
  if (!fn || !isFunction(fn) || fn.params.length !== 1 || parameter?.type !== Kind.Identifier) return false;
  const [body, ...others] = returnedExpressions(sourceCode, fn);
  const text = body && others.length === 0 ? sourceCode.getText(unwrap(body)).replace(/\s+/g, '') : '';
  const { name } = parameter;
  return [
    name,
    `!!${name}`,
    `Boolean(${name})`,
    `${name}!=null`,
    `${name}!==null`,
    `${name}!=undefined`,
    `${name}!==undefined`,
  ].includes(text);
}

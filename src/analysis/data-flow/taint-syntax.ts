/** Small questions that the taint trace asks of single nodes and definitions. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, type FunctionNode, keyName, memberName, unwrap } from '../../ast';
import { ELEMENT_CALLBACKS } from '../../model/carrying-functions';
import { callSitesOf, type Definition, type ValuePath } from '../bindings';

export type CallNode = TSESTree.CallExpression | TSESTree.NewExpression;

/** The calls through which the trace entered a function, innermost last: parameters are read from their arguments. */
export interface Frame {
  readonly depth: number;
  readonly calls: readonly { readonly fn: FunctionNode; readonly call: TSESTree.CallExpression }[];
}

/** An expression and what its casts are put around: each may say something of the value by its type. */
export function layersOf(expression: TSESTree.Node): readonly TSESTree.Node[] {
  const layers = [expression];
  const inner = unwrap(expression) as TSESTree.Node;
  for (let node = expression; node !== inner && 'expression' in node;) {
    node = node.expression as TSESTree.Node;
    layers.push(node);
  }
  return layers;
}

/** The expressions of which one is the value, for expressions that only choose or hand on. */
export function choicesOf(node: TSESTree.Expression): readonly TSESTree.Node[] | undefined {
  switch (node.type) {
    case AST_NODE_TYPES.ConditionalExpression:
      return [node.consequent, node.alternate];
    case AST_NODE_TYPES.LogicalExpression:
      return node.operator === '&&' ? [node.right] : [node.left, node.right];
    case AST_NODE_TYPES.AssignmentExpression:
      return [node.right];
    case AST_NODE_TYPES.AwaitExpression:
      return [node.argument];
    case AST_NODE_TYPES.SequenceExpression:
      return node.expressions.slice(-1);
    default:
      return undefined;
  }
}

export function elementsOf(node: TSESTree.ArrayExpression): TSESTree.Node[] {
  return node.elements.flatMap((element) => (element === null ? [] : [unspread(element)]));
}

export function unspread(node: TSESTree.Expression | TSESTree.SpreadElement): TSESTree.Expression {
  return node.type === AST_NODE_TYPES.SpreadElement ? node.argument : node;
}

/** The list whose elements a callback takes: `users` of `users.map((user) => …)`. */
export function iteratorOf(fn: FunctionNode): TSESTree.Expression | undefined {
  const call = fn.parent;
  if (call.type !== AST_NODE_TYPES.CallExpression || call.arguments[0] !== fn) return undefined;
  const callee = unwrap(call.callee);
  const isIteration =
    callee.type === AST_NODE_TYPES.MemberExpression && ELEMENT_CALLBACKS.has(memberName(callee) ?? '');
  return isIteration ? callee.object : undefined;
}

export function withPath(definition: Definition, path: ValuePath): Definition {
  return 'path' in definition
    ? { ...definition, path: [...definition.path, ...path] }
    : { kind: 'unknown', site: definition.site };
}

/** The objects that a definition may stand for as a whole: its value, or the arguments of the callers. */
export function wholesOf(sourceCode: TSESLint.SourceCode, definition: Definition): readonly TSESTree.Node[] {
  if (definition.kind === 'value') return [definition.value];
  if (definition.kind !== 'parameter') return [];
  return callSitesOf(sourceCode, definition.fn).calls.flatMap((call) => call.arguments[definition.index] ?? []);
}

/** The properties of a spread that an object literal replaces: `email` of `{ ...user, email: '***' }`. */
export function replacedIn(object: TSESTree.ObjectExpression, spread: TSESTree.Expression): readonly string[] {
  return object.properties.flatMap((property) =>
    property.type === AST_NODE_TYPES.Property && property.range[0] > spread.range[0] ? (keyName(property) ?? []) : [],
  );
}

/** The value that a pattern takes a part from. */
export function partHolder(
  definition: Definition,
): { readonly value: TSESTree.Node; readonly path: ValuePath } | undefined {
  if (!('path' in definition) || definition.path.length === 0) return undefined;
  if (definition.kind === 'value') return { value: definition.value, path: definition.path };
  if (definition.kind === 'element') return { value: definition.iterated, path: definition.path };
  const parameter = definition.kind === 'parameter' ? definition.fn.params[definition.index] : undefined;
  return parameter && { value: parameter, path: definition.path };
}

/** Whether a definition is `let x;`, which defines nothing. */
export function isBare(definition: Definition): boolean {
  return (
    definition.kind === 'unknown' &&
    definition.site.type === AST_NODE_TYPES.VariableDeclarator &&
    definition.site.init === null
  );
}

export function isNothing(node: TSESTree.Node): boolean {
  return (
    (node.type === AST_NODE_TYPES.Literal && node.value === null) ||
    (node.type === AST_NODE_TYPES.Identifier && node.name === 'undefined')
  );
}

export function isEntered(fn: FunctionNode, frame: Frame): boolean {
  return frame.calls.some((entry) => entry.fn === fn);
}

export function nameOfCall(node: CallNode): string {
  return `${calleeName(node) ?? 'a function'}()`;
}

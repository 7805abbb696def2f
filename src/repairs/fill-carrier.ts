/** Declaring a carrier in front of the work that sends it, and injecting the context that belongs to that work. */
import { AST_NODE_TYPES, ASTUtils, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import type { DerivedContext } from '../analysis/boundaries';
import { variableOf } from '../analysis/bindings';
import type { FileAnalysis } from '../analysis/file-analysis';
import { contains, enclosingFunction, isFunction } from '../ast';
import {
  combineEdits,
  type Edit,
  ensureImport,
  findStatementPlace,
  insertAt,
  insertStatementBefore,
  isInParens,
  isTypeScript,
} from '../fixes';

const API = '@opentelemetry/api';
export const CARRIER_TYPE = 'Record<string, string>';

/** A context as text, and the edit that makes its names known. */
export interface ContextText {
  readonly text: string;
  readonly fix: Edit;
}

/**
 * The context that belongs to a piece of work: the one it derived, else that of the span it started, else the active
 * one.
 */
export function contextToSend(
  file: FileAnalysis,
  at: TSESTree.Node,
  derived: DerivedContext | undefined,
): ContextText | undefined {
  if (derived) return { text: derived.name, fix: () => [] };
  const span = startedSpan(file, at);
  if (span !== undefined) return withSpan(file, at, span.name, span.base);
  const api = ensureImport({ sourceCode: file.sourceCode, module: API, imported: 'context', at });
  return api && { text: `${api.localName}.active()`, fix: api.fix };
}

/** `trace.setSpan(context.active(), span)`; with another context as the base where the span was started from one. */
export function withSpan(
  { sourceCode }: FileAnalysis,
  at: TSESTree.Node,
  span: string,
  base?: string,
): ContextText | undefined {
  const context = base === undefined ? ensureImport({ sourceCode, module: API, imported: 'context', at }) : undefined;
  const trace = ensureImport({ sourceCode, module: API, imported: 'trace', at });
  const from = base ?? (context && `${context.localName}.active()`);
  if (from === undefined || !trace) return undefined;
  const fix = context ? combineEdits(context.fix, trace.fix) : trace.fix;
  return fix && { text: `${trace.localName}.setSpan(${from}, ${span})`, fix };
}

/** A span in a constant, and the variable that holds the context it was started from, where it was given one. */
export interface StartedSpan {
  readonly name: string;
  readonly base: string | undefined;
}

/** The span started last before a node in the same function, in a constant, which nothing activates. */
export function startedSpan(file: FileAnalysis, at: TSESTree.Node): StartedSpan | undefined {
  const fn = enclosingFunction(at);
  for (const call of file.operations('span.start').toReversed()) {
    const { node } = call;
    const { parent } = node;
    if (parent.type !== AST_NODE_TYPES.VariableDeclarator || parent.id.type !== AST_NODE_TYPES.Identifier) continue;
    if (node.range[1] > at.range[0] || enclosingFunction(node) !== fn) continue;
    const variable = variableOf(file.sourceCode, parent.id);
    const isActivated = variable?.references.some(({ identifier }) => {
      const outer = identifier.parent;
      return (
        outer.type === AST_NODE_TYPES.CallExpression && file.resolver.resolve(outer)?.operation === 'trace.setSpan'
      );
    });
    if (variable && contains(variable.scope.block, at) && !isActivated)
      return { name: parent.id.name, base: baseOf(file, call.argument('context'), at) };
  }
  return undefined;
}

/** The variable that a span's context argument names, where it means the same at another node. */
function baseOf(
  { sourceCode }: FileAnalysis,
  context: TSESTree.Expression | undefined,
  at: TSESTree.Node,
): string | undefined {
  if (context?.type !== AST_NODE_TYPES.Identifier) return undefined;
  const variable = variableOf(sourceCode, context);
  return variable && ASTUtils.findVariable(sourceCode.getScope(at), context.name) === variable
    ? context.name
    : undefined;
}

/** A carrier to declare. */
export interface NewCarrier {
  readonly name: string;
  /** Its type in TypeScript; undefined where the value tells. Default: text by text. */
  readonly type?: string | undefined;
  /** Default: `{}`. */
  readonly value?: string;
  /** The setter that fills it, where the default one does not. */
  readonly setter?: string | undefined;
  /** Whether it is there already, and has to be filled only. */
  readonly isDeclared?: boolean;
}

/**
 * Declares a carrier and injects a context into it, in front of the statement or in the concise arrow around a node.
 * Undefined where no statement can stand there: in the head of a loop, in a parameter, in the field of a class.
 */
export function fillCarrier(
  file: FileAnalysis,
  at: TSESTree.Node,
  carrier: NewCarrier,
  context: string,
): Edit | undefined {
  const { sourceCode } = file;
  const place = statementAround(at);
  if (!place) return undefined;
  const propagation = ensureImport({ sourceCode, module: API, imported: 'propagation', at: place });
  if (!propagation) return undefined;
  const { name, value = '{}', setter, isDeclared = false } = carrier;
  const type = 'type' in carrier ? carrier.type : CARRIER_TYPE;
  const annotation = type !== undefined && isTypeScript(sourceCode, file.filename) ? `: ${type}` : '';
  const lines = [
    ...(isDeclared ? [] : [`const ${name}${annotation} = ${value};`]),
    `${propagation.localName}.inject(${context}, ${name}${setter === undefined ? '' : `, ${setter}`});`,
  ];
  if (isFunction(place)) return combineEdits(propagation.fix, bracesAround(sourceCode, place, lines));
  return combineEdits(propagation.fix, insertStatementBefore({ sourceCode, statement: place, text: lines.join('\n') }));
}

/** The statement that a node runs in, or the arrow function whose body is the expression around it. */
export function statementAround(node: TSESTree.Node): TSESTree.Node | undefined {
  if (findStatementPlace(node)) return node;
  let current: TSESTree.Node = node;
  for (let parent: TSESTree.Node | undefined = node.parent; parent; current = parent, parent = parent.parent) {
    if (findStatementPlace(current)) return isInLoopHead(current, node) ? undefined : current;
    if (isFunction(parent))
      return parent.type === AST_NODE_TYPES.ArrowFunctionExpression && parent.body === current ? parent : undefined;
    if (isBracelessBody(current, parent)) return current;
    if (parent.type === AST_NODE_TYPES.PropertyDefinition) return undefined;
  }
  return undefined;
}

/**
 * Whether a statement runs the node again and again, or only perhaps: a carrier in front of it is then another one's.
 */
function isInLoopHead(statement: TSESTree.Node, node: TSESTree.Node): boolean {
  const body = 'body' in statement ? (statement.body as TSESTree.Node | null) : null;
  const isLoop = /^(?:For|While|DoWhile)/.test(statement.type);
  return isLoop && !(body && contains(body, node));
}

function isBracelessBody(node: TSESTree.Node, parent: TSESTree.Node): boolean {
  switch (parent.type) {
    case AST_NODE_TYPES.IfStatement:
      return parent.consequent === node || parent.alternate === node;
    case AST_NODE_TYPES.ForStatement:
    case AST_NODE_TYPES.ForOfStatement:
    case AST_NODE_TYPES.ForInStatement:
    case AST_NODE_TYPES.WhileStatement:
    case AST_NODE_TYPES.DoWhileStatement:
      return parent.body === node;
    default:
      return false;
  }
}

/** `() => send()` becomes `() => { …; return send(); }`. */
function bracesAround(
  sourceCode: TSESLint.SourceCode,
  { body }: { readonly body: TSESTree.Node },
  lines: readonly string[],
): Edit | undefined {
  if (isInParens(sourceCode, body)) return undefined;
  return combineEdits(insertAt(body.range[0], `{ ${lines.join(' ')} return `), insertAt(body.range[1], '; }'));
}

/** Whether the place of an object literal expects a type that may have no room for one property more. */
export function hasExpectedType(file: FileAnalysis, object: TSESTree.Node): boolean {
  if (object.parent?.type === AST_NODE_TYPES.TSSatisfiesExpression) return true;
  if (isReturnedByCallback(object)) return false;
  return expectedTypes(file, object)?.every(({ isOpen }) => !isOpen) ?? false;
}

/** Whether the type that the place of an object literal expects has a property, as far as the checker tells. */
export function mayHaveProperty(file: FileAnalysis, object: TSESTree.Node, name: string): boolean {
  if (isReturnedByCallback(object)) return true;
  return (
    expectedTypes(file, object)?.some(
      ({ isOpen, type }) => isOpen || type.getProperty(name) !== undefined || type.getStringIndexType() !== undefined,
    ) ?? true
  );
}

/**
 * Whether a literal is what a callback without a written return type gives back: TypeScript infers its type, and lets
 * more properties pass.
 */
function isReturnedByCallback(object: TSESTree.Node): boolean {
  let node = object;
  while (node.parent && RESULT_PARTS.has(node.parent.type)) node = node.parent;
  const isReturned =
    node.parent?.type === AST_NODE_TYPES.ReturnStatement || (isFunction(node.parent) && node.parent.body === node);
  const fn = isReturned ? enclosingFunction(node) : undefined;
  return fn !== undefined && !fn.returnType && fn.parent.type === AST_NODE_TYPES.CallExpression;
}

const RESULT_PARTS: ReadonlySet<AST_NODE_TYPES> = new Set([
  AST_NODE_TYPES.ArrayExpression,
  AST_NODE_TYPES.ConditionalExpression,
  AST_NODE_TYPES.LogicalExpression,
  AST_NODE_TYPES.ObjectExpression,
  AST_NODE_TYPES.Property,
]);

/** The type that a place expects, or the parts of a union; undefined where it expects none, or without types. */
function expectedTypes(
  { resolver, sourceCode }: FileAnalysis,
  object: TSESTree.Node,
): readonly { readonly type: ts.Type; readonly isOpen: boolean }[] | undefined {
  const { types } = resolver;
  const services = sourceCode.parserServices;
  const node =
    types && (services?.esTreeNodeToTSNodeMap as { get(node: TSESTree.Node): unknown } | undefined)?.get(object);
  const expected =
    types && node
      ? types.checker.getContextualType(node as Parameters<typeof types.checker.getContextualType>[0])
      : undefined;
  if (!types || !expected) return undefined;
  const { Any, Unknown, NonPrimitive } = types.ts.TypeFlags;
  return (expected.isUnion() ? expected.types : [expected]).map((type) => ({
    type,
    isOpen: (type.flags & (Any | Unknown | NonPrimitive)) !== 0,
  }));
}

/** Edits that send a carrier along with work for another thread or process, and take it up on the other side. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { FileAnalysis } from '../analysis/file-analysis';
import type { Crossover, DerivedContext, MissingCarrier, StrandedValue, UnboundHandler } from '../analysis/boundaries';
import { variableOf } from '../analysis/bindings';
import { contains, enclosingFunction, isFunction, memberName, unwrap } from '../ast';
import {
  addProperty,
  combineEdits,
  type Edit,
  ensureImport,
  findStatementPlace,
  freshName,
  hasCommentsInside,
  insertArgument,
  insertAt,
  insertStatementBefore,
  isInParens,
  isTypeScript,
  replace,
  wrapFollowingInCallback,
} from '../fixes';
import { CARRIER_PROPERTY } from '../model/worker-channels';

const API = '@opentelemetry/api';
const CARRIER_TYPE = 'Record<string, string>';

/**
 * Injects a context into a new carrier in front of the statement, and adds the carrier to the payload.
 * Undefined where the payload is no object literal, where its type has no room for a property more, and where no
 * statement can stand in front of the call.
 */
export function injectCarrier(file: FileAnalysis, missing: MissingCarrier): Edit | undefined {
  const name = freshName(file.sourceCode, missing.call, CARRIER_PROPERTY);
  const property = name === CARRIER_PROPERTY ? name : `${CARRIER_PROPERTY}: ${name}`;
  const context = contextToSend(file, missing.call, missing.derived);
  return context && combineEdits(context.fix, addToPayload(file, missing, property), fillCarrier(file, missing.call, name, context.text));
}

/** Puts a carrier in the place of a context or span that cannot be cloned. Undefined for a baggage, and as for {@link injectCarrier}. */
export function sendCarrierInstead(file: FileAnalysis, crossover: Crossover, { node, type, property }: StrandedValue): Edit | undefined {
  const { sourceCode } = file;
  if (!property || type === 'Baggage' || hasCommentsInside(sourceCode, property.range) || hasExpectedType(file, property.parent)) return undefined;
  const name = freshName(sourceCode, crossover.call, CARRIER_PROPERTY);
  const text = name === CARRIER_PROPERTY ? name : `${CARRIER_PROPERTY}: ${name}`;
  const value = sourceCode.getText(node);
  const context = type === 'Context' ? { text: value, fix: () => [] } : withSpan(file, crossover.call, value);
  return context && combineEdits(context.fix, replace(property.range, text), fillCarrier(file, crossover.call, name, context.text));
}

/** Runs the body of a handler in the context of its message. Undefined where the message has no name, or a type of its own. */
export function extractCarrier(file: FileAnalysis, handler: UnboundHandler): Edit | undefined {
  const { sourceCode } = file;
  const { fn, message } = handler;
  const [parameter] = fn.params;
  if (parameter?.type !== AST_NODE_TYPES.Identifier || fn.generator || fn.body.type !== AST_NODE_TYPES.BlockStatement || fn.body.body.length === 0) return undefined;
  const opened = openMessageType(file, parameter, message);
  const parts = ['context', 'propagation', 'ROOT_CONTEXT'].map((imported) => ensureImport({ sourceCode, module: API, imported, at: fn.body }));
  const [context, propagation, root] = parts;
  if (!opened || !context || !propagation || !root) return undefined;
  const source = message === 'event' ? `${parameter.name}.data` : parameter.name;
  const access = mayBeMissing(file, parameter) ? '?.' : '.';
  const extracted = `${propagation.localName}.extract(${root.localName}, ${source}${access}${CARRIER_PROPERTY} ?? {})`;
  const wrapping = wrapFollowingInCallback({ sourceCode, statements: fn.body.body, before: `${context.localName}.with(${extracted}, ` });
  return combineEdits(context.fix, propagation.fix, root.fix, opened, wrapping);
}

/** Whether a message may be missing: its type says so, or the handler looks: `if (!message)`, `message?.id`. */
function mayBeMissing({ sourceCode }: FileAnalysis, parameter: TSESTree.Identifier): boolean {
  const annotation = parameter.typeAnnotation?.typeAnnotation;
  if (parameter.optional || (annotation?.type === AST_NODE_TYPES.TSUnionType && annotation.types.some(isNullish))) return true;
  return variableOf(sourceCode, parameter)?.references.some(({ identifier }) => isLookedAt(identifier)) ?? false;
}

function isLookedAt(message: TSESTree.Node): boolean {
  let node = message;
  for (let { parent } = node; parent; node = parent, { parent } = parent) {
    switch (parent.type) {
      case AST_NODE_TYPES.MemberExpression:
        if (parent.object !== node) return false;
        if (parent.optional) return true;
        if (memberName(parent) !== 'data') return false;
        break;
      case AST_NODE_TYPES.UnaryExpression:
      case AST_NODE_TYPES.BinaryExpression:
      case AST_NODE_TYPES.LogicalExpression:
        return true;
      case AST_NODE_TYPES.IfStatement:
      case AST_NODE_TYPES.ConditionalExpression:
        return parent.test === node;
      default:
        return false;
    }
  }
  return false;
}

interface ContextText {
  readonly text: string;
  readonly fix: Edit;
}

/** The context that belongs to a piece of work: the one it derived, else that of the span it started, else the active one. */
function contextToSend(file: FileAnalysis, at: TSESTree.Node, derived: DerivedContext | undefined): ContextText | undefined {
  if (derived) return { text: derived.name, fix: () => [] };
  const span = startedSpan(file, at);
  if (span !== undefined) return withSpan(file, at, span);
  const api = ensureImport({ sourceCode: file.sourceCode, module: API, imported: 'context', at });
  return api && { text: `${api.localName}.active()`, fix: api.fix };
}

function withSpan({ sourceCode }: FileAnalysis, at: TSESTree.Node, span: string): ContextText | undefined {
  const context = ensureImport({ sourceCode, module: API, imported: 'context', at });
  const trace = ensureImport({ sourceCode, module: API, imported: 'trace', at });
  const fix = combineEdits(context?.fix, trace?.fix);
  return context && trace && fix && { text: `${trace.localName}.setSpan(${context.localName}.active(), ${span})`, fix };
}

/** The constant that holds a span started before a node in the same function, which nothing activates. */
function startedSpan(file: FileAnalysis, at: TSESTree.Node): string | undefined {
  const fn = enclosingFunction(at);
  for (const { node } of file.operations('span.start').toReversed()) {
    const { parent } = node;
    if (parent.type !== AST_NODE_TYPES.VariableDeclarator || parent.id.type !== AST_NODE_TYPES.Identifier) continue;
    if (node.range[1] > at.range[0] || enclosingFunction(node) !== fn) continue;
    const variable = variableOf(file.sourceCode, parent.id);
    const isActivated = variable?.references.some(({ identifier }) => {
      const call = identifier.parent;
      return call.type === AST_NODE_TYPES.CallExpression && file.resolver.resolve(call)?.operation === 'trace.setSpan';
    });
    if (variable && contains(variable.scope.block, at) && !isActivated) return parent.id.name;
  }
  return undefined;
}

function addToPayload(file: FileAnalysis, missing: MissingCarrier, property: string): Edit | undefined {
  const { sourceCode } = file;
  const { call, starter, options, payload } = missing;
  if (payload) {
    const object = unwrap(payload);
    if (object.type !== AST_NODE_TYPES.ObjectExpression || hasExpectedType(file, object)) return undefined;
    return addProperty({ sourceCode, object, text: property });
  }
  if (starter?.payload === undefined) return undefined;
  const text = `${starter.payload}: { ${property} }`;
  if (options) return addProperty({ sourceCode, object: options, text });
  return insertArgument({ sourceCode, call, index: starter.options, text: `{ ${text} }` });
}

/** Whether the place of an object literal expects a type that may have no room for one property more. */
function hasExpectedType(file: FileAnalysis, object: TSESTree.Node): boolean {
  if (object.parent?.type === AST_NODE_TYPES.TSSatisfiesExpression) return true;
  const { types } = file.resolver;
  const services = file.sourceCode.parserServices;
  const node = types && (services?.esTreeNodeToTSNodeMap as { get(node: TSESTree.Node): unknown } | undefined)?.get(object);
  if (!types || !node) return false;
  const expected = types.checker.getContextualType(node as Parameters<typeof types.checker.getContextualType>[0]);
  const { Any, Unknown, NonPrimitive } = types.ts.TypeFlags;
  const parts = expected?.isUnion() ? expected.types : [expected];
  return expected !== undefined && !parts.some((part) => part && (part.flags & (Any | Unknown | NonPrimitive)) !== 0);
}

/** Declares a carrier and injects a context into it, in front of the statement or in the concise arrow around a call. */
function fillCarrier(file: FileAnalysis, call: TSESTree.Node, name: string, context: string): Edit | undefined {
  const { sourceCode } = file;
  const propagation = ensureImport({ sourceCode, module: API, imported: 'propagation', at: call });
  if (!propagation) return undefined;
  const type = isTypeScript(sourceCode, file.filename) ? `: ${CARRIER_TYPE}` : '';
  const lines = [`const ${name}${type} = {};`, `${propagation.localName}.inject(${context}, ${name});`];
  const statement = statementAround(call);
  if (statement && isFunction(statement)) return combineEdits(propagation.fix, bracesAround(sourceCode, statement, lines));
  return statement && combineEdits(propagation.fix, insertStatementBefore({ sourceCode, statement, text: lines.join('\n') }));
}

/** The statement that a node runs in, or the arrow function whose body is the expression around it. */
function statementAround(node: TSESTree.Node): TSESTree.Node | undefined {
  let current: TSESTree.Node = node;
  for (let parent: TSESTree.Node | undefined = node.parent; parent; current = parent, parent = parent.parent) {
    if (findStatementPlace(current)) return isInLoopHead(current, node) ? undefined : current;
    if (isFunction(parent)) return parent.type === AST_NODE_TYPES.ArrowFunctionExpression && parent.body === current ? parent : undefined;
    if (isBracelessBody(current, parent)) return current;
    if (parent.type === AST_NODE_TYPES.PropertyDefinition) return undefined;
  }
  return undefined;
}

/** Whether a statement runs the node again and again, or only perhaps: a carrier in front of it is then another one's. */
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
function bracesAround(sourceCode: TSESLint.SourceCode, { body }: { readonly body: TSESTree.Node }, lines: readonly string[]): Edit | undefined {
  if (isInParens(sourceCode, body)) return undefined;
  return combineEdits(insertAt(body.range[0], `{ ${lines.join(' ')} return `), insertAt(body.range[1], '; }'));
}

const isNullish = ({ type }: TSESTree.TypeNode): boolean => type === AST_NODE_TYPES.TSNullKeyword || type === AST_NODE_TYPES.TSUndefinedKeyword;

/** Makes the type of a message admit a carrier; an edit without parts where it does already. */
function openMessageType({ sourceCode, resolver }: FileAnalysis, parameter: TSESTree.Identifier, message: UnboundHandler['message']): Edit | undefined {
  const annotation = parameter.typeAnnotation?.typeAnnotation;
  const nothing: Edit = () => [];
  if (!annotation) return nothing;
  if (message === 'event') {
    const isOpen = annotation.type === AST_NODE_TYPES.TSTypeReference && !annotation.typeArguments && sourceCode.getText(annotation) === 'MessageEvent';
    return isOpen ? nothing : undefined;
  }
  if (annotation.type === AST_NODE_TYPES.TSAnyKeyword) return nothing;
  if (resolver.types?.typeAt(parameter)?.getProperty(CARRIER_PROPERTY)) return nothing;
  const open = ` & { ${CARRIER_PROPERTY}?: ${CARRIER_TYPE} }`;
  switch (annotation.type) {
    case AST_NODE_TYPES.TSTypeReference:
    case AST_NODE_TYPES.TSTypeLiteral:
    case AST_NODE_TYPES.TSIntersectionType:
      return insertAt(annotation.range[1], open);
    case AST_NODE_TYPES.TSUnionType: {
      if (!annotation.types.some(isNullish)) return combineEdits(insertAt(annotation.range[0], '('), insertAt(annotation.range[1], `)${open}`));
      const parts = annotation.types.filter((part) => !isNullish(part)); // `null & { … }` would be never
      const isOpen = parts.every(({ type }) => type === AST_NODE_TYPES.TSTypeReference || type === AST_NODE_TYPES.TSTypeLiteral);
      return isOpen ? combineEdits(...parts.map((part) => insertAt(part.range[1], open))) : undefined;
    }
    default:
      return undefined;
  }
}

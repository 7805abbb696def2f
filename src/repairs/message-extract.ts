/**
 * Edits that take up the context of a message: the code for one message runs in `context.with(propagation.extract(…),
 * …)` with the getter that the library's headers need. A batch gets no common parent: only the loop over its messages
 * is edited, each turn with the context of its own message.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { FileAnalysis } from '../analysis/file-analysis';
import {
  messageLoops,
  unrequestedAttributes,
  type UnrequestedAttributes,
  type WorkParts,
} from '../analysis/message-context';
import { isSameType, ObjectTypes } from '../analysis/library-objects';
import type { MessageConsumer } from '../analysis/messaging';
import { isFunction } from '../ast';
import { oncePerFile } from '../ast/once-per-file';
import {
  addProperty,
  combineEdits,
  type Edit,
  ensureImport,
  insertAt,
  isInParens,
  isTypeScript,
  wrapFollowingInCallback,
  wrapInArrow,
} from '../fixes';
import type { CarrierShape } from '../model/carriers';
import type { HandlerContext } from '../model/messaging-clients';
import { CARRIER_PROPERTY } from '../model/worker-channels';
import { ensureAccessor } from './carrier-accessor';
import { type Access, accessTo, isOpenTo } from './message-parameter';

const API = '@opentelemetry/api';

/** What the questions about the work for messages need of a file. */
export function workParts({ ambient, calls, messaging, sourceCode }: FileAnalysis): WorkParts {
  return { ambient, calls, origin: (expression) => messaging.originOf(expression), blocks: blocksOf(sourceCode) };
}

/** Every node that has a scope of its own. */
const blocksOf = oncePerFile(({ scopeManager }): readonly TSESTree.Node[] => [
  ...new Set((scopeManager?.scopes ?? []).map((scope) => scope.block as TSESTree.Node)),
]);

/**
 * Runs the code for each message in the context of that message. Undefined where the message is not named, or not one
 * at a time.
 */
export function extractFromMessages(file: FileAnalysis, consumer: MessageConsumer): Edit | undefined {
  const { row, body, parameter, handler } = consumer;
  if (row.handover.by === 'decorator' && row.handover.contexts)
    return inContextOf(file, consumer, row.handover.contexts);
  if (row.handover.by === 'result' || consumer.isBatch) return extractInLoops(file, consumer);
  const binding = parameter?.type === AST_NODE_TYPES.AssignmentPattern ? parameter.left : parameter;
  if (!binding || (row.handover.by !== 'iteration' && (!handler || handler.generator))) return undefined;
  const edit = runInContext(file, consumer, { binding, body, steps: stepsOf(row.messages) });
  const unrequested = unrequestedAttributes(file.resolver, consumer);
  return edit && unrequested ? combineEdits(requestAttributes(file, unrequested), edit) : edit;
}

/**
 * The carrier of a handler that is given the context of a transport: `context.getMessage().properties.headers`.
 * Undefined where none of its parameters is known to be one.
 */
function inContextOf(
  file: FileAnalysis,
  { body, handler }: MessageConsumer,
  contexts: readonly HandlerContext[],
): Edit | undefined {
  const types = new ObjectTypes(file.resolver);
  for (const parameter of handler?.generator === false ? handler.params : []) {
    if (parameter.type !== AST_NODE_TYPES.Identifier) continue;
    const declared = types.of(parameter);
    const found = contexts.find(({ type }) => declared.some((one) => isSameType(one, type)));
    if (found) {
      const access = { text: `${parameter.name}.${found.access}`, fix: () => [] };
      return inExtracted(file, { body, access, shape: found.shape });
    }
  }
  return undefined;
}

/** Asks for the attributes of the messages: `MessageAttributeNames: ['All']`. */
export function requestAttributes(
  { sourceCode }: FileAnalysis,
  { input, property }: UnrequestedAttributes,
): Edit | undefined {
  return addProperty({ sourceCode, object: input, text: `${property}: ['All']` });
}

function extractInLoops(file: FileAnalysis, consumer: MessageConsumer): Edit | undefined {
  const [loop, ...others] = messageLoops(workParts(file), consumer);
  // Two loops in one edit would each declare and import the same; and a generator cannot be wrapped.
  if (!loop || others.length > 0 || loop.callback?.generator) return undefined;
  const unrequested = unrequestedAttributes(file.resolver, consumer);
  const edit = runInContext(file, consumer, { binding: loop.binding, body: loop.body, steps: [] });
  return unrequested ? combineEdits(requestAttributes(file, unrequested), edit) : edit;
}

/** Code for one message: what binds it, the steps from there to the message, and the code. */
interface MessageCode {
  readonly binding: TSESTree.Node;
  readonly steps: readonly string[];
  readonly body: TSESTree.Node;
}

function runInContext(
  file: FileAnalysis,
  consumer: MessageConsumer,
  { binding, steps, body }: MessageCode,
): Edit | undefined {
  const { shape, path, isPayload = false } = consumer.row.carrier;
  const isReadable = shape !== 'text' && shape !== 'list';
  if (!isReadable || (isPayload && !isOpenPayload(file, consumer, binding))) return undefined;
  if (!isOpenTo(file, binding, [...steps, ...stepsOf(path)])) return undefined;
  const access = accessTo(file, binding, [...steps, ...stepsOf(path), ...(isPayload ? [CARRIER_PROPERTY] : [])], {
    at: body,
    mayBeNull: consumer.row.mayBeNull,
  });
  if (!access) return undefined;
  return inExtracted(file, { body, access: isPayload ? { ...access, text: `${access.text} ?? {}` } : access, shape });
}

/** Runs code in the context that is extracted from a carrier. */
function inExtracted(
  file: FileAnalysis,
  { body, access, shape }: { readonly body: TSESTree.Node; readonly access: Access; readonly shape: CarrierShape },
): Edit | undefined {
  const { sourceCode } = file;
  const getter = shape === 'plain' ? undefined : ensureAccessor(file, { kind: 'getter', shape, at: body });
  const [context, propagation, root] = ['context', 'propagation', 'ROOT_CONTEXT'].map((imported) =>
    ensureImport({ sourceCode, module: API, imported, at: body }),
  );
  if (!context || !propagation || !root || (shape !== 'plain' && !getter)) return undefined;
  const extracted = `${propagation.localName}.extract(${root.localName}, ${access.text}${getter ? `, ${getter.localName}` : ''})`;
  return combineEdits(
    context.fix,
    propagation.fix,
    root.fix,
    access.fix,
    getter?.fix ?? (() => []),
    wrapBody(file, body, `${context.localName}.with(${extracted}, `),
  );
}

function wrapBody({ sourceCode }: FileAnalysis, body: TSESTree.Node, before: string): Edit | undefined {
  if (body.type === AST_NODE_TYPES.BlockStatement)
    return body.body.length === 0 ? undefined : wrapFollowingInCallback({ sourceCode, statements: body.body, before });
  const fn = body.parent;
  if (!isFunction(fn) || fn.body !== body || isInParens(sourceCode, body)) return undefined;
  const [start, end] = body.range;
  return combineEdits(insertAt(start, before), wrapInArrow({ sourceCode, node: body }), insertAt(end, ')'));
}

/** Whether a carrier may be read from a payload of the project's own: its type is open, or has one. */
function isOpenPayload(file: FileAnalysis, { site, row }: MessageConsumer, binding: TSESTree.Node): boolean {
  const { types } = file.resolver;
  if (!types) return !isTypeScript(file.sourceCode, file.filename) || !hasTypeArguments(site, binding);
  const type = types.typeAt(binding);
  const property = type?.getProperty(row.carrier.path);
  const data = property && types.checker.getTypeOfSymbol(property);
  return (
    data !== undefined &&
    ((data.flags & types.ts.TypeFlags.Any) !== 0 || data.getProperty(CARRIER_PROPERTY) !== undefined)
  );
}

function hasTypeArguments(site: TSESTree.Node, binding: TSESTree.Node): boolean {
  const isGeneric = site.type === AST_NODE_TYPES.NewExpression && site.typeArguments !== undefined;
  const annotation = binding.type === AST_NODE_TYPES.Identifier ? binding.typeAnnotation?.typeAnnotation : undefined;
  return isGeneric || (annotation !== undefined && !isOpenJob(annotation));
}

/** `Job` and `Job<any>`, of which `isOpenTo` knows that they are the library's. */
function isOpenJob(annotation: TSESTree.TypeNode): boolean {
  if (annotation.type === AST_NODE_TYPES.TSAnyKeyword) return true;
  if (annotation.type !== AST_NODE_TYPES.TSTypeReference) return false;
  const [data] = annotation.typeArguments?.params ?? [];
  return data === undefined || data.type === AST_NODE_TYPES.TSAnyKeyword;
}

function stepsOf(path: string): readonly string[] {
  return path === '' ? [] : path.split('.');
}

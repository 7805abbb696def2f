/** Edits that send a carrier along with work for another thread or process, and take it up on the other side. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { FileAnalysis } from '../analysis/file-analysis';
import type { Crossover, MissingCarrier, UnboundHandler, UnboundWorker } from '../analysis/boundaries';
import { variableOf } from '../analysis/bindings';
import { namedExport } from '../analysis/library-objects';
import { isUnfilledCarrier, type StrandedValue } from '../analysis/data-flow';
import { keyName, unwrap, wrapped } from '../ast';
import {
  addProperty,
  combineEdits,
  type Edit,
  ensureImport,
  freshName,
  hasCommentsInside,
  insertArgument,
  insertAt,
  isInParens,
  isTypeScript,
  replace,
  wrapFollowingInCallback,
  wrapInArrow,
} from '../fixes';
import { CARRIER_NAME, CARRIER_PROPERTY } from '../model/worker-channels';
import { CARRIER_TYPE, contextToSend, fillCarrier, hasExpectedType, withSpan } from './fill-carrier';
import { isNullish, mayBeMissing } from './message-parameter';

const API = '@opentelemetry/api';

/**
 * Injects a context into a new carrier in front of the statement, and adds the carrier to the payload. A carrier that
 * is there and empty is filled.
 * Undefined where the payload is no object literal, where its type has no room for a property more, and where no
 * statement can stand in front of the call.
 */
export function injectCarrier(file: FileAnalysis, missing: MissingCarrier): Edit | undefined {
  const { sourceCode } = file;
  const context = contextToSend(file, missing.call, missing.derived);
  if (!context) return undefined;
  const empty = emptyCarrierIn(file, missing);
  if (empty?.value.type === AST_NODE_TYPES.Identifier && variableOf(sourceCode, empty.value)) {
    const { name } = empty.value;
    return combineEdits(context.fix, fillCarrier(file, missing.call, { name, isDeclared: true }, context.text));
  }
  const name = freshName(sourceCode, missing.call, CARRIER_PROPERTY);
  const property = `${empty ? sourceCode.getText(empty.key) : CARRIER_PROPERTY}: ${name}`;
  const text = property === `${name}: ${name}` ? name : property;
  const put = empty ? replaceWhole(file, empty, text) : addToPayload(file, missing, text);
  return combineEdits(context.fix, put, fillCarrier(file, missing.call, { name }, context.text));
}

/** The property of a payload that keeps room for a carrier which nobody fills. */
function emptyCarrierIn({ sourceCode }: FileAnalysis, { payload }: MissingCarrier): TSESTree.Property | undefined {
  const object = payload && unwrap(payload);
  if (object?.type !== AST_NODE_TYPES.ObjectExpression) return undefined;
  return object.properties.find((property): property is TSESTree.Property => {
    if (property.type !== AST_NODE_TYPES.Property || property.computed) return false;
    const name = keyName(property) ?? '';
    const isNamed = name === CARRIER_PROPERTY || (CARRIER_NAME.test(name) && isEmptyLiteral(property.value));
    return isNamed && isUnfilledCarrier(sourceCode, property.value);
  });
}

function isEmptyLiteral(value: TSESTree.Node): boolean {
  return (
    value.type === AST_NODE_TYPES.Identifier ||
    (value.type === AST_NODE_TYPES.ObjectExpression && value.properties.length === 0)
  );
}

function replaceWhole({ sourceCode }: FileAnalysis, { range }: TSESTree.Node, text: string): Edit | undefined {
  return hasCommentsInside(sourceCode, range) ? undefined : replace(range, text);
}

/**
 * Puts a carrier in the place of a context or span that cannot be cloned. Undefined for a baggage, and as for {@link
 * injectCarrier}.
 */
export function sendCarrierInstead(
  file: FileAnalysis,
  crossover: Crossover,
  { node, type, property }: StrandedValue,
): Edit | undefined {
  const { sourceCode } = file;
  if (
    !property ||
    type === 'Baggage' ||
    hasCommentsInside(sourceCode, property.range) ||
    hasExpectedType(file, property.parent)
  )
    return undefined;
  const name = freshName(sourceCode, crossover.call, CARRIER_PROPERTY);
  const text = name === CARRIER_PROPERTY ? name : `${CARRIER_PROPERTY}: ${name}`;
  const value = sourceCode.getText(node);
  const context = type === 'Context' ? { text: value, fix: () => [] } : withSpan(file, crossover.call, value);
  return (
    context &&
    combineEdits(context.fix, replace(property.range, text), fillCarrier(file, crossover.call, { name }, context.text))
  );
}

/**
 * Runs the body of a handler in the context of its message. Undefined where the message has no name, or a type of its
 * own.
 */
export function extractCarrier(file: FileAnalysis, handler: UnboundHandler): Edit | undefined {
  const { fn, message } = handler;
  const [parameter] = fn.params;
  if (parameter?.type !== AST_NODE_TYPES.Identifier || fn.generator) return undefined;
  const isUnknown = isUnknownMessage(file, handler, parameter);
  const opened = isUnknown ? nothing : openMessageType(file, parameter, message);
  const isOptional = mayBeMissing(file, parameter);
  const type = `{ ${CARRIER_PROPERTY}?: ${CARRIER_TYPE} }${isOptional ? ' | undefined' : ''}`;
  const value = isUnknown ? `(${parameter.name} as ${type})` : parameter.name;
  const source = message === 'event' ? `${value}.data` : value;
  const work = fn.body.type === AST_NODE_TYPES.BlockStatement ? fn.body.body : fn.body;
  return (
    opened && combineEdits(opened, runExtracted(file, work, `${source}${isOptional ? '?.' : '.'}${CARRIER_PROPERTY}`))
  );
}

const nothing: Edit = () => [];

/** Whether a message is `unknown`: it says so, or it is what `process` hands to a listener in TypeScript. */
function isUnknownMessage(
  { sourceCode, filename, resolver }: FileAnalysis,
  { callback, message }: UnboundHandler,
  parameter: TSESTree.Identifier,
): boolean {
  if (message === 'event' || !isTypeScript(sourceCode, filename)) return false;
  const annotation = parameter.typeAnnotation?.typeAnnotation;
  if (annotation) return annotation.type === AST_NODE_TYPES.TSUnknownKeyword;
  const { types } = resolver;
  if (types) return ((types.typeAt(parameter)?.flags ?? 0) & types.ts.TypeFlags.Unknown) !== 0;
  const { parent } = callback;
  const callee = parent?.type === AST_NODE_TYPES.CallExpression ? unwrap(parent.callee) : undefined;
  return callee?.type === AST_NODE_TYPES.MemberExpression && namedExport(resolver, callee.object)?.name === 'process';
}

/** Runs the work of a worker in the context of its data. Undefined where its statements cannot stand in a callback. */
export function extractWorkerData(file: FileAnalysis, { data, statements }: UnboundWorker): Edit | undefined {
  const { parent } = wrapped(data);
  const isRead = parent?.type === AST_NODE_TYPES.MemberExpression && !parent.optional;
  const isOpened =
    parent?.type === AST_NODE_TYPES.VariableDeclarator && parent.id.type === AST_NODE_TYPES.ObjectPattern;
  const access = isRead || isOpened ? '.' : '?.';
  return runExtracted(file, statements, `${file.sourceCode.getText(data)}${access}${CARRIER_PROPERTY}`);
}

/**
 * Puts statements, or the expression of an arrow function, into `context.with(propagation.extract(ROOT_CONTEXT, carrier
 * ?? {}), () => { … })`.
 */
function runExtracted(
  { sourceCode }: FileAnalysis,
  work: readonly TSESTree.Statement[] | TSESTree.Expression,
  carrier: string,
): Edit | undefined {
  const first = 'type' in work ? work : work[0];
  if (!first) return undefined;
  const [context, propagation, root] = ['context', 'propagation', 'ROOT_CONTEXT'].map((imported) =>
    ensureImport({ sourceCode, module: API, imported, at: first }),
  );
  if (!context || !propagation || !root) return undefined;
  const extracted = `${propagation.localName}.extract(${root.localName}, ${carrier} ?? {})`;
  const before = `${context.localName}.with(${extracted}, `;
  return combineEdits(
    context.fix,
    propagation.fix,
    root.fix,
    'type' in work
      ? wrapExpression(sourceCode, work, before)
      : wrapFollowingInCallback({ sourceCode, statements: work, before }),
  );
}

function wrapExpression(
  sourceCode: FileAnalysis['sourceCode'],
  node: TSESTree.Expression,
  before: string,
): Edit | undefined {
  if (isInParens(sourceCode, node)) return undefined;
  const [start, end] = node.range;
  return combineEdits(insertAt(start, before), wrapInArrow({ sourceCode, node }), insertAt(end, ')'));
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

/** Makes the type of a message admit a carrier; an edit without parts where it does already. */
function openMessageType(
  { sourceCode, resolver }: FileAnalysis,
  parameter: TSESTree.Identifier,
  message: UnboundHandler['message'],
): Edit | undefined {
  const annotation = parameter.typeAnnotation?.typeAnnotation;
  if (!annotation) return nothing;
  if (message === 'event') {
    const isOpen =
      annotation.type === AST_NODE_TYPES.TSTypeReference &&
      !annotation.typeArguments &&
      sourceCode.getText(annotation) === 'MessageEvent';
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
      if (!annotation.types.some(isNullish))
        return combineEdits(insertAt(annotation.range[0], '('), insertAt(annotation.range[1], `)${open}`));
      const parts = annotation.types.filter((part) => !isNullish(part)); // `null & { … }` would be never
      const isOpen = parts.every(
        ({ type }) => type === AST_NODE_TYPES.TSTypeReference || type === AST_NODE_TYPES.TSTypeLiteral,
      );
      return isOpen ? combineEdits(...parts.map((part) => insertAt(part.range[1], open))) : undefined;
    }
    default:
      return undefined;
  }
}

/** Edits that send a carrier along with work for another thread or process, and take it up on the other side. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { FileAnalysis } from '../analysis/file-analysis';
import type { Crossover, MissingCarrier, UnboundHandler } from '../analysis/boundaries';
import type { StrandedValue } from '../analysis/data-flow';
import { unwrap } from '../ast';
import {
  addProperty,
  combineEdits,
  type Edit,
  ensureImport,
  freshName,
  hasCommentsInside,
  insertArgument,
  insertAt,
  replace,
  wrapFollowingInCallback,
} from '../fixes';
import { CARRIER_PROPERTY } from '../model/worker-channels';
import { CARRIER_TYPE, contextToSend, fillCarrier, hasExpectedType, withSpan } from './fill-carrier';
import { isNullish, mayBeMissing } from './message-parameter';

const API = '@opentelemetry/api';

/**
 * Injects a context into a new carrier in front of the statement, and adds the carrier to the payload.
 * Undefined where the payload is no object literal, where its type has no room for a property more, and where no
 * statement can stand in front of the call.
 */
export function injectCarrier(file: FileAnalysis, missing: MissingCarrier): Edit | undefined {
  const name = freshName(file.sourceCode, missing.call, CARRIER_PROPERTY);
  const property = name === CARRIER_PROPERTY ? name : `${CARRIER_PROPERTY}: ${name}`;
  const context = contextToSend(file, missing.call, missing.derived);
  return (
    context &&
    combineEdits(
      context.fix,
      addToPayload(file, missing, property),
      fillCarrier(file, missing.call, { name }, context.text),
    )
  );
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
  const { sourceCode } = file;
  const { fn, message } = handler;
  const [parameter] = fn.params;
  if (
    parameter?.type !== AST_NODE_TYPES.Identifier ||
    fn.generator ||
    fn.body.type !== AST_NODE_TYPES.BlockStatement ||
    fn.body.body.length === 0
  )
    return undefined;
  const opened = openMessageType(file, parameter, message);
  const parts = ['context', 'propagation', 'ROOT_CONTEXT'].map((imported) =>
    ensureImport({ sourceCode, module: API, imported, at: fn.body }),
  );
  const [context, propagation, root] = parts;
  if (!opened || !context || !propagation || !root) return undefined;
  const source = message === 'event' ? `${parameter.name}.data` : parameter.name;
  const access = mayBeMissing(file, parameter) ? '?.' : '.';
  const extracted = `${propagation.localName}.extract(${root.localName}, ${source}${access}${CARRIER_PROPERTY} ?? {})`;
  const wrapping = wrapFollowingInCallback({
    sourceCode,
    statements: fn.body.body,
    before: `${context.localName}.with(${extracted}, `,
  });
  return combineEdits(context.fix, propagation.fix, root.fix, opened, wrapping);
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
  const nothing: Edit = () => [];
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

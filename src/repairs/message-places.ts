/** Where a carrier goes in the messages of a call: the edits that put it there, once it has a name. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { objectShape } from '../analysis/data-flow';
import type { FileAnalysis } from '../analysis/file-analysis';
import type { MessageSend, SentMessage } from '../analysis/messaging';
import { calleeName, isFunction, isNothing, keyName, literalString, unwrap } from '../ast';
import {
  addProperty,
  combineEdits,
  type Edit,
  hasCommentsInside,
  insertArgument,
  insertAt,
  isTypeScript,
  rangeWithParens,
  replace,
  replaceArgument,
} from '../fixes';
import { CARRIER_NAME, CARRIER_PROPERTY } from '../model/worker-channels';
import { hasExpectedType, mayHaveProperty } from './fill-carrier';
import { containerPlace, type Place, type Placing, type Put } from './carrier-place';
import { metadataPlace } from './metadata-place';
import { emptyCarrierPlace, recordPlace } from './record-place';

/** The places for a carrier in every message of a call that has none; undefined when one of them is not found. */
export function carrierInMessages(file: FileAnalysis, send: MessageSend): Placing | undefined {
  const places = new Map<TSESTree.Node, Place>();
  for (const message of send.messages) {
    if (message.carrier !== 'missing') continue;
    const place = placeIn(file, send, message);
    if (!place) return undefined;
    places.set(place.node, place);
  }
  const all = [...places.values()];
  const existing = all.map((place) => place.existing).find((one) => one !== undefined);
  if (all.length === 0 || (existing && all.length > 1)) return undefined;
  return {
    nodes: all.map(({ node }) => node),
    existing,
    put: (name) => combineEdits(...all.map(({ put }) => put(name))),
  };
}

function placeIn(file: FileAnalysis, send: MessageSend, message: SentMessage): Place | undefined {
  const { carrier } = send.row;
  const own = message.value && emptyCarrierPlace(file, send.call, message.value);
  if (own) return own;
  switch (carrier.in) {
    case 'message':
      return inObject(file, message.node, carrier.property, message.literal);
    case 'argument':
      return inArgument(file, send, message, carrier);
    case 'typed-argument':
      return metadataPlace(file, send, message);
    case 'payload':
      return inPayload(file, send, message);
    case 'record':
      return recordPlace(file, send.call, message, (object, name, text) => setProperty(file, object, name, text));
  }
}

/** `{ value }` becomes `{ value, headers: carrier }`; `message` becomes `{ ...message, headers: carrier }`. */
function inObject(
  file: FileAnalysis,
  expression: TSESTree.Node | undefined,
  name: string,
  literal: TSESTree.ObjectExpression | undefined,
): Place | undefined {
  const node = expression && unwrap(expression);
  if (node && !mayHaveProperty(file, node, name)) return undefined;
  if (node?.type === AST_NODE_TYPES.ObjectExpression) {
    return { node, existing: undefined, put: (carrier) => setProperty(file, node, name, carrier) };
  }
  if (node?.type !== AST_NODE_TYPES.Identifier || !literal || node.parent.type === AST_NODE_TYPES.Property)
    return undefined;
  const isThere = objectShape(file.sourceCode, node)?.properties.some((property) => property.name === name) ?? true;
  const value = (carrier: string): string => (isThere ? `{ ...${node.name}.${name}, ...${carrier} }` : carrier);
  return {
    node,
    existing: undefined,
    put: (carrier) => replace(node.range, `{ ...${node.name}, ${propertyText(name, value(carrier))} }`),
  };
}

function propertyText(name: string, value: string): string {
  return name === value ? name : `${name}: ${value}`;
}

/** Sets a property of an object literal to a carrier, with what is there already. */
function setProperty(
  { sourceCode }: FileAnalysis,
  object: TSESTree.ObjectExpression,
  name: string,
  carrier: string,
): Edit | undefined {
  const property = object.properties.find(
    (one): one is TSESTree.Property => one.type === AST_NODE_TYPES.Property && keyName(one) === name,
  );
  if (!property) return addProperty({ sourceCode, object, text: propertyText(name, carrier) });
  if (property.method) return undefined;
  if (property.shorthand) return replace(property.range, `${name}: { ...${name}, ...${carrier} }`);
  return mergeInto(sourceCode, property.value, carrier);
}

/** Adds the entries of a carrier to an expression that makes an object. */
function mergeInto(
  sourceCode: FileAnalysis['sourceCode'],
  expression: TSESTree.Node,
  carrier: string,
): Edit | undefined {
  const node = unwrap(expression);
  if (node.type === AST_NODE_TYPES.ObjectExpression)
    return addProperty({ sourceCode, object: node, text: `...${carrier}` });
  if (isNothing(node))
    return hasCommentsInside(sourceCode, expression.range)
      ? undefined
      : replace(rangeWithParens(sourceCode, expression), carrier);
  const [start, end] = rangeWithParens(sourceCode, expression);
  return combineEdits(insertAt(start, '{ ...'), insertAt(end, `, ...${carrier} }`));
}

type ArgumentPlace = Extract<MessageSend['row']['carrier'], { readonly in: 'argument' }>;

/** An argument beside the message: options with headers, or the headers themselves. */
function inArgument(
  file: FileAnalysis,
  { call, row }: MessageSend,
  message: SentMessage,
  { argument: index, property, required }: ArgumentPlace,
): Place | undefined {
  const { sourceCode } = file;
  const argument = call.arguments[index];
  const beside = required?.[calleeName(call) ?? ''];
  const text = (carrier: string): string =>
    property === undefined
      ? carrier
      : `{ ${beside === undefined ? '' : `${beside}, `}${propertyText(property, carrier)} }`;
  if (!argument || isFunction(argument)) {
    return {
      node: call,
      existing: undefined,
      put: (carrier) => insertArgument({ sourceCode, call, index, text: text(carrier) }),
    };
  }
  if (argument.type === AST_NODE_TYPES.SpreadElement) return undefined;
  if (isNothing(unwrap(argument)))
    return {
      node: call,
      existing: undefined,
      put: (carrier) => replaceArgument({ sourceCode, call, index, text: text(carrier) }),
    };
  if (row.carrier.shape !== 'plain') return inContainer(file, call, argument, message, property);
  if (property !== undefined) return inObject(file, argument, property, message.holder);
  return { node: call, existing: undefined, put: (carrier) => mergeInto(sourceCode, argument, carrier) };
}

/** Options whose headers are of a class: what is there already is filled, else a new one is added. */
function inContainer(
  file: FileAnalysis,
  call: TSESTree.CallExpression,
  argument: TSESTree.Expression,
  message: SentMessage,
  property: string | undefined,
): Place | undefined {
  const options = unwrap(argument);
  const value = message.value && unwrap(message.value);
  if (property === undefined || options.type !== AST_NODE_TYPES.ObjectExpression)
    return value ? undefined : property === undefined ? undefined : inObject(file, options, property, message.holder);
  if (!value || isNothing(value))
    return { node: call, existing: undefined, put: (carrier) => setProperty(file, options, property, carrier) };
  return containerPlace(call, value);
}

/** A property of what is sent, as the other side looks for it; of a flat record, its entries. */
function inPayload(file: FileAnalysis, { call, row, client }: MessageSend, { node }: SentMessage): Place | undefined {
  const { sourceCode } = file;
  const { shape } = row.carrier;
  if (shape === 'list') return { node: call, existing: undefined, put: (carrier) => appendFields(file, call, carrier) };
  if (!node) {
    const { argument } = row.messages;
    const put: Put = (carrier) =>
      insertArgument({ sourceCode, call, index: argument, text: `{ ${propertyText(CARRIER_PROPERTY, carrier)} }` });
    return call.arguments.length === argument ? { node: call, existing: undefined, put } : undefined;
  }
  const object = shape === 'text' ? serialized(node) : unwrap(node);
  const isFlat = shape === 'plain' && !client.consumes.some(({ carrier }) => carrier.isPayload);
  const text = (carrier: string): string => (isFlat ? `...${carrier}` : propertyText(CARRIER_PROPERTY, carrier));
  if (!object) return undefined;
  const kept = !isFlat && object.type === AST_NODE_TYPES.ObjectExpression ? keptRoom(file, call, object) : undefined;
  if (kept) return kept.place;
  if (!isFlat && !hasRoom(file, object)) return undefined;
  if (object.type === AST_NODE_TYPES.ObjectExpression)
    return {
      node: object,
      existing: undefined,
      put: (carrier) => addProperty({ sourceCode, object, text: text(carrier) }),
    };
  if (
    object.type !== AST_NODE_TYPES.Identifier ||
    object.parent.type === AST_NODE_TYPES.Property ||
    !isObject(file, object)
  )
    return undefined;
  return {
    node: object,
    existing: undefined,
    put: (carrier) => replace(object.range, `{ ...${object.name}, ${text(carrier)} }`),
  };
}

/** The property of a payload that has a carrier's name and holds nothing: the carrier goes there, or nowhere. */
function keptRoom(
  file: FileAnalysis,
  call: TSESTree.CallExpression,
  object: TSESTree.ObjectExpression,
): { readonly place: Place | undefined } | undefined {
  const room = object.properties.find(
    (one): one is TSESTree.Property => one.type === AST_NODE_TYPES.Property && CARRIER_NAME.test(keyName(one) ?? ''),
  );
  if (!room) return undefined;
  const { value } = room;
  if (value.type === AST_NODE_TYPES.ObjectExpression && value.properties.length === 0)
    return { place: { node: object, existing: undefined, put: (carrier) => replace(value.range, carrier) } };
  return { place: value.type === AST_NODE_TYPES.Identifier ? emptyCarrierPlace(file, call, value) : undefined };
}

/** Whether a payload may have one property more. */
function hasRoom(file: FileAnalysis, object: TSESTree.Expression): boolean {
  if (
    !file.resolver.types &&
    isTypeScript(file.sourceCode, file.filename) &&
    /\b(?:Queue|FlowProducer)\s*</.test(file.sourceCode.text)
  )
    return false;
  return !hasExpectedType(file, object);
}

/** Whether a variable holds an object, and no text. */
function isObject({ sourceCode, resolver }: FileAnalysis, node: TSESTree.Identifier): boolean {
  const { types } = resolver;
  const type = types?.typeAt(node);
  return (
    objectShape(sourceCode, node) !== undefined ||
    (types !== undefined && type !== undefined && (type.flags & types.ts.TypeFlags.Object) !== 0)
  );
}

/** The object of `JSON.stringify({ … })`. */
function serialized(node: TSESTree.Expression): TSESTree.Expression | undefined {
  const call = unwrap(node);
  const [value] = call.type === AST_NODE_TYPES.CallExpression && calleeName(call) === 'stringify' ? call.arguments : [];
  return value && value.type !== AST_NODE_TYPES.SpreadElement ? unwrap(value) : undefined;
}

/** `xadd(key, '*', 'id', id)` becomes `xadd(key, '*', 'id', id, ...Object.entries(carrier).flat())`. */
function appendFields({ sourceCode }: FileAnalysis, call: TSESTree.CallExpression, carrier: string): Edit | undefined {
  const last = call.arguments.at(-1);
  if (!last || isFunction(last) || literalString(last) === '*') return undefined;
  return insertAt(
    last.type === AST_NODE_TYPES.SpreadElement ? last.range[1] : rangeWithParens(sourceCode, last)[1],
    `, ...Object.entries(${carrier}).flat()`,
  );
}

/** Where a carrier goes in a message that a builder makes, and in a carrier that is there and was never filled. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { isUnfilledCarrier } from '../analysis/data-flow';
import type { FileAnalysis } from '../analysis/file-analysis';
import type { SentMessage } from '../analysis/messaging';
import { soleValueOf, valueFlow } from '../analysis/value-flow';
import { enclosingFunction, unwrap } from '../ast';
import { type Edit, insertAt } from '../fixes';
import { containerPlace, type Place } from './carrier-place';

type SetProperty = (object: TSESTree.ObjectExpression, name: string, carrier: string) => Edit | undefined;

/**
 * The place in the headers that the builder of a message is given; undefined where they are not written out, and where
 * the message is made by no builder.
 */
export function recordPlace(
  { sourceCode }: FileAnalysis,
  call: TSESTree.CallExpression,
  { holder, record, value }: SentMessage,
  setProperty: SetProperty,
): Place | undefined {
  if (!record) return undefined;
  const { builder, construction, setters } = record;
  const { method, property } = builder;
  if (setters.length > 1) return undefined;
  if (setters.length === 0) {
    if (sourceCode.getLastToken(construction)?.value !== ')') return undefined;
    const text = (carrier: string): string => (property === undefined ? carrier : `{ ${property}: ${carrier} }`);
    return {
      node: construction,
      existing: undefined,
      put: (carrier) => insertAt(construction.range[1], `.${method}(${text(carrier)})`),
    };
  }
  if (property === undefined) return value && containerPlace(call, value);
  // What is written out in another function does not see the carrier.
  if (!holder || enclosingFunction(holder) !== enclosingFunction(call)) return undefined;
  return { node: construction, existing: undefined, put: (carrier) => setProperty(holder, property, carrier) };
}

/** The carrier in a constant of the same function that holds nothing yet: it has to be filled only. */
export function emptyCarrierPlace(
  { sourceCode }: FileAnalysis,
  call: TSESTree.CallExpression,
  value: TSESTree.Expression,
): Place | undefined {
  const node = unwrap(value);
  if (node.type !== AST_NODE_TYPES.Identifier) return undefined;
  const literal = soleValueOf(valueFlow(sourceCode), node);
  const isHere =
    literal?.type === AST_NODE_TYPES.ObjectExpression &&
    literal.properties.length === 0 &&
    literal.range[1] < call.range[0] &&
    enclosingFunction(literal) === enclosingFunction(call);
  return isHere && isUnfilledCarrier(sourceCode, node)
    ? { node: call, existing: node, put: () => () => [] }
    : undefined;
}

/**
 * The shape of what a known message handler is given: the carrier of a message, or a whole message.
 *
 * Known limitations: those of the origins that it asks; a payload whose carrier is a property by the project's own
 * convention is unknown.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Messaging } from '../messaging';
import type { MessageShape } from './carrier-shapes';

/** What the messages of a file say of an expression. */
export function shapesOfMessages(messaging: () => Messaging): MessageShape {
  return (expression: TSESTree.Expression) => {
    const origin = messaging().originOf(expression);
    if (origin?.what === 'carrier') return origin.shape && { shape: origin.shape };
    if (origin?.what !== 'message') return undefined;
    const { text, shape, isPayload } = origin.consumer.carrierOf('');
    if (isPayload) return undefined;
    const path = text.split('.').filter(Boolean);
    return path.length === 0 ? { shape } : { shape: 'envelope', inner: { path, shape, isOptional: true, isGlobal: false } };
  };
}

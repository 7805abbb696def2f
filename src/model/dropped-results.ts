/**
 * What goes wrong in production when the result of a pure operation is dropped. Measured on both SDK generations: the
 * input and the active context are the same before and after each of these calls. Data only.
 */
import type { OperationId } from './operations';

/** Operation → the end of the sentence "the result is dropped, so …". */
export const DROP_CONSEQUENCES: Readonly<Partial<Record<OperationId, string>>> = {
  'baggage.setEntry': 'the entry is never sent to the next service',
  'baggage.removeEntry': 'the entry is still sent to the next service',
  'baggage.removeEntries': 'the entries are still sent to the next service',
  'baggage.clear': 'every entry is still sent to the next service',
  'context.setValue': 'no code ever reads the value',
  'context.deleteValue': 'the code that follows still finds the value',
  'propagation.createBaggage': 'its entries are never sent to the next service',
  'propagation.setBaggage': 'the baggage is never sent to the next service',
  'propagation.deleteBaggage': 'the baggage is still sent to the next service',
  'propagation.extract': "the caller's trace and baggage end here",
  'trace.setSpan': 'the spans and requests that follow do not belong to the span',
  'trace.setSpanContext': 'the spans and requests that follow do not belong to that trace',
  'trace.deleteSpan': 'the spans and requests that follow still belong to the span',
  'trace.wrapSpanContext': 'no span ever gets it as its parent',
  'core.suppressTracing': 'the work that follows is still traced',
  'core.unsuppressTracing': 'the work that follows is still not traced',
  'core.setRPCMetadata': 'no instrumentation ever reads the metadata',
  'core.deleteRPCMetadata': 'the instrumentations still find the metadata',
  'traceState.set': 'the entry is never sent to the next service',
  'traceState.unset': 'the entry is still sent to the next service',
  'traceState.create': 'it is never sent to the next service',
};

/**
 * What is sent, once such a result is kept, that was not sent before: nothing, for a call that only takes away, or what
 * its arguments hold. Any other call sends what nobody can tell from the call: the ids of a span, a whole baggage, what
 * a caller sent.
 */
export const SENT_WHEN_KEPT: Readonly<Partial<Record<OperationId, 'arguments' | 'nothing'>>> = {
  'baggage.setEntry': 'arguments',
  'baggage.removeEntry': 'nothing',
  'baggage.removeEntries': 'nothing',
  'baggage.clear': 'nothing',
  'context.setValue': 'arguments',
  'context.deleteValue': 'nothing',
  'propagation.deleteBaggage': 'nothing',
  'trace.deleteSpan': 'nothing',
  'core.suppressTracing': 'nothing',
  'core.deleteRPCMetadata': 'nothing',
  'traceState.set': 'arguments',
  'traceState.unset': 'nothing',
};

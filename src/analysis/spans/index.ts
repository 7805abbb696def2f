export { type EndFault, endFaults, foreignSpan } from './ended-span';
export { type ErrorPath, unrecordedErrors } from './error-paths';
export { type HeldSpan, heldSpan, isRootContext } from './held-span';
export { type LinkFault, linkFaults, type Mistaken } from './link-faults';
export { type InactiveSpan, type LateSpan, UnactivatedSpans } from './inactive-span';
export { type InactiveWork, inactiveWork, type SpanWithoutWork } from './inactive-work';
export { type SpanBinding, spanBinding } from './span-binding';
export { spanKindsOf } from './span-kind';
export {
  endsSpanFromContext,
  readFromContext,
  type SpanFault,
  spanFault,
  type StartedSpan,
  startedSpan,
} from './started-span';
export * from './own-provider';

export { isDetached, isTimed, type TraceEvidence, traceEvidence } from './trace-evidence';
export { isEntry, type MessageLoop, messageLoops, messageWork, type WorkParts } from './message-work';
export { mayRunInContext, travelsOtherwise } from './other-ways';
export { type UnrequestedAttributes, unrequestedAttributes } from './requested-attributes';

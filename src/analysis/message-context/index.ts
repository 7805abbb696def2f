export { isDetached, type TraceEvidence, traceEvidence } from './trace-evidence';
export { isEntry, type MessageLoop, messageLoops, messageWork, type WorkParts } from './message-work';
export { mayRunInContext, travelsOtherwise } from './other-ways';
export { unrequestedAttributes } from './requested-attributes';

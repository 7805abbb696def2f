export { type BatchParent, type BatchParts, batchParent } from './batch-parents';
export { callbackOf, type ParentUse } from './context-uses';
export { type ElementPart, elementPartOf, listKey } from './elements';

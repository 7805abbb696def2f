export { type ContextUse, contextUses } from './context-uses';
export { Ingress, type IngressExtract, ingressOf } from './ingress';
export { isPropagationHelper, looksForParent } from './parent-checks';
export type { IngressHandler, IngressOrigin, IngressParts } from './types';

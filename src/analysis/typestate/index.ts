export type { NodeTest } from './exploration';
export { describeExit, findLeak, findLeaks, reachesRelease, type Leak, type LeakExit } from './leaks';
export { isKnownNotToThrow } from './known-calls';
export { findOutOfOrderRelease, type OutOfOrderRelease, type ReleaseOrderQuery } from './release-order';
export { heldPaths, type Resource, type ResourceQuery, type ThrowStrictness } from './resource';
export { findHeldReturns, findSuspensionBetween, type HeldSuspension } from './suspensions';

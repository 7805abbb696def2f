export { buildControlFlowGraph } from './build';
export type { VisitorKeys } from './expressions';
export { ControlFlowGraph } from './flow-graph';
export type { FlowEdge, FlowEdgeKind, FlowNode, FlowNodeKind, SuspensionKind, ThrowCause } from './flow-types';
export {
  completionOf,
  pathTo,
  type FlowPath,
  type PathCompletion,
  type PathQuery,
  type PathStep,
  reachableFrom,
} from './paths';

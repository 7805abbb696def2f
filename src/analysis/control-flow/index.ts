export { buildControlFlowGraph } from './build';
export type { VisitorKeys } from './expressions';
export {
  ControlFlowGraph,
  type FlowEdge,
  type FlowEdgeKind,
  type FlowNode,
  type FlowNodeKind,
  type SuspensionKind,
  type ThrowCause,
} from './flow-graph';
export { completionOf, pathTo, type FlowPath, type PathCompletion, type PathQuery, type PathStep } from './paths';

import type { TSESLint } from '@typescript-eslint/utils';
import { ValueFlow } from './value-flow';

export type { Behind, Found } from './settle';
export type { Answer, End, Flow, Frame, Place } from './answer';
export type { Query } from './track';
export type { AccessPath, FlowStep, OpenCause, StepKind, ValueNode } from './value-node';
export { advance, ANY, DEEP, SAME_VALUE } from './value-node';
export { BOUNDS } from './bounds';
export { type GraphProvider, reachingDefinitions } from './reaching-definitions';
export { type HeldPart, type HeldParts, partsOf, soleValueOf, sureLabel, type Values, valuesOf } from './queries';
export type { Callee, Callees, Callers } from './flow-graph';
export { ValueFlow };

const flows = new WeakMap<TSESLint.SourceCode, ValueFlow>();

/** The value flow of a file. */
export function valueFlow(sourceCode: TSESLint.SourceCode): ValueFlow {
  let flow = flows.get(sourceCode);
  if (!flow) flows.set(sourceCode, (flow = new ValueFlow(sourceCode)));
  return flow;
}

/** What the questions about baggage need to know of a file; a `FileAnalysis` is one. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { BodyOwner } from '../../ast';
import type { OperationId } from '../../model';
import type { Settings } from '../../model/settings';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import type { ControlFlowGraph } from '../control-flow';

export interface BaggageFacts {
  readonly resolver: ApiResolver;
  readonly settings: Settings;
  /** Every call of the file, in source order. */
  readonly calls: readonly (TSESTree.CallExpression | TSESTree.NewExpression)[];
  operations(id: OperationId): readonly ResolvedCall[];
  graphOf(body: BodyOwner): ControlFlowGraph;
}

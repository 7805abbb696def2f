/** Project functions that stand for an operation, from `settings.otel.wrappers`. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { OperationId } from '../../model';
import type { ApiResolver } from './api-resolver';

/** Recognises the calls of one wrapper. */
export interface WrapperMatcher {
  readonly operation: OperationId;
  /** Argument positions that differ from the operation's own. */
  readonly positions: Readonly<Partial<Record<string, number>>>;
  matches(node: TSESTree.CallExpression | TSESTree.NewExpression, resolver: ApiResolver): boolean;
}

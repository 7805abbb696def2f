/** Calls that are known not to throw. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { OperationId } from '../../model';
import { CLASSES_THAT_DO_NOT_THROW, FUNCTIONS_THAT_DO_NOT_THROW } from '../../model/platform';
import type { ApiResolver } from '../api-resolution';

/** Operations that run a callback: what it throws comes out of them. */
const RUNS_CALLBACK: readonly OperationId[] = ['context.with', 'span.startActive'];

/** Whether a call may be taken not to throw: OpenTelemetry calls without a callback, console, clocks, conversions. */
export function isKnownNotToThrow(resolver: ApiResolver, node: TSESTree.Node): boolean {
  const call = resolver.resolve(node);
  if (call) return !call.isWrapper && !RUNS_CALLBACK.includes(call.operation);
  if (!('callee' in node)) return false;
  const isNew = node.type === AST_NODE_TYPES.NewExpression;
  return (isNew ? CLASSES_THAT_DO_NOT_THROW : FUNCTIONS_THAT_DO_NOT_THROW).test(
    resolver.sourceCode.getText(node.callee),
  );
}

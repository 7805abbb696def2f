/** The context API as it is to be written at a call. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { ApiResolver, ResolvedCall } from '../analysis/api-resolution';
import { type Edit, ensureImport } from '../fixes';

/** `context`, imported where it has to be; on an instance of a context manager, that instance. */
export function contextApi(
  resolver: ApiResolver,
  call: ResolvedCall,
  /** Where it is to be written. */
  at: TSESTree.Node = call.node,
): { readonly localName: string; readonly fix: Edit } | undefined {
  const { sourceCode } = resolver;
  const { receiver } = call;
  const text = receiver && sourceCode.getText(receiver);
  const isManager = receiver && !call.isWrapper && resolver.typeOf(receiver) === 'ContextManager';
  if (isManager && text !== undefined && /^[\w$.#]+$/.test(text)) return { localName: text, fix: () => [] };
  return ensureImport({ sourceCode, module: '@opentelemetry/api', imported: 'context', at });
}

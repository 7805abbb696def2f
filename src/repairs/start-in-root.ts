/** An edit that starts something in the root context, where it stays for as long as it goes on. */
import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import type { LongLived } from '../analysis/boundaries';
import type { FileAnalysis } from '../analysis/file-analysis';
import {
  combineEdits,
  type Edit,
  ensureImport,
  losesNarrowing,
  wrapExpression,
  wrapFollowingInCallback,
} from '../fixes';
import { findExits } from '../fixes/walk';

const API = '@opentelemetry/api';

/**
 * `setInterval(fn, 5)` → `context.with(ROOT_CONTEXT, () => setInterval(fn, 5))`; a loop goes into the callback. Undefined
 * where a callback cannot hold it.
 */
export function startInRoot({ sourceCode }: FileAnalysis, { node }: LongLived): Edit | undefined {
  const context = ensureImport({ sourceCode, module: API, imported: 'context', at: node });
  const root = ensureImport({ sourceCode, module: API, imported: 'ROOT_CONTEXT', at: node });
  if (!context || !root) return undefined;
  const before = `${context.localName}.with(${root.localName}, `;
  if (node.type !== AST_NODE_TYPES.CallExpression && node.type !== AST_NODE_TYPES.NewExpression)
    return combineEdits(context.fix, root.fix, wrapFollowingInCallback({ sourceCode, statements: [node], before }));
  const { awaits, callsSuper, yields } = findExits(sourceCode, [node]);
  if (awaits || callsSuper || yields || losesNarrowing(sourceCode, [node])) return undefined;
  return combineEdits(
    context.fix,
    root.fix,
    wrapExpression({ sourceCode, node, before: `${before}() => `, after: ')' }),
  );
}

/** Makes a span active for the calls that should run under it. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FileAnalysis } from '../analysis/file-analysis';
import type { SpanWithoutWork } from '../analysis/spans';
import { combineEdits, type Edit, ensureImport, wrapExpression } from '../fixes';
import { losesNarrowing } from '../fixes/narrowing';
import { findExits } from '../fixes/walk';
import { wrapped } from '../ast';
import { isUsable } from './inject-active-span';

const API = '@opentelemetry/api';

/**
 * `work()` → `context.with(trace.setSpan(context.active(), span), () => work())`, for all such calls at once: with one of
 * them left out the span would count as active. Undefined where one cannot be wrapped.
 */
export function activateForWork(file: FileAnalysis, { start, variable, work }: SpanWithoutWork): Edit | undefined {
  const { sourceCode } = file;
  const at = start.node;
  const context = ensureImport({ sourceCode, module: API, imported: 'context', at });
  const trace = ensureImport({ sourceCode, module: API, imported: 'trace', at });
  if (!context || !trace) return undefined;
  const active = `${trace.localName}.setSpan(${context.localName}.active(), ${variable.name})`;
  const edits = work.map(({ call }) => {
    const node = wrapped(call) as TSESTree.Expression;
    const exits = findExits(sourceCode, [node]);
    const isMovable = !exits.awaits && !exits.yields && !exits.callsSuper && !losesNarrowing(sourceCode, [node]);
    if (!isMovable || !isUsable(file, { start, variable }, call)) return undefined;
    return wrapExpression({ sourceCode, node, before: `${context.localName}.with(${active}, () => `, after: ')' });
  });
  return edits.every((edit) => edit !== undefined) ? combineEdits(context.fix, trace.fix, ...edits) : undefined;
}

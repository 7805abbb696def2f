/** Edits that let the propagator read a parent that was taken apart by hand. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { ResolvedCall } from '../analysis/api-resolution';
import type { FileAnalysis } from '../analysis/file-analysis';
import { ingressOf } from '../analysis/ingress';
import type { HeaderSource, ParsedParent } from '../analysis/manual-headers';
import { unwrap } from '../ast';
import { combineEdits, commentsWouldBeLost, type Edit, ensureImport, replace } from '../fixes';

/**
 * `trace.setSpanContext(base, { … })` and `trace.setSpan(base, trace.wrapSpanContext({ … }))` become
 * `propagation.extract(base, headers)`. Undefined where the headers are not at hand, and where an instrumentation has
 * extracted from them already.
 */
export function extractInstead(file: FileAnalysis, { call, headers }: ParsedParent): Edit | undefined {
  const { sourceCode } = file;
  const whole = contextCall(file, call);
  const base = whole?.argument('context');
  if (!whole || !base || !headers || !isPath(headers.node) || commentsWouldBeLost(sourceCode, whole.node.range))
    return undefined;
  if (ingressOf(file).originOf(headers.node)?.handler.isCovered === true) return undefined;
  const carrier = carrierText(sourceCode.getText(headers.node), headers.way);
  const at = whole.node;
  const propagation = ensureImport({ sourceCode, module: '@opentelemetry/api', imported: 'propagation', at });
  return (
    propagation &&
    combineEdits(
      propagation.fix,
      replace(at.range, `${propagation.localName}.extract(${sourceCode.getText(base)}, ${carrier})`),
    )
  );
}

/** The call whose result is the context: that of `setSpan` around `wrapSpanContext`. */
function contextCall({ resolver }: FileAnalysis, call: ResolvedCall): ResolvedCall | undefined {
  if (call.operation === 'trace.setSpanContext') return call;
  const outer = resolver.resolve(call.node.parent);
  const span = outer?.operation === 'trace.setSpan' ? outer.argument('span') : undefined;
  return span && unwrap(span) === call.node ? outer : undefined;
}

function carrierText(text: string, way: HeaderSource['way']): string {
  switch (way) {
    case 'member':
      return text;
    case 'lookup':
      return `Object.fromEntries(${text})`;
    case 'request':
      return `${text}.headers`;
  }
}

/** `headers`, `request.headers`: what means the same wherever it stands in the function. */
function isPath(expression: TSESTree.Expression): boolean {
  const node = unwrap(expression);
  if (node.type === AST_NODE_TYPES.Identifier || node.type === AST_NODE_TYPES.ThisExpression) return true;
  return node.type === AST_NODE_TYPES.MemberExpression && !node.computed && !node.optional && isPath(node.object);
}

import type { ResolvedCall } from '../analysis/api-resolution';
import { functionName } from '../analysis/bindings';
import { carrierFault } from '../analysis/carriers';
import { type ContextUse, type IngressHandler, ingressOf } from '../analysis/ingress';
import { spanKindsOf } from '../analysis/spans';
import { contains, enclosingFunction } from '../ast';
import type { SpanKindName } from '../model/span-kinds';
import { guardExtract, removeExtract } from '../repairs/redundant-extract';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId = 'doubled' | 'guard' | 'remove' | 'siblings';

export const noRedundantExtract = createRule<[], MessageId>({
  name: 'no-redundant-extract',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow taking a context out of a request that an instrumentation has taken it out of already',
      presets: ['recommended'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      siblings:
        "The '{{ library }}' instrumentation has extracted for this {{ label }} handler: after '{{ extract }}()', spans are siblings of its {{ kind }} span. Use the active context.",
      doubled:
        "The '{{ library }}' instrumentation has extracted for this {{ label }} handler: the {{ kind }} span on line {{ spanLine }} records the request twice. Use the active context.",
      guard: 'Extract only where no span is active.',
      remove: 'Keep the context that the instrumentation has made active.',
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { resolver } = file;

    /** A span that stands for the whole request, started from the extracted context. */
    function ownEntrySpan(use: ContextUse): { readonly kind: SpanKindName; readonly line: number } | undefined {
      const { call } = use;
      for (const start of call ? [...file.operations('span.start'), ...file.operations('span.startActive')] : []) {
        if (!call || !contains(call.node, start.node)) continue;
        const kind = spanKindsOf(resolver, start)?.find((name) => name === 'SERVER' || name === 'CONSUMER');
        if (kind) return { kind, line: start.node.loc.start.line };
      }
      return undefined;
    }

    function report(extract: ResolvedCall, use: ContextUse, handler: IngressHandler): void {
      const own = ownEntrySpan(use);
      const data = {
        extract: context.sourceCode.getText(extract.node.callee).replace(/\s+/g, ''),
        label: handler.label,
        library: handler.instrumentation ?? handler.library,
        kind: own?.kind ?? handler.entryKind,
        ...(own && { spanLine: own.line }),
      };
      const edits = { guard: guardExtract(file, extract), remove: removeExtract(file, extract) };
      const suggest = (['guard', 'remove'] as const).flatMap((messageId) => {
        const fix = edits[messageId];
        return fix ? [{ messageId, fix }] : [];
      });
      context.report({ node: extract.node.callee, messageId: own ? 'doubled' : 'siblings', data, suggest });
    }

    return file.onOperation('propagation.extract', (extract) => {
      // Nothing is extracted twice where nobody else extracts: by an instrumentation, or an option of a client.
      if (file.project.instrumented.size === 0 && file.messaging.consumers.length === 0) return;
      const ingress = ingressOf(file);
      // Another propagator reads another format than the one that the instrumentation asks.
      const isGlobal =
        !extract.isWrapper && extract.receiver !== undefined && resolver.typeOf(extract.receiver) === 'PropagationAPI';
      if (!isGlobal || ingress.isForeignGround || isExtractor(extract)) return;
      const handler = ingress.originOfExtract(extract)?.handler;
      if (
        handler?.isCovered !== true ||
        carrierFault(resolver, file.carriers, extract) ||
        ingress.isInForeignListener(extract.node, handler.node)
      )
        return;
      const isGuarded = (use: ContextUse): boolean =>
        [...use.trail, ...(use.call ? [use.call.node] : [])].some((node) => ingress.mayBeGuarded(node, handler.node));
      const use = ingress.usesOf(extract).find((one) => one.kind === 'parent' && !isGuarded(one));
      if (use) report(extract, use, handler);
    });

    /** Whether the call is part of a propagator's own `extract`. */
    function isExtractor(extract: ResolvedCall): boolean {
      const fn = enclosingFunction(extract.node);
      return fn ? functionName(fn) === 'extract' : false;
    }
  },
});

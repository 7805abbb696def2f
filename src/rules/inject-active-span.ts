import type { ResolvedCall } from '../analysis/api-resolution';
import { functionName } from '../analysis/bindings';
import { heldSpan, UnactivatedSpans } from '../analysis/spans';
import { enclosingFunction, unwrap } from '../ast';
import { endOfText, headLoc } from '../ast/report-text';
import type { Edit } from '../fixes';
import { OUTBOUND_KINDS } from '../model/span-kinds';
import { injectActive, injectSpan, moveInject } from '../repairs/inject-active-span';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';
import { oneWordOf, optionsObject } from '../rule-kit/option-schemas';

type Kinds = 'any' | 'outbound';
type Options = [{ kinds?: Kinds }];
type Fault = 'beforeStart' | 'notActive' | 'root';
type Repair = 'injectActive' | 'injectSpan' | 'moveInject';

export const injectActiveSpan = createRule<Options, Fault | Repair>({
  name: 'inject-active-span',
  meta: {
    type: 'problem',
    docs: {
      description: "Require 'propagation.inject' to write the span whose request it is for",
      presets: ['recommended'],
      presetOptions: { strict: [{ kinds: 'any' }] },
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      notActive:
        "'{{ inject }}()' writes the active context, in which the {{ kind }} span '{{ span }}' of line {{ startLine }} is not active: the receiver gets another parent, or none. Inject the span.",
      beforeStart:
        "'{{ inject }}()' fills '{{ carrier }}' before the {{ kind }} span of line {{ startLine }} starts, and line {{ sendLine }} sends it: the receiver gets another parent, or none. Inject after the start.",
      root: "'{{ inject }}()' gets the root context, which holds no span and no baggage: nothing is written, and the receiver starts a new trace. Inject the active context.",
      injectSpan: "Inject '{{ span }}'.",
      injectActive: 'Inject the active context.',
      moveInject: "Inject '{{ span }}' after it has started.",
    },
    schema: optionsObject({
      kinds: oneWordOf(
        ['outbound', 'any'],
        'Which spans must be active when a context is injected: CLIENT and PRODUCER spans, or spans of any kind.',
      ),
    }),
    defaultOptions: [{ kinds: 'outbound' }],
  },
  create(context, [{ kinds = 'outbound' }]) {
    const file = analyzeFile(context);
    const { resolver } = file;
    const spans = new UnactivatedSpans(file);

    function report(
      inject: ResolvedCall,
      messageId: Fault,
      details: Readonly<Record<string, number | string>>,
      repair: Repair,
      edit: Edit | undefined,
    ): void {
      const data = { inject: endOfText(context.sourceCode, unwrap(inject.node.callee)), ...details };
      context.report({
        node: inject.node,
        loc: headLoc(context.sourceCode, inject.node),
        messageId,
        data,
        suggest: edit ? [{ messageId: repair, data, fix: edit }] : [],
      });
    }

    return file.onOperation('propagation.inject', (inject) => {
      const argument = inject.argument('context');
      const fn = enclosingFunction(inject.node);
      // A propagator passes on what it is given.
      if (!argument || (fn && functionName(fn) === 'inject')) return;
      const held = heldSpan(resolver, argument);
      const inactive = spans.inactiveAt(inject, (kind) => kinds === 'any' || OUTBOUND_KINDS.has(kind));
      if (held?.kind === 'root') {
        const isApi = inject.isWrapper || !inject.receiver || resolver.typeOf(inject.receiver) === 'PropagationAPI';
        const span = inactive?.variable;
        if (isApi)
          report(
            inject,
            'root',
            span ? { span: span.name } : {},
            span ? 'injectSpan' : 'injectActive',
            injectActive(file, inject, inactive),
          );
        return;
      }
      if (inactive) {
        const { start, kind, variable } = inactive;
        const details = { span: variable.name, kind, startLine: start.node.loc.start.line };
        report(inject, 'notActive', details, 'injectSpan', injectSpan(file, inject, inactive));
        return;
      }
      const late = spans.lateAfter(inject);
      if (!late) return;
      const { start, send, kind, carrier, variable } = late;
      const details = {
        carrier,
        kind,
        startLine: start.node.loc.start.line,
        sendLine: send.loc.start.line,
        span: variable?.name ?? '',
      };
      report(inject, 'beforeStart', details, 'moveInject', moveInject(file, inject, late));
    });
  },
});

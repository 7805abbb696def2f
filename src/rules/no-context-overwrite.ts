import { lostBase, replacedBaggage, spanOnlyUse } from '../analysis/overwrites';
import { ingressOf } from '../analysis/ingress';
import type { ResolvedCall } from '../analysis/api-resolution';
import { endOfText, headLoc } from '../ast/report-text';
import { addToBaggage, useHome, useInAnyCase } from '../repairs/context-overwrite';
import { offered } from '../repairs/offered';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId = 'active' | 'addEntries' | 'deriveFrom' | 'inbound' | 'newBaggage' | 'spanOnly' | 'useExtracted';

export const noContextOverwrite = createRule<[], MessageId>({
  name: 'no-context-overwrite',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow deriving a context from a base that lacks what came with the request',
      presets: ['recommended'],
      severity: 'warn',
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      inbound:
        "The span continues the context extracted on line {{ line }}, and goes into '{{ base }}': the trace looks right, and the caller's baggage is lost. Derive from the extracted context.",
      active:
        "The span continues the active context, and goes into '{{ base }}': the trace looks right, and the active baggage is lost. Derive from the active context.",
      newBaggage:
        "'{{ create }}()' starts empty on line {{ line }}, and 'setBaggage()' puts it over the entries that came with the request: no service behind this one gets them. Add to them.",
      spanOnly:
        'The context extracted on line {{ line }} is used only if it holds a span: of a request that brings baggage alone, the baggage is lost. Use it in any case.',
      deriveFrom: "Derive it from '{{ name }}'.",
      addEntries: 'Add the entries to those that are there.',
      useExtracted: "Use '{{ name }}' in any case.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { sourceCode } = file;
    const lineOf = ({ node }: ResolvedCall): string => String(node.loc.start.line);

    /** Whether an instrumentation has extracted already, so that the active context holds the same. */
    const isDoubled = (extract: ResolvedCall): boolean =>
      ingressOf(file).originOfExtract(extract)?.handler.isCovered === true;

    function checkSpan(call: ResolvedCall): void {
      const lost = lostBase(file, call);
      if (!lost || (lost.kind === 'active' && lost.extract && isDoubled(lost.extract))) return;
      const { base, extract } = lost;
      const edit = useHome(file, lost);
      context.report({
        node: base,
        messageId: extract ? 'inbound' : 'active',
        data: { base: endOfText(sourceCode, base), line: extract ? lineOf(extract) : '' },
        suggest: offered('deriveFrom', edit?.fix, { name: edit?.name ?? '' }),
      });
    }

    function checkBaggage(call: ResolvedCall): void {
      const replaced = replacedBaggage(file, call);
      if (!replaced) return;
      const { create } = replaced;
      context.report({
        loc: headLoc(sourceCode, call.node),
        messageId: 'newBaggage',
        data: { create: endOfText(sourceCode, create.node.callee), line: lineOf(create) },
        suggest: offered('addEntries', addToBaggage(file, replaced)),
      });
    }

    function checkExtract(extract: ResolvedCall): void {
      const found = spanOnlyUse(file, extract);
      if (!found || isDoubled(extract)) return;
      const { name } = found.variable;
      context.report({
        node: 'test' in found.guard ? found.guard.test : found.guard.left,
        messageId: 'spanOnly',
        data: { line: lineOf(extract) },
        suggest: offered('useExtracted', useInAnyCase(file, extract, found), { name }),
      });
    }

    return file.onProgram(() => {
      for (const call of file.operations('trace.setSpan')) checkSpan(call);
      for (const call of file.operations('propagation.setBaggage')) checkBaggage(call);
      for (const call of file.operations('propagation.extract')) checkExtract(call);
    });
  },
});

import type { TSESTree } from '@typescript-eslint/utils';
import { describeAmbientUse } from '../analysis/ambient-context';
import type { ResolvedCall } from '../analysis/api-resolution';
import { AfterAwait, keepsAsyncNative } from '../analysis/boundaries';
import { heldSpan } from '../analysis/spans';
import { contains, unwrap } from '../ast';
import { endOfText, headLoc } from '../ast/report-text';
import { keepContext } from '../repairs/keep-context';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId = 'keepContext' | 'lost';

const MANAGERS = { stack: 'stack context manager', zone: 'zone context manager' } as const;

export const noContextAfterAwait = createRule<[], MessageId>({
  name: 'no-context-after-await',
  meta: {
    type: 'problem',
    docs: {
      description: "Disallow reading the active context behind an 'await' where the context manager loses it there",
      presets: ['recommended'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      lost: "{{ use }} reads the active context behind the '{{ suspension }}' on line {{ line }}, where the {{ manager }} has lost that of '{{ activation }}()': no parent, no baggage. Keep it in a constant in front.",
      keepContext: "Keep the context in '{{ name }}', in front, and use it there.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { resolver, sourceCode } = file;
    const seen = new Set<TSESTree.Node>();

    /** Whether the context is meant to hold nothing, so that nothing is lost; or to switch tracing off. */
    function isWithoutTrace(activation: ResolvedCall): boolean {
      const argument = activation.argument('context');
      if (!argument) return false;
      const isSuppressed = resolver.resolveExpression(argument)?.operation === 'core.suppressTracing';
      return isSuppressed || heldSpan(resolver, argument)?.kind === 'root';
    }

    function check(finder: AfterAwait, activation: ResolvedCall): void {
      const { instance, manager } = finder.managerOf(activation, () => file.project.contextManager);
      if (manager !== 'stack' && manager !== 'zone') return;
      const fn = finder.callbackOf(activation);
      if (!fn || seen.has(fn) || isWithoutTrace(activation)) return;
      if (manager === 'zone' && !keepsAsyncNative(resolver, file.filename, file.project)) return;
      if (file.operations('context.attach').some(({ node }) => contains(fn, node))) return;
      const lost = finder.usesIn(fn, instance);
      const [first] = lost;
      if (!first) return;
      seen.add(fn);
      const { at, suspension, use } = first;
      const data = {
        use: describeAmbientUse(sourceCode, use),
        suspension: suspension.suspension === 'for-await' ? 'for await' : 'await',
        line: suspension.ast.loc.start.line,
        manager: MANAGERS[manager],
        activation: endOfText(sourceCode, unwrap(activation.node.callee)),
      };
      const edit = keepContext(file, finder, { activation, fn, lost });
      context.report({
        loc: headLoc(sourceCode, at),
        messageId: 'lost',
        data,
        suggest: edit ? [{ messageId: 'keepContext', data: { name: edit.name }, fix: edit.fix }] : [],
      });
    }

    return file.onProgram(() => {
      if (!sourceCode.text.includes('await')) return;
      const finder = new AfterAwait(resolver, file.ambient);
      for (const id of ['span.startActive', 'context.with', 'context.bind'] as const)
        for (const activation of file.operations(id)) check(finder, activation);
    });
  },
});

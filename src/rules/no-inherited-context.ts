import type { TSESTree } from '@typescript-eslint/utils';
import { describeAmbientUse } from '../analysis/ambient-context';
import { type EndlessLoop, type LongLived, LongLivedWork } from '../analysis/boundaries';
import { heldSpan } from '../analysis/spans';
import { unwrap } from '../ast';
import { endOfText, headLoc } from '../ast/report-text';
import { startInRoot } from '../repairs/start-in-root';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId = LongLived['kind'] | 'startInRoot';

/** What may start something that goes on, by the text. */
const STARTS = /set(?:Timeout|Interval|Immediate)|[cC]ron|schedule|listen|while|for\s*\(\s*;/;

export const noInheritedContext = createRule<[], MessageId>({
  name: 'no-inherited-context',
  meta: {
    type: 'suggestion',
    docs: {
      description: 'Disallow starting what goes on for ever in the context of a span or request',
      presets: ['strict'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      timer:
        "'{{ start }}()' is called in {{ scope }} and goes on behind it: what {{ use }} on line {{ useLine }} does stays in that trace for ever. Start it in 'ROOT_CONTEXT'.",
      loop: "This loop never ends and runs in {{ scope }}: what {{ use }} on line {{ useLine }} does in each turn stays in that trace for ever. Run it in 'ROOT_CONTEXT'.",
      listen:
        "'{{ start }}()' is called in {{ scope }}, and the handlers of the server inherit it: the spans of every request join that trace. Call it in 'ROOT_CONTEXT'.",
      startInRoot: "Start it in 'ROOT_CONTEXT'.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { project, resolver, sourceCode } = file;
    if (!STARTS.test(sourceCode.text)) return {};
    const loops: EndlessLoop[] = [];

    /** Whether the context that is inherited has a trace: that of a span, not of a root context or suppressed. */
    function hasTrace({ scope: { activation } }: LongLived): boolean {
      if (!activation) return project.instrumented.size > 0;
      const argument = activation.argument('context');
      if (!argument || activation.operation === 'span.startActive') return true;
      const isSuppressed = resolver.resolveExpression(argument)?.operation === 'core.suppressTracing';
      return !isSuppressed && heldSpan(resolver, argument)?.kind !== 'root';
    }

    function report(found: LongLived): void {
      const { node, scope, use } = found;
      const { activation, fn } = scope;
      const isCall = 'callee' in node;
      const name = activation ? `'${endOfText(sourceCode, unwrap(activation.node.callee))}()'` : 'the request handler';
      const edit = startInRoot(file, found);
      context.report({
        loc: isCall ? headLoc(sourceCode, node) : (sourceCode.getFirstToken(node)?.loc ?? node.loc),
        messageId: found.kind,
        data: {
          ...(isCall && { start: endOfText(sourceCode, unwrap(node.callee)) }),
          scope: `${name} of line ${String((activation?.node ?? fn).loc.start.line)}`,
          ...(use && { use: describeAmbientUse(sourceCode, use), useLine: use.node.loc.start.line }),
        },
        suggest: edit ? [{ messageId: 'startInRoot', fix: edit }] : [],
      });
    }

    const collect = (loop: TSESTree.Node): void => void loops.push(loop as EndlessLoop);
    return {
      DoWhileStatement: collect,
      ForStatement: collect,
      WhileStatement: collect,
      ...file.onProgram(() => {
        const { contextManager } = project;
        const isAsync = contextManager === 'async-local-storage';
        if (!isAsync && contextManager !== 'zone') return;
        const finder = new LongLivedWork(resolver, file.ambient);
        for (const found of [
          ...file.calls.map((call) => finder.ofCall(call)),
          ...loops.map((loop) => finder.ofLoop(loop)),
        ]) {
          if (!found || !hasTrace(found)) continue;
          // The instrumentation of HTTP takes its context out of each request.
          if (found.kind !== 'listen' || (isAsync && !project.isInstrumented('http'))) report(found);
        }
      }),
    };
  },
});

import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type AttachedToken, leakOf, outOfOrderReleases, suspensionOf } from '../analysis/token';
import { describeExit, type Leak } from '../analysis/typestate';
import { endOfText, headLoc } from '../ast/report-text';
import { activateInstead, disposeInFinally, keepWholeToken } from '../repairs/attach';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type ReportId =
  'destructured' | 'discarded' | 'disposedElsewhere' | 'leaks' | 'neverDisposed' | 'outOfOrder' | 'throws' | 'using';
type MessageId = ReportId | 'keepToken' | 'useContextWith' | 'wrapInTryFinally';

export const requireAttachDispose = createRule<[], MessageId>({
  name: 'require-attach-dispose',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require every attached context to be disposed on every path',
      presets: ['recommended'],
      inTests: ['discarded', 'neverDisposed'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      discarded:
        "The token of '{{ attach }}()' is dropped, so its context stays active for what runs next, the next request included. Keep the token and call 'dispose()' in a 'finally'.",
      neverDisposed:
        "'{{ token }}' is never disposed, so the context of '{{ attach }}()' stays active for what runs next, the next request included. Call 'dispose()' in a 'finally'.",
      leaks:
        "'{{ token }}' is not disposed if the function {{ exit }} on line {{ line }}: what runs next stays in the context attached on line {{ attachLine }}. Dispose it in a 'finally'.",
      throws:
        "'{{ token }}' is not disposed if {{ thrower }} on line {{ line }} throws: what runs next stays in the context attached on line {{ attachLine }}. Dispose it in a 'finally'.",
      disposedElsewhere:
        "'{{ token }}' is disposed on line {{ line }}, in a function that runs later: the caller stays in the attached context. Dispose it here, in a 'finally', or use 'context.with()'.",
      destructured:
        "'dispose' is taken off its token: called alone it throws, and the attached context stays active. Keep the token and call 'dispose()' on it.",
      using:
        "'using' throws before Node 24, since the token of '{{ attach }}()' has no 'Symbol.dispose', and the context stays attached. Call 'dispose()' in a 'finally'.",
      outOfOrder:
        "'{{ outer }}' is disposed before '{{ token }}', attached after it on line {{ attachLine }}: disposing '{{ token }}' on line {{ line }} brings the context of '{{ outer }}' back. Dispose the last one first.",
      wrapInTryFinally: "Dispose '{{ token }}' in a 'finally' block.",
      useContextWith: "Run the work in '{{ call }}' instead of attaching.",
      keepToken: "Keep the whole token and call 'dispose()' on it.",
    },
    schema: [],
  },
  create(context) {
    const { sourceCode } = context;
    const file = analyzeFile(context);
    const nameOf = (callee: TSESTree.Node): string => endOfText(sourceCode, callee).replaceAll('?.', '.');
    const lineOf = (node: TSESTree.Node): string => String(node.loc.start.line);

    function report(
      token: AttachedToken,
      messageId: ReportId,
      data: Record<string, string> = {},
      isMendable = true,
    ): void {
      const { node } = token.acquire;
      const attach = nameOf(node.callee);
      const shared = { attach, token: token.variables[0]?.name ?? 'token', attachLine: lineOf(node), ...data };
      const inFinally = isMendable ? disposeInFinally(file, token) : undefined;
      const activated = isMendable ? activateInstead(file, token) : undefined;
      const kept = keepWholeToken(file, token);
      context.report({
        loc: token.use.kind === 'destructured' ? token.use.pattern.loc : headLoc(sourceCode, node),
        messageId,
        data: shared,
        suggest: [
          ...(kept ? [{ messageId: 'keepToken' as const, fix: kept }] : []),
          ...(inFinally ? [{ messageId: 'wrapInTryFinally' as const, data: shared, fix: inFinally }] : []),
          ...(activated
            ? [{ messageId: 'useContextWith' as const, data: { call: activated.callee }, fix: activated.fix }]
            : []),
        ],
      });
    }

    function check(token: AttachedToken): void {
      const { handOvers, hasNoCaller, isHandedOver, releases, remoteReleases, use } = token;
      const [remote] = remoteReleases;
      if (isHandedOver) return;
      if (use.kind === 'destructured') report(token, 'destructured');
      else if (use.kind === 'variable' && isUsing(use.site)) report(token, 'using');
      else if (releases.size > 0 || handOvers.length > 0) checkPaths(token);
      else if (remote) {
        if (!hasNoCaller) report(token, 'disposedElsewhere', { line: lineOf(remote.call) });
      } else if (use.kind === 'variable') report(token, 'neverDisposed');
      else if (use.kind === 'discarded') report(token, 'discarded');
    }

    function checkPaths(token: AttachedToken): void {
      if (suspensionOf(token)) return; // no-attach-across-await speaks
      const leak = leakOf(token);
      if (leak) reportLeak(token, leak);
    }

    function reportLeak(token: AttachedToken, leak: Leak): void {
      const { thrownAt } = leak;
      if (leak.exit === 'throw' && thrownAt && thrownAt.type !== AST_NODE_TYPES.ThrowStatement) {
        const thrower = 'callee' in thrownAt ? `'${nameOf(thrownAt.callee)}()'` : 'the code';
        report(token, 'throws', { thrower, line: lineOf(thrownAt) });
      } else {
        report(token, 'leaks', { exit: describeExit(leak), line: String(leak.line) }, leak.exit !== 'overwritten');
      }
    }

    return file.onProgram(() => {
      const tokens = file.operations('context.attach').map((call) => file.attachedToken(call));
      for (const token of tokens) check(token);
      for (const { outer, inner, late } of outOfOrderReleases(tokens)) {
        report(inner, 'outOfOrder', { outer: outer.variables[0]?.name ?? 'token', line: lineOf(late) }, false);
      }
    });
  },
});

function isUsing(site: TSESTree.Node): boolean {
  return site.parent?.type === AST_NODE_TYPES.VariableDeclaration && site.parent.kind.includes('using');
}

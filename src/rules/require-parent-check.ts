import { batchParent } from '../analysis/batches';
import { functionName } from '../analysis/bindings';
import { carrierFault } from '../analysis/carriers';
import { type IngressExtract, ingressOf, isPropagationHelper, looksForParent } from '../analysis/ingress';
import { enclosingFunction } from '../ast';
import { endOfText, headLoc } from '../ast/report-text';
import { checkParent } from '../repairs/parent-check';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId = 'check' | 'unchecked';

export const requireParentCheck = createRule<[], MessageId>({
  name: 'require-parent-check',
  meta: {
    type: 'suggestion',
    docs: {
      description: 'Require an ingress to look whether a parent context arrived',
      presets: ['strict'],
      severity: 'warn',
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      unchecked:
        "'{{ extract }}()' takes the parent of {{ place }} on line {{ line }}, and nothing checks that one arrived: where a proxy drops it, a new trace starts unnoticed. Log that case.",
      check: 'Log where no parent arrived, and go on.',
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);

    function placeOf({ origin, fn }: IngressExtract): string {
      if (origin) return `the ${origin.handler.label} handler`;
      const name = fn && functionName(fn);
      return name === undefined ? 'the ingress' : `the ingress '${name}'`;
    }

    return file.onOperation('propagation.extract', (extract) => {
      const ingress = ingressOf(file);
      const around = enclosingFunction(extract.node);
      if (extract.isWrapper || ingress.isForeignGround || (around && isPropagationHelper(around))) return;
      const found = ingress.extractAt(extract);
      // With an instrumentation, the context of the request is active already: nothing needs to be extracted.
      if (!found || found.origin?.handler.isCovered === true || carrierFault(file.resolver, file.carriers, extract))
        return;
      const handler = found.origin?.handler.node ?? found.fn;
      const uses = ingress.usesOf(extract);
      if (
        !uses.some(({ kind }) => kind === 'parent') ||
        looksForParent(file.resolver, extract.node, uses, handler) !== false
      )
        return;
      if (handler && ingress.mayBeGuarded(extract.node, handler)) return;
      // One message as the parent of many is what `prefer-batch-links` speaks of: with links, no parent is due.
      const { resolver } = file;
      if (batchParent({ resolver, originOf: (expression) => file.messaging.originOf(expression) }, extract)) return;
      const edit = checkParent(file, extract);
      context.report({
        loc: headLoc(context.sourceCode, extract.node),
        messageId: 'unchecked',
        data: {
          extract: endOfText(context.sourceCode, extract.node.callee).replaceAll(' ', ''),
          place: placeOf(found),
          line: (found.origin?.handler.site ?? found.fn ?? extract.node).loc.start.line,
        },
        suggest: edit ? [{ messageId: 'check', fix: edit }] : [],
      });
    });
  },
});

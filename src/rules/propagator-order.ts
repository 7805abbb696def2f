import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import {
  canonicalOrder,
  type Disorder,
  extractsTheSame,
  findDisorder,
  isExplained,
  type PropagatorList,
  propagatorsLiteral,
  propagatorsOfComposite,
  propagatorsOfDistributions,
} from '../analysis/propagation';
import { wrapped } from '../ast';
import { reorderElements } from '../fixes/arrays';
import { type Edit, replace } from '../fixes/edit';
import { PREFERABLE_FORMATS, type PreferableFormat, PROPAGATORS_VARIABLE } from '../model/propagators';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type Options = [{ traceContextFirst?: boolean; preferred?: PreferableFormat }];
type MessageId = 'legacyWins' | 'outOfPlace' | 'reorder';

export const propagatorOrder = createRule<Options, MessageId>({
  name: 'propagator-order',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require propagators in an order in which the preferred trace format wins and baggage comes last',
      presets: ['recommended'],
      severity: 'warn',
      gainsFromTypes: true,
    },
    fixable: 'code',
    hasSuggestions: true,
    messages: {
      legacyWins:
        "'{{ early }}' stands before {{ late }}. On extract the last trace format wins, so a request with both headers continues the trace of '{{ header }}' and drops that of '{{ preferredHeader }}'.{{ rest }} Reorder the list, or name the format that should win in the option 'preferred'.",
      outOfPlace:
        "'{{ early }}' stands before {{ late }}. The W3C propagators of JavaScript work in either order, but the default of the specification is 'tracecontext,baggage': propagators that read the extracted span context, and SDKs of other languages that share the list, may need it. Reorder the list, or set 'traceContextFirst' to false.",
      reorder: 'Put the propagators in order: legacy trace formats, the preferred one, baggage.',
    },
    schema: [
      {
        type: 'object',
        additionalProperties: false,
        properties: {
          traceContextFirst: { type: 'boolean', description: 'Require trace formats before baggage.' },
          preferred: {
            type: 'string',
            enum: [...PREFERABLE_FORMATS],
            description: 'The trace format that wins when a request carries several.',
          },
        },
      },
    ],
    defaultOptions: [{ traceContextFirst: true, preferred: 'tracecontext' }],
  },
  create(context, [{ traceContextFirst = true, preferred = 'tracecontext' }]) {
    const { sourceCode } = context;
    const file = analyzeFile(context);

    function check(list: PropagatorList): void {
      const { elements, node } = list;
      const disorder = findDisorder(elements, { traceContextFirst, preferred });
      if (!disorder) return;
      // Who wrote why baggage comes first has chosen; which trace wins is worth a word all the same.
      const isChosen = isExplained(sourceCode, node);
      if (isChosen && disorder.kind === 'outOfPlace') return;
      const leavesBaggage = isChosen && disorder.baggage !== undefined;
      const order = canonicalOrder(elements, { preferred, traceContextFirst: traceContextFirst && !leavesBaggage });
      const edit = order && reorder(list, order);
      const isSafe = !isChosen && list.isPlain && order !== undefined && extractsTheSame(elements, order);
      context.report({
        loc: placeOf(node).loc,
        messageId: disorder.kind,
        data: dataOf(disorder, leavesBaggage),
        fix: edit && isSafe ? edit : null,
        suggest: edit && !isSafe ? [{ messageId: 'reorder', fix: edit }] : [],
      });
    }

    function reorder({ node, elements, isTuple }: PropagatorList, order: readonly number[]): Edit | undefined {
      if (node.type === AST_NODE_TYPES.ArrayExpression)
        return isTuple ? undefined : reorderElements({ sourceCode, array: node, order });
      const quote = node.raw.slice(0, 1);
      const separator = `,${/,(\s*)/.exec(node.value)?.[1] ?? ''}`;
      return replace(node.range, quote + order.map((at) => elements[at]?.name ?? '').join(separator) + quote);
    }

    /** A text; what opens an array: the key it stands under, else its bracket. */
    function placeOf(node: PropagatorList['node']): TSESTree.Node | TSESTree.Token {
      if (node.type !== AST_NODE_TYPES.ArrayExpression) return node;
      const { parent } = wrapped(node);
      return parent?.type === AST_NODE_TYPES.Property ? parent.key : (sourceCode.getFirstToken(node) ?? node);
    }

    function checkLiteral(node: TSESTree.AssignmentExpression | TSESTree.Property): void {
      const text = propagatorsLiteral(node);
      if (text?.elements.every(({ name }) => name !== 'none')) check(text);
    }

    const listener: TSESLint.RuleListener = file.onProgram(() => {
      for (const call of file.operations('propagator.composite'))
        propagatorsOfComposite(file.resolver, call).forEach(check);
      propagatorsOfDistributions(file.resolver, file.calls).forEach(check);
    });
    if (sourceCode.text.includes(PROPAGATORS_VARIABLE)) {
      listener.AssignmentExpression = checkLiteral;
      listener.Property = checkLiteral;
    }
    return listener;
  },
});

function dataOf({ early, late, winner, baggage }: Disorder, leavesBaggage: boolean): Record<string, string> {
  const names = [...new Set(late.map(({ name }) => `'${name}'`))];
  const last = names.pop() ?? '';
  return {
    early: early.name,
    late: names.length > 0 ? `${names.join(', ')} and ${last}` : last,
    header: winner.header,
    preferredHeader: early.header,
    rest: baggage && !leavesBaggage ? ` '${baggage.name}' should be last.` : '',
  };
}

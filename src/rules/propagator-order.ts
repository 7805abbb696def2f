import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import {
  canonicalOrder,
  type ListedPropagator,
  propagatorsLiteral,
  propagatorsOfComposite,
  reversedPairs,
} from '../analysis/propagation';
import { reorderElements } from '../fixes/arrays';
import type { Edit } from '../fixes/edit';
import { PREFERABLE_FORMATS, type PreferableFormat, PROPAGATORS_VARIABLE } from '../model/propagators';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type Options = [{ traceContextFirst?: boolean; preferred?: PreferableFormat }];
type MessageId = 'legacyWins' | 'reorder' | 'traceAfterBaggage';

export const propagatorOrder = createRule<Options, MessageId>({
  name: 'propagator-order',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require propagators in an order in which the preferred trace format wins and baggage comes last',
      presets: ['recommended'],
      gainsFromTypes: true,
    },
    fixable: 'code',
    hasSuggestions: true,
    messages: {
      legacyWins:
        "'{{ late }}' comes after '{{ early }}'. On extract the last trace format wins, so a request with both headers continues the trace of '{{ header }}' and drops that of '{{ preferredHeader }}'.",
      traceAfterBaggage:
        "'{{ late }}' comes after '{{ early }}'. Every SDK documents trace context before baggage, and a propagator that reads the extracted span context finds none there.",
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
    const file = analyzeFile(context);
    const requirements = { traceContextFirst, preferred };

    function check(
      elements: readonly ListedPropagator[],
      edit: (order: readonly number[]) => Edit | undefined,
      isSafe: boolean,
    ): void {
      const order = canonicalOrder(elements, requirements);
      const fix = order && edit(order);
      for (const { kind, early, late } of reversedPairs(elements, requirements)) {
        context.report({
          node: late.node,
          messageId: kind,
          data: { late: late.name, early: early.name, header: late.header, preferredHeader: early.header },
          fix: fix && isSafe ? fix : null,
          suggest: fix && !isSafe ? [{ messageId: 'reorder', fix }] : [],
        });
      }
    }

    function checkLiteral(node: TSESTree.AssignmentExpression | TSESTree.Property): void {
      const found = propagatorsLiteral(node);
      if (!found || found.elements.some((element) => element.name === 'none')) return;
      const { literal, elements } = found;
      const quote = literal.raw.slice(0, 1);
      const separator = /,(\s*)/.exec(literal.value)?.[1] ?? '';
      check(
        elements,
        (order) => (fixer) => [
          fixer.replaceText(
            literal,
            quote + order.map((index) => elements[index]?.name ?? '').join(`,${separator}`) + quote,
          ),
        ],
        true,
      );
    }

    const listener: TSESLint.RuleListener = file.onOperation('propagator.composite', (call) => {
      for (const { array, elements, isOwn, isTuple } of propagatorsOfComposite(file.resolver, call)) {
        const isSafe = isOwn && elements.every(({ node }) => isCallFree(node));
        check(
          elements,
          (order) => (isTuple ? undefined : reorderElements({ sourceCode: context.sourceCode, array, order })),
          isSafe,
        );
      }
    });
    if (context.sourceCode.text.includes(PROPAGATORS_VARIABLE)) {
      listener.AssignmentExpression = checkLiteral;
      listener.Property = checkLiteral;
    }
    return listener;
  },
});

/** Whether building the element runs nothing of the project's own: a constant, or `new X()` of plain values. */
function isCallFree(node: TSESTree.Node): boolean {
  switch (node.type) {
    case AST_NODE_TYPES.Identifier:
    case AST_NODE_TYPES.Literal:
      return true;
    case AST_NODE_TYPES.MemberExpression:
      return !node.computed && isCallFree(node.object);
    case AST_NODE_TYPES.NewExpression:
      return isCallFree(node.callee) && node.arguments.every(isCallFree);
    case AST_NODE_TYPES.ObjectExpression:
      return node.properties.every(
        (property) => property.type === AST_NODE_TYPES.Property && isCallFree(property.value),
      );
    default:
      return false;
  }
}

import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { ResolvedCall } from '../analysis/api-resolution';
import { misnamedPropagator } from '../analysis/propagation/misnamed-option';
import { ignoredParent } from '../analysis/spans/ignored-parent';
import { endOfText } from '../ast/report-text';
import { MISNAMED_OPTIONS } from '../model/ignored-options';
import { moveParent, renameOption } from '../repairs/ignored-option';
import { offered } from '../repairs/offered';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId = 'asOptions' | 'giveContext' | 'inOptions' | 'misnamed';

export const noIgnoredOption = createRule<[], MessageId>({
  name: 'no-ignored-option',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow options that OpenTelemetry does not read',
      presets: ['recommended'],
      inTests: true,
      gainsFromTypes: true,
    },
    fixable: 'code',
    hasSuggestions: true,
    messages: {
      misnamed:
        "'{{ callee }}()' never reads '{{ option }}', so the default propagators send and read the headers in its place. The option is called '{{ right }}'.",
      inOptions:
        "'{{ callee }}()' never reads '{{ option }}': the parent of its span is the active span, or none, and the trace breaks here. Give a context as the third argument.",
      asOptions:
        "'{{ callee }}()' takes '{{ value }}' for its options: the parent of its span is the active span, or none, and the trace breaks here. A context is the third argument.",
      giveContext: 'Give the parent in a context, as the third argument.',
    },
    schema: [],
  },
  create(context) {
    const { sourceCode } = context;
    const file = analyzeFile(context);
    const { resolver } = file;
    /** What one object holds for several calls is reported once. */
    const reported = new Set<TSESTree.Node>();

    function checkSetUp(call: ResolvedCall): void {
      const found = misnamedPropagator(resolver, call);
      // Who sets the global propagator beside it has one.
      if (!found || reported.has(found.property.site) || file.operations('propagation.setGlobalPropagator').length > 0)
        return;
      const { property, renamable, row } = found;
      reported.add(property.site);
      context.report({
        node: property.key,
        messageId: 'misnamed',
        data: { callee: calleeOf(call), option: row.option, right: row.right },
        fix: renamable ? renameOption(renamable, row.right) : null,
      });
    }

    function checkStart(call: ResolvedCall): void {
      const found = ignoredParent(resolver, call);
      const node = found?.option?.key ?? found?.value;
      if (!found || !node || reported.has(node)) return;
      reported.add(node);
      context.report({
        node,
        messageId: found.option ? 'inOptions' : 'asOptions',
        data: {
          callee: calleeOf(call),
          option: found.option?.name ?? '',
          value: endOfText(sourceCode, found.value),
        },
        suggest: offered('giveContext', moveParent(resolver, call, found)),
      });
    }

    function calleeOf({ node }: ResolvedCall): string {
      return `${node.type === AST_NODE_TYPES.NewExpression ? 'new ' : ''}${endOfText(sourceCode, node.callee)}`;
    }

    return file.onProgram(() => {
      for (const { operation } of MISNAMED_OPTIONS) file.operations(operation).forEach(checkSetUp);
      // Before version 1.0 of the API, a span had its parent among its options.
      const starts = [...file.operations('span.start'), ...file.operations('span.startActive')];
      if (starts.length > 0 && file.project.majorVersion('@opentelemetry/api') !== 0) starts.forEach(checkStart);
    });
  },
});

import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { describeAmbientUse } from '../analysis/ambient-context';
import type { ResolvedCall } from '../analysis/api-resolution';
import {
  chainedUse,
  isCallable,
  isLeftToItself,
  isNothing,
  isPromiseCallback,
  isUsedUnderActivation,
  iterationsOutside,
  lazyResultOf,
  misplacedArgument,
  type NotAContext,
  notAContext,
  unboundMethod,
} from '../analysis/context-callback';
import { calleeName, unwrap } from '../ast';
import type { Edit } from '../fixes';
import * as repair from '../repairs/context-with';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';
import { flag, optionsObject } from '../rule-kit/option-schemas';

type Options = [{ checkObservables?: boolean; checkPromises?: boolean }];
type Fault =
  | 'called'
  | 'chained'
  | 'floating'
  | 'generator'
  | 'misplaced'
  | 'missing'
  | 'notAContext'
  | 'notAFunction'
  | 'observable'
  | 'thenable'
  | 'unbound';
type Repair =
  | 'awaitContext'
  | 'awaitInside'
  | 'awaitPromise'
  | 'callInArrow'
  | 'insertThisArg'
  | 'iterateInside'
  | 'moveThenInside'
  | 'passCallback'
  | 'passThisArg'
  | 'swapArguments'
  | 'useActiveContext'
  | 'useBaggageContext'
  | 'useSpanContext';

const FAILS_LATER = 'the first read of the active context inside throws';
const CONTEXT_FAULTS: Readonly<Record<NotAContext, { readonly what: string; readonly consequence: string }>> = {
  api: { what: 'the context API itself', consequence: FAILS_LATER },
  baggage: { what: 'a baggage', consequence: FAILS_LATER },
  function: { what: 'a function', consequence: FAILS_LATER },
  nothing: {
    what: 'undefined or null',
    consequence: 'the callback runs in the root context, without trace and baggage',
  },
  promise: { what: 'a promise', consequence: FAILS_LATER },
  span: { what: 'a span', consequence: FAILS_LATER },
  spanContext: { what: 'a span context', consequence: FAILS_LATER },
  value: { what: 'a value that is no context', consequence: FAILS_LATER },
};

export const validContextWith = createRule<Options, Fault | Repair>({
  name: 'valid-context-with',
  meta: {
    type: 'problem',
    docs: {
      description: "Require 'context.with' to get a Context and a function whose work runs inside it",
      presets: ['recommended'],
      presetOptions: { strict: [{ checkObservables: true }] },
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      missing: "'{{ with }}()' has no callback: it throws, and nothing runs in the context.",
      called:
        "'{{ callback }}()' is called before the context is active: its work runs in the outer context, and '{{ with }}()' throws because it gets no function.",
      notAFunction:
        "'{{ with }}()' gets something else than a function as its callback: it throws, and nothing runs in the context.",
      notAContext: "'{{ with }}()' gets {{ what }} as its context: {{ consequence }}.",
      generator:
        "The body of the generator runs where it is iterated, not in '{{ with }}()': its spans and requests belong to the outer context.",
      thenable:
        "{{ type }} starts its work when it is awaited, after '{{ with }}()' has returned: the work runs in the outer context.",
      observable:
        "An 'Observable' starts its work when it is subscribed to, after '{{ with }}()' has returned: the work runs in the outer context.",
      misplaced: "'{{ value }}' is passed as 'this', not as an argument, so a parameter of the callback is undefined.",
      unbound:
        "'{{ method }}' uses 'this', but '{{ with }}()' calls it without one, so it throws when it reads a member of it.",
      chained:
        "This callback of '.{{ method }}()' runs in the outer context, not in that of '{{ with }}()' on line {{ line }}, so {{ use }} finds the outer one.",
      floating:
        "Nobody waits for the async callback: '{{ with }}()' returns before its work is done, and a rejection is unhandled.",
      awaitContext: 'Await the context.',
      awaitInside: 'Await the result inside the callback.',
      awaitPromise: "Await '{{ with }}()'.",
      callInArrow: 'Call the method in an arrow function.',
      insertThisArg: "Pass undefined as 'this', and the value as an argument.",
      iterateInside: 'Iterate inside the callback.',
      moveThenInside: "Move '.{{ method }}()' into the callback.",
      passCallback: 'Pass the function, so that it is called inside the context.',
      passThisArg: "Pass '{{ object }}' as 'this'.",
      swapArguments: 'Swap the arguments.',
      useActiveContext: 'Use the active context.',
      useBaggageContext: 'Use the active context with the baggage.',
      useSpanContext: 'Use the active context with the span.',
    },
    schema: optionsObject({
      checkObservables: flag('Report callbacks that return an RxJS Observable.'),
      checkPromises: flag('Report async callbacks whose promise is neither awaited, returned nor voided.'),
    }),
    defaultOptions: [{ checkObservables: false, checkPromises: false }],
  },
  create(context, [{ checkObservables = false, checkPromises = false }]) {
    const file = analyzeFile(context);
    const { resolver, sourceCode } = file;

    function report(
      call: ResolvedCall,
      node: TSESTree.Node,
      fault: Fault,
      data: Record<string, string>,
      repairs: Readonly<Record<string, Edit | undefined>> = {},
    ): void {
      const allData = { with: calleeText(sourceCode, call.node), ...data };
      const suggest = Object.entries(repairs).flatMap(([id, fix]) =>
        fix ? [{ messageId: id as Repair, data: allData, fix }] : [],
      );
      context.report({ node, messageId: fault, data: allData, suggest });
    }

    /** Whether the arguments are swapped, so that nothing more is to be said of them. */
    function checkContext(call: ResolvedCall): boolean {
      const argument = call.argument('context');
      const fault = argument && !call.isWrapper ? notAContext(resolver, argument) : undefined;
      if (!argument || !fault || (fault === 'function' && call.node.arguments.length < 2)) return false;
      const repaired = repair.repairContext(resolver, call, argument, fault);
      report(call, argument, 'notAContext', CONTEXT_FAULTS[fault], repaired && { [repaired.messageId]: repaired.edit });
      return fault === 'function';
    }

    function checkCallback(call: ResolvedCall, callback: TSESTree.Expression): void {
      const value = unwrap(callback);
      if (isCallable(resolver, callback) === false) {
        const called = value.type === AST_NODE_TYPES.AwaitExpression ? unwrap(value.argument) : value;
        if (called.type !== AST_NODE_TYPES.CallExpression) report(call, callback, 'notAFunction', {});
        else
          report(
            call,
            callback,
            'called',
            { callback: calleeText(sourceCode, called) },
            { passCallback: repair.passCallback(sourceCode, call, callback) },
          );
        return;
      }
      const unbound = unboundMethod(resolver, call);
      if (unbound) {
        report(
          call,
          callback,
          'unbound',
          { method: sourceCode.getText(unbound.member), object: sourceCode.getText(unbound.member.object) },
          {
            passThisArg: repair.passThisArgument(sourceCode, call, unbound),
            callInArrow: repair.callInArrow(sourceCode, call, callback),
          },
        );
      }
      const misplaced = misplacedArgument(resolver, call);
      if (misplaced)
        report(
          call,
          misplaced,
          'misplaced',
          { value: sourceCode.getText(misplaced) },
          { insertThisArg: repair.insertThisArgument(sourceCode, call) },
        );
      checkResult(call, callback);
    }

    function checkResult(call: ResolvedCall, callback: TSESTree.Expression): void {
      const isLeft = isLeftToItself(call.node);
      const lazy = lazyResultOf(resolver, callback, !isLeft);
      if (checkPromises && !lazy && isLeft && isPromiseCallback(resolver, callback)) {
        report(call, call.node, 'floating', {}, { awaitPromise: repair.awaitPromise(call) });
      }
      if (!lazy || isUsedUnderActivation(resolver, call)) return;
      if (lazy.kind === 'observable') {
        if (checkObservables) report(call, callback, 'observable', {});
      } else if (lazy.kind === 'thenable') {
        if (isLeftToItself(call.node)) return; // nobody awaits it
        const type = lazy.typeName ? `A '${lazy.typeName}'` : 'The object that the callback returns';
        report(call, callback, 'thenable', { type }, { awaitInside: repair.awaitInside(sourceCode, call, callback) });
      } else if (lazy.isDirect || iterationsOutside(resolver, call).length > 0) {
        report(call, callback, 'generator', {}, { iterateInside: repair.iterateInside(resolver, call, callback) });
      }
    }

    return file.onOperation('context.with', (call) => {
      const callback = call.argument('callback');
      if (checkContext(call)) return;
      if (callback && !isNothing(callback)) checkCallback(call, callback);
      else if (!call.hasSpread && !call.isWrapper) report(call, call.node, 'missing', {});
      const chain = chainedUse(resolver, file.ambient, call);
      if (!chain) return;
      const data = {
        method: chain.method,
        line: String(call.node.loc.start.line),
        use: describeAmbientUse(sourceCode, chain.use),
      };
      report(call, chain.callback, 'chained', data, { moveThenInside: repair.moveChainInside(resolver, call, chain) });
    });
  },
});

/** The text of a callee, or its last name where the text is long. */
function calleeText(sourceCode: TSESLint.SourceCode, node: TSESTree.CallExpression | TSESTree.NewExpression): string {
  const text = sourceCode.getText(node.callee);
  return /^\S{1,40}$/.test(text) ? text : (calleeName(node) ?? 'with');
}

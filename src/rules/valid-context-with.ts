import { type Fault, faultData, faultsOf, placeOf } from '../analysis/context-callback';
import { type RepairId, repairsOf } from '../repairs/context-with';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';
import { flag, optionsObject } from '../rule-kit/option-schemas';

type Options = [{ checkObservables?: boolean; checkPromises?: boolean }];

export const validContextWith = createRule<Options, Fault['kind'] | RepairId>({
  name: 'valid-context-with',
  meta: {
    type: 'problem',
    docs: {
      description: "Require 'context.with' to get a Context and a function whose work runs inside it",
      presets: ['recommended'],
      presetOptions: { strict: [{ checkObservables: true }] },
      inTests: [
        'called',
        'chained',
        'generator',
        'idle',
        'misplaced',
        'missing',
        'notAContext',
        'notAFunction',
        'thenable',
        'unbound',
      ],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      missing: "'{{ with }}()' has no callback, so nothing runs in its context: pass the function to run.",
      called:
        "'{{ callback }}()' runs before the context is active, and '{{ with }}()' throws because it gets no function: pass a function that calls it.",
      notAFunction:
        "'{{ with }}()' gets no function as its callback, so it throws and nothing runs in the context: pass the function to run.",
      idle: "The callback of '{{ with }}()' runs nothing, and behind the call the context is gone: put the work that needs it inside.",
      notAContext: "'{{ with }}()' gets {{ what }} where a Context is due: {{ consequence }}.",
      generator:
        "This generator runs where it is iterated, outside '{{ with }}()': its spans and requests belong to the outer context. Iterate it inside.",
      thenable:
        "{{ type }} starts its work when it is awaited, after '{{ with }}()' has returned, so it runs in the outer context: await it inside.",
      observable:
        "An 'Observable' starts its work when it is subscribed to, after '{{ with }}()' has returned, in the outer context: subscribe inside.",
      misplaced:
        "{{ value }} is passed as 'this', so a parameter of the callback is undefined: arguments stand behind 'this'.",
      unbound:
        "'{{ method }}' uses 'this', but '{{ with }}()' calls it without one, so it throws when it reads a member: call it in an arrow function.",
      chained:
        "This callback of '.{{ method }}()' runs outside '{{ with }}()' of line {{ line }}, so {{ use }} finds the outer context: chain it inside.",
      floating:
        "Nobody waits for the promise of '{{ with }}()': what follows runs before its work is done, and a rejection is unhandled. Await it.",
      awaitContext: 'Await the context.',
      awaitInside: 'Await the result inside the callback.',
      awaitPromise: "Await '{{ with }}()'.",
      bindSteps: 'Run each step of the generator in the context.',
      callInArrow: 'Call the method in an arrow function.',
      insertThisArg: "Pass undefined as 'this', and the value as an argument.",
      iterateInside: 'Iterate inside the callback.',
      moveRestInside: 'Move the rest of the block into the callback.',
      moveThenInside: "Move '.{{ method }}()' into the callback.",
      passCallback: 'Pass the function, so that it is called inside the context.',
      passThisArg: "Pass '{{ object }}' as 'this'.",
      returnPromise: "Return the promise of '{{ with }}()'.",
      runNextInside: "Run '{{ next }}()' in the context.",
      swapArguments: 'Swap the arguments.',
      useActiveContext: 'Use the active context.',
      useBaggageContext: 'Use the active context with the baggage.',
      useSourceContext: "Use '{{ source }}', the context that it is read from.",
      useSpanContext: 'Use the active context with the span.',
      voidPromise: "Mark the promise with 'void': nothing waits for it on purpose.",
      wrapSubscription: "Subscribe in the context, in an 'Observable' of its own.",
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

    return file.onOperation(['context.with', 'span.startActive'], (call) => {
      for (const fault of faultsOf(resolver, file.ambient, call, { checkObservables, checkPromises })) {
        const data = faultData(sourceCode, call, fault);
        const suggest = repairsOf(resolver, file.ambient, call, fault).map((one) => ({
          messageId: one.messageId,
          data: { ...data, ...one.data },
          fix: one.edit,
        }));
        context.report({ loc: placeOf(sourceCode, fault.at), messageId: fault.kind, data, suggest });
      }
    });
  },
});

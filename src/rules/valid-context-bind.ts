import { type BindFault, bindFault, managerAt, staleRemovals } from '../analysis/context-bind';
import { calleeIn, nameIn, placeOf } from '../analysis/context-callback';
import { ObjectTypes } from '../analysis/library-objects';
import { type BindRepairId, bindRepairs, removeBound } from '../repairs/context-bind';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId = BindFault['kind'] | BindRepairId | 'freshOff' | 'staleOff';

export const validContextBind = createRule<[], MessageId>({
  name: 'valid-context-bind',
  meta: {
    type: 'problem',
    docs: {
      description: "Require 'context.bind' to get a context and what it can bind, and the bound function to be used",
      presets: ['recommended'],
      inTests: ['called', 'discarded', 'freshOff', 'noContext', 'promise', 'staleOff', 'swapped'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      discarded:
        "'{{ bind }}()' returns a bound function and leaves {{ target }} as it is. Nothing takes it, so the function still runs in its caller's context.",
      swapped:
        "'{{ bind }}()' takes the context first: as it is called, it binds nothing and returns what stands second.",
      noContext: "'{{ bind }}()' gets a function and no context, so it returns undefined: pass the context first.",
      erases:
        "'{{ bind }}()' gets no context and binds to the root context under AsyncLocalStorage: what it binds runs without trace and baggage.",
      promise:
        "'{{ bind }}()' hands a promise back as it is: what it waits for runs in the outer context, and so do its callbacks.",
      called:
        "'{{ callee }}()' runs before '{{ bind }}()', in the outer context, and gives it nothing that can be bound: pass a function that calls it.",
      eventTarget:
        "'{{ bind }}()' hands an EventTarget back as it is: its listeners run in the context of the code that dispatches. Bind each listener.",
      emitterUnderStack:
        'The stack context manager binds functions only: the listeners of this emitter run in the context of the code that emits. Bind each listener.',
      staleOff:
        "'{{ off }}()' does not find {{ target }}: the function that line {{ line }} registers is the bound one. The listener stays and keeps running.",
      freshOff:
        "'{{ off }}()' gets a function that is bound here and registered nowhere: the listener stays and keeps running. Keep the bound function.",
      bindRoot: 'Bind to the root context, if that is meant.',
      keepBound: "Use the bound function as '{{ name }}'.",
      passCallback: 'Pass the function, so that it is called inside the context.',
      runInside: "Run the call inside the context: 'with' in place of 'bind'.",
      swapArguments: 'Swap the arguments.',
      useActiveContext: 'Bind to the active context.',
      useBound: "Remove the bound function, '{{ name }}'.",
    },
    schema: [],
  },
  create(context) {
    const file = analyzeFile(context);
    const { resolver, sourceCode } = file;

    const named = (node: Parameters<typeof nameIn>[1]): string => {
      const name = nameIn(sourceCode, node);
      return name === undefined ? 'the function' : `'${name}'`;
    };

    return file.onProgram(() => {
      const binds = file.operations('context.bind');
      if (binds.length === 0) return;
      const types = new ObjectTypes(resolver);
      const { contextManager } = file.project;
      for (const call of binds) {
        const fault = bindFault(types, call, contextManager);
        if (!fault) continue;
        const data = {
          bind: calleeIn(sourceCode, call.node),
          callee: fault.kind === 'called' ? calleeIn(sourceCode, fault.callee) : '',
          target: named(fault.at),
        };
        const suggest = bindRepairs(resolver, call, fault).map((one) => ({ ...one, data: { ...data, ...one.data } }));
        context.report({ loc: placeOf(sourceCode, fault.at), messageId: fault.kind, data, suggest });
      }
      for (const stale of staleRemovals(resolver, file.calls, binds)) {
        // Without a manager, 'bind' returns the function itself.
        if (managerAt(types, stale.bind, contextManager) === 'none') continue;
        const { at, registration, removal } = stale;
        const line = String(registration?.loc.start.line ?? '');
        context.report({
          loc: placeOf(sourceCode, at),
          messageId: registration ? 'staleOff' : 'freshOff',
          data: { off: calleeIn(sourceCode, removal), target: named(at), line },
          suggest: removeBound(resolver, stale),
        });
      }
    });
  },
});

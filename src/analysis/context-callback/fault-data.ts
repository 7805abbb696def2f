/** What the message of a fault names: the call, what stands in the wrong place, and what comes of it. */
import type { TSESLint } from '@typescript-eslint/utils';
import { describeAmbientUse } from '../ambient-context';
import type { ResolvedCall } from '../api-resolution';
import type { NotAContext } from './context-argument';
import { calleeIn, nameIn } from './fault-place';
import type { Fault } from './faults';

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

/** The data of a fault's message, by placeholder; `with` is the call. */
export function faultData(
  sourceCode: TSESLint.SourceCode,
  call: ResolvedCall,
  fault: Fault,
): Readonly<Record<string, string>> {
  return { with: calleeIn(sourceCode, call.node), ...ownData(sourceCode, call, fault) };
}

function ownData(sourceCode: TSESLint.SourceCode, call: ResolvedCall, fault: Fault): Readonly<Record<string, string>> {
  switch (fault.kind) {
    case 'called':
      return { callback: calleeIn(sourceCode, fault.callee) };
    case 'notAContext':
      return { ...CONTEXT_FAULTS[fault.is] };
    case 'thenable': {
      const name = fault.lazy.kind === 'thenable' ? fault.lazy.typeName : '';
      return { type: name ? `A '${name}'` : 'The object that the callback returns' };
    }
    case 'misplaced': {
      const name = nameIn(sourceCode, fault.at);
      return { value: name === undefined ? 'The third argument' : `'${name}'` };
    }
    case 'unbound':
      return { method: nameIn(sourceCode, fault.method.member) ?? fault.method.name };
    case 'chained': {
      const { method, use } = fault.chain;
      return { method, use: describeAmbientUse(sourceCode, use), line: String(call.node.loc.start.line) };
    }
    default:
      return {};
  }
}

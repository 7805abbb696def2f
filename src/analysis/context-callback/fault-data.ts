/** What the message of a fault names: the call, what stands in the wrong place, and what comes of it. */
import type { TSESLint } from '@typescript-eslint/utils';
import { describeAmbientUse } from '../ambient-context';
import type { ResolvedCall } from '../api-resolution';
import type { NotAContext } from './context-argument';
import { calleeIn, nameIn } from './fault-place';
import type { Fault } from './faults';

const FAILS_LATER = 'the first read of the active context inside throws';
const RUNS_IN_ROOT = 'the callback runs in the root context, without trace and baggage';

/** What stands in the place of a Context, in words. */
export const NOT_A_CONTEXT: Readonly<Record<NotAContext, string>> = {
  api: 'the context API itself',
  baggage: 'a baggage',
  function: 'a function',
  nothing: 'undefined or null',
  promise: 'a promise',
  span: 'a span',
  spanContext: 'a span context',
  value: 'a value that is no context',
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
      return { what: NOT_A_CONTEXT[fault.is], consequence: fault.is === 'nothing' ? RUNS_IN_ROOT : FAILS_LATER };
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

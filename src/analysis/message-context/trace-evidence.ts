/**
 * What shows that a call belongs to a trace: the callback of an activation around it, a span started, a context read or
 * derived before it, in the function around it, in the functions that this one runs within, or where it is called.
 *
 * The names of parameters are no evidence: whoever handles a request may have nothing to propagate. What stands around
 * a handler or listener that is registered there is none either: it runs later, for another request.
 *
 * *Known limitations*: lexical and flow-insensitive: an operation before the call counts, whether or not control passes
 * both; callers in other files are not seen; `context.attach` is not followed.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, contains, enclosingFunction, type FunctionNode, unwrap } from '../../ast';
import type { OperationId } from '../../model';
import { activationOf, isArgument, isRequestHandler } from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import { walkOwn } from '../bindings';
import { SAME_VALUE, sureLabel, valueFlow } from '../value-flow';

const Kind = AST_NODE_TYPES;
const API = '@opentelemetry/api';

/** Operations that show that the code works in a trace. */
const OWN_EVIDENCE: ReadonlySet<OperationId> = new Set<OperationId>([
  ...(['span.start', 'trace.getActiveSpan', 'propagation.getActiveBaggage', 'context.active'] as const),
  ...(['propagation.extract', 'propagation.setBaggage', 'trace.setSpan', 'trace.setSpanContext'] as const),
]);
/** Of these, the ones that give a context of their own, whatever is active. */
const DERIVING: ReadonlySet<OperationId> = new Set<OperationId>([
  'propagation.extract',
  'propagation.setBaggage',
  'trace.setSpan',
  'trace.setSpanContext',
]);
/** Methods that register what runs later, for somebody else. */
const REGISTERS: ReadonlySet<string> = new Set([
  ...[
    'on',
    'once',
    'addListener',
    'prependListener',
    'addEventListener',
    'subscribe',
    'consume',
    'process',
    'setInterval',
    'schedule',
  ],
]);

/** Functions that call again and again what they are given. */
const TIMERS: ReadonlySet<string> = new Set(['schedule', 'scheduleJob', 'setInterval']);

/** The call that shows it. */
export interface TraceEvidence {
  readonly node: TSESTree.CallExpression;
}

/** What is asked. */
export interface TraceQuestion {
  /** Whether nothing is ever active, so that only a context counts that the code derived itself. */
  readonly needsDerived: boolean;
}

/** The evidence nearest to a call, or undefined where nothing shows that it belongs to a trace. */
export function traceEvidence(
  resolver: ApiResolver,
  at: TSESTree.Node,
  question: TraceQuestion,
): TraceEvidence | undefined {
  return new Search(resolver, question).from(at);
}

/** Whether a function, or one around it, is called by a clock: nobody is there whose trace it could carry on. */
export function isTimed(fn: FunctionNode): boolean {
  for (let current: FunctionNode | undefined = fn; current; current = enclosingFunction(current)) {
    const { parent } = current;
    if (parent.type === Kind.CallExpression && parent.callee !== current && TIMERS.has(calleeName(parent) ?? ''))
      return true;
  }
  return false;
}

/**
 * Whether a node runs where the trace was left on purpose: under `ROOT_CONTEXT`, `deleteSpan()` or `suppressTracing()`.
 */
export function isDetached(resolver: ApiResolver, at: TSESTree.Node): boolean {
  let isInnermost = true;
  for (let fn = enclosingFunction(at); fn; fn = enclosingFunction(fn)) {
    const activation = activationOf(resolver, fn);
    if (!activation) continue;
    const left = activation.context && leftBy(resolver, activation.context);
    if (left === 'suppressed') return true;
    if (left && isInnermost && activation.call.operation !== 'span.startActive') return true;
    isInnermost = false;
  }
  return false;
}

class Search {
  private readonly seen = new Set<FunctionNode>();

  constructor(
    private readonly resolver: ApiResolver,
    private readonly question: TraceQuestion,
  ) {}

  from(at: TSESTree.Node): TraceEvidence | undefined {
    let outermost: FunctionNode | undefined;
    for (let fn = enclosingFunction(at); fn; fn = enclosingFunction(fn)) {
      const activation = activationOf(this.resolver, fn)?.call.node;
      if (activation?.type === Kind.CallExpression && !this.question.needsDerived) return { node: activation };
      const own = this.inFunction(fn, at);
      if (own) return own;
      outermost = fn;
      if (!activation && !runsWithin(fn)) break;
    }
    if (!outermost || this.seen.has(outermost)) return undefined;
    this.seen.add(outermost);
    for (const call of valueFlow(this.resolver.sourceCode).calls.callersOf(outermost).calls) {
      const found = contains(outermost, call) ? undefined : this.from(call);
      if (found) return found;
    }
    return undefined;
  }

  /** An operation in the function itself before the node. */
  private inFunction(fn: FunctionNode, before: TSESTree.Node): TraceEvidence | undefined {
    let found: TraceEvidence | undefined;
    walkOwn(this.resolver.sourceCode, fn.body, (node) => {
      if (found || node.type !== Kind.CallExpression || node.range[0] >= before.range[0]) return;
      if (this.isEvidence(node)) found = { node };
    });
    return found;
  }

  private isEvidence(node: TSESTree.CallExpression): boolean {
    const call = this.resolver.resolve(node);
    if (!call || !OWN_EVIDENCE.has(call.operation)) return false;
    if (!this.question.needsDerived || DERIVING.has(call.operation)) return true;
    const context = call.operation === 'span.start' ? call.argument('context') : undefined;
    return context !== undefined && leftBy(this.resolver, context) !== 'root';
  }
}

/**
 * Whether a function most likely runs as part of the code around it: an argument of a call that registers no listener.
 */
function runsWithin(fn: FunctionNode): boolean {
  const { parent } = fn;
  if (parent.type === Kind.CallExpression && unwrap(parent.callee) === fn) return true;
  if (!isArgument(fn) || isRequestHandler(fn) || parent.type !== Kind.CallExpression)
    return parent.type === Kind.NewExpression && calleeName(parent) === 'Promise';
  return !REGISTERS.has(calleeName(parent) ?? '');
}

/** How a context surely leaves the trace, whatever names it goes by; undefined where it may not. */
function leftBy(resolver: ApiResolver, context: TSESTree.Node): 'left' | 'root' | 'suppressed' | undefined {
  const answer = valueFlow(resolver.sourceCode).backward(context, {
    label: ({ node, path }) => {
      if (path.length > 0) return undefined;
      const ref = resolver.exportOf(node);
      if (ref?.package === API && ref.path.at(-1) === 'ROOT_CONTEXT') return 'root';
      const operation = node.type === Kind.CallExpression ? resolver.resolve(node)?.operation : undefined;
      if (operation === 'core.suppressTracing') return 'suppressed';
      return operation === 'trace.deleteSpan' ? 'left' : undefined;
    },
    kinds: SAME_VALUE,
  });
  return sureLabel(answer);
}

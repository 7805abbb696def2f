/**
 * What goes on when the work in which it was started is over, and takes its context along: timers that repeat, timers
 * that arm themselves again, jobs of cron libraries, endless loops, servers that listen.
 *
 * Only where something of it reads the active context, and where it is started under an activation or in a request
 * handler: lexically, or through calls of the file. What is ended in the same work, or handed to somebody, is left
 * alone; so is a timer that arms itself under a condition, which is a retry.
 *
 * *Known limitations*: a function of another file that is started there is not seen; subscriptions to emitters and
 * brokers run in the context of whoever emits, or were not measured.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import {
  calleeName,
  type CallNode,
  contains,
  enclosingFunction,
  type FunctionNode,
  isFunction,
  memberName,
  unwrap,
  wrapped,
} from '../../ast';
import { ENDING_FUNCTIONS, ENDING_METHODS, REPEATERS, SERVER_MAKERS } from '../../model/lifetimes';
import {
  activationOf,
  type AmbientUse,
  type AmbientUseFinder,
  callbackFunction,
  isArgument,
  isRequestHandler,
} from '../ambient-context';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { resolveFunction, walkOwn } from '../bindings';
import { namedExport } from '../library-objects';
import { SAME_VALUE, valueFlow } from '../value-flow';
import { INSERTING } from './boundary-names';
import { standsAlone } from './deliberate-root';
import { Schedulers } from './schedulers';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** The work in which something is started. */
export interface StartScope {
  readonly fn: FunctionNode;
  /** The activation whose callback it is; undefined for a request handler. */
  readonly activation: ResolvedCall | undefined;
}

export interface LongLived {
  readonly kind: 'listen' | 'loop' | 'timer';
  readonly node: CallNode | EndlessLoop;
  readonly scope: StartScope;
  /** The first read of the active context in it; undefined for a server. */
  readonly use: AmbientUse | undefined;
}

export type EndlessLoop = TSESTree.DoWhileStatement | TSESTree.ForStatement | TSESTree.WhileStatement;

/** Functions of a project that most likely run what they are given in a context of their own. */
const SETS_CONTEXT = /context|root|detach|suppress|extract|carrier|baggage/i;
const LISTENING: ReadonlySet<string> = new Set(['addEventListener', 'addListener', 'on', 'once', 'subscribe']);
/** What a flag is called that ends something from outside. */
const ENDING_FLAG = /stop|clos|shut|running|abort|dispos|destroy|alive/i;

export class LongLivedWork {
  private readonly schedulers: Schedulers;

  constructor(
    private readonly resolver: ApiResolver,
    private readonly ambient: AmbientUseFinder,
  ) {
    this.schedulers = new Schedulers(resolver);
  }

  /** A timer, job or server that a call starts and that goes on behind the work around it. */
  ofCall(call: CallNode): LongLived | undefined {
    if (this.isListening(call)) return this.started('listen', call, undefined);
    const callback = this.repeated(call);
    const use = callback && this.useIn(callback);
    return use && this.started('timer', call, use);
  }

  /** An endless loop that waits in each turn, and reads the active context. */
  ofLoop(loop: EndlessLoop): LongLived | undefined {
    const fn = enclosingFunction(loop);
    if (!fn?.async || !this.isEndless(loop) || !awaits(this.resolver, loop.body)) return undefined;
    const use = this.ambient.inCode(loop.body);
    const scope = use && !standsAlone(this.resolver, use) ? this.scopeOf(loop) : undefined;
    return scope && { kind: 'loop', node: loop, scope, use };
  }

  private started(kind: LongLived['kind'], node: CallNode, use: AmbientUse | undefined): LongLived | undefined {
    const scope = this.scopeOf(node);
    return scope && !this.isEndedOrHandedOver(node, scope) ? { kind, node, scope, use } : undefined;
  }

  private useIn(callback: TSESTree.Node): AmbientUse | undefined {
    const use = this.ambient.inCallback(callback);
    const isOfAnother = use && (standsAlone(this.resolver, use) || this.ambient.extractsInCallback(callback));
    return isOfAnother ? undefined : use;
  }

  /** The function that a call runs again and again. */
  private repeated(call: CallNode): TSESTree.Node | undefined {
    const { resolver } = this;
    const scheduler = call.type === Kind.CallExpression ? this.schedulers.of(call) : undefined;
    const [first] = call.arguments;
    if (scheduler === 'setInterval') return first;
    if (scheduler === 'setTimeout' || scheduler === 'setImmediate') {
      const callback = first && callbackFunction(resolver, first);
      return callback && this.armsItself(call, callback) ? first : undefined;
    }
    if (scheduler !== undefined || call.arguments.length < 2) return undefined;
    const named = namedExport(resolver, call.callee);
    const isJob = REPEATERS.some((row) => row.package === named?.package && row.names.includes(named.name));
    return isJob ? call.arguments.find((argument) => callbackFunction(resolver, argument)) : undefined;
  }

  /** Whether the callback of a timer arms the timer again, whatever happens: `setTimeout(tick, 1000)` in `tick`. */
  private armsItself(call: CallNode, callback: FunctionNode): boolean {
    let fn: FunctionNode | undefined = contains(callback, call) ? callback : undefined;
    if (!fn) {
      walkOwn(this.resolver.sourceCode, callback.body, (node) => {
        const called =
          node.type === Kind.CallExpression ? resolveFunction(this.resolver.sourceCode, node.callee) : undefined;
        if (called && contains(called, call)) fn = called;
      });
    }
    return fn !== undefined && enclosingFunction(call) === fn && this.isAlwaysReached(call, fn);
  }

  private isAlwaysReached(node: TSESTree.Node, fn: FunctionNode): boolean {
    for (let at: TSESTree.Node = node; at !== fn && at.parent; at = at.parent) {
      const { parent } = at;
      if (parent.type === Kind.IfStatement && parent.test !== at && !this.asksFlag(parent.test)) return false;
      if (BRANCHES.has(parent.type)) return false;
      if (parent.type === Kind.CatchClause) return false;
      const before =
        parent.type === Kind.BlockStatement ? parent.body.slice(0, parent.body.indexOf(at as TSESTree.Statement)) : [];
      if (before.some((statement) => this.mayLeave(statement))) return false;
    }
    return true;
  }

  /** Whether a statement returns, but where a flag says that the program ends. */
  private mayLeave(statement: TSESTree.Node): boolean {
    let leaves = false;
    walkOwn(this.resolver.sourceCode, statement, (node) => {
      if (node.type !== Kind.ReturnStatement) return;
      const { parent } = node.parent.type === Kind.BlockStatement ? node.parent : node;
      if (!(parent.type === Kind.IfStatement && this.asksFlag(parent.test))) leaves = true;
    });
    return leaves;
  }

  private asksFlag(test: TSESTree.Node): boolean {
    return ENDING_FLAG.test(this.resolver.sourceCode.getText(test));
  }

  /** `while (true)`, `for (;;)`, `while (this.running)`, and nothing in it that leaves it. */
  private isEndless(loop: EndlessLoop): boolean {
    const { test } = loop;
    const isOpen = !test || (test.type === Kind.Literal && Boolean(test.value)) || isFlag(test);
    if (!isOpen || (loop.type === Kind.ForStatement && loop.update)) return false;
    let leaves = false;
    walkOwn(this.resolver.sourceCode, loop.body, (node) => {
      if (node.type === Kind.ReturnStatement || node.type === Kind.ThrowStatement) leaves = true;
      if (node.type === Kind.BreakStatement && !this.isBreakWithin(node, loop)) leaves = true;
    });
    return !leaves;
  }

  private isBreakWithin(node: TSESTree.BreakStatement, loop: EndlessLoop): boolean {
    if (node.label) return false;
    for (let at: TSESTree.Node | undefined = node.parent; at && at !== loop; at = at.parent)
      if (at.type === Kind.SwitchStatement || /^(?:For|While|DoWhile)/.test(at.type)) return true;
    return false;
  }

  /** `server.listen()` of a server of HTTP, by how it was made. */
  private isListening(call: CallNode): boolean {
    const callee = unwrap(call.callee);
    if (call.type !== Kind.CallExpression || callee.type !== Kind.MemberExpression || memberName(callee) !== 'listen')
      return false;
    const { flows } = valueFlow(this.resolver.sourceCode).backward(callee.object, {
      label: ({ node, path }) => {
        if (path.length > 0 || (node.type !== Kind.CallExpression && node.type !== Kind.NewExpression))
          return undefined;
        const named = namedExport(this.resolver, node.callee);
        const makers = named?.package === undefined ? undefined : SERVER_MAKERS.get(named.package);
        return named && makers?.includes(named.name) ? true : undefined;
      },
      kinds: SAME_VALUE,
    });
    return flows.length > 0;
  }

  /** The activation or request handler under which code runs; undefined where there is none, or nobody can tell. */
  private scopeOf(node: TSESTree.Node, seen = new Set<FunctionNode>()): StartScope | undefined {
    const { resolver } = this;
    const fn = enclosingFunction(node);
    if (!fn || seen.has(fn)) return undefined;
    seen.add(fn);
    const activation = activationOf(resolver, fn);
    if (activation) return { fn, activation: activation.call };
    if (isRequestHandler(fn)) return { fn, activation: undefined };
    if (isArgument(fn)) {
      const name = calleeName(fn.parent as CallNode) ?? '';
      return SETS_CONTEXT.test(name) || LISTENING.has(name) ? undefined : this.scopeOf(fn.parent, seen);
    }
    for (const call of valueFlow(resolver.sourceCode).calls.callersOf(fn).calls) {
      const scope = this.scopeOf(call, seen);
      if (scope) return scope;
    }
    return undefined;
  }

  /** Whether the same work ends what it started, or gives it to somebody who may. */
  private isEndedOrHandedOver(call: CallNode, { fn }: StartScope): boolean {
    const { resolver } = this;
    const { flows } = valueFlow(resolver.sourceCode).forward(call, {
      label: ({ node, path }) => {
        const outer = wrapped(node);
        const { parent } = outer;
        if (path.length > 0 || !parent) return undefined;
        if (parent.type === Kind.CallExpression && parent.callee !== outer) {
          const isEnding = ENDING_FUNCTIONS.has(calleeName(parent) ?? '');
          if (isEnding) return contains(fn, parent) || undefined;
          return (!INSERTING.has(calleeName(parent) ?? '') && !resolver.resolve(parent)) || undefined;
        }
        if (parent.type === Kind.MemberExpression && parent.object === outer) {
          const isEnding = parent.parent.type === Kind.CallExpression && ENDING_METHODS.has(memberName(parent) ?? '');
          return (isEnding && contains(fn, parent)) || undefined;
        }
        const owner = isFunction(parent) ? parent : parent.type === Kind.ReturnStatement && enclosingFunction(parent);
        return (owner && !activationOf(resolver, owner) && !isArgument(owner)) || undefined;
      },
      kinds: SAME_VALUE,
    });
    return flows.length > 0;
  }
}

const BRANCHES: ReadonlySet<AST_NODE_TYPES> = new Set([
  Kind.ConditionalExpression,
  Kind.DoWhileStatement,
  Kind.ForInStatement,
  Kind.ForOfStatement,
  Kind.ForStatement,
  Kind.LogicalExpression,
  Kind.SwitchCase,
  Kind.WhileStatement,
]);

/** Whether a test asks a flag that somebody else sets: `this.running`, `!signal.aborted`. */
function isFlag(test: TSESTree.Expression): boolean {
  const node = test.type === Kind.UnaryExpression && test.operator === '!' ? unwrap(test.argument) : unwrap(test);
  return node.type === Kind.MemberExpression && ENDING_FLAG.test(memberName(node) ?? '');
}

/** Whether code waits, so that the loop around it is no computation. */
function awaits({ sourceCode }: ApiResolver, body: TSESTree.Node): boolean {
  let found = false;
  walkOwn(sourceCode, body, (node) => {
    if (node.type === Kind.AwaitExpression || (node.type === Kind.ForOfStatement && node.await)) found = true;
  });
  return found;
}

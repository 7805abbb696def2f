/**
 * Whether code runs under a context in which tracing is suppressed: there instrumentations add nothing, and `inject`
 * writes no trace context.
 *
 * *Known limitations*: a context that comes as a parameter or from another file is taken for one that traces; callers
 * in other files are not known.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, type FunctionNode } from '../../ast';
import { operationModel } from '../../model';
import { activationOf, isArgument } from '../ambient-context';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { type FlowStep, SAME_VALUE, type ValueFlow, valueFlow } from '../value-flow';

export class Suppression {
  private readonly flow: ValueFlow;
  private callbacks: ReadonlySet<FunctionNode> | undefined;

  constructor(
    private readonly resolver: ApiResolver,
    /** Finds the calls of `suppressTracing` of the file. */
    private readonly suppressions: () => readonly ResolvedCall[],
    /** Finds the calls of `context.with` and `context.bind`. */
    private readonly activations: () => readonly ResolvedCall[],
  ) {
    this.flow = valueFlow(resolver.sourceCode);
  }

  /** Whether a node runs, or may run, where tracing is suppressed. */
  around(node: TSESTree.Node, asked = new Set<FunctionNode>()): boolean {
    if (this.suppressions().length === 0) return false;
    this.callbacks ??= this.findCallbacks();
    for (let fn = enclosingFunction(node); fn && !asked.has(fn); fn = enclosingFunction(fn)) {
      asked.add(fn);
      const context = activationOf(this.resolver, fn)?.context;
      if (this.callbacks.has(fn) || (context && this.isSuppressed(context))) return true;
      if (!isArgument(fn) && this.flow.calls.callersOf(fn).calls.some((call) => this.around(call, asked))) return true;
    }
    return false;
  }

  /** Whether a context is, or may be, derived from one in which tracing is suppressed. */
  isSuppressed(expression: TSESTree.Node): boolean {
    if (this.suppressions().length === 0) return false;
    const { flows } = this.flow.backward(expression, {
      label: ({ node }) => (this.resolver.resolve(node)?.operation === 'core.suppressTracing' ? true : undefined),
      barrier: ({ node }) => this.resolver.resolve(node)?.operation === 'core.unsuppressTracing',
      also: ({ node }) => this.baseOf(node),
      kinds: SAME_VALUE,
    });
    return flows.length > 0;
  }

  /** The context that another one is derived from by a call. */
  private baseOf(node: TSESTree.Node): readonly FlowStep[] {
    const call = this.resolver.resolve(node);
    if (!call || operationModel(call.operation).returns !== 'Context') return [];
    const { roles } = operationModel(call.operation);
    const base = roles.context === undefined ? call.receiver : call.argument('context');
    return base ? [{ kind: 'copy', to: base, site: node }] : [];
  }

  /** The functions that are passed to an activation by name: `context.with(quiet, send)`. */
  private findCallbacks(): ReadonlySet<FunctionNode> {
    const found = new Set<FunctionNode>();
    for (const call of this.activations()) {
      const context = call.argument('context');
      const callback = call.argument(call.operation === 'context.bind' ? 'target' : 'callback');
      if (!context || !callback || !this.isSuppressed(context)) continue;
      for (const { fn } of this.flow.calls.functionsOf(callback).callees) found.add(fn);
    }
    return found;
  }
}

/**
 * Whether code runs under a context in which tracing is suppressed: there instrumentations add nothing, and `inject`
 * writes no trace context.
 *
 * *Known limitations*: a context that comes as a parameter or from another file is taken for one that traces; callers
 * in other files are not known.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, type FunctionNode, unwrap } from '../../ast';
import { operationModel } from '../../model';
import { activationOf, isArgument } from '../ambient-context';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { callSitesOf, resolveFunction, soleDefinition, variableOf } from '../bindings';

const MAX_DEPTH = 6;

export class Suppression {
  private callbacks: ReadonlySet<FunctionNode> | undefined;

  constructor(
    private readonly resolver: ApiResolver,
    /** Finds the calls of `suppressTracing` of the file. */
    private readonly suppressions: () => readonly ResolvedCall[],
    /** Finds the calls of `context.with` and `context.bind`. */
    private readonly activations: () => readonly ResolvedCall[],
  ) {}

  /** Whether a node runs, or may run, where tracing is suppressed. */
  around(node: TSESTree.Node, depth = 0): boolean {
    if (this.suppressions().length === 0 || depth > MAX_DEPTH) return false;
    this.callbacks ??= this.findCallbacks();
    for (let fn = enclosingFunction(node); fn; fn = enclosingFunction(fn)) {
      const context = activationOf(this.resolver, fn)?.context;
      if (this.callbacks.has(fn) || (context && this.isSuppressed(context))) return true;
      if (
        !isArgument(fn) &&
        callSitesOf(this.resolver.sourceCode, fn).calls.some((call) => this.around(call, depth + 1))
      )
        return true;
    }
    return false;
  }

  /** Whether a context is derived from one in which tracing is suppressed. */
  isSuppressed(expression: TSESTree.Node, depth = 0): boolean {
    if (depth > MAX_DEPTH || this.suppressions().length === 0) return false;
    const node = unwrap(expression);
    const call = this.resolver.resolve(node);
    if (call) {
      if (call.operation === 'core.suppressTracing') return true;
      const { returns, roles } = operationModel(call.operation);
      if (returns !== 'Context' || call.operation === 'core.unsuppressTracing') return false;
      const base = roles.context === undefined ? call.receiver : call.argument('context');
      return base !== undefined && this.isSuppressed(base, depth + 1);
    }
    const variable = node.type === AST_NODE_TYPES.Identifier ? variableOf(this.resolver.sourceCode, node) : undefined;
    const definition = variable && soleDefinition(variable);
    return (
      definition?.kind === 'value' && definition.path.length === 0 && this.isSuppressed(definition.value, depth + 1)
    );
  }

  /** The functions that are passed to an activation by name: `context.with(quiet, send)`. */
  private findCallbacks(): ReadonlySet<FunctionNode> {
    const found = new Set<FunctionNode>();
    for (const call of this.activations()) {
      const context = call.argument('context');
      const callback = call.argument(call.operation === 'context.bind' ? 'target' : 'callback');
      const fn =
        context && callback && this.isSuppressed(context)
          ? resolveFunction(this.resolver.sourceCode, callback)
          : undefined;
      if (fn) found.add(fn);
    }
    return found;
  }
}

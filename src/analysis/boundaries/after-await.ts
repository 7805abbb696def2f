/**
 * What an activation no longer covers: reads of the active context behind an `await` in its callback, under a manager
 * that covers the synchronous part only.
 *
 * *Known limitations*: what a function that the callback calls does behind an `await` of its own is not asked; a
 * nested function counts where it is handed to a call that runs it as part of the work; what is behind `.then()` is
 * none of this.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, isFunction, pushChildren } from '../../ast';
import type { DetectedManager } from '../../model/context-managers';
import {
  activatedCallback,
  type AmbientUse,
  type AmbientUseFinder,
  callbackFunction,
  runsWithin,
} from '../ambient-context';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { type FlowNode, reachableFrom } from '../control-flow';
import { ObjectTypes } from '../library-objects';
import { valueFlow } from '../value-flow';
import { callsAtBoundaries } from './boundary-names';
import { standsAlone } from './deliberate-root';
import { managerInstance, managerOf } from './manager-in-use';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** A read of the active context where it is no longer that of the activation. */
export interface LostUse {
  /** The call behind the suspension: the read itself, or one that leads to it. */
  readonly at: TSESTree.CallExpression;
  readonly use: AmbientUse;
  /** Where the function was suspended: an `await`, a for-await loop, an `await using`. */
  readonly suspension: FlowNode;
}

/** The context manager that an activation runs on, with the instance where it is called on one. */
export interface ManagerOfCall {
  readonly manager: DetectedManager;
  readonly instance: TSESTree.Expression | undefined;
}

export class AfterAwait {
  private readonly types: ObjectTypes;

  constructor(
    private readonly resolver: ApiResolver,
    private readonly ambient: AmbientUseFinder,
  ) {
    this.types = new ObjectTypes(resolver);
  }

  /** The manager of an activation: that of the instance at hand, else that of the project. */
  managerOf({ isWrapper, receiver }: ResolvedCall, ofProject: () => DetectedManager): ManagerOfCall {
    const instance =
      receiver && !isWrapper && this.resolver.typeOf(receiver) === 'ContextManager' ? receiver : undefined;
    return { manager: instance ? managerOf(this.types, instance) : ofProject(), instance };
  }

  /** The async function that an activation runs; undefined where it is none, or none of this file. */
  callbackOf(activation: ResolvedCall): FunctionNode | undefined {
    const callback = activatedCallback(activation);
    const fn = callback && callbackFunction(this.resolver, callback);
    return fn?.async && !fn.generator ? fn : undefined;
  }

  /** The reads of the active context behind an `await` in a function, in source order. */
  usesIn(fn: FunctionNode, instance?: TSESTree.Expression): readonly LostUse[] {
    const found: LostUse[] = [];
    this.collect(fn, undefined, (lost) => {
      if (this.isOf(lost.use, instance) && !this.isHarmless(lost.use)) found.push(lost);
    });
    return found;
  }

  /** @param behind The suspension that all of the function runs behind. */
  private collect(fn: FunctionNode, behind: FlowNode | undefined, found: (lost: LostUse) => void): void {
    const { resolver, ambient } = this;
    const { sourceCode } = resolver;
    const before = behind ? () => behind : this.suspensionsIn(fn);
    const stack: TSESTree.Node[] = [fn.body];
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (isFunction(node)) {
        if (this.isPartOfWork(node)) this.collect(node, before(node.parent), found);
        continue;
      }
      if (node.type === Kind.CallExpression) {
        const suspension = before(node);
        const use = suspension && ambient.at(node);
        if (use) found({ at: node, use, suspension });
        const call = resolver.resolve(node);
        const own = call && activatedCallback(call);
        if (own) {
          stack.push(...node.arguments.filter((part) => part !== own).reverse(), node.callee);
          continue;
        }
      }
      pushChildren(sourceCode.visitorKeys, node, stack);
    }
  }

  /** Whether a nested function runs where it stands, and not when a timer or an emitter calls it. */
  private isPartOfWork(fn: FunctionNode): boolean {
    const { parent } = fn;
    if (parent.type !== Kind.CallExpression && parent.type !== Kind.NewExpression) return false;
    const isCalled = parent.callee === fn;
    return (
      isCalled || (runsWithin(fn, this.resolver) && callsAtBoundaries(this.resolver.sourceCode, [parent]).length === 0)
    );
  }

  /** Finds the suspension that a node of a function may run behind: the nearest one above it, else one of a loop. */
  private suspensionsIn(fn: FunctionNode): (node: TSESTree.Node) => FlowNode | undefined {
    if (!fn.async) return () => undefined;
    const graph = valueFlow(this.resolver.sourceCode).graphOf(fn);
    const suspensions = graph.suspensions.filter((node) => graph.isReachable(node));
    const behind = reachableFrom(suspensions);
    return (node) => {
      const nodes = graph.nodesAround(node).filter((one) => behind.has(one));
      if (nodes.length === 0) return undefined;
      const leading = suspensions.filter((one) => graph.findPath(one, { to: nodes }));
      return leading.findLast(({ ast }) => ast.range[0] < node.range[0]) ?? leading[0];
    };
  }

  /** Whether a read is of the manager instance, or of the global one where there is none. */
  private isOf(use: AmbientUse, instance: TSESTree.Expression | undefined): boolean {
    const { sourceCode } = this.resolver;
    const own = managerInstance(this.resolver, use);
    return instance ? own !== undefined && sourceCode.getText(own) === sourceCode.getText(instance) : own === undefined;
  }

  /** A span beside the trace on purpose; a context that a carrier is extracted into, or that a span is put on. */
  private isHarmless(use: AmbientUse): boolean {
    const { parent } = use.node;
    const outer = use.operation === 'context.active' ? this.resolver.resolve(parent) : undefined;
    const isBase = outer?.operation === 'propagation.extract' && outer.argument('context') === use.node;
    return isBase || standsAlone(this.resolver, use);
  }
}

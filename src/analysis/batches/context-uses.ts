/**
 * Where a context goes that an expression gives: what it is activated for, which span it is the parent of.
 *
 * *Known limitations*: one variable is followed; what a function is handed, and what is returned or stored, is not.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { contains, enclosingFunction, type FunctionNode } from '../../ast';
import type { OperationId } from '../../model';
import { callbackFunction } from '../ambient-context';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { useOf, type ValueUse } from '../data-flow';

/** A call that makes a context the parent of work. */
export interface ParentUse {
  readonly call: ResolvedCall;
  /** The argument that is the context. */
  readonly argument: TSESTree.Expression;
}

/** All uses of a context. */
export interface ContextUses {
  readonly parents: readonly ParentUse[];
  /** Whether it goes anywhere else: passed on, returned, stored, derived from. */
  readonly hasOthers: boolean;
  /** Whether it is only read from: for a link, a check, a log. */
  readonly isOnlyRead: boolean;
}

const PARENTS: ReadonlySet<OperationId> = new Set<OperationId>([
  'context.bind',
  'context.with',
  'span.start',
  'span.startActive',
]);
const READS: ReadonlySet<OperationId> = new Set<OperationId>([
  'context.getValue',
  'core.isTracingSuppressed',
  'propagation.getBaggage',
  'trace.getSpan',
  'trace.getSpanContext',
]);

/** The uses of these expressions, which all give the same context. */
export function contextUses(resolver: ApiResolver, expressions: readonly TSESTree.Expression[]): ContextUses {
  const parents: ParentUse[] = [];
  let [others, reads] = [0, 0];
  for (const expression of expressions) {
    const use = useOf(resolver.sourceCode, expression);
    const call = callOf(resolver, use);
    if (call && PARENTS.has(call.operation) && call.argument('context') === argumentOf(use))
      parents.push({ call, argument: argumentOf(use) ?? expression });
    else if (call && READS.has(call.operation)) reads += 1;
    else if (use.kind !== 'tested' && use.kind !== 'discarded') others += 1;
  }
  return { parents, hasOthers: others > 0, isOnlyRead: parents.length === 0 && others === 0 && reads > 0 };
}

function callOf(resolver: ApiResolver, use: ValueUse): ResolvedCall | undefined {
  if (use.kind === 'argument') return resolver.resolve(use.call);
  return use.kind === 'member' && use.call ? resolver.resolve(use.call) : undefined;
}

function argumentOf(use: ValueUse): TSESTree.Expression | undefined {
  const argument = use.kind === 'argument' ? use.call.arguments[use.index] : undefined;
  return argument?.type === AST_NODE_TYPES.SpreadElement ? undefined : argument;
}

/** The code that runs under a parent: the callback, or what comes behind the start of a span in its function. */
export interface Scope {
  readonly root: TSESTree.Node;
  /** Where it begins. */
  readonly from: number;
}

/** The code that a use makes a context the parent of; undefined where it is in no function of the file. */
export function scopeOf(resolver: ApiResolver, { call }: ParentUse): Scope | undefined {
  if (call.operation === 'span.start') {
    const body = enclosingFunction(call.node)?.body ?? resolver.sourceCode.ast;
    return { root: body, from: call.node.range[1] };
  }
  const fn = callbackOf(resolver, call);
  return fn && { root: fn.body, from: fn.body.range[0] };
}

/** The callback of an activation. */
export function callbackOf(resolver: ApiResolver, call: ResolvedCall): FunctionNode | undefined {
  return callbackFunction(resolver, call.argument(call.operation === 'context.bind' ? 'target' : 'callback'));
}

/** Whether a node is part of a scope. */
export function isInScope({ root, from }: Scope, node: TSESTree.Node): boolean {
  return contains(root, node) && node.range[0] >= from;
}

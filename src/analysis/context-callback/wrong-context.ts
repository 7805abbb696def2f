/**
 * What an operation is given where it takes a context, when that is none, and what the operation then does. Of `?:`,
 * `??` and `||` each arm is looked at by itself: the wrong one may be chosen.
 *
 * Measured on both SDK generations: what reads or derives throws, and so does the start of a span, but for one that is
 * given `undefined`. `startActiveSpan` takes `null` for the active context as well. The API and a composite propagator
 * swallow the error: `inject` writes nothing, `extract` hands back what it was given. `bind` and `attach` take
 * everything; undefined and null stand for the root context there.
 *
 * *Known limitations*: those of {@link notAContext}; a wrapper of the project's own may take what it wants.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { isNothing, unwrap } from '../../ast';
import type { OperationId } from '../../model';
import { type ApiResolver, declaredContainers, type ResolvedCall } from '../api-resolution';
import { type NotAContext, notAContext } from './context-argument';

/** What comes of it. */
export type WrongContextOutcome =
  'extractsNothing' | 'failsBehind' | 'failsInBound' | 'injectsNothing' | 'isRoot' | 'throws';

export interface WrongContext {
  readonly at: TSESTree.Expression;
  readonly is: NotAContext;
  readonly outcome: WrongContextOutcome;
}

const OUTCOMES: Partial<Record<OperationId, WrongContextOutcome>> = {
  'context.attach': 'failsBehind',
  'context.bind': 'failsInBound',
  'propagation.extract': 'extractsNothing',
  'propagation.inject': 'injectsNothing',
};

/** What a call is given in place of a context; the arguments of a `bind` that are swapped or missing are left out. */
export function wrongContexts(resolver: ApiResolver, call: ResolvedCall): readonly WrongContext[] {
  const argument = call.isWrapper ? undefined : call.argument('context');
  if (!argument) return [];
  const arms = armsOf(argument);
  return arms.flatMap((at) => {
    const is = notAContext(resolver, at);
    if (!is || isLeftOut(resolver, call, at, is, arms.length > 1) || isAskedFor(resolver, call, argument)) return [];
    const isRoot = is === 'nothing' && call.operation === 'context.attach';
    return [{ at, is, outcome: isRoot ? ('isRoot' as const) : (OUTCOMES[call.operation] ?? 'throws') }];
  });
}

/** The expressions of which one is the value: the arms of conditionals, and what logical operators choose from. */
function armsOf(expression: TSESTree.Expression): readonly TSESTree.Expression[] {
  const node = unwrap(expression);
  if (node.type === AST_NODE_TYPES.ConditionalExpression) return [node.consequent, node.alternate].flatMap(armsOf);
  if (node.type !== AST_NODE_TYPES.LogicalExpression) return [expression];
  return (node.operator === '&&' ? [node.right] : [node.left, node.right]).flatMap(armsOf);
}

function isLeftOut(
  resolver: ApiResolver,
  call: ResolvedCall,
  at: TSESTree.Expression,
  is: NotAContext,
  isArm: boolean,
): boolean {
  const { operation } = call;
  if (is === 'function') {
    const target = operation === 'context.bind' ? call.argument('target') : undefined;
    return operation === 'context.bind' && (!target || notAContext(resolver, target) !== 'function');
  }
  if (is !== 'nothing') return false;
  const node = unwrap(at);
  const isNull = isNothing(node) && node.type === AST_NODE_TYPES.Literal;
  return (
    isArm || operation === 'context.bind' || operation === 'span.startActive' || (operation === 'span.start' && !isNull)
  );
}

/** Whether the parameter is declared to take more than contexts, as an overload of the project's own may. */
function isAskedFor({ types }: ApiResolver, { node }: ResolvedCall, argument: TSESTree.Expression): boolean {
  const callee = types?.typeAt(node.callee);
  const expected = types?.expectedAt(argument);
  if (!types || !callee || !expected || (callee.flags & types.ts.TypeFlags.Any) !== 0) return false;
  const taken = declaredContainers(types, expected);
  return taken.length === 0 || taken.some((id) => id !== 'Context');
}

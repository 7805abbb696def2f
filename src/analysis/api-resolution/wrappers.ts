/**
 * Project functions that stand for an operation, from `settings.otel.wrappers`: by declaration when typed, by name and
 * import when not.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { calleeName, unwrap } from '../../ast';
import type { OperationId } from '../../model';
import type { Wrapper } from '../../model/settings';
import { type ExpressionFacts, matchesSpecifier } from './specifiers';

/** Recognises the calls of one wrapper. */
export interface WrapperMatcher {
  readonly operation: OperationId;
  /** The names its function goes by. */
  readonly names: readonly string[];
  /** Argument positions by role. */
  readonly positions: Readonly<Partial<Record<string, number>>>;
  matches(node: TSESTree.CallExpression | TSESTree.NewExpression, facts: ExpressionFacts): boolean;
}

/** The matchers of the wrappers that the settings declare. */
export function wrapperMatchers(wrappers: readonly Wrapper[]): readonly WrapperMatcher[] {
  return wrappers.map((wrapper) => ({
    operation: wrapper.operation,
    names: wrapper.names,
    positions: wrapper.arguments,
    matches: (node, facts) => {
      const name = calleeName(node);
      const ref = facts.exportOf(unwrap(node.callee));
      const exported = ref?.path.at(-1);
      if (![name, exported].some((candidate) => candidate !== undefined && wrapper.names.includes(candidate)))
        return false;
      return matchesSpecifier(facts, unwrap(node.callee), wrapper.function);
    },
  }));
}

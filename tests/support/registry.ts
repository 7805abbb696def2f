import type { TSESLint } from '@typescript-eslint/utils';
import type { RuleDocs } from '../../src/rule-kit/create-rule';
import { rules } from '../../src/rules';

/** A rule as the tests that know no rule by name see it. */
export type AnyRule = TSESLint.RuleModule<string, readonly unknown[], RuleDocs>;

/** Every registered rule, in the order of the registry. */
export const rulesByName: ReadonlyMap<string, AnyRule> = new Map(
  Object.entries(rules as unknown as Record<string, AnyRule>),
);

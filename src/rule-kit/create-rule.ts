import { ESLintUtils } from '@typescript-eslint/utils';

/** A preset that lists rules; `all` is every rule and needs no mention. `strict` holds what `recommended` holds. */
export type PresetName = 'recommended' | 'strict';

/** What a rule says of itself in `meta.docs`. */
export interface RuleDocs {
  /** One line, imperative, no full stop: "Require every attached context to be disposed on every path". */
  readonly description: string;
  /** The presets that switch the rule on. */
  readonly presets: readonly PresetName[];
  /** Severity in the presets. Default: `error`. */
  readonly severity?: 'warn';
  /** Whether the rule sees more when the parser gives it a program. No rule needs one. */
  readonly gainsFromTypes: boolean;
}

/** Where the documentation pages of the rules live. */
export const docsUrl = (ruleName: string): string =>
  `https://github.com/eslint-plugin-otel/eslint-plugin-otel/blob/main/docs/rules/${ruleName}.md`;

/** Builds a rule module: typed options with defaults merged, documentation URL by name. */
export const createRule = ESLintUtils.RuleCreator<RuleDocs>(docsUrl);

import { ESLintUtils, type TSESLint } from '@typescript-eslint/utils';
import { analyzeFile } from './analyze-file';

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
  /** Options that a preset sets, where they differ from the defaults. */
  readonly presetOptions?: Readonly<Partial<Record<PresetName, readonly unknown[]>>>;
  /** Whether the rule sees more when the parser gives it a program. No rule needs one. */
  readonly gainsFromTypes: boolean;
}

/** Where the documentation pages of the rules live. */
export const docsUrl = (ruleName: string): string =>
  `https://github.com/eslint-plugin-otel/eslint-plugin-otel/blob/main/docs/rules/${ruleName}.md`;

const build = ESLintUtils.RuleCreator<RuleDocs>(docsUrl);

/** What a rule listens to in a file that cannot hold OpenTelemetry. */
const NOTHING: TSESLint.RuleListener = Object.freeze({});

/**
 * Builds a rule module: typed options with defaults merged, documentation URL by name. In a file that cannot hold
 * OpenTelemetry the rule is not even created.
 */
export function createRule<Options extends readonly unknown[], MessageIds extends string>(
  rule: Readonly<ESLintUtils.RuleWithMetaAndName<Options, MessageIds, RuleDocs>>,
): ESLintUtils.RuleModule<MessageIds, Options, RuleDocs> & { readonly name: string } {
  const built = build<Options, MessageIds>(rule);
  return {
    ...built,
    create: (context) => (analyzeFile(context).isRelevant ? built.create(context) : NOTHING),
  };
}

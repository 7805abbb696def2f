import type { Linter } from 'eslint';
import { createRequire } from 'node:module';
import tseslint from 'typescript-eslint';

interface BuiltPlugin {
  readonly rules: Readonly<Record<string, unknown>>;
}

/** The built plugin: what users run. */
const otel = createRequire(__filename)('../dist/index.js') as BuiltPlugin;

/** Every rule of the plugin, with its default options. */
export const otelRules: Linter.RulesRecord = Object.fromEntries(
  Object.keys(otel.rules).map((name) => [`otel/${name}`, 'error'] as const),
);

/** As many rules as the plugin has; they do nothing. What is measured of them is the cost of measuring. */
export const emptyRules: Linter.RulesRecord = Object.fromEntries(
  Object.keys(otel.rules).map((_, index) => [`empty/rule-${index}`, 'error'] as const),
);

/** The rules of a typescript-eslint preset, the core rules that it switches included. */
const presetRules = (configs: readonly { rules?: Partial<Linter.RulesRecord> }[]): Linter.RulesRecord =>
  Object.assign({}, ...configs.map((config) => config.rules ?? {})) as Linter.RulesRecord;

export const recommendedTypeChecked = presetRules(tseslint.configs.recommendedTypeChecked);
export const recommendedUntyped = presetRules(tseslint.configs.recommended);

export const plugins = {
  otel,
  '@typescript-eslint': tseslint.plugin,
  empty: {
    rules: Object.fromEntries(Object.keys(emptyRules).map((id) => [id.replace('empty/', ''), { create: () => ({}) }])),
  },
} as unknown as NonNullable<Linter.Config['plugins']>;

/** A configuration for any file, those below node_modules too, without regard to comments that configure rules. */
export const configOf = (rules: Linter.RulesRecord, languageOptions: Linter.LanguageOptions): Linter.Config[] => [
  { ignores: ['!**/node_modules/'] },
  {
    files: ['**/*.{js,cjs,mjs,ts,cts,mts}'],
    plugins,
    rules,
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
    languageOptions,
  },
];

/**
 * Lints a file so that `linter.getTimes()` answers for this file alone. `verify` keeps no times that could be reset, so
 * this is `verifyAndFix`, told to fix nothing: what the ESLint class calls too.
 */
export const lintWithTimes = (
  linter: Linter,
  config: Linter.Config[],
  file: { path: string; text: string },
): Linter.FixReport =>
  linter.verifyAndFix(file.text, config, { filename: file.path, fix: false, stats: true } as Linter.FixOptions);

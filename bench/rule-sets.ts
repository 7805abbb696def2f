import type { Linter, SourceCode } from 'eslint';
import { createRequire } from 'node:module';
import path from 'node:path';
import tseslint from 'typescript-eslint';

interface BuiltPlugin {
  readonly rules: Readonly<Record<string, unknown>>;
}

const load = createRequire(__filename);

/** The built plugin: what users run. `BENCH_PLUGIN` names the folder of another build, to compare two. */
export const pluginFolder = path.resolve(process.env.BENCH_PLUGIN ?? path.join(__dirname, '../dist'));
const otel = load(pluginFolder) as BuiltPlugin;

/** What the plugin counts of its own work. */
export type Counted = Record<
  'calls' | 'flowNodes' | 'flowSteps' | 'graphNodes' | 'graphs' | 'nodesVisited' | 'typeQuestions',
  number
>;

const { countersOf } = load(path.join(pluginFolder, 'analysis/counters.js')) as {
  readonly countersOf: (sourceCode: SourceCode) => Counted;
};

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

let lastFile: SourceCode | undefined;

function rememberFile({ sourceCode }: { sourceCode: SourceCode }): object {
  lastFile = sourceCode;
  return {};
}

/** A rule that does nothing, but lets {@link countedOfLastFile} know the file. */
export const probeRule: Linter.RulesRecord = { 'probe/file': 'error' };

/** What was counted for the file that was linted last. Only with {@link probeRule}. */
export function countedOfLastFile(): Counted {
  if (!lastFile) throw new Error('no file was linted with the probe');
  const { calls, flowNodes, flowSteps, graphNodes, graphs, nodesVisited, typeQuestions } = countersOf(lastFile);
  return { calls, flowNodes, flowSteps, graphNodes, graphs, nodesVisited, typeQuestions };
}

export const plugins = {
  otel,
  '@typescript-eslint': tseslint.plugin,
  empty: {
    rules: Object.fromEntries(Object.keys(emptyRules).map((id) => [id.replace('empty/', ''), { create: () => ({}) }])),
  },
  probe: { rules: { file: { create: rememberFile } } },
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

/** The milliseconds of each rule in the last file that {@link lintWithTimes} linted. */
export function timesOfLastFile(linter: Linter): Readonly<Record<string, number>> {
  const ms: Record<string, number> = {};
  for (const pass of linter.getTimes().passes) {
    for (const [rule, { total }] of Object.entries(pass.rules ?? {})) ms[rule] = (ms[rule] ?? 0) + total;
  }
  return ms;
}

/**
 * What a file without OpenTelemetry costs, in a process of its own. Prints JSON.
 *
 *     tsx bench/measure-idle.ts
 */
import { Linter } from 'eslint';
import { cachingParser } from './caching-parser';
import { createProgram, filesWithoutOpenTelemetry, repository, type BenchFile } from './files';
import { configOf, emptyRules, lintWithTimes, otelRules, recommendedUntyped } from './rule-sets';

const passes = 12;
const warmUpPasses = 4;

export interface IdleMeasurement {
  readonly files: number;
  readonly bytes: number;
  readonly passes: number;
  /** By set of rules: the mean cost of a file in each pass, in µs, from the times that ESLint takes of each rule. */
  readonly byStatistics: Readonly<Record<string, readonly number[]>>;
  /** The median over the passes for each file, of all rules of the plugin. */
  readonly perFile: readonly number[];
  /** The mean of a file in the very first pass of the process, of all rules of the plugin. */
  readonly coldMicroseconds: number;
  /** Whole runs with the plugin less those with as many empty rules: the mean of a file in each pass, in µs. */
  readonly byDifference: readonly number[];
  /** Whole runs with empty rules: the mean of a file in each pass, in µs. */
  readonly wholeWithEmptyRules: readonly number[];
}

/** The plugin on the same files with a program, so that its typed mode is measured too. */
export const ownTyped = 'all rules of this plugin, files with types';
export const emptyTyped = 'as many rules that do nothing, files with types';

export const ownUntyped = 'all rules of this plugin';
export const emptyUntyped = 'as many rules that do nothing';

const ruleSets: Readonly<Record<string, Linter.RulesRecord>> = {
  [ownUntyped]: otelRules,
  [ownTyped]: otelRules,
  [emptyUntyped]: emptyRules,
  [emptyTyped]: emptyRules,
  'eslint no-restricted-imports': { 'no-restricted-imports': ['error', 'nowhere'] },
  'eslint no-unused-vars': { 'no-unused-vars': 'error' },
  'typescript-eslint recommended (untyped)': recommendedUntyped,
};

function measure(): IdleMeasurement {
  const files = filesWithoutOpenTelemetry(200);
  const linter = new Linter({ cwd: repository });
  const parser = cachingParser();
  const typed = { parser: cachingParser(), parserOptions: { programs: [createProgram(files)] } };
  const configs = Object.fromEntries(
    Object.entries(ruleSets).map(([name, rules]) => [
      name,
      configOf(rules, name === ownTyped || name === emptyTyped ? typed : { parser }),
    ]),
  );
  // Fills the parsers' caches, so that the first measured pass is cold for the rules and for nothing else.
  for (const bare of [configOf({}, { parser }), configOf({}, typed)]) {
    for (const file of files) linter.verify(file.text, bare, { filename: file.path });
  }

  const ruleTime = (config: Linter.Config[], file: BenchFile): number => {
    lintWithTimes(linter, config, file);
    const times = linter.getTimes().passes.flatMap((pass) => Object.values(pass.rules ?? {}));
    return times.reduce((total, time) => total + time.total, 0) * 1000;
  };
  const wholeTime = (config: Linter.Config[]): number => {
    const start = process.cpuUsage();
    for (const file of files) linter.verify(file.text, config, { filename: file.path });
    const used = process.cpuUsage(start);
    return (used.user + used.system) / files.length;
  };

  const byStatistics: Record<string, number[]> = {};
  const samples: number[][] = files.map(() => []);
  let coldMicroseconds = NaN;
  for (let pass = 0; pass < passes + warmUpPasses; pass++) {
    for (const [name, config] of Object.entries(configs)) {
      const times = files.map((file) => ruleTime(config, file));
      const mean = times.reduce((total, time) => total + time, 0) / files.length;
      if (pass === 0 && config === configs[ownUntyped]) coldMicroseconds = mean;
      if (pass < warmUpPasses) continue;
      (byStatistics[name] ??= []).push(mean);
      if (config === configs[ownUntyped]) times.forEach((time, index) => samples[index]?.push(time));
    }
  }

  const byDifference: number[] = [];
  const wholeWithEmptyRules: number[] = [];
  const [own, empty] = [configs[ownUntyped], configs[emptyUntyped]];
  for (let pass = 0; own && empty && pass < passes; pass++) {
    // Measured in both orders, so that whoever comes second gains nothing from it.
    const [empty1, own1, own2, empty2] = [wholeTime(empty), wholeTime(own), wholeTime(own), wholeTime(empty)];
    byDifference.push((own1 + own2 - empty1 - empty2) / 2);
    wholeWithEmptyRules.push((empty1 + empty2) / 2);
  }

  const medianOf = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
  return {
    files: files.length,
    bytes: files.reduce((total, file) => total + file.text.length, 0),
    passes,
    byStatistics,
    perFile: samples.map(medianOf),
    coldMicroseconds,
    byDifference,
    wholeWithEmptyRules,
  };
}

if (require.main === module) console.log(JSON.stringify(measure()));

/**
 * Where the time of one file goes, in a process of its own. Prints JSON.
 *
 *     tsx bench/measure-profile.ts program <name> <size>     a program of growth-programs.ts
 *     tsx bench/measure-profile.ts file <path>               a file, without types
 */
import { Linter } from 'eslint';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { cachingParser } from './caching-parser';
import { repository } from './files';
import { mixedProgram, shapes } from './growth-programs';
import { profile, type ProfiledFunction } from './profile';
import { configOf, lintWithTimes, otelRules, timesOfLastFile } from './rule-sets';

export interface ProfileMeasurement {
  /** What the functions of the plugin ran in all, with what they call, and the dearest of them. */
  readonly ms: number;
  readonly functions: readonly ProfiledFunction[];
  /** The rules that ESLint charges most, with their milliseconds. */
  readonly rules: readonly (readonly [string, number])[];
}

/** A file of a few milliseconds is linted so often that the samples tell something. */
const enoughMs = 400;
const keptFunctions = 15;

function measure(kind: string, name: string, size: number): ProfileMeasurement {
  const text =
    kind === 'file'
      ? readFileSync(name, 'utf8')
      : (shapes.find((shape) => shape.name === name)?.program ?? mixedProgram)(size);
  const file = { path: kind === 'file' ? name : path.join(repository, '.tmp/bench/growth/profiled.ts'), text };
  const linter = new Linter({ cwd: repository });
  const config = configOf(otelRules, { parser: cachingParser() });
  const lint = (): void => void lintWithTimes(linter, config, file);
  for (let pass = 0; pass < 3; pass++) {
    lintWithTimes(linter, config, { path: file.path, text: mixedProgram(600) });
  }
  lint(); // parses
  const start = performance.now();
  lint();
  const times = Math.max(1, Math.round(enoughMs / (performance.now() - start)));
  const functions = profile(() => {
    for (let time = 0; time < times; time++) lint();
  });
  return {
    ms: functions.reduce((total, { selfMs }) => total + selfMs, 0) / times,
    functions: functions
      .slice(0, keptFunctions)
      .map((one) => ({ ...one, selfMs: one.selfMs / times, totalMs: one.totalMs / times })),
    rules: Object.entries(timesOfLastFile(linter))
      .sort(([, a], [, b]) => b - a)
      .slice(0, 3),
  };
}

if (require.main === module) {
  const [, , kind = '', name = '', size = '0'] = process.argv;
  console.log(JSON.stringify(measure(kind, name, Number(size))));
}

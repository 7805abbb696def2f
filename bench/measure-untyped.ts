/**
 * What a file with OpenTelemetry costs where the parser knows no types, in a process of its own. Prints JSON.
 *
 *     tsx bench/measure-untyped.ts
 */
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { corpus, filesOf } from '../tests/ecosystem/corpus';
import { repository, usesOpenTelemetry } from './files';
import { configOf, lintWithTimes, otelRules, timesOfLastFile } from './rule-sets';
import { sum } from './statistics';

export interface UntypedMeasurement {
  readonly files: number;
  readonly bytes: number;
  /** The mean of a file in each pass, in ms, from the times that ESLint takes of each rule; the first pass is cold. */
  readonly meanMs: readonly number[];
  /** The dearest files, by the least of their passes but the first. */
  readonly dearest: readonly { readonly path: string; readonly bytes: number; readonly ms: number }[];
}

const passes = 5;
const maximumBytes = 60_000;

function measure(): UntypedMeasurement {
  const files = corpus.flatMap(filesOf).filter((file) => usesOpenTelemetry(file) && file.text.length < maximumBytes);
  const linter = new Linter({ cwd: repository });
  const config = configOf(otelRules, { parser });
  const times: number[][] = files.map(() => []);
  for (let pass = 0; pass < passes; pass++) {
    files.forEach((file, index) => {
      lintWithTimes(linter, config, file);
      times[index]?.push(sum(Object.values(timesOfLastFile(linter))));
    });
  }
  return {
    files: files.length,
    bytes: sum(files.map((file) => file.text.length)),
    meanMs: Array.from({ length: passes }, (_, pass) => sum(times.map((own) => own[pass] ?? NaN)) / files.length),
    dearest: files
      .map((file, index) => ({
        path: file.path,
        bytes: file.text.length,
        ms: Math.min(...(times[index] ?? []).slice(1)),
      }))
      .sort((a, b) => b.ms - a.ms)
      .slice(0, 5),
  };
}

if (require.main === module) console.log(JSON.stringify(measure()));

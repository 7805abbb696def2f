/**
 * How the work of a line grows with the file around it, in a process of its own. Prints JSON.
 *
 *     tsx bench/measure-growth.ts
 */
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createProgram, repository } from './files';
import { linesOf, mixedProgram, shapes } from './growth-programs';
import { sum } from './statistics';
import {
  configOf,
  countedOfLastFile,
  type Counted,
  lintWithTimes,
  otelRules,
  probeRule,
  timesOfLastFile,
} from './rule-sets';

/** One size of one program. */
export interface GrowthPoint {
  readonly lines: number;
  /**
   * The time that ESLint takes of the rules of this plugin, less the part in which the process waited for a processor:
   * the least of some passes, which is the least disturbed.
   */
  readonly ms: number;
  readonly reports: number;
  readonly counted: Counted;
}

export interface GrowthRow {
  readonly name: string;
  /** Of a shape: how many are in the largest program. */
  readonly count?: number;
  readonly typed: boolean;
  /** From the smallest program to the largest; those that would take too long are left out. */
  readonly points: readonly GrowthPoint[];
}

const mixedLines = [1_000, 5_000, 20_000, 50_000];
const typedLines = [1_000, 5_000, 20_000];
const passes = 3;
/** A program that takes longer is measured once, and no larger one of its kind is. */
const patienceMs = 20_000;
/** A program that takes longer is measured once. */
const shortMs = 1_000;

const folder = path.join(repository, '.tmp/bench/growth');
const linter = new Linter({ cwd: repository });
const rules = { ...otelRules, ...probeRule };

function measure(name: string, text: string, typed: boolean): GrowthPoint {
  const file = { path: path.join(folder, `${name}.ts`), text };
  if (typed) writeFileSync(file.path, text);
  let best: GrowthPoint | undefined;
  for (let pass = 0; pass < passes && !(best && best.ms > shortMs); pass++) {
    // A fresh program each time: what the checker has found for one pass must not be free in the next.
    const parserOptions = typed ? { programs: [createProgram([file])] } : {};
    const [wallStart, start] = [performance.now(), process.cpuUsage()];
    const { messages } = lintWithTimes(linter, configOf(rules, { parser, parserOptions }), file);
    const fatal = messages.find((message) => message.fatal);
    if (fatal) throw new Error(`${name}:${fatal.line}: ${fatal.message}`);
    const used = process.cpuUsage(start);
    const running = (used.user + used.system) / 1000 / (performance.now() - wallStart);
    const ms = sum(Object.values(timesOfLastFile(linter))) * Math.min(1, running);
    if (!best || ms < best.ms) {
      best = { lines: linesOf(text), ms, reports: messages.length, counted: countedOfLastFile() };
    }
  }
  if (!best) throw new Error('no pass');
  return best;
}

function row(head: Omit<GrowthRow, 'points'>, sizes: readonly number[], program: (size: number) => string): GrowthRow {
  const points: GrowthPoint[] = [];
  for (const size of sizes) {
    points.push(measure(`${head.typed ? 'typed' : 'untyped'}-${size}`, program(size), head.typed));
    if ((points.at(-1)?.ms ?? 0) > patienceMs) break;
  }
  return { ...head, points };
}

function main(): readonly GrowthRow[] {
  mkdirSync(folder, { recursive: true });
  for (let pass = 0; pass < 3; pass++) {
    measure('warm-up', mixedProgram(600), false);
    for (const shape of shapes) measure('warm-up', shape.program(10), false);
  }
  return [
    row({ name: 'mixture', typed: false }, mixedLines, mixedProgram),
    row({ name: 'mixture, with types', typed: true }, typedLines, mixedProgram),
    ...shapes.map(({ name, count, program }) =>
      row({ name, count, typed: false }, [count >> 2, count >> 1, count], program),
    ),
  ];
}

if (require.main === module) console.log(JSON.stringify(main()));

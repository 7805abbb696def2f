/**
 * Repeatable figures, printed side by side with peers. Nothing here passes or fails.
 *
 *     npm run bench                     five runs of each variant (about eight minutes)
 *     npm run bench -- --runs 1         one run
 *     npm run bench -- --only idle      only the cost of a file without OpenTelemetry; `typed` for the other part
 */
import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ensureInstalled } from '../scripts/lib/ensure-installed';
import { packagesFolder } from '../tests/ecosystem/corpus';
import { repository, typedFiles, writeServices } from './files';
import type { IdleMeasurement } from './measure-idle';
import type { TypedMeasurement, Variant } from './measure-typed';
import { median, quantile, sum, table } from './statistics';

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, only: { type: 'string' } },
});

async function measure(script: string, ...args: string[]): Promise<unknown> {
  const command = ['--max-old-space-size=6144', '--import', 'tsx', path.join(__dirname, script), ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    cwd: repository,
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}

const spread = (values: readonly number[], digits: number): string =>
  `${Math.min(...values).toFixed(digits)} … ${Math.max(...values).toFixed(digits)}`;

async function typedPart(runs: number): Promise<void> {
  const groups = Object.entries(typedFiles());
  const count = sum(groups.map(([, files]) => files.length));
  console.log(
    `Rule time on ${count} files with types (${groups.map(([name, files]) => `${name}: ${files.length}`).join(', ')})\n`,
  );

  const variants: readonly Variant[] = ['empty', 'otel', 'tseslint', 'both'];
  const results: Record<Variant, TypedMeasurement[]> = { empty: [], otel: [], tseslint: [], both: [] };
  for (let run = 0; run < runs; run++) {
    for (const variant of variants)
      results[variant].push((await measure('measure-typed.ts', variant)) as TypedMeasurement);
  }

  const times = (variant: Variant): number[] => results[variant].map((result) => result.lintMs);
  const difference = (a: Variant, b: Variant): number[] => times(a).map((time, run) => time - (times(b)[run] ?? NaN));
  const recorded = (variant: Variant, isOwn: boolean): number[] =>
    results[variant].map((result) =>
      sum(Object.entries(result.ruleMs).flatMap(([rule, ms]) => (rule.startsWith('otel/') === isOwn ? [ms] : []))),
    );
  const row = (name: string, values: readonly number[]): string[] => [
    name,
    median(values).toFixed(0),
    spread(values, 0),
  ];

  console.log(
    table(
      ['Whole runs: parsing to ESLint trees, traversal, rules (ms of processor time)', 'median', 'min … max'],
      [
        row('rules that do nothing', times('empty')),
        row('all rules of this plugin', times('otel')),
        row('typescript-eslint recommendedTypeChecked', times('tseslint')),
        row('both', times('both')),
        row(
          '(creating the program, in none of them)',
          results.empty.map((result) => result.programMs),
        ),
      ],
    ),
  );
  const [alone, marginal, theirs] = [
    difference('otel', 'empty'),
    difference('both', 'tseslint'),
    difference('tseslint', 'empty'),
  ];
  const [ownRecorded, theirsRecorded] = [recorded('both', true), recorded('both', false)];
  const ratio = (own: readonly number[], other: readonly number[]): string =>
    `${((median(own) / median(other)) * 100).toFixed(1)} %`;
  console.log(
    `\n${table(
      ['Rule time (ms)', 'this plugin', 'min … max', 'recommendedTypeChecked', 'min … max', 'ratio'],
      [
        ['alone: run with the rules less run with rules that do nothing', alone, theirs] as const,
        ['added to the other: run with both less run with the other', marginal, theirs] as const,
        ["recorded by ESLint's own timing, in one run with both", ownRecorded, theirsRecorded] as const,
        ["recorded by ESLint's own timing, each alone", recorded('otel', true), recorded('tseslint', false)] as const,
      ].map(([name, own, other]) => [
        name,
        median(own).toFixed(0),
        spread(own, 0),
        median(other).toFixed(0),
        spread(other, 0),
        ratio(own, other),
      ]),
    )}`,
  );
  console.log(
    `\nreports: ${results.both[0]?.otelReports ?? 0} of this plugin, ${results.tseslint[0]?.reports ?? 0} of recommendedTypeChecked`,
  );
  console.log(
    'Whole runs are the measure. The recorded times charge type checking to the rule that asks first: they rank rules.\n',
  );

  const perRule = (variant: Variant, keep: (rule: string) => boolean, limit: number): string[][] =>
    Object.keys(results[variant][0]?.ruleMs ?? {})
      .filter(keep)
      .map((rule) => ({ rule, ms: median(results[variant].map((result) => result.ruleMs[rule] ?? 0)) }))
      .sort((a, b) => b.ms - a.ms)
      .slice(0, limit)
      .map(({ rule, ms }) => [rule, ms.toFixed(1)]);
  console.log(
    table(
      ['Recorded for each rule of this plugin, alone', 'ms'],
      perRule('otel', () => true, 50),
    ),
  );
  console.log(
    `\n${table(
      ['The ten dearest rules of recommendedTypeChecked, alone', 'ms'],
      perRule('tseslint', () => true, 10),
    )}\n`,
  );
}

async function idlePart(): Promise<void> {
  const result = (await measure('measure-idle.ts')) as IdleMeasurement;
  const kilobytes = (result.bytes / result.files / 1000).toFixed(1);
  console.log(
    `A file without OpenTelemetry: ${result.files} files of published packages (mean ${kilobytes} kB), ${result.passes} passes\n`,
  );
  const row = (name: string, values: readonly number[]): string[] => [
    name,
    median(values).toFixed(1),
    quantile(values, 0.05).toFixed(1),
    quantile(values, 0.95).toFixed(1),
  ];
  const header = ['median', '5 %', '95 %'];
  console.log(
    table(
      ['µs a file, sum of the times that ESLint takes of each rule', ...header],
      Object.entries(result.byStatistics).map(([name, values]) => row(name, values)),
    ),
  );
  console.log(
    `\n${table(
      ['µs of processor time a file, whole runs', ...header],
      [
        row('with as many rules that do nothing', result.wholeWithEmptyRules),
        row('with all rules of this plugin, less that', result.byDifference),
      ],
    )}`,
  );
  console.log(
    `\n${table(['µs, all rules of this plugin, over the files', ...header], [row('one file (median of its passes)', result.perFile)])}`,
  );
  console.log(`first pass of a cold process: ${result.coldMicroseconds.toFixed(1)} µs a file`);
  console.log(
    'Every pass makes a new SourceCode from a tree that was parsed before: no analysis is remembered, no parsing is counted.',
  );
}

async function main(): Promise<void> {
  await ensureInstalled(packagesFolder);
  writeServices();
  const [cpu] = cpus();
  console.log(`Node ${process.version}, ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${options.runs} runs\n`);
  if (options.only !== 'idle') await typedPart(Number(options.runs));
  if (options.only !== 'typed') await idlePart();
}

void main();

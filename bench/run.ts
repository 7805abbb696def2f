/**
 * Repeatable figures, printed side by side with peers and with their targets. Nothing here passes or fails.
 *
 *     npm run bench                     everything (six to eight minutes on two cores)
 *     npm run bench -- --write          and writes docs/performance.md and docs/performance.svg
 *     npm run bench -- --runs 1         one run of each variant with types; default: three
 *     npm run bench -- --only idle      one part: `typed`, `untyped`, `idle` or `growth`
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { ensureInstalled } from '../scripts/lib/ensure-installed';
import { packagesFolder } from '../tests/ecosystem/corpus';
import { growthChart } from './chart';
import { repository, writeServices } from './files';
import { growthHeader, growthRows, microsecondsPerLine, rises, sizeHeader, sizeRows, titleOf } from './growth-table';
import type { GrowthRow } from './measure-growth';
import type { IdleMeasurement } from './measure-idle';
import type { ProfileMeasurement } from './measure-profile';
import type { TypedMeasurement, Variant } from './measure-typed';
import type { UntypedMeasurement } from './measure-untyped';
import { performancePage, type Profiled, type Profiles } from './page';
import { printIdle } from './print-idle';
import { printTyped, type TypedResults } from './print-typed';
import { spread, table } from './statistics';
import { type Results, summaryCells, summaryHeader, summaryOf } from './summary';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});

/** Deep nesting takes a deep stack: the parser's own, before any rule runs. */
const nodeOptions = ['--max-old-space-size=6144', '--stack-size=3900', '--import', 'tsx'];

async function measure(script: string, ...args: string[]): Promise<unknown> {
  const command = [...nodeOptions, path.join(__dirname, script), ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    cwd: repository,
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}

async function measureTyped(runs: number): Promise<TypedResults> {
  const results: Record<Variant, TypedMeasurement[]> = { empty: [], otel: [], tseslint: [], both: [] };
  for (let run = 0; run < runs; run++) {
    for (const variant of Object.keys(results) as Variant[])
      results[variant].push((await measure('measure-typed.ts', variant)) as TypedMeasurement);
  }
  return results;
}

const measureProfile = async (title: string, ...args: string[]): Promise<Profiled> => ({
  title,
  measurement: (await measure('measure-profile.ts', ...args)) as ProfileMeasurement,
});

/** A program that takes longer is profiled at the size before. */
const longMs = 5_000;

async function profileRow(row: GrowthRow, title: string): Promise<Profiled> {
  const steps = row.points.findLastIndex(({ ms }) => ms < longMs);
  const size = row.count === undefined ? (row.points[steps]?.lines ?? 1_000) : row.count;
  return measureProfile(title, 'program', row.name, String(size));
}

/** The dearest program for its lines, and the dearest file of published packages; every program that rises. */
async function measureProfiles({ growth = [], untyped }: Results): Promise<Profiles> {
  const profiles: Profiled[] = [];
  const perLine = (row: GrowthRow): number => Math.max(0, ...row.points.slice(-1).map(microsecondsPerLine));
  const rows = growth.filter(({ typed }) => !typed).sort((a, b) => perLine(b) - perLine(a));
  const [worst] = rows;
  if (worst) profiles.push(await profileRow(worst, `Dearest program for its lines: ${titleOf(worst)}`));
  const [dearest] = untyped?.dearest ?? [];
  if (dearest) {
    const name = dearest.path.split(/[\\/]node_modules[\\/]/).at(-1) ?? '';
    profiles.push(
      await measureProfile(`Dearest file of published packages, without types: ${name}`, 'file', dearest.path),
    );
  }
  const risers: Profiled[] = [];
  for (const row of rows.filter(rises)) risers.push(await profileRow(row, titleOf(row)));
  return { profiles, risers };
}

function printUntyped({ bytes, dearest, files, meanMs }: UntypedMeasurement): void {
  console.log(`Files with OpenTelemetry, without types: ${files} (mean ${(bytes / files / 1000).toFixed(1)} kB)\n`);
  console.log(
    `ms a file: ${spread(meanMs.slice(1), 2)} in later passes, ${meanMs[0]?.toFixed(2)} in the first, which is cold\n`,
  );
  console.log(
    `${table(
      ['The dearest', 'kB', 'ms'],
      dearest.map((file) => [path.basename(file.path), (file.bytes / 1000).toFixed(0), file.ms.toFixed(1)]),
    )}\n`,
  );
}

async function main(): Promise<void> {
  await ensureInstalled(packagesFolder);
  writeServices();
  const isAsked = (part: string): boolean => options.only === undefined || options.only === part;
  const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, load ${loadavg()[0]?.toFixed(1) ?? '?'}`;
  console.log(`${machine}, ${options.runs} runs with types\n`);

  const results: { -readonly [Part in keyof Results]: Results[Part] } = {};
  if (isAsked('typed')) printTyped((results.typed = await measureTyped(Number(options.runs))));
  if (isAsked('untyped')) printUntyped((results.untyped = (await measure('measure-untyped.ts')) as UntypedMeasurement));
  if (isAsked('idle')) printIdle((results.idle = (await measure('measure-idle.ts')) as IdleMeasurement));
  if (isAsked('growth')) {
    results.growth = (await measure('measure-growth.ts')) as readonly GrowthRow[];
    console.log(
      `\n${table(sizeHeader, sizeRows(results.growth))}\n\n${table(growthHeader, growthRows(results.growth))}`,
    );
  }
  const profiled = await measureProfiles(results);
  for (const { measurement, title } of [...profiled.profiles, ...profiled.risers]) {
    const cells = measurement.functions
      .slice(0, 8)
      .map(({ file, name, selfMs, totalMs }) => [`${name} ${file}`, selfMs.toFixed(1), totalMs.toFixed(1)]);
    console.log(`\n${table([title, 'self ms', 'total ms'], cells)}`);
  }
  console.log(`\n${table(summaryHeader, summaryOf(results).map(summaryCells))}`);

  if (!options.write) return;
  if (options.only !== undefined) throw new Error('--write needs every part: leave --only out');
  const page = path.join(repository, 'docs/performance.md');
  const text = performancePage(results, profiled, machine);
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), filepath: page }));
  writeFileSync(path.join(repository, 'docs/performance.svg'), growthChart(results.growth ?? []));
}

void main();

/** `docs/performance.md`, written from what was measured. */
import { growthHeader, growthRows, RISING, rises, sizeHeader, sizeRows } from './growth-table';
import type { GrowthRow } from './measure-growth';
import type { ProfileMeasurement } from './measure-profile';
import { markdownTable } from './statistics';
import { type Results, summaryCells, summaryHeader, summaryOf } from './summary';

/** A file whose time was looked into. */
export interface Profiled {
  readonly title: string;
  readonly measurement: ProfileMeasurement;
}

/** The dearest, and every program whose time grows faster than the file. */
export interface Profiles {
  readonly profiles: readonly Profiled[];
  readonly risers: readonly Profiled[];
}

export function performancePage(results: Results, { profiles, risers }: Profiles, machine: string): string {
  const growth = results.growth ?? [];
  const summary = summaryOf(results);
  const missed = summary.filter(({ figure, target }) => target !== undefined && figure > target);
  return `# What the rules cost

This page is written by \`npm run bench -- --write\`. The figures are of one run, on a machine that had other things to do: ${machine}. Compare figures of one table only. Tests assert no time: they assert the counters (\`tests/cost.test.ts\`).

## Figures and targets

All rules are on. The files with OpenTelemetry are those of published packages that import it; those without never mention it. *Least* is the least of the runs: what else the machine did can only add to it.

${markdownTable(
  summaryHeader,
  summary.map((row) => summaryCells(row)),
)}

${
  missed.length === 0
    ? 'Every figure is within its target.'
    : `**Above their targets** in this run: ${missed.map(({ question }) => question).join('; ')}.`
}

## Growth

![Rule time of a line of code, by the lines of the file](performance.svg)

The mixture is a file of ordinary functions, with and without OpenTelemetry, used well and badly, over and over (\`bench/growth-programs.ts\`). Each pass parses the text anew; the least of up to three is shown, less what the process waited for a processor. With types, the checker is fresh, and what it finds out is charged to the rules.

${markdownTable(sizeHeader, sizeRows(growth))}

One shape, very many times or nested very deep. The exponent is that of the last doubling: 1 means that a line costs the same in a file of any length. A counter that stands twice is that of the smallest and of the largest program: **a counter that grows is work that grows**, on any machine. Where the time grows and no counter does, the growth is in what is not counted: loops over lists, searches in a graph, scans of the text.

${markdownTable(growthHeader, growthRows(growth))}

${risingPart(growth, risers)}

## Where the time goes

By the sampling profiler of Node: the functions of the plugin, and those that they call. *Self* is the time in the function itself, *total* is with what it calls; the profiler makes both longer than they are.

${profiles.map(profileSection).join('\n\n')}

## What is charged to whom

ESLint takes the time of each rule: of its \`create\`, and of each of its listeners. All rules share one analysis of a file, of which each part is made when it is first asked for. So **the first rule to ask is charged for what all use**:

- The look at the text of a file that decides whether there is OpenTelemetry at all is charged to the first rule of the file, in its \`create\`. In a file without, that is nearly all there is.
- The calls of a file are collected while ESLint walks the tree, by listeners of the first rule; resolving them is charged to the first rule that asks for an operation.
- Facts about the project, such as what its package.json files depend on, are charged to the first rule of the first file that asks, and are then known for the other files.
- **Types are the largest part.** TypeScript computes a type when it is first asked for and keeps it. Run alone, this plugin pays for types that typescript-eslint's rules would have asked for anyway, and they for ours; together, whoever comes first in ESLint's order pays. So there are two figures: *in one run with recommendedTypeChecked* is what the plugin adds to a project that has typescript-eslint's rules on; *alone with a fresh checker* is what it costs a project that has none.
- Creating the program is charged to the parser, and stands in no figure here.
- The collector of garbage runs when memory is short, and is charged to the rule that then happened to ask for some.

So the time of one rule ranks those who ask, not what a rule costs: switching off the dearest moves most of its time to the next. \`TIMING=all npx eslint .\` prints these times for your own files.

## What is counted

\`FileAnalysis.counters\` (\`src/analysis/counters.ts\`) has numbers that no machine changes: calls collected, control-flow graphs built and their nodes, questions put to the checker, nodes that walks of our own stood at. ESLint's own walk is not counted, nor are climbs from a node to its parents.
`;
}

function risingPart(growth: readonly GrowthRow[], risers: readonly Profiled[]): string {
  if (!growth.some(rises)) return 'No program takes a time that grows faster than the file.';
  const rows = risers.map(({ measurement: { functions, ms }, title }) => [
    title,
    functions
      .slice(0, 4)
      .map(({ file, name, selfMs }) => `${functionText(name, file)} ${((100 * selfMs) / ms).toFixed(0)} %`)
      .join(', '),
  ]);
  return `The time grows faster than the file (an exponent of ${RISING} or more) in these, and there in these functions, each with its part of the time that the plugin takes:

${markdownTable(['program', 'functions'], rows, 2)}`;
}

const functionText = (name: string, file: string): string => `\`${name}\`${file === '' ? '' : ` ${file}`}`;

function profileSection({ title, measurement: { functions, ms, rules } }: Profiled): string {
  const cells = functions.map(({ file, name, selfMs, totalMs }) => [
    functionText(name, file),
    selfMs.toFixed(1),
    `${((100 * selfMs) / ms).toFixed(0)} %`,
    totalMs.toFixed(1),
  ]);
  const charged = rules.map(([rule, time]) => `\`${rule}\` ${time.toFixed(1)}`).join(', ');
  return `**${title}**: ${ms.toFixed(0)} ms. ESLint charges most to ${charged} (ms).

${markdownTable(['function', 'self ms', 'part', 'total ms'], cells)}`;
}

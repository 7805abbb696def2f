import { typedFiles } from './files';
import type { FileMeasurement, TypedMeasurement, Variant } from './measure-typed';
import { median, spread, sum, table } from './statistics';

/** What was measured with types, one measurement a run. */
export type TypedResults = Readonly<Record<Variant, readonly TypedMeasurement[]>>;

/** Prints rule time with types, and who takes how much of it. */
export function printTyped(results: TypedResults): void {
  const groups = Object.entries(typedFiles());
  const count = sum(groups.map(([, files]) => files.length));
  console.log(
    `Rule time on ${count} files with types (${groups.map(([name, files]) => `${name}: ${files.length}`).join(', ')})\n`,
  );

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

  console.log(
    `${table(
      [
        'In one run with both, by kind of file',
        'files',
        'own ms',
        'other ms',
        'own / other',
        'types',
        'graphs',
        'visits',
      ],
      groupsOf(results.both[0]?.files ?? []).map(([name, files]) => {
        const mean = (of: (file: FileMeasurement) => number): number => sum(files.map(of)) / files.length;
        const perRun = (of: (file: FileMeasurement) => number): number =>
          median(
            results.both.map((run) => sum(run.files.filter((file) => kindOf(file) === name).map(of)) / files.length),
          );
        const [own, other] = [perRun((file) => file.ownMs), perRun((file) => file.otherMs)];
        return [
          name,
          String(files.length),
          own.toFixed(2),
          other.toFixed(2),
          `${((100 * own) / other).toFixed(1)} %`,
          mean((file) => file.counted.typeQuestions).toFixed(1),
          mean((file) => file.counted.graphs).toFixed(2),
          mean((file) => file.counted.nodesVisited).toFixed(0),
        ];
      }),
    )}\n`,
  );
}

/** Times are of a file; `types`, `graphs`, `visits` count questions to the checker, graphs built, nodes walked a file. */
const kindOf = (file: FileMeasurement): string =>
  `${file.group}, ${file.usesOpenTelemetry ? 'with' : 'without'} an import of OpenTelemetry`;

function groupsOf(files: readonly FileMeasurement[]): [string, FileMeasurement[]][] {
  const groups = new Map<string, FileMeasurement[]>();
  for (const file of files) groups.set(kindOf(file), [...(groups.get(kindOf(file)) ?? []), file]);
  return [...groups];
}

/** Every figure of the benchmark beside its target. */
import { groupWithoutOpenTelemetry } from './files';
import { titleOf } from './growth-table';
import type { GrowthRow } from './measure-growth';
import { emptyTyped, emptyUntyped, type IdleMeasurement, ownTyped, ownUntyped } from './measure-idle';
import type { FileMeasurement, TypedMeasurement } from './measure-typed';
import type { UntypedMeasurement } from './measure-untyped';
import type { TypedResults } from './print-typed';
import { median, sum } from './statistics';

/** What was measured; a part that was not asked for is absent. */
export interface Results {
  readonly typed?: TypedResults;
  readonly untyped?: UntypedMeasurement;
  readonly idle?: IdleMeasurement;
  readonly growth?: readonly GrowthRow[];
}

export interface SummaryRow {
  readonly question: string;
  /** The median of the runs, and the least: what the machine did meanwhile only adds. */
  readonly figure: number;
  readonly least: number;
  /** No figure without a target has a verdict. */
  readonly target?: number;
  readonly unit: '%' | 'ms' | 's' | 'µs';
}

export const summaryHeader = ['figure', 'median', 'least', 'target', ''];

export const summaryCells = ({ question, figure, least, target, unit }: SummaryRow): string[] => [
  question,
  withUnit(figure, unit),
  withUnit(least, unit),
  target === undefined ? '' : `${target} ${unit}`,
  verdictOf(figure, least, target),
];

/** Between the least and the median lies what the machine did meanwhile: nothing is said of a target in there. */
function verdictOf(figure: number, least: number, target: number | undefined): string {
  if (target === undefined || Number.isNaN(figure)) return '';
  if (figure <= target) return 'met';
  const above = `${(figure / target).toFixed(1)} × the target`;
  return least <= target ? `in doubt (${above})` : above;
}

const withUnit = (value: number, unit: string): string => `${value.toFixed(value < 10 ? 2 : 1)} ${unit}`;

export const summaryOf = ({ typed, untyped, idle, growth }: Results): readonly SummaryRow[] => [
  ...(typed ? typedSummary(typed) : []),
  ...(untyped ? [row('file with OpenTelemetry, without types', untyped.meanMs.slice(1), 'ms', 0.4)] : []),
  ...(idle ? idleSummary(idle) : []),
  ...(growth ? growthSummary(growth) : []),
];

function row(question: string, values: readonly number[], unit: SummaryRow['unit'], target?: number): SummaryRow {
  return {
    question,
    figure: median(values),
    least: Math.min(...values),
    unit,
    ...(target === undefined ? {} : { target }),
  };
}

const isPublished = (file: FileMeasurement): boolean => file.group === 'published packages' && file.usesOpenTelemetry;
const isForeign = (file: FileMeasurement): boolean => file.group === groupWithoutOpenTelemetry;

function typedSummary({ both, otel, tseslint }: TypedResults): SummaryRow[] {
  const mean = (
    run: TypedMeasurement | undefined,
    keep: (file: FileMeasurement) => boolean,
    time: 'otherMs' | 'ownMs',
  ) => {
    const files = run?.files.filter(keep) ?? [];
    return sum(files.map((file) => file[time])) / files.length;
  };
  const inTwenty = (run: TypedMeasurement, time: 'otherMs' | 'ownMs'): number =>
    mean(run, isPublished, time) + 19 * mean(run, isForeign, time);
  return [
    row(
      'file with OpenTelemetry, in one run with recommendedTypeChecked',
      both.map((run) => mean(run, isPublished, 'ownMs')),
      'ms',
    ),
    row(
      'file with OpenTelemetry, in that run: part of the time of recommendedTypeChecked',
      both.map((run) => (100 * mean(run, isPublished, 'ownMs')) / mean(run, isPublished, 'otherMs')),
      '%',
      3,
    ),
    row(
      'file with OpenTelemetry, alone with a fresh checker: part of the time of recommendedTypeChecked alone',
      otel.map((run, index) => (100 * mean(run, isPublished, 'ownMs')) / mean(tseslint[index], isPublished, 'otherMs')),
      '%',
      8,
    ),
    row(
      'files of which one in twenty has OpenTelemetry, in that run: part of the time of recommendedTypeChecked',
      both.map((run) => (100 * inTwenty(run, 'ownMs')) / inTwenty(run, 'otherMs')),
      '%',
      1.1,
    ),
  ];
}

function idleSummary({ byStatistics }: IdleMeasurement): SummaryRow[] {
  const of = (name: string): readonly number[] => byStatistics[name] ?? [];
  return [
    row('file without OpenTelemetry, with types', of(ownTyped), 'µs', 11),
    row('as many rules that do nothing, with types', of(emptyTyped), 'µs'),
    row('file without OpenTelemetry, without types', of(ownUntyped), 'µs', 8),
    row('as many rules that do nothing, without types', of(emptyUntyped), 'µs'),
  ];
}

/** The most seconds that a program of {@link mixedProgram} may take, by its lines. */
const secondsByLines: Readonly<Record<number, number>> = { 20_000: 2, 50_000: 6 };

/** The most seconds that a shape may take, by its name. */
const secondsByShape: Readonly<Record<string, number>> = {
  'injects into one carrier, each sent': 0.3,
  'attaches in one function': 0.3,
  'setTimeout nested': 0.3,
};

function growthSummary(rows: readonly GrowthRow[]): SummaryRow[] {
  return rows.flatMap((program) => {
    const last = program.points.at(-1);
    const limit = secondsByShape[program.name];
    if (limit !== undefined && last) return [row(titleOf(program), [last.ms / 1000], 's', limit)];
    if (program.typed || program.count !== undefined) return [];
    return Object.entries(secondsByLines).flatMap(([lines, seconds]) => {
      const point = program.points.find((one) => Math.abs(one.lines / Number(lines) - 1) < 0.01);
      return point
        ? [row(`${program.name} of ${Number(lines).toLocaleString('en')} lines`, [point.ms / 1000], 's', seconds)]
        : [];
    });
  });
}

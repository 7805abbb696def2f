import type { GrowthPoint, GrowthRow } from './measure-growth';

/** How many a program holds, and of what. */
export const titleOf = ({ name, count }: GrowthRow): string => (count === undefined ? name : `${count} × ${name}`);

/** `ms` grows with the lines to that power, between the two largest programs: 1 is a work of a line that stays. */
export function exponentOf({ points }: GrowthRow): number {
  const [before, last] = points.slice(-2);
  return before && last ? Math.log(last.ms / before.ms) / Math.log(last.lines / before.lines) : NaN;
}

/** From here on a time counts as growing faster than the file: below lies what one measurement differs from the next. */
export const RISING = 1.3;

/** The same for a program that takes no time worth the name. */
const shortMs = 25;

export const rises = (row: GrowthRow): boolean => exponentOf(row) >= RISING && (row.points.at(-1)?.ms ?? 0) >= shortMs;

export const microsecondsPerLine = ({ ms, lines }: GrowthPoint): number => (ms * 1000) / lines;

export const growthHeader = [
  'program',
  'lines',
  'reports',
  'ms',
  'µs a line',
  'exponent',
  'types a line',
  'graphs a line',
  'nodes of graphs a line',
  'visits a line',
];

/** Where a counter stands twice, it is that of the smallest program and that of the largest. */
export function growthRows(rows: readonly GrowthRow[]): string[][] {
  return rows.map((row) => {
    const [first, last] = [row.points[0], row.points.at(-1)];
    if (!first || !last) return [titleOf(row)];
    const perLine = (of: (point: GrowthPoint) => number): string => {
      const [small, large] = [first, last].map((point) => format(of(point) / point.lines));
      return small === large ? (large ?? '') : `${small} → ${large}`;
    };
    return [
      titleOf(row),
      last.lines.toLocaleString('en'),
      last.reports.toLocaleString('en'),
      last.ms.toFixed(last.ms < 10 ? 1 : 0),
      microsecondsPerLine(last).toFixed(1),
      exponentOf(row).toFixed(1),
      perLine(({ counted }) => counted.typeQuestions),
      perLine(({ counted }) => counted.graphs),
      perLine(({ counted }) => counted.graphNodes),
      perLine(({ counted }) => counted.nodesVisited),
    ];
  });
}

/** The sizes of the mixtures, one row each. */
export const sizeHeader = ['program', 'lines', 'ms', 'µs a line', 'exponent to the one before'];

export const sizeRows = (rows: readonly GrowthRow[]): string[][] =>
  rows
    .filter((row) => row.count === undefined)
    .flatMap((row) =>
      row.points.map((point, index) => [
        row.name,
        point.lines.toLocaleString('en'),
        point.ms.toFixed(0),
        microsecondsPerLine(point).toFixed(1),
        index === 0 ? '' : exponentOf({ ...row, points: row.points.slice(0, index + 1) }).toFixed(1),
      ]),
    );

const format = (value: number): string =>
  value === 0 ? '0' : value < 0.01 ? '< 0.01' : value < 10 ? value.toFixed(2) : value.toFixed(0);

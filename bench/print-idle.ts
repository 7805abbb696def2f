import type { IdleMeasurement } from './measure-idle';
import { median, quantile, table } from './statistics';

/** Prints what a file without OpenTelemetry costs. */
export function printIdle(result: IdleMeasurement): void {
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

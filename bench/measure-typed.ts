/**
 * One measurement, in a process of its own: lints the typed files with one set of rules and prints the times as JSON.
 * A fresh process has a fresh program and a cold engine, as a user's run has.
 *
 *     tsx bench/measure-typed.ts empty|otel|tseslint|both
 */
import { Linter } from 'eslint';
import { parser } from 'typescript-eslint';
import { createProgram, repository, typedFiles, usesOpenTelemetry } from './files';
import {
  configOf,
  countedOfLastFile,
  type Counted,
  emptyRules,
  lintWithTimes,
  otelRules,
  probeRule,
  recommendedTypeChecked,
  timesOfLastFile,
} from './rule-sets';

/** `empty`: as many rules as the plugin has, which do nothing. With no rule at all ESLint would not walk the tree. */
export type Variant = 'empty' | 'otel' | 'tseslint' | 'both';

export interface FileMeasurement {
  readonly path: string;
  readonly group: string;
  /** Whether the file imports OpenTelemetry. */
  readonly usesOpenTelemetry: boolean;
  /** What ESLint says of all rules of the plugin, and of all others. */
  readonly ownMs: number;
  readonly otherMs: number;
  readonly counted: Counted;
}

export interface TypedMeasurement {
  /**
   * Parsing into ESLint's syntax tree, traversal, and rules with the type checking they ask for. Not the program.
   * Processor time of this process, so that what else the machine does is left out.
   */
  readonly lintMs: number;
  readonly programMs: number;
  /** What ESLint says of each rule. The first rule to ask for a type is charged for its checking. */
  readonly ruleMs: Readonly<Record<string, number>>;
  readonly files: readonly FileMeasurement[];
  readonly reports: number;
  readonly otelReports: number;
}

const ruleSets: Readonly<Record<Variant, Linter.RulesRecord>> = {
  empty: emptyRules,
  otel: otelRules,
  tseslint: recommendedTypeChecked,
  both: { ...recommendedTypeChecked, ...otelRules },
};

function measure(variant: Variant): TypedMeasurement {
  const groups = typedFiles();
  const programStart = performance.now();
  const program = createProgram(Object.values(groups).flat());
  program.getTypeChecker();
  const programMs = performance.now() - programStart;

  const rules = { ...ruleSets[variant], ...probeRule };
  const config = configOf(rules, { parser, parserOptions: { programs: [program] } });
  const linter = new Linter({ cwd: repository });
  const ruleMs: Record<string, number> = {};
  const measured: FileMeasurement[] = [];
  let [reports, otelReports] = [0, 0];
  const start = process.cpuUsage();
  for (const [group, files] of Object.entries(groups)) {
    for (const file of files) {
      const { messages } = lintWithTimes(linter, config, file);
      const fatal = messages.find((message) => message.fatal);
      if (fatal) throw new Error(`${file.path}:${fatal.line}: ${fatal.message}`);
      const own = messages.filter((message) => message.ruleId !== null);
      reports += own.length;
      otelReports += own.filter((message) => message.ruleId?.startsWith('otel/')).length;
      let [ownMs, otherMs] = [0, 0];
      for (const [rule, ms] of Object.entries(timesOfLastFile(linter))) {
        if (rule in probeRule) continue;
        ruleMs[rule] = (ruleMs[rule] ?? 0) + ms;
        if (rule in otelRules) ownMs += ms;
        else otherMs += ms;
      }
      const uses = usesOpenTelemetry(file);
      const counted = countedOfLastFile();
      measured.push({ path: file.path, group, usesOpenTelemetry: uses, ownMs, otherMs, counted });
    }
  }
  const used = process.cpuUsage(start);
  const lintMs = (used.user + used.system) / 1000;
  return { lintMs, programMs, ruleMs, files: measured, reports, otelReports };
}

if (require.main === module) console.log(JSON.stringify(measure(process.argv[2] as Variant)));

/**
 * One measurement, in a process of its own: lints the typed files with one set of rules and prints the times as JSON.
 * A fresh process has a fresh program and a cold engine, as a user's run has.
 *
 *     tsx bench/measure-typed.ts empty|otel|tseslint|both
 */
import { Linter } from 'eslint';
import { parser } from 'typescript-eslint';
import { createProgram, repository, typedFiles } from './files';
import { configOf, emptyRules, lintWithTimes, otelRules, recommendedTypeChecked } from './rule-sets';

/** `empty`: as many rules as the plugin has, which do nothing. With no rule at all ESLint would not walk the tree. */
export type Variant = 'empty' | 'otel' | 'tseslint' | 'both';

export interface TypedMeasurement {
  /**
   * Parsing into ESLint's syntax tree, traversal, and rules with the type checking they ask for. Not the program.
   * Processor time of this process, so that what else the machine does is left out.
   */
  readonly lintMs: number;
  readonly programMs: number;
  /** What ESLint says of each rule. The first rule to ask for a type is charged for its checking. */
  readonly ruleMs: Readonly<Record<string, number>>;
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
  const files = Object.values(typedFiles()).flat();
  const programStart = performance.now();
  const program = createProgram(files);
  program.getTypeChecker();
  const programMs = performance.now() - programStart;

  const config = configOf(ruleSets[variant], { parser, parserOptions: { programs: [program] } });
  const linter = new Linter({ cwd: repository });
  const ruleMs: Record<string, number> = {};
  let [reports, otelReports] = [0, 0];
  const start = process.cpuUsage();
  for (const file of files) {
    const { messages } = lintWithTimes(linter, config, file);
    const fatal = messages.find((message) => message.fatal);
    if (fatal) throw new Error(`${file.path}:${fatal.line}: ${fatal.message}`);
    const own = messages.filter((message) => message.ruleId !== null);
    reports += own.length;
    otelReports += own.filter((message) => message.ruleId?.startsWith('otel/')).length;
    for (const pass of linter.getTimes().passes) {
      for (const [rule, { total }] of Object.entries(pass.rules ?? {})) ruleMs[rule] = (ruleMs[rule] ?? 0) + total;
    }
  }
  const used = process.cpuUsage(start);
  return { lintMs: (used.user + used.system) / 1000, programMs, ruleMs, reports, otelReports };
}

if (require.main === module) console.log(JSON.stringify(measure(process.argv[2] as Variant)));

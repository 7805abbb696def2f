import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runNode, scratchProject, type ProjectName } from './scratch';

/** One report, as a user of any ESLint version sees it. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number | undefined;
  readonly endColumn: number | undefined;
  readonly rule: string;
  readonly severity: number;
  readonly message: string;
  /** Whether `--fix` repairs it. */
  readonly fixable: boolean;
  /** What an editor offers, in its order. */
  readonly suggestions: readonly string[];
}

interface LintMessage extends Omit<Finding, 'file' | 'rule' | 'fixable' | 'suggestions'> {
  readonly ruleId: string | null;
  readonly fix?: unknown;
  readonly suggestions?: readonly { readonly desc: string }[];
}

interface LintResult {
  readonly filePath: string;
  readonly messages: readonly LintMessage[];
}

export interface LintOptions {
  /** Read `.eslintrc.json` (ESLint 8, and 9 where it is asked to) and not `eslint.config.mjs`. */
  readonly eslintrc?: boolean;
  /** With a program for the TypeScript files, as the examples have it, or without any. */
  readonly typed: boolean;
}

/** Lints the fixture project with the command line of that ESLint and the example configuration. */
export function lintProject(name: ProjectName, options: LintOptions): Finding[] {
  const folder = scratchProject(name);
  const config = options.typed
    ? []
    : ['--config', options.eslintrc ? untypedEslintrc(folder) : untypedFlatConfig(folder)];
  const args = options.eslintrc && !options.typed ? ['--no-eslintrc', ...config] : config;
  const result = eslint(folder, [...args, '--format', 'json', ...sourceFiles(folder)], options.eslintrc);
  if (result.status !== 0 && result.status !== 1)
    throw new Error(`${name}: ESLint failed:\n${result.stdout}${result.stderr}`);
  return toFindings(folder, JSON.parse(result.stdout) as LintResult[]);
}

/** Runs the command line of ESLint in a project. */
export const eslint = (folder: string, args: readonly string[], eslintrc = false) =>
  runNode(folder, ['node_modules/eslint/bin/eslint.js', ...args], { ESLINT_USE_FLAT_CONFIG: String(!eslintrc) });

/**
 * The files of the fixture, relative to the project, sorted. Named one by one: ESLint 8 takes only `.js` from a folder.
 */
export const sourceFiles = (folder: string): string[] =>
  readdirSync(path.join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[cm]?[jt]s$/.test(file))
    .sort()
    .map((file) => `src/${file.split(path.sep).join('/')}`);

function toFindings(folder: string, results: readonly LintResult[]): Finding[] {
  return results.flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, severity, line, column, endLine, endColumn, message, fix, suggestions }) => ({
      file: path.relative(folder, filePath).split(path.sep).join('/'),
      line,
      column,
      endLine,
      endColumn,
      rule: ruleId ?? '(none)',
      severity,
      message,
      fixable: fix !== undefined,
      suggestions: (suggestions ?? []).map(({ desc }) => desc),
    })),
  );
}

/** The example with its parser and without its types. */
function untypedEslintrc(folder: string): string {
  const config = JSON.parse(readFileSync(path.join(folder, '.eslintrc.json'), 'utf8')) as {
    overrides: { parserOptions: { projectService?: boolean } }[];
  };
  for (const override of config.overrides) delete override.parserOptions.projectService;
  const file = '.eslintrc.untyped.json';
  writeFileSync(path.join(folder, file), JSON.stringify(config));
  return file;
}

function untypedFlatConfig(folder: string): string {
  const text = readFileSync(path.join(folder, 'eslint.config.mjs'), 'utf8');
  const untyped = text.replace(/\n\s*parserOptions: \{ projectService: true,.*/, '');
  if (untyped === text)
    throw new Error(
      "'eslint.config.example.mjs' has no line that starts with 'parserOptions: { projectService: true,'",
    );
  const file = 'eslint.config.untyped.mjs';
  writeFileSync(path.join(folder, file), untyped);
  return file;
}

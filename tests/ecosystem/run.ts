import { Linter } from 'eslint';
import path from 'node:path';
import ts from 'typescript';
import { parser as typescriptParser } from 'typescript-eslint';
import { ensureInstalled } from '../../scripts/lib/ensure-installed';
import { corpus, filesOf, modulesFolder, packagesFolder, type CorpusFile } from './corpus';
import { plugins, ruleIds } from './plugin';

/** One report, without a judgement. Sorted by package in corpus order, then file, line, column and rule. */
export interface RawFinding {
  /** Relative to the `node_modules` of the corpus. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly message: string;
}

export interface EcosystemRun {
  readonly findings: readonly RawFinding[];
  /** Rules that threw and files that did not parse: one line of text each. Empty when all went well. */
  readonly failures: readonly string[];
  readonly packages: number;
  readonly files: number;
  readonly typedFiles: number;
}

/** Runs every rule of the plugin, with its default options and settings, over the corpus. Installs it when needed. */
export async function runEcosystem(): Promise<EcosystemRun> {
  await ensureInstalled(packagesFolder);
  const files = corpus.flatMap(filesOf);
  const typedFiles = files.filter((file) => file.package.typed);
  const programs = [createProgram(typedFiles.map((file) => file.path))];
  const linter = new Linter({ cwd: packagesFolder });
  const findings: RawFinding[] = [];
  const failures: string[] = [];
  for (const file of files) {
    try {
      const messages = linter.verify(file.text, configFor(file, programs), { filename: file.path });
      for (const message of messages) {
        if (isInlineConfigNotice(message)) continue;
        if (message.fatal || !message.ruleId) failures.push(`${file.name}:${message.line}: ${message.message}`);
        else findings.push(toFinding(file, message.ruleId, message));
      }
    } catch (error) {
      failures.push(`${file.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  return { findings, failures, packages: corpus.length, files: files.length, typedFiles: typedFiles.length };
}

function toFinding(file: CorpusFile, rule: string, { line, column, message }: Linter.LintMessage): RawFinding {
  return { file: file.name, line, column, rule, message };
}

function configFor(file: CorpusFile, programs: ts.Program[]): Linter.Config[] {
  const isTypeScript = /\.[cm]?ts$/.test(file.path);
  const useTypeScriptParser = isTypeScript || file.package.typed;
  return [
    // ESLint ignores node_modules; the corpus lies there.
    { ignores: ['!**/node_modules/'] },
    {
      files: ['**/*.{js,cjs,mjs,ts,cts,mts}'],
      plugins: plugins(),
      rules: Object.fromEntries(ruleIds().map((rule) => [rule, 'error'] as const)),
      linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
      languageOptions: {
        ecmaVersion: 'latest',
        sourceType: isModule(file) ? 'module' : 'commonjs',
        ...(useTypeScriptParser
          ? { parser: typescriptParser, parserOptions: file.package.typed ? { programs } : {} }
          : {}),
      },
    },
  ];
}

/** Packages mark their ES modules in several ways; the text is the one that never lies. */
const isModule = (file: CorpusFile): boolean => /^\s*(?:import|export)\b|[;}]export\s*\{/m.test(file.text);

/** Comments that configure other rules are without effect here, and ESLint says so of each. */
const isInlineConfigNotice = (message: Linter.LintMessage): boolean =>
  message.message.includes("'noInlineConfig' setting");

/** One program for all typed files. What is not installed beside the corpus resolves to `any`. */
function createProgram(rootNames: string[]): ts.Program {
  return ts.createProgram({
    rootNames,
    options: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      strict: true,
      allowJs: true,
      checkJs: false,
      maxNodeModuleJsDepth: 0,
      experimentalDecorators: true,
      skipLibCheck: true,
      noEmit: true,
      types: ['node'],
      typeRoots: [path.resolve(modulesFolder, '../../../../node_modules/@types')],
    },
  });
}

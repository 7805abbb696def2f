import * as parser from '@typescript-eslint/parser';
import { type ESLint, Linter } from 'eslint';
import { after, before } from 'mocha';
import path from 'node:path';
import plugin from '../../src';
import { fixturesFolder } from './source';

export interface LintOptions {
  /** The extension of the file, without a dot. Default: `ts`. */
  readonly extension?: string;
  /** Parse with a program. Default: false. */
  readonly typed?: boolean;
  /** Rules and their options. Default: every rule. */
  readonly rules?: Readonly<Record<string, unknown>>;
  /** `settings.otel`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Default: what the extension says; `js` and `ts` are modules. */
  readonly sourceType?: 'commonjs' | 'module' | 'script';
  /** Parse with ESLint's own parser, which knows no types. Default: false. */
  readonly espree?: boolean;
}

/** Lints a text as the file `file.<extension>` of a folder. A parse error is a message whose `ruleId` is null. */
export type Lint = (code: string, options?: LintOptions) => Linter.LintMessage[];

/** The extensions of the files that may be linted. */
const extensions = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'];

/** Every rule as an error. */
export const allRules = plugin.configs['flat/all']?.rules as Linter.RulesRecord;

/**
 * Gives the suite that calls this a project service of its own, before and after. The parser keeps one for the process,
 * with the options of whoever asked first.
 */
export function useOwnProjectService(): void {
  before(() => parser.clearCaches());
  after(() => parser.clearCaches());
}

/**
 * A function that lints many texts with one Linter; the typed ones share one project service.
 *
 * @param folder Where the files are said to be, and whose tsconfig.json counts. Default: the fixtures.
 */
export function createLint(folder = fixturesFolder): Lint {
  const linter = new Linter({ cwd: folder });
  return (code, options = {}) => {
    const { extension = 'ts', sourceType = extension.startsWith('c') ? 'commonjs' : 'module' } = options;
    const config: Linter.Config = {
      files: extensions.map((name) => `**/*.${name}`),
      plugins: { otel: plugin as unknown as ESLint.Plugin },
      languageOptions: {
        sourceType,
        ...(options.espree ? {} : { parser }),
        parserOptions: {
          ecmaFeatures: { jsx: extension.endsWith('x') || options.espree },
          ...(options.typed
            ? {
                projectService: { allowDefaultProject: extensions.map((name) => `*.${name}`) },
                tsconfigRootDir: folder,
              }
            : {}),
        },
      },
      linterOptions: { reportUnusedDisableDirectives: 'off' },
      settings: options.settings ? { otel: options.settings } : {},
      rules: (options.rules ?? allRules) as Linter.RulesRecord,
    };
    return linter.verify(code, [config], { filename: path.join(folder, `file.${extension}`) });
  };
}

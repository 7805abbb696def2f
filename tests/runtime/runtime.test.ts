import * as tsParser from '@typescript-eslint/parser';
import { Linter, type ESLint } from 'eslint';
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import plugin from '../../src';
import { applyEdits, preferredEdit } from '../../scripts/lib/apply-edits';
import { runProgram, type Generation } from '../support/run-program';
import { strictDiagnostics } from '../support/strict-diagnostics';
import type { CaseEdit, RuntimeCase } from './runtime-case';

/** Every mode must find the defect, and repair it. */
type Mode = 'typed' | 'untyped';
const modes: readonly Mode[] = ['typed', 'untyped'];

/** More edits than any case has reports: reaching it means that the edits do not settle. */
const maximumEdits = 20;

/** A copy of all cases under a tsconfig.json of its own, so that they are linted and checked as one strict project. */
let workspace: string;

describe('runtime proof', () => {
  before(() => {
    workspace = makeWorkspace();
  });
  after(() => rmSync(workspace, { recursive: true, force: true }));

  for (const runtimeCase of ruleFolders().flatMap(casesOf)) {
    describe(`${runtimeCase.rule}/${runtimeCase.file}: ${runtimeCase.title}`, () => proveCase(runtimeCase));
  }
});

function proveCase(runtimeCase: RuntimeCase): void {
  const broken = textsOf(runtimeCase);
  const repairs = new Map<Mode, Promise<Map<string, string>>>();
  const repairedIn = (mode: Mode): Promise<Map<string, string>> => {
    const repair = repairs.get(mode) ?? repairCase(runtimeCase, broken, mode);
    repairs.set(mode, repair);
    return repair;
  };

  for (const generation of runtimeCase.generations) {
    it(`shows the symptom on ${generation}`, async () => {
      runtimeCase.symptom(await run(runtimeCase, broken, generation));
    });
  }

  for (const mode of modes) {
    it(`is reported, and by no other rule, ${mode}`, () => {
      for (const [file, text] of broken) {
        const ruleIds = new Set(
          lint(runtimeCase, file, text, mode).map((message) => message.ruleId ?? message.message),
        );
        for (const other of runtimeCase.alsoReports ?? []) ruleIds.delete(`otel/${other}`);
        assert.deepEqual([...ruleIds], [`otel/${runtimeCase.rule}`], file);
      }
    });

    it(`settles without reports once it is edited, ${mode}`, async () => {
      for (const [file, text] of await repairedIn(mode)) {
        const left = lint(runtimeCase, file, text, mode).filter((message) => !isExpected(runtimeCase, message));
        assert.deepEqual(
          left.map((message) => `${message.ruleId ?? ''}: ${message.message}`),
          [],
          text,
        );
      }
    });

    it(`type-checks under strict once it is edited, ${mode}`, async () => {
      assert.deepEqual(strictDiagnostics(inWorkspace(runtimeCase, broken)), [], 'before the edit');
      assert.deepEqual(strictDiagnostics(inWorkspace(runtimeCase, await repairedIn(mode))), []);
    });
  }

  for (const generation of runtimeCase.generations) {
    it(`is healed by the edit on ${generation}`, async () => {
      const typed = await repairedIn('typed');
      const untyped = await repairedIn('untyped');
      const texts = sameTexts(typed, untyped) ? [typed] : [typed, untyped];
      await Promise.all(texts.map(async (files) => runtimeCase.healed(await run(runtimeCase, files, generation))));
    });
  }
}

async function repairCase(
  runtimeCase: RuntimeCase,
  broken: ReadonlyMap<string, string>,
  mode: Mode,
): Promise<Map<string, string>> {
  const repaired = new Map<string, string>();
  for (const [file, text] of broken) {
    const edit = editOf(runtimeCase, file);
    const result = await applyEdits(
      text,
      (current) => lint(runtimeCase, file, current, mode),
      (message) => (isExpected(runtimeCase, message) ? undefined : preferredEdit(message, suggestionsOf(edit))),
      maximumEdits,
    );
    assert.ok(result.settled, `the edits of '${file}' do not settle:\n${result.text}`);
    assert.notEqual(result.applied.length, 0, `nothing was applied to '${file}': ${JSON.stringify(result.messages)}`);
    if (edit === 'fix') {
      const other = result.applied.filter((applied) => applied.messageId !== undefined);
      assert.deepEqual(other, [], 'every report has a fix');
    }
    repaired.set(file, result.text);
  }
  return repaired;
}

function isExpected(runtimeCase: RuntimeCase, message: Linter.LintMessage): boolean {
  return (runtimeCase.alsoReports ?? []).some((rule) => message.ruleId === `otel/${rule}`);
}

function editOf(runtimeCase: RuntimeCase, file: string): CaseEdit {
  const edit = file === runtimeCase.file ? runtimeCase.edit : runtimeCase.otherFiles?.[file];
  assert.ok(edit, `no edit is named for '${file}'`);
  return edit;
}

function suggestionsOf(edit: CaseEdit): readonly string[] {
  if (edit === 'fix') return [];
  return typeof edit.suggestion === 'string' ? [edit.suggestion] : edit.suggestion;
}

function lint(runtimeCase: RuntimeCase, file: string, text: string, mode: Mode): Linter.LintMessage[] {
  const linter = new Linter({ cwd: workspace });
  const config: Linter.Config = {
    files: ['**/*.{ts,mts,cts,js,mjs,cjs}'],
    plugins: { otel: plugin as unknown as ESLint.Plugin },
    languageOptions: {
      parser: tsParser,
      sourceType: /\.cjs$/.test(file) ? 'commonjs' : 'module',
      parserOptions: mode === 'typed' ? { projectService: true, tsconfigRootDir: workspace } : {},
    },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    settings: { otel: { contextManager: 'async-local-storage', instrumented: [], ...runtimeCase.settings } },
    rules: {
      ...(plugin.configs['flat/recommended']?.rules as Linter.RulesRecord),
      [`otel/${runtimeCase.rule}`]: ['error', ...(runtimeCase.options ?? [])],
    },
  };
  return linter.verify(text, [config], { filename: path.join(workspace, runtimeCase.rule, file) });
}

function run(runtimeCase: RuntimeCase, files: ReadonlyMap<string, string>, generation: Generation): Promise<unknown> {
  return runProgram({ files, entry: runtimeCase.file, generation, env: runtimeCase.env ?? {} });
}

/** The folders of this one that hold the cases of a rule. */
function ruleFolders(): string[] {
  return readdirSync(__dirname).filter((name) => existsSync(path.join(__dirname, name, 'case.ts')));
}

function casesOf(folder: string): readonly RuntimeCase[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a case file is found by its folder
  const { cases } = require(`./${folder}/case`) as { cases: readonly RuntimeCase[] };
  for (const runtimeCase of cases) assert.equal(runtimeCase.rule, folder, 'a case stands in the folder of its rule');
  return cases;
}

function textsOf(runtimeCase: RuntimeCase): Map<string, string> {
  const files = [runtimeCase.file, ...Object.keys(runtimeCase.otherFiles ?? {})];
  return new Map(files.map((file) => [file, readFileSync(path.join(__dirname, runtimeCase.rule, file), 'utf8')]));
}

function sameTexts(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return [...one].every(([file, text]) => other.get(file) === text);
}

function inWorkspace(runtimeCase: RuntimeCase, texts: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...texts].map(([file, text]) => [path.join(workspace, runtimeCase.rule, file), text]));
}

function makeWorkspace(): string {
  mkdirSync(path.join(__dirname, '.tmp'), { recursive: true });
  const folder = mkdtempSync(path.join(__dirname, '.tmp', 'check-'));
  for (const name of [...ruleFolders(), 'setup'])
    cpSync(path.join(__dirname, name), path.join(folder, name), { recursive: true });
  rmSync(path.join(folder, 'setup', 'tracing-gen2.ts'));
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        lib: ['ES2023'],
        module: 'nodenext',
        moduleResolution: 'nodenext',
        strict: true,
        esModuleInterop: true,
        skipLibCheck: true,
        allowJs: true,
        noEmit: true,
        types: ['node'],
      },
      include: ['*/*'],
      exclude: ['*/case.ts'],
    }),
  );
  return folder;
}

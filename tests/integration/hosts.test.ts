import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { readExpected } from './expected';
import { applyWorkspaceEdit, LspClient } from './lsp-client';
import { runNode, scratchProject } from './scratch';

const expected = readExpected();

describe('an editor', function () {
  this.timeout(240_000);

  let client: LspClient;
  before(async () => {
    const folder = scratchProject('eslint-10');
    const server = path.join(folder, 'node_modules/vscode-langservers-extracted/bin/vscode-eslint-language-server');
    client = new LspClient(server, folder, editorSettings(folder));
    client.onRequest('eslint/confirmESLintExecution', () => 4);
    await client.initialize();
  });
  after(() => client.close());

  const file = 'src/jobs.ts';
  const own = expected.typed.filter((finding) => finding.file === file);

  it('shows the findings that the command line has, at the same places', async () => {
    const { diagnostics } = await client.open(file, 'typescript');
    assert.deepEqual(
      diagnostics.map(({ range, code, message }) => [range.start.line + 1, range.start.character + 1, code, message]),
      own.map(({ line, column, rule, message }) => [line, column, rule, message]),
      client.log,
    );
    const links = diagnostics.map(({ codeDescription }) => codeDescription?.href);
    diagnostics.forEach(({ code }, index) =>
      assert.match(links[index] ?? '', new RegExp(`docs/rules/${String(code).replace('otel/', '')}\\.md$`)),
    );
  });

  it('lists every suggestion, and applies one to text that still parses', async () => {
    const { uri, text, diagnostics } = await client.open(file, 'typescript');
    const index = own.findIndex((finding) => finding.suggestions.length > 0);
    const [diagnostic, finding] = [diagnostics[index], own[index]];
    assert.ok(diagnostic && finding);
    const actions = await client.codeActions(uri, diagnostic);
    const offered = finding.suggestions.map((suggestion) =>
      actions.find((action) => action.title.includes(suggestion)),
    );
    assert.ok(
      offered.every((action) => action !== undefined),
      JSON.stringify({ actions, expected: finding.suggestions }),
    );
    const first = offered[0];
    assert.ok(first);
    const edited = applyWorkspaceEdit(text, uri, await client.apply(first));
    assert.notEqual(edited, text);
    const { diagnostics: syntaxErrors } = ts.transpileModule(edited, { reportDiagnostics: true, fileName: file });
    assert.deepEqual(syntaxErrors, []);
  });
});

describe('oxlint', function () {
  this.timeout(240_000);

  it('finds what ESLint finds without types, and no rule throws in it', () => {
    const folder = scratchProject('eslint-10');
    const rules = Object.fromEntries(
      [...new Set(expected.untyped.map(({ rule }) => rule))].map((rule) => [rule, 'error']),
    );
    writeFileSync(
      path.join(folder, '.oxlintrc.json'),
      JSON.stringify({ jsPlugins: ['eslint-plugin-otel'], categories: { correctness: 'off' }, rules }),
    );
    const result = runNode(folder, [
      'node_modules/oxlint/bin/oxlint',
      '-c',
      '.oxlintrc.json',
      '--format',
      'json',
      'src',
    ]);
    assert.ok(result.status === 0 || result.status === 1, result.stdout + result.stderr);
    const report = JSON.parse(result.stdout) as OxlintReport;
    const key = (file: string, rule: string, line: number): string =>
      `${file.split(path.sep).join('/')}:${line} ${rule}`;
    assert.deepEqual(
      report.diagnostics
        .map(({ filename, code, labels }) =>
          key(filename, code.replace(/^(.*)\((.*)\)$/, '$1/$2'), labels[0]?.span.line ?? 0),
        )
        .sort(),
      expected.untyped.map(({ file, rule, line }) => key(file, rule, line)).sort(),
    );
  });
});

interface OxlintReport {
  readonly diagnostics: readonly {
    readonly filename: string;
    /** `otel(rule-name)`. */
    readonly code: string;
    readonly message: string;
    readonly labels: readonly { readonly span: { readonly line: number; readonly column: number } }[];
  }[];
}

/** The settings that the ESLint extension of the editor sends for a document. */
const editorSettings = (folder: string): unknown => ({
  validate: 'on',
  packageManager: 'npm',
  useESLintClass: true,
  useFlatConfig: true,
  // The class of its own that ESLint 8 had for flat configuration; later versions have none.
  experimental: { useFlatConfig: false },
  codeAction: {
    disableRuleComment: { enable: true, location: 'separateLine', commentStyle: 'line' },
    showDocumentation: { enable: true },
  },
  codeActionOnSave: { enable: false, mode: 'all' },
  format: false,
  quiet: false,
  onIgnoredFiles: 'off',
  options: {},
  rulesCustomizations: [],
  run: 'onType',
  problems: { shortenToSingleLine: false },
  nodePath: null,
  workingDirectory: { mode: 'location' },
  workspaceFolder: { uri: pathToFileURL(folder).href, name: path.basename(folder) },
});

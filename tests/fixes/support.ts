import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import path from 'node:path';
import ts from 'typescript';
import type { Edit } from '../../src/fixes';
import { fixturesFolder, parseSource, type ParseSourceOptions } from '../support/source';

/** A fixer that makes the same fix objects as ESLint's own. */
const fixer: TSESLint.RuleFixer = {
  insertTextAfter: (node, text) => fixer.insertTextAfterRange(node.range, text),
  insertTextAfterRange: (range, text) => ({ range: [range[1], range[1]], text }),
  insertTextBefore: (node, text) => fixer.insertTextBeforeRange(node.range, text),
  insertTextBeforeRange: (range, text) => ({ range: [range[0], range[0]], text }),
  remove: (node) => fixer.removeRange(node.range),
  removeRange: (range) => ({ range: [range[0], range[1]], text: '' }),
  replaceText: (node, text) => fixer.replaceTextRange(node.range, text),
  replaceTextRange: (range, text) => ({ range: [range[0], range[1]], text }),
};

type Fix = TSESLint.RuleFix;
const byRange = (a: Fix, b: Fix): number => a.range[0] - b.range[0] || a.range[1] - b.range[1];

/** Merges the parts of one edit as ESLint merges the fixes of one report. Throws when they overlap, as ESLint does. */
export function merge(sourceCode: TSESLint.SourceCode, edit: Edit): Fix | undefined {
  const fixes = edit(fixer).sort(byRange);
  const [first] = fixes;
  const last = fixes.at(-1);
  if (!first || !last) return undefined;
  let text = '';
  let end = first.range[0];
  for (const fix of fixes) {
    assert.ok(fix.range[0] >= end, 'Fix objects must not be overlapped in a report.');
    text += sourceCode.text.slice(end, fix.range[0]) + fix.text;
    end = fix.range[1];
  }
  return { range: [first.range[0], end], text };
}

/** Applies edits in one pass as ESLint applies the fixes of several reports: one that touches an earlier one waits. */
export function applyPass(
  sourceCode: TSESLint.SourceCode,
  edits: readonly Edit[],
): { output: string; deferred: number } {
  const fixes = edits
    .map((edit) => merge(sourceCode, edit))
    .filter((fix) => fix !== undefined)
    .sort(byRange);
  let output = '';
  let end = -1;
  let deferred = 0;
  for (const fix of fixes) {
    if (end >= fix.range[0]) {
      deferred += 1;
      continue;
    }
    output += sourceCode.text.slice(Math.max(0, end), fix.range[0]) + fix.text;
    end = fix.range[1];
  }
  return { output: output + sourceCode.text.slice(Math.max(0, end)), deferred };
}

/** The text after one edit. Fails when the edit is not offered or its output does not parse. */
export function applied(
  sourceCode: TSESLint.SourceCode,
  edit: Edit | undefined,
  options: ParseSourceOptions = {},
): string {
  assert.ok(edit, 'the edit is not offered');
  const { output } = applyPass(sourceCode, [edit]);
  parseSource(output, options);
  return output;
}

/** Joins lines, without the first and last if they are empty: lets a test write a text as it looks. */
export function lines(...text: readonly string[]): string {
  return `${text.join('\n')}\n`;
}

/** The statement that begins with a text. Throws when there is none. */
export function statementAt(sourceCode: TSESLint.SourceCode, start: string): TSESTree.Statement {
  const index = sourceCode.text.indexOf(start);
  assert.ok(index >= 0, `no '${start}' in the source`);
  let node = sourceCode.getNodeByRangeIndex(index) ?? undefined;
  while (node && !(node.range[0] === index && /Statement$|Declaration$/u.test(node.type))) node = node.parent;
  assert.ok(node, `no statement begins with '${start}'`);
  return node as TSESTree.Statement;
}

const virtual = new Map<string, string>();
let version = 0;
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  skipLibCheck: true,
  esModuleInterop: true,
  noEmit: true,
  types: ['node'],
};
const service = ts.createLanguageService({
  getCompilationSettings: () => options,
  getScriptFileNames: () => [...virtual.keys()],
  getScriptVersion: (name) => (virtual.has(name) ? String(version) : '0'),
  getScriptSnapshot: (name) => {
    const text = virtual.get(name) ?? ts.sys.readFile(name);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: () => fixturesFolder,
  getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
  fileExists: (name) => virtual.has(name) || ts.sys.fileExists(name),
  readFile: (name) => virtual.get(name) ?? ts.sys.readFile(name),
  readDirectory: (...args) => ts.sys.readDirectory(...args),
  directoryExists: (name) => ts.sys.directoryExists(name),
  getDirectories: (name) => ts.sys.getDirectories(name),
});

/** The messages of the compiler on a text, under `strict`. One language service serves all calls. */
export function typeErrors(text: string): string[] {
  const name = path.join(fixturesFolder, 'edited.ts');
  virtual.set(name, text);
  version += 1;
  return [...service.getSyntacticDiagnostics(name), ...service.getSemanticDiagnostics(name)].map((one) =>
    ts.flattenDiagnosticMessageText(one.messageText, '\n'),
  );
}

/** Where a new import goes, and in which module system it is written. */
import { AST_NODE_TYPES, AST_TOKEN_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { isBuiltin } from 'node:module';
import { contains, scriptStatementsAt, topStatements } from '../ast';
import { oncePerFile } from '../ast/once-per-file';
import { insertAt, type Edit } from './edit';
import { bareBuiltin, isRequire } from './import-bindings';
import { endWithTrailingComments, indentAt, isFirstOnLine, isLastOnLine, lineBreakOf, lineStart } from './layout';
import { findVisible } from './names';
import { canContinueLineAbove } from './safety';
import { statementEnd } from './statements';

/** How a file loads modules: `import … from`, TypeScript's `import x = require()`, or CommonJS `require`. */
export type ModuleStyle = 'import' | 'import-equals' | 'require';

/**
 * The style a file shows: its imports and exports decide, then its `require` and `module.exports`, then how it was
 * parsed.
 */
export const moduleStyle = oncePerFile((sourceCode): ModuleStyle => {
  const body = topStatements(sourceCode);
  if (body.some(({ type }) => moduleStatements.has(type))) return 'import';
  const importsByRequire = body.some(
    (node) =>
      node.type === AST_NODE_TYPES.TSImportEqualsDeclaration &&
      node.moduleReference.type === AST_NODE_TYPES.TSExternalModuleReference,
  );
  if (importsByRequire || body.some(({ type }) => type === AST_NODE_TYPES.TSExportAssignment)) return 'import-equals';
  if (usesCommonJs(sourceCode) || sourceCode.ast.sourceType === 'script') return 'require';
  return 'import';
});

const moduleStatements: ReadonlySet<AST_NODE_TYPES> = new Set([
  AST_NODE_TYPES.ImportDeclaration,
  AST_NODE_TYPES.ExportNamedDeclaration,
  AST_NODE_TYPES.ExportDefaultDeclaration,
  AST_NODE_TYPES.ExportAllDeclaration,
]);

/** Whether the file calls the global `require` or writes `module.exports` or `exports.x`. */
const usesCommonJs = oncePerFile((sourceCode): boolean => {
  const { tokens } = sourceCode.ast;
  return tokens.some((token, index) => {
    if (token.type !== AST_TOKEN_TYPES.Identifier || tokens[index - 1]?.value === '.') return false;
    const next = tokens[index + 1]?.value;
    const isCommonJs =
      (token.value === 'require' && next === '(') ||
      (token.value === 'module' && next === '.' && tokens[index + 2]?.value === 'exports') ||
      (token.value === 'exports' && next === '.');
    return isCommonJs && (findVisible(sourceCode, sourceCode.ast, token.value)?.defs.length ?? 0) === 0;
  });
});

/** The specifier of a built-in module as the file writes built-in modules: with or without `node:`. */
export function specifierStyle(sourceCode: TSESLint.SourceCode, module: string): string {
  if (!isBuiltin(module) || !isBuiltin(bareBuiltin(module))) return module;
  return writesBareBuiltins(sourceCode) ? bareBuiltin(module) : module;
}

const writesBareBuiltins = oncePerFile(({ ast: { tokens } }): boolean => {
  const used = tokens.flatMap((token, index) => {
    if (token.type !== AST_TOKEN_TYPES.String) return [];
    const before = tokens[index - 1]?.value;
    const isLoad =
      before === 'from' || before === 'import' || (before === '(' && tokens[index - 2]?.value === 'require');
    const name = token.value.slice(1, -1);
    return isLoad && isBuiltin(name) ? [name] : [];
  });
  return used.length > 0 && !used.some((name) => name.startsWith('node:'));
});

/**
 * Inserts a declaration after the file's imports; without any, after hashbang, directives, and comments about the file.
 */
export function insertDeclaration(
  sourceCode: TSESLint.SourceCode,
  at: TSESTree.Node,
  style: ModuleStyle,
  text: string,
): Edit {
  const lineBreak = lineBreakOf(sourceCode);
  const body = scriptStatementsAt(sourceCode, at);
  const limit = body.findIndex((statement) => contains(statement, at));
  const last = lastLoad(sourceCode, body, style, limit < 0 ? body.length : limit);
  const directive = body.filter(isDirective).at(-1);
  const anchor = last ?? (directive === body.at(-1) ? directive : undefined);
  if (!anchor) return insertAtTop(sourceCode, body, directive, text);
  const own = statementEnd(sourceCode, anchor);
  const end = endWithTrailingComments(sourceCode, own);
  const following = body[body.indexOf(anchor) + 1];
  const next = own < anchor.range[1] ? ';' : following ? (sourceCode.getFirstToken(following)?.value ?? '') : '';
  const safe = text.endsWith(';') || !canContinueLineAbove(next) ? text : `${text};`;
  const placed = `${lineBreak}${indented(sourceCode, anchor.range[0], safe)}`;
  return insertAt(end, isLastOnLine(sourceCode, end) ? placed : `${placed}${lineBreak}`);
}

/** A declaration as the line of `offset` is indented: scripts of pages often are. */
function indented(sourceCode: TSESLint.SourceCode, offset: number, text: string): string {
  const indent = isFirstOnLine(sourceCode, offset) ? indentAt(sourceCode, offset) : '';
  return indent === '' ? text : text.replaceAll(/^(?=.)/gmu, indent);
}

function isDirective(statement: TSESTree.Node): boolean {
  return statement.type === AST_NODE_TYPES.ExpressionStatement && typeof statement.directive === 'string';
}

/**
 * The last statement of the first run of imports, or of `require` declarations in front of statement number `limit`.
 */
function lastLoad(
  sourceCode: TSESLint.SourceCode,
  body: readonly TSESTree.ProgramStatement[],
  style: ModuleStyle,
  limit: number,
): TSESTree.ProgramStatement | undefined {
  const isLoad = (node: TSESTree.Node): boolean =>
    style === 'require' ? isRequireStatement(sourceCode, node) : isImport(node);
  const first = body.findIndex((node, index) => isLoad(node) && (style !== 'require' || index < limit));
  if (first < 0) return undefined;
  let last = first;
  for (let next = body[last + 1]; next && isLoad(next); next = body[last + 1]) {
    if (style === 'require' && last + 1 >= limit) break;
    last += 1;
  }
  return body[last];
}

function isImport(node: TSESTree.Node): boolean {
  return (
    node.type === AST_NODE_TYPES.ImportDeclaration ||
    (node.type === AST_NODE_TYPES.TSImportEqualsDeclaration &&
      node.moduleReference.type === AST_NODE_TYPES.TSExternalModuleReference)
  );
}

/** `const x = require('x')`, also with a member or a call on it, and `require('x');`. */
function isRequireStatement(sourceCode: TSESLint.SourceCode, node: TSESTree.Node): boolean {
  if (node.type === AST_NODE_TYPES.ExpressionStatement) return isRequireValue(sourceCode, node.expression);
  if (node.type !== AST_NODE_TYPES.VariableDeclaration) return false;
  return node.declarations.every(({ init }) => init !== null && isRequireValue(sourceCode, init));
}

function isRequireValue(sourceCode: TSESLint.SourceCode, value: TSESTree.Node): boolean {
  if (value.type === AST_NODE_TYPES.MemberExpression) return isRequireValue(sourceCode, value.object);
  if (value.type !== AST_NODE_TYPES.CallExpression) return false;
  if (isRequire(sourceCode, value)) return true;
  // Compiled code: `__importDefault(require('x'))`; and `require('debug')('app')`.
  const [argument] = value.arguments;
  const isHelper = value.callee.type === AST_NODE_TYPES.Identifier && value.callee.name.startsWith('__');
  return (
    (isHelper && argument !== undefined && isRequireValue(sourceCode, argument)) ||
    isRequireValue(sourceCode, value.callee)
  );
}

/** Inserts in front of the first statement, or of the comments that belong to it. */
function insertAtTop(
  sourceCode: TSESLint.SourceCode,
  body: readonly TSESTree.ProgramStatement[],
  directive: TSESTree.Node | undefined,
  declaration: string,
): Edit {
  const lineBreak = lineBreakOf(sourceCode);
  const text = declaration.trimStart();
  const first = body.find((statement) => !isDirective(statement));
  const comments = sourceCode
    .getAllComments()
    .filter(
      (comment) =>
        comment.range[0] >= (directive?.range[1] ?? 0) &&
        comment.range[1] <= (first?.range[0] ?? sourceCode.text.length),
    );
  const firstOfStatement = first ? attachedToStatement(sourceCode, comments, first) : undefined;
  const target = firstOfStatement ?? first;
  if (!target) {
    const end = comments.at(-1)?.range[1] ?? 0;
    return insertAt(end, end === 0 ? `${text}${lineBreak}` : `${lineBreak}${text}${lineBreak}`);
  }
  const start = target.range[0];
  if (!isFirstOnLine(sourceCode, start)) return insertAt(start, `${text}${lineBreak}${lineBreak}`);
  const above = sourceCode.text.slice(0, lineStart(sourceCode, start));
  const isBelowCode = start > 0 && /\S[^\S\r\n]*(?:\r\n|\n|\r)$/u.test(above) && !/<script\b[^<]*>\s*$/u.test(above);
  const placed = indented(sourceCode, start, text);
  return insertAt(lineStart(sourceCode, start), `${isBelowCode ? lineBreak : ''}${placed}${lineBreak}${lineBreak}`);
}

/** The first of the comments that speak of the statement they stand above; comments about the file do not. */
function attachedToStatement(
  sourceCode: TSESLint.SourceCode,
  comments: readonly TSESTree.Comment[],
  first: TSESTree.Node,
): TSESTree.Comment | undefined {
  let attached: TSESTree.Comment | undefined;
  let below = first.range[0];
  for (const comment of [...comments].reverse()) {
    const lineBreaks = sourceCode.text.slice(comment.range[1], below).match(/\r\n|[\n\r]/gu)?.length ?? 0;
    if (lineBreaks > 1 || isAboutFile(comment) || !isFirstOnLine(sourceCode, comment.range[0])) break;
    attached = comment;
    below = comment.range[0];
  }
  return attached;
}

/** Hashbangs, licences, and instructions that tools want at the top of a file. */
function isAboutFile(comment: TSESTree.Comment): boolean {
  const text = comment.value;
  if (
    (comment.type as string) === 'Shebang' ||
    (comment.type === AST_TOKEN_TYPES.Line && comment.range[0] === 0 && text.startsWith('!'))
  )
    return true;
  if (comment.type === AST_TOKEN_TYPES.Block && text.startsWith('!')) return true;
  if (/^\s*(?:eslint-disable-next-line|@ts-ignore|@ts-expect-error)/u.test(text)) return false;
  return /licen[cs]e|copyright|spdx|@preserve|@ts-(?:no)?check|^\s*(?:eslint|global|exported|oxlint|istanbul|c8|v8|jest-|@jest|@vitest|@flow|@format|@jsx|@file|@module|@packageDocumentation)|^\/\s*<(?:reference|amd)|sourceMappingURL|sourceURL/iu.test(
    text,
  );
}

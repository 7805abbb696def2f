/** Putting a hash in the place of a text, with Node's crypto module. */
import { AST_NODE_TYPES, TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName } from '../ast';
import { wrapExpression } from './calls';
import { combineEdits, insertAt, replace, type Edit } from './edit';
import { ensureImport } from './imports';
import { quoteOf } from './layout';
import { findVisible } from './names';
import { hasCommentsInside } from './safety';

/** The variable that the hash's key is read from: without it `createHmac` throws, as it should. */
export const HASH_KEY_VARIABLE = 'BAGGAGE_HASH_KEY';

interface HashEdit {
  readonly sourceCode: TSESLint.SourceCode;
  /** The expression whose text is hashed. */
  readonly text: TSESTree.Expression;
  /** Whether the text is known to be a string; otherwise `String(…)` makes it one. */
  readonly isString: boolean;
  /** Whether the file is TypeScript, where a missing variable has to be ruled out by `!`. */
  readonly isTypeScript: boolean;
}

/**
 * `email` becomes `` `usr_${createHmac('sha256', process.env.BAGGAGE_HASH_KEY!).update(email).digest('hex').slice(0,
 * 16)}` ``; inside a template, without the prefix. 16 hexadecimal digits are 64 bits: enough to tell people apart, too
 * few to fill a header.
 */
export function hashWithKey(edit: HashEdit & { readonly prefix: string }): Edit | undefined {
  if (isProcessHidden(edit.sourceCode, edit.text)) return undefined;
  const quote = quoteOf(edit.sourceCode);
  return hashWith({ ...edit, imported: 'createHmac', rest: `, ${keyText(edit.isTypeScript)}`, quote });
}

/** The same with `createHash`, which anyone who can guess the text can compute too. */
export function hashWithoutKey(edit: HashEdit & { readonly prefix: string }): Edit | undefined {
  const quote = quoteOf(edit.sourceCode);
  return hashWith({ ...edit, imported: 'createHash', rest: '', quote });
}

interface Hash extends HashEdit {
  readonly prefix: string;
  readonly imported: 'createHash' | 'createHmac';
  readonly rest: string;
  readonly quote: string;
}

function hashWith({ sourceCode, text, isString, prefix, imported, rest, quote }: Hash): Edit | undefined {
  const binding = ensureImport({ sourceCode, module: 'node:crypto', imported, at: text });
  if (!binding) return undefined;
  const isInTemplate = text.parent.type === AST_NODE_TYPES.TemplateLiteral;
  const [open, close] = isInTemplate ? ['', ''] : [`\`${prefix}\${`, '}`'];
  const [openText, closeText] = isString ? ['', ''] : ['String(', ')'];
  const before = `${open}${binding.localName}(${quote}sha256${quote}${rest}).update(${openText}`;
  const after = `${closeText}).digest(${quote}hex${quote}).slice(0, 16)${close}`;
  return combineEdits(binding.fix, wrapExpression({ sourceCode, node: text, before, after }));
}

/** Gives a hash a key: `createHash('sha256')` becomes `createHmac('sha256', process.env.BAGGAGE_HASH_KEY!)`. */
export function addKey({
  sourceCode,
  creation,
  isTypeScript,
}: {
  readonly sourceCode: TSESLint.SourceCode;
  readonly creation: TSESTree.CallExpression;
  readonly isTypeScript: boolean;
}): Edit | undefined {
  if (isProcessHidden(sourceCode, creation)) return undefined;
  const binding = ensureImport({ sourceCode, module: 'node:crypto', imported: 'createHmac', at: creation });
  const [algorithm] = creation.arguments;
  if (!binding || !algorithm || creation.arguments.length !== 1 || hasCommentsInside(sourceCode, creation.callee.range))
    return undefined;
  return combineEdits(
    binding.fix,
    replace(creation.callee.range, binding.localName),
    insertAt(algorithm.range[1], `, ${keyText(isTypeScript)}`),
  );
}

/** Puts a call of the project's own function around a text. */
export function callOn({
  sourceCode,
  text,
  isString,
  callee,
}: Omit<HashEdit, 'isTypeScript'> & { readonly callee: string }): Edit | undefined {
  const [open, close] = isString ? ['', ''] : ['String(', ')'];
  return wrapExpression({ sourceCode, node: text, before: `${callee}(${open}`, after: `${close})` });
}

function keyText(isTypeScript: boolean): string {
  return `process.env.${HASH_KEY_VARIABLE}${isTypeScript ? '!' : ''}`;
}

/** Whether `process` is something of the file here, as a parameter or a function is; an imported one is Node's own. */
function isProcessHidden(sourceCode: TSESLint.SourceCode, at: TSESTree.Node): boolean {
  const definitions = findVisible(sourceCode, at, 'process')?.defs ?? [];
  return definitions.some(
    ({ node, type }) =>
      type !== TSESLint.Scope.DefinitionType.ImportBinding &&
      !(
        node.type === AST_NODE_TYPES.VariableDeclarator &&
        node.init?.type === AST_NODE_TYPES.CallExpression &&
        calleeName(node.init) === 'require'
      ),
  );
}

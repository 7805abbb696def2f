/** Repairs of an entry with sensitive data: hash it, take it out, keep it on the span. */
import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import {
  callableSanitizer,
  hasNodeCrypto,
  isSurelyString,
  type SensitiveEntry,
  unkeyedHash,
} from '../analysis/baggage';
import type { FileAnalysis } from '../analysis/file-analysis';
import { ensureImport, isTypeScript, textFor } from '../fixes';
import { dropEntry, replaceEntry } from '../fixes/baggage-entries';
import { combineEdits, type Edit } from '../fixes/edit';
import { addKey, callOn, hashWithKey, hashWithoutKey } from '../fixes/hashing';
import { quoteOf } from '../fixes/layout';

/** What a pseudonym begins with, by class; `h_` for the others. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['account-id', 'usr_'],
  ['contact', 'usr_'],
  ['identity', 'usr_'],
  ['device', 'dev_'],
  ['device-id', 'dev_'],
  ['session-id', 'ses_'],
]);

/** A hash in place of the text; undefined where there is no single text, or no crypto module of Node. */
export function hashEntry(
  file: FileAnalysis,
  { text, label }: SensitiveEntry,
  kind: 'keyed' | 'plain' = 'keyed',
): Edit | undefined {
  if (!text || !hasNodeCrypto(file)) return undefined;
  const { sourceCode, filename } = file;
  return (kind === 'keyed' ? hashWithKey : hashWithoutKey)({
    sourceCode,
    text,
    isString: isSurelyString(file, text),
    isTypeScript: isTypeScript(sourceCode, filename),
    prefix: PREFIXES.get(label.verdict.class) ?? 'h_',
  });
}

/** A key for the hash without one that an entry went through; undefined where none can be given. */
export function keyHash(file: FileAnalysis, { steps }: SensitiveEntry): Edit | undefined {
  const { sourceCode, filename } = file;
  const creation = steps.map(({ node }) => unkeyedHash(sourceCode, node)?.creation).find((node) => node !== undefined);
  if (!creation || !hasNodeCrypto(file)) return undefined;
  return addKey({ sourceCode, creation, isTypeScript: isTypeScript(sourceCode, filename) });
}

/** A call of the project's own sanitizer around the text, where one can be called here. */
export function sanitizeEntry(
  file: FileAnalysis,
  { text }: SensitiveEntry,
): { readonly sanitizer: string; readonly edit: Edit } | undefined {
  if (!text) return undefined;
  const sanitizer = callableSanitizer(file, text);
  if (sanitizer === undefined) return undefined;
  const { sourceCode } = file;
  const edit = callOn({ sourceCode, text, isString: isSurelyString(file, text), callee: sanitizer });
  return edit && { sanitizer, edit };
}

/** Takes the entry out; undefined where a function of the file makes entries for several callers. */
export function removeEntry({ sourceCode }: FileAnalysis, { entry }: SensitiveEntry): Edit | undefined {
  return entry.through.length > 0 ? undefined : dropEntry({ sourceCode, site: entry.site });
}

/** Takes the entry out, and records its value on the active span. */
export function moveToSpan({ sourceCode }: FileAnalysis, { entry, value }: SensitiveEntry): Edit | undefined {
  const { site, key, keyText, through } = entry;
  if (through.length > 0 || !key || !value) return undefined;
  const trace = ensureImport({ sourceCode, module: '@opentelemetry/api', imported: 'trace', at: site });
  const quote = quoteOf(sourceCode);
  const isPlainName =
    key.type === AST_NODE_TYPES.Identifier &&
    (key.parent.type === AST_NODE_TYPES.Property || key.parent.type === AST_NODE_TYPES.MemberExpression) &&
    !key.parent.computed;
  const name = isPlainName ? `${quote}${keyText ?? ''}${quote}` : sourceCode.getText(key);
  const text =
    trace && `${trace.localName}.getActiveSpan()?.setAttribute(${name}, ${textFor(sourceCode, value, 'element')})`;
  return text === undefined ? undefined : combineEdits(trace?.fix, replaceEntry({ sourceCode, site, text }));
}

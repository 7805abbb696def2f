/** How messages speak of a sensitive entry: what it is, which entry, by what path. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, contains } from '../../ast';
import { describeClass } from '../sensitive-data';
import type { SensitiveEntry } from './sensitive-entries';

/** The data of a message. Texts of literals are never repeated: they may be the secret. */
export interface EntryDescription {
  /** `'customer.email'`, `'user' (with 'email')`, `This text`. */
  readonly subject: string;
  /** `contact data (e-mail, phone)`. */
  readonly class: string;
  /** `baggage entry 'shop.customer'`, `a baggage entry`. */
  readonly entry: string;
  /** ` through 'label' (line 3)`, or nothing. */
  readonly path: string;
}

const LONGEST_NAME = 60;
const SHOWN_STEPS = 3;

export function describeEntry(
  sourceCode: TSESLint.SourceCode,
  finding: SensitiveEntry,
): EntryDescription & Record<string, string> {
  const { label, entry, source } = finding;
  const name = shortened(sourceCode.getText(source));
  const whole = label.whole === undefined ? '' : label.whole === '' ? ' as a whole' : ` (with '${label.whole}')`;
  return {
    subject: label.isLiteral ? 'This text' : `'${name}'${whole}`,
    class: describeClass(label.verdict.class),
    entry:
      entry.keyText === undefined || finding.part === 'key'
        ? 'a baggage entry'
        : `baggage entry '${shortened(entry.keyText)}'`,
    path: describePath(finding, name),
  };
}

function describePath({ steps, entry, place }: SensitiveEntry, sourceName: string): string {
  const isNew = (name: string): boolean =>
    name !== sourceName && !(place.type === AST_NODE_TYPES.Identifier && place.name === name && steps.length === 0);
  const named = [
    ...steps.map(({ name, node }) => ({ name, node })),
    ...entry.through.map((call) => ({ name: `${calleeName(call) ?? 'a function'}()`, node: call })),
  ].filter(({ name }) => isNew(name));
  const texts = [...new Set(named.map(({ name, node }) => `'${name}' (line ${String(node.loc.start.line)})`))].slice(
    0,
    SHOWN_STEPS,
  );
  if (texts.length === 0) return '';
  return ` through ${texts.length === 1 ? (texts[0] ?? '') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`}`;
}

/** A text of one line, cut behind a name where it is too long. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  if (line.length <= LONGEST_NAME) return line;
  const start = line.slice(0, LONGEST_NAME);
  const whole = start.replace(/(?:[^\w$]+[\w$]*|[^\w$]+)$/, '');
  return `${whole === '' ? start : whole}…`;
}

/**
 * Where an entry is reported: at what enters it, where that is short, else at its source inside of it, else at its first
 * line.
 */
export function entryLocation(
  sourceCode: TSESLint.SourceCode,
  { place, source }: SensitiveEntry,
): TSESTree.SourceLocation {
  const isShort = ({ loc, range }: TSESTree.Node): boolean =>
    loc.start.line === loc.end.line && range[1] - range[0] <= LONGEST_NAME;
  if (isShort(place)) return place.loc;
  if (contains(place, source) && isShort(source)) return source.loc;
  const { start, end } = place.loc;
  const lineEnd = { line: start.line, column: sourceCode.lines[start.line - 1]?.length ?? start.column };
  return { start, end: start.line === end.line ? end : lineEnd };
}

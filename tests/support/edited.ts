/** A text that stands once in a code, and what comes in its place. */
export type Replacement = readonly [from: string, to: string];

/**
 * A code after replacements: how a test writes down the output of an edit. Throws when a text is not there just once.
 */
export function edited(code: string, edits: readonly Replacement[]): string {
  return edits.reduce((text, [from, to]) => {
    const parts = text.split(from);
    if (parts.length !== 2) throw new Error(`'${from}' is ${parts.length - 1} times in:\n${text}`);
    return parts.join(to);
  }, code);
}

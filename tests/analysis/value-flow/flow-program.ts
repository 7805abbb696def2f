/** What a program is about: the kind of step by which a value travels in it. */
export type ProgramKind =
  | 'copies'
  | 'choices'
  | 'properties'
  | 'classes'
  | 'calls'
  | 'callbacks'
  | 'closures'
  | 'collections'
  | 'promises'
  | 'generators'
  | 'text'
  | 'library'
  | 'order'
  | 'contexts'
  | 'aliases';

/**
 * A small program about one idea. What arrives where is not written here: it is measured by running the program.
 *
 * The program may use these globals:
 * - `source('a')` makes a fresh object, `sourceText('a')` a fresh string; both are known by their name `a`;
 * - `sink(value)` is a place of which we ask which sources arrive; `sinkText(text)` asks which sources the text holds;
 * - `flag()` is by chance true or false; the program is run with every outcome of the first four calls.
 */
export interface FlowProgram extends Allowance {
  readonly name: string;
  readonly kind: ProgramKind;
  readonly code: string;
}

/** In what the analysis may fall behind the run, always with the reason. */
interface Allowance {
  /** The code is TypeScript, not JavaScript. */
  readonly typescript?: true;
  /** `false`: the analysis may find a flow that no run shows. */
  readonly exact?: false;
  /** `false`: the analysis may say that it could not account for every way. */
  readonly complete?: false;
  /** The analysis may miss the flow, but then has to say that it could not account for every way. */
  readonly mayBeOpen?: true;
  /** Why the analysis may fall behind. Required with any of the three above. */
  readonly note?: string;
}

/** The programs of one kind, by name: the code alone, or the code with what the analysis may miss. */
export function programsOf(
  kind: ProgramKind,
  programs: Readonly<Record<string, string | (Allowance & { readonly code: string })>>,
): readonly FlowProgram[] {
  return Object.entries(programs).map(([name, program]) => {
    const { code, ...allowance } = typeof program === 'string' ? { code: program } : program;
    return { name, kind, ...allowance, code: withoutMargin(code) };
  });
}

function withoutMargin(code: string): string {
  const margin = /^\n( *)/.exec(code)?.[1] ?? '';
  return `${code.replaceAll(`\n${margin}`, '\n').trim()}\n`;
}

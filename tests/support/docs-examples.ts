import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const docsFolder = path.resolve(__dirname, '../../docs/rules');

/** What the line `<!-- eslint-otel: {…} -->` before an example may say of it. */
export interface ExampleMarker {
  /** `settings.otel` for this example. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The options of the rule. */
  readonly options?: readonly unknown[];
  /** Run it with types only (true) or without types only (false). Default: both. */
  readonly typed?: boolean;
  /** Other recommended rules have something to say of it, with good reason. */
  readonly others?: boolean;
  /** The verdict, for an example outside the sections "Incorrect" and "Correct". */
  readonly correct?: boolean;
}

/** A fenced example of a documentation page. */
export interface Example {
  readonly rule: string;
  readonly code: string;
  readonly isCorrect: boolean;
  /** The file extension that the fence names. */
  readonly extension: string;
  /** The line of the fence on its page. */
  readonly line: number;
  readonly marker: ExampleMarker;
}

/** A section of a page: its heading, and the text up to the next heading of the same or a higher level. */
export interface Section {
  readonly title: string;
  readonly level: number;
  readonly body: string;
}

const markerKeys: readonly (keyof ExampleMarker)[] = ['settings', 'options', 'typed', 'others', 'correct'];
const extensions = new Set(['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs']);
const headingOf = (line: string): RegExpExecArray | null => /^(#{1,6}) +(.*?)\s*$/.exec(line);

/** The names of the rules that have a page. */
export function documentedRules(): string[] {
  if (!existsSync(docsFolder)) return [];
  return readdirSync(docsFolder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.basename(name, '.md'))
    .sort();
}

/** The text of the page of a rule. Throws when there is none. */
export function docsPage(rule: string): string {
  return readFileSync(path.join(docsFolder, `${rule}.md`), 'utf8');
}

/**
 * The examples of a page that a test runs: every fence of code below a heading "Incorrect" or "Correct" (or one that
 * begins so), and every one whose marker gives a verdict. Throws when a marker is no JSON or has an unknown key.
 */
export function examplesOf(rule: string, page: string): Example[] {
  const examples: Example[] = [];
  const lines = page.split(/\r?\n/);
  let verdict: boolean | undefined;
  let verdictLevel = 0;
  let marker: ExampleMarker = {};
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const heading = headingOf(line);
    const fence = /^```(\w*)/.exec(line);
    const marked = /^<!-- eslint-otel: (.*) -->$/.exec(line);
    if (heading) {
      const level = heading[1]?.length ?? 0;
      const own = verdictOf(heading[2] ?? '');
      if (own !== undefined || level <= verdictLevel) [verdict, verdictLevel] = [own, level];
    } else if (marked) {
      marker = readMarker(marked[1] ?? '', `${rule}.md:${index + 1}`);
    } else if (fence) {
      const end = lines.indexOf('```', index + 1);
      if (end < 0) throw new Error(`${rule}.md:${index + 1}: this fence has no end`);
      const isCorrect = marker.correct ?? verdict;
      const extension = fence[1] ?? '';
      if (isCorrect !== undefined && extensions.has(extension)) {
        examples.push({
          rule,
          code: `${lines.slice(index + 1, end).join('\n')}\n`,
          isCorrect,
          extension,
          line: index + 1,
          marker,
        });
      }
      marker = {};
      index = end;
    }
  }
  return examples;
}

function verdictOf(title: string): boolean | undefined {
  if (/^(?:❌ *)?incorrect\b/i.test(title)) return false;
  return /^(?:✅ *)?correct\b/i.test(title) ? true : undefined;
}

function readMarker(text: string, place: string): ExampleMarker {
  let marker: unknown;
  try {
    marker = JSON.parse(text);
  } catch {
    throw new Error(`${place}: the marker is not JSON: ${text}`);
  }
  const unknown = Object.keys(marker as object).filter((key) => !(markerKeys as readonly string[]).includes(key));
  if (unknown.length > 0)
    throw new Error(`${place}: unknown keys ${unknown.join(', ')}; a marker may hold ${markerKeys.join(', ')}`);
  return marker as ExampleMarker;
}

/** The sections of a page, in order; what stands in a fence is no heading. */
export function sectionsOf(page: string): Section[] {
  const sections: { title: string; level: number; lines: string[] }[] = [];
  let isFenced = false;
  for (const line of page.split(/\r?\n/)) {
    if (line.startsWith('```')) isFenced = !isFenced;
    const heading = isFenced ? null : headingOf(line);
    const level = heading?.[1]?.length ?? Infinity;
    for (const section of sections) {
      // A section is over at a heading of its own or a higher level.
      const isOver = sections.slice(sections.indexOf(section) + 1).some((later) => later.level <= section.level);
      if (!isOver && level > section.level) section.lines.push(line);
    }
    if (heading) sections.push({ title: heading[2] ?? '', level, lines: [] });
  }
  return sections.map(({ title, level, lines }) => ({ title, level, body: lines.join('\n') }));
}

/** What stands between the generated header (or the title) and the first section. */
export function introductionOf(page: string): string {
  const body = page.split('<!-- end auto-generated rule header -->').at(-1) ?? '';
  return (body.split(/^## /m)[0] ?? '').replace(/^# .*$/m, '').trim();
}

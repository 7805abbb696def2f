/** The parts of README.md that are written from something else: set-ups, columns of the table of rules, a finding. */
import type { RuleDocs } from '../../src/rule-kit/create-rule';

/** The set-ups of README.md by their headings, and the files that they show. */
export const SET_UPS = {
  'ESLint 9.22 and later, 10: TypeScript and JavaScript': 'eslint.config.example.mjs',
  'ESLint 9.22 and later, 10: JavaScript only': 'examples/configs/javascript.eslint.config.mjs',
  'ESLint 9.0 to 9.21': 'examples/configs/array.eslint.config.mjs',
  'ESLint 8, and 9 with `ESLINT_USE_FLAT_CONFIG=false`': '.eslintrc.example.json',
  oxlint: 'examples/configs/oxlintrc.json',
  rslint: 'examples/configs/rslint.config.mjs',
} as const;

export type SetUpTitle = keyof typeof SET_UPS;
export const setUpTitles = Object.keys(SET_UPS) as SetUpTitle[];

/** What README.md tells a user to do. */
export interface SetUp {
  /** The command that installs what is needed. */
  readonly install: string;
  /** The name of the file to write, and its text. */
  readonly file: string;
  readonly text: string;
  /** The command that lints. */
  readonly command: string;
}

const CONFIGURATION = /(?<head>^`(?<file>[\w.-]+)`:\n\n```\w+\n)(?<text>[^]*?)(?=^```$)/mu;

/** Reads a set-up as a user does. Throws when a part of it is not there. */
export function setUpOf(readme: string, title: SetUpTitle): SetUp {
  const section = readme.slice(...sectionRange(readme, title));
  const commands = [...section.matchAll(/^```sh\n(?<command>.*)\n```$/gmu)].map(
    ({ groups }) => groups?.['command'] ?? '',
  );
  const { file = '', text = '' } = CONFIGURATION.exec(section)?.groups ?? {};
  const [install, command] = commands;
  if (install === undefined || command === undefined || commands.length !== 2 || file === '')
    throw new Error(`README.md, '${title}': a command to install, a file and a command to lint are what is needed`);
  return { install, file, text, command };
}

/** README.md with the examples in its set-ups. */
export function withSetUps(readme: string, read: (file: string) => string): string {
  return setUpTitles.reduce((text, title) => {
    const [start, end] = sectionRange(text, title);
    const section = text
      .slice(start, end)
      .replace(CONFIGURATION, (_match, head: string) => `${head}${read(SET_UPS[title])}`);
    return text.slice(0, start) + section + text.slice(end);
  }, readme);
}

function sectionRange(readme: string, title: string): [number, number] {
  const start = readme.indexOf(`\n### ${title}\n`);
  if (start < 0) throw new Error(`README.md has no heading '### ${title}'`);
  const end = readme.slice(start + 1).search(/\n#{2,3} /u);
  return [start, end < 0 ? readme.length : start + 1 + end];
}

const LEGEND = [
  '💭 Finds more with [type information](#with-types-or-without).',
  '🧪 Speaks in test code too, at least with some of its messages.',
];

/** README.md with two columns more in the table that eslint-doc-generator wrote: what types are to a rule, and tests. */
export function withColumns(readme: string, docsOf: (rule: string) => RuleDocs | undefined): string {
  const [before = '', table = '', after = ''] = readme.split(/(?<=<!-- (?:begin|end) auto-generated rules list -->)/u);
  const lines = table.split('\n').map((line) => {
    if (line.startsWith('💡')) return [`${line}\\`, LEGEND.join('\\\n')].join('\n');
    if (line.startsWith('| Name')) return `${line} 💭 | 🧪 |`;
    if (line.startsWith('| :-')) return `${line} :- | :- |`;
    const rule = /^\| \[(?<name>[\w-]+)\]/u.exec(line)?.groups?.['name'];
    const docs = rule === undefined ? undefined : docsOf(rule);
    if (!docs) return line;
    return `${line} ${docs.gainsFromTypes ? '💭' : '  '} | ${docs.inTests === undefined ? '  ' : '🧪'} |`;
  });
  return [before, lines.join('\n'), after].join('');
}

const FINDING =
  /(?<=<!-- begin example of a finding -->\n\n```ts\n)(?<code>[^]*?)(?<between>```\n\n[^\n]*\n\n```text\n)[^]*?(?=```\n\n<!-- end example of a finding -->)/u;

/** README.md with what ESLint prints of its example. */
export function withFinding(readme: string, lint: (code: string) => string): string {
  return readme.replace(FINDING, (...match) => {
    const { code = '', between = '' } = match.at(-1) as Record<string, string>;
    return `${code}${between}${lint(code)}`;
  });
}

/** What each rule sees of each way to hand a value on, found by linting. */
import type { Lint } from '../support/lint';
import { FOLLOWED, type FollowedValue } from './questions';
import { type HandingOn, HANDINGS_ON } from './steps';

/** `typed`: with types only. `nothing`: the cell means nothing. */
export type Sight = 'both' | 'no' | 'nothing' | 'typed' | 'untyped';

export function program(followed: FollowedValue, way: HandingOn, value: string): string {
  const body = way.code(value.startsWith('{') ? `(${value})` : value, followed.use);
  const around = followed.around ?? ((text) => `export async function run() {\n${text}\n}`);
  return `${followed.imports}${around(body)}\n`;
}

/** Whether the rule reports a program. @throws Error where it does not parse. */
export function reports(lint: Lint, followed: FollowedValue, code: string, typed: boolean): boolean {
  const messages = lint(code, {
    typed,
    rules: { [`otel/${followed.rule}`]: 'error' },
    ...(followed.settings && { settings: followed.settings }),
  });
  const fatal = messages.find(({ ruleId }) => ruleId === null);
  if (fatal) throw new Error(`${fatal.message}\n${code}`);
  return messages.length > 0;
}

export function sightOf(lint: Lint, followed: FollowedValue, way: HandingOn): Sight {
  if (followed.meaningless?.[way.name] !== undefined) return 'nothing';
  const code = program(followed, way, followed.wrong);
  const untyped = reports(lint, followed, code, false);
  const typed = reports(lint, followed, code, true);
  return typed && untyped ? 'both' : typed ? 'typed' : untyped ? 'untyped' : 'no';
}

const SIGNS: Readonly<Record<Sight, string>> = { both: '●', typed: '◐', untyped: '○', no: '·', nothing: '–' };

/** The table of the page: a row for each way, a column for each value that is followed. */
export function table(lint: Lint): string {
  const numbers = FOLLOWED.map((_, index) => String(index + 1));
  const rows = HANDINGS_ON.map((way) => [
    way.name,
    `\`${way.example}\``,
    ...FOLLOWED.map((followed) => SIGNS[sightOf(lint, followed, way)]),
  ]);
  const head = ['way', 'for example', ...numbers];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

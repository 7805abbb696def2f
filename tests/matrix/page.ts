/** The parts of `docs/what-the-rules-see.md` that are measured. */
import path from 'node:path';
import { KNOWN_LIMITS } from '../analysis/value-flow/limits';
import type { Lint } from '../support/lint';
import { table } from './measure';
import { FOLLOWED } from './questions';

export const PAGE = path.resolve(__dirname, '../../docs/what-the-rules-see.md');

/** The page with its measured parts as they are now. @throws Error where a marker is missing. */
export function withMeasurements(page: string, lint: Lint): string {
  const columns = FOLLOWED.map(
    ({ name, rule }, index) => `${String(index + 1)}. [\`${rule}\`](rules/${rule}.md): ${name}`,
  );
  const meaningless = FOLLOWED.flatMap(({ meaningless: ways = {}, rule }) =>
    [...new Set(Object.values(ways))].map((reason) => `- \`${rule}\`: ${reason}.`),
  );
  const limits = KNOWN_LIMITS.map(({ because }) => `- ${because}`);
  return replaced(
    replaced(
      replaced(page, 'columns', columns.join('\n')),
      'table',
      [table(lint), '', 'A cell with – means nothing:', '', ...meaningless].join('\n'),
    ),
    'limits',
    limits.join('\n'),
  );
}

function replaced(page: string, name: string, text: string): string {
  const [start, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The page has no '${start}' … '${end}'.`);
  return `${page.slice(0, from + start.length)}\n\n${text}\n\n${page.slice(to)}`;
}

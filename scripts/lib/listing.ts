import type { ESLint, Linter } from 'eslint';
import path from 'node:path';
import { wrapText, type Paint } from './paint';

/** The widest line that the listing prints, code lines apart. */
const width = 96;

/** Lists lint results for a terminal: by file, each report with its message, the code line and a mark below it. */
export function formatListing(results: readonly ESLint.LintResult[], folder: string, paint: Paint): string {
  const blocks = results
    .filter((result) => result.messages.length > 0)
    .map((result) => {
      const sourceLines = (result.source ?? '').split('\n');
      const reports = result.messages.map((message) => formatMessage(message, sourceLines, paint));
      return [paint.bold(path.relative(folder, result.filePath).replaceAll('\\', '/')), ...reports].join('\n');
    });
  return [...blocks, formatCounts(results, paint)].join('\n\n');
}

function formatMessage(message: Linter.LintMessage, sourceLines: readonly string[], paint: Paint): string {
  const severity = message.severity === 2 ? paint.red('error') : paint.yellow('warning');
  const place = paint.dim(`${message.line}:${message.column}`);
  const lines = [`  ${place}  ${severity}  ${paint.cyan(message.ruleId ?? 'parser')}`];
  for (const line of wrapText(message.message, width - 4)) lines.push(`    ${line}`);
  lines.push(...formatCode(message, sourceLines, paint));
  const remedies = [
    ...(message.fix ? ['(--fix repairs this)'] : []),
    ...(message.suggestions ?? []).map((suggestion) => suggestion.desc),
  ];
  for (const remedy of remedies) {
    const [first = '', ...rest] = wrapText(remedy, width - 8);
    lines.push(`      ${paint.green('+')} ${first}`, ...rest.map((line) => `        ${line}`));
  }
  return lines.join('\n');
}

function formatCode(message: Linter.LintMessage, sourceLines: readonly string[], paint: Paint): string[] {
  const code = sourceLines[message.line - 1];
  if (code === undefined) return [];
  const indent = code.length - code.trimStart().length;
  const start = Math.max(message.column - 1, indent);
  const end = message.endLine === message.line ? (message.endColumn ?? start + 2) - 1 : code.length;
  const number = String(message.line);
  return [
    `      ${paint.dim(`${number} |`)} ${code.slice(indent)}`,
    `      ${paint.dim(`${' '.repeat(number.length)} |`)} ${' '.repeat(start - indent)}${paint.red('^'.repeat(Math.max(1, end - start)))}`,
  ];
}

function formatCounts(results: readonly ESLint.LintResult[], paint: Paint): string {
  const messages = results.flatMap((result) => result.messages);
  if (messages.length === 0) return paint.green('No findings.');
  const byRule = new Map<string, number>();
  for (const message of messages) {
    const ruleId = message.ruleId ?? 'parser';
    byRule.set(ruleId, (byRule.get(ruleId) ?? 0) + 1);
  }
  const rules = [...byRule].sort(([one], [other]) => one.localeCompare(other));
  const files = results.filter((result) => result.messages.length > 0).length;
  return [
    paint.bold(`${messages.length} findings in ${files} files`),
    ...rules.map(([ruleId, count]) => `  ${String(count).padStart(3)}  ${ruleId}`),
  ].join('\n');
}

/**
 * Shows what the plugin says of published packages:
 *
 *     npm run ecosystem                     the findings, with their verdicts, and what differs from the reviewed list
 *     npm run ecosystem -- --update         rewrites findings.json; known findings keep their verdicts
 *     npm run ecosystem -- --code           shows the line of code under each finding
 *     npm run ecosystem -- --rule NAME      one rule only
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { modulesFolder } from './corpus';
import { carryVerdicts, compareFindings, readFindings, writeFindings, type ReviewedFinding } from './findings';
import { runEcosystem } from './run';

const { values: options } = parseArgs({
  options: { update: { type: 'boolean' }, code: { type: 'boolean' }, rule: { type: 'string' } },
});

async function main(): Promise<void> {
  const start = Date.now();
  const run = await runEcosystem();
  const previous = readFindings();
  const findings = carryVerdicts(previous, run.findings);
  const { missing, added } = compareFindings(previous, run.findings);

  for (const finding of findings) {
    if (options.rule && !finding.rule.endsWith(options.rule)) continue;
    console.log(`${finding.verdict.padEnd(10)} ${finding.file}:${finding.line}:${finding.column}  ${finding.rule}`);
    console.log(`           ${finding.message}`);
    if (options.code) console.log(`           > ${codeAt(finding)}`);
    if (finding.reason) console.log(`           ${finding.reason}`);
  }

  console.log();
  printTable(findings);
  console.log(
    `\n${run.packages} packages, ${run.files} files (${run.typedFiles} with types), ${((Date.now() - start) / 1000).toFixed(1)} s`,
  );
  for (const failure of run.failures) console.log(`FAILED ${failure}`);
  for (const finding of missing)
    console.log(`gone   ${finding.file}:${finding.line}:${finding.column}  ${finding.rule}`);
  for (const finding of added) console.log(`new    ${finding.file}:${finding.line}:${finding.column}  ${finding.rule}`);

  if (options.update) {
    writeFindings(findings);
    const open = findings.filter((finding) => finding.verdict === 'unreviewed').length;
    console.log(`findings.json rewritten: ${findings.length} findings, ${open} to review`);
  } else if (missing.length + added.length + run.failures.length > 0) {
    process.exitCode = 1;
  }
}

/** A long line (a minified bundle) is cut around the place. */
function codeAt({ file, line, column }: ReviewedFinding): string {
  const text = readFileSync(path.join(modulesFolder, file), 'utf8').split('\n')[line - 1] ?? '';
  return text.length <= 160 ? text.trim() : `…${text.slice(Math.max(0, column - 61), column + 99)}…`;
}

function printTable(all: readonly ReviewedFinding[]): void {
  const rules = [...new Set(all.map((finding) => finding.rule))].sort();
  const verdicts = ['true', 'defensible', 'false', 'unreviewed'] as const;
  const width = Math.max(4, ...rules.map((rule) => rule.length));
  const row = (name: string, cells: readonly (string | number)[]): string =>
    `${name.padEnd(width)}${cells.map((cell) => String(cell).padStart(12)).join('')}`;
  console.log(row('rule', verdicts));
  for (const rule of [...rules, undefined]) {
    const own = all.filter((finding) => rule === undefined || finding.rule === rule);
    console.log(
      row(
        rule ?? 'all',
        verdicts.map((verdict) => own.filter((finding) => finding.verdict === verdict).length),
      ),
    );
  }
}

void main();

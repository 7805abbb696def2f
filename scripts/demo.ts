import { ESLint } from 'eslint';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { diagnose, figuresOf, type Diagnosis } from './lib/diagnosis';
import { diffFolders } from './lib/diff';
import {
  buildExample,
  copyExample,
  exampleFolder,
  projectFolder,
  repairFolder,
  type RepairedFile,
} from './lib/example';
import { formatListing } from './lib/listing';
import { paintFor } from './lib/paint';
import { runScenario } from './lib/scenario';
import { drawRequests, drawTraces } from './lib/trace-tree';

/** Lies inside the project, so that the copies find its packages. */
const workFolder = path.join(projectFolder, '.tmp');
const brokenFolder = path.join(workFolder, 'orders');
const repairedFolder = path.join(workFolder, 'orders-repaired');

const paint = paintFor(process.stdout);

async function main(): Promise<void> {
  title('1. The order service, linted with the recommended preset');
  const before = await new ESLint({ cwd: exampleFolder }).lintFiles('.');
  print(formatListing(before, exampleFolder, paint));

  title('2. The order service, run');
  const broken = await runExample(exampleFolder, brokenFolder);

  title('3. A copy of it, repaired with the edits of the plugin');
  copyExample(repairedFolder);
  const repaired = await repairFolder(new ESLint({ cwd: repairedFolder }));
  print(formatEdits(repaired));

  title('4. What the edits changed');
  print(diffFolders(path.join(exampleFolder, 'src'), path.join(repairedFolder, 'src'), paint));

  title('5. The repaired service, linted and run');
  const after = await new ESLint({ cwd: repairedFolder }).lintFiles('.');
  print(formatListing(after, repairedFolder, paint), '');
  const healed = await runExample(repairedFolder, repairedFolder);

  title('Before and after');
  const figures: Figures = {
    findings: [countFindings(before), countFindings(after)],
    ...compareFigures(broken, healed),
  };
  print(formatFigures(figures));
  const well = Object.values(figures).every(([, figure]) => figure === 0);
  print('', well ? paint.green('The service is healed.') : paint.red('The service is not healed: see above.'));
  process.exitCode = well ? 0 : 1;
}

async function runExample(folder: string, target: string): Promise<Diagnosis> {
  const dist = buildExample(folder, path.join(target, 'dist'));
  const diagnosis = diagnose(await runScenario(dist, path.join(target, 'log')));
  print(paint.bold(paint.cyan('Spans, gathered from all processes and threads')), '', drawTraces(diagnosis, paint), '');
  print(paint.bold(paint.cyan('What the shipping service received')), '', drawRequests(diagnosis, paint));
  if (diagnosis.record.errors.length > 0) {
    const errors = diagnosis.record.errors.map((line) => paint.red(line));
    print('', paint.bold(paint.cyan('Errors in the log')), '', ...errors);
  }
  return diagnosis;
}

type Figures = Readonly<Record<string, readonly [number, number]>>;

function compareFigures(broken: Diagnosis, healed: Diagnosis): Figures {
  const after = figuresOf(healed);
  return Object.fromEntries(
    Object.entries(figuresOf(broken)).map(([name, figure]) => [name, [figure, after[name] ?? 0]]),
  );
}

function formatFigures(figures: Figures): string {
  const width = Math.max(...Object.keys(figures).map((name) => name.length));
  return Object.entries(figures)
    .map(([name, [before, after]]) => {
      const [from, to] = [String(before).padStart(3), String(after).padStart(3)];
      return `${name.padEnd(width)}  ${before > 0 ? paint.red(from) : from} -> ${after > 0 ? paint.red(to) : paint.green(to)}`;
    })
    .join('\n');
}

function formatEdits(files: readonly RepairedFile[]): string {
  return files
    .map(({ filePath, applied }) => {
      const name = path.relative(repairedFolder, filePath).replaceAll('\\', '/');
      const edits = applied.map(
        ({ ruleId, messageId }) => `  ${ruleId}: ${messageId === undefined ? 'fixed' : `suggestion '${messageId}'`}`,
      );
      return [paint.bold(name), ...edits].join('\n');
    })
    .join('\n');
}

function countFindings(results: readonly ESLint.LintResult[]): number {
  return results.reduce((sum, result) => sum + result.messages.length, 0);
}

function title(text: string): void {
  print('', paint.bold(`== ${text} ${'='.repeat(Math.max(0, 92 - text.length))}`), '');
}

function print(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

main()
  .finally(() => rmSync(brokenFolder, { recursive: true, force: true }))
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });

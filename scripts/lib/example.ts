import type { ESLint } from 'eslint';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { applyEdits, preferredEdit, type AppliedEdit } from './apply-edits';

/** The repository. */
export const projectFolder = path.resolve(__dirname, '../..');

/** The service that the demo lints, runs and repairs. */
export const exampleFolder = path.join(projectFolder, 'examples', 'orders');

/** The suggestions that the demo takes, by rule, best first. Reports with a fix need none. */
const preferredSuggestions: Readonly<Record<string, readonly string[]>> = {
  'otel/require-attach-dispose': ['wrapInTryFinally', 'useContextWith'],
  'otel/no-attach-across-await': ['useContextWith'],
  'otel/valid-context-with': ['passCallback', 'moveThenInside'],
  'otel/no-ignored-return': ['wrapInContextWith', 'useResult'],
  'otel/no-inactive-span': ['activate'],
  'otel/no-pii-in-baggage': ['keyedHash', 'dropEntry'],
  'otel/no-secret-in-baggage': ['dropEntry'],
  'otel/require-context-binding': ['bindDerived', 'bindActive'],
  'otel/require-span-end': ['endInFinally'],
  'otel/require-worker-carrier': ['injectCarrier', 'extractCarrier'],
  'otel/require-message-extract': ['extractCarrier'],
  'otel/require-message-inject': ['injectCarrier'],
  'otel/valid-carrier': ['useAccessor'],
  'otel/propagator-order': ['reorder'],
};

/** A folder is linted again after each round of edits, until a round changes nothing; this many rounds at most. */
const maximumRounds = 10;

/** More edits than any file of the example has findings. */
const maximumEditsPerFile = 30;

/** Copies the example, without what was built, to a folder that is emptied first. */
export function copyExample(target: string): void {
  rmSync(target, { recursive: true, force: true });
  cpSync(exampleFolder, target, {
    recursive: true,
    filter: (source) => !/[\\/](dist|node_modules)$/.test(path.relative(exampleFolder, source)),
  });
}

/**
 * Type-checks and builds a copy of the example with the compiler of the project.
 *
 * @returns The folder of the built JavaScript.
 * @throws Error with what the compiler says when it finds an error.
 */
export function buildExample(folder: string, dist: string): string {
  const tsc = path.join(projectFolder, 'node_modules', 'typescript', 'bin', 'tsc');
  rmSync(dist, { recursive: true, force: true });
  const options = ['-p', path.join(folder, 'tsconfig.json'), '--outDir', dist];
  const result = spawnSync(process.execPath, [tsc, ...options], { encoding: 'utf8' });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`'${folder}' does not compile:\n${result.stdout}${result.stderr}`);
  return dist;
}

/** Edits that were made in one file. */
export interface RepairedFile {
  readonly filePath: string;
  readonly applied: readonly AppliedEdit[];
}

/**
 * Repairs a folder in place: what has a fix is fixed, and for the rest the preferred suggestion of the rule is taken.
 *
 * @param eslint An instance whose working directory is `folder`.
 * @throws Error when the edits of a file do not settle.
 */
export async function repairFolder(eslint: ESLint): Promise<RepairedFile[]> {
  const repaired: RepairedFile[] = [];
  for (let round = 0; round < maximumRounds; round++) {
    const results = await eslint.lintFiles('.');
    const edited = await Promise.all(
      results.filter(hasPreferredEdit).map((result) => repairFile(eslint, result.filePath)),
    );
    if (edited.length === 0) return repaired;
    repaired.push(...edited);
  }
  throw new Error(`the edits do not settle in ${maximumRounds} rounds`);
}

function hasPreferredEdit(result: ESLint.LintResult): boolean {
  return result.messages.some((message) => preferredEdit(message, suggestionsFor(message.ruleId)) !== undefined);
}

const suggestionsFor = (ruleId: string | null): readonly string[] => preferredSuggestions[ruleId ?? ''] ?? [];

async function repairFile(eslint: ESLint, filePath: string): Promise<RepairedFile> {
  const { text, applied, settled } = await applyEdits(
    readFileSync(filePath, 'utf8'),
    async (current) => (await eslint.lintText(current, { filePath }))[0]?.messages ?? [],
    (message) => preferredEdit(message, suggestionsFor(message.ruleId)),
    maximumEditsPerFile,
  );
  if (!settled) throw new Error(`the edits of '${filePath}' do not settle:\n${text}`);
  writeFileSync(filePath, text);
  return { filePath, applied };
}

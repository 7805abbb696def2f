import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ensureInstalled } from '../../scripts/lib/ensure-installed';

/** The generations of the OpenTelemetry SDK that programs run on: 2.x with API 1.9, and 3.x with API 1.10. */
export type Generation = 'gen2' | 'gen3';

const runtimeFolder = path.resolve(__dirname, '../runtime');
const setupFolder = path.join(runtimeFolder, 'setup');

/** Programs run in a folder below the packages of their generation, so that Node resolves `@opentelemetry/*` there. */
const homes: Readonly<Record<Generation, string>> = { gen2: path.join(runtimeFolder, 'gen2'), gen3: runtimeFolder };

export interface Program {
  /** Texts by file name, all in one folder; `../setup` is beside that folder. */
  readonly files: ReadonlyMap<string, string>;
  /** The file name to start. */
  readonly entry: string;
  readonly generation: Generation;
  /** Variables for the child process, beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How long a program may take; it needs well below a second. */
const timeoutMs = 30_000;

/**
 * Runs a program in a child process on the real SDK and answers what it observed: the JSON object on the last line of
 * its output. TypeScript is transpiled first (`.ts`, `.cts`, `.js`, `.cjs` as CommonJS, `.mts`, `.mjs` as modules).
 *
 * @throws Error with the output of the program when it fails, runs too long, or prints no JSON.
 */
export async function runProgram(program: Program): Promise<unknown> {
  const home = homes[program.generation];
  if (program.generation === 'gen2') await ensureInstalled(home);
  mkdirSync(path.join(home, '.tmp'), { recursive: true });
  const root = mkdtempSync(path.join(home, '.tmp', 'run-'));
  try {
    writeTranspiled(path.join(root, 'setup'), setupFiles());
    writeTranspiled(path.join(root, 'program'), program.files);
    const entry = path.join(root, 'program', emittedName(program.entry));
    return lastLineOf(await execute(entry, { OTEL_GENERATION: program.generation, ...program.env }), program);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function setupFiles(): Map<string, string> {
  return new Map(readdirSync(setupFolder).map((name) => [name, readFileSync(path.join(setupFolder, name), 'utf8')]));
}

function writeTranspiled(folder: string, files: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of files) writeFileSync(path.join(folder, emittedName(name)), transpile(name, text));
}

function emittedName(name: string): string {
  return name.replace(/\.([cm]?)ts$/, '.$1js');
}

function transpile(name: string, text: string): string {
  if (!/\.[cm]?ts$/.test(name)) return text;
  return ts.transpileModule(text, {
    fileName: name,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: name.endsWith('.mts') ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      inlineSourceMap: true,
    },
  }).outputText;
}

function execute(entry: string, env: Readonly<Record<string, string>>): Promise<string> {
  return inTurn(
    () =>
      new Promise<string>((resolve, reject) => {
        const options = { env: { ...process.env, ...env }, timeout: timeoutMs, killSignal: 'SIGKILL' as const };
        execFile(process.execPath, ['--enable-source-maps', entry], options, (error, stdout, stderr) => {
          if (error) reject(new Error(`${error.message}\n--- output\n${stdout}\n--- errors\n${stderr}`));
          else resolve(stdout);
        });
      }),
  );
}

function lastLineOf(stdout: string, program: Program): unknown {
  const line = stdout.trimEnd().split('\n').at(-1) ?? '';
  try {
    return JSON.parse(line);
  } catch {
    throw new Error(`'${program.entry}' on ${program.generation} printed no JSON object on its last line:\n${stdout}`);
  }
}

const parallel = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** Runs the work when fewer than `parallel` others run. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running === parallel) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

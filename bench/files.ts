import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { corpus, filesOf } from '../tests/ecosystem/corpus';
import { serviceText } from './generated-services';

export const repository = path.resolve(__dirname, '..');
const servicesFolder = path.join(repository, '.tmp/bench/services');
const services = 80;

export interface BenchFile {
  readonly path: string;
  readonly text: string;
}

/** Writes the generated services, which the program of every measurement reads. */
export function writeServices(): void {
  rmSync(servicesFolder, { recursive: true, force: true });
  mkdirSync(servicesFolder, { recursive: true });
  for (let index = 0; index < services; index++) {
    writeFileSync(path.join(servicesFolder, `service-${String(index).padStart(3, '0')}.ts`), serviceText(index));
  }
}

export const groupWithoutOpenTelemetry = 'files without OpenTelemetry';

/** Whether a file imports a package of OpenTelemetry. */
export const usesOpenTelemetry = ({ text }: Pick<BenchFile, 'text'>): boolean =>
  /(?:\bfrom|\bimport|\brequire\()\s*\(?\s*['"]@opentelemetry\//.test(text);

/** The groups of files that are linted with types, by name. */
export function typedFiles(): Readonly<Record<string, readonly BenchFile[]>> {
  return {
    'this plugin': filesBelow(path.join(repository, 'src')),
    'generated services': filesBelow(servicesFolder),
    'examples/orders': filesBelow(path.join(repository, 'examples/orders')),
    'published packages': corpus.filter((entry) => entry.typed).flatMap(filesOf),
    [groupWithoutOpenTelemetry]: filesWithoutOpenTelemetry(200),
  };
}

/** Files of published packages that never mention OpenTelemetry. */
export const filesWithoutOpenTelemetry = (maximum: number): readonly BenchFile[] =>
  corpus
    .flatMap(filesOf)
    .filter((file) => !/opentelemetry/i.test(file.text) && file.text.length < 60_000)
    .slice(0, maximum);

function filesBelow(folder: string): BenchFile[] {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return names
    .filter((name) => /(?<!\.d)\.[cm]?ts$/.test(name) && !/(^|[\\/])(?:node_modules|dist|\.tmp)[\\/]/.test(name))
    .sort()
    .map((name) => path.join(folder, name))
    .map((file) => ({ path: file, text: readFileSync(file, 'utf8') }));
}

/** A fresh program: nothing of it has been checked yet. */
export const createProgram = (files: readonly BenchFile[]): ts.Program =>
  ts.createProgram({
    rootNames: files.map((file) => file.path),
    options: {
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2023.d.ts'],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      strict: true,
      noUncheckedIndexedAccess: true,
      esModuleInterop: true,
      allowJs: true,
      checkJs: false,
      maxNodeModuleJsDepth: 0,
      skipLibCheck: true,
      noEmit: true,
      types: ['node'],
      typeRoots: [path.join(repository, 'node_modules/@types')],
    },
  });

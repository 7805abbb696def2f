/**
 * What the set-up files of a typed program set up: those of the same package whose text holds a statement of a set-up.
 * Each file is looked at once, for as long as TypeScript keeps it.
 */
import type { TSESLint } from '@typescript-eslint/utils';
import type ts from 'typescript';
import type { DetectedManager } from '../../model/context-managers';
import { parseFile } from './parsed-file';
import { NO_SET_UP, type SetUp } from '../project';
import { mentionsSetUp, setUpIn } from './set-up';

const byFile = new WeakMap<ts.SourceFile, SetUp>();
const byProgram = new WeakMap<ts.Program, Map<string, SetUp>>();

/** Whether a file counts: it is in this package, and it is no test. */
export type FileFilter = (fileName: string) => boolean;

/**
 * @param folder The folder of the package, which with the program is what the answer is kept by.
 * @param counts Which files of the program to look at.
 */
export function programSetUp(sourceCode: TSESLint.SourceCode, folder: string, counts: FileFilter): SetUp {
  const program = sourceCode.parserServices?.program;
  if (!program) return NO_SET_UP;
  let known = byProgram.get(program);
  if (!known) byProgram.set(program, (known = new Map<string, SetUp>()));
  let setUp = known.get(folder);
  if (!setUp) {
    const files = program.getSourceFiles().filter((file) => isOwn(program, file) && mentionsSetUp(file.text));
    setUp = together(files.filter(({ fileName }) => counts(fileName)).map((file) => ofFile(file, sourceCode)));
    known.set(folder, setUp);
  }
  return setUp;
}

const isOwn = (program: ts.Program, file: ts.SourceFile): boolean =>
  !file.isDeclarationFile && !program.isSourceFileFromExternalLibrary(file);

function ofFile(file: ts.SourceFile, { visitorKeys }: TSESLint.SourceCode): SetUp {
  let setUp = byFile.get(file);
  if (!setUp) {
    const parsed = parseFile(file, visitorKeys);
    setUp = parsed ? setUpIn(parsed.sourceCode, parsed.calls) : NO_SET_UP;
    byFile.set(file, setUp);
  }
  return setUp;
}

function together(setUps: readonly SetUp[]): SetUp {
  const all = <T>(part: (setUp: SetUp) => Iterable<T>): Set<T> => new Set(setUps.flatMap((setUp) => [...part(setUp)]));
  const instrumented = all(({ instrumented: made }) => made);
  return {
    managers: all<DetectedManager>(({ managers }) => managers),
    instrumented,
    switchedOff: new Set([...all(({ switchedOff }) => switchedOff)].filter((library) => !instrumented.has(library))),
    instrumentsUnknown: setUps.some((setUp) => setUp.instrumentsUnknown),
  };
}

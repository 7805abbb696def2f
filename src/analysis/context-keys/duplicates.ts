/**
 * Context keys that are one key under two names. What a file makes twice under one name is meant to be the same: people
 * write down a key of another package, or a bundle has a file twice.
 */
import type { TSESLint } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { ApiResolver } from '../api-resolution';
import { parseFile } from '../set-up/parsed-file';
import type { ContextKey } from './keys';
import { contextKeys } from './keys';

/** A key, and where it stands in another file. */
export interface EarlierKey {
  readonly key: ContextKey;
  /** The other file; undefined for this one. */
  readonly fileName: string | undefined;
}

/** A key that another one, made before it, is. */
export interface DuplicateKey extends EarlierKey {
  readonly duplicate: ContextKey;
}

const CREATE = 'createContextKey';

/**
 * The keys of a file that an earlier one is too: above it, else in a file of the program whose name comes first, so that
 * each pair is found once.
 *
 * @param counts Which files of the program to look at.
 */
export function duplicateKeys(
  resolver: ApiResolver,
  filename: string,
  keys: readonly ContextKey[],
  counts: (fileName: string) => boolean,
): readonly DuplicateKey[] {
  return keys.flatMap((duplicate, index): readonly DuplicateKey[] => {
    const above = described(keys.slice(0, index), undefined, duplicate);
    const earlier = above.length > 0 ? above : othersOf(resolver, filename, counts, duplicate);
    const [first] = earlier;
    return first && earlier.every(({ key }) => key.name !== duplicate.name) ? [{ ...first, duplicate }] : [];
  });
}

function described(
  keys: readonly ContextKey[],
  fileName: string | undefined,
  { description }: ContextKey,
): readonly EarlierKey[] {
  return keys.flatMap((key) => (key.description === description ? [{ key, fileName }] : []));
}

const byFile = new WeakMap<ts.SourceFile, readonly ContextKey[]>();
const byProgram = new WeakMap<ts.Program, readonly ts.SourceFile[]>();

/** The keys of that description in the files of the program whose names come before that of a file. */
function othersOf(
  { sourceCode }: ApiResolver,
  filename: string,
  counts: (fileName: string) => boolean,
  key: ContextKey,
): readonly EarlierKey[] {
  const program = sourceCode.parserServices?.program;
  if (!program) return [];
  let files = byProgram.get(program);
  if (!files) {
    files = program
      .getSourceFiles()
      .filter((file) => !file.isDeclarationFile && !program.isSourceFileFromExternalLibrary(file))
      .filter(({ text }) => text.includes(CREATE));
    byProgram.set(program, files);
  }
  const own = filename.replaceAll('\\', '/');
  return files
    .filter(({ fileName }) => fileName < own && counts(fileName))
    .sort((one, other) => (one.fileName < other.fileName ? -1 : 1))
    .flatMap((file) => described(keysOf(file, sourceCode), file.fileName, key));
}

function keysOf(file: ts.SourceFile, { visitorKeys }: TSESLint.SourceCode): readonly ContextKey[] {
  let keys = byFile.get(file);
  if (!keys) {
    const parsed = parseFile(file, visitorKeys);
    const resolver = parsed && new ApiResolver(parsed.sourceCode);
    const calls = (parsed?.calls ?? []).flatMap((node) => {
      const call = resolver?.candidateNames(node).includes(CREATE) ? resolver.resolve(node) : undefined;
      return call?.operation === 'context.createKey' ? [call] : [];
    });
    keys = resolver ? contextKeys(resolver, calls) : [];
    byFile.set(file, keys);
  }
  return keys;
}

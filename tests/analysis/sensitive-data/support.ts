import { classifyName, type NameKind, type Vocabulary } from '../../../src/analysis/sensitive-data';

/**
 * Judges a path such as `req.user.email` or `users[0].name` and prints the verdict: `contact recommended`, or
 * `nothing`.
 */
export function judge(path: string, kind?: NameKind, vocabulary?: Vocabulary): string {
  const parts = path.replace(/\[(\w+)\]/g, '.$1').split('.');
  const verdict = classifyName(
    {
      name: parts.at(-1) ?? '',
      objectPath: parts.slice(0, -1),
      kind: kind ?? (parts.length > 1 ? 'property' : 'variable'),
    },
    vocabulary,
  );
  return verdict ? `${verdict.class} ${verdict.strength}` : 'nothing';
}

/** The paths that are not judged as expected, each with what it was judged: empty when all are right. */
export function misjudged(
  paths: readonly string[],
  expected: string,
  kind?: NameKind,
  vocabulary?: Vocabulary,
): string[] {
  return paths
    .map((path) => ({ path, verdict: judge(path, kind, vocabulary) }))
    .filter(({ verdict }) => verdict !== expected)
    .map(({ path, verdict }) => `${path}: ${verdict}`);
}

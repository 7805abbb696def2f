/** What versions of a dependency a package.json admits, as far as a rule needs it: the lowest. */
import minVersion from 'semver/ranges/min-version';
import validRange from 'semver/ranges/valid';
import parse from 'semver/functions/parse';

/** A version, to its minor part. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** Reads an exact version such as an installed package states (`9.3.5`, `10.0.0-rc.1`). */
export function parseVersion(text: string): Version | undefined {
  return toMinor(parse(text));
}

/**
 * The lowest version that a range of npm admits; undefined when it has no lower end that says anything (`*`, `latest`)
 * or is no range (`workspace:`, `catalog:`, `file:`, `git+ssh://…`, a URL, a tag). `npm:name@range` is read as its
 * range.
 *
 * *Known limitations*: `workspace:^1.2.3` names a version and is not read. Prereleases count as their release.
 */
export function lowestVersion(range: string): Version | undefined {
  const alias = /^npm:(?:@[^/]+\/)?[^@]+@(?<range>.+)$/u.exec(range)?.groups;
  const valid = validRange(alias?.['range'] ?? range);
  return valid === null || valid === '*' ? undefined : toMinor(minVersion(valid));
}

const toMinor = (version: Version | null): Version | undefined =>
  version ? { major: version.major, minor: version.minor } : undefined;

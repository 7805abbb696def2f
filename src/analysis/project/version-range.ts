/** What versions of a dependency a package.json admits, as far as a rule needs it: the lowest. */

/** A version, to its minor part. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** Reads an exact version such as an installed package states (`9.3.5`, `10.0.0-rc.1`). */
export function parseVersion(text: string): Version | undefined {
  const parts = /^[v=\s]*(?<major>\d+)\.(?<minor>\d+)\.\d+/u.exec(text)?.groups;
  return parts && { major: Number(parts['major']), minor: Number(parts['minor']) };
}

const COMPARATOR =
  /^(?<operator>>=|<=|>|<|\^|~>?|=)?\s*v?(?<major>\d+|[xX*])(?:\.(?<minor>\d+|[xX*]))?(?:\.(?<patch>\d+|[xX*]))?(?:[-+][\w.+-]*)?$/u;

/**
 * The lowest version that a range of npm admits; undefined when it has no lower end that says anything (`*`, `latest`)
 * or is no range (`workspace:`, `catalog:`, `file:`, `git+ssh://…`, a URL, a tag). `npm:name@range` is read as its
 * range.
 *
 * *Known limitations*: `workspace:^1.2.3` names a version and is not read. Prereleases count as their release.
 * Source: the range grammar of node-semver.
 */
export function lowestVersion(range: string): Version | undefined {
  const alias = /^npm:(?:@[^/]+\/)?[^@]+@(?<range>.+)$/u.exec(range)?.groups;
  const alternatives = (alias?.['range'] ?? range).split('||').map(lowestOfAlternative);
  let lowest: Version | undefined;
  for (const version of alternatives) {
    if (!version) return undefined;
    if (!lowest || isBelow(version, lowest)) lowest = version;
  }
  return lowest;
}

const isBelow = (left: Version, right: Version): boolean =>
  left.major < right.major || (left.major === right.major && left.minor < right.minor);

/** The highest of the lower bounds: all comparators of an alternative hold together. */
function lowestOfAlternative(alternative: string): Version | undefined {
  const hyphen = /^\s*(?<from>\S+)\s+-\s+\S+\s*$/u.exec(alternative)?.groups;
  const comparators = hyphen
    ? [`>=${hyphen['from'] ?? ''}`]
    : alternative
        .replace(/(?<operator>[<>=^~])\s+/gu, '$<operator>')
        .trim()
        .split(/\s+/u);
  let highest: Version | undefined;
  for (const comparator of comparators) {
    const bound = lowerBound(comparator);
    if (!bound) return undefined;
    if (!highest || isBelow(highest, bound)) highest = bound;
  }
  return highest;
}

function lowerBound(comparator: string): Version | undefined {
  const parts = COMPARATOR.exec(comparator)?.groups;
  const major = Number(parts?.['major']);
  if (!parts || Number.isNaN(major)) return undefined;
  const minor = Number(parts['minor'] ?? 'x');
  switch (parts['operator']) {
    case '<':
    case '<=':
      return { major: 0, minor: 0 };
    case '>':
      if (Number.isNaN(minor)) return { major: major + 1, minor: 0 };
      return Number.isNaN(Number(parts['patch'] ?? 'x')) ? { major, minor: minor + 1 } : { major, minor };
    default:
      return { major, minor: Number.isNaN(minor) ? 0 : minor };
  }
}

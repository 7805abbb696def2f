import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RawFinding } from './run';

/**
 * The judgement of a person who read the code at the place.
 * - `true`: the code does what the message says, and it is a defect of the package.
 * - `defensible`: the message is right about the code; the authors may want it so, or know more than the file says.
 * - `false`: the message is wrong.
 * - `unreviewed`: nobody has read it yet.
 */
export type Verdict = 'true' | 'defensible' | 'false' | 'unreviewed';

export interface ReviewedFinding extends RawFinding {
  readonly verdict: Verdict;
  /** One line: why. Empty only for `unreviewed`. */
  readonly reason: string;
}

const findingsFile = path.join(__dirname, 'findings.json');

/** Reads the reviewed findings. Throws when the file is not what `writeFindings` writes. */
export function readFindings(): ReviewedFinding[] {
  return JSON.parse(readFileSync(findingsFile, 'utf8')) as ReviewedFinding[];
}

/** Writes the reviewed findings, one a paragraph, so that a change reads well as a diff. */
export function writeFindings(findings: readonly ReviewedFinding[]): void {
  writeFileSync(findingsFile, `${JSON.stringify(findings, null, 2)}\n`);
}

/** File order, then position, then rule and message: the order of `findings.json`. */
export function byPlace(a: RawFinding, b: RawFinding): number {
  return (
    compare(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compare(a.rule, b.rule) ||
    compare(a.message, b.message)
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What tells one finding from another. */
export function identityOf({ file, line, column, rule, message }: RawFinding): string {
  return `${file}:${line}:${column} ${rule} ${message}`;
}

export interface FindingsDifference {
  /** Reviewed before and gone now. */
  readonly missing: readonly ReviewedFinding[];
  /** Reported now and never reviewed. */
  readonly added: readonly RawFinding[];
}

export function compareFindings(
  expected: readonly ReviewedFinding[],
  actual: readonly RawFinding[],
): FindingsDifference {
  const expectedIdentities = new Set(expected.map(identityOf));
  const actualIdentities = new Set(actual.map(identityOf));
  return {
    missing: expected.filter((finding) => !actualIdentities.has(identityOf(finding))),
    added: actual.filter((finding) => !expectedIdentities.has(identityOf(finding))),
  };
}

/**
 * Gives every finding the verdict it had before. A finding that moved or was reworded keeps its verdict when its file,
 * rule and line are the same, or else from the nearest old finding of the same file, rule and message. Each old verdict
 * is given once. What is left is `unreviewed`.
 */
export function carryVerdicts(previous: readonly ReviewedFinding[], actual: readonly RawFinding[]): ReviewedFinding[] {
  const pool = new Set(previous);
  const judged = new Map<RawFinding, ReviewedFinding>();
  const claim = (isSame: (old: ReviewedFinding, now: RawFinding) => boolean): void => {
    for (const now of actual) {
      if (judged.has(now)) continue;
      const nearest = [...pool]
        .filter((old) => old.file === now.file && old.rule === now.rule && isSame(old, now))
        .sort((a, b) => distance(a, now) - distance(b, now))[0];
      if (!nearest) continue;
      pool.delete(nearest);
      judged.set(now, nearest);
    }
  };
  claim((old, now) => identityOf(old) === identityOf(now));
  claim((old, now) => old.line === now.line && old.column === now.column);
  claim((old, now) => old.line === now.line);
  claim((old, now) => old.message === now.message);
  return [...actual].sort(byPlace).map(({ file, line, column, rule, message }) => {
    const old = [...judged].find(([now]) => identityOf(now) === identityOf({ file, line, column, rule, message }))?.[1];
    return { file, line, column, rule, message, verdict: old?.verdict ?? 'unreviewed', reason: old?.reason ?? '' };
  });
}

const distance = (a: RawFinding, b: RawFinding): number =>
  Math.abs(a.line - b.line) * 1000 + Math.abs(a.column - b.column);

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from './lint';

/** What the fixture project must give, with types and without. */
export interface Expected {
  readonly typed: readonly Finding[];
  readonly untyped: readonly Finding[];
}

const expectedFile = path.join(__dirname, 'expected.json');

export const readExpected = (): Expected => JSON.parse(readFileSync(expectedFile, 'utf8')) as Expected;

export const writeExpected = (expected: Expected): void =>
  writeFileSync(expectedFile, `${JSON.stringify(expected, null, 2)}\n`);

/** A finding without its absent fields, as JSON holds it. */
export const plain = (findings: readonly Finding[]): Finding[] => JSON.parse(JSON.stringify(findings)) as Finding[];

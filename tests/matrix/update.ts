/**
 * Brings the measured parts of `docs/what-the-rules-see.md` up to date.
 *
 *     npx tsx tests/matrix/update.ts
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createLint } from '../support/lint';
import { PAGE, withMeasurements } from './page';

writeFileSync(PAGE, withMeasurements(readFileSync(PAGE, 'utf8'), createLint()));
execFileSync('npx', ['prettier', '--write', PAGE], { stdio: 'ignore' });

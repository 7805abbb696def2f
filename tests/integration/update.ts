/**
 * Rewrites `expected.json` from ESLint 10. Read the difference line by line before it is kept:
 *
 *     npx tsx tests/integration/update.ts
 */
import { writeExpected } from './expected';
import { lintProject } from './lint';

const expected = {
  typed: lintProject('eslint-10', { typed: true }),
  untyped: lintProject('eslint-10', { typed: false }),
};
writeExpected(expected);
console.log(
  `expected.json rewritten: ${expected.typed.length} findings with types, ${expected.untyped.length} without`,
);

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { program, reports, sightOf } from './matrix/measure';
import { PAGE, withMeasurements } from './matrix/page';
import { FOLLOWED } from './matrix/questions';
import { HANDINGS_ON } from './matrix/steps';
import { createLint, useOwnProjectService } from './support/lint';

const lint = createLint();

/** The page without what formatting changes: the width of columns, escapes. */
const plain = (page: string): string =>
  page
    .replace(/ *\| */g, '|')
    .replace(/-{3,}/g, '---')
    .replace(/\n{2,}/g, '\n\n');

describe('what the rules see', () => {
  useOwnProjectService();

  for (const followed of FOLLOWED) {
    it(`${followed.rule} sees ${followed.name} where it stands`, () => {
      const directly = HANDINGS_ON.filter(({ name }) => name === (followed.meaningless ? 'a name' : 'directly'));
      assert.deepEqual(
        directly.map((way) => sightOf(lint, followed, way)),
        ['both'],
      );
    });

    it(`${followed.rule} says nothing of what is right, however it gets there: ${followed.name}`, () => {
      const reported = HANDINGS_ON.filter((way) => {
        const code = program(followed, way, followed.right);
        return reports(lint, followed, code, false) || reports(lint, followed, code, true);
      });
      assert.deepEqual(
        reported.map(({ name }) => name),
        [],
      );
    });
  }

  it('is what docs/what-the-rules-see.md says', () => {
    const page = readFileSync(PAGE, 'utf8');
    assert.equal(plain(page), plain(withMeasurements(page, lint)), 'npx tsx tests/matrix/update.ts');
  });
});

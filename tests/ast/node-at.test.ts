import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { nodeAt } from '../../src/ast/node-at';
import { parseSource } from '../support/source';

const files = ['src/analysis/value-flow/call-graph.ts', 'tests/support/source.ts', 'src/model/operations.ts'];

describe('the node at an index', () => {
  for (const file of files) {
    it(`is the one that ESLint finds, everywhere in ${file}`, () => {
      const sourceCode = parseSource(readFileSync(path.resolve(__dirname, '../..', file), 'utf8'));
      const wrong: number[] = [];
      for (let index = -1; index <= sourceCode.text.length; index += 7) {
        if (nodeAt(sourceCode, index) !== (sourceCode.getNodeByRangeIndex(index) ?? undefined)) wrong.push(index);
      }
      assert.deepEqual(wrong, []);
    });
  }

  it('is found in lists with holes and in long lists', () => {
    const list = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? '' : `a${String(index)}`)).join(', ');
    const sourceCode = parseSource(
      `const x = 1;\n${'f();\n'.repeat(100)}const [${list}, end] = y;\ng(${list.replaceAll(', ,', ', 0,').slice(2)});`,
    );
    for (let index = 0; index < sourceCode.text.length; index++)
      assert.equal(nodeAt(sourceCode, index), sourceCode.getNodeByRangeIndex(index) ?? undefined, String(index));
  });
});

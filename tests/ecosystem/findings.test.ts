import assert from 'node:assert/strict';
import { carryVerdicts, compareFindings, type ReviewedFinding } from './findings';
import type { RawFinding } from './run';

const raw = (line: number, over: Partial<RawFinding> = {}): RawFinding => ({
  file: 'pkg/a.js',
  line,
  column: 3,
  rule: 'otel/some-rule',
  message: 'It breaks.',
  ...over,
});
const reviewed = (line: number, reason: string, over: Partial<RawFinding> = {}): ReviewedFinding => ({
  ...raw(line, over),
  verdict: 'true',
  reason,
});

describe('ecosystem findings', () => {
  it('tells what is gone and what is new', () => {
    const difference = compareFindings([reviewed(1, 'one'), reviewed(2, 'two')], [raw(2), raw(3)]);
    assert.deepEqual(difference, { missing: [reviewed(1, 'one')], added: [raw(3)] });
  });

  it('treats another column, rule or message as another finding', () => {
    for (const over of [{ column: 4 }, { rule: 'otel/other' }, { message: 'Else.' }, { file: 'pkg/b.js' }]) {
      const difference = compareFindings([reviewed(1, 'one')], [raw(1, over)]);
      assert.equal(difference.missing.length + difference.added.length, 2);
    }
  });

  it('keeps the verdict of a finding that did not change', () => {
    assert.deepEqual(carryVerdicts([reviewed(1, 'one')], [raw(1)]), [reviewed(1, 'one')]);
  });

  it('keeps the verdict of a reworded message on the same line', () => {
    const [finding] = carryVerdicts([reviewed(1, 'one')], [raw(1, { message: 'It breaks now.' })]);
    assert.deepEqual([finding?.message, finding?.verdict, finding?.reason], ['It breaks now.', 'true', 'one']);
  });

  it('gives a moved finding the verdict of the nearest one with the same message', () => {
    const previous = [reviewed(10, 'ten'), reviewed(100, 'hundred')];
    assert.deepEqual(
      carryVerdicts(previous, [raw(12), raw(101)]).map((finding) => finding.reason),
      ['ten', 'hundred'],
    );
  });

  it('prefers an exact match to a nearer moved one', () => {
    const previous = [reviewed(10, 'ten'), reviewed(12, 'twelve')];
    assert.deepEqual(
      carryVerdicts(previous, [raw(11), raw(12)]).map((finding) => finding.reason),
      ['ten', 'twelve'],
    );
  });

  it('does not give one verdict to two findings, nor to another rule or file', () => {
    const verdicts = carryVerdicts(
      [reviewed(1, 'one')],
      [raw(1), raw(2), raw(1, { rule: 'otel/other' }), raw(1, { file: 'pkg/b.js' })],
    ).map((finding) => finding.verdict);
    assert.deepEqual(verdicts.sort(), ['true', 'unreviewed', 'unreviewed', 'unreviewed']);
  });

  it('sorts by file, then line, column and rule', () => {
    const findings = [raw(2), raw(1, { column: 9 }), raw(1), raw(10), raw(1, { file: 'pkg/0.js' })];
    assert.deepEqual(
      carryVerdicts([], findings).map(({ file, line, column }) => [file, line, column]),
      [
        ['pkg/0.js', 1, 3],
        ['pkg/a.js', 1, 3],
        ['pkg/a.js', 1, 9],
        ['pkg/a.js', 2, 3],
        ['pkg/a.js', 10, 3],
      ],
    );
  });
});

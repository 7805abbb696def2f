import assert from 'node:assert/strict';
import { compareFindings, byPlace, identityOf, readFindings } from './findings';
import { isRecommended } from './plugin';
import { runEcosystem, type EcosystemRun } from './run';

describe('published packages', function () {
  this.timeout(180_000);

  let run: EcosystemRun;
  before(async () => {
    run = await runEcosystem();
  });
  const expected = readFindings();

  it('are at least ten, and at least two of them are linted with types', () => {
    assert.ok(run.packages >= 10);
    assert.ok(run.typedFiles > 50);
  });

  it('parse, and no rule throws on them', () => {
    assert.deepEqual(run.failures, []);
  });

  it('give the reviewed findings, no more and no less', () => {
    const { missing, added } = compareFindings(expected, run.findings);
    assert.deepEqual(
      { missing: missing.map(identityOf), added: added.map(identityOf) },
      { missing: [], added: [] },
      "run 'npm run ecosystem -- --update', read each new finding in its code, and give it a verdict",
    );
  });

  it('have a verdict and a reason on every finding', () => {
    const open = expected.filter((finding) => finding.verdict === 'unreviewed' || finding.reason.trim() === '');
    assert.deepEqual(open.map(identityOf), []);
  });

  it('give no false alarm in the recommended preset', () => {
    const falseAlarms = expected.filter((finding) => finding.verdict === 'false' && isRecommended(finding.rule));
    assert.deepEqual(falseAlarms.map(identityOf), []);
  });

  it('are kept in order, without duplicates and with known verdicts', () => {
    assert.deepEqual(expected.map(identityOf), [...new Set([...expected].sort(byPlace).map(identityOf))]);
    const known: readonly string[] = ['true', 'defensible', 'false', 'unreviewed'];
    assert.deepEqual(
      expected.filter((finding) => !known.includes(finding.verdict)),
      [],
    );
  });
});

import assert from 'node:assert/strict';
import { buildVocabulary, classifyKey, classifyName } from '../../../src/analysis/sensitive-data';
import { readSettings } from '../../../src/rule-kit/settings';
import { judge, misjudged } from './support';

describe('buildVocabulary', () => {
  const vocabulary = buildVocabulary({
    sensitiveNames: {
      loyalty: ['loyalty', 'frequent flyer', '/^ff[A-Z]/', 'membershipStatus'],
      contact: ['pigeonAddress'],
      secrets: [/^wibble$/g],
    },
    safeNames: ['userId', 'customer.name', '/^demo/', /Public$/],
  });
  const judged = (names: readonly string[], expected: string): string[] =>
    misjudged(names, expected, undefined, vocabulary);

  it("adds a project's words as whole words, anywhere in a name", () => {
    assert.deepEqual(
      judged(
        ['loyalty', 'loyaltyNumber', 'user_loyalty', 'frequentFlyerNo', 'frequentFlyers', 'ffNumber'],
        'loyalty recommended',
      ),
      [],
    );
    assert.deepEqual(judged(['disloyalty', 'frequent', 'offNumber', 'flyerFrequent'], 'nothing'), []);
  });

  it('applies the negative lists to them, unless the word itself ends so', () => {
    assert.deepEqual(
      judged(['hasLoyalty', 'loyaltyEnabled', 'loyaltyCount', 'isLoyalty', 'hashedLoyalty', 'loyaltyHash'], 'nothing'),
      [],
    );
    assert.equal(judge('membershipStatus', undefined, vocabulary), 'loyalty recommended');
  });

  it('lets a category join the built-in class of its name', () => {
    assert.equal(classifyName({ name: 'pigeonAddress' }, vocabulary)?.class, 'contact');
  });

  it('takes categories that are called secrets for secrets, others for personal data', () => {
    assert.equal(classifyName({ name: 'wibble' }, vocabulary)?.kind, 'secret');
    assert.equal(classifyName({ name: 'loyalty' }, vocabulary)?.kind, 'pii');
  });

  it('gives the same answer each time, whatever the flags of a pattern', () => {
    assert.deepEqual(
      [1, 2, 3].map(() => judge('wibble', undefined, vocabulary)),
      Array(3).fill('secrets recommended'),
    );
  });

  it('exempts safe names exactly, as a path, or by pattern', () => {
    assert.deepEqual(
      judged(['userId', 'req.userId', 'customer.name', 'req.customer.name', 'demoEmail', 'emailPublic'], 'nothing'),
      [],
    );
    assert.equal(judge('UserId', undefined, vocabulary), 'account-id recommended');
    assert.equal(judge('user.name', undefined, vocabulary), 'identity recommended');
    assert.equal(classifyKey('customer.name', vocabulary), undefined);
  });

  it("lets safe names win over the project's own words", () => {
    const both = buildVocabulary({ sensitiveNames: { a: ['plan'] }, safeNames: ['plan'] });
    assert.equal(classifyName({ name: 'plan' }, both), undefined);
    assert.equal(classifyName({ name: 'planCode' }, both)?.class, 'a');
  });

  it('says that the project listed the name', () => {
    assert.equal(
      classifyName({ name: 'loyaltyNo' }, vocabulary)?.because,
      "'loyaltyNo' is listed as 'loyalty' in the project's sensitive names",
    );
  });

  it('names a pattern that does not compile', () => {
    assert.throws(() => buildVocabulary({ safeNames: ['/(/'] }), SyntaxError);
  });

  it('takes the settings as the settings reader compiles them', () => {
    const settings = readSettings({
      settings: { otel: { sensitiveNames: { loyalty: ['badge'] }, safeNames: ['email'] } },
    });
    const compiled = buildVocabulary(settings);
    assert.deepEqual(misjudged(['badge', 'badges', 'badgeNumber'], 'loyalty recommended', undefined, compiled), []);
    assert.deepEqual(misjudged(['email', 'hasBadge', 'badgeCount'], 'nothing', undefined, compiled), []);
  });
});

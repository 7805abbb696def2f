import assert from 'node:assert/strict';
import { lowestVersion, parseVersion } from '../../../src/analysis/project/version-range';

describe('the lowest version of a range', () => {
  const cases: [string, string | undefined][] = [
    ['9.3.5', '9.3'],
    ['=9.3.5', '9.3'],
    ['v9.3.5', '9.3'],
    ['^9.3.5', '9.3'],
    ['~9.3', '9.3'],
    ['~>9.3', '9.3'],
    ['9', '9.0'],
    ['9.x', '9.0'],
    ['9.4.*', '9.4'],
    ['^0.301.0', '0.301'],
    ['>=4 <6', '4.0'],
    ['<6 >=4.2', '4.2'],
    ['>= 4.1.0 < 6', '4.1'],
    ['>4.2.1', '4.2'],
    ['>4.2', '4.3'],
    ['>4', '5.0'],
    ['<5', '0.0'],
    ['<=5.1.0', '0.0'],
    ['3.2.0 - 5', '3.2'],
    ['^10.0.0 || ^9.2.0', '9.2'],
    ['^9.5.0||^9.2.0', '9.2'],
    ['^10.0.0-rc.1', '10.0'],
    ['10.0.0+build.5', '10.0'],
    ['npm:p-queue@^9.1.0', '9.1'],
    ['npm:@scope/p-queue@^9.1.0', '9.1'],
    ['npm:p-queue', undefined],
    ['*', undefined],
    ['x', undefined],
    ['', undefined],
    ['latest', undefined],
    ['^9.0.0 || *', undefined],
    ['>=9 next', undefined],
    ['workspace:*', undefined],
    ['workspace:^1.0.0', undefined],
    ['catalog:', undefined],
    ['catalog:default', undefined],
    ['file:../p-queue', undefined],
    ['link:../p-queue', undefined],
    ['git+ssh://git@github.com/a/b.git#v9.0.0', undefined],
    ['github:a/b#semver:^9.0.0', undefined],
    ['a/b', undefined],
    ['https://example.com/p-queue-9.0.0.tgz', undefined],
    ['patch:p-queue@npm%3A9.0.0#./x.patch', undefined],
  ];
  for (const [range, expected] of cases) {
    it(`of ${JSON.stringify(range)} is ${expected ?? 'not told'}`, () => {
      const version = lowestVersion(range);
      assert.equal(version && `${version.major}.${version.minor}`, expected);
    });
  }

  it('of an installed package is read to its minor part', () => {
    assert.deepEqual(parseVersion('9.3.5'), { major: 9, minor: 3 });
    assert.deepEqual(parseVersion('10.0.0-rc.1'), { major: 10, minor: 0 });
    assert.equal(parseVersion('next'), undefined);
    assert.equal(parseVersion('9'), undefined);
  });
});

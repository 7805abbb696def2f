import * as parser from '@typescript-eslint/parser';
import { type ESLint, Linter } from 'eslint';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import plugin from '../../src';

/** A dropped entry, of which `no-ignored-return` speaks everywhere, and an e-mail, of which its rule does not. */
const code = `
import { propagation } from '@opentelemetry/api';
const baggage = propagation.createBaggage({ user: { value: user.email } });
propagation.createBaggage();
export { baggage };
`;
const inCallback = (runner: string): string => `
import { propagation } from '@opentelemetry/api';
${runner}(() => {
  const baggage = propagation.createBaggage({ user: { value: user.email } });
  propagation.createBaggage();
  use(baggage);
});
`;

describe('settings.otel.testFiles', () => {
  let root: string;
  before(() => {
    // The folder of the project is below one that is called as tests are: only the path from the package counts.
    root = path.join(mkdtempSync(path.join(tmpdir(), 'otel-')), 'tests', 'project');
    mkdirSync(path.join(root, 'packages', 'shop'), { recursive: true });
    writeFileSync(path.join(root, 'package.json'), '{ "name": "project" }');
    writeFileSync(path.join(root, 'packages', 'shop', 'package.json'), '{ "name": "shop" }');
  });
  after(() => rmSync(path.resolve(root, '../..'), { recursive: true, force: true }));

  function rulesThatSpeak(file: string, text = code, testFiles?: unknown): string[] {
    const config: Linter.Config = {
      files: ['**/*.*'],
      plugins: { otel: plugin as unknown as ESLint.Plugin },
      languageOptions: { parser },
      settings: testFiles === undefined ? {} : { otel: { testFiles } },
      rules: { 'otel/no-pii-in-baggage': 'error', 'otel/no-ignored-return': 'error' },
    };
    const filename = path.join(root, ...file.split('/'));
    return new Linter({ cwd: root })
      .verify(text, [config], { filename })
      .map(({ ruleId, message }) => ruleId ?? message)
      .sort();
  }
  const everything = ['otel/no-ignored-return', 'otel/no-pii-in-baggage'];
  const inTests = ['otel/no-ignored-return'];

  for (const file of [
    'src/order.ts',
    'src/latest/order.ts',
    'src/contest.ts',
    'packages/shop/src/order.ts',
    'src/test.ts',
  ]) {
    it(`lets every rule speak in ${file}`, () => {
      assert.deepEqual(rulesThatSpeak(file), everything);
    });
  }
  for (const file of [
    'test/order.ts',
    'src/__tests__/order.ts',
    'src/order.test.ts',
    'src/order.spec.mjs',
    'packages/shop/e2e/order.ts',
    'src/order.stories.tsx',
  ]) {
    it(`keeps to the rules of tests in ${file}`, () => {
      assert.deepEqual(rulesThatSpeak(file), inTests);
    });
  }
  for (const runner of ["it('a', ", "describe('a', "]) {
    it(`keeps to the rules of tests in a callback of ${runner}`, () => {
      const text = inCallback('RUN').replace('RUN(', runner);
      assert.deepEqual(rulesThatSpeak('src/order.ts', text), inTests);
    });
  }
  it('lets every rule speak in a callback that is none of a test', () => {
    assert.deepEqual(rulesThatSpeak('src/order.ts', inCallback('after')), everything);
  });
  it('takes globs in place of its own', () => {
    assert.deepEqual(rulesThatSpeak('src/order.check.ts', code, ['**/*.check.ts']), inTests);
    assert.deepEqual(rulesThatSpeak('test/order.ts', code, ['**/*.check.ts']), everything);
  });
  it('is switched off by an empty list, for callbacks too', () => {
    assert.deepEqual(rulesThatSpeak('test/order.ts', code, []), everything);
    assert.deepEqual(rulesThatSpeak('src/order.ts', inCallback('RUN').replace('RUN(', "it('a', "), []), everything);
  });
});

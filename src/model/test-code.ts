/** What test files are called, and which functions of which test runners take tests. Data only. */

/** `settings.otel.testFiles: 'auto'`: globs over the path from the nearest package.json. */
export const TEST_FILE_GLOBS: readonly string[] = [
  '**/{test,tests,__tests__,spec,specs,e2e,__mocks__,fixtures,testing}/**',
  '**/*.{test,spec,e2e,bench,stories}.*',
];

/** Packages whose functions take tests and hooks; `test` is `node:test`. Source: the documentation of each. */
export const TEST_RUNNERS: ReadonlySet<string> = new Set([
  '@jest/globals',
  '@japa/runner',
  '@playwright/test',
  'ava',
  'bun:test',
  'jasmine',
  'mocha',
  'qunit',
  'tap',
  'tape',
  'test',
  'uvu',
  'vitest',
]);

/** Functions that take a title and a test, or a group of tests. They are globals under most runners. */
export const TEST_FUNCTIONS: ReadonlySet<string> = new Set(['describe', 'it', 'test', 'suite', 'specify', 'bench']);

/** Functions that take a callback for before or after tests. */
export const TEST_HOOKS: ReadonlySet<string> = new Set([
  'after',
  'afterAll',
  'afterEach',
  'before',
  'beforeAll',
  'beforeEach',
  'setup',
  'suiteSetup',
  'suiteTeardown',
  'teardown',
]);

/** What the language, the platform and compilers offer, as far as the analyses must know it. Data only. */

/** Classes whose methods are called like those of OpenTelemetry's types (`set`, `clear`). Source: ECMA-262, WHATWG. */
export const PLATFORM_CLASSES: ReadonlySet<string> = new Set([
  'AbortController',
  'Array',
  'Date',
  'Error',
  'FormData',
  'Headers',
  'Map',
  'Set',
  'URL',
  'URLSearchParams',
  'WeakMap',
  'WeakRef',
  'WeakSet',
]);

/** Functions that do not throw on the values they are given in practice. */
export const FUNCTIONS_THAT_DO_NOT_THROW =
  /^(?:console\.\w+|Date\.now|performance\.now|process\.hrtime(?:\.bigint)?|process\.uptime|Math\.\w+|String|Boolean|Number|Symbol|parseInt|parseFloat|Number\.\w+|Object\.(?:create|keys|values|entries|assign|freeze)|Array\.(?:isArray|of))$/;

/** Methods of strings, arrays and collections that do not throw, where nobody else has a method of that name. */
export const METHODS_THAT_DO_NOT_THROW: ReadonlySet<string> = new Set([
  'charAt',
  'concat',
  'endsWith',
  'getTime',
  'has',
  'includes',
  'indexOf',
  'join',
  'padEnd',
  'padStart',
  'push',
  'slice',
  'split',
  'startsWith',
  'substring',
  'toISOString',
  'toLowerCase',
  'toString',
  'toUpperCase',
  'trim',
  'unshift',
]);

/** Classes whose constructors do not either. */
export const CLASSES_THAT_DO_NOT_THROW =
  /^(?:AbortController|Array|Date|Error|Map|Object|RangeError|Set|TypeError|WeakMap|WeakRef|WeakSet)$/;

/**
 * Helpers that compilers put around `require`: they return the module, or `{ default: module }`. Source: TypeScript,
 * Babel, esbuild.
 */
export const INTEROP_HELPERS: ReadonlySet<string> = new Set([
  '__importStar',
  '__importDefault',
  '_interopRequireWildcard',
  '_interopRequireDefault',
  '_interopNamespace',
  '_interopNamespaceDefault',
  '__toESM',
  '__rest',
]);

/** Functions and methods that run their argument when a scope ends: test hooks, DisposableStack, Vue, Solid. */
export const CLEANUP_HOOKS: ReadonlySet<string> = new Set([
  'addCleanup',
  'addTeardown',
  'adopt',
  'after',
  'afterAll',
  'afterEach',
  'defer',
  'onBeforeUnmount',
  'onCleanup',
  'onDestroy',
  'onDispose',
  'onScopeDispose',
  'onTestFinished',
  'onUnmounted',
  'registerCleanup',
  'teardown',
]);

/** What a test, or a helper of tests, imports. */
export const TEST_IMPORT =
  /(?:from|require\()\s*['"](?:node:test|vitest|mocha|chai|jest|@jest\/globals|supertest|ava|tap)['"]/;

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { INSTRUMENTED_LIBRARIES } from '../../src/model/instrumented-clients';
import { OPERATION_IDS } from '../../src/model';
import { WRAPPABLE_OPERATIONS } from '../../src/model/wrappable-operations';
import {
  DEFAULT_SETTINGS,
  readSettings,
  SETTING_KEYS,
  SettingsError,
  type Settings,
} from '../../src/rule-kit/settings';

const read = (otel: unknown): Settings => readSettings({ settings: { otel } });

/** The message of the error that reading these settings ends in. */
function errorOf(otel: unknown): string {
  try {
    read(otel);
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    return error.message;
  }
  throw new assert.AssertionError({ message: `accepted: ${JSON.stringify(otel)}` });
}

const expectError = (otel: unknown, message: string) => assert.equal(errorOf(otel), `eslint-plugin-otel: ${message}`);

describe('settings', () => {
  describe('as a whole', () => {
    it('are the shared defaults where nothing is set', () => {
      assert.equal(readSettings({ settings: {} }), DEFAULT_SETTINGS);
      assert.equal(readSettings({}), DEFAULT_SETTINGS);
      assert.equal(readSettings({ settings: { react: { version: '18' } } }), DEFAULT_SETTINGS);
      assert.ok(Object.isFrozen(DEFAULT_SETTINGS));
    });

    it('have a default for each key, also when other keys are set or a key is undefined', () => {
      const settings = read({ contextManager: 'zone', instrumented: undefined });
      assert.equal(settings.contextManager, 'zone');
      for (const key of SETTING_KEYS.slice(1)) assert.equal(settings[key], DEFAULT_SETTINGS[key]);
      assert.equal(DEFAULT_SETTINGS.contextManager, 'auto');
      assert.equal(DEFAULT_SETTINGS.instrumented, 'auto');
      assert.equal(DEFAULT_SETTINGS.ingress.isDefault, true);
      assert.deepEqual([DEFAULT_SETTINGS.wrappers, [...DEFAULT_SETTINGS.sensitiveNames]], [[], []]);
      assert.ok(
        DEFAULT_SETTINGS.safeNames.isEmpty &&
          DEFAULT_SETTINGS.trustedHosts.isEmpty &&
          DEFAULT_SETTINGS.sanitizers.names.isEmpty,
      );
    });

    it('are one object for one raw object, and another for another', () => {
      const raw = { safeNames: ['a'] };
      assert.equal(read(raw), read(raw));
      assert.notEqual(read(raw), read({ ...raw }));
      assert.ok(Object.isFrozen(read(raw)));
    });

    it('must be an object', () => {
      const allowed = `an object with the keys ${SETTING_KEYS.join(', ')}`;
      expectError(null, `'settings.otel' is null; allowed: ${allowed}.`);
      expectError('auto', `'settings.otel' is "auto"; allowed: ${allowed}.`);
      expectError([], `'settings.otel' is []; allowed: ${allowed}.`);
    });

    it('name an unknown key, what is allowed, and what was probably meant', () => {
      const allowed =
        'Allowed: contextManager, instrumented, sanitizers, sensitiveNames, safeNames, wrappers, testFiles, trustedHosts, ingress.';
      expectError(
        { contextManger: 'zone' },
        `unknown setting 'settings.otel.contextManger'. ${allowed} Did you mean 'contextManager'?`,
      );
      expectError(
        { 'trusted-hosts': [] },
        `unknown setting 'settings.otel.trusted-hosts'. ${allowed} Did you mean 'trustedHosts'?`,
      );
      expectError({ colour: 'red' }, `unknown setting 'settings.otel.colour'. ${allowed}`);
    });

    it('fail again each time they are read, for each rule and file', () => {
      const raw = { contextManager: 'als' };
      assert.equal(errorOf(raw), errorOf(raw));
    });
  });

  describe('contextManager', () => {
    const allowed = "allowed: 'auto', 'async-local-storage', 'zone', 'stack', 'none', 'unknown'.";

    it('takes each manager, auto and unknown', () => {
      for (const manager of ['auto', 'async-local-storage', 'zone', 'stack', 'none', 'unknown']) {
        assert.equal(read({ contextManager: manager }).contextManager, manager);
      }
    });

    it('names a wrong value and the right ones', () => {
      expectError({ contextManager: 'als' }, `'settings.otel.contextManager' is "als"; ${allowed}`);
      expectError(
        { contextManager: 'AsyncLocalStorage' },
        `'settings.otel.contextManager' is "AsyncLocalStorage"; ${allowed} Did you mean 'async-local-storage'?`,
      );
      expectError({ contextManager: null }, `'settings.otel.contextManager' is null; ${allowed}`);
      expectError({ contextManager: ['zone'] }, `'settings.otel.contextManager' is ["zone"]; ${allowed}`);
    });
  });

  describe('instrumented', () => {
    it('takes auto, a list of libraries, and an empty list', () => {
      assert.equal(read({ instrumented: 'auto' }).instrumented, 'auto');
      assert.deepEqual(read({ instrumented: ['http', 'kafkajs'] }).instrumented, new Set(['http', 'kafkajs']));
      assert.deepEqual(read({ instrumented: [] }).instrumented, new Set());
    });

    it('names an unknown library by its place', () => {
      const ids = INSTRUMENTED_LIBRARIES.map(({ id }) => `'${id}'`).join(', ');
      expectError(
        { instrumented: ['http', 'kafka.js'] },
        `'settings.otel.instrumented[1]' is "kafka.js"; allowed: ${ids}. Did you mean 'kafkajs'?`,
      );
      expectError(
        { instrumented: 'http' },
        `'settings.otel.instrumented' is "http"; allowed: 'auto', or an array of ${ids}.`,
      );
    });
  });

  describe('sanitizers', () => {
    it('match exact names and patterns; the names of specifiers apart', () => {
      const { names, specifierNames, specifiers, callable } = read({
        sanitizers: [
          'toOpaqueId',
          '/^mask/i',
          { from: 'package', package: '@acme/privacy', name: ['scrub', 'OpaqueId'] },
        ],
      }).sanitizers;
      assert.deepEqual(
        ['toOpaqueId', 'toOpaqueIdentifier', 'MaskEmail', 'unmask', 'scrub', 'OpaqueId'].map((name) =>
          names.matches(name),
        ),
        [true, false, true, false, false, false],
      );
      assert.deepEqual(
        ['scrub', 'OpaqueId', 'toOpaqueId'].map((name) => specifierNames.matches(name)),
        [true, true, false],
      );
      assert.deepEqual(specifiers, [{ from: 'package', package: '@acme/privacy', name: ['scrub', 'OpaqueId'] }]);
      assert.deepEqual(callable, ['toOpaqueId']);
    });

    it('take every form of specifier', () => {
      const forms = [
        { from: 'file', name: 'a' },
        { from: 'file', name: 'a', path: 'src/a.ts' },
        { from: 'lib', name: ['a'] },
      ];
      assert.deepEqual(read({ sanitizers: forms }).sanitizers.specifiers, forms);
    });

    it('name what is wrong in a specifier', () => {
      const help = "a name, a '/pattern/', or an object { from: 'file' | 'lib' | 'package', name, … }";
      expectError(
        { sanitizers: 'hash' },
        `'settings.otel.sanitizers' is "hash"; allowed: an array; each element is ${help}.`,
      );
      expectError({ sanitizers: [1] }, `'settings.otel.sanitizers[0]' is 1; allowed: ${help}.`);
      expectError({ sanitizers: [/mask/] }, `'settings.otel.sanitizers[0]' is the RegExp /mask/; allowed: ${help}.`);
      expectError(
        { sanitizers: [{ name: 'a' }] },
        "'settings.otel.sanitizers[0].from' is missing; allowed: 'file', 'lib', 'package'.",
      );
      expectError(
        { sanitizers: [{ from: 'npm', name: 'a' }] },
        `'settings.otel.sanitizers[0].from' is "npm"; allowed: 'file', 'lib', 'package'.`,
      );
      expectError(
        { sanitizers: [{ from: 'lib' }] },
        "'settings.otel.sanitizers[0].name' is missing; allowed: a name or an array of names.",
      );
      expectError(
        { sanitizers: [{ from: 'lib', name: [] }] },
        "'settings.otel.sanitizers[0].name' is []; allowed: a name or an array of names.",
      );
      expectError(
        { sanitizers: [{ from: 'lib', name: ['a', 2] }] },
        "'settings.otel.sanitizers[0].name[1]' is 2; allowed: a name.",
      );
      expectError(
        { sanitizers: [{ from: 'package', name: 'a' }] },
        "'settings.otel.sanitizers[0].package' is missing; allowed: a package name.",
      );
      expectError(
        { sanitizers: [{ from: 'package', name: 'a', pakage: 'b' }] },
        "unknown setting 'settings.otel.sanitizers[0].pakage'. Allowed: from, name, package. Did you mean 'package'?",
      );
      expectError(
        { sanitizers: [{ from: 'file', name: 'a', path: 3 }] },
        "'settings.otel.sanitizers[0].path' is 3; allowed: a file path.",
      );
    });
  });

  describe('patterns', () => {
    it('must compile and be closed', () => {
      assert.match(
        errorOf({ safeNames: ['/(/'] }),
        /^eslint-plugin-otel: 'settings\.otel\.safeNames\[0\]' is "\/\(\/", a pattern that does not compile: .+\.$/,
      );
      expectError(
        { safeNames: ['ok', '/open'] },
        `'settings.otel.safeNames[1]' is "/open"; allowed: a name or a '/pattern/', as a string; a pattern starts and ends with '/'.`,
      );
      expectError(
        { safeNames: [''] },
        `'settings.otel.safeNames[0]' is ""; allowed: a name or a '/pattern/', as a string.`,
      );
      assert.match(errorOf({ safeNames: ['/a/q'] }), /does not compile/);
    });

    it('answer the same each time, even with the g flag', () => {
      const { safeNames } = read({ safeNames: ['/^user/gi'] });
      assert.deepEqual(
        [1, 2, 3].map(() => safeNames.matches('USERNAME')),
        [true, true, true],
      );
    });
  });

  describe('sensitiveNames and safeNames', () => {
    it('match the words of a name in any case style, and patterns', () => {
      const matcher = read({ sensitiveNames: { contact: ['loyaltyCard', '/^x_/'], staff: ['badge'] } }).sensitiveNames;
      assert.deepEqual([...matcher.keys()], ['contact', 'staff']);
      const contact = matcher.get('contact');
      assert.deepEqual(
        [
          'loyaltyCard',
          'customer_loyalty_card',
          'LOYALTY-CARD',
          'theLoyaltyCardNumber',
          'loyaltyDiscountCard',
          'loyaltyCards',
          'x_1',
        ].map((name) => contact?.matches(name)),
        [true, true, true, true, false, false, true],
      );
      assert.deepEqual(
        ['badgeId', 'HTTPBadge', 'badger'].map((name) => matcher.get('staff')?.matches(name)),
        [true, true, false],
      );
    });

    it('take no category that an object has by itself for granted', () => {
      assert.equal(read({ sensitiveNames: {} }).sensitiveNames.get('constructor'), undefined);
    });

    it('exempt exact names only', () => {
      const { safeNames } = read({ safeNames: ['emailTemplate', '/Count$/'] });
      assert.deepEqual(
        ['emailTemplate', 'emailtemplate', 'emailTemplateId', 'userCount'].map((name) => safeNames.matches(name)),
        [true, false, false, true],
      );
    });

    it('name a wrong type', () => {
      expectError(
        { sensitiveNames: ['a'] },
        `'settings.otel.sensitiveNames' is ["a"]; allowed: an object { category: ['word', '/pattern/'] }.`,
      );
      expectError(
        { sensitiveNames: { pet: 'cat' } },
        `'settings.otel.sensitiveNames.pet' is "cat"; allowed: an array of names and '/pattern/' strings.`,
      );
      expectError(
        { safeNames: [{ from: 'lib', name: 'a' }] },
        `'settings.otel.safeNames[0]' is {"from":"lib","name":"a"}; allowed: a name or a '/pattern/', as a string.`,
      );
    });
  });

  describe('wrappers', () => {
    it('stand for operations at the argument positions of the operation, unless told otherwise', () => {
      const { wrappers } = read({
        wrappers: [
          { function: 'runIn', operation: 'context.with' },
          {
            function: { from: 'package', package: '@acme/otel', name: 'traced' },
            operation: 'span.startActive',
            arguments: { callback: 1 },
          },
          { function: { from: 'file', name: ['finish', 'done'] }, operation: 'span.end' },
          { function: 'release', operation: 'context.dispose' },
        ],
      });
      assert.deepEqual(
        wrappers.map(({ names, operation, arguments: positions }) => [names, operation, positions]),
        [
          [['runIn'], 'context.with', { context: 0, callback: 1, thisArg: 2 }],
          [['traced'], 'span.startActive', { name: 0, callback: 1 }],
          [['finish', 'done'], 'span.end', { span: 0 }],
          [['release'], 'context.dispose', { token: 0 }],
        ],
      );
      assert.deepEqual(wrappers[1]?.function, { from: 'package', package: '@acme/otel', name: 'traced' });
    });

    it('may stand for every wrappable operation, each an operation of the model', () => {
      for (const operation of WRAPPABLE_OPERATIONS) {
        assert.ok(OPERATION_IDS.includes(operation));
        assert.equal(read({ wrappers: [{ function: 'f', operation }] }).wrappers[0]?.operation, operation);
      }
    });

    it('name what is wrong', () => {
      const operations = WRAPPABLE_OPERATIONS.map((id) => `'${id}'`).join(', ');
      const specifier = "a name, or an object { from: 'file' | 'lib' | 'package', name, … }";
      expectError(
        { wrappers: {} },
        "'settings.otel.wrappers' is {}; allowed: an array of objects { function, operation, arguments? }.",
      );
      expectError(
        { wrappers: ['f'] },
        `'settings.otel.wrappers[0]' is "f"; allowed: an object { function, operation, arguments? }.`,
      );
      expectError(
        { wrappers: [{ operation: 'span.end' }] },
        `'settings.otel.wrappers[0].function' is missing; allowed: ${specifier}.`,
      );
      expectError(
        { wrappers: [{ function: '/f/', operation: 'span.end' }] },
        `'settings.otel.wrappers[0].function' is "/f/"; allowed: ${specifier}.`,
      );
      expectError(
        { wrappers: [{ function: 'f' }] },
        `'settings.otel.wrappers[0].operation' is missing; allowed: ${operations}.`,
      );
      expectError(
        { wrappers: [{ function: 'f', operation: 'context.wiht' }] },
        `'settings.otel.wrappers[0].operation' is "context.wiht"; allowed: ${operations}. Did you mean 'context.with'?`,
      );
      expectError(
        { wrappers: [{ function: 'f', opration: 'span.end' }] },
        "unknown setting 'settings.otel.wrappers[0].opration'. Allowed: function, operation, arguments. Did you mean 'operation'?",
      );
      expectError(
        { wrappers: [{ function: 'f', operation: 'context.attach', arguments: { contxt: 1 } }] },
        "unknown setting 'settings.otel.wrappers[0].arguments.contxt'. Allowed: context. Did you mean 'context'?",
      );
      expectError(
        { wrappers: [{ function: 'f', operation: 'context.attach', arguments: { context: '1' } }] },
        `'settings.otel.wrappers[0].arguments.context' is "1"; allowed: an integer: 0 is the first argument, -1 the last.`,
      );
      expectError(
        { wrappers: [{ function: 'f', operation: 'context.active', arguments: {} }] },
        "'settings.otel.wrappers[0].arguments' is {}; allowed: nothing, for 'context.active' takes no arguments.",
      );
    });
  });

  describe('testFiles', () => {
    it('takes globs, and rejects all else', () => {
      assert.ok(read({ testFiles: 'auto' }).testFiles.matches('test/a.ts'));
      const { testFiles } = read({ testFiles: ['**/*.check.ts'] });
      assert.deepEqual(
        ['src/a.check.ts', 'a.check.ts', 'test/a.ts'].map((file) => testFiles.matches(file)),
        [true, true, false],
      );
      assert.ok(read({ testFiles: [] }).testFiles.isEmpty);
      expectError(
        { testFiles: 'test/**' },
        `'settings.otel.testFiles' is "test/**"; allowed: 'auto', or an array of globs; [] for none.`,
      );
      expectError({ testFiles: [1] }, `'settings.otel.testFiles[0]' is 1; allowed: a glob such as '**/*.check.ts'.`);
    });
  });

  describe('trustedHosts', () => {
    it('match a host exactly, and subdomains but not the domain of a wildcard', () => {
      const { trustedHosts } = read({
        trustedHosts: ['API.acme.example', '*.internal.example', 'localhost:3000', '[::1]'],
      });
      assert.deepEqual(
        [
          'api.acme.example',
          'api.acme.example:8443',
          'x.api.acme.example',
          'a.internal.example',
          'a.b.internal.example',
          'internal.example',
          'evilinternal.example',
          'localhost:3000',
          'localhost:3001',
          'localhost',
          '[::1]:80',
        ].map((host) => trustedHosts.matches(host)),
        [true, true, false, true, true, false, false, true, false, false, true],
      );
    });

    it('must be hosts', () => {
      const help = "a host name such as 'api.example.com', or '*.example.com' for its subdomains; no scheme, no path";
      for (const host of ['https://api.example', 'api.example/x', 'api.*.example', '*', 'a b', '']) {
        expectError(
          { trustedHosts: [host] },
          `'settings.otel.trustedHosts[0]' is ${JSON.stringify(host)}; allowed: ${help}.`,
        );
      }
      expectError(
        { trustedHosts: 'api.example' },
        `'settings.otel.trustedHosts' is "api.example"; allowed: an array of host names.`,
      );
    });
  });

  describe('ingress', () => {
    it('matches names, patterns and files', () => {
      const { ingress } = read({
        ingress: [
          'handleRequest',
          '/Handler$/',
          { files: 'src/{routes,jobs}/**/*.ts' },
          { files: 'app/[id]/route.ts' },
          { files: '/srv/*.js' },
        ],
      });
      assert.equal(ingress.isDefault, false);
      assert.deepEqual(
        ['handleRequest', 'orderHandler', 'handle'].map((name) => ingress.names.matches(name)),
        [true, true, false],
      );
      assert.deepEqual(
        [
          '/repo/src/routes/a.ts',
          'src/jobs/x/y.ts',
          'C:\\repo\\src\\jobs\\a.ts',
          '/repo/mysrc/routes/a.ts',
          '/repo/src/routes/a.tsx',
          '/repo/app/[id]/route.ts',
          '/srv/a.js',
          '/repo/srv/a.js',
          '/srv/x/a.js',
        ].map((file) => ingress.files.matches(file)),
        [true, true, true, false, false, true, true, false, false],
      );
    });

    it('is the default when the list is empty', () => {
      assert.equal(read({ ingress: [] }).ingress.isDefault, true);
    });

    it('names what is wrong', () => {
      const help = "a name, a '/pattern/', or an object { files: 'glob' }";
      expectError(
        { ingress: 'handle' },
        `'settings.otel.ingress' is "handle"; allowed: an array; each element is ${help}.`,
      );
      expectError({ ingress: [true] }, `'settings.otel.ingress[0]' is true; allowed: ${help}.`);
      expectError(
        { ingress: [{ file: 'a' }] },
        "unknown setting 'settings.otel.ingress[0].file'. Allowed: files. Did you mean 'files'?",
      );
      expectError({ ingress: [{}] }, "'settings.otel.ingress[0].files' is missing; allowed: a glob.");
    });
  });

  it('shows values that have no JSON, and cuts long ones', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    assert.match(errorOf({ safeNames: cycle }), /is an object that has no JSON;/);
    assert.match(errorOf({ safeNames: () => 1 }), /is a function;/);
    assert.match(errorOf({ safeNames: 1n }), /is 1;/);
    assert.match(errorOf({ safeNames: 'x'.repeat(500) }), /is "x{79}…;/);
  });

  it('can be read where TypeScript cannot be loaded', () => {
    const script = `
      const Module = require('node:module');
      const load = Module._load;
      Module._load = function (request, ...rest) {
        if (/^typescript$|type-utils/.test(request)) throw new Error('not installed: ' + request);
        return load.call(this, request, ...rest);
      };
      const { readSettings } = require(${JSON.stringify(path.resolve(__dirname, '../../src/rule-kit/settings.ts'))});
      process.stdout.write(readSettings({ settings: { otel: { sanitizers: [{ from: 'lib', name: 'a' }] } } }).contextManager);`;
    const result = spawnSync(process.execPath, ['--require', 'tsx/cjs', '-e', script], {
      encoding: 'utf8',
      cwd: path.resolve(__dirname, '../..'),
    });
    assert.equal(result.stdout, 'auto', result.stderr);
  });
});

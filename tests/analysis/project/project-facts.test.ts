import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectFacts, type ProjectFacts, type ProjectSettings } from '../../../src/analysis/project';
import { manifestsUpward, setManifestFreshness } from '../../../src/analysis/project/manifest';

const AUTO: ProjectSettings = { contextManager: 'auto', instrumented: 'auto' };
const otel = (...names: string[]) => Object.fromEntries(names.map((name) => [`@opentelemetry/${name}`, '^2.0.0']));

describe('project facts', () => {
  before(() => setManifestFreshness(0));
  after(() => setManifestFreshness(1000));
  let root: string;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'otel-project-'));
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));

  /** Writes a file below the root: text as it is, anything else as JSON. */
  const write = (name: string, content: unknown): string => {
    const file = path.join(root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  const factsOf = (name: string, settings = AUTO): ProjectFacts => projectFacts(path.join(root, name), settings);

  describe('context manager', () => {
    const cases: [string, Record<string, unknown>, string][] = [
      ['sdk-node', { dependencies: otel('sdk-node') }, 'async-local-storage'],
      ['sdk-trace-node', { dependencies: otel('sdk-trace-node') }, 'async-local-storage'],
      ['context-async-hooks', { dependencies: otel('context-async-hooks') }, 'async-local-storage'],
      ['auto-instrumentations-node', { dependencies: otel('auto-instrumentations-node') }, 'async-local-storage'],
      ['context-zone', { dependencies: otel('context-zone') }, 'zone'],
      ['context-zone-peer-dep', { dependencies: otel('context-zone-peer-dep') }, 'zone'],
      ['sdk-trace-web alone', { dependencies: otel('sdk-trace-web') }, 'stack'],
      [
        'sdk-trace-web with a zone',
        { dependencies: otel('sdk-trace-web'), devDependencies: otel('context-zone') },
        'zone',
      ],
      ['Node and zone packages in one file', { dependencies: otel('sdk-node', 'context-zone') }, 'unknown'],
      ['Node and web packages in one file', { dependencies: otel('sdk-node', 'sdk-trace-web') }, 'unknown'],
      ['the API alone', { dependencies: otel('api') }, 'unknown'],
      [
        'SDK packages that install no manager',
        { dependencies: otel('sdk-trace', 'sdk-trace-base', 'core') },
        'unknown',
      ],
      ['no dependencies', {}, 'unknown'],
      ['a distribution for Node', { dependencies: { '@vercel/otel': '2' } }, 'async-local-storage'],
      ['an agent with a manager', { dependencies: { '@sentry/node': '10' } }, 'async-local-storage'],
      ['a distribution for browsers', { dependencies: otel('auto-instrumentations-web') }, 'unknown'],
      ['a name of its own that tells', { name: '@opentelemetry/context-zone' }, 'zone'],
      [
        'a name that only begins alike',
        { dependencies: { '@opentelemetry/sdk-node-extras': '1', 'sdk-node': '1' } },
        'unknown',
      ],
    ];
    for (const [title, manifest, expected] of cases) {
      it(`is ${expected} with ${title}`, () => {
        write('package.json', manifest);
        assert.equal(factsOf('src/a.ts').contextManager, expected);
      });
    }

    for (const field of ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']) {
      it(`is read from ${field}`, () => {
        write('package.json', { [field]: otel('sdk-node') });
        assert.equal(factsOf('a.ts').contextManager, 'async-local-storage');
      });
    }

    it('is unknown where there is no package.json', () => {
      assert.equal(factsOf('src/a.ts').contextManager, 'unknown');
      assert.equal(factsOf('no/such/folder/a.ts').contextManager, 'unknown');
    });

    it('is decided by the nearest file of a monorepo that tells', () => {
      write('package.json', { devDependencies: otel('sdk-node') });
      write('packages/web/package.json', { dependencies: otel('context-zone') });
      write('packages/lib/package.json', { dependencies: otel('api') });
      write('packages/lib/test/package.json', { type: 'module' });
      assert.equal(factsOf('packages/web/src/deep/a.ts').contextManager, 'zone');
      assert.equal(factsOf('packages/lib/src/a.ts').contextManager, 'async-local-storage');
      assert.equal(factsOf('packages/lib/test/a.ts').contextManager, 'async-local-storage');
      assert.equal(factsOf('scripts/a.ts').contextManager, 'async-local-storage');
    });

    it('is zone when the zone package stands further up than sdk-trace-web', () => {
      write('package.json', { dependencies: otel('context-zone') });
      write('packages/web/package.json', { dependencies: otel('sdk-trace-web') });
      assert.equal(factsOf('packages/web/a.ts').contextManager, 'zone');
    });

    it('is the setting where there is one, and reads nothing', () => {
      write('package.json', { dependencies: otel('sdk-node') });
      for (const contextManager of ['async-local-storage', 'zone', 'stack', 'none', 'unknown'] as const) {
        assert.equal(factsOf('a.ts', { ...AUTO, contextManager }).contextManager, contextManager);
      }
    });

    it('of an installed package is not that of the project that installs it', () => {
      write('package.json', { dependencies: otel('sdk-node') });
      write('node_modules/plain/package.json', {});
      write('node_modules/@scope/web/package.json', { dependencies: otel('context-zone') });
      assert.equal(factsOf('node_modules/plain/lib/a.js').contextManager, 'unknown');
      assert.equal(factsOf('node_modules/@scope/web/lib/a.js').contextManager, 'zone');
    });
  });

  describe('instrumented libraries', () => {
    it('come from every package.json upward', () => {
      write('package.json', { dependencies: otel('instrumentation-http') });
      write('packages/a/package.json', { dependencies: { ...otel('instrumentation-kafkajs'), '@fastify/otel': '1' } });
      const facts = factsOf('packages/a/a.ts');
      assert.deepEqual(facts.instrumented, new Set(['kafkajs', 'fastify', 'http']));
      assert.equal(facts.isInstrumented('http'), true);
      assert.equal(facts.isInstrumented('undici'), false);
      assert.deepEqual(factsOf('a.ts').instrumented, new Set(['http']));
    });

    it('come from no package.json above the root of the workspace', () => {
      write('package.json', { dependencies: otel('instrumentation-http') });
      write('repository/package.json', { workspaces: ['packages/*'], dependencies: otel('instrumentation-koa') });
      write('repository/packages/a/package.json', { dependencies: otel('instrumentation-pg') });
      assert.deepEqual(factsOf('repository/packages/a/a.ts').instrumented, new Set(['pg', 'koa']));
      write('pnpm/package.json', {});
      write('pnpm/pnpm-workspace.yaml', 'packages: ["packages/*"]');
      write('pnpm/packages/a/package.json', {});
      assert.deepEqual(factsOf('pnpm/packages/a/a.ts').instrumented, new Set());
    });

    it('are that of the package itself, and those that vendors name alike', () => {
      write('package.json', { name: '@opentelemetry/instrumentation-amqplib' });
      assert.deepEqual(factsOf('a.ts').instrumented, new Set(['amqplib']));
      write('package.json', { dependencies: { '@acme/opentelemetry-instrumentation-bullmq': '1' } });
      assert.deepEqual(factsOf('a.ts').instrumented, new Set(['bullmq']));
    });

    it('are not told by the base package of instrumentations', () => {
      write('package.json', { dependencies: otel('instrumentation', 'sdk-node', 'api') });
      assert.equal(factsOf('a.ts').instrumented.size, 0);
    });

    it('are unknown beside an agent of a vendor, unless the setting says', () => {
      write('package.json', { dependencies: { 'dd-trace': '5', ...otel('instrumentation-http') } });
      const facts = factsOf('a.ts');
      assert.equal(facts.mayBeInstrumented('kafkajs'), true);
      assert.equal(facts.isInstrumented('kafkajs'), false);
      assert.equal(facts.isInstrumented('http'), true);
      assert.equal(factsOf('a.ts', { ...AUTO, instrumented: new Set(['http']) }).mayBeInstrumented('kafkajs'), false);
      write('package.json', { dependencies: otel('instrumentation-http') });
      assert.equal(factsOf('a.ts').mayBeInstrumented('kafkajs'), false);
    });

    it('are those of the distributions that bring them along', () => {
      write('package.json', { dependencies: { '@splunk/otel': '4' } });
      assert.equal(factsOf('a.ts').isInstrumented('kafkajs'), true);
      write('package.json', { dependencies: { '@azure/monitor-opentelemetry': '1' } });
      assert.equal(factsOf('a.ts').isInstrumented('http'), true);
      assert.equal(factsOf('a.ts').isInstrumented('kafkajs'), false);
    });

    it('are the setting where there is one, also when it is empty', () => {
      write('package.json', { dependencies: otel('auto-instrumentations-node') });
      assert.equal(factsOf('a.ts', { ...AUTO, instrumented: new Set(['pg']) }).isInstrumented('pg'), true);
      assert.equal(factsOf('a.ts', { ...AUTO, instrumented: new Set() }).isInstrumented('http'), false);
      assert.equal(factsOf('a.ts').isInstrumented('http'), true);
    });
  });

  describe('versions', () => {
    it('are the installed one before the range', () => {
      write('package.json', { dependencies: { 'p-queue': '^8.0.0 || ^10.0.0', '@acme/q': '^1.0.0' } });
      write('node_modules/p-queue/package.json', { version: '10.0.1' });
      write('node_modules/@acme/q/package.json', { version: '2.5.0-rc.1' });
      const facts = factsOf('packages/a/src/a.ts');
      assert.equal(facts.majorVersion('p-queue'), 10);
      assert.deepEqual(facts.version('@acme/q'), { major: 2, minor: 5 });
      assert.equal(facts.dependencyRange('p-queue'), '^8.0.0 || ^10.0.0');
    });

    it('are the nearest installed one', () => {
      write('node_modules/p-limit/package.json', { version: '3.1.0' });
      write('packages/a/node_modules/p-limit/package.json', { version: '5.0.0' });
      assert.equal(factsOf('packages/a/a.ts').majorVersion('p-limit'), 5);
      assert.equal(factsOf('packages/b/a.ts').majorVersion('p-limit'), 3);
    });

    it('are the lowest of the nearest range where nothing is installed', () => {
      write('package.json', { dependencies: { 'p-queue': '^6.0.0' } });
      write('packages/a/package.json', {
        devDependencies: { 'p-queue': '9 || ^10.1.0' },
        peerDependencies: { 'p-queue': '>=7' },
      });
      assert.equal(factsOf('packages/a/a.ts').majorVersion('p-queue'), 9);
      assert.equal(factsOf('a.ts').majorVersion('p-queue'), 6);
    });

    it('are undefined for what is nowhere, tells nothing, or is no package name', () => {
      write('package.json', { dependencies: { a: 'workspace:^1.0.0', b: '*', c: 3 } });
      write('node_modules/b/package.json', { version: 'next' });
      for (const name of ['a', 'b', 'c', 'd', '../b', '', '/etc', '@x', 'constructor'])
        assert.equal(factsOf('a.ts').majorVersion(name), undefined, name);
    });
  });

  describe('module system', () => {
    it('is told by the extension, else by the nearest package.json, else CommonJS', () => {
      write('package.json', { type: 'module' });
      write('legacy/package.json', {});
      const of = (name: string) => factsOf(name).moduleSystem;
      assert.deepEqual(
        ['a.ts', 'a.js', 'a.tsx', 'a.cjs', 'a.CTS', 'legacy/a.ts', 'legacy/x/a.js', 'legacy/a.mjs', 'legacy/a.mts'].map(
          of,
        ),
        ['module', 'module', 'module', 'commonjs', 'commonjs', 'commonjs', 'commonjs', 'module', 'module'],
      );
      assert.equal(projectFacts(path.join(os.tmpdir(), 'otel-none', 'a.js'), AUTO).moduleSystem, 'commonjs');
    });
  });

  it('begin at a package, not at a package.json that only says how modules are loaded', () => {
    write('package.json', { name: 'shop' });
    write('tests/package.json', { type: 'commonjs' });
    write('packages/a/package.json', { dependencies: { b: '1' } });
    assert.equal(factsOf('tests/a.ts').packageFolder, root);
    assert.equal(factsOf('tests/a.ts').pathInPackage, 'tests/a.ts');
    assert.equal(factsOf('packages/a/tests/a.ts').pathInPackage, 'tests/a.ts');
    fs.rmSync(path.join(root, 'package.json'));
    assert.equal(factsOf('tests/a.ts').pathInPackage, 'a.ts');
  });

  it('tell whether the project depends on OpenTelemetry', () => {
    write('package.json', { dependencies: { express: '5' } });
    write('a/package.json', { peerDependencies: otel('api') });
    assert.equal(factsOf('b.ts').dependsOnOpenTelemetry, false);
    assert.equal(factsOf('a/b.ts').dependsOnOpenTelemetry, true);
  });

  it('tell whether a build compiles async functions down', () => {
    write('package.json', { dependencies: { '@angular/core': '20' } });
    write('a/package.json', { devDependencies: { '@angular/build': '20' } });
    write('b/package.json', { devDependencies: { '@angular-devkit/build-angular': '19' } });
    write('c/package.json', { devDependencies: { '@angular/build-tools': '1' } });
    const of = (name: string): boolean => factsOf(name).downlevelsAsync;
    assert.deepEqual(['a.ts', 'a/a.ts', 'b/a.ts', 'c/a.ts'].map(of), [false, true, true, false]);
  });

  describe('of package.json files that change', () => {
    it('follow a rewrite by its mtime', () => {
      const file = write('package.json', { dependencies: otel('sdk-node') });
      fs.utimesSync(file, 1000, 1000);
      assert.equal(factsOf('a.ts').contextManager, 'async-local-storage');
      write('package.json', { dependencies: otel('sdk-mode') });
      fs.utimesSync(file, 2000, 2000);
      assert.equal(factsOf('a.ts').contextManager, 'unknown');
    });

    it('follow a file that appears nearer, and one that goes', () => {
      write('package.json', { dependencies: otel('sdk-node') });
      assert.equal(factsOf('a/b/c.ts').contextManager, 'async-local-storage');
      const nearer = write('a/package.json', { dependencies: otel('context-zone') });
      assert.equal(factsOf('a/b/c.ts').contextManager, 'zone');
      fs.rmSync(nearer);
      assert.equal(factsOf('a/b/c.ts').contextManager, 'async-local-storage');
    });

    it('follow an installation', () => {
      assert.equal(factsOf('a.ts').majorVersion('p-queue'), undefined);
      const installed = write('node_modules/p-queue/package.json', { version: '9.0.0' });
      fs.utimesSync(installed, 1000, 1000);
      assert.equal(factsOf('a.ts').majorVersion('p-queue'), 9);
      write('node_modules/p-queue/package.json', { version: '10.0.0' });
      assert.equal(factsOf('a.ts').majorVersion('p-queue'), 10);
    });

    it('keep one answer for one file as long as it is linted', () => {
      const file = write('package.json', { dependencies: otel('sdk-node') });
      const facts = factsOf('a.ts');
      assert.equal(facts.contextManager, 'async-local-storage');
      fs.rmSync(file);
      assert.equal(facts.contextManager, 'async-local-storage');
    });

    it('are the same parsed objects while nothing changes', () => {
      write('package.json', {});
      write('a/package.json', {});
      assert.deepEqual(
        manifestsUpward(path.join(root, 'a')).map(
          (manifest, index) => manifest === manifestsUpward(path.join(root, 'a'))[index],
        ),
        manifestsUpward(path.join(root, 'a')).map(() => true),
      );
      assert.equal(manifestsUpward(path.join(root, 'a'))[1], manifestsUpward(root)[0]);
    });
  });

  describe('of package.json files that are no good', () => {
    for (const [title, text] of [
      ['broken JSON', '{ "dependencies": '],
      ['no text', ''],
      ['an array', '[]'],
      ['null', 'null'],
      ['odd fields', '{ "dependencies": ["x"], "devDependencies": null, "type": 3, "version": {} }'],
    ] as const) {
      it(`pass over ${title} to the next upward`, () => {
        write('package.json', { dependencies: otel('sdk-node') });
        write('a/package.json', text);
        assert.equal(factsOf('a/b.ts').contextManager, 'async-local-storage');
        assert.equal(factsOf('a/b.ts').majorVersion('express'), undefined);
      });
    }

    it('pass over a folder of that name', () => {
      write('package.json', { dependencies: otel('sdk-node') });
      fs.mkdirSync(path.join(root, 'a/package.json'), { recursive: true });
      assert.equal(factsOf('a/b.ts').contextManager, 'async-local-storage');
    });

    it('read one that begins with a byte order mark', () => {
      write('package.json', `\uFEFF${JSON.stringify({ dependencies: otel('sdk-node') })}`);
      assert.equal(factsOf('a.ts').contextManager, 'async-local-storage');
    });
  });

  describe('of file names that are no paths', () => {
    for (const name of [
      '<input>',
      '<text>',
      '',
      'a.ts',
      'src/a.ts',
      './src/../a.ts',
      'untitled:Untitled-1',
      'vscode-notebook-cell:/x/y.ts#1',
    ]) {
      it(`take ${JSON.stringify(name)} to stand in the working folder`, () => {
        write('package.json', { dependencies: otel('sdk-trace-web') });
        assert.equal(projectFacts(name, AUTO, undefined, root).contextManager, 'stack');
      });
    }

    it('take a code block of a file to stand in its folder', () => {
      write('package.json', { dependencies: otel('sdk-trace-web') });
      write('README.md', '');
      assert.equal(factsOf('README.md/0_0.ts').contextManager, 'stack');
    });

    it('take file URLs, and bear names that no file can have', () => {
      write('package.json', { dependencies: otel('sdk-trace-web') });
      assert.equal(projectFacts(pathToFileURL(path.join(root, 'a b.ts')).href, AUTO).contextManager, 'stack');
      assert.equal(projectFacts('file://host/a.ts', AUTO, undefined, root).contextManager, 'stack');
      assert.equal(factsOf('a\0b/c.ts').contextManager, 'stack');
      assert.equal(factsOf(`${'x'.repeat(5000)}/c.ts`).contextManager, 'stack');
    });
  });

  it('are printed for a folder with NODE_DEBUG=eslint-plugin-otel', () => {
    const manifest = write('package.json', {
      dependencies: otel('sdk-node', 'instrumentation-pg', 'instrumentation-koa'),
    });
    const module = path.resolve(__dirname, '../../../src/analysis/project/index.ts');
    const script = `
      const { projectFacts } = require(${JSON.stringify(module)});
      for (const name of ['a.ts', 'b.ts']) projectFacts(${JSON.stringify(root)} + '/' + name, ${JSON.stringify(AUTO)}).contextManager;`;
    const result = spawnSync(process.execPath, ['--require', 'tsx/cjs', '-e', script], {
      encoding: 'utf8',
      cwd: path.resolve(__dirname, '../../..'),
      env: { ...process.env, NODE_DEBUG: 'eslint-plugin-otel' },
    });
    assert.equal(
      result.stderr.replace(/ \d+: /u, ' PID: '),
      `ESLINT-PLUGIN-OTEL PID: ${root}: contextManager async-local-storage (@opentelemetry/sdk-node (${manifest})); instrumented koa, pg\n`,
    );
  });

  it('hold for as long as a package.json need not be looked at again', () => {
    write('package.json', { dependencies: otel('instrumentation-http') });
    setManifestFreshness(60_000);
    try {
      assert.equal(factsOf('a.ts').isInstrumented('http'), true);
      write('package.json', { dependencies: otel('instrumentation-koa') });
      assert.equal(factsOf('a.ts').isInstrumented('http'), true);
    } finally {
      setManifestFreshness(0);
    }
    assert.equal(factsOf('a.ts').isInstrumented('http'), false);
  });
});

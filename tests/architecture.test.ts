import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { cyclesOf, importGraph, isRelative, packageName, type Edge } from './support/import-graph';

const root = path.resolve(__dirname, '..');
const sourceFolder = path.join(root, 'src');

/** What the middle rooms of `analysis` build on. */
const foundation = [
  'analysis/value-flow',
  'analysis/data-flow',
  'analysis/api-resolution',
  'analysis/bindings',
  'analysis/control-flow',
  'analysis/project',
  'analysis/sensitive-data',
  'model',
  'ast',
];

/**
 * Which rooms a room may import from, beside itself. A room is a folder of `src`; the rooms of `analysis` are told
 * apart, and `analysis/file-analysis` is the file on top of them. `repairs` composes fixes with what an analysis found,
 * for rules to offer. `src` is what stands at the top of the tree.
 */
const allowedRooms: Readonly<Record<string, readonly string[]>> = {
  ast: [],
  model: [],
  fixes: ['ast'],
  'analysis/counters': ['ast'],
  'analysis/bindings': ['ast'],
  'analysis/control-flow': ['ast'],
  'analysis/project': ['model'],
  'analysis/sensitive-data': ['model'],
  'analysis/api-resolution': ['analysis/bindings', 'analysis/counters', 'model', 'ast'],
  'analysis/value-flow': [
    'analysis/api-resolution',
    'analysis/bindings',
    'analysis/control-flow',
    'analysis/counters',
    'model',
    'ast',
  ],
  'analysis/data-flow': [
    'analysis/api-resolution',
    'analysis/bindings',
    'analysis/control-flow',
    'analysis/value-flow',
    'model',
    'ast',
  ],
  'analysis/propagation': foundation,
  'analysis/typestate': foundation,
  'analysis/ambient-context': foundation,
  'analysis/baggage': foundation,
  'analysis/token': ['analysis/typestate', ...foundation],
  'analysis/library-objects': foundation,
  'analysis/boundaries': ['analysis/ambient-context', 'analysis/library-objects', ...foundation],
  'analysis/messaging': ['analysis/ambient-context', 'analysis/library-objects', ...foundation],
  'analysis/carriers': ['analysis/ambient-context', 'analysis/library-objects', 'analysis/messaging', ...foundation],
  'analysis/spans': ['analysis/ambient-context', 'analysis/typestate', ...foundation],
  'analysis/manual-headers': [
    'analysis/ambient-context',
    'analysis/carriers',
    'analysis/ingress',
    'analysis/library-objects',
    ...foundation,
  ],
  'analysis/ingress': ['analysis/ambient-context', 'analysis/library-objects', 'analysis/messaging', ...foundation],
  'analysis/overwrites': ['analysis/ambient-context', 'analysis/ingress', 'analysis/spans', ...foundation],
  'analysis/batches': [
    'analysis/ambient-context',
    'analysis/carriers',
    'analysis/library-objects',
    'analysis/messaging',
    ...foundation,
  ],
  'analysis/message-context': [
    'analysis/ambient-context',
    'analysis/boundaries',
    'analysis/carriers',
    'analysis/library-objects',
    'analysis/messaging',
    ...foundation,
  ],
  'analysis/set-up': [
    'analysis/api-resolution',
    'analysis/bindings',
    'analysis/project',
    'analysis/value-flow',
    'model',
    'ast',
  ],
  'analysis/context-keys': ['analysis/api-resolution', 'analysis/set-up', 'analysis/value-flow', 'model', 'ast'],
  'analysis/test-code': ['analysis/api-resolution', 'analysis/bindings', 'model', 'ast'],
  'analysis/context-callback': ['analysis/ambient-context', ...foundation],
  'analysis/context-bind': [
    'analysis/boundaries',
    'analysis/context-callback',
    'analysis/library-objects',
    ...foundation,
  ],
  'analysis/file-analysis': ['analysis/*', 'model', 'ast'],
  'analysis/relevance': ['model'],
  'analysis/collected-calls': ['analysis/counters', 'ast'],
  'rule-kit': ['analysis/*', 'model', 'ast'],
  repairs: ['analysis/*', 'fixes', 'model', 'ast'],
  rules: ['repairs', 'rule-kit', 'analysis/*', 'fixes', 'model', 'ast'],
  src: ['rules', 'rule-kit', 'model'],
};

/** Packages and Node modules that a room may import, beside types of `typescript` and `@typescript-eslint/utils`. */
const allowedPackages: Readonly<Record<string, readonly string[]>> = {
  ast: ['@typescript-eslint/utils'],
  model: [],
  fixes: ['@typescript-eslint/utils', '@eslint-community/eslint-utils', 'node:module'],
  analysis: ['@typescript-eslint/utils', '@eslint-community/eslint-utils', 'node:buffer'],
  'analysis/project': ['node:fs', 'node:path', 'node:url', 'node:util', 'semver'],
  'rule-kit': ['@typescript-eslint/utils', 'node:fs', 'node:path'],
  rules: ['@typescript-eslint/utils'],
  repairs: ['@typescript-eslint/utils'],
  src: [],
};

/** Packages that load TypeScript, an optional peer: types only, or a lazy `require` in the file named. */
const lazyPackages: Readonly<Record<string, readonly string[]>> = {
  typescript: ['analysis/api-resolution/typescript.ts'],
  '@typescript-eslint/type-utils': ['analysis/api-resolution/specifiers.ts'],
  '@typescript-eslint/typescript-estree': ['analysis/set-up/parsed-file.ts'],
  '@typescript-eslint/scope-manager': ['analysis/set-up/parsed-file.ts'],
  'ts-api-utils': [],
};

/** Folders that hold what others wrote, or what is built. */
const foreignFolders = new Set(['.git', '.tmp', 'coverage', 'dist', 'node_modules']);

const maximumBytes = 20_000;
const maximumRuleLines = 160;
const longRuleLines = 120;

/** Rooms that may trace by themselves: the value flow, and what stands below it. */
const flowRooms = new Set([
  'analysis/value-flow',
  'analysis/control-flow',
  'analysis/bindings',
  'analysis/api-resolution',
]);

/** What only these rooms may import from `bindings`. */
const tracers = new Set(['callSitesOf', 'definitionsOf', 'returnedExpressions', 'soleDefinition']);

describe('the layers of src', () => {
  const files = filesUnder(sourceFolder).filter((file) => file.endsWith('.ts'));
  const edges = importGraph(sourceFolder, files);
  const listed = (test: (edge: Edge) => boolean): string[] => edges.filter(test).map(describeEdge);

  it('knows the room of every file', () => {
    assert.ok(files.length > 50, 'the sources are found');
    assert.deepEqual(
      files.filter((file) => !(roomOf(file) in allowedRooms)),
      [],
    );
  });

  it('has no relative import that leads nowhere or out of src', () => {
    assert.deepEqual(
      listed(({ specifier, target }) => isRelative(specifier) && target === undefined),
      [],
    );
  });

  it('writes relative imports without extension', () => {
    assert.deepEqual(
      listed(({ specifier }) => isRelative(specifier) && /\.[cm]?[jt]s$/.test(specifier)),
      [],
    );
  });

  it('never imports a higher room', () => {
    assert.deepEqual(
      listed(({ file, target }) => target !== undefined && !mayImport(roomOf(file), roomOf(target))),
      [],
    );
  });

  it('has no rule that imports a rule', () => {
    const isRule = (file: string | undefined): boolean => file !== undefined && roomOf(file) === 'rules';
    assert.deepEqual(
      listed(({ file, target }) => isRule(file) && isRule(target) && file !== 'rules/index.ts'),
      [],
    );
  });

  it('has no cycle between files, not even of types', () => {
    assert.deepEqual(cyclesOf(edges), []);
  });

  it('imports in each room only the packages that the room needs', () => {
    assert.deepEqual(
      listed(
        ({ file, specifier }) =>
          !isRelative(specifier) && !(packageName(specifier) in lazyPackages) && !mayLoad(roomOf(file), specifier),
      ),
      [],
    );
  });

  it('loads what needs TypeScript, an optional peer, lazily and in one file', () => {
    const wrong = listed(({ file, specifier, isTypeOnly, isLazy }) => {
      const homes = lazyPackages[packageName(specifier)];
      return homes !== undefined && !isTypeOnly && !(isLazy && homes.includes(file));
    });
    assert.deepEqual(wrong, []);
  });

  it('never imports OpenTelemetry itself', () => {
    assert.deepEqual(
      listed(({ specifier }) => specifier.startsWith('@opentelemetry/')),
      [],
    );
  });

  it('keeps every file readable in one sitting', () => {
    const large = files
      .map((file) => ({ file, bytes: statSync(path.join(sourceFolder, file)).size }))
      .filter(({ bytes }) => bytes > maximumBytes);
    assert.deepEqual(large, [], `a file over ${maximumBytes} bytes holds two questions: split it by question`);
  });

  it('keeps every rule short', () => {
    const long = files
      .filter((file) => roomOf(file) === 'rules')
      .map((file) => ({ file, lines: readFileSync(path.join(sourceFolder, file), 'utf8').split('\n').length - 1 }))
      .filter(({ lines }) => lines > longRuleLines);
    const over = long.filter(({ lines }) => lines > maximumRuleLines);
    const listing = long.map(({ file, lines }) => `${file}: ${lines} lines`).join('\n');
    assert.deepEqual(
      over,
      [],
      `at most ${maximumRuleLines} lines; past ${longRuleLines} a question is hiding in the rule:\n${listing}`,
    );
  });
});

describe('the value flow', () => {
  const files = filesUnder(sourceFolder).filter((file) => file.endsWith('.ts'));
  const text = (file: string): string => readFileSync(path.join(sourceFolder, file), 'utf8');
  const analyses = files.filter((file) => file.startsWith('analysis/'));

  it('is asked where values come from and who gets them: nobody else traces definitions, callers or results', () => {
    const tracing = files.filter(
      (file) =>
        !flowRooms.has(roomOf(file)) &&
        [...text(file).matchAll(/import (?:type )?\{([^}]*)\} from '[^']*bindings[^']*'/g)].some(([, names = '']) =>
          names.split(',').some((name) => tracers.has(name.trim())),
        ),
    );
    assert.deepEqual(tracing, []);
  });

  it('has the one table of bounds: nobody else counts depth', () => {
    const counting = analyses.filter(
      (file) =>
        file !== 'analysis/value-flow/bounds.ts' &&
        // How often a finalizer is copied into the graph: nothing is followed there.
        file !== 'analysis/control-flow/assembly.ts' &&
        /\bMAX_(?:\w*_)?(?:CALLERS|CHAIN|DEPTH|STEPS|TRAIL|VISITS)\b/.test(text(file)),
    );
    assert.deepEqual(counting, []);
  });

  it('has no method beside it that passes a depth', () => {
    const passing = analyses.filter(
      (file) => !flowRooms.has(roomOf(file)) && /\bdepth(?:: number| = 0)\b/.test(text(file)),
    );
    assert.deepEqual(passing, []);
  });

  it('and all analyses stand in files of at most 350 lines', () => {
    const long = analyses.filter((file) => text(file).split('\n').length - 1 > 350);
    assert.deepEqual(long, []);
  });
});

describe('the plugin without TypeScript', () => {
  it('loads, and its rules run on plain JavaScript', () => {
    const script = `
      const Module = require('node:module');
      const resolve = Module._resolveFilename;
      const absent = /^(?:typescript|ts-api-utils|@typescript-eslint\\/(?:type-utils|typescript-estree|parser))(?:\\/|$)/;
      require('tsx/cjs');
      const { Linter } = require('eslint');
      Module._resolveFilename = function (request, ...rest) {
        if (absent.test(request)) throw Object.assign(new Error("Cannot find module '" + request + "'"), { code: 'MODULE_NOT_FOUND' });
        return resolve.call(this, request, ...rest);
      };
      const plugin = require('./src');
      const text = \`
        const { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } = require('@opentelemetry/core');
        new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new W3CTraceContextPropagator()] });
      \`;
      const messages = new Linter().verify(text, [{ ...plugin.configs['flat/all'], languageOptions: { sourceType: 'commonjs' } }]);
      const loaded = Object.keys(require.cache).filter((file) => /node_modules\\/(?:typescript|ts-api-utils)\\//.test(file));
      console.log(JSON.stringify({ ruleIds: messages.map((message) => message.ruleId ?? message.message), loaded }));
    `;
    const output = execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' });
    assert.deepEqual(JSON.parse(output), { ruleIds: ['otel/propagator-order'], loaded: [] });
  });
});

describe('the project', () => {
  it('stands alone: no file names the notes it was built from', () => {
    const outside = new RegExp(['\\.\\.[/]shared', 'otel-' + 'facts', 'facts ' + '§'].join('|'));
    const naming = filesUnder(root).filter((file) => outside.test(readFileSync(path.join(root, file), 'utf8')));
    assert.deepEqual(naming, []);
  });
});

/** The room of a file, by its path below `src`. */
function roomOf(file: string): string {
  const [first = '', second = '', third] = file.split('/');
  if (!second) return 'src';
  if (first !== 'analysis') return first;
  return third === undefined ? `analysis/${path.basename(second, '.ts')}` : `analysis/${second}`;
}

function mayImport(from: string, to: string): boolean {
  const allowed = allowedRooms[from] ?? [];
  return from === to || allowed.includes(to) || (to.startsWith('analysis/') && allowed.includes('analysis/*'));
}

function mayLoad(room: string, specifier: string): boolean {
  const rooms = room.startsWith('analysis/') ? [room, 'analysis'] : [room];
  return rooms.some(
    (name) => allowedPackages[name]?.includes(specifier) || allowedPackages[name]?.includes(packageName(specifier)),
  );
}

function describeEdge({ file, specifier, target, isTypeOnly, isLazy }: Edge): string {
  const manner = isTypeOnly ? ' (type)' : isLazy ? ' (lazily)' : '';
  return `${file} (${roomOf(file)}) imports ${target === undefined ? specifier : `${target} (${roomOf(target)})`}${manner}`;
}

/** The files below a folder that belong to the project, as sorted paths with `/`. */
function filesUnder(folder: string, prefix = ''): string[] {
  return readdirSync(path.join(folder, prefix), { withFileTypes: true })
    .flatMap((entry) => {
      const name = prefix + entry.name;
      if (entry.isFile()) return [name];
      return entry.isDirectory() && !foreignFolders.has(entry.name) ? filesUnder(folder, `${name}/`) : [];
    })
    .sort();
}

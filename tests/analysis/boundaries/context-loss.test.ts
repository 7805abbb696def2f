import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { AmbientUseFinder } from '../../../src/analysis/ambient-context';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { ContextLossFinder } from '../../../src/analysis/boundaries';
import { BOUNDARY_OBJECTS, SHARED_CALLBACKS } from '../../../src/model/async-boundaries';
import { CONTEXT_MANAGERS, type DetectedManager } from '../../../src/model/context-managers';
import { findNodes, parseSource } from '../../support/source';

interface World {
  readonly manager?: DetectedManager;
  readonly versions?: Readonly<Record<string, number>>;
  readonly instrumented?: readonly string[];
}

const imports = `import { context, propagation, trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('t');\n`;

/** The kinds of loss in a source, in source order. */
function losses(
  code: string,
  { manager = 'async-local-storage', versions = {}, instrumented = [] }: World = {},
): string[] {
  const sourceCode = parseSource(imports + code);
  const resolver = new ApiResolver(sourceCode);
  const isInstrumented = (library: string): boolean => instrumented.includes(library);
  const finder = new ContextLossFinder(resolver, new AmbientUseFinder(resolver, isInstrumented), {
    contextManager: manager,
    isInstrumented,
    majorVersion: (name) => versions[name],
  });
  return findNodes(sourceCode, (node) =>
    ['AssignmentExpression', 'CallExpression', 'NewExpression'].includes(node.type),
  )
    .flatMap((node) => {
      if (node.type === AST_NODE_TYPES.AssignmentExpression) return finder.ofAssignment(node) ?? [];
      return node.type === AST_NODE_TYPES.CallExpression || node.type === AST_NODE_TYPES.NewExpression
        ? finder.ofCall(node)
        : [];
    })
    .map((loss) => ('library' in loss ? `${loss.kind} ${loss.library}` : loss.kind));
}

describe('libraries that lose the context in some versions', () => {
  const queue = `import PQueue from 'p-queue'; const q = new PQueue(); export const f = () => q.add(() => { trace.getActiveSpan(); });`;
  const list = `import PQueue from 'p-queue'; class A { q = new PQueue(); f() { this.q.addAll([() => { trace.getActiveSpan(); }, () => {}]); } }`;
  const limit = `import pLimit from 'p-limit'; const limit = pLimit(2); export const f = () => limit(() => { trace.getActiveSpan(); });`;

  for (const [name, code, lost, kept] of [
    ['p-queue', queue, [6, 7, 8, 9], [10, 11]],
    ['p-queue', list, [8], [10]],
    ['p-limit', limit, [3, 4], [5, 7]],
  ] as const) {
    it(`${name}: ${lost.join(', ')} lose it, ${kept.join(', ')} do not`, () => {
      for (const major of lost)
        assert.deepEqual(losses(code, { versions: { [name]: major } }), [`task ${name}`], String(major));
      for (const major of kept) assert.deepEqual(losses(code, { versions: { [name]: major } }), [], String(major));
    });
    it(`${name}: nothing is said of an unknown version`, () => assert.deepEqual(losses(code), []));
  }
});

describe('each context manager', () => {
  const inSpan = (
    code: string,
  ): string => `import { EventEmitter } from 'node:events'; const bus = new EventEmitter(); const target = new EventTarget();
    tracer.startActiveSpan('a', () => { ${code} });`;
  const table: readonly (readonly [string, string, Readonly<Record<DetectedManager, boolean>>])[] = [
    [
      'a timer',
      'setTimeout(() => { context.active(); }, 1);',
      { 'async-local-storage': false, zone: false, stack: true, none: false, unknown: true, own: false },
    ],
    [
      'an EventEmitter',
      `bus.on('x', () => { context.active(); });`,
      { 'async-local-storage': true, zone: false, stack: true, none: false, unknown: true, own: true },
    ],
    [
      'an EventTarget',
      `target.addEventListener('x', () => { context.active(); });`,
      { 'async-local-storage': true, zone: true, stack: true, none: false, unknown: true, own: true },
    ],
    [
      'a target of the page',
      `window.addEventListener('x', () => { context.active(); });`,
      { 'async-local-storage': true, zone: false, stack: true, none: false, unknown: true, own: true },
    ],
    [
      'process',
      `process.on('x', () => { context.active(); });`,
      { 'async-local-storage': true, zone: false, stack: true, none: false, unknown: true, own: true },
    ],
  ];
  for (const [name, code, answers] of table) {
    for (const manager of [...CONTEXT_MANAGERS, 'own'] as const) {
      it(`${answers[manager] ? 'loses' : 'keeps'} ${name} under ${manager}`, () => {
        assert.equal(losses(inSpan(code), { manager }).length, answers[manager] ? 1 : 0);
      });
    }
  }
});

describe('callbacks that are shared by many calls', () => {
  it('are known by package and export', () => {
    assert.deepEqual(losses(`import { debounce } from 'lodash'; debounce(() => { context.active(); });`), [
      'shared debounce',
    ]);
    assert.deepEqual(losses(`import _ from 'lodash'; _.throttle(() => { context.active(); });`), ['shared throttle']);
    assert.deepEqual(losses(`const DataLoader = require('dataloader'); new DataLoader(() => { context.active(); });`), [
      'shared dataloader',
    ]);
    assert.deepEqual(losses(`import { debounce } from './mine'; debounce(() => { context.active(); });`), []);
    assert.deepEqual(losses(`import DataLoader from 'dataloader'; DataLoader(() => { context.active(); });`), []);
  });
  it('may carry the context once they are instrumented', () => {
    const code = `import DataLoader from 'dataloader'; new DataLoader(() => { context.active(); });`;
    assert.deepEqual(losses(code, { instrumented: ['dataloader'] }), []);
  });
  it('take the context of each item, and are left alone then', () => {
    assert.deepEqual(
      losses(
        `import { queue } from 'async'; queue((task, done) => { context.with(task.ctx, () => { context.active(); done(); }); });`,
      ),
      [],
    );
  });
});

describe('the boundary table', () => {
  it('names known managers and positions', () => {
    for (const row of BOUNDARY_OBJECTS) {
      assert.ok(
        row.carriedBy.every((manager) => manager === 'own' || CONTEXT_MANAGERS.includes(manager)),
        row.name,
      );
      assert.ok(row.declaredAs.length > 0 && (Object.keys(row.methods).length > 0 || row.call), row.name);
      assert.match(row.runsIn, /^the context/);
    }
  });
  it('has no shared callback twice', () => {
    const keys = SHARED_CALLBACKS.map((row) => `${row.package}#${row.name}`);
    assert.deepEqual(keys, [...new Set(keys)]);
  });
});

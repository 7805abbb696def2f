import assert from 'node:assert/strict';
import { FileAnalysis } from '../../src/analysis/file-analysis';
import { DEFAULT_SETTINGS, readSettings } from '../../src/rule-kit/settings';
import { parseSource } from '../support/source';

const analyse = (code: string, options: { typed?: boolean; wrappers?: readonly object[] } = {}): FileAnalysis =>
  new FileAnalysis(
    parseSource(code, { typed: options.typed ?? false }),
    'file.ts',
    options.wrappers ? readSettings({ settings: { otel: { wrappers: options.wrappers } } }) : DEFAULT_SETTINGS,
  );

describe('FileAnalysis', () => {
  it('gives ESLint nothing to call for a file that cannot hold OpenTelemetry', () => {
    const file = analyse('export const context = { with() {} }; context.with();');
    assert.equal(file.isRelevant, false);
    assert.deepEqual(
      file.onOperation('context.with', () => assert.fail('called')),
      {},
    );
  });

  it('listens once, when the whole tree is there, for a file that mentions OpenTelemetry', () => {
    const file = analyse(
      `import { context } from '@opentelemetry/api'; context.active(); context.with(context.active(), f);`,
    );
    const seen: string[] = [];
    const listener = file.onOperation(['context.with', 'context.active'], (call) => seen.push(call.operation));
    assert.deepEqual(Object.keys(listener), ['Program:exit']);
    (listener['Program:exit'] as () => void)();
    assert.deepEqual(seen, ['context.with', 'context.active', 'context.active']);
  });

  it('knows an injected tracer by type in a file that does not import OpenTelemetry', () => {
    const file = analyse(`export function f(tracer: { startSpan(): void }) { tracer.startSpan(); }`, { typed: true });
    assert.equal(file.isRelevant, true);
    assert.deepEqual(file.operations('span.start'), []);
  });

  it('looks at files that only call a wrapper', () => {
    const file = analyse(`import { enter } from './scope'; enter(1);`, {
      wrappers: [{ function: 'enter', operation: 'context.attach' }],
    });
    assert.equal(file.isRelevant, true);
    assert.equal(file.operations('context.attach').length, 1);
  });

  it('gives calls and assignments in source order, outer before inner', () => {
    const file = analyse(`a(b(c())); x = y = d(); // opentelemetry`);
    assert.deepEqual(
      file.calls.map((node) => file.sourceCode.getText(node)),
      ['a(b(c()))', 'b(c())', 'c()', 'd()'],
    );
    assert.deepEqual(
      file.assignments.map((node) => file.sourceCode.getText(node)),
      ['x = y = d()', 'y = d()'],
    );
  });

  it('builds one graph a body', () => {
    const file = analyse('a(); // opentelemetry');
    assert.equal(file.graphOf(file.sourceCode.ast), file.graphOf(file.sourceCode.ast));
  });
});

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { FileAnalysis } from '../../../src/analysis/file-analysis';
import { WorkerChannels } from '../../../src/analysis/boundaries';
import { Payloads } from '../../../src/analysis/data-flow';
import { parseSource } from '../../support/source';

const settings = {
  contextManager: 'unknown',
  instrumented: new Set<string>(),
  wrappers: [],
} as unknown as FileAnalysis['settings'];
const imports = `import { context, propagation, trace, ROOT_CONTEXT } from '@opentelemetry/api';
import { Worker, parentPort, workerData } from 'node:worker_threads';
import { fork } from 'node:child_process';
const tracer = trace.getTracer('t'); declare const items: number[];
`;

function channelsOf(code: string, typed: boolean) {
  const file = new FileAnalysis(
    parseSource(imports + code, { typed }),
    createRequire(__filename).resolve('./worker-channels.test.ts'),
    settings,
  );
  const { resolver, ambient, calls, assignments } = file;
  const payloads = new Payloads(resolver, () => file.operations('propagation.inject'));
  return { file, channels: new WorkerChannels({ resolver, ambient, calls, assignments, payloads }) };
}

for (const typed of [false, true]) {
  const mode = typed ? 'typed' : 'untyped';

  describe(`what crosses to a thread or process, ${mode}`, () => {
    const crossing = (code: string): string[] => {
      const { file, channels } = channelsOf(code, typed);
      return channels.crossovers.map(
        ({ call, starts, crossing: how }) => `${starts ? 'starts' : 'sends'} ${how} ${file.sourceCode.getText(call)}`,
      );
    };
    it('is a start or a message', () => {
      assert.deepEqual(
        crossing(
          'const w = new Worker("a"); w.postMessage({ items }); fork("b"); const c = fork("c"); c.send({ items }); parentPort?.postMessage(1);',
        ),
        [
          'starts clone new Worker("a")',
          'sends clone w.postMessage({ items })',
          'starts json fork("b")',
          'starts json fork("c")',
          'sends json c.send({ items })',
          'sends clone parentPort?.postMessage(1)',
        ],
      );
    });
    it('is not the message of a window, a socket or a response', () => {
      assert.deepEqual(
        crossing(
          'declare const res: any; window.postMessage({ items }, "*"); res.send({ items }); res.postMessage({ items });',
        ),
        [],
      );
    });
  });

  describe(`what crosses without a carrier, ${mode}`, () => {
    const missing = (code: string, needsDerived = false): string[] => {
      const { file, channels } = channelsOf(code, typed);
      return channels.crossovers.flatMap((crossover) => {
        const found = channels.missingCarrier(crossover, needsDerived);
        return found ? [`${file.sourceCode.getText(found.call)} (${found.scope.because})`] : [];
      });
    };
    it('is the work of a request', () => {
      assert.deepEqual(
        missing('const w = new Worker("a"); tracer.startActiveSpan("x", () => { w.postMessage({ items }); });'),
        ['w.postMessage({ items }) (activation)'],
      );
      assert.deepEqual(missing('const w = new Worker("a"); function f() { w.postMessage({ items }); }'), []);
    });
    it('is the message where a worker is started without data and then told', () => {
      assert.deepEqual(
        missing('tracer.startActiveSpan("x", () => { const w = new Worker("a"); w.postMessage({ items }); });'),
        ['w.postMessage({ items }) (activation)'],
      );
    });
    it('is the start where it has data, and then not the message too', () => {
      assert.deepEqual(
        missing(
          'tracer.startActiveSpan("x", () => { const w = new Worker("a", { workerData: { items } }); w.postMessage({ items }); });',
        ),
        ['new Worker("a", { workerData: { items } }) (activation)'],
      );
    });
    it('is the message to a worker of the module that has data of its own', () => {
      assert.deepEqual(
        missing(
          'const w = new Worker("a", { workerData: { size: 1 } }); tracer.startActiveSpan("x", () => { w.postMessage({ items }); });',
        ),
        ['w.postMessage({ items }) (activation)'],
      );
    });
    it('needs a derived context where there is no manager', () => {
      const code =
        'const w = new Worker("a"); function f(h: {}) { const ctx = propagation.extract(ROOT_CONTEXT, h); trace.getSpan(ctx); w.postMessage({ items }); }';
      assert.deepEqual(missing(code, true), ['w.postMessage({ items }) (derives)']);
      assert.deepEqual(
        missing('const w = new Worker("a"); tracer.startActiveSpan("x", () => { w.postMessage({ items }); });', true),
        [],
      );
    });
  });

  describe(`message handlers without a context, ${mode}`, () => {
    const handlers = (code: string): string[] => {
      const { file, channels } = channelsOf(code, typed);
      return channels.unboundHandlers.map(({ use, message }) => `${message} ${file.sourceCode.getText(use.node)}`);
    };
    it('are those of the worker and of the forked process', () => {
      assert.deepEqual(
        handlers(
          'parentPort?.on("message", () => { context.active(); }); process.on("message", () => { trace.getActiveSpan(); }); parentPort!.addEventListener("message", () => { propagation.getActiveBaggage(); });',
        ),
        ['value context.active()', 'value trace.getActiveSpan()', 'event propagation.getActiveBaggage()'],
      );
      assert.deepEqual(
        handlers(
          'self.onmessage = () => { context.active(); }; self.addEventListener("message", () => { context.active(); });',
        ),
        ['event context.active()', 'event context.active()'],
      );
    });
    it('are not those of the parent, of other events, or those that look at a carrier', () => {
      assert.deepEqual(
        handlers(
          'const w = new Worker("a"); w.on("message", () => { context.active(); }); process.on("exit", () => { context.active(); });',
        ),
        [],
      );
      assert.deepEqual(
        handlers(
          'declare function run(c: {}, f: () => void): void; parentPort!.on("message", (m) => { run(m.carrier, () => { context.active(); }); });',
        ),
        [],
      );
      assert.deepEqual(
        handlers(
          'parentPort!.on("message", (m) => { context.with(propagation.extract(context.active(), m), () => { context.active(); }); });',
        ),
        [],
      );
    });
  });
}

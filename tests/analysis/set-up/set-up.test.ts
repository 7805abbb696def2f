import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { mentionsSetUp, setUpIn } from '../../../src/analysis/set-up';
import { findNodes, parseSource } from '../../support/source';

const isCall = (node: TSESTree.Node): node is TSESTree.CallExpression | TSESTree.NewExpression =>
  node.type === AST_NODE_TYPES.CallExpression || node.type === AST_NODE_TYPES.NewExpression;

function setUp(code: string) {
  const sourceCode = parseSource(code);
  return setUpIn(sourceCode, findNodes(sourceCode, isCall).filter(isCall));
}

const ALS = "import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';";
const ZONE = "import { ZoneContextManager } from '@opentelemetry/context-zone';";
const API = "import { context } from '@opentelemetry/api';";
const WEB = "import { WebTracerProvider } from '@opentelemetry/sdk-trace-web';";

describe('the context manager that a file registers', () => {
  const cases: readonly (readonly [code: string, managers: readonly string[]])[] = [
    [`${ALS} ${API} context.setGlobalContextManager(new AsyncLocalStorageContextManager());`, ['async-local-storage']],
    [
      `${ALS} ${API} context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());`,
      ['async-local-storage'],
    ],
    [
      `${ALS} ${API} const manager = new AsyncLocalStorageContextManager(); manager.enable(); context.setGlobalContextManager(manager);`,
      ['async-local-storage'],
    ],
    [
      "const hooks = require('@opentelemetry/context-async-hooks'); const api = require('@opentelemetry/api'); api.context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager());",
      ['async-local-storage'],
    ],
    [`${ZONE} ${WEB} new WebTracerProvider().register({ contextManager: new ZoneContextManager() });`, ['zone']],
    [`${WEB} new WebTracerProvider().register();`, ['stack']],
    [`${WEB} new WebTracerProvider().register({ propagator });`, ['stack']],
    [`${WEB} new WebTracerProvider().register(options);`, ['unknown']],
    [`${WEB} new WebTracerProvider().register({ ...options });`, ['unknown']],
    [`${WEB} const provider = new WebTracerProvider(); provider.register();`, ['stack']],
    [`${WEB} class Own {} new WebTracerProvider().register({ contextManager: new Own() });`, ['own']],
    [`${WEB} import { Own } from './own'; new WebTracerProvider().register({ contextManager: new Own() });`, ['own']],
    [
      `${WEB} declare class Own { enable(): this } new WebTracerProvider().register({ contextManager: new Own().enable() });`,
      ['own'],
    ],
    [`${WEB} new WebTracerProvider().register({ contextManager: make() });`, ['unknown']],
    [
      "import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node'; new NodeTracerProvider().register();",
      ['async-local-storage'],
    ],
    [
      "import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node'; class Tracing { private readonly provider; constructor() { this.provider = new NodeTracerProvider({}); } start() { this.provider.register(); } }",
      ['async-local-storage'],
    ],
    [
      "import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node'; class Tracing { #provider = new NodeTracerProvider(); start() { this.#provider.register({ propagator: null }); } }",
      ['async-local-storage'],
    ],
    [`${WEB} class Tracing { provider = make(); start() { this.provider.register(); } }`, []],
    [`${WEB} class Tracing { a = new WebTracerProvider(); b = new Map(); start() { this.b.register(); } }`, []],
    [
      "import { NodeSDK as Sdk } from '@opentelemetry/sdk-node'; class Own extends Sdk { constructor() { super({}); } } new Own().start();",
      ['async-local-storage'],
    ],
    ['class Own extends Base {} new Own().start();', []],
    [
      "import { HoneycombSDK } from '@honeycombio/opentelemetry-node'; new HoneycombSDK({}).start();",
      ['async-local-storage'],
    ],
    ["import * as Sentry from '@sentry/node'; Sentry.init({});", ['async-local-storage']],
    ["import * as Sentry from '@sentry/node'; new Sentry.Scope();", []],
    ["import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base'; new BasicTracerProvider().register();", []],
    ["import { NodeSDK } from '@opentelemetry/sdk-node'; new NodeSDK({}).start();", ['async-local-storage']],
    ["import * as opentelemetry from '@opentelemetry/sdk-node'; new opentelemetry.NodeSDK();", ['async-local-storage']],
    ["import { registerOTel } from '@vercel/otel'; registerOTel({ serviceName: 'a' });", ['async-local-storage']],
    ["import { NodeSDK } from './own'; new NodeSDK();", []],
    ['router.register({ path: "/a" });', []],
    ['customElements.register(new Map());', []],
    [
      `${ALS} ${ZONE} ${API} context.setGlobalContextManager(isNode ? new AsyncLocalStorageContextManager() : new ZoneContextManager());`,
      ['unknown'],
    ],
    [
      `${ZONE} ${API} context.setGlobalContextManager(isTest ? new ZoneContextManager() : new ZoneContextManager().enable());`,
      ['zone'],
    ],
    [
      `${ZONE} ${WEB} const provider = makeProvider(); function makeProvider() { return new WebTracerProvider(); } const options = { contextManager: new ZoneContextManager() }; provider.register(options);`,
      ['zone'],
    ],
    [
      `${WEB} let provider; export function start() { provider = new WebTracerProvider(); provider.register(); } export function stop() { provider = undefined; }`,
      ['stack'],
    ],
    [
      `${WEB} export class Tracing { provider; async start() { this.provider = await this.make(); this.provider.register(); } async make() { return new WebTracerProvider(); } stop() { this.provider = null; } }`,
      ['stack'],
    ],
    [
      `${WEB} import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node'; const provider = isNode ? new NodeTracerProvider() : new WebTracerProvider(); provider.register();`,
      ['unknown'],
    ],
    [`${WEB} export const start = (provider) => provider.register();`, []],
    [`${WEB} new WebTracerProvider().register({ contextManager: null });`, []],
    [`${WEB} new WebTracerProvider().register({ contextManager: undefined });`, ['stack']],
    [
      `${ZONE} ${WEB} new WebTracerProvider().register({ contextManager: isNode ? null : new ZoneContextManager() });`,
      ['unknown'],
    ],
  ];
  for (const [code, managers] of cases) {
    it(`is ${managers.join(', ') || 'none'}: ${code}`, () => {
      assert.deepEqual([...setUp(code).managers], managers);
    });
  }
});

describe('the instrumentations that a file makes', () => {
  const AMQP = "import { AmqplibInstrumentation } from '@opentelemetry/instrumentation-amqplib';";
  const AUTO = "import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';";
  const made = (code: string): readonly string[] => [...setUp(code).instrumented];

  it('are known by their package', () => {
    assert.deepEqual(made(`${AMQP} registerInstrumentations({ instrumentations: [new AmqplibInstrumentation()] });`), [
      'amqplib',
    ]);
    assert.deepEqual(made(`${AMQP} new AmqplibInstrumentation({ enabled: false });`), []);
    assert.deepEqual(
      made(
        "const { BullMQInstrumentation } = require('@acme/otel-instrumentation-bullmq'); new BullMQInstrumentation();",
      ),
      ['bullmq'],
    );
  });

  it('are all but those that are switched off', () => {
    assert.ok(made(`${AUTO} getNodeAutoInstrumentations();`).includes('undici'));
    const some = setUp(
      `${AUTO} getNodeAutoInstrumentations({ '@opentelemetry/instrumentation-undici': { enabled: false } });`,
    );
    assert.ok(some.instrumented.has('http'));
    assert.ok(!some.instrumented.has('undici'));
    assert.deepEqual([...some.switchedOff], ['undici']);
    const named = setUp(
      `${AUTO} const options = { '@opentelemetry/instrumentation-undici': { enabled: false } }; getNodeAutoInstrumentations(options);`,
    );
    assert.deepEqual([...named.switchedOff], ['undici']);
  });

  it('are unknown where the class is of the project', () => {
    assert.ok(setUp("import { QueueInstrumentation } from './queue'; new QueueInstrumentation();").instrumentsUnknown);
    assert.ok(!setUp(`${AMQP} new AmqplibInstrumentation();`).instrumentsUnknown);
  });
});

describe('a look at the text', () => {
  it('finds what may set something up', () => {
    for (const text of [
      'new NodeSDK()',
      'new a.HttpInstrumentation()',
      'api.context.setGlobalContextManager(m)',
      "from '@vercel/otel'",
    ])
      assert.ok(mentionsSetUp(text), text);
    for (const text of ['instrumentation', 'context.with(ctx, fn)', "from '@opentelemetry/api'"])
      assert.ok(!mentionsSetUp(text), text);
  });
});

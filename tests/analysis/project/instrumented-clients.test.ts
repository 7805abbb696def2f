import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectFacts } from '../../../src/analysis/project';
import { DISTRIBUTIONS } from '../../../src/model/distributions';
import {
  ANY_CONTAINER,
  ANY_MEMBER,
  CALL,
  INSTRUMENTED_CLIENTS,
  INSTRUMENTED_LIBRARIES,
  librariesInstrumentedBy,
  librariesOfCall,
  MEMBERS_WITHOUT_REQUEST,
  packageOfTypes,
  type InstrumentedClient,
} from '../../../src/model/instrumented-clients';

const concrete = (pattern: string) => pattern.replace(/\*$/u, 'something');

/** Every call that a row of the table stands for, with a member of our own where any will do. */
function callsOf(client: InstrumentedClient) {
  const calls = [
    ...(client.globals ?? []).map((member) => ({ package: undefined, container: undefined, member })),
    ...client.packages.map(concrete).flatMap((name) => [
      ...(client.exports ?? []).map((member) => ({ package: name, container: undefined, member })),
      ...Object.entries(client.containers ?? {}).flatMap(([container, members]) =>
        members.map((member) => ({
          package: name,
          container: container === ANY_CONTAINER ? 'AnyClass' : container,
          member: member === ANY_MEMBER ? 'anyCommand' : member,
        })),
      ),
    ]),
  ];
  return calls;
}

describe('instrumented libraries', () => {
  it('have one row each', () => {
    const ids = INSTRUMENTED_LIBRARIES.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)]);
  });

  for (const { id, instrumentations } of INSTRUMENTED_LIBRARIES) {
    for (const name of instrumentations) {
      it(`are told by a package.json: ${name} instruments ${id}`, () => {
        const root = fs.mkdtempSync(path.join(os.tmpdir(), 'otel-instrumented-'));
        fs.writeFileSync(path.join(root, 'package.json'), JSON.stringify({ dependencies: { [name]: '1' } }));
        const facts = projectFacts(path.join(root, 'a.ts'), { contextManager: 'auto', instrumented: 'auto' });
        assert.deepEqual([...facts.instrumented], [id]);
        fs.rmSync(root, { recursive: true });
      });
    }
  }

  it('of auto-instrumentations-node are the rows that say so, undici among them', () => {
    for (const name of DISTRIBUTIONS.flatMap(({ packages, instruments }) => (instruments === 'auto' ? packages : []))) {
      assert.deepEqual(
        librariesInstrumentedBy(name),
        INSTRUMENTED_LIBRARIES.filter((library) => library.auto).map(({ id }) => id),
      );
      assert.ok(librariesInstrumentedBy(name).includes('undici'));
      assert.ok(!librariesInstrumentedBy(name).includes('fastify'));
    }
  });

  it('of an unknown official instrumentation bear its name; other packages instrument nothing', () => {
    assert.deepEqual(librariesInstrumentedBy('@opentelemetry/instrumentation-brandnew'), ['brandnew']);
    assert.deepEqual(librariesInstrumentedBy('@opentelemetry/auto-instrumentations-web'), [
      'fetch',
      'xml-http-request',
    ]);
    for (const name of ['@opentelemetry/instrumentation', '@opentelemetry/api', 'kafkajs', 'constructor'])
      assert.deepEqual(librariesInstrumentedBy(name), []);
  });

  it('take a new row', () => {
    const row = { id: 'carrier-pigeon', instrumentations: ['pigeon-otel'], auto: true };
    assert.deepEqual(librariesInstrumentedBy('pigeon-otel', [row]), ['carrier-pigeon']);
    assert.deepEqual(librariesInstrumentedBy('@opentelemetry/auto-instrumentations-node', [row]), ['carrier-pigeon']);
  });
});

describe('calls to instrumented clients', () => {
  for (const client of INSTRUMENTED_CLIENTS) {
    it(`are found for each call of the row ${client.packages.join(', ') || (client.globals ?? []).join(', ')}`, () => {
      const calls = callsOf(client);
      assert.ok(calls.length > 0);
      for (const call of calls) {
        const found = librariesOfCall(call);
        for (const library of client.libraries)
          assert.ok(found.includes(library), `${JSON.stringify(call)} → ${found.join(', ')}`);
      }
    });

    it(`are not found for listeners and life cycle of ${client.packages.join(', ') || (client.globals ?? []).join(', ')}`, () => {
      for (const [container, members] of Object.entries(client.containers ?? {})) {
        for (const member of MEMBERS_WITHOUT_REQUEST) {
          if (members.includes(member)) continue;
          for (const name of client.packages.map(concrete))
            assert.deepEqual(
              librariesOfCall({ package: name, container, member }),
              [],
              `${name} ${container}.${member}`,
            );
        }
      }
    });
  }

  it('are found through node: specifiers and types packages', () => {
    assert.deepEqual(librariesOfCall({ package: 'node:https', member: 'get' }), ['http']);
    assert.deepEqual(librariesOfCall({ package: '@types/amqplib', container: 'Channel', member: 'publish' }), [
      'amqplib',
    ]);
    assert.equal(packageOfTypes('@types/hapi__hapi'), '@hapi/hapi');
    assert.equal(packageOfTypes('kafkajs'), 'kafkajs');
  });

  // Package, container and member as the type checker names the declarations of the published packages.
  for (const [declaration, library] of [
    [{ package: '@types/node', member: 'fetch' }, 'undici'],
    [{ package: 'typescript', member: 'fetch' }, 'fetch'],
    [{ package: '@types/pg', container: 'ClientBase', member: 'query' }, 'pg'],
    [{ package: 'mysql2', member: 'execute' }, 'mysql2'],
    [{ package: 'kafkajs', container: 'Sender', member: 'send' }, 'kafkajs'],
    [{ package: 'ioredis', container: 'RedisCommander', member: 'xadd' }, 'ioredis'],
    [{ package: '@redis/client', container: 'CommandSignature', member: CALL }, 'redis'],
    [{ package: '@redis/client', container: 'RedisClient', member: 'sendCommand' }, 'redis'],
    [{ package: 'undici', container: 'Dispatcher', member: 'request' }, 'undici'],
    [{ package: 'axios', container: 'Axios', member: 'post' }, 'http'],
    [{ package: 'axios', container: 'AxiosInstance', member: CALL }, 'http'],
    [{ package: 'got', container: 'GotRequestFunction', member: CALL }, 'http'],
    [{ package: '@types/superagent', container: 'HttpMethod', member: CALL }, 'http'],
    [{ package: 'mongodb', container: 'AbstractCursor', member: 'toArray' }, 'mongodb'],
    [{ package: 'mongoose', container: 'Query', member: 'exec' }, 'mongoose'],
    [{ package: '@smithy/core', container: 'Client', member: 'send' }, 'aws-sdk'],
    [{ package: '@aws-sdk/client-sqs', container: 'SQS', member: 'sendMessage' }, 'aws-sdk'],
    [{ package: '@grpc/grpc-js', container: 'Client', member: 'makeUnaryRequest' }, 'grpc'],
    [{ package: 'openai', container: 'Completions', member: 'create' }, 'openai'],
  ] as const) {
    it(`are found as declared: ${JSON.stringify(declaration)}`, () =>
      assert.ok(librariesOfCall(declaration).includes(library)));
  }

  it('are not found for look-alikes', () => {
    for (const call of [
      { package: 'http-proxy', member: 'get' },
      { package: 'http', member: 'createServer' },
      { package: 'http', container: 'Agent', member: 'get' },
      { package: './http', member: 'get' },
      { package: undefined, member: 'get' },
      { package: 'typescript', container: 'Window', member: 'fetch' },
      { package: '@types/node', member: 'get' },
      { package: 'pg', container: 'constructor', member: 'query' },
      { package: 'pg', container: 'Pool', member: 'constructor' },
      { package: 'kafkajs', container: 'Consumer', member: 'run' },
      { package: '@aws-sdk/credential-providers', container: 'X', member: 'send' },
      { package: '@grpc/grpc-js', container: 'Client', member: CALL },
    ]) {
      assert.deepEqual(librariesOfCall(call), [], JSON.stringify(call));
    }
  });

  it('take a new row', () => {
    const row: InstrumentedClient = {
      libraries: ['http'],
      packages: ['pigeon'],
      exports: ['fly'],
      containers: { Pigeon: [ANY_MEMBER] },
    };
    assert.deepEqual(librariesOfCall({ package: 'pigeon', member: 'fly' }, [row]), ['http']);
    assert.deepEqual(librariesOfCall({ package: 'pigeon', container: 'Pigeon', member: 'home' }, [row]), ['http']);
    assert.deepEqual(librariesOfCall({ package: 'pigeon', container: 'Pigeon', member: 'on' }, [row]), []);
  });
});

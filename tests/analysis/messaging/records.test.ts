import assert from 'node:assert/strict';
import { sendsOf } from './support';

const nest = `/// <reference path="./included/nest.d.ts" />
import { ClientKafka, ClientProxy, MqttRecordBuilder, NatsRecordBuilder, RmqRecordBuilder } from '@nestjs/microservices';
declare const client: ClientProxy; declare function fill(x: unknown): void; declare const item: { id: string };
const carrier: Record<string, string> = {}; propagation.inject(context.active(), carrier);\n`;

for (const typed of [false, true]) {
  const mode = typed ? 'typed' : 'untyped';
  describe(`what is sent through Nest, ${mode}`, () => {
    for (const [code, expected] of [
      ["client.send('a', { id: item.id });", 'missing'],
      ["client.emit({ cmd: 'a' }, {});", 'missing'],
      ["client.emit('a', 'text');", 'missing'],
      ["client.emit('a', { id: item.id, carrier });", 'carried'],
      ["client.emit('a', { value: item.id, headers: carrier });", 'carried'],
      ["client.emit('a', anything);", 'unknown'],
      ["client.emit('a', new RmqRecordBuilder(item).build());", 'missing'],
      ["client.emit('a', new RmqRecordBuilder(item).setOptions({ priority: 1 }).build());", 'missing'],
      ["client.emit('a', new RmqRecordBuilder(item).setOptions({ headers: carrier }).build());", 'carried'],
      ["client.emit('a', new RmqRecordBuilder(item).setOptions(anything).build());", 'unknown'],
      ["client.emit('a', new NatsRecordBuilder(item).setHeaders(carrier).build());", 'carried'],
      ["client.emit('a', new NatsRecordBuilder(item).setData(item).build());", 'missing'],
      [
        "client.emit('a', new MqttRecordBuilder(item).setProperties({ userProperties: { ...carrier } }).build());",
        'carried',
      ],
      ["client.emit('a', new MqttRecordBuilder(item).setProperties({}).build());", 'missing'],
      ["const record = new RmqRecordBuilder(item).build(); client.emit('a', record);", 'missing'],
      [
        "const record = new RmqRecordBuilder(item); client.emit('a', record.setOptions({ headers: carrier }).build());",
        'carried',
      ],
      [
        "const record = new RmqRecordBuilder(item); record.setData(item).setOptions({ headers: carrier }); client.emit('a', record.build());",
        'carried',
      ],
      [
        "const start = (x: object) => new RmqRecordBuilder(x); const record = start(item); record.setOptions({ headers: carrier }); client.emit('a', record.build());",
        'carried',
      ],
      [
        "class Out { private readonly record = new RmqRecordBuilder(item); send() { this.record.setOptions({ priority: 1 }); return client.emit('a', this.record.build()); } }",
        'missing',
      ],
      ["const record = new RmqRecordBuilder(item); fill(record); client.emit('a', record.build());", 'unknown'],
      ['client.emit(...(anything as [string, object]));', 'unknown'],
    ] as const) {
      it(code, () =>
        assert.deepEqual(
          sendsOf(nest + code, { typed }).map((one) => one.split(' ').at(-1)),
          [expected],
        ),
      );
    }

    it('is sent by the clients of the library, and by no class of the project that extends one', () => {
      const own = "class Own extends ClientProxy {} declare const own: Own; own.emit('a', { id: item.id });";
      assert.deepEqual(sendsOf(nest + own, { typed }), []);
      assert.deepEqual(
        sendsOf(`${nest}declare const kafka: ClientKafka; kafka.emit('a', { id: item.id });`, { typed }),
        ['nest kafka.emit() missing'],
      );
      assert.deepEqual(
        sendsOf(
          "// nestjs/microservices\ndeclare const client: { emit(a: string, b: object): void }; client.emit('a', {});",
          { typed },
        ),
        [],
      );
    });
  });
}

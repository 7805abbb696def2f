import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { isUnfilledCarrier } from '../../../src/analysis/data-flow';
import { keyName } from '../../../src/ast';
import { findNodes, parseSource } from '../../support/source';

const imports = `import { context, propagation } from '@opentelemetry/api';
declare function send(x: unknown): void; declare function use(x: unknown): void; declare const id: string; declare const pool: any;
`;

for (const typed of [false, true]) {
  describe(`a carrier that nobody filled, ${typed ? 'typed' : 'untyped'}`, () => {
    /** Of the last property with the name. */
    const isUnfilled = (code: string): boolean => {
      const sourceCode = parseSource(imports + code, { typed });
      const property = findNodes(sourceCode, (node) => node.type === AST_NODE_TYPES.Property).findLast(
        (node) => keyName(node as Parameters<typeof keyName>[0]) === 'carrier',
      );
      assert.ok(property?.type === AST_NODE_TYPES.Property);
      return isUnfilledCarrier(sourceCode, property.value);
    };
    for (const [name, code] of [
      ['is written where it is sent', 'send({ carrier: {} });'],
      ['is nothing', 'send({ carrier: undefined });'],
      ['has other entries only', `const carrier: any = {}; carrier.tenant = 'x'; send({ carrier });`],
      ['stands in a field', 'class Jobs { headers = {}; go() { send({ carrier: this.headers }); } }'],
      [
        'is a parameter property',
        'class Jobs { constructor(private c: any) {} go() { send({ carrier: this.c }); } } new Jobs({}).go();',
      ],
      ['is what a function gives', 'function make() { return {}; } send({ carrier: make() });'],
      ['is given to a function of the file', 'function post(c: any) { send({ carrier: c }); } post({});'],
      ['is in a list of messages', 'const jobs: any[] = []; jobs.push({ carrier: {} }); send({ jobs });'],
      ['is written out as text', 'send(JSON.stringify({ carrier: {} }));'],
      ['is copied by others', 'const c = {}; use({ ...c }); send({ carrier: c });'],
    ] as const)
      it(`${name}: ${code}`, () => assert.equal(isUnfilled(code), true));

    for (const [name, code] of [
      ['is injected into', 'const c = {}; propagation.inject(context.active(), c); send({ carrier: c });'],
      [
        'is injected into and sent as text',
        'const c = {}; propagation.inject(context.active(), c); send(JSON.stringify({ carrier: c }));',
      ],
      [
        'is injected into in its message',
        'const m = { carrier: {} }; propagation.inject(context.active(), m.carrier); pool.run(m);',
      ],
      [
        'is injected into by a function of the file',
        'function post(m: any) { propagation.inject(context.active(), m.carrier); send(m); } post({ carrier: {} });',
      ],
      [
        'is injected into by another method',
        'class Jobs { headers = {}; fill() { propagation.inject(context.active(), this.headers); } go() { send({ carrier: this.headers }); } }',
      ],
      ['is handed to others under another name', 'const c = {}; const d = c; use(d); send({ carrier: c });'],
      ['is written to under another name', 'const c = {}; const d: any = c; d.traceparent = id; send({ carrier: c });'],
      ['is written to behind its message', 'const c: any = {}; const m = { carrier: c }; c.traceparent = id; send(m);'],
      [
        'has entries that nobody can name',
        'const c: any = {}; for (const key of propagation.fields()) c[key] = id; send({ carrier: c });',
      ],
      [
        'goes through a collection',
        `const all = new Map(); const c = {}; all.set(1, c); use(all.get(1)); send({ carrier: c });`,
      ],
      ['is known to other files', 'export const c = {}; send({ carrier: c });'],
      ['may be another one', 'let c = {}; if (id) c = pool.carrier; send({ carrier: c });'],
      ['is one entry of SQS', `send({ carrier: { DataType: 'String', StringValue: id } });`],
      ['holds itself', 'const c: any = {}; c.carrier = c; send({ carrier: c });'],
    ] as const)
      it(`is none that ${name}: ${code}`, () => assert.equal(isUnfilled(code), false));
  });
}

import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { ObjectTypes } from '../../../src/analysis/library-objects';
import { findNodes, parseSource } from '../../support/source';

const imports = `import { EventEmitter, EventEmitterAsyncResource } from 'node:events';
import EE from 'events';
import readline from 'node:readline';
import { Worker, parentPort, MessageChannel as Channel, MessagePort as Port, BroadcastChannel as News } from 'node:worker_threads';
import dc from 'node:diagnostics_channel';
import { fork } from 'node:child_process';
import proc from 'node:process';
class Bus extends EventEmitter {}
class LoudBus extends Bus {}
`;

/** The first type of the last expression statement, as `package#name`. */
function typeOf(code: string, typed: boolean, all = false): string {
  const sourceCode = parseSource(imports + code, { typed });
  const statement = findNodes(sourceCode, (node) => node.type === AST_NODE_TYPES.ExpressionStatement).at(-1);
  assert.ok(statement?.type === AST_NODE_TYPES.ExpressionStatement);
  const types = new ObjectTypes(new ApiResolver(sourceCode)).of(statement.expression).map((type) => `${type.package}#${type.name}`);
  return all ? types.join(' ') : (types[0] ?? '');
}

for (const typed of [false, true]) {
  describe(`library objects, ${typed ? 'by declaration' : 'by what they are built from'}`, () => {
    for (const [code, expected] of [
      ['new EventEmitter();', 'events#EventEmitter'],
      ['new EE();', 'events#EventEmitter'],
      ['const bus = new EventEmitter(); bus;', 'events#EventEmitter'],
      ['const bus = new EventEmitter(); const alias = bus; alias;', 'events#EventEmitter'],
      ['let bus: EventEmitter; bus!;', 'events#EventEmitter'],
      ['let bus: EE; bus!;', 'events#EventEmitter'],
      ['let bus: EventEmitter | undefined; bus;', 'events#EventEmitter'],
      ['let bus: NodeJS.EventEmitter; bus!;', 'events#EventEmitter'],
      ['new Bus();', 'events#EventEmitter'],
      ['new LoudBus();', 'events#EventEmitter'],
      ['let bus: LoudBus; bus!;', 'events#EventEmitter'],
      ['new EventEmitterAsyncResource();', 'events#EventEmitterAsyncResource'],
      ['readline.createInterface({ input: process.stdin });', 'readline#Interface'],
      ['new Worker("./w.js");', 'worker_threads#Worker'],
      ['parentPort;', 'worker_threads#MessagePort'],
      ['const port = parentPort!; port;', 'worker_threads#MessagePort'],
      ['new Channel().port1;', 'worker_threads#MessagePort'],
      ['const { port2 } = new Channel(); port2;', 'worker_threads#MessagePort'],
      ['let port: Port; port!;', 'worker_threads#MessagePort'],
      ['new News("x");', 'worker_threads#BroadcastChannel'],
      ['new BroadcastChannel("x");', 'lib#BroadcastChannel'],
      ['new MessageChannel().port1;', 'lib#MessagePort'],
      ['dc.channel("x");', 'diagnostics_channel#Channel'],
      ['fork("x");', 'child_process#ChildProcess'],
      ['process;', 'process#Process'],
      ['proc;', 'process#Process'],
      ['new AbortController().signal;', 'lib#AbortSignal'],
      ['const controller = new AbortController(); controller.signal;', 'lib#AbortSignal'],
      ['let signal: AbortSignal; signal!;', 'lib#AbortSignal'],
      ['new EventTarget();', 'lib#EventTarget'],
      ['window;', 'lib#Window'],
      ['const bus = new EventEmitter(); const other = new EventEmitter(); Math.random() ? bus : other;', 'events#EventEmitter'],
    ]) {
      it(`${code ?? ''} is ${expected ?? ''}`, () => assert.equal(typeOf(code ?? '', typed), expected));
    }

    for (const field of [
      'bus = new EventEmitter();',
      'private readonly bus: EventEmitter = new EventEmitter();',
      'constructor(private readonly bus: EventEmitter) {}',
      'bus; constructor() { this.bus = new EventEmitter(); }',
    ]) {
      it(`knows the field of class { ${field} }`, () => {
        const code = `class A { ${field} get() { this.bus; } }`;
        assert.equal(typeOf(code, typed), 'events#EventEmitter');
      });
    }

    it('knows this of a subclass', () => assert.equal(typeOf('class B extends EventEmitter { go() { this; } }', typed), 'events#EventEmitter'));
    it('knows a private field', () => assert.equal(typeOf('class B { #bus = new EventEmitter(); go() { this.#bus; } }', typed), 'events#EventEmitter'));
    it('knows nothing of what it cannot follow', () => {
      for (const code of ['import { bus } from "./bus"; bus;', 'declare const x: any; x.y.z;', 'class EventEmitter2 {} new EventEmitter2();', '[1][0];', '({}).x;']) {
        assert.equal(typeOf(code, typed), '', code);
      }
    });
    it('does not run in circles', () => assert.equal(typeOf('let a: any; let b: any = a; a = b; a;', typed), ''));
  });
}

describe('library objects with types', () => {
  it('have their bases behind them', () => {
    assert.match(typeOf('import http from "node:http"; declare const req: http.IncomingMessage; req;', true, true), /^http#IncomingMessage stream#Readable .*events#EventEmitter/);
    assert.match(typeOf('process;', true, true), /^process#Process .*events#EventEmitter/);
  });
});

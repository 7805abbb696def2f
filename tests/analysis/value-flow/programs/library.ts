import { programsOf } from '../flow-program';

/** Values that go through functions of the language and of Node. */
export const library = programsOf('library', {
  'a structured clone': `
    const copy = structuredClone({ x: sourceText('a'), y: sourceText('b') });
    sink(copy.x);
  `,
  'a structured clone is a copy': `
    const o = { x: null };
    const copy = structuredClone(o);
    copy.x = source('a');
    sink(o.x);
    sink(copy.x);
  `,
  'Object.freeze returns its argument': `
    const o = Object.freeze({ x: source('a') });
    sink(o.x);
    sink(Object.freeze(source('b')));
  `,
  'Reflect.get and Reflect.set': `
    const o = {};
    Reflect.set(o, 'x', source('a'));
    sink(Reflect.get(o, 'x'));
  `,
  'Reflect.apply and Reflect.construct': `
    class Box { constructor(x) { this.x = x; } }
    sink(Reflect.apply((x) => x, null, [source('a')]));
    sink(Reflect.construct(Box, [source('b')]).x);
  `,
  'Object.create inherits': `
    const o = Object.create({ x: source('a') });
    sink(o.x);
    sink(o.y);
  `,
  'a weak reference': `
    const x = source('a');
    sink(new WeakRef(x).deref());
  `,
  'a store of async_hooks': `
    import { AsyncLocalStorage } from 'node:async_hooks';
    const storage = new AsyncLocalStorage();
    const read = () => storage.getStore();
    storage.run({ x: source('a') }, () => sink(read().x));
  `,
  'what a run of async_hooks returns': `
    import { AsyncLocalStorage } from 'node:async_hooks';
    const storage = new AsyncLocalStorage();
    sink(storage.run(null, (x) => x, source('a')));
  `,
  'a timer of timers/promises': `
    import { setTimeout as sleep } from 'node:timers/promises';
    sink(await sleep(0, source('a')));
  `,
  'a promisified function': `
    import { promisify } from 'node:util';
    const load = promisify((x, done) => done(null, x));
    sink(await load(source('a')));
  `,
  'events as a promise': `
    import { EventEmitter, once } from 'node:events';
    const emitter = new EventEmitter();
    setImmediate(() => emitter.emit('x', source('a')));
    const [x] = await once(emitter, 'x');
    sink(x);
  `,
  'util.format makes a text': `
    import { format, inspect } from 'node:util';
    sinkText(format('%s', source('a')));
    sinkText(inspect({ x: sourceText('b') }));
  `,
  'a hash is not what it is made from': {
    complete: false,
    note: 'of what a hash makes nothing need be known',
    code: `
      import { createHash } from 'node:crypto';
      sinkText(createHash('sha256').update(sourceText('a')).digest('hex'));
    `,
  },
  'numbers from Math': `
    const x = source('a');
    sink(Math.max(x, 1));
    sink(Number.isNaN(x));
  `,
  'what Array.isArray and Object.is answer': `
    const x = source('a');
    sink(Array.isArray(x));
    sink(Object.is(x, x));
    sink(Object.hasOwn(x, 'x'));
  `,
  'a proxy without traps': {
    mayBeOpen: true,
    complete: false,
    note: 'proxies are rare',
    code: `
      const proxy = new Proxy({ x: source('a') }, {});
      sink(proxy.x);
    `,
  },
  'the cause of an error': `
    const error = new Error('no', { cause: source('a') });
    sink(error.cause);
    sink(error.message);
  `,
  'details of an event': `
    const target = new EventTarget();
    target.addEventListener('x', (event) => sink(event.detail));
    target.dispatchEvent(Object.assign(new Event('x'), { detail: source('a') }));
  `,
  'a value logged is not the value of the log': `
    const list = [];
    const log = (...values) => { list.push(values.length); };
    sink(log(source('a')));
    sink(list[0]);
  `,
  'a globalThis alias of a function': `
    const copy = globalThis.structuredClone({ x: sourceText('a') });
    sink(copy.x);
  `,
});

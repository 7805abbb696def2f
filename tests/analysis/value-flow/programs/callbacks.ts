import { programsOf } from '../flow-program';

/** Functions handed to functions of the language and of Node. */
export const callbacks = programsOf('callbacks', {
  'forEach hands over each element': `
    [source('a'), source('b')].forEach((x) => sink(x));
  `,
  'forEach hands over an index and the array': `
    [source('a')].forEach((x, index, list) => {
      sink(index);
      sink(list[0]);
    });
  `,
  'forEach returns nothing': `
    const x = [source('a')].forEach((x) => x);
    sink(x);
  `,
  'map returns what the callback returns': `
    const list = [source('a')].map((x) => ({ x }));
    sink(list[0].x);
    sink(list[0]);
  `,
  'map drops what the callback drops': `
    const list = [source('a')].map(() => source('b'));
    sink(list[0]);
  `,
  'map with a named function': `
    const wrap = (x) => [x];
    const [[x]] = [source('a')].map(wrap);
    sink(x);
  `,
  'filter keeps elements': `
    const list = [source('a'), source('b')].filter((x) => flag());
    sink(list[0]);
  `,
  'what the callback of filter returns is lost': `
    const list = [1].filter(() => source('a'));
    sink(list[0]);
  `,
  'find answers an element': `
    sink([source('a'), null].find((x) => x !== null));
  `,
  'findIndex, some and every answer no element': `
    const list = [source('a')];
    sink(list.findIndex((x) => x));
    sink(list.some((x) => x));
    sink(list.every((x) => x));
  `,
  'reduce collects into an object': `
    const all = [source('a')].reduce((sum, x) => ({ ...sum, x }), { y: source('b') });
    sink(all.x);
    sink(all.y);
  `,
  'reduce drops its elements': `
    const n = [source('a'), source('b')].reduce((sum, x) => sum + 1, 0);
    sink(n);
  `,
  'reduce keeps the last': {
    exact: false,
    note: 'which element comes last is not known',
    code: `
      const last = [source('a'), source('b')].reduce((kept, x) => x, null);
      sink(last);
    `,
  },
  'reduce without a start': `
    sink([source('a')].reduce((kept) => kept));
  `,
  'flatMap flattens what the callback returns': `
    const list = [source('a')].flatMap((x) => [x, null]);
    sink(list[0]);
  `,
  'Array.from with a function': `
    const list = Array.from([source('a')], (x) => ({ x }));
    sink(list[0].x);
  `,
  'Array.from makes from nothing': `
    const list = Array.from({ length: 2 }, (nothing, index) => source('a'));
    sink(list[1]);
  `,
  'sort hands elements to its comparator': {
    exact: false,
    note: 'which element comes first is not known',
    code: `
      [source('a'), source('b')].sort((x, y) => {
        sink(x);
        return 0;
      });
    `,
  },
  'forEach of a map hands over values, then keys': `
    new Map([[source('a'), source('b')]]).forEach((value, key) => {
      sink(value);
      sink(key);
    });
  `,
  'forEach of a set': `
    new Set([source('a')]).forEach((x) => sink(x));
  `,
  'an assignment in a callback': `
    let found;
    [source('a')].forEach((x) => { found = x; });
    sink(found);
  `,
  'a push in a callback': `
    const found = [];
    for (const x of [source('a')]) [1].forEach(() => found.push(x));
    sink(found[0]);
  `,
  'a chain of callbacks': `
    const [x] = [source('a')].map((x) => ({ x })).filter((o) => o.x).map((o) => o.x);
    sink(x);
  `,
  'setTimeout hands over its arguments': `
    setTimeout((x, y) => {
      sink(x);
      sink(y);
    }, 0, source('a'), source('b'));
  `,
  'setImmediate hands over its arguments': `
    setImmediate((x) => sink(x), source('a'));
  `,
  'the delay of setTimeout is no argument': `
    const delay = source('a');
    setTimeout((x) => sink(x), delay, source('b'));
  `,
  'queueMicrotask runs a closure': `
    const x = source('a');
    queueMicrotask(() => sink(x));
  `,
  'an event emitter hands over what is emitted': `
    import { EventEmitter } from 'node:events';
    const emitter = new EventEmitter();
    emitter.on('x', (x, y) => {
      sink(x);
      sink(y);
    });
    emitter.emit('x', source('a'), source('b'));
  `,
  'an event of another name is not heard': `
    import { EventEmitter } from 'node:events';
    const emitter = new EventEmitter();
    emitter.once('x', (x) => sink(x));
    emitter.once('y', (y) => sink(y));
    emitter.emit('x', source('a'));
  `,
  'another emitter is not heard': `
    import { EventEmitter } from 'node:events';
    const one = new EventEmitter();
    const two = new EventEmitter();
    one.on('x', (x) => sink(x));
    two.on('x', (x) => sink(x));
    one.emit('x', source('a'));
  `,
  'a class that is an emitter': `
    import { EventEmitter } from 'node:events';
    class Job extends EventEmitter {
      run() { this.emit('done', source('a')); }
    }
    const job = new Job();
    job.on('done', (x) => sink(x));
    job.run();
  `,
  'a callback with an error first': `
    function load(done) { done(null, source('a')); }
    load((error, x) => {
      sink(x);
      sink(error);
    });
  `,
  'a callback that is kept and called later': `
    const listeners = [];
    const listen = (f) => { listeners.push(f); };
    listen((x) => sink(x));
    for (const f of listeners) f(source('a'));
  `,
  'a callback that is never called': {
    exact: false,
    note: 'what is handed to a function may be called by it as far as it is not read closely',
    code: `
      const ignore = (f) => { void f; };
      ignore((x) => sink(source('a')));
    `,
  },
  'a callback that is called with something else': `
    const call = (f, x) => f(null);
    call((x) => sink(x), source('a'));
  `,
  'an executor that calls back': `
    const withResource = (use) => {
      const resource = source('a');
      return use(resource);
    };
    sink(withResource((x) => x));
  `,
  'middleware in a list': `
    const chain = [(c, next) => { c.x = source('a'); next(); }, (c) => sink(c.x)];
    const run = (c, n) => chain[n]?.(c, () => run(c, n + 1));
    run({}, 0);
  `,
});

import { programsOf } from '../flow-program';

/** Functions that yield, and what is iterated. */
export const generators = programsOf('generators', {
  'a loop over what is yielded': `
    function* all() { yield source('a'); yield source('b'); }
    for (const x of all()) sink(x);
  `,
  'a yielded argument': `
    function* each(list) { for (const x of list) yield { x }; }
    for (const { x } of each([source('a')])) sink(x);
  `,
  'what is returned is not iterated': `
    function* all() { yield 1; return source('a'); }
    for (const x of all()) sink(x);
  `,
  'the value of next()': `
    function* all() { yield source('a'); }
    const { value, done } = all().next();
    sink(value);
    sink(done);
  `,
  'a returned value by next()': `
    function* all() { return source('a'); }
    sink(all().next().value);
  `,
  'a value handed in by next()': {
    exact: false,
    note: 'that the first next() drops its argument is not counted',
    code: `
      function* all() { sink(yield null); }
      const it = all();
      it.next(source('a'));
      it.next(source('b'));
    `,
  },
  'a value handed in comes out again': `
    function* echo() { let x = null; while (true) x = yield x; }
    const it = echo();
    it.next();
    sink(it.next(source('a')).value);
  `,
  'yield* of another generator': `
    function* inner() { yield source('a'); return source('b'); }
    function* outer() { yield* inner(); }
    for (const x of outer()) sink(x);
  `,
  'the value of yield*': `
    function* inner() { yield source('a'); return source('b'); }
    function* outer() { const x = yield* inner(); sink(x); }
    for (const x of outer()) sink(x);
  `,
  'yield* of an array': `
    function* all() { yield* [source('a')]; }
    sink([...all()][0]);
  `,
  'a destructured generator': `
    function* all() { yield source('a'); }
    const [x] = all();
    sink(x);
    sink(all());
  `,
  'a generator in Array.from and new Set': `
    function* all() { yield source('a'); }
    sink(Array.from(all())[0]);
    for (const x of new Set(all())) sink(x);
  `,
  'an async generator': `
    async function* all() { yield source('a'); yield Promise.resolve(source('b')); }
    for await (const x of all()) sink(x);
  `,
  'an async generator by next()': `
    async function* all() { yield source('a'); }
    const { value } = await all().next();
    sink(value);
  `,
  'yield* in an async generator': `
    async function* inner() { yield source('a'); }
    async function* outer() { yield* inner(); yield* [source('b')]; }
    for await (const x of outer()) sink(x);
  `,
  'a pipeline of generators': `
    function* take(items, n) { for (const x of items) { if (n-- <= 0) return; yield x; } }
    function* map(items, f) { for (const x of items) yield f(x); }
    for (const { x } of map(take([source('a')], 1), (x) => ({ x }))) sink(x);
  `,
  'a class that can be iterated': `
    class List {
      #items = [];
      add(x) { this.#items.push(x); }
      *[Symbol.iterator]() { yield* this.#items; }
    }
    const list = new List();
    list.add(source('a'));
    for (const x of list) sink(x);
  `,
  'an iterator made by hand': {
    mayBeOpen: true,
    complete: false,
    note: 'iterators made by hand are rare',
    code: `
      const it = {
        done: false,
        [Symbol.iterator]() { return this; },
        next() { return this.done ? { done: true } : ((this.done = true), { value: source('a') }); },
      };
      for (const x of it) sink(x);
    `,
  },
  'a recursive generator': `
    function* walk(node) { yield node.x; if (node.next) yield* walk(node.next); }
    for (const x of walk({ x: source('a'), next: { x: source('b') } })) sink(x);
  `,
});

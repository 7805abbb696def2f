import { programsOf } from '../flow-program';

/** Functions that read and write what stands around them. */
export const closures = programsOf('closures', {
  'a closure that reads': `
    const x = source('a');
    const read = () => x;
    sink(read());
  `,
  'a closure called after the variable was set': `
    let x = null;
    const read = () => x;
    x = source('a');
    sink(read());
  `,
  'a closure called before the variable is set': `
    let x = null;
    const read = () => x;
    sink(read());
    x = source('a');
  `,
  'a closure that writes': `
    let x;
    const write = () => { x = source('a'); };
    write();
    sink(x);
  `,
  'a closure that writes its argument': `
    let x;
    const write = (value) => { x = value; };
    write(source('a'));
    sink(x);
  `,
  'a closure that would write but is not called': `
    let x = null;
    const write = () => { x = source('a'); };
    sink(x);
    sink(write);
  `,
  'one closure writes, another reads': `
    function make() {
      let kept;
      return { set: (x) => { kept = x; }, get: () => kept };
    }
    const store = make();
    store.set(source('a'));
    sink(store.get());
  `,
  'a closure over a parameter': `
    const later = (x) => () => x;
    const read = later(source('a'));
    sink(read());
  `,
  'a closure over a variable of a loop': {
    exact: false,
    note: 'the place in a list that grows is not counted',
    code: `
      const reads = [];
      for (const x of [source('a'), source('b')]) reads.push(() => x);
      sink(reads[0]());
    `,
  },
  'a closure in a closure': `
    const x = source('a');
    const outer = () => () => () => x;
    sink(outer()()());
  `,
  'a variable of the module, set by a function': `
    let instance;
    function setUp() { instance = { x: source('a') }; }
    function use() { sink(instance.x); }
    setUp();
    use();
  `,
  'a value made once': `
    let cached;
    const get = () => (cached ??= source('a'));
    sink(get());
    sink(cached);
  `,
  'a closure set as a property': `
    const o = {};
    const x = source('a');
    o.read = () => x;
    sink(o.read());
  `,
  'a handler set elsewhere': `
    let handler = () => {};
    const fire = (x) => handler(x);
    handler = (x) => sink(x);
    fire(source('a'));
  `,
  'a shadowing parameter is not the variable': `
    let x = null;
    const write = (x) => { x = source('a'); };
    write();
    sink(x);
  `,
  'a variable written by a callback of a timer': `
    let x = null;
    setTimeout(() => { x = source('a'); }, 0);
    setTimeout(() => sink(x), 1);
    sink(x);
  `,
  'a memo by key': `
    const cache = new Map();
    const get = (key) => {
      if (!cache.has(key)) cache.set(key, source('a'));
      return cache.get(key);
    };
    sink(get('x'));
  `,
});

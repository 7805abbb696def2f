import { programsOf } from '../flow-program';

/** One function called twice, one class made twice: what goes in with one does not come out with the other. */
export const contexts = programsOf('contexts', {
  'a function called twice': `
    const wrap = (x) => ({ x });
    const one = wrap(source('a'));
    const two = wrap(source('b'));
    sink(one.x);
    sink(two.x);
  `,
  'a function called twice in one expression': `
    const same = (x) => x;
    sink(same(source('a')));
    sink(same(source('b')));
    sink(same(null));
  `,
  'two functions deep': `
    const inner = (x) => x;
    const outer = (x) => inner(x);
    sink(outer(source('a')));
    sink(outer(source('b')));
  `,
  'three functions deep': `
    const first = (x) => [x];
    const second = (x) => first(x);
    const third = (x) => second(x)[0];
    sink(third(source('a')));
    sink(third(source('b')));
  `,
  'a function called in its own argument': `
    const wrap = (x) => ({ x });
    const twice = wrap(wrap(source('a')));
    sink(twice.x.x);
    sink(twice.x);
  `,
  'one place of two': `
    const first = (x, y) => x;
    sink(first(source('a'), source('b')));
    sink(first(source('b2'), source('a2')));
  `,
  'a key that is an argument': {
    exact: false,
    note: 'a key that comes in as a parameter need not be followed to each call',
    code: `
      const pick = (o, key) => o[key];
      const o = { x: source('a'), y: source('b') };
      sink(pick(o, 'x'));
      sink(pick(o, 'y'));
    `,
  },
  'a flag that is an argument': {
    exact: false,
    note: 'which branch is taken is not judged',
    code: `
      const choose = (isFirst, x, y) => (isFirst ? x : y);
      sink(choose(true, source('a'), source('b')));
    `,
  },
  'two instances of a class': `
    class Box {
      constructor(x) { this.x = x; }
      read() { return this.x; }
    }
    const one = new Box(source('a'));
    const two = new Box(source('b'));
    sink(one.x);
    sink(two.read());
  `,
  'two instances written by a method': `
    class Box {
      set(x) { this.x = x; }
      get() { return this.x; }
    }
    const one = new Box();
    const two = new Box();
    one.set(source('a'));
    two.set(source('b'));
    sink(one.get());
    sink(two.get());
  `,
  'two closures of one function': `
    const later = (x) => () => x;
    const one = later(source('a'));
    const two = later(source('b'));
    sink(one());
    sink(two());
  `,
  'two stores of one function': `
    const make = () => {
      let kept;
      return { set: (x) => { kept = x; }, get: () => kept };
    };
    const one = make();
    const two = make();
    one.set(source('a'));
    sink(two.get());
    sink(one.get());
  `,
  'two objects filled by one function': `
    const fill = (o, x) => { o.x = x; };
    const one = {};
    const two = {};
    fill(one, source('a'));
    fill(two, source('b'));
    sink(one.x);
    sink(two.x);
  `,
  'a function that is given functions': `
    const run = (f) => f();
    sink(run(() => source('a')));
    sink(run(() => source('b')));
  `,
  'callbacks that are given values by one function': `
    const give = (x, f) => f(x);
    give(source('a'), (x) => sink(x));
    give(source('b'), (x) => sink(x));
  `,
  'an async function called twice': `
    const load = async (x) => { await null; return x; };
    const [x, y] = await Promise.all([load(source('a')), load(source('b'))]);
    sink(x);
    sink(y);
  `,
  'a generator called twice': `
    function* each(list) { yield* list; }
    for (const x of each([source('a')])) sink(x);
    for (const x of each([source('b')])) sink(x);
  `,
  'recursion called twice': `
    const down = (x, n) => (n === 0 ? x : down(x, n - 1));
    sink(down(source('a'), 2));
    sink(down(source('b'), 2));
  `,
  'a call in a loop': `
    const same = (x) => x;
    for (const x of [source('a'), source('b')]) sink(same(x));
    sink(same(null));
  `,
  'a method called from two places': `
    class Logger {
      write(x) { return this.format(x); }
      format(x) { return { x }; }
    }
    const logger = new Logger();
    const one = logger.write(source('a'));
    const two = logger.write(source('b'));
    sink(one.x);
    sink(two.x);
  `,
  'a value and what was made from it': `
    const both = (x) => ({ x, y: source('b') });
    const one = both(source('a'));
    const two = both(null);
    sink(one.x);
    sink(two.x);
    sink(two.y);
  `,
  'texts of one function': `
    const line = (x) => \`- \${x}\`;
    sinkText(line(source('a')));
    sinkText(line(source('b')));
    sinkText(line('c'));
  `,
  'a sink in a function called twice': `
    const deliver = (x) => sink(x);
    deliver(source('a'));
    deliver(source('b'));
  `,
  'two maps of one function': `
    const index = (x) => new Map([['x', x]]);
    sink(index(source('a')).get('x'));
    sink(index(source('b')).get('x'));
  `,
});

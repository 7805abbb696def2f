import { programsOf } from '../flow-program';

/** Values handed to functions of the program and back. */
export const calls = programsOf('calls', {
  'an argument to its parameter': `
    function f(x, y) {
      sink(x);
      sink(y);
    }
    f(source('a'), source('b'));
  `,
  'an argument in the wrong place': `
    function f(x, y) { sink(y); }
    f(source('a'), null);
  `,
  'an argument too many': `
    function f(x) { sink(x); }
    f(null, source('a'));
  `,
  'a result': `
    function f() { return source('a'); }
    sink(f());
  `,
  'a result that is its argument': `
    const same = (x) => x;
    sink(same(source('a')));
  `,
  'a result that is not its argument': `
    const drop = (x) => { void x; return source('b'); };
    sink(drop(source('a')));
  `,
  'a function that returns nothing': `
    const f = (x) => { x; };
    sink(f(source('a')));
  `,
  'several returns': `
    function f(x) {
      if (flag()) return x;
      if (flag()) return source('b');
      return null;
    }
    sink(f(source('a')));
  `,
  'an early return hides what comes after': `
    function f() {
      return source('a');
      return source('b');
    }
    sink(f());
  `,
  'a return in finally wins': {
    exact: false,
    note: 'that a finally block never completes normally is a rare form',
    code: `
      function f() {
        try { return source('a'); } finally { return source('b'); }
      }
      sink(f());
    `,
  },
  'a default parameter that is used': `
    function f(x = source('a')) { return x; }
    sink(f());
  `,
  'a default parameter that is not used': `
    function f(x = source('a')) { return x; }
    sink(f('given'));
  `,
  'a default parameter that refers to another': `
    function f(x, y = x) { return y; }
    sink(f(source('a')));
  `,
  'a rest parameter': `
    function f(x, ...rest) {
      sink(rest[0]);
      sink(x);
    }
    f(source('a'), source('b'));
  `,
  'a loop over a rest parameter': `
    function f(first, ...rest) {
      for (const x of rest) sink(x);
    }
    f(source('a'), source('b'), source('c'));
  `,
  'a spread argument': `
    function f(x, y) {
      sink(x);
      sink(y);
    }
    f(...[source('a'), source('b')]);
  `,
  'a spread argument behind another': `
    function f(x, y) { sink(y); }
    const list = [source('a')];
    f(source('b'), ...list);
  `,
  'the arguments object': `
    function f() { return arguments[0]; }
    sink(f(source('a')));
  `,
  'a destructured parameter': `
    function f({ x, y = source('b') }) {
      sink(x);
      sink(y);
    }
    f({ x: source('a') });
  `,
  'an object as a result': `
    function f(x) { return { x, y: null }; }
    const { x, y } = f(source('a'));
    sink(x);
    sink(y);
  `,
  'an array as a result': `
    const useState = (x) => [x, () => {}];
    const [state, setState] = useState(source('a'));
    sink(state);
    sink(setState);
  `,
  'a function used before its declaration': `
    sink(f(source('a')));
    function f(x) { return x; }
  `,
  'a function that calls another': `
    const inner = (x) => x;
    const outer = (x) => inner(x);
    sink(outer(source('a')));
  `,
  'an invoked function expression': `
    const x = (function () { return source('a'); })();
    sink(x);
    (function (y) { sink(y); })(source('b'));
  `,
  'an invoked async function': `
    const x = await (async () => source('a'))();
    sink(x);
  `,
  recursion: `
    function last(x, n) {
      if (n === 0) return x;
      return last(x, n - 1);
    }
    sink(last(source('a'), 3));
  `,
  'recursion over a tree': `
    function deepest(node) {
      return node.next ? deepest(node.next) : node.value;
    }
    sink(deepest({ next: { next: { value: source('a') } } }));
  `,
  'recursion that changes places': `
    function turn(x, y, n) {
      if (n === 0) return x;
      return turn(y, x, n - 1);
    }
    sink(turn(source('a'), source('b'), flag() ? 1 : 0));
  `,
  'mutual recursion': `
    const even = (x, n) => (n === 0 ? x : odd(x, n - 1));
    const odd = (x, n) => (n === 0 ? null : even(x, n - 1));
    sink(even(source('a'), 2));
  `,
  'a curried function': `
    const pair = (x) => (y) => ({ x, y });
    const made = pair(source('a'))(source('b'));
    sink(made.x);
    sink(made.y);
  `,
  'a function by bind': `
    const f = function (x, y) { return [this.z, x, y]; };
    const [z, x, y] = f.bind({ z: source('a') }, source('b'))(source('c'));
    sink(z);
    sink(x);
    sink(y);
  `,
  'a function by call': `
    function f(x) { return [this.y, x]; }
    const [y, x] = f.call({ y: source('a') }, source('b'));
    sink(x);
    sink(y);
  `,
  'a function by apply': `
    function f(x, y) { return y; }
    sink(f.apply(null, [source('a'), source('b')]));
  `,
  'a method with a bound this': `
    class Box {
      x = source('a');
      read() { return this.x; }
    }
    const box = new Box();
    const read = box.read.bind(box);
    sink(read());
  `,
  'a function in an object': `
    const handlers = {
      one: (x) => sink(x),
      two(x) { sink(x); },
    };
    handlers.one(source('a'));
    handlers.two(source('b'));
  `,
  'a function of an object by a computed key': `
    const handlers = { one: (x) => sink(x), two: (x) => sink(x), three: (x) => sink(x) };
    handlers[flag() ? 'one' : 'two'](source('a'));
  `,
  'a function of a map of handlers': `
    const handlers = new Map([['one', (x) => sink(x)]]);
    handlers.set('two', (x) => sink(x));
    handlers.get('one')(source('a'));
    handlers.get('two')?.(source('b'));
  `,
  'a function given to a function': `
    const run = (f, x) => f(x);
    run((x) => sink(x), source('a'));
  `,
  'a composition of functions': `
    const compose = (f, g) => (x) => f(g(x));
    const wrap = (x) => ({ x });
    const unwrap = (o) => o.x;
    sink(compose(unwrap, wrap)(source('a')));
  `,
  'an assigned parameter': `
    function f(x) {
      x = source('b');
      return x;
    }
    sink(f(source('a')));
  `,
  'a parameter assigned by chance': `
    function f(x) {
      if (flag()) x = source('b');
      return x;
    }
    sink(f(source('a')));
  `,
  'an object filled by a function': `
    function fill(o) { o.x = source('a'); }
    const o = {};
    fill(o);
    sink(o.x);
    sink(o.y);
  `,
  'an object filled by a function with what it gets': `
    const set = (o, x) => { o.x = x; };
    const headers = {};
    set(headers, source('a'));
    sink(headers.x);
  `,
  'an object filled two calls deep': `
    const inner = (o) => { o.in.x = source('a'); };
    const outer = (o) => inner(o);
    const o = { in: {} };
    outer(o);
    sink(o.in.x);
  `,
  'a parameter that is given another object is not filled': `
    function fill(o) {
      o = {};
      o.x = source('a');
    }
    const o = {};
    fill(o);
    sink(o.x);
  `,
  'an array filled by a function': `
    const add = (list) => { list.push(source('a')); };
    const list = [];
    add(list);
    sink(list[0]);
  `,
  'an error caught from a call': `
    const fail = (x) => { throw x; };
    try {
      fail(source('a'));
    } catch (error) {
      sink(error);
    }
  `,
  'a property of a caught error': `
    const fail = () => { throw Object.assign(new Error(), { x: source('a') }); };
    try {
      fail();
    } catch (error) {
      sink(error.x);
    }
  `,
  'a tagged template': `
    const tag = (strings, ...values) => values[0];
    sink(tag\`x \${source('a')}\`);
  `,
  'a function that nobody calls': {
    exact: false,
    note: 'a function that is not called now may be called later',
    code: `
      function unused() { sink(source('a')); }
      sink(unused);
    `,
  },
  'a parameter that nobody gives': `
    function f(x) { sink(x); }
    f();
    void source('a');
  `,
  'a generic function with overloads': {
    typescript: true,
    code: `
      function same(x: string): string;
      function same<T>(x: T): T;
      function same(x: unknown) { return x; }
      sink(same<object>(source('a')));
    `,
  },
});

import { programsOf } from '../flow-program';

/** What was there before, and what comes too late. */
export const order = programsOf('order', {
  'a variable overwritten before': `
    let x = source('a');
    x = source('b');
    sink(x);
  `,
  'a variable overwritten after': `
    let x = source('a');
    sink(x);
    x = source('b');
  `,
  'a variable overwritten in one branch': `
    let x = source('a');
    if (flag()) x = source('b');
    sink(x);
  `,
  'a variable overwritten in every branch': `
    let x = source('a');
    if (flag()) x = source('b');
    else x = source('c');
    sink(x);
  `,
  'a variable overwritten by nothing': `
    let x = source('a');
    x = undefined;
    sink(x);
  `,
  'a sink before the assignment': `
    let x;
    sink(x);
    x = source('a');
  `,
  'a copy taken before the variable changes': `
    let x = source('a');
    const y = x;
    x = source('b');
    sink(y);
  `,
  'a property overwritten before': `
    const o = { x: source('a') };
    o.x = source('b');
    sink(o.x);
  `,
  'a property overwritten after': `
    const o = { x: source('a') };
    sink(o.x);
    o.x = source('b');
    sink(o.x);
  `,
  'a property overwritten in one branch': `
    const o = { x: source('a') };
    if (flag()) o.x = source('b');
    sink(o.x);
  `,
  'a copy of an object taken too early': `
    const o = { x: null };
    const copy = { ...o };
    o.x = source('a');
    sink(copy.x);
    sink(o.x);
  `,
  'a copy of an object taken in time': `
    const o = {};
    o.x = source('a');
    const copy = { ...o };
    o.x = source('b');
    sink(copy.x);
  `,
  'a write to a copy': `
    const o = { x: null };
    const copy = { ...o };
    copy.x = source('a');
    sink(o.x);
  `,
  'a value read too early': `
    const o = { x: source('a') };
    const { x } = o;
    o.x = source('b');
    sink(x);
  `,
  'an object that is replaced': `
    let o = { x: source('a') };
    o = { x: source('b') };
    sink(o.x);
  `,
  'a property that comes back after a delete': `
    const o = { x: source('a') };
    delete o.x;
    o.x = source('b');
    sink(o.x);
  `,
  'a delete in one branch': `
    const o = { x: source('a') };
    if (flag()) delete o.x;
    sink(o.x);
  `,
  'a write in a loop reaches the next turn': `
    let x = null;
    for (let i = 0; i < 2; i++) {
      sink(x);
      x = source('a');
    }
  `,
  'a value that takes two turns': `
    let x = null, y = null;
    for (let i = 0; i < 3; i++) {
      sink(y);
      y = x;
      x = source('a');
    }
  `,
  'a write that each turn undoes first': `
    let x = null;
    for (let i = 0; i < 2; i++) {
      x = null;
      sink(x);
      x = source('a');
    }
    sink(x);
  `,
  'a variable that is new in each turn': `
    for (let i = 0; i < 2; i++) {
      let x = null;
      sink(x);
      x = source('a');
      void x;
    }
  `,
  'a write in the turn that breaks': `
    let x = null;
    while (true) {
      sink(x);
      if (flag()) { x = source('a'); break; }
      if (!flag()) break;
    }
    sink(x);
  `,
  'a property written in a loop': `
    const o = { x: null };
    for (let i = 0; i < 2; i++) {
      sink(o.x);
      o.x = source('a');
    }
  `,
  'a continue that jumps over the overwriting': `
    let x = null;
    for (const n of [1, 2]) {
      x = source('a');
      if (flag()) continue;
      x = null;
    }
    sink(x);
  `,
  'a list walked by a pointer': `
    let node = { value: source('a'), next: { value: source('b'), next: null } };
    while (node) {
      sink(node.value);
      node = node.next;
    }
  `,
  'a throw before the overwriting': `
    let x = source('a');
    try {
      if (flag()) throw new Error();
      x = source('b');
    } catch {}
    sink(x);
  `,
  'overwritten in finally': `
    let x;
    try {
      x = source('a');
    } finally {
      x = source('b');
    }
    sink(x);
  `,
  'a return before the overwriting': `
    function f() {
      let x = source('a');
      if (flag()) return x;
      x = source('b');
      return x;
    }
    sink(f());
  `,
  'a return after which nothing is overwritten': `
    function f(x) {
      sink(x);
      if (flag()) return;
      x = null;
      sink(x);
    }
    f(source('a'));
  `,
  'a setter function called too late': `
    let x = null;
    const set = (value) => { x = value; };
    sink(x);
    set(source('a'));
  `,
  'a variable overwritten by a call': `
    let x = source('a');
    const reset = () => { x = null; };
    reset();
    sink(x);
  `,
  'an object filled too late': `
    const fill = (o) => { o.x = source('a'); };
    const o = { x: null };
    sink(o.x);
    fill(o);
  `,
  'an object cleaned by a function': `
    const clean = (o) => { delete o.x; };
    const o = { x: source('a'), y: source('b') };
    clean(o);
    sink(o.x);
    sink(o.y);
  `,
  'an element overwritten before': `
    const list = [source('a'), null];
    list[0] = source('b');
    sink(list[0]);
  `,
  'a key of a map overwritten before': {
    exact: false,
    note: 'that a key is set anew is a matter of order which the analysis need not follow in collections',
    code: `
      const map = new Map([['x', source('a')]]);
      map.set('x', source('b'));
      sink(map.get('x'));
    `,
  },
  'a list filled too late': `
    const list = [];
    sink(list[0]);
    list.push(source('a'));
    sink(list[0]);
  `,
  'a value from before an await': {
    exact: false,
    note: 'which task comes first is not followed',
    code: `
      let x = source('a');
      const later = async () => {
        await null;
        sink(x);
      };
      const done = later();
      x = source('b');
      await done;
    `,
  },
  'a write of another task during an await': {
    exact: false,
    note: 'which task comes first is not followed',
    code: `
      let x = null;
      const write = async () => { await null; x = source('a'); };
      write();
      sink(x);
      await new Promise((resolve) => setTimeout(resolve, 1));
      sink(x);
    `,
  },
  'arguments are read from left to right': `
    let x = source('a');
    const pair = (one, two) => [one, two];
    const [one, two] = pair(x, (x = source('b')));
    sink(one);
    sink(two);
  `,
  'an assignment in a condition': `
    let x;
    if ((x = flag() ? source('a') : null)) sink(x);
    else x = source('b');
    sink(x);
  `,
  'Object.assign overwrites': `
    const o = { x: source('a'), y: source('b') };
    Object.assign(o, { x: source('c') });
    sink(o.x);
    sink(o.y);
  `,
});

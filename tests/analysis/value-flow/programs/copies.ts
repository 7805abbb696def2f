import { programsOf } from '../flow-program';

/** A value under another name, or looked at in another way, without leaving its function. */
export const copies = programsOf('copies', {
  'a source handed over directly': `
    sink(source('a'));
  `,
  'a constant': `
    const x = source('a');
    sink(x);
  `,
  'a chain of constants': `
    const x = source('a');
    const y = x;
    const z = y;
    sink(z);
  `,
  'two sources, each to its own sink': `
    const x = source('a');
    const y = source('b');
    sink(x);
    sink(y);
  `,
  'a variable assigned after its declaration': `
    let x;
    x = source('a');
    sink(x);
  `,
  'an assignment as a value': `
    let x, y;
    x = y = source('a');
    sink(x);
    sink(y);
  `,
  'an assignment in an argument': `
    let x;
    sink((x = source('a')));
    sink(x);
  `,
  'the last of a sequence': `
    sink((source('a'), source('b')));
  `,
  'a sequence with an assignment before its last': `
    let x;
    sink((x = source('a'), x));
  `,
  'an await of what is no promise': `
    const x = await source('a');
    sink(x);
  `,
  'an optional chain': `
    const o = { x: source('a') };
    sink(o?.x);
  `,
  'a long optional chain in parentheses': `
    const o = { in: { x: source('a') } };
    sink((o?.in)?.x);
  `,
  'an optional call': `
    const f = () => source('a');
    sink(f?.());
  `,
  casts: {
    typescript: true,
    code: `
      const x = source('a') as object;
      const y = x satisfies unknown;
      const z = y!;
      sink(<unknown>z);
    `,
  },
  'a cast on the left': {
    typescript: true,
    code: `
      const o: Record<string, unknown> = {};
      (o as { x: unknown }).x = source('a');
      sink(o!.x!);
    `,
  },
  'a var seen out of its block': `
    if (flag()) {
      var x = source('a');
    }
    sink(x);
  `,
  'a swap': `
    let x = source('a');
    let y = source('b');
    [x, y] = [y, x];
    sink(x);
    sink(y);
  `,
  'a shadowed name': `
    const x = source('a');
    {
      const x = source('b');
      sink(x);
    }
    sink(x);
  `,
  'one name in two functions': `
    const one = () => { const x = source('a'); return x; };
    const two = () => { const x = source('b'); return x; };
    sink(one());
    sink(two());
  `,
  'a caught value': `
    try {
      throw source('a');
    } catch (error) {
      sink(error);
    }
  `,
  'what a caught value is not': `
    const x = source('a');
    try {
      throw source('b');
    } catch (x) {
      sink(x);
    }
    sink(x);
  `,
  'an exported constant': {
    complete: false,
    note: 'whoever imports it may get it',
    code: `
      export const x = source('a');
      sink(x);
    `,
  },
  'operators that make something else': `
    const x = source('a');
    sink(void x);
    sink(typeof x);
    sink(!x);
    sink(-x);
  `,
  'comparisons of a source': `
    const x = source('a');
    sink(x === x);
    sink(x instanceof Object);
    sink('x' in x);
    sink(x > 1);
  `,
  'a count of a source': `
    let n = source('a');
    n++;
    sink(n);
  `,
  'a part of a source is not the source': `
    const x = source('a');
    sink(x.part);
    sink(x?.[0]);
  `,
  'a delete answers a boolean': `
    const o = { x: source('a') };
    sink(delete o.x);
  `,
  'a loop variable': `
    for (let x = source('a'), n = 0; n < 1; n++) sink(x);
  `,
  'a switch over a source': `
    const x = source('a');
    switch (x) {
      case x: sink(1); break;
      default: sink(2);
    }
  `,
});

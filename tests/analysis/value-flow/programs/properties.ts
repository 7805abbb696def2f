import { programsOf } from '../flow-program';

/** Values kept in properties of objects, and taken out again. */
export const properties = programsOf('properties', {
  'a property of a literal': `
    const o = { x: source('a') };
    sink(o.x);
  `,
  'another property of the literal': `
    const o = { x: source('a'), y: source('b') };
    sink(o.y);
  `,
  'the object is not its property': `
    const o = { x: source('a') };
    sink(o);
  `,
  'a property that is written later': `
    const o = {};
    o.x = source('a');
    sink(o.x);
    sink(o.y);
  `,
  'a shorthand property': `
    const x = source('a');
    const o = { x };
    sink(o.x);
  `,
  'a key in brackets': `
    const o = { 'x-y': source('a'), 'x': source('b') };
    sink(o['x-y']);
  `,
  'a key that is a constant': `
    const key = 'x';
    const o = { [key]: source('a'), y: source('b') };
    sink(o.x);
    sink(o[key]);
  `,
  'a key by chance': `
    const o = { x: source('a'), y: source('b'), z: source('c') };
    sink(o[flag() ? 'x' : 'y']);
  `,
  'a write under a key that is not known': {
    exact: false,
    note: 'a key of which nothing is known may be any',
    code: `
      const o = { y: null };
      o[String(flag())] = source('a');
      sink(o.y);
      sink(o.true);
    `,
  },
  'a key that is a number': `
    const o = { 1: source('a'), 2: source('b') };
    sink(o[1]);
    sink(o['2']);
  `,
  'a key that is a symbol': `
    const key = Symbol();
    const o = { [key]: source('a') };
    sink(o[key]);
  `,
  'a nested literal': `
    const o = { in: { x: source('a'), y: source('b') } };
    sink(o.in.x);
    sink(o.in);
  `,
  'a deep chain of properties': `
    const o = { a: { b: { c: { d: {} } } } };
    o.a.b.c.d.e = source('a');
    sink(o.a.b.c.d.e);
    sink(o.a.b.c.d);
  `,
  'the same name at another depth': `
    const o = { x: { x: source('a') } };
    sink(o.x.x);
    sink(o.x);
  `,
  destructuring: `
    const { x, y } = { x: source('a'), y: source('b') };
    sink(x);
    sink(y);
  `,
  'destructuring with another name': `
    const { x: y } = { x: source('a'), y: source('b') };
    sink(y);
  `,
  'a default that is used': `
    const { x = source('a') } = {};
    sink(x);
  `,
  'a default that may be used': `
    const o = flag() ? { x: source('a') } : {};
    const { x = source('b') } = o;
    sink(x);
  `,
  'nested destructuring': `
    const { in: { x, y: [, z] } } = { in: { x: source('a'), y: [source('b'), source('c')] } };
    sink(x);
    sink(z);
  `,
  'the rest of an object': `
    const { x, ...rest } = { x: source('a'), y: source('b') };
    sink(rest.y);
    sink(rest.x);
  `,
  'destructuring by a computed key': `
    const key = 'x';
    const { [key]: y } = { x: source('a'), y: source('b') };
    sink(y);
  `,
  'destructuring into properties': `
    const o = {};
    ({ x: o.y, y: o['x'] } = { x: source('a'), y: source('b') });
    sink(o.x);
    sink(o.y);
  `,
  'a destructuring assignment as a value': `
    let x;
    const o = ({ x } = { x: source('a'), y: source('b') });
    sink(x);
    sink(o.y);
  `,
  'destructuring in a loop': `
    for (const { x, y: [z] } of [{ x: source('a'), y: [source('b')] }]) {
      sink(x);
      sink(z);
    }
  `,
  'a spread object': `
    const o = { x: source('a') };
    const p = { ...o, y: source('b') };
    sink(p.x);
    sink(p.y);
  `,
  'a property after a spread wins': `
    const o = { x: source('a'), y: source('b') };
    const p = { ...o, x: source('c') };
    sink(p.x);
    sink(p.y);
  `,
  'a property before a spread loses': `
    const o = { x: source('a') };
    const p = { x: source('b'), ...o };
    sink(p.x);
  `,
  'a spread by chance': `
    const p = { x: source('a'), ...(flag() && { x: source('b') }) };
    sink(p.x);
  `,
  'a spread does not spread what is nested': `
    const o = { in: { x: source('a') } };
    const p = { ...o };
    sink(p.in.x);
    sink(p.x);
  `,
  'Object.assign into its target': `
    const o = {};
    Object.assign(o, { x: source('a') });
    sink(o.x);
    sink(o.y);
  `,
  'Object.assign returns its target': `
    const o = Object.assign({ y: source('a') }, { x: source('b') });
    sink(o.x);
    sink(o.y);
  `,
  'the last argument of Object.assign wins': `
    const o = Object.assign({}, { x: source('a') }, { x: source('b') });
    sink(o.x);
  `,
  'Object.assign does not write to its sources': `
    const p = { y: null };
    const o = Object.assign({ x: source('a') }, p);
    sink(p.x);
    sink(o.x);
  `,
  'Object.defineProperty': `
    const o = {};
    Object.defineProperty(o, 'x', { value: source('a') });
    sink(o.x);
    sink(o.value);
  `,
  'a deleted property': `
    const o = { x: source('a'), y: source('b') };
    delete o.x;
    sink(o.x);
    sink(o.y);
  `,
  'keys are not values': `
    const o = { x: source('a') };
    for (const key in o) sink(key);
    sink(Object.keys(o)[0]);
  `,
  'values by their keys': `
    const o = { x: source('a') };
    for (const key in o) sink(o[key]);
    sink(o[Object.keys(o)[0]]);
  `,
  'a property of a property that is an object with a name': `
    const inner = { x: source('a') };
    const outer = { inner, x: null };
    sink(outer.inner.x);
    sink(outer.x);
  `,
  'a parameter of a destructuring arrow': `
    const f = ({ x, y: { z } = {} }) => [x, z];
    const [x, z] = f({ x: source('a'), y: { z: source('b') } });
    sink(x);
    sink(z);
  `,
  'a namespace of TypeScript': {
    typescript: true,
    mayBeOpen: true,
    complete: false,
    note: 'namespaces are rare',
    code: `
      namespace N {
        export const x = source('a');
      }
      sink(N.x);
    `,
  },
});

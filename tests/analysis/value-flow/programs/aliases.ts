import { programsOf } from '../flow-program';

/** One object under several names. */
export const aliases = programsOf('aliases', {
  'a write under another name': `
    const o = {};
    const p = o;
    p.x = source('a');
    sink(o.x);
  `,
  'a write under the name that was copied': `
    const o = {};
    const p = o;
    o.x = source('a');
    sink(p.x);
    sink(p.y);
  `,
  'an alias of an alias': `
    const o = {};
    const p = o;
    const q = p;
    q.x = source('a');
    sink(o.x);
  `,
  'a copy is not an alias': `
    const o = { x: null };
    const p = Object.assign({}, o);
    p.x = source('a');
    sink(o.x);
  `,
  'an overwriting under another name': `
    const o = { x: source('a') };
    const p = o;
    p.x = source('b');
    sink(o.x);
  `,
  'an alias that was given up': `
    const o = { x: null };
    let p = o;
    p = {};
    p.x = source('a');
    sink(o.x);
  `,
  'an alias that is given up after the write': `
    const o = {};
    let p = o;
    p.x = source('a');
    p = {};
    sink(o.x);
    sink(p.x);
  `,
  'an alias by chance': `
    const o = { x: source('a') };
    const p = { x: null };
    const q = flag() ? o : p;
    q.x = source('b');
    sink(o.x);
    sink(p.x);
  `,
  'an alias by a parameter': `
    const o = {};
    const write = (p) => { const q = p; q.x = source('a'); };
    write(o);
    sink(o.x);
  `,
  'an alias by a result': `
    const o = {};
    const get = () => o;
    get().x = source('a');
    sink(o.x);
  `,
  'an alias by a property': `
    const o = {};
    const holder = { in: o };
    holder.in.x = source('a');
    sink(o.x);
    sink(holder.x);
  `,
  'an alias by a property, written first': `
    const inner = {};
    const outer = {};
    outer.in = inner;
    inner.x = source('a');
    sink(outer.in.x);
  `,
  'an alias by destructuring': `
    const o = { in: {} };
    const { in: p } = o;
    p.x = source('a');
    sink(o.in.x);
  `,
  'an alias by an array': `
    const o = {};
    const list = [o];
    list[0].x = source('a');
    sink(o.x);
  `,
  'an alias by a loop': `
    const o = {};
    for (const p of [o]) p.x = source('a');
    sink(o.x);
  `,
  'a list written in a loop': `
    const list = [{}, {}];
    for (const item of list) item.x = source('a');
    sink(list[1].x);
  `,
  'an alias by forEach': `
    const list = [{}];
    list.forEach((item) => { item.x = source('a'); });
    sink(list[0].x);
  `,
  'an alias by a map': `
    const map = new Map([['one', {}]]);
    const one = map.get('one');
    one.x = source('a');
    sink(map.get('one').x);
  `,
  'a list under another name': `
    const list = [];
    const other = list;
    other.push(source('a'));
    sink(list[0]);
  `,
  'a copied list is another list': `
    const list = [];
    const other = [...list];
    other.push(source('a'));
    sink(list[0]);
  `,
  'what is nested in a copy is shared': `
    const o = { in: {} };
    const copy = { ...o };
    copy.in.x = source('a');
    sink(o.in.x);
  `,
  'the target of Object.assign is an alias of its result': `
    const o = {};
    const p = Object.assign(o, { y: null });
    p.x = source('a');
    sink(o.x);
  `,
  'an alias in a closure': `
    const o = {};
    const write = () => { o.x = source('a'); };
    write();
    sink(o.x);
  `,
  'an alias by a field': `
    class Holder {
      constructor(o) { this.o = o; }
      write(x) { this.o.x = x; }
    }
    const o = {};
    new Holder(o).write(source('a'));
    sink(o.x);
  `,
  'an object that holds itself': `
    const o = {};
    o.self = o;
    o.x = source('a');
    sink(o.self.self.x);
    sink(o.self);
  `,
  'an alias after an await': `
    const o = {};
    const p = await Promise.resolve(o);
    p.x = source('a');
    sink(o.x);
  `,
  'a default object that is shared': `
    const shared = {};
    const write = (o = shared) => { o.x = source('a'); };
    write();
    sink(shared.x);
  `,
  'a request that goes through functions': `
    const authenticate = (request) => { request.user = { name: source('a') }; };
    const handle = (request) => sink(request.user.name);
    const request = { user: null };
    authenticate(request);
    handle(request);
  `,
  'two objects swapped': `
    let o = { x: null }, p = { x: null };
    [o, p] = [p, o];
    o.x = source('a');
    sink(p.x);
    sink(o.x);
  `,
  'an alias by Object.values': `
    const all = { one: {} };
    for (const item of Object.values(all)) item.x = source('a');
    sink(all.one.x);
  `,
});

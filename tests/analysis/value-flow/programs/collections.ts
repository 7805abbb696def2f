import { programsOf } from '../flow-program';

const places =
  'the analysis need not count elements: an index that is not a constant, or a list that changed, is any place';

/** Arrays, maps, sets and their like. */
export const collections = programsOf('collections', {
  'an element by its index': `
    const list = [source('a'), source('b')];
    sink(list[1]);
  `,
  'an element by at()': {
    exact: false,
    note: places,
    code: `
      const list = [source('a'), source('b')];
      sink(list.at(-1));
    `,
  },
  'array destructuring': `
    const [x, , y] = [source('a'), source('b'), source('c')];
    sink(x);
    sink(y);
  `,
  'the rest of an array': {
    exact: false,
    note: places,
    code: `
      const [x, ...rest] = [source('a'), source('b'), source('c')];
      sink(x);
      sink(rest[0]);
    `,
  },
  'a default in array destructuring': `
    const [x = source('a'), y = source('b')] = [undefined];
    sink(x);
    sink(y);
  `,
  'a loop over an array': `
    for (const x of [source('a'), source('b')]) sink(x);
  `,
  'a loop by index': `
    const list = [source('a'), source('b')];
    for (let i = 0; i < list.length; i++) sink(list[i]);
  `,
  'an element written by its index': `
    const list = [];
    list[0] = source('a');
    list[1] = source('b');
    sink(list[0]);
  `,
  'push and pop': `
    const list = [];
    list.push(source('a'));
    sink(list.pop());
  `,
  'what push returns': `
    const list = [];
    sink(list.push(source('a')));
  `,
  'unshift and shift': {
    exact: false,
    note: places,
    code: `
      const list = [source('a')];
      list.unshift(source('b'));
      sink(list.shift());
    `,
  },
  'a list that had something else before': {
    exact: false,
    note: places,
    code: `
      const list = [source('a')];
      list.push(source('b'));
      sink(list[0]);
    `,
  },
  'a queue between functions': `
    const queue = [];
    const put = (x) => queue.push({ x });
    const take = () => queue.shift();
    put(source('a'));
    sink(take().x);
  `,
  'a spread array': `
    const list = [null, ...[source('a')]];
    sink(list[1]);
  `,
  'concat, slice, reverse': `
    const list = [null].concat([source('a')]).slice(1).reverse();
    sink(list[0]);
  `,
  'a nested array and flat': `
    const list = [[source('a')], []];
    sink(list[0][0]);
    sink(list.flat()[0]);
    sink(list[0]);
  `,
  'splice takes out and puts in': `
    const list = [null];
    const gone = list.splice(0, 1, source('a'));
    sink(list[0]);
    sink(gone[0]);
  `,
  'fill and Array.of': `
    sink(new Array(2).fill(source('a'))[1]);
    sink(Array.of(source('b'))[0]);
  `,
  'entries of an array': `
    for (const [index, x] of [source('a')].entries()) {
      sink(x);
      sink(index);
    }
  `,
  'what an array tells of an element': `
    const x = source('a');
    const list = [x];
    sink(list.indexOf(x));
    sink(list.includes(x));
    sink(list.length);
  `,
  'objects in a list': `
    const list = [{ x: source('a'), y: source('b') }];
    for (const item of list) sink(item.x);
  `,
  'a map': `
    const map = new Map();
    map.set('x', source('a'));
    sink(map.get('x'));
    sink(map);
  `,
  'a map by key': `
    const map = new Map();
    map.set('x', source('a')).set('y', source('b'));
    sink(map.get('y'));
    sink(map.get('z'));
  `,
  'a map from entries': `
    const map = new Map([['x', source('a')]]);
    sink(map.get('x'));
    sink(map.has('x'));
    sink(map.size);
  `,
  'values and keys of a map': `
    const map = new Map([[source('a'), source('b')]]);
    for (const x of map.values()) sink(x);
    for (const key of map.keys()) sink(key);
  `,
  'entries of a map': `
    const map = new Map([['x', source('a')]]);
    for (const [key, x] of map) {
      sink(x);
      sink(key);
    }
    const [[, y]] = map.entries();
    sink(y);
  `,
  'a copy of a map': `
    const map = new Map([['x', source('a')]]);
    const copy = new Map(map);
    copy.set('y', source('b'));
    sink(copy.get('x'));
    sink(map.get('y'));
  `,
  'a map cleared': {
    exact: false,
    note: 'that a collection is emptied is a matter of order which the analysis need not follow',
    code: `
      const map = new Map([['x', source('a')]]);
      map.clear();
      sink(map.get('x'));
    `,
  },
  'objects in a map': `
    const sessions = new Map();
    sessions.set('one', { user: source('a') });
    const { user } = sessions.get('one');
    sink(user);
  `,
  'a weak map': {
    exact: false,
    note: 'keys that are objects need not be told apart',
    code: `
      const key = {};
      const kept = new WeakMap([[key, source('a')]]);
      sink(kept.get(key));
      sink(kept.get({}) ?? null);
    `,
  },
  'a set': `
    const set = new Set();
    set.add(source('a'));
    for (const x of set) sink(x);
    sink([...set][0]);
  `,
  'what a set tells of an element': `
    const x = source('a');
    const set = new Set([x]);
    sink(set.has(x));
    sink(set.size);
  `,
  'headers of fetch': `
    const headers = new Headers();
    headers.set('x', sourceText('a'));
    sink(headers.get('x'));
    sink(headers.get('y'));
  `,
  'headers of fetch from an object': `
    const headers = new Headers({ x: sourceText('a') });
    headers.append('y', sourceText('b'));
    sink(headers.get('x'));
    for (const [, value] of headers) sink(value);
  `,
  'parameters of a URL': `
    const parameters = new URLSearchParams({ x: sourceText('a') });
    parameters.append('y', sourceText('b'));
    sink(parameters.get('y'));
    sink(parameters.getAll('x')[0]);
  `,
  'parameters of a URL as text': `
    const parameters = new URLSearchParams();
    parameters.set('x', source('a'));
    sinkText(parameters.toString());
    sinkText(\`?\${parameters}\`);
  `,
  'values of an object': `
    const o = { x: source('a'), y: source('b') };
    for (const x of Object.values(o)) sink(x);
    sink(Object.values({ z: source('c') })[0]);
  `,
  'entries of an object': `
    for (const [key, x] of Object.entries({ x: source('a') })) {
      sink(x);
      sink(key);
    }
  `,
  'an object from entries': `
    const o = Object.fromEntries([['x', source('a')], ['y', source('b')]]);
    sink(o.x);
  `,
  'an object through its entries': `
    const o = Object.fromEntries(Object.entries({ x: source('a') }).map(([key, x]) => [key, { in: x }]));
    sink(o.x.in);
    sink(o.x);
  `,
  'an object from a map': `
    const map = new Map([['x', source('a')]]);
    sink(Object.fromEntries(map).x);
  `,
  'a list from a map': `
    const map = new Map([['x', source('a')]]);
    sink(Array.from(map.values())[0]);
    sink([...map.keys()][0]);
  `,
  'a group by key': `
    const groups = {};
    for (const item of [{ key: 'x', value: source('a') }]) (groups[item.key] ??= []).push(item.value);
    sink(groups.x[0]);
  `,
});

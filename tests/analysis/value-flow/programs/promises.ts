import { programsOf } from '../flow-program';

/** Values that come later. A promise stands for its value. */
export const promises = programsOf('promises', {
  'the result of an async function': `
    const load = async () => source('a');
    sink(await load());
  `,
  'a promise that is not awaited': `
    async function load() { return source('a'); }
    sink(load());
  `,
  'an await in between': `
    const load = async (x) => {
      const y = await x;
      return y;
    };
    sink(await load(Promise.resolve(source('a'))));
  `,
  'the parameter of then': `
    Promise.resolve(source('a')).then((x) => sink(x));
  `,
  'what the callback of then returns': `
    const x = await Promise.resolve(source('a')).then((x) => ({ x, y: source('b') }));
    sink(x.x);
    sink(x.y);
  `,
  'a callback of then that drops its value': `
    const x = await Promise.resolve(source('a')).then(() => source('b'));
    sink(x);
  `,
  'a callback of then that returns a promise': `
    const x = await Promise.resolve(source('a')).then(async (x) => Promise.resolve(x));
    sink(x);
  `,
  'a then without an argument': `
    sink(await Promise.resolve(source('a')).then());
  `,
  'a rejection and its catch': `
    Promise.reject(source('a')).catch((error) => sink(error));
  `,
  'a rejection is not a value': `
    const x = await Promise.reject(source('a')).catch(() => source('b'));
    sink(x);
  `,
  'the second callback of then': `
    Promise.reject(source('a')).then((x) => sink(x), (error) => sink(error));
  `,
  'a value goes past catch': `
    const x = await Promise.resolve(source('a')).catch(() => null);
    sink(x);
  `,
  'a value goes past finally': `
    const x = await Promise.resolve(source('a')).finally((nothing) => {
      sink(nothing);
      return source('b');
    });
    sink(x);
  `,
  'an error of an async function': `
    const fail = async () => { throw source('a'); };
    try {
      await fail();
    } catch (error) {
      sink(error);
    }
  `,
  'an error in a callback of then': `
    Promise.resolve().then(() => { throw source('a'); }).catch((error) => sink(error));
  `,
  'Promise.all of a list': `
    const [x, y] = await Promise.all([source('a'), Promise.resolve(source('b'))]);
    sink(x);
    sink(y);
  `,
  'Promise.all of what map returns': `
    const all = await Promise.all([source('a')].map(async (x) => ({ x })));
    sink(all[0].x);
  `,
  'Promise.all and then': `
    Promise.all([Promise.resolve(source('a')), null]).then(([x, y]) => {
      sink(x);
      sink(y);
    });
  `,
  'Promise.allSettled': `
    const [one, two] = await Promise.allSettled([Promise.resolve(source('a')), Promise.reject(source('b'))]);
    sink(one.value);
    sink(two.reason);
    sink(one.status);
  `,
  'Promise.race': {
    exact: false,
    note: 'which of them comes first is not known',
    code: `
      const x = await Promise.race([source('a'), source('b')]);
      sink(x);
    `,
  },
  'Promise.any': {
    exact: false,
    note: 'which of them comes first is not known',
    code: `
      const x = await Promise.any([Promise.reject(source('a')), Promise.resolve(source('b'))]);
      sink(x);
    `,
  },
  'a promise that is resolved': `
    const x = await new Promise((resolve) => resolve(source('a')));
    sink(x);
  `,
  'a promise that is resolved later': `
    const x = await new Promise((resolve) => {
      setTimeout(() => resolve({ x: source('a') }), 0);
    });
    sink(x.x);
  `,
  'a promise that is resolved by a timer': `
    const x = await new Promise((resolve) => setTimeout(resolve, 0, source('a')));
    sink(x);
  `,
  'a promise that is rejected': `
    const broken = new Promise((resolve, reject) => reject(source('a')));
    sink(await broken.catch(() => null));
    await broken.catch((error) => sink(error));
  `,
  'a promise resolved from outside': `
    let resolve;
    const promise = new Promise((one) => { resolve = one; });
    resolve(source('a'));
    sink(await promise);
  `,
  'a promise with a promise in it': `
    const x = await Promise.resolve(Promise.resolve(source('a')));
    sink(x);
  `,
  'an async method': `
    class Store {
      async load() { return { x: source('a') }; }
    }
    const { x } = await new Store().load();
    sink(x);
  `,
  'awaits in a loop': {
    exact: false,
    note: 'the place in a list that grows is not counted, and what a test is worth is not judged',
    code: `
      const load = async (n) => (n === 0 ? source('a') : source('b'));
      const all = [];
      for (const n of [0, 1]) all.push(await load(n));
      sink(all[1]);
    `,
  },
  'a promise kept in a property': `
    const o = { ready: Promise.resolve(source('a')) };
    o.ready.then((x) => sink(x));
    sink(await o.ready);
  `,
  'a chain of thens': `
    Promise.resolve({ x: source('a') })
      .then((o) => o.x)
      .then((x) => [x])
      .then(([x]) => sink(x));
  `,
  'a loop that awaits promises of a list': `
    for await (const x of [Promise.resolve(source('a')), source('b')]) sink(x);
  `,
  "an object of one's own with then": {
    mayBeOpen: true,
    complete: false,
    exact: false,
    note: "objects of one's own with a method then are rare",
    code: `
      const later = { then(resolve) { resolve(source('a')); } };
      sink(await later);
    `,
  },
});

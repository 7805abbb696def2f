import { programsOf } from '../flow-program';

const truthy = 'an object is always true; the analysis does not judge what a value is worth as a condition';

/** A value that is one of several. */
export const choices = programsOf('choices', {
  'either branch of a conditional': `
    sink(flag() ? source('a') : source('b'));
  `,
  'a nested conditional': `
    const x = flag() ? source('a') : flag() ? source('b') : null;
    sink(x);
  `,
  'the test of a conditional is not its value': `
    const x = source('a');
    sink(x ? source('b') : null);
  `,
  'a test that an object always passes': {
    exact: false,
    note: truthy,
    code: `
      const x = source('a');
      sink(x ? source('b') : source('c'));
    `,
  },
  'either side of ??': `
    const x = flag() ? source('a') : null;
    sink(x ?? source('b'));
  `,
  'either side of ||': `
    const x = flag() ? source('a') : '';
    sink(x || source('b'));
  `,
  'the right side of &&': `
    sink(flag() && source('a'));
  `,
  'the left side of && when it is false': {
    exact: false,
    note: truthy,
    code: `
      const x = flag() ? source('a') : null;
      sink(x && source('b'));
    `,
  },
  'the right side of ?? behind a source': {
    exact: false,
    note: 'what source() makes is never null, but no analysis without types knows',
    code: `
      sink(source('a') ?? source('b'));
    `,
  },
  'a default by ??=': `
    let x = flag() ? source('a') : undefined;
    x ??= source('b');
    sink(x);
  `,
  'a default by ||=': `
    const o = { x: flag() ? source('a') : 0 };
    o.x ||= source('b');
    sink(o.x);
  `,
  'a value by &&=': `
    let x = flag();
    x &&= source('a');
    sink(x);
  `,
  'one branch of an if': `
    let x = null;
    if (flag()) x = source('a');
    else x = 1;
    sink(x);
  `,
  'a branch each': `
    let x;
    if (flag()) x = source('a');
    else x = source('b');
    sink(x);
  `,
  'a branch sees its own value only': `
    let x;
    if (flag()) {
      x = source('a');
      sink(x);
    } else {
      x = source('b');
      sink(x);
    }
  `,
  'cases of a switch': `
    let x;
    switch (flag()) {
      case true: x = source('a'); break;
      default: x = source('b');
    }
    sink(x);
  `,
  'a case that falls through to another': `
    let x;
    switch (flag()) {
      case true: x = source('a');
      default: x = source('b');
    }
    sink(x);
  `,
  'a case that is run after another': `
    let x = null;
    switch (flag()) {
      case true: x = source('a');
      case false: sink(x);
    }
  `,
  'an optional chain and its default': `
    const o = flag() ? { x: source('a') } : undefined;
    sink(o?.x ?? source('b'));
  `,
  'a choice of objects': `
    const one = { x: source('a') };
    const two = { x: source('b'), y: source('c') };
    sink((flag() ? one : two).x);
  `,
  'a choice of functions': `
    const one = () => source('a');
    const two = () => source('b');
    const three = () => source('c');
    sink((flag() ? one : two)());
    sink(three());
  `,
  'a value of a try or of its catch': `
    let x;
    try {
      if (flag()) throw new Error();
      x = source('a');
    } catch {
      x = source('b');
    }
    sink(x);
  `,
});

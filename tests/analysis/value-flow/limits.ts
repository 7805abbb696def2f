/**
 * In which programs the value flow falls behind what happens, how, and why. A test holds that each still does as it is
 * written here: who mends one takes it out. `docs/what-the-rules-see.md` says the same to users.
 */
import type { Shortcoming } from './ask-engine';
import type { FlowProgram } from './flow-program';

interface Limit {
  readonly because: string;
  readonly programs: Readonly<Record<string, readonly Shortcoming[]>>;
}

export const KNOWN_LIMITS: readonly Limit[] = [
  {
    because: 'What is thrown is not followed to where it is caught.',
    programs: {
      'copies: a caught value': ['missed', 'open'],
      'copies: what a caught value is not': ['missed', 'open'],
      'calls: an error caught from a call': ['missed', 'open'],
      'calls: a property of a caught error': ['missed', 'open'],
      'promises: an error of an async function': ['missed', 'open'],
      'text: the message of a caught error': ['missed', 'open'],
    },
  },
  {
    because: 'A rejection is not followed to the callback that takes it.',
    programs: {
      'promises: a rejection and its catch': ['missed', 'open'],
      'promises: a rejection is not a value': ['open'],
      'promises: the second callback of then': ['missed', 'open'],
      'promises: a value goes past finally': ['open'],
      'promises: an error in a callback of then': ['missed', 'open'],
      'promises: Promise.allSettled': ['missed', 'open'],
      'promises: Promise.any': ['open'],
      'promises: a promise that is rejected': ['missed', 'open'],
    },
  },
  {
    because: '`await` of an object with a method `then` of its own: a promise stands for its value.',
    programs: {
      "promises: an object of one's own with then": ['blind'],
    },
  },
  {
    because: 'What `++` makes of a value is not judged.',
    programs: {
      'copies: a count of a source': ['invented', 'open'],
    },
  },
  {
    because: 'A computed key, or one of several, may be any.',
    programs: {
      'properties: a key by chance': ['invented'],
      'properties: destructuring by a computed key': ['invented'],
      'calls: a function of an object by a computed key': ['invented'],
      'collections: an object from entries': ['invented'],
      'classes: a field with a computed name': ['open'],
      'calls: a function of a map of handlers': ['invented', 'open'],
      'callbacks: reduce collects into an object': ['open'],
    },
  },
  {
    because:
      'Only an assignment, a deletion and a later property of the same literal write over what was there before; when a function runs that does so is not followed.',
    programs: {
      'properties: a property before a spread loses': ['invented'],
      'properties: the last argument of Object.assign wins': ['invented'],
      'closures: a closure called before the variable is set': ['invented'],
      'closures: a closure that would write but is not called': ['invented'],
      'closures: a variable written by a callback of a timer': ['invented'],
      'order: a return after which nothing is overwritten': ['invented'],
      'order: a setter function called too late': ['invented'],
      'order: a variable overwritten by a call': ['invented'],
      'order: an object cleaned by a function': ['invented'],
      'order: Object.assign overwrites': ['invented'],
      'calls: an assigned parameter': ['invented'],
      'calls: a parameter that is given another object is not filled': ['invented'],
      'calls: an early return hides what comes after': ['invented'],
      'calls: a default parameter that is not used': ['invented'],
    },
  },
  {
    because: 'That an argument is read before the next one assigns it.',
    programs: {
      'order: arguments are read from left to right': ['blind', 'invented'],
    },
  },
  {
    because: 'A property descriptor may do more than hold a value.',
    programs: {
      'properties: Object.defineProperty': ['open'],
    },
  },
  {
    because: '`this` of an object that a variable is given later, and of a function that is called on something else.',
    programs: {
      'classes: accessors of a literal': ['missed', 'open'],
      'calls: a function by call': ['missed', 'open'],
      'calls: a function by bind': ['missed', 'open'],
      'calls: a method with a bound this': ['open'],
      'classes: a function as a constructor': ['missed', 'open'],
    },
  },
  {
    because: 'Which class of a family an instance is of is not told apart in the methods of its base.',
    programs: {
      'classes: a field that a derived class overrides': ['invented'],
      'classes: a method that a derived class overrides': ['invented'],
      'classes: a method of the base by super': ['open'],
      'classes: a builder that returns itself': ['missed', 'open'],
      'classes: an injected dependency': ['open'],
      'classes: a class that a function extends': ['missed', 'open'],
      'classes: a constructor that returns another object': ['invented'],
    },
  },
  {
    because:
      'What methods write to `this`, and what closures keep, is told apart by the call of the constructor or maker only.',
    programs: {
      'contexts: two instances of a class': ['invented'],
      'contexts: two instances written by a method': ['invented'],
      'contexts: two closures of one function': ['invented'],
      'contexts: two stores of one function': ['invented'],
      'contexts: two objects filled by one function': ['invented'],
      'contexts: a function that is given functions': ['invented'],
      'contexts: callbacks that are given values by one function': ['invented'],
    },
  },
  {
    because: '`arguments` and tagged templates are not followed.',
    programs: {
      'calls: the arguments object': ['missed', 'open'],
      'calls: a tagged template': ['missed', 'open'],
    },
  },
  {
    because: 'An object that holds itself, and recursion over one, end at a bound.',
    programs: {
      'calls: recursion over a tree': ['open'],
      'aliases: an object that holds itself': ['missed', 'open'],
      'generators: a recursive generator': ['open'],
      'order: a list walked by a pointer': ['open'],
    },
  },
  {
    because: 'Places in a list that is changed are not counted, nor are the positions that callbacks get.',
    programs: {
      'callbacks: forEach hands over an index and the array': ['open'],
      'collections: splice takes out and puts in': ['invented'],
    },
  },
  {
    because:
      'Keys of maps are not followed; entries of maps, sets and headers are pairs in loops, and may be taken for their values.',
    programs: {
      'callbacks: forEach of a map hands over values, then keys': ['missed', 'open'],
      'collections: values and keys of a map': ['missed', 'open'],
      'collections: entries of a map': ['open'],
      'collections: a copy of a map': ['invented', 'open'],
      'collections: a weak map': ['open'],
      'collections: headers of fetch from an object': ['open'],
      'collections: a list from a map': ['open'],
    },
  },
  {
    because: 'What `next(value)` gives to `yield`, and iterators of fields, are not followed.',
    programs: {
      'generators: a value handed in by next()': ['missed', 'open'],
      'generators: a value handed in comes out again': ['missed', 'open'],
      'generators: a class that can be iterated': ['missed', 'open'],
    },
  },
  {
    because:
      'A text is made of a value, not of its parts: `URLSearchParams` in a template, `url.href`, what `JSON.parse` takes out again.',
    programs: {
      'collections: parameters of a URL as text': ['blind'],
      'text: a text in a URL': ['blind'],
      'text: an object that goes through JSON': ['blind'],
    },
  },
  {
    because: 'Functions without a row in `model/flow-summaries.ts`.',
    programs: {
      'library: Reflect.apply and Reflect.construct': ['missed', 'open'],
      'library: a promisified function': ['missed', 'open'],
      'library: events as a promise': ['missed', 'open'],
      'library: details of an event': ['missed', 'open'],
    },
  },
];

/** The shortcomings of each program that has any, by its kind and name. */
export const LIMITS: Readonly<Record<string, readonly Shortcoming[]>> = Object.assign(
  {},
  ...KNOWN_LIMITS.map(({ programs }) => programs),
) as Readonly<Record<string, readonly Shortcoming[]>>;

export function limitsOf({ kind, name }: FlowProgram): readonly Shortcoming[] {
  return LIMITS[`${kind}: ${name}`] ?? [];
}

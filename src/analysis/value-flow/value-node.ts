/**
 * The nodes and steps of the value flow.
 *
 * A value node is a value at a place: an expression, a parameter, a binding, and an access path into it. A step hands a
 * value on from one place to another; it may take steps off the path (`load`) or put some on it (`store`). A promise
 * stands for its value: whether it was awaited is not a question of this graph.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { CallNode, FunctionNode } from '../../ast';
import { BOUNDS } from './bounds';

/** From a value to a part of it: names of properties, indices as text; {@link ANY} and {@link DEEP} for sets of parts. */
export type AccessPath = readonly string[];

/** Some element or property, nobody knows which. */
export const ANY = '*';
/** Everything inside, at any depth, and the value itself: what a serialiser writes out. Only the last of a path. */
export const DEEP = '**';

/** What a generator returns when it is done: of no interest to loops, and given by its last `next()`. */
export const RETURNED = '(returned)';

/** The names of the properties, or the keys of the entries. */
export const KEY = '(key)';

export interface ValueNode {
  readonly node: TSESTree.Node;
  readonly path: AccessPath;
}

/**
 * How a value is handed on: `copy` (alias, cast, `await`, sequence, assignment), `choice` (`?:`, `??`, `||`, `&&`, a
 * default), `load` and `store` of a part, `entries` (spread, `Object.assign`, `new Headers(x)`), `element` (index,
 * iteration), `text` (template, `+`, serialisers), `argument` (into a parameter), `return` (out of a function), `callback`
 * (what a library hands to its callback, and what that gives back), `capture` (a closure reads it later), `import`.
 */
export type StepKind =
  | 'argument'
  | 'callback'
  | 'capture'
  | 'choice'
  | 'copy'
  | 'element'
  | 'entries'
  | 'import'
  | 'load'
  | 'return'
  | 'store'
  | 'text';

/** All kinds of step but `text`: behind them it is still the same value. */
export const SAME_VALUE: ReadonlySet<StepKind> = new Set<StepKind>([
  'argument',
  'callback',
  'capture',
  'choice',
  'copy',
  'element',
  'entries',
  'import',
  'load',
  'return',
  'store',
]);

/** The entering of a function by a call, or the leaving of it. */
export interface Crossing {
  readonly fn: FunctionNode;
  readonly call: CallNode;
}

/** A step from one place to the next, in the direction of the walk. */
export interface FlowStep {
  readonly kind: StepKind;
  readonly to: TSESTree.Node;
  /** Taken off the front of the path: the step exists only for these parts. */
  readonly take?: AccessPath;
  /** Then put in front of the path. */
  readonly put?: AccessPath;
  /** Parts that this step does not bring: they are written anew beside it. */
  readonly except?: ReadonlySet<string>;
  /** Only of the value itself, or of all that is in it. */
  readonly isWhole?: boolean;
  /** Of the parts, only this one. */
  readonly only?: string;
  /** Where it happens: the declaration, the call, the assignment. */
  readonly site: TSESTree.Node;
  /** The function that is entered: its parameters are those of this call from here on. */
  readonly enters?: Crossing;
  /** The function that is left: only by the call that entered it, where one did. */
  readonly leaves?: Crossing;
}

/**
 * Why there may be ways that nobody sees: callers that are not known (`parameter`), a function that cannot be looked
 * into (`call`), a name of nobody's (`global`), another file (`import`), an object that others know as well
 * (`escape`), syntax that is not followed (`value`), a bound that is met (`bound`).
 */
export type OpenCause = 'bound' | 'call' | 'escape' | 'global' | 'import' | 'parameter' | 'value';

/** The steps from a place. */
export interface Steps {
  readonly steps: readonly FlowStep[];
  /** Given where there may be other ways. */
  readonly open?: OpenCause;
  /** Given where there may be other ways for a part that no step leads to. */
  readonly openElse?: OpenCause;
}

export const NO_STEPS: Steps = { steps: [] };

/** Where a way leads of which no row tells more: it is open. */
export const NOWHERE = { type: 'EmptyStatement', range: [0, 0], loc: {} } as unknown as TSESTree.Node;

/** The path behind a step, or undefined where the step does not hand on that part. */
export function advance(path: AccessPath, step: FlowStep): AccessPath | undefined {
  let rest = path;
  const [part] = path;
  if (step.only !== undefined && part !== undefined && part !== DEEP && !matches(part, step.only)) return undefined;
  for (const wanted of step.take ?? []) {
    const [first] = rest;
    if (wanted === DEEP) {
      rest = [];
      break;
    }
    if (first === undefined) return undefined;
    if (first === DEEP) break;
    if (!matches(first, wanted)) return undefined;
    rest = rest.slice(1);
  }
  const [next] = rest;
  if (step.kind === 'entries' && next === undefined) return undefined;
  if (step.isWhole && next !== undefined && next !== DEEP) return undefined;
  if (next !== undefined && step.except?.has(next)) return undefined;
  if (!step.put || step.put.length === 0) return rest;
  const put = step.put.at(-1) === DEEP && rest[0] === DEEP ? step.put.slice(0, -1) : step.put;
  return [...put, ...rest].slice(0, BOUNDS.path + 1);
}

/** Whether two steps of a path may be the same part; what stands in parentheses is no property. */
export function matches(one: string, other: string): boolean {
  if (one === other) return true;
  return (one === ANY && !other.startsWith('(')) || (other === ANY && !one.startsWith('('));
}

/** One key for one path. */
export function keyOf(path: AccessPath): string {
  return path.join('\u0000');
}

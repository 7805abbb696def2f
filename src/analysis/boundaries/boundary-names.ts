/**
 * Which calls of a file may hand a callback across a boundary, by the names of the model: a look at each call before
 * anything is asked of it.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { type CallNode, memberName, unwrap } from '../../ast';
import { BOUNDARY_OBJECTS, LISTENING_FUNCTIONS, SCHEDULERS, SHARED_CALLBACKS } from '../../model/async-boundaries';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** Methods that put something into an array, a map or a set, with the position of the first value that they put in. */
export const INSERTING: ReadonlyMap<string, number> = new Map([
  ['add', 0],
  ['push', 0],
  ['set', 1],
  ['unshift', 0],
]);

const NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(SCHEDULERS),
  ...BOUNDARY_OBJECTS.flatMap((row) => Object.keys(row.methods)),
  ...LISTENING_FUNCTIONS.map((row) => row.name),
  ...SHARED_CALLBACKS.map((row) => row.name),
  ...INSERTING.keys(),
]);

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

const HANDLERS: ReadonlySet<string> = new Set(BOUNDARY_OBJECTS.flatMap((row) => row.handlers ?? []));

/** Objects that are called themselves, by the name that the text of their files holds. */
const CALLED = BOUNDARY_OBJECTS.flatMap((row) => (row.call ? [row.name] : []));

/**
 * Imports of what is called by a name of the user's choice: a module that is a function, an export under another name.
 */
const FREELY_NAMED = new RegExp(
  `['"\`](?:node:)?(?:${['timers', ...new Set(SHARED_CALLBACKS.map((row) => row.package))].map(escaped).join('|')})\\b`,
  'u',
);

/** The calls that may be at a boundary, in the order they are given in. */
export function callsAtBoundaries(sourceCode: TSESLint.SourceCode, calls: readonly CallNode[]): readonly CallNode[] {
  const { text } = sourceCode;
  if (FREELY_NAMED.test(text) || CALLED.some((name) => text.includes(name))) return calls;
  return calls.filter((call) => {
    if (call.arguments.length === 0) return false;
    const name = lastName(unwrap(call.callee));
    return name === undefined || NAMES.has(name);
  });
}

/** Whether an assignment may give an object its handler: `port.onmessage = …`. */
export function isHandlerAssignment({ left }: TSESTree.AssignmentExpression): boolean {
  return left.type === Kind.MemberExpression && HANDLERS.has(memberName(left) ?? '');
}

function lastName(callee: TSESTree.Expression): string | undefined {
  if (callee.type === Kind.Identifier) return callee.name;
  return callee.type === Kind.MemberExpression ? memberName(callee) : undefined;
}

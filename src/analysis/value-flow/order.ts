/**
 * Whether something that is written to an object can be there when the object is read, and whether it is surely gone.
 *
 * *Known limitations*: what runs in a function counts as run where the function is called in the same body, or where it
 * stands as an argument; anything else may run at any time.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type BodyOwner, contains, enclosingBody, isFunction, isLoop } from '../../ast';

const Kind = AST_NODE_TYPES;

/** Gives the calls of a function that stand in this file. */
export type CallsOf = (fn: BodyOwner) => readonly TSESTree.Node[];

/** Whether a write may have run when a read runs. Unknown is yes. */
export function mayPrecede(write: TSESTree.Node, read: TSESTree.Node, callsOf: CallsOf): boolean {
  if (isInitial(write, read) || (write.type === Kind.ClassBody && contains(write, read))) return true;
  const body = commonBody(write, read);
  if (!body) return true;
  const writes = placesIn(body, write, callsOf);
  const reads = placesIn(body, read, callsOf);
  if (!writes || !reads) return true;
  return writes.some((at) => reads.some((place) => mayRunBefore(body, at, place)));
}

/**
 * Whether a later write surely replaces an earlier one before a read: it stands straight in a block around the read,
 * above it, and below the earlier one.
 */
export function isReplaced(earlier: TSESTree.Node, later: TSESTree.Node, read: TSESTree.Node): boolean {
  if (earlier === later || later.range[1] > read.range[0]) return false;
  const body = enclosingBody(read);
  if (enclosingBody(later) !== body || enclosingBody(earlier) !== body || earlier.range[0] >= later.range[0])
    return false;
  const statement = later.parent;
  // A statement of a `switch` may be passed over.
  const block = statement?.type === Kind.ExpressionStatement ? statement.parent : undefined;
  if (block === undefined || !contains(block, read)) return false;
  return block.type === Kind.BlockStatement || block.type === Kind.Program;
}

/** Whether a write is what a field begins with, and the read stands in a method: whoever calls it has the instance. */
function isInitial(write: TSESTree.Node, read: TSESTree.Node): boolean {
  if (write.type !== Kind.PropertyDefinition) return false;
  let member: TSESTree.Node | undefined = read;
  while (member && member.parent !== write.parent) member = member.parent;
  return member?.type === Kind.MethodDefinition;
}

/** The innermost body around two nodes; undefined for nodes of no file. */
function commonBody(one: TSESTree.Node, other: TSESTree.Node): BodyOwner | undefined {
  let body = enclosingBody(one);
  while (!contains(body, other)) {
    const outer = enclosingBody(body);
    if (outer === body) return undefined;
    body = outer;
  }
  return body;
}

/** Where a node runs, seen from a body around it; undefined where nobody can tell. */
function placesIn(body: BodyOwner, node: TSESTree.Node, callsOf: CallsOf): readonly TSESTree.Node[] | undefined {
  let at = node;
  for (let inner = enclosingBody(at); inner !== body; inner = enclosingBody(at)) {
    if (!isFunction(inner)) return undefined;
    const isGiven = inner.parent.type === Kind.CallExpression || inner.parent.type === Kind.NewExpression;
    if (!isGiven || inner.type === Kind.FunctionDeclaration) {
      const calls = callsOf(inner).filter((call) => contains(body, call) && !contains(inner, call));
      return calls.length > 0 && calls.every((call) => enclosingBody(call) === body) ? calls : undefined;
    }
    at = inner;
  }
  return [at];
}

function mayRunBefore(body: BodyOwner, write: TSESTree.Node, read: TSESTree.Node): boolean {
  if (contains(write, read) || contains(read, write)) return isLater(write, read) || contains(read, write);
  let branch: TSESTree.Node | undefined;
  for (let node: TSESTree.Node | undefined = read.parent; node && node !== body.parent; node = node.parent) {
    if (!contains(node, write)) continue;
    if (isLoop(node)) return true;
    branch ??= node;
  }
  if (branch && areExclusive(branch, write, read)) return false;
  // A function that is made before the write may run behind it.
  return write.range[1] <= read.range[0] || isFunction(read);
}

/** Whether a read stands in what is written, as in `o.a = { ...o }`: it runs first. */
function isLater(write: TSESTree.Node, read: TSESTree.Node): boolean {
  for (let node: TSESTree.Node | undefined = read; node && node !== write; node = node.parent)
    if (isLoop(node) || isFunction(node)) return true;
  return false;
}

/** Whether two nodes stand in the two branches of one decision. */
function areExclusive(node: TSESTree.Node, one: TSESTree.Node, other: TSESTree.Node): boolean {
  if (node.type !== Kind.IfStatement && node.type !== Kind.ConditionalExpression) return false;
  const { alternate, consequent } = node;
  if (!alternate) return false;
  return (
    (contains(consequent, one) && contains(alternate, other)) ||
    (contains(alternate, one) && contains(consequent, other))
  );
}

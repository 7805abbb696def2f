/**
 * Arrays, maps and sets of the file that outlive a call and hold functions or data for later: who puts something in,
 * who takes it out, and whether what is taken out is called.
 *
 * *Known limitations*: a collection that another file fills or drains is half known.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, isFunction, memberName, unwrap, wrapped } from '../../ast';
import type { ApiResolver } from '../api-resolution';
import { type AccessPath, ANY, type FlowStep, SAME_VALUE, valueFlow, type ValueFlow } from '../value-flow';
import { INSERTING } from './boundary-names';
import { type SharedCollection, sharedCollections } from './shared-collections';

const Kind = AST_NODE_TYPES;

/** Something is put into a collection. */
export interface Insertion {
  readonly collection: SharedCollection;
  readonly call: TSESTree.CallExpression;
  readonly value: TSESTree.Expression;
}

/** An element comes out of a collection. */
export interface Removal {
  /** The mention of the collection. */
  readonly at: TSESTree.Node;
  /**
   * `removed`: taken out for good, as a queue does. `looked-up`: found by key. `visited`: all of them are gone through,
   * as an emitter does.
   */
  readonly how: 'looked-up' | 'removed' | 'visited';
  /** The code that runs once an element: the body of the loop or the callback. */
  readonly body: TSESTree.Node | undefined;
  /** The calls of the element, or of a property of it. */
  readonly calls: readonly ElementCall[];
}

export interface ElementCall {
  readonly node: TSESTree.CallExpression;
  /** `run` of `job.run()`; undefined where the element itself is called. */
  readonly property: string | undefined;
}

const VISITING: ReadonlySet<string> = new Set(['forEach', 'map', 'some', 'every', 'flatMap']);
const TAKING: ReadonlySet<string> = new Set(['shift', 'pop']);
const COPYING: ReadonlySet<string> = new Set([
  'slice',
  'values',
  'entries',
  'reverse',
  'toReversed',
  'filter',
  'sort',
  'concat',
]);
/** Where elements stand in a collection; in a loop over a map, in pairs. And what a property of one is. */
const ELEMENTS: readonly AccessPath[] = [[ANY], [ANY, '1']];

export class SharedCollections {
  private readonly flow: ValueFlow;
  private found: readonly SharedCollection[] | undefined;
  private byMention: ReadonlyMap<TSESTree.Node, SharedCollection> | undefined;
  private readonly removals = new Map<SharedCollection, readonly Removal[]>();

  constructor({ sourceCode }: Pick<ApiResolver, 'sourceCode'>) {
    this.flow = valueFlow(sourceCode);
  }

  /** The shared collections of the file, in the order in which they are made. */
  get all(): readonly SharedCollection[] {
    return (this.found ??= sharedCollections(this.flow));
  }

  /** The shared collection that an expression names, or undefined. */
  of(expression: TSESTree.Node): SharedCollection | undefined {
    this.byMention ??= new Map(
      this.all.flatMap((collection) => collection.mentions.map((mention) => [mention, collection] as const)),
    );
    return this.byMention.get(unwrap(expression));
  }

  /** The insertions that a call is: `queue.push(job)`, `pending.set(id, done)`. */
  insertionsOf(call: TSESTree.CallExpression): readonly Insertion[] {
    const callee = unwrap(call.callee);
    if (callee.type !== Kind.MemberExpression) return [];
    const first = INSERTING.get(memberName(callee) ?? '');
    if (first === undefined || !enclosingFunction(call)) return [];
    const collection = this.of(callee.object);
    if (!collection) return [];
    return call.arguments
      .slice(first)
      .flatMap((value) => (value.type === Kind.SpreadElement ? [] : [{ collection, call, value }]));
  }

  /** What is put into a collection, anywhere in the file. */
  insertionsInto(collection: SharedCollection): readonly Insertion[] {
    return collection.mentions.flatMap((mention) => {
      const call = methodCall(mention)?.call;
      return call ? this.insertionsOf(call) : [];
    });
  }

  /** What comes out of a collection, anywhere in the file. */
  removalsFrom(collection: SharedCollection): readonly Removal[] {
    let found = this.removals.get(collection);
    if (!found) this.removals.set(collection, (found = this.findRemovals(collection)));
    return found;
  }

  /**
   * Whether all elements are taken out at once at one of some mentions, for use: `splice(0)`, or another name for the
   * collection before it is emptied.
   */
  isTakenWhole(collection: SharedCollection, isMeant: (mention: TSESTree.Node) => boolean): boolean {
    const mentions = collection.mentions.filter(isMeant);
    const isEmptied = mentions.some((mention) => isEmptying(mention));
    return mentions.some((mention) => {
      const method = methodCall(mention);
      if (method) {
        const isUsed = wrapped(method.call).parent?.type !== Kind.ExpressionStatement;
        return isUsed && (method.name === 'splice' || (isEmptied && COPYING.has(method.name)));
      }
      const { parent } = wrapped(mention);
      if (!isEmptied || !parent) return false;
      const isNamed = parent.type === Kind.VariableDeclarator && parent.init !== null;
      return isNamed || parent.type === Kind.SpreadElement || isArrayFrom(parent);
    });
  }

  /** Follows the elements, and the properties of them, to where they are called. */
  private findRemovals(collection: SharedCollection): readonly Removal[] {
    const found = new Map<TSESTree.Node, Taken>();
    const isMap = collection.sites.some((site) => site.type === Kind.NewExpression);
    for (const element of isMap ? ELEMENTS : ELEMENTS.slice(0, 1)) {
      for (const path of [element, [...element, ANY]]) this.follow(collection, path, found);
    }
    return [...found.values()].sort((a, b) => a.at.range[0] - b.at.range[0]);
  }

  private follow({ mentions, sites }: SharedCollection, path: AccessPath, found: Map<TSESTree.Node, Taken>): void {
    const isEmptied = mentions.some((mention) => isEmptying(mention));
    const names = new Set(mentions);
    const answer = this.flow.forward(
      sites.map((node) => ({ node, path })),
      { label: ({ node, path: rest }) => (rest.length === 0 ? callOf(node) : undefined), kinds: SAME_VALUE },
    );
    for (const end of [...answer.flows, ...answer.others, ...answer.unknown]) {
      const { inside, isMethod, last } = unpacked(path, end.steps);
      const from = inside.findLastIndex((node) => names.has(node));
      const at = inside[from];
      const exit = inside.slice(from).flatMap((node) => this.exitAt(node) ?? [])[0];
      if (!at || !exit || isMethod) continue;
      const isTaken = inside.slice(from).some((node) => methodCall(node)?.name === 'splice');
      const how = exit.how ?? (isEmptied || isTaken ? 'removed' : 'visited');
      const removal: Taken = found.get(at) ?? { at, how, body: exit.body, calls: [] };
      found.set(at, removal);
      const property = path.at(-1) === ANY && path.length > 1 ? last : undefined;
      const isOfPair = path.length === 2 && property === '1' && sites.some(({ type }) => type === Kind.NewExpression);
      const call = 'label' in end ? (end.label as TSESTree.CallExpression) : undefined;
      if (call && !isOfPair && !removal.calls.some(({ node }) => node === call))
        removal.calls.push({ node: call, property });
    }
  }

  /** How elements leave a collection, or a copy of it, at a place; undefined where none does. */
  private exitAt(node: TSESTree.Node): (Pick<Removal, 'body'> & Partial<Pick<Removal, 'how'>>) | undefined {
    const outer = wrapped(node);
    const { parent } = outer;
    if (parent?.type === Kind.ForOfStatement && parent.right === outer) return { body: parent.body };
    if (parent?.type !== Kind.MemberExpression || parent.object !== outer) return undefined;
    const method = methodCall(node);
    if (!method) return parent.computed ? { how: 'looked-up', body: undefined } : undefined;
    const { call, name } = method;
    if (TAKING.has(name)) return { how: 'removed', body: loopBody(call) };
    if (name === 'get' || name === 'at') return { how: 'looked-up', body: undefined };
    const callback = VISITING.has(name) ? call.arguments[0] : undefined;
    const fn = callback && this.flow.calls.functionsOf(callback).callees[0]?.fn;
    return fn && { body: fn.body };
  }
}

type Taken = Removal & { readonly calls: ElementCall[] };

/** How a part was taken out of what it was deep inside. */
interface Unpacked {
  /** The places on the way at which it was all that deep inside. */
  readonly inside: readonly TSESTree.Node[];
  /** The name by which it was taken out at last. */
  readonly last: string | undefined;
  /** Whether it is no element at all, but a member of the collection itself. */
  readonly isMethod: boolean;
}

function unpacked(path: AccessPath, steps: readonly FlowStep[]): Unpacked {
  const inside: TSESTree.Node[] = [];
  let depth = path.length;
  let isMethod = false;
  let last: string | undefined;
  for (const { kind, to, take = [], put = [] } of steps) {
    isMethod ||= kind === 'load' && to.type === Kind.MemberExpression && depth === path.length && take.length > 0;
    depth += put.length - take.length;
    if (depth >= path.length) inside.push(to);
    if (depth > 0) continue;
    last = take.at(-1);
    break;
  }
  return { inside, last, isMethod };
}

/** The call of the function that an expression is: `job()`, `job.call(thing)`. */
function callOf(node: TSESTree.Node): TSESTree.CallExpression | undefined {
  const { parent } = node;
  if (parent?.type === Kind.CallExpression && parent.callee === node) return parent;
  const method = methodCall(node);
  return method?.name === 'call' || method?.name === 'apply' ? method.call : undefined;
}

/** The method that is called on a value: `value.name(…)`. */
function methodCall(
  value: TSESTree.Node,
): { readonly name: string; readonly call: TSESTree.CallExpression } | undefined {
  const node = wrapped(value);
  const member = node.parent;
  if (member?.type !== Kind.MemberExpression || member.object !== node) return undefined;
  const name = memberName(member);
  const outer = wrapped(member).parent;
  if (name === undefined || outer?.type !== Kind.CallExpression || unwrap(outer.callee) !== member) return undefined;
  return { name, call: outer };
}

/** Whether a mention empties the collection: `queue = []`, `queue.length = 0`, `queue.clear()`. */
function isEmptying(mention: TSESTree.Node): boolean {
  const method = methodCall(mention)?.name;
  if (method === 'clear') return true;
  const { parent } = mention;
  const isLength =
    parent?.type === Kind.MemberExpression && parent.object === mention && memberName(parent) === 'length';
  const target = isLength ? parent : mention;
  const assignment = target.parent;
  return (
    assignment?.type === Kind.AssignmentExpression &&
    assignment.left === target &&
    enclosingFunction(mention) !== undefined
  );
}

function isArrayFrom(call: TSESTree.Node): boolean {
  if (call.type !== Kind.CallExpression) return false;
  const callee = unwrap(call.callee);
  return (
    callee.type === Kind.MemberExpression &&
    callee.object.type === Kind.Identifier &&
    callee.object.name === 'Array' &&
    memberName(callee) === 'from'
  );
}

/** The body of the loop around a node, within its function. */
function loopBody(node: TSESTree.Node): TSESTree.Node | undefined {
  for (let current = node.parent; current && !isFunction(current); current = current.parent) {
    if (
      current.type === Kind.WhileStatement ||
      current.type === Kind.DoWhileStatement ||
      current.type === Kind.ForStatement
    ) {
      return current.body;
    }
  }
  return undefined;
}

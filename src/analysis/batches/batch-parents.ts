/**
 * Where one message becomes the parent of work for many: the first of a list, or the last, into which a loop
 * accumulates.
 *
 * A list is known as a batch by the library that hands it over, or because the work that gets the parent iterates it. A
 * batch of one is none: what a receiver limits to one message, and what a condition on the length lets pass.
 *
 * *Known limitations*: a parent that another function is handed, and a list that is iterated in another function, are
 * not seen, unless a known library handed the list over; of several headers of *one* message, taken from one after the
 * other, the names tell.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { contains, enclosingFunction, isFunction, isLoop, memberName, unwrap, wrapped } from '../../ast';
import { BATCH_LIMITS, NOT_MESSAGES, SINGLE_MESSAGE } from '../../model/batches';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { functionName, variableOf, walkAll } from '../bindings';
import { propertyValues, useOf } from '../data-flow';
import type { MessageConsumer, MessageOrigin } from '../messaging';
import { soleValueOf, valueFlow } from '../value-flow';
import { type ContextUses, contextUses, isInScope, type ParentUse, scopeOf } from './context-uses';
import { type ElementPart, elementPartOf, listKey } from './elements';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** One message that is the parent of work for a whole list. */
export interface BatchParent {
  /**
   * `first`: the first message; `last`: a loop leaves that of the last one; `previous`: each turn of a loop begins with
   * what the message before left.
   */
  readonly kind: 'first' | 'last' | 'previous';
  readonly extract: ResolvedCall;
  /** The carrier, as a part of an element of the list. */
  readonly part: ElementPart;
  /** Calls that make it a parent, in source order. Of `first`, those that cover the list. */
  readonly parents: readonly ParentUse[];
  /** Whether these are all the uses of the context. */
  readonly isSole: boolean;
  /** The variable that holds the context, if any. */
  readonly variable: TSESLint.Scope.Variable | undefined;
  /** The loop, or the call of `forEach` or `reduce`, that accumulates. */
  readonly loop: TSESTree.Node | undefined;
  /** What stands for the context: the call of `extract`, or of `reduce`. */
  readonly value: TSESTree.Expression;
  readonly consumer: MessageConsumer | undefined;
}

/** What the question needs of a file. */
export interface BatchParts {
  readonly resolver: ApiResolver;
  readonly originOf: (expression: TSESTree.Node) => MessageOrigin | undefined;
}

/** The fault of an `extract`, or undefined where its message is parent of nothing but its own work. */
export function batchParent(parts: BatchParts, extract: ResolvedCall): BatchParent | undefined {
  const { sourceCode } = parts.resolver;
  const carrier = extract.argument('carrier');
  const context = extract.argument('context');
  const fn = enclosingFunction(extract.node);
  // A propagator hands on what it is given.
  if (!carrier || !context || (fn && functionName(fn) === 'extract')) return undefined;
  const part = elementPartOf(sourceCode, carrier);
  if (!part?.isPart) return undefined;
  const origin = parts.originOf(part.list);
  const consumer = origin?.what === 'messages' ? origin.consumer : undefined;
  if (consumer ? isBatchOfOne(parts.resolver, consumer) : isNoList(sourceCode, part)) return undefined;
  if (isForOne(sourceCode, extract.node)) return undefined;
  return part.which === 'first'
    ? firstAsParent(parts, extract, part, consumer)
    : accumulated(parts.resolver, extract, context, part, consumer);
}

function firstAsParent(
  parts: BatchParts,
  extract: ResolvedCall,
  part: ElementPart,
  consumer: MessageConsumer | undefined,
): BatchParent | undefined {
  const { resolver } = parts;
  const held = holderOf(resolver, extract.node);
  const uses = contextUses(resolver, held.expressions);
  const parents = uses.parents.filter(
    (use) => coversList(parts, use, part.list, consumer) && !hasLinks(resolver, use.call),
  );
  if (parents.length === 0) return undefined;
  return {
    kind: 'first',
    extract,
    part,
    parents,
    isSole: isSole(uses, parents),
    variable: held.variable,
    loop: undefined,
    value: extract.node,
    consumer,
  };
}

/** Whether a span is started with links beside its parent: then the others are not lost. */
function hasLinks(resolver: ApiResolver, start: ResolvedCall): boolean {
  const options = start.operation.startsWith('span.') ? start.argument('options') : undefined;
  if (!options) return false;
  return propertyValues(resolver.sourceCode, options, 'links').some((links) => {
    const value = unwrap(links);
    return value.type !== Kind.ArrayExpression || value.elements.length > 0;
  });
}

const isSole = ({ parents, hasOthers }: ContextUses, covering: readonly ParentUse[]): boolean =>
  !hasOthers && parents.length === covering.length;

/** The expressions that give a value: itself, or the reads of the constant it is bound to. */
function holderOf(
  { sourceCode }: ApiResolver,
  value: TSESTree.Expression,
): { readonly variable: TSESLint.Scope.Variable | undefined; readonly expressions: readonly TSESTree.Expression[] } {
  const use = useOf(sourceCode, value);
  if (use.kind !== 'variable') return { variable: undefined, expressions: [value] };
  return { variable: use.variable, expressions: readsOfVariable(use.variable) };
}

function readsOfVariable(variable: TSESLint.Scope.Variable): readonly TSESTree.Expression[] {
  return variable.references
    .filter((reference) => reference.isRead())
    .map(({ identifier }) => identifier as TSESTree.Identifier);
}

/**
 * Whether the code under a parent deals with a whole list: it iterates it, or passes on what a known library handed
 * over.
 */
function coversList(
  { resolver, originOf }: BatchParts,
  use: ParentUse,
  list: TSESTree.Expression,
  consumer: MessageConsumer | undefined,
): boolean {
  const { sourceCode } = resolver;
  const scope = scopeOf(resolver, use);
  const key = listKey(sourceCode, list);
  if (!scope || key === undefined) return false;
  let covers = false;
  walkAll(sourceCode, scope.root, (node) => {
    if (covers || !isInScope(scope, node) || (node.type !== Kind.Identifier && node.type !== Kind.MemberExpression))
      return;
    const how = listUse(node);
    if (how === undefined || (how === 'passed' && !consumer)) return;
    const origin = consumer && how === 'passed' ? originOf(node) : undefined;
    covers =
      listKey(sourceCode, node) === key ||
      (origin?.consumer === consumer && (origin?.what === 'batch' || origin?.what === 'messages'));
  });
  return covers;
}

/** How an expression is used as a list, if at all. */
function listUse(expression: TSESTree.Node): 'iterated' | 'passed' | undefined {
  let node = wrapped(expression);
  let { parent } = node;
  // `messages ?? []`
  while (parent?.type === Kind.LogicalExpression && parent.left === node) {
    node = wrapped(parent);
    ({ parent } = node);
  }
  switch (parent?.type) {
    case Kind.ForOfStatement:
      return parent.right === node ? 'iterated' : undefined;
    case Kind.SpreadElement:
      return 'iterated';
    case Kind.MemberExpression: {
      if (parent.object !== node) return undefined;
      if (parent.computed) return parent.property.type === Kind.Identifier ? 'iterated' : undefined;
      return ITERATING.has(memberName(parent) ?? '') && parent.parent.type === Kind.CallExpression
        ? 'iterated'
        : undefined;
    }
    case Kind.CallExpression: {
      const callee = unwrap(parent.callee);
      const isLog =
        callee.type === Kind.MemberExpression &&
        callee.object.type === Kind.Identifier &&
        callee.object.name === 'console';
      return parent.callee !== node && !isLog ? 'passed' : undefined;
    }
    default:
      return undefined;
  }
}

const ITERATING: ReadonlySet<string> = new Set([
  'entries',
  'every',
  'filter',
  'flatMap',
  'forEach',
  'map',
  'reduce',
  'values',
]);

/** `ctx = extract(ctx, message.headers)` in a loop, with `ctx` from outside; and the same by `reduce`. */
function accumulated(
  resolver: ApiResolver,
  extract: ResolvedCall,
  context: TSESTree.Expression,
  part: ElementPart,
  consumer: MessageConsumer | undefined,
): BatchParent | undefined {
  const { sourceCode } = resolver;
  const { loop } = part;
  const base = unwrap(context);
  const variable = base.type === Kind.Identifier ? variableOf(sourceCode, base) : undefined;
  if (!variable || !loop) return undefined;
  if (loop.type === Kind.CallExpression && isReducer(loop, variable)) {
    const use = useOf(sourceCode, extract.node);
    const held = holderOf(resolver, loop);
    const uses = contextUses(resolver, held.expressions);
    if (use.kind !== 'returned' || use.fn !== loop.arguments[0] || uses.isOnlyRead) return undefined;
    return {
      kind: 'last',
      extract,
      part,
      parents: uses.parents,
      isSole: !uses.hasOthers,
      variable: held.variable,
      loop,
      value: loop,
      consumer,
    };
  }
  const use = useOf(sourceCode, extract.node);
  const declaration = variable.defs[0]?.name as TSESTree.Node | undefined;
  if (use.kind !== 'variable' || use.variable !== variable || !declaration || contains(loop, declaration))
    return undefined;
  if (!isLoop(loop) && loop.type !== Kind.CallExpression) return undefined;
  const reads = readsOfVariable(variable).filter((read) => read !== base);
  const isLate = (read: TSESTree.Node): boolean =>
    !contains(loop, read) && (read.range[0] > loop.range[1] || enclosingFunction(read) !== enclosingFunction(loop));
  const late = reads.filter(isLate);
  const uses = contextUses(resolver, late.length > 0 ? late : reads);
  if (reads.length === 0 || uses.isOnlyRead) return undefined;
  if (late.length === 0 && uses.parents.length === 0) return undefined;
  const isAlone = !uses.hasOthers && (late.length === 0 || late.length === reads.length);
  return {
    kind: late.length > 0 ? 'last' : 'previous',
    extract,
    part,
    parents: uses.parents,
    isSole: isAlone,
    variable,
    loop,
    value: extract.node,
    consumer,
  };
}

/** Whether a call is a `reduce` that accumulates in a parameter of its callback. */
function isReducer(call: TSESTree.CallExpression, variable: TSESLint.Scope.Variable): boolean {
  const [fn] = call.arguments;
  const [name] = variable.identifiers;
  return (
    isFunction(fn) &&
    name !== undefined &&
    variable.references.every((read) => !read.isWrite()) &&
    fn.params[0] === name
  );
}

/** Whether a list holds parts of one message, by its name, or is no list of many: a literal, a group out of several. */
function isNoList(sourceCode: TSESLint.SourceCode, { list, which }: ElementPart): boolean {
  const node = unwrap(list);
  const name =
    node.type === Kind.Identifier ? node.name : node.type === Kind.MemberExpression ? memberName(node) : undefined;
  if (name === undefined || NOT_MESSAGES.test(name)) return true;
  const variable = node.type === Kind.Identifier ? variableOf(sourceCode, node) : undefined;
  const [step, ...others] = variable ? valueFlow(sourceCode).stepsOf('backward', node).steps : [];
  if (step && others.length === 0 && step.put?.length === 0 && unwrap(step.to).type === Kind.ArrayExpression)
    return true;
  // `(...args) => extract(context, args[0].headers)`: the parameters of a function.
  if (name === 'arguments' || variable?.identifiers[0]?.parent.type === Kind.RestElement) return true;
  // One group of many may well have one sender.
  return which === 'first' && elementPartOf(sourceCode, node) !== undefined;
}

/** Whether code runs only where a list has one element. */
function isForOne(sourceCode: TSESLint.SourceCode, node: TSESTree.Node): boolean {
  for (
    let current = node, { parent } = node;
    parent && !isFunction(current);
    current = parent, parent = parent.parent
  ) {
    const test =
      parent.type === Kind.IfStatement || parent.type === Kind.ConditionalExpression ? parent.test : undefined;
    if (test && current !== test && SINGLE_MESSAGE.test(sourceCode.getText(test))) return true;
    if (
      parent.type === Kind.LogicalExpression &&
      current === parent.right &&
      SINGLE_MESSAGE.test(sourceCode.getText(parent.left))
    )
      return true;
  }
  return false;
}

/** Whether a receiver is limited to one message: by a literal, or because one is the default. */
function isBatchOfOne(resolver: ApiResolver, consumer: MessageConsumer): boolean {
  const { site } = consumer;
  const limit = BATCH_LIMITS.find(
    ({ client, label }) => client === consumer.client.id && label.test(consumer.row.label),
  );
  if (!limit || site.type !== Kind.CallExpression) return false;
  const argument = site.arguments[0] && commandInput(resolver, site.arguments[0]);
  if (!argument) return false;
  const values = propertyValues(resolver.sourceCode, argument, limit.property);
  return values.every(
    (value) => unwrap(value).type === Kind.Literal && (unwrap(value) as TSESTree.Literal).value === 1,
  );
}

/** The input of a command: `{ … }` of `new ReceiveMessageCommand({ … })`, itself or behind names. */
function commandInput(resolver: ApiResolver, argument: TSESTree.Node): TSESTree.Node | undefined {
  const value = soleValueOf(valueFlow(resolver.sourceCode), argument);
  return value?.type === Kind.NewExpression ? value.arguments[0] : argument;
}

/** Repairs of `context.with` and `startActiveSpan`: the callback, the context, `this`, and what becomes of the result. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { AmbientUseFinder } from '../analysis/ambient-context';
import type { ApiResolver, ResolvedCall } from '../analysis/api-resolution';
import { resolveFunction } from '../analysis/bindings';
import {
  callbackOf,
  type ChainedUse,
  type Fault,
  givesSpan,
  type UnboundMethod,
  usesThis,
} from '../analysis/context-callback';
import { valueFlow } from '../analysis/value-flow';
import { enclosingFunction, isFunction, unwrap, wrapped } from '../ast';
import {
  combineEdits,
  type Edit,
  findStatementPlace,
  hasCommentsInside,
  insertArgument,
  insertAt,
  losesNarrowing,
  needsParens,
  replace,
  replaceArgument,
  wrapExpression,
  wrapInArrow,
} from '../fixes';
import { findExits } from '../fixes/walk';
import { contextRepairs, type ContextRepairId, type Repair } from './context-argument';
import { moveRestInside, runNextInside } from './idle-callback';
import { awaitInside, bindSteps, iterateInside, usesArguments, wrapSubscription } from './lazy-callback';

export type RepairId =
  | ContextRepairId
  | 'awaitInside'
  | 'awaitPromise'
  | 'bindSteps'
  | 'callInArrow'
  | 'insertThisArg'
  | 'iterateInside'
  | 'moveRestInside'
  | 'moveThenInside'
  | 'passCallback'
  | 'passThisArg'
  | 'returnPromise'
  | 'runNextInside'
  | 'voidPromise'
  | 'wrapSubscription';

/** The repairs of a fault, the most likely one first. */
export function repairsOf(
  resolver: ApiResolver,
  ambient: AmbientUseFinder,
  call: ResolvedCall,
  fault: Fault,
): readonly Repair<RepairId>[] {
  const { sourceCode } = resolver;
  const callback = callbackOf(call);
  if (fault.kind === 'notAContext') {
    const argument = call.argument('context');
    return argument ? contextRepairs(resolver, call, argument, fault.is) : [];
  }
  if (!callback) return [];
  switch (fault.kind) {
    case 'called':
      return offered(['passCallback', passCallback(sourceCode, call, callback)]);
    case 'idle': {
      const next = runNextInside(resolver, ambient, call, callback);
      const rest = offered(['moveRestInside', moveRestInside(resolver, call, callback)]);
      return next ? [{ messageId: 'runNextInside', edit: next.edit, data: { next: next.next } }, ...rest] : rest;
    }
    case 'generator': {
      const inside = iterateInside(resolver, call, callback, fault.lazy);
      if (inside) return offered(['iterateInside', inside]);
      return offered(['bindSteps', bindSteps(resolver, call, callback, fault.lazy)]);
    }
    case 'thenable':
      return offered(['awaitInside', awaitInside(sourceCode, call, callback)]);
    case 'observable':
      return offered(['wrapSubscription', wrapSubscription(resolver, ambient, call, callback, fault.lazy)]);
    case 'misplaced':
      return offered(['insertThisArg', insertArgument({ sourceCode, call: call.node, index: 2, text: 'undefined' })]);
    case 'unbound':
      return offered(
        ['passThisArg', passThisArgument(sourceCode, call, fault.method)],
        ['callInArrow', callInArrow(resolver, call, callback)],
      ).map((one) => ({ ...one, data: { object: sourceCode.getText(fault.method.member.object) } }));
    case 'chained':
      return offered(['moveThenInside', moveChainInside(resolver, call, fault.chain)]);
    case 'floating':
      return offered(
        ['awaitPromise', awaitPromise(call)],
        ['returnPromise', returnPromise(sourceCode, call)],
        ['voidPromise', insertAt(call.node.range[0], 'void ')],
      );
    default:
      return [];
  }
}

const offered = (...edits: readonly (readonly [RepairId, Edit | undefined])[]): readonly Repair<RepairId>[] =>
  edits.flatMap(([messageId, edit]) => (edit ? [{ messageId, edit }] : []));

/**
 * `work()` → `work`, `this.work(x)` → `() => this.work(x)`. Undefined where the callback cannot be made without loss.
 */
export function passCallback(
  sourceCode: TSESLint.SourceCode,
  call: ResolvedCall,
  argument: TSESTree.Expression,
): Edit | undefined {
  const node = unwrap(argument);
  if (
    node.type === AST_NODE_TYPES.CallExpression &&
    isBareCall(node) &&
    node === argument &&
    call.node.arguments.length === 2 &&
    !givesSpan(call)
  ) {
    const parens: TSESTree.Range = [node.callee.range[1], node.range[1]];
    if (!hasCommentsInside(sourceCode, parens)) return replace(parens, '');
  }
  const arrow = wrapInArrow({ sourceCode, node: argument });
  if (node.type !== AST_NODE_TYPES.AwaitExpression) return arrow;
  const { parent } = wrapped(call.node);
  if (parent?.type === AST_NODE_TYPES.AwaitExpression) return arrow;
  return parent?.type === AST_NODE_TYPES.ExpressionStatement
    ? combineEdits(insertAt(parent.range[0], 'await '), arrow)
    : undefined;
}

const isBareCall = (node: TSESTree.CallExpression): boolean =>
  node.callee.type === AST_NODE_TYPES.Identifier &&
  node.arguments.length === 0 &&
  !node.optional &&
  !node.typeArguments;

/**
 * Passes the object that a method is taken from as `this`. Undefined for objects whose text does more than name one.
 */
function passThisArgument(
  sourceCode: TSESLint.SourceCode,
  call: ResolvedCall,
  { member }: UnboundMethod,
): Edit | undefined {
  const text = sourceCode.getText(member.object);
  if (!/^[\w$.#]+$/.test(text) || givesSpan(call)) return undefined;
  return call.node.arguments.length > 2
    ? replaceArgument({ sourceCode, call: call.node, index: 2, text })
    : insertArgument({ sourceCode, call: call.node, index: 2, text });
}

/** `context.with(ctx, obj.run)` → `context.with(ctx, () => obj.run())`; `startActiveSpan` passes the span on. */
function callInArrow(resolver: ApiResolver, call: ResolvedCall, argument: TSESTree.Expression): Edit | undefined {
  const { sourceCode } = resolver;
  const isPlain = givesSpan(call) || call.node.arguments.length <= 2;
  if (unwrap(argument) !== argument || !isPlain || losesNarrowing(sourceCode, [argument])) return undefined;
  const span = givesSpan(call) && takesParameter(resolver, argument) ? 'span' : '';
  return wrapExpression({ sourceCode, node: argument, before: `(${span}) => `, after: `(${span})` });
}

function takesParameter({ sourceCode, types }: ApiResolver, method: TSESTree.Expression): boolean {
  const fn = resolveFunction(sourceCode, method);
  if (fn) return fn.params.length > 0;
  const type = types?.typeAt(method);
  return type !== undefined && type.getCallSignatures().some((one) => one.parameters.length > 0);
}

/** `context.with(ctx, work).then(next)` → `context.with(ctx, () => work().then(next))`. */
function moveChainInside(resolver: ApiResolver, call: ResolvedCall, chain: ChainedUse): Edit | undefined {
  const { sourceCode } = resolver;
  const callback = call.argument('callback');
  const end = wrapped(call.node).range[1];
  if (!callback || wrapped(call.node) !== call.node || call.node.arguments.length !== 2) return undefined;
  const evaluated = chain.link.arguments.filter((argument) => !isFunction(argument));
  const exits = findExits(sourceCode, evaluated);
  if (exits.awaits || exits.yields || losesNarrowing(sourceCode, evaluated)) return undefined;
  const moved: TSESTree.Range = [end, chain.link.range[1]];
  const text = sourceCode.text.slice(...moved);
  const parts = promiseOf(resolver, callback);
  if (!parts) return undefined;
  return (fixer) => [
    ...insertAt(parts.range[0], parts.before)(fixer),
    ...insertAt(parts.range[1], `${parts.after}${text}`)(fixer),
    ...replace(moved, '')(fixer),
  ];
}

interface PromiseText {
  /** The part of the callback that is kept. */
  readonly range: Readonly<TSESTree.Range>;
  readonly before: string;
  readonly after: string;
}

/** How to write the promise that a callback returns, as the body of a concise arrow function. */
function promiseOf(resolver: ApiResolver, callback: TSESTree.Expression): PromiseText | undefined {
  if (callback.type === AST_NODE_TYPES.Identifier) return { range: callback.range, before: '() => ', after: '()' };
  if (callback.type === AST_NODE_TYPES.MemberExpression) return undefined;
  if (
    !isFunction(callback) ||
    callback.generator ||
    callback.params.length > 0 ||
    callback.returnType ||
    callback.typeParameters
  )
    return undefined;
  const { body } = callback;
  if (callback.type === AST_NODE_TYPES.ArrowFunctionExpression) {
    if (!callback.async && body.type !== AST_NODE_TYPES.BlockStatement) {
      return needsParens(body, 'object')
        ? { range: body.range, before: '(', after: ')' }
        : { range: body.range, before: '', after: '' };
    }
  } else if (usesThis(resolver, callback) || usesArguments(resolver.sourceCode, callback)) {
    return undefined;
  }
  return { range: callback.range, before: '() => (', after: ')()' };
}

/** Awaits a promise that is left to itself, in an async function. */
function awaitPromise(call: ResolvedCall): Edit | undefined {
  const fn = enclosingFunction(call.node);
  const isStatement = wrapped(call.node).parent?.type === AST_NODE_TYPES.ExpressionStatement;
  return fn?.async === true && isStatement ? insertAt(call.node.range[0], 'await ') : undefined;
}

/** Returns a promise that is left to itself at the end of a function that returns nothing and says no type. */
function returnPromise(sourceCode: TSESLint.SourceCode, call: ResolvedCall): Edit | undefined {
  const statement = wrapped(call.node).parent;
  const fn = enclosingFunction(call.node);
  if (statement?.type !== AST_NODE_TYPES.ExpressionStatement || statement.parent !== fn?.body) return undefined;
  const place = findStatementPlace(statement);
  const isLast = place !== undefined && place.index === place.siblings.length - 1;
  const { parent } = fn;
  const isSpecial = 'kind' in parent && /^(?:constructor|get|set)$/.test(parent.kind);
  if (!isLast || fn.async || fn.generator || fn.returnType || isSpecial) return undefined;
  const exits = findExits(sourceCode, [fn.body]);
  return exits.hasBareReturn || valueFlow(sourceCode).resultsOf(fn).length > 0
    ? undefined
    : insertAt(statement.range[0], 'return ');
}

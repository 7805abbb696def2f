/** Repairs of `context.with`: the callback, the context, `this`, and what is chained on the result. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { ApiResolver, ResolvedCall } from '../analysis/api-resolution';
import {
  type ChainedUse,
  iterationOf,
  iterationsOutside,
  mayBeNothing,
  type NotAContext,
  resultVariable,
  type UnboundMethod,
  usesThis,
} from '../analysis/context-callback';
import { enclosingFunction, type FunctionNode, isFunction, unwrap, wrapped } from '../ast';
import {
  combineEdits,
  type Edit,
  ensureImport,
  hasCommentsInside,
  insertArgument,
  insertAt,
  losesNarrowing,
  needsParens,
  replace,
  replaceArgument,
  textFor,
  wrapExpression,
  wrapFollowingInCallback,
  wrapInArrow,
} from '../fixes';
import { findExits, surelyLeaves } from '../fixes/walk';

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
    call.node.arguments.length === 2
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

/** A suggestion: its message and its edit. */
export interface ContextRepair {
  readonly messageId: 'awaitContext' | 'swapArguments' | 'useActiveContext' | 'useBaggageContext' | 'useSpanContext';
  readonly edit: Edit;
}

/** Puts the Context that was meant in place of what is none. */
export function repairContext(
  resolver: ApiResolver,
  call: ResolvedCall,
  argument: TSESTree.Expression,
  fault: NotAContext,
): ContextRepair | undefined {
  const { sourceCode } = resolver;
  const value = unwrap(argument);
  switch (fault) {
    case 'span':
      return derive(resolver, call, argument, 'useSpanContext', 'trace', 'setSpan');
    case 'spanContext':
      return derive(resolver, call, argument, 'useSpanContext', 'trace', 'setSpanContext');
    case 'baggage':
      return derive(resolver, call, argument, 'useBaggageContext', 'propagation', 'setBaggage');
    case 'promise': {
      const edit =
        enclosingFunction(call.node)?.async === true && value === argument
          ? awaitText(sourceCode, argument)
          : undefined;
      return edit && { messageId: 'awaitContext', edit };
    }
    case 'function': {
      const edit = swapArguments(sourceCode, call);
      return edit && { messageId: 'swapArguments', edit };
    }
    case 'api':
    case 'nothing': {
      const context = api(sourceCode, call, 'context');
      const index = call.node.arguments.indexOf(argument);
      const text = context && `${fault === 'api' ? sourceCode.getText(value) : context.localName}.active()`;
      const edit =
        text === undefined
          ? undefined
          : combineEdits(
              fault === 'api' ? () => [] : context?.fix,
              replaceArgument({ sourceCode, call: call.node, index, text }),
            );
      return edit && { messageId: 'useActiveContext', edit };
    }
    default:
      return undefined;
  }
}

function derive(
  resolver: ApiResolver,
  call: ResolvedCall,
  argument: TSESTree.Expression,
  messageId: ContextRepair['messageId'],
  namespace: 'propagation' | 'trace',
  method: string,
): ContextRepair | undefined {
  const { sourceCode } = resolver;
  const context = api(sourceCode, call, 'context');
  const owner = api(sourceCode, call, namespace);
  if (!context || !owner || mayBeNothing(resolver, argument)) return undefined;
  const before = `${owner.localName}.${method}(${context.localName}.active(), `;
  const value = unwrap(argument);
  const index = call.node.arguments.indexOf(argument);
  const edit =
    value === argument
      ? wrapExpression({ sourceCode, node: argument, before, after: ')' })
      : replaceArgument({ sourceCode, call: call.node, index, text: `${before}${sourceCode.getText(value)})` });
  const fixes = combineEdits(context.fix, owner.fix, edit);
  return fixes && { messageId, edit: fixes };
}

const api = (sourceCode: TSESLint.SourceCode, call: ResolvedCall, imported: string): ReturnType<typeof ensureImport> =>
  ensureImport({ sourceCode, module: '@opentelemetry/api', imported, at: call.node });

function swapArguments(sourceCode: TSESLint.SourceCode, { node }: ResolvedCall): Edit | undefined {
  const [first, second] = node.arguments;
  if (!first || !second || node.arguments.length !== 2) return undefined;
  return combineEdits(
    replaceArgument({ sourceCode, call: node, index: 0, text: sourceCode.getText(second) }),
    replaceArgument({ sourceCode, call: node, index: 1, text: sourceCode.getText(first) }),
  );
}

function awaitText(sourceCode: TSESLint.SourceCode, node: TSESTree.Expression): Edit | undefined {
  return needsParens(node, 'object') ? undefined : wrapExpression({ sourceCode, node, before: 'await ', after: '' });
}

/** Puts `undefined` in the place of `this`, so that the value becomes the callback's argument. */
export function insertThisArgument(sourceCode: TSESLint.SourceCode, call: ResolvedCall): Edit | undefined {
  return insertArgument({ sourceCode, call: call.node, index: 2, text: 'undefined' });
}

/**
 * Passes the object that a method is taken from as `this`. Undefined for objects whose text does more than name one.
 */
export function passThisArgument(
  sourceCode: TSESLint.SourceCode,
  call: ResolvedCall,
  { member }: UnboundMethod,
): Edit | undefined {
  const text = sourceCode.getText(member.object);
  if (!/^[\w$.#]+$/.test(text)) return undefined;
  return call.node.arguments.length > 2
    ? replaceArgument({ sourceCode, call: call.node, index: 2, text })
    : insertArgument({ sourceCode, call: call.node, index: 2, text });
}

/** `context.with(ctx, obj.run)` → `context.with(ctx, () => obj.run())`. */
export function callInArrow(
  sourceCode: TSESLint.SourceCode,
  call: ResolvedCall,
  argument: TSESTree.Expression,
): Edit | undefined {
  if (unwrap(argument) !== argument || call.node.arguments.length > 2 || losesNarrowing(sourceCode, [argument]))
    return undefined;
  return wrapExpression({ sourceCode, node: argument, before: '() => ', after: '()' });
}

/**
 * Makes the callback async, so that what it returns is awaited inside. Only where the result is awaited or returned by
 * an async function.
 */
export function awaitInside(
  sourceCode: TSESLint.SourceCode,
  call: ResolvedCall,
  callback: TSESTree.Expression,
): Edit | undefined {
  const { parent } = wrapped(call.node);
  const isAwaited =
    parent?.type === AST_NODE_TYPES.AwaitExpression ||
    ((parent?.type === AST_NODE_TYPES.ReturnStatement || parent?.type === AST_NODE_TYPES.ArrowFunctionExpression) &&
      asyncAround(parent));
  const fn = unwrap(callback);
  if (!isAwaited || fn !== callback) return undefined;
  if (!isFunction(fn)) {
    const isName = fn.type === AST_NODE_TYPES.Identifier && call.node.arguments.length === 2;
    return isName ? wrapExpression({ sourceCode, node: fn, before: 'async () => ', after: '()' }) : undefined;
  }
  return fn.async || fn.generator || fn.returnType ? undefined : insertAt(fn.range[0], 'async ');
}

function asyncAround(node: TSESTree.Node): boolean {
  const fn = isFunction(node) ? node : enclosingFunction(node);
  return fn?.async === true && !fn.generator;
}

/** `context.with(ctx, work).then(next)` → `context.with(ctx, () => work().then(next))`. */
export function moveChainInside(resolver: ApiResolver, call: ResolvedCall, chain: ChainedUse): Edit | undefined {
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

function usesArguments(sourceCode: TSESLint.SourceCode, fn: FunctionNode): boolean {
  return /\barguments\b|\bnew\.target\b/.test(sourceCode.getText(fn));
}

/**
 * Goes through a generator inside: a sync one is spread into an array, a loop over an async one moves into the
 * callback. Only where one iteration consumes it to the end, since an array cannot be left halfway.
 */
export function iterateInside(
  resolver: ApiResolver,
  call: ResolvedCall,
  callback: TSESTree.Expression,
): Edit | undefined {
  const { sourceCode } = resolver;
  const [iteration, second] = iterationsOutside(resolver, call);
  const generator = generatorText(resolver, callback);
  if (!iteration || second || !generator || call.node.arguments.length !== 2) return undefined;
  const variable = resultVariable(resolver, call);
  if (
    variable &&
    (variable.references.filter((one) => one.isRead()).length !== 1 || variable.identifiers[0]?.typeAnnotation)
  )
    return undefined;
  const isLoop = iteration.type === AST_NODE_TYPES.ForOfStatement;
  if (isLoop && iteration.await) return variable ? undefined : moveLoopInside(sourceCode, call, iteration, generator);
  if (isLoop && leavesEarly(sourceCode, iteration)) return undefined;
  const head = generator.isConcise ? '[...' : '() => [...';
  const [open, close] = [`${head}${generator.before}`, `${generator.after}]`];
  return (fixer) => [...insertAt(generator.range[0], open)(fixer), ...insertAt(generator.range[1], close)(fixer)];
}

function leavesEarly(sourceCode: TSESLint.SourceCode, loop: TSESTree.ForOfStatement): boolean {
  const exits = findExits(sourceCode, [loop.body]);
  return exits.hasBareReturn || exits.valuedReturns.length > 0 || surelyLeaves(loop.body) || hasBreak(sourceCode, loop);
}

/** `continue` is harmless, `break` is not; {@link findExits} counts both. */
function hasBreak(sourceCode: TSESLint.SourceCode, loop: TSESTree.ForOfStatement): boolean {
  return findExits(sourceCode, [loop.body]).jumpsOut && /\bbreak\b|\bcontinue\s+\w/.test(sourceCode.getText(loop.body));
}

interface GeneratorText extends PromiseText {
  /** Whether the range is the body of a concise arrow function, which stays. */
  readonly isConcise: boolean;
}

/** How to write the generator object that a callback gives. */
function generatorText(resolver: ApiResolver, callback: TSESTree.Expression): GeneratorText | undefined {
  const { sourceCode } = resolver;
  if (callback.type === AST_NODE_TYPES.Identifier)
    return { range: callback.range, before: '', after: '()', isConcise: false };
  if (!isFunction(callback) || callback.params.length > 0 || callback.returnType) return undefined;
  if (callback.type === AST_NODE_TYPES.ArrowFunctionExpression) {
    const { body } = callback;
    return body.type === AST_NODE_TYPES.BlockStatement || callback.async || needsParens(body, 'element')
      ? undefined
      : { range: body.range, before: '', after: '', isConcise: true };
  }
  if (usesThis(resolver, callback) || usesArguments(sourceCode, callback)) return undefined;
  return { range: callback.range, before: '(', after: ')()', isConcise: false };
}

/**
 * `for await (const x of context.with(ctx, gen)) …` → `await context.with(ctx, async () => { for await (const x of
 * gen()) … })`.
 */
function moveLoopInside(
  sourceCode: TSESLint.SourceCode,
  call: ResolvedCall,
  loop: TSESTree.ForOfStatement,
  generator: GeneratorText,
): Edit | undefined {
  const context = call.argument('context');
  const isOneLine = loop.right.loc.start.line === loop.right.loc.end.line;
  if (!context || !isOneLine || iterationOf(call.node) !== loop || hasCommentsInside(sourceCode, loop.right.range))
    return undefined;
  const text = `${generator.before}${sourceCode.text.slice(...generator.range)}${generator.after}`;
  const before = `${sourceCode.getText(call.node.callee)}(${textFor(sourceCode, context, 'element')}, `;
  return combineEdits(
    replace(loop.right.range, text),
    wrapFollowingInCallback({ sourceCode, statements: [loop], before }),
  );
}

/** Awaits a promise that is left to itself, in an async function. */
export function awaitPromise(call: ResolvedCall): Edit | undefined {
  const fn = enclosingFunction(call.node);
  const isStatement = wrapped(call.node).parent?.type === AST_NODE_TYPES.ExpressionStatement;
  return fn?.async === true && isStatement ? insertAt(call.node.range[0], 'await ') : undefined;
}

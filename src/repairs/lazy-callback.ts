/** Repairs of a callback whose result does its work late: each makes the work run in the context, and keeps it lazy. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { AmbientUseFinder } from '../analysis/ambient-context';
import type { ApiResolver, ResolvedCall } from '../analysis/api-resolution';
import { resolveFunction } from '../analysis/bindings';
import {
  givesSpan,
  iterationOf,
  iterationsOutside,
  type LazyResult,
  resultVariable,
  usesThis,
} from '../analysis/context-callback';
import { valueFlow } from '../analysis/value-flow';
import { calleeName, enclosingFunction, type FunctionNode, isFunction, unwrap, wrapped } from '../ast';
import {
  combineEdits,
  type Edit,
  ensureImport,
  freshName,
  hasCommentsInside,
  insertAt,
  isTypeScript,
  needsParens,
  rangeWithParens,
  replace,
  textFor,
  wrapExpression,
  wrapFollowingInCallback,
} from '../fixes';
import { indentAt, indentUnit, lineBreakOf, usesSemicolons } from '../fixes/layout';
import { findVisible } from '../fixes/names';
import { findExits, surelyLeaves } from '../fixes/walk';
import { contextApi } from './context-api';

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
    const isName = fn.type === AST_NODE_TYPES.Identifier && call.node.arguments.length === 2 && !givesSpan(call);
    return isName ? wrapExpression({ sourceCode, node: fn, before: 'async () => ', after: '()' }) : undefined;
  }
  return fn.async || fn.generator || fn.returnType ? undefined : insertAt(fn.range[0], 'async ');
}

function asyncAround(node: TSESTree.Node): boolean {
  const fn = isFunction(node) ? node : enclosingFunction(node);
  return fn?.async === true && !fn.generator;
}

/**
 * Goes through a generator inside: a sync one is spread into an array, a loop over an async one moves into the
 * callback. Only where one iteration consumes it to the end, since an array cannot be left halfway.
 */
export function iterateInside(
  resolver: ApiResolver,
  call: ResolvedCall,
  callback: TSESTree.Expression,
  lazy: LazyResult,
): Edit | undefined {
  const { sourceCode } = resolver;
  const [iteration, second] = iterationsOutside(resolver, call);
  const generator = generatorText(resolver, callback);
  if (!iteration || second || !generator || call.node.arguments.length !== 2 || givesSpan(call)) return undefined;
  const variable = resultVariable(resolver, call);
  if (
    variable &&
    (variable.references.filter((one) => one.isRead()).length !== 1 || variable.identifiers[0]?.typeAnnotation)
  )
    return undefined;
  const isLoop = iteration.type === AST_NODE_TYPES.ForOfStatement;
  if (isLoop && iteration.await) return variable ? undefined : moveLoopInside(sourceCode, call, iteration, generator);
  if (lazy.kind !== 'generator' || lazy.isAsync) return undefined;
  if (isLoop ? leavesEarly(sourceCode, iteration) : !takesAll(iteration)) return undefined;
  const head = generator.isConcise ? '[...' : '() => [...';
  const [open, close] = [`${head}${generator.before}`, `${generator.after}]`];
  return (fixer) => [...insertAt(generator.range[0], open)(fixer), ...insertAt(generator.range[1], close)(fixer)];
}

/** Whether code puts all that an iterable gives into an array or arguments. */
function takesAll(iteration: TSESTree.Node): boolean {
  if (iteration.type === AST_NODE_TYPES.SpreadElement) return true;
  if (iteration.type !== AST_NODE_TYPES.CallExpression || calleeName(iteration) !== 'from') return false;
  const { callee } = iteration;
  return callee.type === AST_NODE_TYPES.MemberExpression && unwrap(callee.object).type === AST_NODE_TYPES.Identifier
    ? (unwrap(callee.object) as TSESTree.Identifier).name === 'Array'
    : false;
}

function leavesEarly(sourceCode: TSESLint.SourceCode, loop: TSESTree.ForOfStatement): boolean {
  const exits = findExits(sourceCode, [loop.body]);
  const leaves = exits.hasBareReturn || exits.valuedReturns.length > 0 || surelyLeaves(loop.body);
  return leaves || exits.yields || hasBreak(sourceCode, loop);
}

/** `continue` is harmless, `break` is not; {@link findExits} counts both. */
function hasBreak(sourceCode: TSESLint.SourceCode, loop: TSESTree.ForOfStatement): boolean {
  return findExits(sourceCode, [loop.body]).jumpsOut && /\bbreak\b|\bcontinue\s+\w/.test(sourceCode.getText(loop.body));
}

interface GeneratorText {
  /** The part of the callback that is kept. */
  readonly range: Readonly<TSESTree.Range>;
  readonly before: string;
  readonly after: string;
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

/** Whether a function depends on how it is called. */
export function usesArguments(sourceCode: TSESLint.SourceCode, fn: FunctionNode): boolean {
  return /\barguments\b|\bnew\.target\b/.test(sourceCode.getText(fn));
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

/**
 * Gives the iterator that a callback returns steps that run in the context, wherever it is iterated:
 * `() => rows()` → `() => { const steps = rows(); steps.next = context.bind(…, steps.next.bind(steps)); return steps; }`.
 */
export function bindSteps(
  resolver: ApiResolver,
  call: ResolvedCall,
  callback: TSESTree.Expression,
  lazy: LazyResult,
): Edit | undefined {
  const { sourceCode } = resolver;
  const api = contextApi(resolver, call);
  const place =
    api && lazy.kind === 'generator' && lazy.isGenerator ? iteratorPlace(resolver, call, callback) : undefined;
  if (!api || !place) return undefined;
  const name = freshName(sourceCode, callback, 'steps');
  const end = usesSemicolons(sourceCode) ? ';' : '';
  const indent = indentAt(sourceCode, place.isBlock ? place.outer[0] : callback.range[0]);
  const inner = `${lineBreakOf(sourceCode)}${indent}${place.isBlock ? '' : indentUnit(sourceCode)}`;
  const bound = (method: string): string =>
    `${name}.${method} = ${api.localName}.bind(${api.localName}.active(), ${name}.${method}.bind(${name}))${end}`;
  const rest = [`${place.after}${end}`, bound('next'), bound('return'), `return ${name}${end}`].join(inner);
  const [open, close] = place.isBlock ? ['', ''] : [`${place.head}{${inner}`, `${lineBreakOf(sourceCode)}${indent}}`];
  return combineEdits(
    api.fix,
    replace([place.outer[0], place.range[0]], `${open}const ${name} = ${place.before}`),
    replace([place.range[1], place.outer[1]], `${rest}${close}`),
  );
}

interface IteratorPlace {
  /** The expression that gives the iterator. */
  readonly range: Readonly<TSESTree.Range>;
  readonly before: string;
  readonly after: string;
  /** What is replaced: the expression with its parentheses, or its `return` statement. */
  readonly outer: Readonly<TSESTree.Range>;
  /** Whether it stands in a block, so that statements may take its place. */
  readonly isBlock: boolean;
  /** The head of the new callback, where there was none. */
  readonly head: string;
}

/** Where the callback makes its iterator, if there is one such place. */
function iteratorPlace(
  resolver: ApiResolver,
  call: ResolvedCall,
  callback: TSESTree.Expression,
): IteratorPlace | undefined {
  const { sourceCode } = resolver;
  const literal = isFunction(callback) ? callback : undefined;
  if (!literal || literal.generator) {
    const fn = literal ?? resolveFunction(sourceCode, callback);
    if (!fn || callback.type === AST_NODE_TYPES.MemberExpression || callback !== unwrap(callback)) return undefined;
    const isPlain = !literal || (!usesThis(resolver, literal) && !usesArguments(sourceCode, literal));
    const parameter = givesSpan(call) && fn.params.length > 0 ? 'span' : '';
    if (!isPlain || (fn.params.length > 0 && parameter === '') || (!givesSpan(call) && call.node.arguments.length > 2))
      return undefined;
    const { range } = callback;
    const [before, after] = literal ? ['(', `)(${parameter})`] : ['', `(${parameter})`];
    return { range, before, after, outer: range, isBlock: false, head: `(${parameter}) => ` };
  }
  const [returned, second] = valueFlow(sourceCode)
    .resultsOf(literal)
    .map(({ node }) => node);
  if (!returned || second || literal.async) return undefined;
  if (returned === literal.body) {
    const outer = rangeWithParens(sourceCode, returned);
    if (hasCommentsInside(sourceCode, [outer[0], returned.range[0]])) return undefined;
    return { range: returned.range, before: '', after: '', outer, isBlock: false, head: '' };
  }
  const statement = returned.parent;
  const isLast = literal.body.type === AST_NODE_TYPES.BlockStatement && literal.body.body.at(-1) === statement;
  const hasComments = sourceCode.getCommentsInside(statement).length > sourceCode.getCommentsInside(returned).length;
  if (!isLast || hasComments) return undefined;
  return { range: returned.range, before: '', after: '', outer: statement.range, isBlock: true, head: '' };
}

/**
 * `context.with(ctx, () => source)` → `new Observable((subscriber) => context.with(ctx, () =>
 * source.subscribe(subscriber)))`. Only where the context is the same at each subscription, and where TypeScript knows
 * what the Observable gives: by an annotation around it, or by a type that can be written here.
 */
export function wrapSubscription(
  resolver: ApiResolver,
  ambient: AmbientUseFinder,
  call: ResolvedCall,
  callback: TSESTree.Expression,
  lazy: LazyResult,
): Edit | undefined {
  const { sourceCode } = resolver;
  const context = call.argument('context');
  const source = observableText(sourceCode, call, callback);
  if (!context || !source || ambient.inCode(context)) return undefined;
  const element = elementText(resolver, call, lazy);
  const observable = observableImport(sourceCode, call);
  if (!observable || element === undefined) return undefined;
  const subscriber = freshName(sourceCode, call.node, 'subscriber');
  const before = `new ${observable.localName}${element}((${subscriber}) => `;
  return combineEdits(
    observable.fix,
    insertAt(call.node.range[0], before),
    insertAt(source.range[0], source.before),
    insertAt(source.range[1], `${source.after}.subscribe(${subscriber})`),
    insertAt(call.node.range[1], ')'),
  );
}

/** The class `Observable`, where an import of its type becomes one of the class. */
function observableImport(sourceCode: TSESLint.SourceCode, call: ResolvedCall): ReturnType<typeof ensureImport> {
  for (const declaration of sourceCode.ast.body) {
    if (declaration.type !== AST_NODE_TYPES.ImportDeclaration || declaration.source.value !== 'rxjs') continue;
    for (const specifier of declaration.specifiers) {
      if (
        specifier.type !== AST_NODE_TYPES.ImportSpecifier ||
        !/^Observable(?: as Observable)?$/.test(sourceCode.getText(specifier).replace(/^type\s+/, ''))
      )
        continue;
      const isOnly = declaration.specifiers.length === 1;
      const marked = declaration.importKind === 'type' ? (isOnly ? declaration : undefined) : specifier;
      const keyword = marked && sourceCode.getFirstToken(marked, (token) => token.value === 'type');
      const next = keyword && sourceCode.getTokenAfter(keyword);
      if (
        marked?.importKind !== 'type' ||
        !next ||
        findVisible(sourceCode, call.node, 'Observable')?.identifiers[0] !== specifier.local
      )
        continue;
      return { localName: 'Observable', fix: replace([keyword.range[0], next.range[0]], '') };
    }
  }
  return ensureImport({ sourceCode, module: 'rxjs', imported: 'Observable', at: call.node });
}

/** How to write the Observable that a callback gives, as the body of a concise arrow function. */
function observableText(
  sourceCode: TSESLint.SourceCode,
  call: ResolvedCall,
  callback: TSESTree.Expression,
): Pick<GeneratorText, 'after' | 'before' | 'range'> | undefined {
  if (callback.type === AST_NODE_TYPES.Identifier) {
    const isWhole = !givesSpan(call) && call.node.arguments.length === 2;
    return isWhole ? { range: callback.range, before: '() => ', after: '()' } : undefined;
  }
  if (callback.type !== AST_NODE_TYPES.ArrowFunctionExpression || callback.async || callback.returnType)
    return undefined;
  const { body } = callback;
  if (body.type === AST_NODE_TYPES.BlockStatement || body !== unwrap(body)) return undefined;
  const [before, after] =
    needsParens(body, 'object') && rangeWithParens(sourceCode, body)[0] === body.range[0] ? ['(', ')'] : ['', ''];
  return { range: rangeWithParens(sourceCode, body), before, after };
}

/** The type argument that an Observable needs here; undefined where it needs one that cannot be written. */
function elementText({ sourceCode, types }: ApiResolver, call: ResolvedCall, lazy: LazyResult): string | undefined {
  if (!isTypeScript(sourceCode) || isAnnotated(call.node)) return '';
  const element = lazy.kind === 'observable' ? lazy.element : undefined;
  const text = element && types?.checker.typeToString(element);
  const [, name = ''] = /^(\w+)(?:\[\])*$/.exec(text ?? '') ?? [];
  const isKnown = PRIMITIVES.has(name) || (name !== '' && findVisible(sourceCode, call.node, name) !== undefined);
  return isKnown ? `<${text ?? ''}>` : undefined;
}

const PRIMITIVES: ReadonlySet<string> = new Set(['bigint', 'boolean', 'number', 'string', 'unknown', 'void']);

/** Whether a value's type is written where it goes: on its variable, or as what the function returns. */
function isAnnotated(node: TSESTree.Node): boolean {
  const { parent } = wrapped(node);
  if (parent?.type === AST_NODE_TYPES.VariableDeclarator) return parent.id.typeAnnotation !== undefined;
  if (parent?.type === AST_NODE_TYPES.ArrowFunctionExpression) return parent.returnType !== undefined && !parent.async;
  const fn = parent?.type === AST_NODE_TYPES.ReturnStatement ? enclosingFunction(parent) : undefined;
  return fn?.returnType !== undefined && !fn.async && !fn.generator;
}

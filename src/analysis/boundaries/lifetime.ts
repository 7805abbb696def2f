/**
 * Whether an object outlives the piece of work that uses it: a module variable, an import, a field, a global, a
 * parameter of a named function, a variable of a factory around the handler.
 *
 * *Known limitations*: a field counts as longer-lived although an instance may be made per request; what a function of
 * others returns, and a property of a parameter whose callers are not known, is unknown and does not count.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, contains, enclosingFunction, type FunctionNode, isNothing, parameterOwner } from '../../ast';
import { isArgument, isRequestHandler } from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import { functionName, variableOf } from '../bindings';
import { type Place, SAME_VALUE, type StepKind, valueFlow } from '../value-flow';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/**
 * The function whose run is one piece of work around a node: climbing out of functions that stand as arguments of
 * calls, up to a request handler or a function that stands by itself. Undefined at module scope.
 */
export function workFunction(node: TSESTree.Node): FunctionNode | undefined {
  const passed: FunctionNode[] = [];
  let work: FunctionNode | undefined;
  for (let fn = enclosingFunction(node); fn; fn = enclosingFunction(fn)) {
    const known = knownWork.get(fn);
    work = known ?? fn;
    passed.push(fn);
    if (known || !isArgument(fn) || isRequestHandler(fn)) break;
  }
  for (const fn of passed) knownWork.set(fn, work as FunctionNode);
  return work;
}

const knownWork = new WeakMap<FunctionNode, FunctionNode>();

const START_UP = /^(?:start|init|set_?up|bootstrap|boot|main|register|configure|install|listen|connect|mount)/i;

/**
 * Whether a function runs when a program or an object starts, by what it is called: a constructor, `main`,
 * `startServer`.
 */
export function isStartUp(fn: FunctionNode): boolean {
  return isConstructor(fn) || START_UP.test(functionName(fn) ?? '');
}

const PROGRAM_START =
  /^(?:main|boot(?:strap)?|init(?:iali[sz]e)?|set_?up|start(?:_?up)?)_?(?:app|application|server|service|services|telemetry|tracing|otel)?$/i;

/**
 * Whether a function starts a program or an object, and not perhaps an order: a constructor, `main`, `bootstrap`,
 * `startServer`.
 */
export function isProgramStart(fn: FunctionNode | undefined): boolean {
  return fn !== undefined && (isConstructor(fn) || PROGRAM_START.test(functionName(fn) ?? ''));
}

const isConstructor = ({ parent }: FunctionNode): boolean =>
  parent.type === Kind.MethodDefinition && parent.kind === 'constructor';

/** Whether a function listens to the page from the start on: `window.addEventListener('load', fn)` at module scope. */
export function isPageListener({ parent }: FunctionNode): boolean {
  const isListening = parent.type === Kind.CallExpression && calleeName(parent) === 'addEventListener';
  return isListening && !enclosingFunction(parent);
}

/** Whether code is part of a start, or of a listener of the whole page, not of the work of a request. */
export function isStarting(node: TSESTree.Node): boolean {
  const fn = workFunction(node);
  return fn !== undefined && (isStartUp(fn) || isPageListener(fn));
}

/** Whether code runs once for the process or the object: at module scope, in a field, in a constructor. */
export function isBuiltOnce(node: TSESTree.Node): boolean {
  const fn = enclosingFunction(node);
  return !fn || isConstructor(fn);
}

/** Kinds of step behind which it is still the object, or something that was in it. */
const OLDER: ReadonlySet<StepKind> = new Set([...SAME_VALUE].filter((kind) => kind !== 'callback'));

/** Whether the object that an expression evaluates to outlives the work around the expression. */
export function outlivesWork({ sourceCode }: ApiResolver, expression: TSESTree.Node): boolean {
  const flow = valueFlow(sourceCode);
  const work = workFunction(expression);
  const isOlder = ({ frame, node, path }: Place): boolean => {
    const owner = parameterOwner(node);
    if (owner) {
      const { type } = node.type === Kind.AssignmentPattern ? node.left : node;
      return !frame && !isArgument(owner) && (path.length === 0 || type === Kind.ObjectPattern);
    }
    if (node.type !== Kind.Identifier || isNothing(node)) return node.type === Kind.ThisExpression;
    const block = variableOf(sourceCode, node)?.scope.block;
    return !work || !block || (block !== work && contains(block, work));
  };
  const { flows } = flow.backward(expression, {
    label: (place) => isOlder(place) || undefined,
    // What a library gives may be new: `http.get(url)`.
    barrier: ({ node }) => node.type === Kind.CallExpression && flow.calls.calleesOf(node).callees.length === 0,
    kinds: OLDER,
  });
  return flows.length > 0;
}

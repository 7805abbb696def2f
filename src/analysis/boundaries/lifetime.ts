/**
 * Whether an object outlives the piece of work that uses it: a module variable, an import, a field, a global, a
 * parameter of a named function, a variable of a factory around the handler.
 *
 * Known limitations: a field counts as longer-lived although an instance may be made per request; what a function
 * returns, and a property of a parameter, is unknown and does not count.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, contains, enclosingFunction, type FunctionNode, isFunction, unwrap } from '../../ast';
import { isArgument, isRequestHandler } from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import { type Definition, definitionsOf, functionName, variableOf } from '../bindings';

const MAX_STEPS = 6;

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
  parent.type === AST_NODE_TYPES.MethodDefinition && parent.kind === 'constructor';

/** Whether a function listens to the page from the start on: `window.addEventListener('load', fn)` at module scope. */
export function isPageListener({ parent }: FunctionNode): boolean {
  const isListening = parent.type === AST_NODE_TYPES.CallExpression && calleeName(parent) === 'addEventListener';
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

/** Whether the object that an expression evaluates to outlives the work around the expression. */
export function outlivesWork(resolver: ApiResolver, expression: TSESTree.Node, steps = 0): boolean {
  if (steps > MAX_STEPS) return false;
  const node = unwrap(expression);
  switch (node.type) {
    case AST_NODE_TYPES.ThisExpression:
      return true;
    case AST_NODE_TYPES.MemberExpression:
      return memberOutlives(resolver, node, steps);
    case AST_NODE_TYPES.LogicalExpression:
      return outlivesWork(resolver, node.left, steps + 1) || outlivesWork(resolver, node.right, steps + 1);
    case AST_NODE_TYPES.Identifier: {
      const variable = variableOf(resolver.sourceCode, node);
      if (!variable) return true;
      const work = workFunction(node);
      return work === undefined || variableOutlives(resolver, variable, work, steps);
    }
    default:
      return false;
  }
}

function memberOutlives(resolver: ApiResolver, node: TSESTree.MemberExpression, steps: number): boolean {
  const object = unwrap(node.object);
  if (object.type !== AST_NODE_TYPES.Identifier) return outlivesWork(resolver, object, steps + 1);
  const variable = variableOf(resolver.sourceCode, object);
  const work = workFunction(node);
  if (!variable || !work) return true;
  const isOwnParameter = definitionsOf(variable).some(({ kind, site }) => kind === 'parameter' && contains(work, site));
  return !isOwnParameter && variableOutlives(resolver, variable, work, steps);
}

/** Whether a variable holds, during a run of `work`, something that was there before it. */
export function variableOutlives(
  resolver: ApiResolver,
  variable: TSESLint.Scope.Variable,
  work: FunctionNode,
  steps = 0,
): boolean {
  if (!variable.defs.some((def) => contains(work, def.name))) return true;
  return definitionsOf(variable).some((definition) => definitionOutlives(resolver, definition, steps));
}

function definitionOutlives(resolver: ApiResolver, definition: Definition, steps: number): boolean {
  if (definition.kind === 'parameter') return !isArgument(definition.fn);
  if (definition.kind !== 'value') return false;
  // `const { bus } = this`, `const bus = this.bus`: another name for something that is there already.
  const value = unwrap(definition.value);
  if (isFunction(value)) return false;
  return outlivesWork(resolver, value, steps + 1);
}

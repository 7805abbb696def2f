/**
 * Observables by what they are built from: a function of rxjs, or the handler of a request that Nest gives an
 * interceptor, which runs in the context in which it is asked for.
 *
 * *Known limitations*: without types an Observable of another file is unknown.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { isFunction, keyName, memberName, unwrap } from '../../ast';
import { BOUND_OBSERVABLES, OBSERVABLE, OBSERVABLE_FACTORIES } from '../../model/lazy-thenables';
import type { AmbientUseFinder } from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import { SAME_VALUE, valueFlow } from '../value-flow';
import { typeNodeOf, isPromiseOfOwn, namedType } from './declared-type';

/** Where an Observable comes from: each `.pipe(…)` makes it from the one before. */
function sourcesOf(resolver: ApiResolver, expression: TSESTree.Node, isSource: (node: TSESTree.Node) => boolean) {
  return valueFlow(resolver.sourceCode).backward(expression, {
    label: ({ node, path }) => (path.length === 0 && isSource(node) ? true : undefined),
    barrier: ({ node }) => isPromiseOfOwn(resolver, node),
    also: ({ node, path }) => {
      const source = path.length === 0 ? pipedFrom(node) : undefined;
      return source ? [{ kind: 'copy', to: source, site: node }] : [];
    },
    kinds: SAME_VALUE,
  });
}

/** The Observable to which a call of `pipe` adds its operators. */
function pipedFrom(node: TSESTree.Node): TSESTree.Expression | undefined {
  const method = methodOf(node);
  return method && memberName(method) === 'pipe' ? method.object : undefined;
}

/** The method that a call calls. */
function methodOf(node: TSESTree.Node): TSESTree.MemberExpression | undefined {
  const callee = node.type === AST_NODE_TYPES.CallExpression ? unwrap(node.callee) : undefined;
  return callee?.type === AST_NODE_TYPES.MemberExpression ? callee : undefined;
}

/** Whether an expression may be an Observable by what makes it: a function of rxjs, the handler of an interceptor. */
export function isObservableBySource(resolver: ApiResolver, expression: TSESTree.Node): boolean {
  return sourcesOf(resolver, expression, (node) => isMadeHere(resolver, node)).flows.length > 0;
}

function isMadeHere(resolver: ApiResolver, node: TSESTree.Node): boolean {
  const method = methodOf(node);
  if (method && isHandler(resolver, method)) return true;
  const isMade = node.type === AST_NODE_TYPES.CallExpression || node.type === AST_NODE_TYPES.NewExpression;
  const made = isMade ? resolver.exportOf(node.callee) : undefined;
  const [name = '', further] = made?.path ?? [];
  if (made?.package.split('/')[0] !== OBSERVABLE.package || further !== undefined) return false;
  return node.type === AST_NODE_TYPES.NewExpression ? name === OBSERVABLE.name : OBSERVABLE_FACTORIES.has(name);
}

/** Every file with a method that gives such a value matches this; most others do not. */
const BOUND = new RegExp(`\\b(?:${BOUND_OBSERVABLES.map(({ method }) => method).join('|')})\\b`);

/** Whether a value is bound to the context in which it is made, and nothing piped behind it reads the active one. */
export function isBoundObservable(
  resolver: ApiResolver,
  ambient: AmbientUseFinder,
  expression: TSESTree.Node,
): boolean {
  if (!BOUND.test(resolver.sourceCode.text)) return false;
  const isBound = (node: TSESTree.Node): boolean => {
    const callee = methodOf(node);
    const method = callee && memberName(callee) === 'bind' ? unwrap(callee.object) : callee;
    return method?.type === AST_NODE_TYPES.MemberExpression && isHandler(resolver, method);
  };
  const { flows, others, unknown } = sourcesOf(resolver, expression, isBound);
  // Of `pipe` itself nothing more is to be known.
  if (flows.length === 0 || others.length > 0 || !unknown.every(({ node }) => pipedFrom(node))) return false;
  const operators = flows.flatMap(({ steps }) =>
    steps.flatMap(({ site, to }) =>
      site.type === AST_NODE_TYPES.CallExpression && pipedFrom(site) === to ? site.arguments : [],
    ),
  );
  return operators.every((operator) => !readsContext(ambient, operator));
}

function isHandler(resolver: ApiResolver, member: TSESTree.MemberExpression): boolean {
  const { object } = member;
  const name = memberName(member);
  const types = resolver.declaredTypesOf(object);
  const named = namedType(resolver, typeNodeOf(resolver, object));
  return BOUND_OBSERVABLES.some(({ type, method }) => {
    const isType = (one: { readonly package: string | undefined; readonly name: string }): boolean =>
      one.package === type.package && one.name === type.name;
    return name === method && (types.some(isType) || (named && isType(named)) || isOfInterceptor(resolver, object));
  });
}

/** Whether a value is the second parameter of a method `intercept`, in a file without annotations. */
function isOfInterceptor(resolver: ApiResolver, object: TSESTree.Node): boolean {
  const { flows } = valueFlow(resolver.sourceCode).backward(object, {
    label: ({ node, path }) => (path.length === 0 && isInterceptorParameter(node) ? true : undefined),
    kinds: SAME_VALUE,
  });
  return flows.length > 0;
}

function isInterceptorParameter(node: TSESTree.Node): boolean {
  const fn = node.parent;
  if (!isFunction(fn) || fn.params[1] !== node || ('typeAnnotation' in node && node.typeAnnotation)) return false;
  return fn.parent.type === AST_NODE_TYPES.MethodDefinition && keyName(fn.parent) === 'intercept';
}

/** Whether an operator, or a function given to it, reads the active context. */
function readsContext(ambient: AmbientUseFinder, operator: TSESTree.CallExpressionArgument): boolean {
  const node = unwrap(operator);
  if (ambient.inCode(node) || ambient.inCallback(node)) return true;
  return (
    node.type === AST_NODE_TYPES.CallExpression &&
    node.arguments.some((argument) => ambient.inCallback(argument) !== undefined)
  );
}

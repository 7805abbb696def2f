/**
 * Observables by what they are built from: a function of rxjs, or the handler of a request that Nest gives an
 * interceptor, which runs in the context in which it is asked for.
 *
 * Known limitations: without types an Observable of another file, or behind an own function without annotation, is
 * unknown.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { isFunction, keyName, memberName, unwrap } from '../../ast';
import { BOUND_OBSERVABLES, OBSERVABLE, OBSERVABLE_FACTORIES } from '../../model/lazy-thenables';
import type { AmbientUseFinder } from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import { soleDefinition, variableOf } from '../bindings';
import { annotationOf, namedType } from './declared-type';

const MAX_STEPS = 8;

interface Pipeline {
  /** What stands in front of every `.pipe()`. */
  readonly source: TSESTree.Expression;
  readonly operators: readonly TSESTree.CallExpressionArgument[];
}

/** An Observable taken apart: through variables and each `.pipe(…)` to its source. */
function pipelineOf(resolver: ApiResolver, expression: TSESTree.Node): Pipeline {
  let source = unwrap(expression);
  const operators: TSESTree.CallExpressionArgument[] = [];
  for (let step = 0; step < MAX_STEPS; step++) {
    if (source.type === AST_NODE_TYPES.Identifier) {
      const variable = variableOf(resolver.sourceCode, source);
      const definition = variable && soleDefinition(variable);
      if (definition?.kind !== 'value' || definition.path.length > 0) break;
      source = unwrap(definition.value);
      continue;
    }
    const callee = source.type === AST_NODE_TYPES.CallExpression ? unwrap(source.callee) : undefined;
    if (source.type !== AST_NODE_TYPES.CallExpression || callee?.type !== AST_NODE_TYPES.MemberExpression) break;
    if (memberName(callee) !== 'pipe') break;
    operators.push(...source.arguments);
    source = unwrap(callee.object);
  }
  return { source, operators };
}

/** Whether an expression is an Observable by what makes it: a function of rxjs, the handler of an interceptor. */
export function isObservableBySource(resolver: ApiResolver, expression: TSESTree.Node): boolean {
  const { source } = pipelineOf(resolver, expression);
  const method = source.type === AST_NODE_TYPES.CallExpression ? unwrap(source.callee) : undefined;
  if (method?.type === AST_NODE_TYPES.MemberExpression && isHandler(resolver, method)) return true;
  const isMade = source.type === AST_NODE_TYPES.CallExpression || source.type === AST_NODE_TYPES.NewExpression;
  const made = isMade ? resolver.exportOf(source.callee) : undefined;
  const [name = '', further] = made?.path ?? [];
  if (made?.package.split('/')[0] !== OBSERVABLE.package || further !== undefined) return false;
  return source.type === AST_NODE_TYPES.NewExpression ? name === OBSERVABLE.name : OBSERVABLE_FACTORIES.has(name);
}

/** Whether a value is bound to the context in which it is made, and nothing piped behind it reads the active one. */
export function isBoundObservable(
  resolver: ApiResolver,
  ambient: AmbientUseFinder,
  expression: TSESTree.Node,
): boolean {
  const { source, operators } = pipelineOf(resolver, expression);
  const callee = source.type === AST_NODE_TYPES.CallExpression ? unwrap(source.callee) : undefined;
  const isBind = callee?.type === AST_NODE_TYPES.MemberExpression && memberName(callee) === 'bind';
  const method = isBind ? unwrap(callee.object) : callee;
  if (method?.type !== AST_NODE_TYPES.MemberExpression || !isHandler(resolver, method)) return false;
  return operators.every((operator) => !readsContext(ambient, operator));
}

function isHandler(resolver: ApiResolver, member: TSESTree.MemberExpression): boolean {
  const { object } = member;
  const name = memberName(member);
  const types = resolver.declaredTypesOf(object);
  const named = namedType(resolver, annotationOf(resolver, object));
  return BOUND_OBSERVABLES.some(({ type, method }) => {
    const isType = (one: { readonly package: string | undefined; readonly name: string }): boolean =>
      one.package === type.package && one.name === type.name;
    return name === method && (types.some(isType) || (named && isType(named)) || isOfInterceptor(resolver, object));
  });
}

/** Whether a value is the second parameter of a method `intercept`, in a file without annotations. */
function isOfInterceptor(resolver: ApiResolver, object: TSESTree.Node): boolean {
  const node = unwrap(object);
  const variable = node.type === AST_NODE_TYPES.Identifier ? variableOf(resolver.sourceCode, node) : undefined;
  const fn: TSESTree.Node | undefined = variable?.defs[0]?.node;
  if (!isFunction(fn) || fn.params[1] !== variable?.identifiers[0] || variable?.identifiers[0]?.typeAnnotation)
    return false;
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

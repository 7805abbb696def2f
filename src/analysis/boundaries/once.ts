/**
 * What runs once for the process: code at module scope, a static field, what a class does when its one instance is
 * made; and what runs for many requests.
 *
 * *Known limitations*: an instance that another file makes is not seen, but for classes with a decorator of a
 * container; a function that is handed to a library at module scope counts as run for many where it is a request
 * handler or a listener.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, decoratorsOf, enclosingFunction, type FunctionNode, isFunction, keyName, unwrap } from '../../ast';
import { SINGLETON_DECORATORS } from '../../model/lifetimes';
import { isArgument, isRequestHandler } from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import { namedExport } from '../library-objects';
import { valueFlow } from '../value-flow';
import { isStartUp, workFunction } from './lifetime';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/** When code runs that runs once. */
export type Once = 'class' | 'instance' | 'module';

/** When code runs that runs once for the process; undefined for other code. */
export function onceAt(resolver: ApiResolver, node: TSESTree.Node): Once | undefined {
  for (let at: TSESTree.Node | undefined = node; at; at = at.parent) {
    if (isFunction(at)) {
      const { parent } = at;
      const isMaking = parent.type === Kind.MethodDefinition && parent.kind === 'constructor';
      return isMaking && isSingleton(resolver, parent.parent.parent) ? 'instance' : undefined;
    }
    if (at.type === Kind.StaticBlock) return enclosingFunction(at) ? undefined : 'class';
    if (at.type === Kind.PropertyDefinition && at.value && at.value.range[0] <= node.range[0]) {
      if (at.static) return enclosingFunction(at) ? undefined : 'class';
      return isSingleton(resolver, at.parent.parent) ? 'instance' : undefined;
    }
  }
  return 'module';
}

/** Whether a class of the module has one instance: made at module scope only, or by a container. */
export function isSingleton(resolver: ApiResolver, node: ClassNode): boolean {
  if (enclosingFunction(node)) return false;
  const made = valueFlow(resolver.sourceCode).calls.constructionsOf(node);
  if (made.length > 0) return made.every((call) => !enclosingFunction(call));
  return decoratorsOf(node).some((decorator) => isOfContainer(resolver, decorator)) && !isGivenRequest(node);
}

function isOfContainer(resolver: ApiResolver, { expression }: TSESTree.Decorator): boolean {
  if (expression.type !== Kind.CallExpression) return false;
  const named = namedExport(resolver, expression.callee);
  const row = SINGLETON_DECORATORS.find((one) => one.package === named?.package && one.names.includes(named.name));
  return (
    row !== undefined &&
    expression.arguments.every(
      (argument) =>
        argument.type === Kind.Literal ||
        (argument.type === Kind.ObjectExpression &&
          argument.properties.every((each) => each.type === Kind.Property && keyName(each) !== row.unless)),
    )
  );
}

/** Whether the constructor of a class gets the request from the container: `@Inject(REQUEST)`. */
function isGivenRequest({ body }: ClassNode): boolean {
  return body.body.some(
    (member) =>
      member.type === Kind.MethodDefinition &&
      member.kind === 'constructor' &&
      member.value.params.some((parameter) =>
        decoratorsOf(parameter).some(
          ({ expression }) =>
            expression.type === Kind.CallExpression &&
            expression.arguments.some((argument) => argument.type === Kind.Identifier && argument.name === 'REQUEST'),
        ),
      ),
  );
}

const LISTENING: ReadonlySet<string> = new Set(['addEventListener', 'addListener', 'on', 'process', 'subscribe']);

/** Whether code runs for many requests: in a handler, a listener, or a function that others call. */
export function runsForMany(resolver: ApiResolver, node: TSESTree.Node, seen = new Set<FunctionNode>()): boolean {
  const fn = workFunction(node);
  if (!fn || seen.has(fn) || isStartUp(fn)) return false;
  seen.add(fn);
  if (isRequestHandler(fn)) return true;
  if (isArgument(fn)) {
    const call = fn.parent as TSESTree.CallExpression;
    return unwrap(call.callee).type === Kind.MemberExpression && LISTENING.has(calleeName(call) ?? '');
  }
  const { calls, isOpen } = valueFlow(resolver.sourceCode).calls.callersOf(fn);
  // Nobody in this file calls a method: others do.
  const isOfOthers = calls.length === 0 && isMember(fn);
  return isOpen || isOfOthers || calls.some((call) => runsForMany(resolver, call, seen));
}

function isMember({ parent }: FunctionNode): boolean {
  return (
    (parent.type === Kind.MethodDefinition || parent.type === Kind.PropertyDefinition) &&
    parent.accessibility !== 'private' &&
    parent.key.type !== Kind.PrivateIdentifier
  );
}

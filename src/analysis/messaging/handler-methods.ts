/**
 * Methods that a framework calls with a message: by a decorator (`@EventPattern('created') onCreated(order)`), or by
 * what their class extends (`process(job)` of a `WorkerHost`).
 *
 * *Known limitations*: decorators and base classes are known by their imports; a decorator that another file makes of
 * them is not seen, nor are interceptors that are registered for a whole application.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { decoratorsOf, type FunctionNode, isFunction, keyName, unwrap } from '../../ast';
import type { TypeRef } from '../../model';
import type { ConsumeModel, Handover, MessagingClient } from '../../model/messaging-clients';
import { RUNS_IN_CONTEXT } from '../../model/messaging/other-ways';
import type { ApiResolver } from '../api-resolution';
import { namedExport } from '../library-objects';
import { valueFlow } from '../value-flow';

const Kind = AST_NODE_TYPES;
const PAYLOAD = 'Payload';

type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;
type MethodHandover = Extract<Handover, { by: 'decorator' | 'method' }>;

/** A method that handles messages. */
export interface HandlerMethod {
  readonly client: MessagingClient;
  readonly row: ConsumeModel;
  readonly owner: ClassNode;
  readonly fn: FunctionNode;
  /** Its name where it is declared. */
  readonly key: TSESTree.Node;
  readonly name: string;
  /** The parameter that holds the message; undefined where none does. */
  readonly parameter: TSESTree.Parameter | undefined;
  /** Whether a decorator or an interceptor may run it in the context of the message. */
  readonly isIntercepted: boolean;
}

/** The methods of a file that handle messages of one of the clients. */
export function handlerMethods(resolver: ApiResolver, clients: readonly MessagingClient[]): readonly HandlerMethod[] {
  const rows = clients.flatMap((client) =>
    client.consumes.flatMap((row) =>
      row.handover.by === 'decorator' || row.handover.by === 'method' ? [{ client, row, handover: row.handover }] : [],
    ),
  );
  const scopes = rows.length > 0 ? (resolver.sourceCode.scopeManager?.scopes ?? []) : [];
  return scopes.flatMap(({ block }) => {
    const owner = block as TSESTree.Node;
    if (owner.type !== Kind.ClassDeclaration && owner.type !== Kind.ClassExpression) return [];
    return owner.body.body.flatMap((member): HandlerMethod[] => {
      if (member.type !== Kind.MethodDefinition || member.kind !== 'method' || member.static) return [];
      const { key, value: fn } = member;
      const name = keyName(member);
      if (!isFunction(fn) || name === undefined) return [];
      const found = rows.find(({ handover }) => isHandler(resolver, owner, member, handover));
      if (!found) return [];
      const { client, row, handover } = found;
      const isIntercepted = [...decoratorsOf(owner), ...decoratorsOf(member)].some(mayRunInContext);
      return [
        {
          client,
          row,
          owner,
          fn,
          key,
          name,
          parameter: messageOf(fn, handover),
          isIntercepted,
        } satisfies HandlerMethod,
      ];
    });
  });
}

function isHandler(
  resolver: ApiResolver,
  owner: ClassNode,
  member: TSESTree.MethodDefinition,
  handover: MethodHandover,
): boolean {
  if (handover.by === 'decorator')
    return decoratorsOf(member).some(({ expression }) => {
      const call = unwrap(expression);
      return call.type === Kind.CallExpression && isOneOf(resolver, call.callee, handover.decorators);
    });
  return handover.methods.includes(keyName(member) ?? '') && extendsOne(resolver, owner, handover.classes);
}

/** Whether a class extends one of some classes, itself or through classes of the file. */
function extendsOne(resolver: ApiResolver, owner: ClassNode, classes: readonly TypeRef[]): boolean {
  return valueFlow(resolver.sourceCode)
    .classes.linesOf(owner)
    .some(({ superClass }) => superClass && isOneOf(resolver, superClass, classes));
}

function isOneOf(resolver: ApiResolver, expression: TSESTree.Node, refs: readonly TypeRef[]): boolean {
  const named = namedExport(resolver, expression);
  return named !== undefined && refs.some((ref) => ref.package === named.package && ref.name === named.name);
}

/** The parameter that is decorated as the payload; where none is decorated, the one at the position of the row. */
function messageOf(fn: FunctionNode, handover: MethodHandover): TSESTree.Parameter | undefined {
  const decorated = fn.params.filter((parameter) => decoratorsOf(parameter).length > 0);
  if (decorated.length === 0) return fn.params[handover.parameter];
  return decorated.find((parameter) => decoratorsOf(parameter).some((decorator) => namesIn(decorator)[0] === PAYLOAD));
}

/** `@Span()`, `@UseInterceptors(TracingInterceptor)`: by their names. */
function mayRunInContext(decorator: TSESTree.Decorator): boolean {
  return namesIn(decorator).some((name) => RUNS_IN_CONTEXT.test(name));
}

/** The name of a decorator, and of what is named or constructed among its arguments. */
function namesIn({ expression }: TSESTree.Decorator): readonly string[] {
  const call = unwrap(expression);
  const parts = call.type === Kind.CallExpression ? [call.callee, ...call.arguments] : [call];
  return parts.flatMap((part) => {
    const node = part.type === Kind.SpreadElement ? unwrap(part.argument) : unwrap(part);
    const named = node.type === Kind.NewExpression || node.type === Kind.CallExpression ? unwrap(node.callee) : node;
    if (named.type === Kind.Identifier) return [named.name];
    return named.type === Kind.MemberExpression && named.property.type === Kind.Identifier ? [named.property.name] : [];
  });
}

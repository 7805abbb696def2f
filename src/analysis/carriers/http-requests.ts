/**
 * Which calls send an HTTP request through a client whose headers the model knows.
 *
 * *Known limitations*: without types, a client is known by the class it is built from in this file. A request that something else may answer (a transport that is not surely undici's own, a mock) is
 * none.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type CallNode, memberName, unwrap } from '../../ast';
import {
  type ArgumentPlace,
  HTTP_CLIENTS,
  type HttpClientModel,
  UNDICI_DISPATCHERS,
  UNDICI_PACKAGES,
} from '../../model/http-clients';
import { CALL } from '../../model/instrumented-clients';
import type { ApiResolver } from '../api-resolution';
import { objectShape } from '../data-flow';
import { namedExport, type NamedExport } from '../library-objects';
import { type Answer, SAME_VALUE, sureLabel, valueFlow } from '../value-flow';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

const NAMES: ReadonlySet<string> = new Set(
  HTTP_CLIENTS.flatMap(({ containers = {} }) => Object.values(containers).flat()),
);
const BROWSER_OBJECTS: ReadonlySet<string> = new Set(['document', 'localStorage', 'self', 'sessionStorage', 'window']);

/** The client that a call goes through, or undefined for what sends no request that the model knows. */
export function httpClientOf(resolver: ApiResolver, call: CallNode): HttpClientModel | undefined {
  if (call.type !== Kind.CallExpression) return undefined;
  const client = exportedClient(resolver, call) ?? objectClient(resolver, call);
  return client && isSentByItself(resolver, call, client) ? client : undefined;
}

/** Whether the headers of a call stand at a place of its arguments. */
export function isHeaderPlace(
  resolver: ApiResolver,
  call: CallNode,
  { headers }: Pick<HttpClientModel, 'headers'>,
  place: ArgumentPlace,
): boolean {
  const index = headers.findIndex(
    ({ argument, path }) => argument === place.argument && path.join('.') === place.path.join('.'),
  );
  // Headers of an earlier place win: `fetch(request, { headers })`.
  return index >= 0 && headers.slice(0, index).every((earlier) => isSurelyEmpty(resolver, call, earlier));
}

function isSurelyEmpty(resolver: ApiResolver, call: CallNode, { argument, path }: ArgumentPlace): boolean {
  const node = call.arguments[argument];
  if (!node) return true;
  const shape = node.type === Kind.SpreadElement ? undefined : objectShape(resolver.sourceCode, node);
  return shape?.complete === true && !shape.properties.some(({ name }) => name === path[0]);
}

function exportedClient(resolver: ApiResolver, { callee }: TSESTree.CallExpression): HttpClientModel | undefined {
  const named = namedExport(resolver, callee);
  if (!named || (named.package === undefined && isOfBrowser(resolver))) return undefined;
  return HTTP_CLIENTS.find(({ packages, globals = [], exports = [] }) =>
    named.package === undefined
      ? globals.includes(named.name)
      : packages.includes(named.package) && exports.includes(named.name),
  );
}

/** Whether a global function is that of a browser: in a file that uses the page, or a file of client components. */
function isOfBrowser({ sourceCode }: ApiResolver): boolean {
  const { through = [], variables = [] } = sourceCode.scopeManager?.globalScope ?? {};
  // A global is known to the scope of some parsers, and unresolved in that of others.
  const isPage = (name: string): boolean => BROWSER_OBJECTS.has(name);
  if (through.some(({ identifier }) => isPage(identifier.name) && !isTested(identifier))) return true;
  if (
    variables.some(
      ({ name, defs, references }) =>
        defs.length === 0 && isPage(name) && references.some(({ identifier }) => !isTested(identifier)),
    )
  )
    return true;
  return sourceCode.ast.body.some(
    (statement) => statement.type === Kind.ExpressionStatement && statement.directive === 'use client',
  );
}

/** `typeof window`. */
function isTested({ parent }: TSESTree.Node): boolean {
  return parent?.type === Kind.UnaryExpression && parent.operator === 'typeof';
}

/** `client.request(…)`, `api(…)` of a client object: names first, then types, then what the object is built from. */
function objectClient(resolver: ApiResolver, { callee }: TSESTree.CallExpression): HttpClientModel | undefined {
  const node = unwrap(callee);
  const member = node.type === Kind.MemberExpression ? memberName(node) : CALL;
  if (member === undefined || !NAMES.has(member)) return undefined;
  if (member === CALL) {
    const isForeign = node.type !== Kind.Identifier || !resolver.types || namedExport(resolver, node);
    return isForeign ? undefined : rowOf(resolver.declaredTypesOf(node)[0], CALL);
  }
  const object = node.type === Kind.MemberExpression ? node.object : node;
  return sureLabel(typesOf(resolver, object, (type) => rowOf(type, member)));
}

function rowOf(type: NamedExport | undefined, member: string): HttpClientModel | undefined {
  if (type?.package === undefined) return undefined;
  const { package: owner, name } = type;
  return HTTP_CLIENTS.find(
    ({ packages, containers = {} }) =>
      packages.includes(owner) && Object.hasOwn(containers, name) && containers[name]?.includes(member),
  );
}

/** What is said of the types of an object: of the declared one, else of the class that it is built from. */
function typesOf<L>(
  resolver: ApiResolver,
  expression: TSESTree.Node,
  label: (type: NamedExport | undefined) => L | undefined,
): Answer<L> {
  const typeAt = (node: TSESTree.Node): NamedExport | undefined =>
    resolver.declaredTypesOf(node)[0] ??
    (node.type === Kind.NewExpression ? namedExport(resolver, node.callee) : undefined);
  return valueFlow(resolver.sourceCode).backward(expression, {
    label: ({ node, path }) => (path.length === 0 ? label(typeAt(node)) : undefined),
    kinds: SAME_VALUE,
  });
}

/** Whether nothing that is not surely the network stands in the place of the transport. */
function isSentByItself(resolver: ApiResolver, call: TSESTree.CallExpression, { transport }: HttpClientModel): boolean {
  const options = transport && call.arguments[transport.argument];
  if (!options || options.type === Kind.SpreadElement) return true;
  const name = transport.path[0];
  const given =
    objectShape(resolver.sourceCode, options)?.properties.filter((property) => property.name === name) ?? [];
  return given.every(
    ({ value }) =>
      name === 'dispatcher' && sureLabel(typesOf(resolver, value, (type) => isDispatcher(type) || undefined)),
  );
}

/** Whether a type is a dispatcher of undici that reaches the network. */
function isDispatcher(type: NamedExport | undefined): boolean {
  return type?.package !== undefined && UNDICI_PACKAGES.has(type.package) && UNDICI_DISPATCHERS.has(type.name);
}

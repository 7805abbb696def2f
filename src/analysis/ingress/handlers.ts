/**
 * The functions of a file that a server library calls with a request: those that are registered with it, those whose
 * parameter is of the type of a request, decorated parameters, exported route functions.
 *
 * Known limitations: a function that another file registers is known by the type of its parameter only; a wrapper
 * around a handler is taken to pass the request on in the same place; what a plugin hands over is not followed.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import {
  calleeName,
  type CallNode,
  decoratorsOf,
  type FunctionNode,
  keyName,
  literalString,
  memberName,
  unwrap,
} from '../../ast';
import type { TypeRef } from '../../model';
import { FETCH_HANDLERS } from '../../model/carriers';
import {
  type HandlerRegistration,
  LISTENER_METHODS,
  SERVER_LIBRARIES,
  type ServerExport,
  type ServerLibrary,
  SOCKET_METHODS,
  TRACES_OF_REQUEST_TYPES,
  TRACES_OF_SERVERS,
} from '../../model/server-libraries';
import type { ApiResolver } from '../api-resolution';
import { resolveFunction } from '../bindings';
import { objectShape } from '../data-flow';
import { isSameType, namedExport, ObjectTypes } from '../library-objects';
import type { IngressParts } from './types';

const Kind = AST_NODE_TYPES;

/** A parameter that is a request, or a part of one. */
export interface RequestParameter {
  readonly library: ServerLibrary;
  readonly fn: FunctionNode;
  /** From the request to what the parameter is: mostly nothing. */
  readonly path: readonly string[];
}

interface Registered {
  readonly library: ServerLibrary;
  readonly index: number;
}

interface Row {
  readonly library: ServerLibrary;
  readonly row: HandlerRegistration;
}

/** A call that registers a function, if what it is made on is what one of the rows says. */
interface Registration {
  readonly rows: readonly Row[];
  /** The object of the method; undefined where the rows are sure without it. */
  readonly on: TSESTree.Expression | undefined;
}

const byMethod = new Map<string, Row[]>();
const byExport: {
  readonly library: ServerLibrary;
  readonly row: HandlerRegistration;
  readonly names: readonly ServerExport[];
}[] = [];
const exportNames = new Set<string>();
for (const library of SERVER_LIBRARIES) {
  for (const row of library.registrations) {
    for (const method of row.methods ?? []) byMethod.set(method, [...(byMethod.get(method) ?? []), { library, row }]);
    if (row.exports) byExport.push({ library, row, names: row.exports });
    for (const { name } of row.exports ?? []) exportNames.add(name.split('.').at(-1) ?? name);
  }
}
const requestTypes = SERVER_LIBRARIES.flatMap((library) => library.requests.map((row) => ({ library, ...row })));
const handlerTypes = SERVER_LIBRARIES.flatMap((library) => (library.handlers ?? []).map((type) => ({ library, type })));
const decorated = SERVER_LIBRARIES.flatMap((library) => (library.decorators ?? []).map((row) => ({ library, ...row })));
const fetchLibrary = SERVER_LIBRARIES.find(({ id }) => id === 'fetch');

export class RequestHandlers {
  private readonly types: ObjectTypes;
  private registrations: ReadonlyMap<FunctionNode, readonly Registration[]> | undefined;
  private readonly registered = new Map<FunctionNode, Registered | null>();
  private exists: boolean | undefined;
  private declares: boolean | undefined;

  constructor(private readonly parts: Pick<IngressParts, 'calls' | 'resolver'>) {
    this.types = new ObjectTypes(parts.resolver);
  }

  /** Whether the file may handle requests: without types, by its text. */
  get mayExist(): boolean {
    return (this.exists ??= this.parts.resolver.types !== undefined || TRACES_OF_SERVERS.test(this.sourceCode.text));
  }

  /** Whether a value of the file may be declared as a request: without types, by its text. */
  get mayDeclare(): boolean {
    const { resolver } = this.parts;
    return (this.declares ??= resolver.types !== undefined || TRACES_OF_REQUEST_TYPES.test(this.sourceCode.text));
  }

  /** The request that a parameter is, by how its function is registered. */
  ofRegistered(fn: FunctionNode, index: number): RequestParameter | undefined {
    let known = this.registered.get(fn);
    if (known === undefined) {
      known = this.findRegistered(fn) ?? null;
      this.registered.set(fn, known);
    }
    const found = known ?? exportedRoute(fn);
    return found?.index === index ? { library: found.library, fn, path: [] } : undefined;
  }

  /** The request that a parameter is, by its type or its decorator. */
  ofTyped(fn: FunctionNode, index: number): RequestParameter | undefined {
    const parameter = bindingOf(fn.params[index]);
    // `context.bind(ROOT_CONTEXT, handle)` chooses the context in which the handler runs.
    if (!parameter || isForeignListener(fn) || this.parts.resolver.resolve(fn.parent)) return undefined;
    const decoratedAs = this.decoratorOf(fn.params[index]);
    if (decoratedAs)
      return { library: decoratedAs.library, fn, path: decoratedAs.path === '' ? [] : decoratedAs.path.split('.') };
    const found = this.typesOf(parameter);
    const next = bindingOf(fn.params[index + 1]);
    for (const row of found.length > 0 ? requestTypes : []) {
      if (!found.some((type) => isSameType(type, row.type))) continue;
      if (!row.before || (next && this.typesOf(next).some((type) => row.before?.some((ref) => isSameType(ref, type)))))
        return { library: row.library, fn, path: [] };
    }
    const ofFunction = index === 0 ? annotationAround(fn) : undefined;
    const library = ofFunction && this.libraryOfAnnotation(ofFunction);
    return library && { library, fn, path: [] };
  }

  /** The library whose request an expression is by its type, whatever it stands in. */
  libraryOf(expression: TSESTree.Expression): ServerLibrary | undefined {
    const found = this.types.of(expression);
    if (found.length === 0) return undefined;
    return requestTypes.find((row) => !row.before && found.some((type) => isSameType(type, row.type)))?.library;
  }

  private get sourceCode(): TSESLint.SourceCode {
    return this.parts.resolver.sourceCode;
  }

  /** The first registration of a function whose object is what its row says. Only here types are asked for. */
  private findRegistered(fn: FunctionNode): Registered | undefined {
    this.registrations ??= this.findRegistrations();
    for (const { rows, on } of this.registrations.get(fn) ?? []) {
      const owners = on ? this.types.of(on) : [];
      const found = rows.find(({ row }) => !on || row.on?.some((ref) => owners.some((type) => isSameType(type, ref))));
      if (found) return { library: found.library, index: found.row.errorArity === fn.params.length ? 1 : 0 };
    }
    return undefined;
  }

  /** The calls that may register each function, by the names of methods and by imports. */
  private findRegistrations(): ReadonlyMap<FunctionNode, readonly Registration[]> {
    const found = new Map<FunctionNode, Registration[]>();
    for (const call of this.parts.calls) {
      const registration = this.registrationOf(call);
      const byFunction = new Map<FunctionNode, Row[]>();
      for (const candidate of registration?.rows ?? []) {
        const { row } = candidate;
        if (row.events && !row.events.includes(literalString(call.arguments[0]) ?? '')) continue;
        for (const fn of call.arguments.flatMap((argument) => this.functionsAt(argument, row.properties ?? []))) {
          byFunction.set(fn, [...(byFunction.get(fn) ?? []), candidate]);
        }
      }
      for (const [fn, rows] of byFunction) found.set(fn, [...(found.get(fn) ?? []), { rows, on: registration?.on }]);
    }
    return found;
  }

  private registrationOf(call: CallNode): Registration | undefined {
    if (call.arguments.length === 0) return undefined;
    const callee = unwrap(call.callee);
    const names = this.parts.resolver.candidateNames(call);
    if (names.some((name) => exportNames.has(name))) {
      const named = exportedName(this.parts.resolver, callee);
      const rows = named
        ? byExport.filter((row) =>
            row.names.some(({ package: owner, name }) => owner === named.package && name === named.name),
          )
        : [];
      if (rows.length > 0) return { rows, on: undefined };
    }
    if (callee.type !== Kind.MemberExpression || call.type !== Kind.CallExpression) return undefined;
    const rows = byMethod.get(memberName(callee) ?? '') ?? [];
    return rows.length > 0 && call.arguments.some(mayBeHandler) ? { rows, on: callee.object } : undefined;
  }

  /**
   * The functions that an argument gives: itself, elements of a list, properties of an object, what a wrapper is given.
   */
  private functionsAt(argument: TSESTree.Node, properties: readonly string[]): readonly FunctionNode[] {
    if (argument.type === Kind.SpreadElement) return [];
    const node = unwrap(argument);
    const fn = resolveFunction(this.sourceCode, node);
    if (fn) return [fn];
    if (node.type === Kind.ArrayExpression)
      return node.elements.flatMap((element) => (element ? this.functionsAt(element, properties) : []));
    if (node.type === Kind.CallExpression) {
      // A call of OpenTelemetry (`context.bind`) chooses the context in which the handler runs.
      return this.parts.resolver.resolve(node) ? [] : node.arguments.flatMap((inner) => this.functionsAt(inner, []));
    }
    if (properties.length === 0) return [];
    const members = objectShape(this.sourceCode, node, { followCalls: false })?.properties ?? [];
    return members.flatMap(({ name, value }) => {
      const rest = properties.flatMap((path) =>
        path === name ? [''] : path.startsWith(`${name ?? ''}.`) ? [path.slice((name ?? '').length + 1)] : [],
      );
      if (rest.length === 0) return [];
      return this.functionsAt(value, rest.filter(Boolean));
    });
  }

  private typesOf(parameter: TSESTree.Identifier | TSESTree.ObjectPattern): readonly TypeRef[] {
    if (parameter.type === Kind.Identifier) return this.types.of(parameter);
    const declared = this.parts.resolver.declaredTypesOf(parameter);
    return declared.length > 0 || !parameter.typeAnnotation
      ? declared
      : namedTypes(this.parts.resolver, parameter.typeAnnotation.typeAnnotation);
  }

  private libraryOfAnnotation(annotation: TSESTree.TypeNode): ServerLibrary | undefined {
    const { resolver } = this.parts;
    const found = namedTypes(resolver, annotation);
    const direct = handlerTypes.find(({ type }) => found.some((ref) => isSameType(ref, type)));
    if (direct) return direct.library;
    // `Handler<APIGatewayProxyEvent>`: the event decides.
    const events = found.some(({ name }) => name === 'Handler')
      ? typeArguments(annotation)
          .slice(0, 1)
          .flatMap((event) => namedTypes(resolver, event))
      : [];
    return requestTypes.find(({ type }) => events.some((ref) => isSameType(ref, type)))?.library;
  }

  private decoratorOf(parameter: TSESTree.Parameter | undefined): (typeof decorated)[number] | undefined {
    if (!parameter) return undefined;
    for (const { expression } of decoratorsOf(parameter)) {
      const call = expression.type === Kind.CallExpression ? expression : undefined;
      const named = namedExport(this.parts.resolver, call?.callee ?? expression);
      // `@Headers('traceparent')` is one header.
      if (!named || (call?.arguments.length ?? 0) > 0) continue;
      const found = decorated.find(
        ({ decorator }) => decorator.package === named.package && decorator.name === named.name,
      );
      if (found) return found;
    }
    return undefined;
  }
}

/** The name that a parameter binds, or the pattern it is taken apart by. */
function bindingOf(
  parameter: TSESTree.Parameter | undefined,
): TSESTree.Identifier | TSESTree.ObjectPattern | undefined {
  const node = parameter?.type === Kind.AssignmentPattern ? parameter.left : parameter;
  return node?.type === Kind.Identifier || node?.type === Kind.ObjectPattern ? node : undefined;
}

/** An export that is called, or a method of a global: `Deno.serve`. */
function exportedName(resolver: ApiResolver, callee: TSESTree.Node): ServerExport | undefined {
  const named = namedExport(resolver, callee);
  if (named || callee.type !== Kind.MemberExpression) return named;
  const object = namedExport(resolver, callee.object);
  const name = memberName(callee);
  return object?.package === undefined && object && name !== undefined
    ? { package: undefined, name: `${object.name}.${name}` }
    : undefined;
}

function mayBeHandler(argument: TSESTree.CallExpressionArgument): boolean {
  return (
    argument.type !== Kind.Literal && argument.type !== Kind.TemplateLiteral && argument.type !== Kind.SpreadElement
  );
}

/** Whether a function is given to what hands over no requests: a listener of some event, a socket route. */
function isForeignListener(fn: FunctionNode): boolean {
  const { parent } = fn;
  if (parent.type !== Kind.CallExpression || parent.callee === fn) return false;
  const name = calleeName(parent) ?? '';
  return SOCKET_METHODS.has(name) || (LISTENER_METHODS.has(name) && literalString(parent.arguments[0]) !== 'request');
}

/** `export default { fetch(request) {} }`, `export async function GET(request) {}`. */
function exportedRoute(fn: FunctionNode): Registered | undefined {
  const [parameter] = fn.params;
  if (!fetchLibrary || parameter?.type !== Kind.Identifier || !FETCH_HANDLERS.parameters.has(parameter.name))
    return undefined;
  const { parent } = fn;
  const isRoute =
    parent.type === Kind.Property ? isDefaultFetch(parent) : FETCH_HANDLERS.exports.has(exportName(fn) ?? '');
  return isRoute ? { library: fetchLibrary, index: 0 } : undefined;
}

function isDefaultFetch(property: TSESTree.Property): boolean {
  let holder: TSESTree.Node = property.parent.parent;
  while (holder.type === Kind.TSSatisfiesExpression || holder.type === Kind.TSAsExpression) holder = holder.parent;
  return FETCH_HANDLERS.properties.has(keyName(property) ?? '') && holder.type === Kind.ExportDefaultDeclaration;
}

function exportName(fn: FunctionNode): string | undefined {
  const { parent } = fn;
  if (fn.type === Kind.FunctionDeclaration)
    return parent.type === Kind.ExportNamedDeclaration ? fn.id?.name : undefined;
  if (parent.type !== Kind.VariableDeclarator || parent.id.type !== Kind.Identifier) return undefined;
  return parent.parent.parent.type === Kind.ExportNamedDeclaration ? parent.id.name : undefined;
}

/** The type that is written for a function as a value. */
function annotationAround(fn: FunctionNode): TSESTree.TypeNode | undefined {
  const { parent } = fn;
  if (parent.type === Kind.VariableDeclarator) return parent.id.typeAnnotation?.typeAnnotation;
  if (parent.type === Kind.PropertyDefinition) return parent.typeAnnotation?.typeAnnotation;
  return parent.type === Kind.TSSatisfiesExpression || parent.type === Kind.TSAsExpression
    ? parent.typeAnnotation
    : undefined;
}

function typeArguments(node: TSESTree.TypeNode): readonly TSESTree.TypeNode[] {
  return node.type === Kind.TSTypeReference ? (node.typeArguments?.params ?? []) : [];
}

/** The imported types that an annotation names, members of unions included. */
function namedTypes(resolver: ApiResolver, node: TSESTree.TypeNode): readonly TypeRef[] {
  if (node.type === Kind.TSUnionType || node.type === Kind.TSIntersectionType)
    return node.types.flatMap((part) => namedTypes(resolver, part));
  if (node.type !== Kind.TSTypeReference) return [];
  const path: string[] = [];
  let name: TSESTree.EntityName = node.typeName;
  for (; name.type === Kind.TSQualifiedName; name = name.left) path.unshift(name.right.name);
  const ref = name.type === Kind.Identifier ? resolver.exportOf(name) : undefined;
  const last = ref && [...ref.path, ...path].at(-1);
  return ref && last !== undefined ? [{ package: ref.package, name: last }] : [];
}

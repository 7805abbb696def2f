/**
 * Which request an expression is a part of: through constants, destructuring, members, `??`, functions of the file that
 * are given the request, and what is copied out of its headers into a new carrier.
 *
 * Known limitations: a variable with several values, a field of a class and what comes out of a container are unknown;
 * so is what a function of another file makes of the headers.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, isFunction, keyName, literalString, memberName, unwrap } from '../../ast';
import { PROPAGATION_HEADERS } from '../../model/carriers';
import type { ServerLibrary } from '../../model/server-libraries';
import {
  callSitesOf,
  type Definition,
  resolveFunction,
  returnedExpressions,
  soleDefinition,
  variableOf,
  walkAll,
} from '../bindings';
import { builtinName } from '../data-flow';
import type { MessageConsumer } from '../messaging';
import { outermostFunction } from './enclosing';
import { RequestHandlers } from './handlers';
import type { IngressHandler, IngressOrigin, IngressParts } from './types';

const Kind = AST_NODE_TYPES;
const MAX_DEPTH = 12;
/** Clients of the messaging model whose messages are calls of a server. */
const REMOTE_CALLS: ReadonlySet<string> = new Set(['aws-lambda', 'grpc']);
/** Headers that ride along with a trace context, and are none. */
const NO_TRACE: ReadonlySet<string> = new Set(['baggage', 'tracestate']);
/** Methods of a request that look up one header by its name. */
const HEADER_METHODS: ReadonlySet<string> = new Set(['get', 'header']);
/** Calls whose result holds what they are given. */
const COPIES: ReadonlySet<string> = new Set([
  'Object.assign',
  'Object.entries',
  'Object.fromEntries',
  'structuredClone',
]);
const LIST_METHODS: ReadonlySet<string> = new Set(['filter', 'flatMap', 'map', 'reduce']);

interface Trail {
  readonly library: ServerLibrary;
  readonly node: TSESTree.Node;
  readonly path: readonly string[];
}

export class RequestOrigins {
  private readonly handlers: RequestHandlers;
  private readonly known = new WeakMap<TSESTree.Node, Trail | null>();

  constructor(
    private readonly parts: IngressParts,
    private readonly isSwitchedOff: () => boolean,
  ) {
    this.handlers = new RequestHandlers(parts);
  }

  /** What an expression is of a request or message; undefined for everything else. */
  of(expression: TSESTree.Node): IngressOrigin | undefined {
    const trail = this.trace(expression, 0);
    if (trail) return this.originAt(trail);
    const message = this.parts.messaging.originOf(expression);
    if (!message) return undefined;
    return {
      handler: this.consumerOf(message.consumer),
      what:
        message.what === 'carrier'
          ? 'carrier'
          : message.what === 'message' || message.what === 'payload'
            ? 'request'
            : 'part',
      path: [],
    };
  }

  /** The request whose headers a carrier is, or was copied from; undefined also where one of them is written anew. */
  ofCarrier(carrier: TSESTree.Node): IngressOrigin | undefined {
    const origin = this.carrierOf(carrier, 0);
    return origin && !this.isRewritten(origin.handler.node) && !this.isRewritten(outermostFunction(carrier))
      ? origin
      : undefined;
  }

  /**
   * Whether code gives a propagation header another value, that of another header or one it makes up, or deletes it.
   */
  private isRewritten(code: TSESTree.Node | undefined): boolean {
    let found = false;
    if (code) {
      walkAll(this.sourceCode, code, (node) => {
        if (node.type === Kind.UnaryExpression && node.operator === 'delete') {
          const target = unwrap(node.argument);
          const deleted = target.type === Kind.MemberExpression ? (memberName(target) ?? '') : '';
          found ||= PROPAGATION_HEADERS.includes(deleted) && !NO_TRACE.has(deleted);
        }
        if (found || node.type !== Kind.AssignmentExpression || node.left.type !== Kind.MemberExpression) return;
        const name = memberName(node.left);
        found = name !== undefined && PROPAGATION_HEADERS.includes(name) && !this.headerIn(node.right, name);
      });
    }
    return found;
  }

  private carrierOf(expression: TSESTree.Node, depth: number): IngressOrigin | undefined {
    const node = unwrap(expression);
    if (depth > MAX_DEPTH) return undefined;
    const own = this.of(node);
    if (own) return own.what === 'carrier' ? own : undefined;
    switch (node.type) {
      case Kind.ObjectExpression:
        return this.ofLiteral(node, depth);
      case Kind.Identifier: {
        const variable = variableOf(this.sourceCode, node);
        const definition = variable && soleDefinition(variable);
        if (!variable || definition?.kind !== 'value' || definition.path.length > 0) return undefined;
        return this.carrierOf(definition.value, depth + 1) ?? this.ofFilled(variable, definition.value);
      }
      case Kind.LogicalExpression:
        return this.carrierOf(node.left, depth + 1) ?? this.carrierOf(node.right, depth + 1);
      case Kind.ConditionalExpression:
        return this.carrierOf(node.consequent, depth + 1) ?? this.carrierOf(node.alternate, depth + 1);
      case Kind.AwaitExpression:
        return this.carrierOf(node.argument, depth + 1);
      case Kind.CallExpression:
        return this.ofCopy(node, depth);
      default:
        return undefined;
    }
  }

  private ofLiteral(node: TSESTree.ObjectExpression, depth: number): IngressOrigin | undefined {
    let found: IngressOrigin | undefined;
    for (const property of node.properties) {
      if (property.type === Kind.SpreadElement) {
        found ??= this.carrierOf(property.argument, depth + 1);
        continue;
      }
      const name = keyName(property);
      if (name === undefined || !PROPAGATION_HEADERS.includes(name)) continue;
      const header = this.headerIn(property.value, name);
      // The value of another header, or one that is made up: this is a context of the project's own.
      if (!header) return undefined;
      if (!NO_TRACE.has(name)) found ??= header;
    }
    return found;
  }

  /** `const carrier = {}; for (const [key, value] of Object.entries(headers)) carrier[key] = String(value)`. */
  private ofFilled(variable: TSESLint.Scope.Variable, value: TSESTree.Expression): IngressOrigin | undefined {
    const start = unwrap(value);
    if (start.type !== Kind.ObjectExpression || start.properties.length > 0) return undefined;
    for (const { identifier } of variable.references) {
      const member = identifier.parent;
      if (member.type !== Kind.MemberExpression || member.object !== identifier) continue;
      const write = member.parent;
      if (write.type !== Kind.AssignmentExpression || write.left !== member) continue;
      const name = memberName(member);
      if (name !== undefined && (!PROPAGATION_HEADERS.includes(name) || NO_TRACE.has(name))) continue;
      if (name === undefined && this.isChosen(member.property)) continue;
      const found = this.headerIn(write.right, name);
      if (found) return found;
    }
    return undefined;
  }

  /**
   * Whether a condition asks about the name of a header: whoever chooses among them may leave the trace context out.
   */
  private isChosen(key: TSESTree.Node | null | undefined): boolean {
    const variable = key?.type === Kind.Identifier ? variableOf(this.sourceCode, key) : undefined;
    return variable?.references.some(({ identifier }) => isTested(identifier)) ?? false;
  }

  /** `filter(([key]) => allowed.has(key))`: whatever it lets pass, unless it names the trace context. */
  private isFilteredByName(method: string | undefined, callback: TSESTree.Node | undefined): boolean {
    const [entry] = method === 'filter' && isFunction(callback) ? callback.params : [];
    if (!callback || entry?.type !== Kind.ArrayPattern || !entry.elements[0]) return false;
    const text = this.sourceCode.getText(callback);
    return !/['"`](?:trace|b3|x-b3)/.test(text) || text.includes('!');
  }

  /** One header that an expression holds; of that name, if it is given. */
  private headerIn(expression: TSESTree.Node, name: string | undefined): IngressOrigin | undefined {
    let found: IngressOrigin | undefined;
    walkAll(this.sourceCode, expression, (node) => {
      if (found) return;
      const header = this.headerAt(node);
      if (header && (name === undefined || header.name?.toLowerCase() === name)) found = header.origin;
    });
    return found;
  }

  /** A header that a node is: `headers.b3`, `req.get('b3')`, what a loop over the entries gives. */
  private headerAt(
    node: TSESTree.Node,
  ): { readonly origin: IngressOrigin; readonly name: string | undefined } | undefined {
    if (node.type === Kind.MemberExpression) {
      const origin = this.of(node.object);
      return origin?.what === 'carrier' ? { origin, name: memberName(node) } : undefined;
    }
    if (node.type === Kind.CallExpression) {
      const origin = this.of(node);
      return origin?.what === 'header' ? { origin, name: origin.path.at(-1) } : undefined;
    }
    const variable = node.type === Kind.Identifier ? variableOf(this.sourceCode, node) : undefined;
    const definition = variable && soleDefinition(variable);
    switch (definition?.kind) {
      case 'value': {
        const origin = definition.path.length > 0 ? this.of(definition.value) : undefined;
        if (origin?.what === 'carrier') return { origin, name: definition.path.at(-1) };
        const own = this.of(node);
        return own?.what === 'header' ? { origin: own, name: own.path.at(-1) } : undefined;
      }
      case 'element': {
        const origin = this.carrierOf(definition.iterated, 0);
        return origin && { origin, name: undefined };
      }
      case 'parameter': {
        const list = listOfCallback(definition.fn, definition.index);
        const origin = list ? this.carrierOf(list, 0) : this.of(node);
        return origin && (list ?? origin.what === 'header')
          ? { origin, name: list ? undefined : origin.path.at(-1) }
          : undefined;
      }
      default:
        return undefined;
    }
  }

  private ofCopy(node: TSESTree.CallExpression, depth: number): IngressOrigin | undefined {
    const builtin = builtinName(this.sourceCode, node.callee);
    const callee = unwrap(node.callee);
    if (builtin !== undefined && COPIES.has(builtin)) {
      for (const argument of node.arguments) {
        const found = argument.type === Kind.SpreadElement ? undefined : this.carrierOf(argument, depth + 1);
        if (found) return found;
      }
      return undefined;
    }
    if (callee.type === Kind.MemberExpression && LIST_METHODS.has(memberName(callee) ?? '')) {
      return this.isFilteredByName(memberName(callee), node.arguments[0])
        ? undefined
        : this.carrierOf(callee.object, depth + 1);
    }
    const fn = resolveFunction(this.sourceCode, callee);
    if (!fn || fn.generator) return undefined;
    for (const returned of returnedExpressions(this.sourceCode, fn)) {
      const found = this.carrierOf(returned, depth + 1);
      if (found) return found;
    }
    return undefined;
  }

  private get sourceCode(): TSESLint.SourceCode {
    return this.parts.sourceCode;
  }

  private trace(expression: TSESTree.Node, depth: number): Trail | undefined {
    const node = unwrap(expression);
    if (depth > MAX_DEPTH) return undefined;
    let known = this.known.get(node);
    if (known === undefined) {
      this.known.set(node, null);
      known = this.find(node, depth) ?? this.byType(node) ?? null;
      this.known.set(node, known);
    }
    return known ?? undefined;
  }

  private find(node: TSESTree.Expression, depth: number): Trail | undefined {
    switch (node.type) {
      case Kind.Identifier: {
        const variable = variableOf(this.sourceCode, node);
        const definition = variable && soleDefinition(variable);
        return definition && this.ofDefinition(definition, depth);
      }
      case Kind.MemberExpression: {
        const name = memberName(node);
        return then(this.trace(node.object, depth + 1), [name ?? '*']);
      }
      case Kind.AwaitExpression:
        return this.trace(node.argument, depth + 1);
      case Kind.LogicalExpression:
        return this.trace(node.operator === '&&' ? node.right : node.left, depth + 1);
      case Kind.CallExpression:
        return this.ofCall(node, depth);
      default:
        return undefined;
    }
  }

  private ofDefinition(definition: Definition, depth: number): Trail | undefined {
    switch (definition.kind) {
      case 'value':
        return then(this.trace(definition.value, depth + 1), definition.path);
      case 'parameter':
        return then(this.ofParameter(definition, depth), definition.path);
      default:
        return undefined;
    }
  }

  private ofParameter({ fn, index }: Extract<Definition, { kind: 'parameter' }>, depth: number): Trail | undefined {
    const registered = this.handlers.ofRegistered(fn, index);
    if (registered) return { library: registered.library, node: fn, path: registered.path };
    const trails = callSitesOf(this.sourceCode, fn).calls.map((call) => {
      const argument = call.arguments[index];
      return argument && argument.type !== Kind.SpreadElement ? this.trace(argument, depth + 1) : undefined;
    });
    const [first] = trails;
    if (
      first &&
      trails.every((trail) => trail?.library === first.library && trail.path.join('.') === first.path.join('.'))
    )
      return first;
    const typed = this.handlers.ofTyped(fn, index);
    return typed && { library: typed.library, node: fn, path: typed.path };
  }

  private ofCall(node: TSESTree.CallExpression, depth: number): Trail | undefined {
    const callee = unwrap(node.callee);
    const [argument] = node.arguments;
    if (callee.type !== Kind.MemberExpression) return undefined;
    const name = memberName(callee);
    if (name === undefined || !HEADER_METHODS.has(name)) return undefined;
    const owner = this.trace(callee.object, depth + 1);
    if (!argument) return then(owner, [`${name}()`]);
    const header = literalString(argument);
    // `req.get('traceparent')` is `req.headers.traceparent`.
    const way = owner?.library.headers[0]?.split('.') ?? [];
    const isRequest =
      owner?.path.length === 0 ||
      (owner?.path.length === 1 && (owner.path[0] === 'request' || owner.path[0] === 'req'));
    return owner && header !== undefined && isRequest ? { ...owner, path: [...way, header.toLowerCase()] } : undefined;
  }

  private byType(node: TSESTree.Expression): Trail | undefined {
    if (node.type !== Kind.Identifier && node.type !== Kind.MemberExpression && node.type !== Kind.CallExpression)
      return undefined;
    const fn = enclosingFunction(node);
    if (!fn || (node.type === Kind.Identifier && this.isParameter(node))) return undefined;
    const library = this.handlers.libraryOf(node);
    return library && { library, node: fn, path: [] };
  }

  /** What a parameter is has been asked already, with where its function stands. */
  private isParameter(node: TSESTree.Identifier): boolean {
    const variable = variableOf(this.sourceCode, node);
    const definition = variable && soleDefinition(variable);
    return definition?.kind === 'parameter' && definition.path.length === 0;
  }

  private originAt({ library, node, path }: Trail): IngressOrigin {
    const handler = this.handlerOf(library, node);
    for (const text of library.headers) {
      const way = text.split('.');
      if (!way.every((step, index) => step === path[index])) continue;
      if (path.length === way.length) return { handler, what: 'carrier', path };
      return { handler, what: path.length === way.length + 1 ? 'header' : 'part', path };
    }
    return { handler, what: path.length === 0 ? 'request' : 'part', path };
  }

  private handlerOf(library: ServerLibrary, node: TSESTree.Node): IngressHandler {
    const instrumentation = library.instrumentations.find((id) => this.parts.project.isInstrumented(id));
    const isCovered =
      instrumentation === undefined
        ? mayBeCovered(library, this.parts.project)
        : this.isSwitchedOff()
          ? undefined
          : true;
    const fn =
      node.type === Kind.ArrowFunctionExpression ||
      node.type === Kind.FunctionExpression ||
      node.type === Kind.FunctionDeclaration
        ? node
        : undefined;
    return {
      library: library.id,
      label: library.label,
      node,
      fn,
      site: node,
      isCovered,
      instrumentation,
      entryKind: 'SERVER',
    };
  }

  private consumerOf({ client, handler, body, instrumentation, row, site }: MessageConsumer): IngressHandler {
    // A carrier in the payload is the project's own, whatever the instrumentation reads.
    const isOpen = row.carrier.isPayload === true || this.isSwitchedOff();
    return {
      library: client.id,
      label: client.label,
      node: handler ?? body,
      fn: handler,
      site: handler ?? site,
      isCovered: instrumentation.covered === true && isOpen ? undefined : instrumentation.covered,
      instrumentation: client.library ?? client.id,
      entryKind: REMOTE_CALLS.has(client.id) ? 'SERVER' : 'CONSUMER',
    };
  }
}

function then(trail: Trail | undefined, steps: readonly string[]): Trail | undefined {
  return trail && (steps.length === 0 ? trail : { ...trail, path: [...trail.path, ...steps] });
}

/** Whether a name stands in the condition of a branch. */
function isTested(name: TSESTree.Node): boolean {
  for (
    let child = name, { parent } = name;
    parent && !isFunction(parent) && parent.type !== Kind.BlockStatement;
    child = parent, { parent } = parent
  ) {
    if ((parent.type === Kind.IfStatement || parent.type === Kind.ConditionalExpression) && parent.test === child)
      return true;
    if (parent.type === Kind.LogicalExpression && parent.left === child) return true;
    if (parent.type === Kind.SwitchStatement && parent.discriminant === child) return true;
  }
  return false;
}

/** The list whose elements a callback is given as its first parameter. */
function listOfCallback(fn: TSESTree.Node, index: number): TSESTree.Expression | undefined {
  const call = fn.parent;
  if (index !== 0 || call?.type !== Kind.CallExpression || call.arguments[0] !== fn) return undefined;
  const callee = unwrap(call.callee);
  const name = callee.type === Kind.MemberExpression ? memberName(callee) : undefined;
  return callee.type === Kind.MemberExpression && (name === 'forEach' || LIST_METHODS.has(name ?? ''))
    ? callee.object
    : undefined;
}

/** Where an agent of another maker may instrument a library, nobody can tell. */
function mayBeCovered(library: ServerLibrary, project: IngressParts['project']): false | undefined {
  return library.instrumentations.some((id) => project.mayBeInstrumented(id)) ? undefined : false;
}

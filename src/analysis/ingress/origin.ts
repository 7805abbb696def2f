/**
 * Which request an expression is a part of, and which request's headers a carrier is made from: questions to the value
 * flow, whose answer is the parameter of a handler, or a part of it.
 *
 * *Known limitations*: where several requests or other values meet, an expression is of none; what a function of another
 * file makes of the headers is unknown.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, isFunction, literalString, memberName, parameterOwner, unwrap } from '../../ast';
import { PROPAGATION_HEADERS } from '../../model/carriers';
import type { ServerLibrary } from '../../model/server-libraries';
import { variableOf, walkAll } from '../bindings';
import type { MessageConsumer } from '../messaging';
import { type Answer, ANY, DEEP, type End, type FlowStep, SAME_VALUE, valueFlow, type ValueNode } from '../value-flow';
import { outermostFunction } from './enclosing';
import { RequestHandlers } from './handlers';
import type { IngressHandler, IngressOrigin, IngressParts } from './types';

const Kind = AST_NODE_TYPES;
/** Clients of the messaging model whose messages are calls of a server. */
const REMOTE_CALLS: ReadonlySet<string> = new Set(['aws-lambda', 'grpc']);
/** Headers that ride along with a trace context, and are none. */
const NO_TRACE: ReadonlySet<string> = new Set(['baggage', 'tracestate']);
/** Methods of a request that look up one header by its name. */
const HEADER_METHODS: ReadonlySet<string> = new Set(['get', 'header']);

interface Trail {
  readonly library: ServerLibrary;
  readonly node: TSESTree.Node;
  readonly path: readonly string[];
}

/** A header of a request; its name is {@link ANY} where it is one of several. */
interface Header {
  readonly origin: IngressOrigin;
  readonly name: string | undefined;
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
    const trail = this.trailOf(expression);
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
    const own = this.of(carrier);
    const origin = own ? (own.what === 'carrier' ? own : undefined) : this.ofCopy(carrier);
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
      walkAll(this.parts.sourceCode, code, (node) => {
        if (node.type === Kind.UnaryExpression && node.operator === 'delete') {
          const target = unwrap(node.argument);
          const deleted = target.type === Kind.MemberExpression ? (memberName(target) ?? '') : '';
          found ||= PROPAGATION_HEADERS.includes(deleted) && !NO_TRACE.has(deleted);
        }
        if (found || node.type !== Kind.AssignmentExpression || node.left.type !== Kind.MemberExpression) return;
        const name = memberName(node.left);
        if (name === undefined || !PROPAGATION_HEADERS.includes(name)) return;
        found = !this.headersIn({ node: node.right, path: [] }).flows.some(({ label }) => isNamed(label, name));
      });
    }
    return found;
  }

  /** The one request whose trace headers a carrier got; undefined where one of them comes from elsewhere. */
  private ofCopy(carrier: TSESTree.Node): IngressOrigin | undefined {
    const found: IngressOrigin[] = [];
    for (const name of PROPAGATION_HEADERS) {
      const { flows, others, unknown } = this.headersIn({ node: carrier, path: [name] });
      const own = flows.filter(({ label }) => isNamed(label, name));
      const ends = [...others, ...unknown];
      const rest = [
        ...flows.filter((flow) => !own.includes(flow)),
        ...ends.filter((end) => isValue(end) && this.argumentsOf(end.node).length === 0),
      ];
      // The value of another header, or one that is made up: this is a context of the project's own.
      if (rest.some(({ steps }) => own.length === 0 || !steps.some(({ kind }) => kind === 'choice'))) return undefined;
      if (ends.some(isOfCaller)) return undefined;
      if (!NO_TRACE.has(name)) found.push(...own.map(({ label }) => label.origin));
    }
    const [first] = found;
    return found.every(({ handler }) => handler.library === first?.handler.library) ? first : undefined;
  }

  /** The headers of requests that a value, or a part of it, may be made from. */
  private headersIn(start: ValueNode): Answer<Header> {
    const isBarred = (node: TSESTree.Node): boolean => isFallback(node) || this.isChosen(node);
    return this.flow.backward<Header>(start, {
      label: ({ node, path }) => {
        const origin = isBarred(node) ? undefined : this.of(node);
        if (origin?.what === 'header') return { origin, name: origin.path.at(-1) };
        return origin?.what === 'carrier' && path.length > 0 ? { origin, name: path[0] } : undefined;
      },
      barrier: ({ node }) => isBarred(node),
      also: ({ node, path }) => (path.length === 0 ? this.argumentsOf(node) : []),
    });
  }

  /** What an unknown function is given: it is taken to hand on one header, in another form. */
  private argumentsOf(node: TSESTree.Node): readonly FlowStep[] {
    if (node.type !== Kind.CallExpression || this.flow.summariesOf(node)) return [];
    if (this.flow.calls.calleesOf(node).callees.length > 0) return [];
    return node.arguments.map((to): FlowStep => ({ kind: 'text', to, isWhole: true, site: node }));
  }

  /**
   * Whether headers are chosen by their names, in a loop or a filter: whoever chooses among them may leave the trace
   * context out.
   */
  private isChosen(node: TSESTree.Node): boolean {
    if (node.type === Kind.CallExpression && this.isFilterByName(node)) return true;
    const write = node.parent;
    if (write?.type !== Kind.AssignmentExpression || write.right !== node) return false;
    const target = write.left;
    if (target.type !== Kind.MemberExpression || memberName(target) !== undefined) return false;
    const key = target.property.type === Kind.Identifier && variableOf(this.parts.sourceCode, target.property);
    return key ? key.references.some(({ identifier }) => isTested(identifier)) : false;
  }

  /** `filter(([key]) => allowed.has(key))`: whatever it lets pass, unless it names the trace context. */
  private isFilterByName({ callee, arguments: [callback] }: TSESTree.CallExpression): boolean {
    const method = unwrap(callee) as TSESTree.Node;
    if (method.type !== Kind.MemberExpression || memberName(method) !== 'filter') return false;
    const [entry] = isFunction(callback) ? callback.params : [];
    if (!callback || entry?.type !== Kind.ArrayPattern || !entry.elements[0]) return false;
    const text = this.parts.sourceCode.getText(callback);
    return !/['"`](?:trace|b3|x-b3)/.test(text) || text.includes('!');
  }

  private get flow(): ReturnType<typeof valueFlow> {
    return valueFlow(this.parts.sourceCode);
  }

  /** The request that an expression is a part of: by who hands it over, else by its own type. */
  private trailOf(expression: TSESTree.Node): Trail | undefined {
    if (!this.handlers.mayExist) return undefined;
    let known = this.known.get(expression);
    if (known === undefined) {
      this.known.set(expression, null); // while it is being found
      known = this.ask(expression, (place) => this.atPlace(place)) ?? null;
      if (this.handlers.mayDeclare) known ??= this.ask(expression, (place) => this.byType(place)) ?? null;
      this.known.set(expression, known);
    }
    return known ?? undefined;
  }

  /** What all ways lead to, or to the same part of a request of the same library. */
  private ask(expression: TSESTree.Node, label: (place: ValueNode) => Trail | undefined): Trail | undefined {
    const { flows, others, unknown } = this.flow.backward(expression, {
      label: (place) => (isFallback(place.node) ? undefined : label(place)),
      barrier: ({ node }) => isFallback(node),
      kinds: SAME_VALUE,
    });
    const first = flows[0]?.label;
    const isSole = !others.some(isValue) && !unknown.some(({ cause, node }) => this.isOpen(cause, node));
    const isOne = flows.every(
      ({ label: { library, path } }) => library === first?.library && path.join('.') === first.path.join('.'),
    );
    return isSole && isOne ? first : undefined;
  }

  /** Whether a way that nobody sees counts: callers of another file beside those of this one do not. */
  private isOpen(cause: string, node: TSESTree.Node): boolean {
    if (cause === 'escape') return false;
    return cause !== 'parameter' || this.argumentsAt(node).length === 0;
  }

  /** What the calls of a function in this file give to a parameter. */
  private argumentsAt(parameter: TSESTree.Node): readonly FlowStep[] {
    return this.flow.stepsOf('backward', parameter).steps.filter(({ kind }) => kind === 'argument');
  }

  /** The request that is handed to a parameter, or whose header is looked up by its name. */
  private atPlace({ node, path }: ValueNode): Trail | undefined {
    const fn = parameterOwner(node);
    if (!fn) return node.type === Kind.CallExpression ? then(this.ofLookUp(node), path) : undefined;
    const index = fn.params.indexOf(node as TSESTree.Parameter);
    const given = this.argumentsAt(node);
    // Where all calls in this file give a part of a request, that is known better than by its type.
    const isGiven = given.length > 0 && given.every(({ to }) => this.trailOf(to) !== undefined);
    const found = this.handlers.ofRegistered(fn, index) ?? (isGiven ? undefined : this.handlers.ofTyped(fn, index));
    return found && { library: found.library, node: fn, path: [...found.path, ...path] };
  }

  /** `request.get('traceparent')` is `request.headers.traceparent`. */
  private ofLookUp({ callee, arguments: [argument] }: TSESTree.CallExpression): Trail | undefined {
    const method = unwrap(callee) as TSESTree.Node;
    const name = method.type === Kind.MemberExpression ? memberName(method) : undefined;
    if (method.type !== Kind.MemberExpression || name === undefined || !HEADER_METHODS.has(name)) return undefined;
    const owner = this.trailOf(method.object);
    if (!argument) return then(owner, [`${name}()`]);
    const header = literalString(argument);
    const way = owner?.library.headers[0]?.split('.') ?? [];
    const isRequest =
      owner?.path.length === 0 ||
      (owner?.path.length === 1 && (owner.path[0] === 'request' || owner.path[0] === 'req'));
    return owner && header !== undefined && isRequest ? { ...owner, path: [...way, header.toLowerCase()] } : undefined;
  }

  /** What is a request by its own type, in a function. */
  private byType({ node, path }: ValueNode): Trail | undefined {
    if (node.type !== Kind.Identifier && node.type !== Kind.MemberExpression && node.type !== Kind.CallExpression)
      return undefined;
    const fn = enclosingFunction(node);
    // What a parameter is has been asked already, with where its function stands.
    const isParameter = [node, ...this.flow.stepsOf('backward', node).steps.map(({ to }) => to)].some(parameterOwner);
    const library = fn && !isParameter ? this.handlers.libraryOf(node) : undefined;
    return fn && library && { library, node: fn, path };
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

/** Whether a node stands in for what may be missing: the right side of `??`, a default. */
function isFallback(node: TSESTree.Node): boolean {
  const { parent } = node;
  return (
    ((parent?.type === Kind.LogicalExpression && parent.operator !== '&&') ||
      parent?.type === Kind.AssignmentPattern) &&
    parent.right === node
  );
}

function isNamed({ name }: Header, wanted: string): boolean {
  return name === ANY || name === DEEP || name?.toLowerCase() === wanted;
}

/** Whether a way ends at a value, and not at an object that lacks the part that is asked for. */
function isValue({ path }: End): boolean {
  return path.length === 0;
}

/** Whether a way leads out of the function that it began in, to one of its callers. */
function isOfCaller({ steps }: End): boolean {
  const entered = steps.filter(({ enters }) => enters).length;
  return steps.filter(({ leaves }) => leaves).length > entered;
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

/** Where an agent of another maker may instrument a library, nobody can tell. */
function mayBeCovered(library: ServerLibrary, project: IngressParts['project']): false | undefined {
  return library.instrumentations.some((id) => project.mayBeInstrumented(id)) ? undefined : false;
}

/**
 * Where a carrier goes after it was filled: which HTTP requests leave with it, and whether anything else may take it.
 *
 * Followed forward from the carrier through variables, properties and `init.headers = carrier`, spreads, `new
 * Headers()`, `new Request()`, the functions of `Object`, functions and methods of the file: their parameters, their
 * results, and the variables of their callers that they fill. What copies, or sends, must be able to run after the
 * carrier is filled.
 *
 * *Known limitations*: fields of classes, containers, and copies entry by entry in a loop are places where anything may
 * take it. A header that is taken out again under a computed name counts as taken out.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, type FunctionNode, keyName, literalString, memberName, unwrap } from '../../ast';
import { PROPAGATION_HEADERS } from '../../model/carriers';
import type { HttpClientModel } from '../../model/http-clients';
import { activationOf } from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import { callSitesOf, definitionsOf, resolveFunction, variableOf } from '../bindings';
import { builtinName, type GraphProvider, isVisibleOutside } from '../data-flow';
import { namedExport } from '../library-objects';
import { httpClientOf, isHeaderPlace } from './http-requests';
import { mayRunAfter } from './order';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

type CallNode = TSESTree.CallExpression | TSESTree.NewExpression;

/** A request that leaves with the headers of a carrier. */
export interface CarrierRequest {
  readonly call: TSESTree.CallExpression;
  readonly client: HttpClientModel;
}

export interface CarrierDestinations {
  /** The requests, in source order. */
  readonly requests: readonly CarrierRequest[];
  /** Whether the carrier, or what was written to it, may be read, sent or kept anywhere else. */
  readonly hasOthers: boolean;
}

/** The carrier that a call fills. */
export interface FilledCarrier {
  readonly expression: TSESTree.Expression;
  /** From the expression to the object that gets the headers; empty for the expression itself. */
  readonly path?: readonly string[];
  /** The call that fills it. */
  readonly filledBy: TSESTree.Node;
  /** A header that it gets: where the carrier loses it again, nothing leaves. */
  readonly header: string;
}

/** Where the carrier stands in a value, and since when. */
interface Trail {
  readonly path: readonly string[];
  /** What must have run before a read counts; undefined in a function that got the value when it was filled. */
  readonly since: TSESTree.Node | undefined;
  /** Whether it has not run yet: what holds the carrier itself has it later, a copy never. Default: false. */
  readonly isEarly?: boolean;
  /** The functions that were entered on the way, and by which call. */
  readonly entered: ReadonlyMap<FunctionNode, CallNode>;
}

const MAX_VISITS = 400;
/** Methods that only write to headers, or look at one of them by its name. */
const WRITES: ReadonlySet<string> = new Set(['append', 'delete', 'set']);
/** Functions whose result has the entries of their argument, or is it. */
const PASSES: ReadonlySet<string> = new Set([
  'Object.assign',
  'Object.entries',
  'Object.freeze',
  'Object.fromEntries',
  'Object.seal',
  'structuredClone',
]);
/** Classes that take over the headers they are built with. */
const FETCH_PACKAGES: ReadonlySet<string | undefined> = new Set([undefined, 'undici']);

/** Where a filled carrier goes. */
export function carrierDestinations(
  resolver: ApiResolver,
  graphOf: GraphProvider,
  carrier: FilledCarrier,
): CarrierDestinations {
  return new CarrierFlow(resolver, graphOf, carrier).run();
}

/** Where a value goes that has the header from the start: a literal, headers that were received. */
export function valueDestinations(
  resolver: ApiResolver,
  graphOf: GraphProvider,
  value: Omit<FilledCarrier, 'filledBy'>,
): CarrierDestinations {
  return new CarrierFlow(resolver, graphOf, { ...value, filledBy: value.expression }).runFromValue();
}

class CarrierFlow {
  private readonly requests = new Map<TSESTree.Node, CarrierRequest>();
  private readonly seen = new Map<TSESLint.Scope.Variable, Set<string>>();
  private readonly returned = new Set<string>();
  private hasOthers = false;
  private isStripped = false;
  private visits = 0;

  constructor(
    private readonly resolver: ApiResolver,
    private readonly graphOf: GraphProvider,
    private readonly carrier: FilledCarrier,
  ) {}

  run(): CarrierDestinations {
    const { expression, path = [], filledBy } = this.carrier;
    this.filled(expression, path, filledBy);
    return this.found();
  }

  runFromValue(): CarrierDestinations {
    const { expression, path = [] } = this.carrier;
    this.follow(expression, { path, since: undefined, entered: new Map() });
    return this.found();
  }

  private found(): CarrierDestinations {
    const requests = this.isStripped ? [] : [...this.requests.values()];
    return { requests: requests.sort((a, b) => a.call.range[0] - b.call.range[0]), hasOthers: this.hasOthers };
  }

  private get sourceCode(): TSESLint.SourceCode {
    return this.resolver.sourceCode;
  }

  /**
   * Follows the object that stands at a path of an expression, backward to the variables that hold it and forward from
   * them.
   */
  private filled(expression: TSESTree.Node, path: readonly string[], since: TSESTree.Node): void {
    if (++this.visits > MAX_VISITS) return;
    const node = unwrap(expression);
    switch (node.type) {
      case Kind.Identifier: {
        const variable = variableOf(this.sourceCode, node);
        if (variable) this.filledVariable(variable, path, since);
        return;
      }
      case Kind.MemberExpression: {
        const name = memberName(node);
        if (name === undefined || unwrap(node.object).type === Kind.ThisExpression) this.hasOthers = true;
        else this.filled(node.object, [name, ...path], since);
        return;
      }
      case Kind.AssignmentExpression:
        this.filled(node.left, path, since);
        this.filled(node.right, path, since);
        return;
      case Kind.LogicalExpression:
        if (node.operator !== '&&') this.filled(node.left, path, since);
        this.filled(node.right, path, since);
        return;
      case Kind.ConditionalExpression:
        this.filled(node.consequent, path, since);
        this.filled(node.alternate, path, since);
        return;
      case Kind.ObjectExpression: {
        const [name, ...rest] = path;
        const part = node.properties.find((property) => property.type === Kind.Property && keyName(property) === name);
        if (name !== undefined && part?.type === Kind.Property) this.filled(part.value, rest, since);
        return;
      }
      default:
        return;
    }
  }

  private filledVariable(variable: TSESLint.Scope.Variable, path: readonly string[], since: TSESTree.Node): void {
    if (!this.variable(variable, { path, since, entered: new Map() })) return;
    for (const definition of definitionsOf(variable)) {
      if (definition.kind === 'value') {
        this.filled(definition.value, [...definition.path, ...path], since);
      } else if (definition.kind === 'parameter') {
        const { fn, index } = definition;
        const { calls, escapes } = this.callsOf(fn);
        this.hasOthers ||= escapes;
        for (const call of calls) {
          const argument = call.arguments[index];
          if (argument && argument.type !== Kind.SpreadElement)
            this.filled(argument, [...definition.path, ...path], call);
        }
      } else if (definition.kind !== 'unknown') this.hasOthers = true;
    }
  }

  /** Follows the reads of a variable; false if that was done before. */
  private variable(variable: TSESLint.Scope.Variable, trail: Trail): boolean {
    const key = `${trail.path.join('.')}@${trail.since?.range.join('-') ?? ''}`;
    const keys = this.seen.get(variable) ?? new Set();
    if (keys.has(key) || ++this.visits > MAX_VISITS) return false;
    this.seen.set(variable, keys.add(key));
    if (isVisibleOutside(variable)) this.hasOthers = true;
    for (const { identifier } of variable.references.filter((reference) => reference.isRead())) {
      const isLate = mayRunAfter(this.sourceCode, this.graphOf, trail.since, identifier, variable);
      if (isLate || (trail.since && identifier.range[1] <= trail.since.range[0]))
        this.follow(identifier, { ...trail, isEarly: !isLate });
    }
    return true;
  }

  /** Follows a value to whatever takes it. */
  private follow(node: TSESTree.Node, trail: Trail): void {
    const { parent } = node;
    if (!parent || ++this.visits > MAX_VISITS) return;
    switch (parent.type) {
      case Kind.TSAsExpression:
      case Kind.TSNonNullExpression:
      case Kind.TSSatisfiesExpression:
      case Kind.TSTypeAssertion:
      case Kind.ChainExpression:
      case Kind.AwaitExpression:
        this.follow(parent, trail);
        return;
      case Kind.ConditionalExpression:
        if (parent.test !== node) this.follow(parent, trail);
        return;
      case Kind.LogicalExpression:
        if (parent.left !== node || parent.operator !== '&&') this.follow(parent, trail);
        return;
      case Kind.SequenceExpression:
        if (parent.expressions.at(-1) === node) this.follow(parent, trail);
        return;
      case Kind.Property:
        this.property(parent, trail);
        return;
      case Kind.SpreadElement:
        this.spread(parent, trail);
        return;
      case Kind.VariableDeclarator:
        this.bind(parent.id, trail, parent);
        return;
      case Kind.AssignmentExpression:
        if (parent.right !== node) return;
        this.assigned(parent.left, trail, parent);
        if (parent.parent.type !== Kind.ExpressionStatement) this.follow(parent, trail);
        return;
      case Kind.MemberExpression:
        if (parent.object === node) this.member(parent, trail);
        return;
      case Kind.CallExpression:
      case Kind.NewExpression:
        if (parent.callee !== node) this.argument(parent, node, trail);
        return;
      case Kind.ReturnStatement:
        this.result(enclosingFunction(parent), trail);
        return;
      case Kind.ArrowFunctionExpression:
        if (parent.body === node) this.result(parent, trail);
        return;
      case Kind.ExpressionStatement:
      case Kind.IfStatement:
      case Kind.UnaryExpression:
      case Kind.BinaryExpression:
        return;
      default:
        this.hasOthers = true;
    }
  }

  private property(property: TSESTree.Property, trail: Trail): void {
    const name = keyName(property);
    if (name === undefined || property.parent.type !== Kind.ObjectExpression) this.hasOthers = true;
    else if (!isOverwritten(property.parent, property, name))
      this.follow(property.parent, { ...trail, path: [name, ...trail.path] });
  }

  private spread(spread: TSESTree.SpreadElement, trail: Trail): void {
    const { parent } = spread;
    if (trail.isEarly) return;
    if (parent.type !== Kind.ObjectExpression) this.hasOthers = true;
    else if (!isOverwritten(parent, spread, trail.path[0] ?? this.carrier.header)) this.follow(parent, trail);
  }

  private member(member: TSESTree.MemberExpression, trail: Trail): void {
    const name = memberName(member);
    const { parent } = member;
    const call = parent.type === Kind.CallExpression && parent.callee === member ? parent : undefined;
    const [step, ...rest] = trail.path;
    if (trail.isEarly) return;
    if (step !== undefined) {
      if (name === 'clone' && call) this.follow(call, trail);
      else if (name === step && !isWritten(member)) this.follow(member, { ...trail, path: rest });
      return;
    }
    if (call && (name === 'flat' || name === 'entries')) this.follow(call, trail);
    else if (call && WRITES.has(name ?? '')) this.isStripped ||= name === 'delete' && this.isHeader(call.arguments[0]);
    else if (!isWritten(member))
      this.hasOthers ||= call !== undefined || name === undefined || PROPAGATION_HEADERS.includes(name.toLowerCase());
    else if (parent.type === Kind.UnaryExpression)
      this.isStripped ||= name === undefined || this.isHeader(member.property);
  }

  /** Whether a node names the header of the carrier, or may. */
  private isHeader(node: TSESTree.Node | undefined): boolean {
    if (node?.type === Kind.Identifier && node.parent.type === Kind.MemberExpression && !node.parent.computed)
      return node.name === this.carrier.header;
    const text = literalString(node);
    return text === undefined || text.toLowerCase() === this.carrier.header;
  }

  private argument(call: CallNode, argument: TSESTree.Node, trail: Trail): void {
    if (trail.isEarly) return;
    const index = call.arguments.indexOf(argument as TSESTree.CallExpressionArgument);
    const operation = this.resolver.resolve(call)?.operation;
    if (operation !== undefined) {
      this.hasOthers ||= operation !== 'propagation.inject' || trail.path.length > 0;
      return;
    }
    const client = httpClientOf(this.resolver, call);
    if (client && call.type === Kind.CallExpression) {
      if (isHeaderPlace(this.resolver, call, client, { argument: index, path: trail.path }))
        this.requests.set(call, { call, client });
      return;
    }
    if (call.type === Kind.NewExpression && this.rebuilt(call, index, trail)) return;
    const builtin = builtinName(this.sourceCode, call.callee) ?? '';
    if (PASSES.has(builtin)) {
      const [target] = call.arguments;
      this.follow(call, trail);
      if (builtin === 'Object.assign' && index > 0 && target) this.assigned(unwrap(target), trail, call);
      return;
    }
    if (builtin.startsWith('console.')) return;
    const fn = resolveFunction(this.sourceCode, call.callee);
    const parameter = fn?.params[index];
    const isSpread = call.arguments.slice(0, index).some(({ type }) => type === Kind.SpreadElement);
    if (!fn || fn.generator || isSpread || (parameter && trail.entered.has(fn))) this.hasOthers = true;
    else if (parameter) this.bind(parameter, { ...trail, entered: new Map([...trail.entered, [fn, call]]) }, undefined);
  }

  /** `new Headers(carrier)`, `new Request(url, init)`: true for a class that takes the headers over. */
  private rebuilt(call: TSESTree.NewExpression, index: number, trail: Trail): boolean {
    const named = namedExport(this.resolver, call.callee);
    if (!named || !FETCH_PACKAGES.has(named.package)) return false;
    const isHeaders = named.name === 'Headers' && index === 0 && trail.path.length === 0;
    const isRequest =
      named.name === 'Request' &&
      trail.path[0] === 'headers' &&
      (index === 1 || (index === 0 && call.arguments.length === 1));
    if (isHeaders || isRequest) this.follow(call, trail);
    return isHeaders || isRequest;
  }

  /** Binds a value to a variable or pattern, at a declaration, or undefined for a parameter. */
  private bind(pattern: TSESTree.Node, trail: Trail, since: TSESTree.Node | undefined): void {
    switch (pattern.type) {
      case Kind.Identifier: {
        const variable = variableOf(this.sourceCode, pattern);
        if (variable) this.variable(variable, { ...trail, since: trail.isEarly ? trail.since : since });
        return;
      }
      case Kind.AssignmentPattern:
        this.bind(pattern.left, trail, since);
        return;
      case Kind.ObjectPattern: {
        const [name, ...rest] = trail.path;
        if (name === undefined) this.hasOthers = true;
        const isTaken = pattern.properties.some(
          (property) => property.type === Kind.Property && keyName(property)?.toLowerCase() === this.carrier.header,
        );
        const part = pattern.properties.find(
          (property) => property.type === Kind.Property && keyName(property) === name,
        );
        const others = pattern.properties.find((property) => property.type === Kind.RestElement);
        if (name !== undefined && part?.type === Kind.Property) this.bind(part.value, { ...trail, path: rest }, since);
        else if (!isTaken && others?.type === Kind.RestElement) this.bind(others.argument, trail, since);
        return;
      }
      default:
        this.hasOthers = true;
    }
  }

  /** `init = value`, `init.headers = value`, `Object.assign(init, value)`. */
  private assigned(target: TSESTree.Node, trail: Trail, since: TSESTree.Node): void {
    let { path } = trail;
    let node = unwrap(target);
    while (node.type === Kind.MemberExpression) {
      const name = memberName(node);
      if (name === undefined) break;
      path = [name, ...path];
      node = unwrap(node.object);
    }
    const variable = node.type === Kind.Identifier ? variableOf(this.sourceCode, node) : undefined;
    if (variable) this.variable(variable, { ...trail, path, since: trail.isEarly ? trail.since : since });
    else if (node.type !== Kind.ObjectExpression) this.hasOthers = true;
  }

  /** Follows what a function returns to the call that entered it, or to every call. */
  private result(fn: FunctionNode | undefined, trail: Trail): void {
    if (trail.isEarly) return;
    if (!fn || fn.generator) {
      this.hasOthers = true;
      return;
    }
    const entry = trail.entered.get(fn);
    if (entry) {
      this.follow(entry, {
        ...trail,
        since: undefined,
        entered: new Map([...trail.entered].filter(([one]) => one !== fn)),
      });
      return;
    }
    const key = `${fn.range.join('-')}@${trail.path.join('.')}`;
    if (this.returned.has(key)) return;
    this.returned.add(key);
    const activation = activationOf(this.resolver, fn);
    const { calls, escapes } = activation ? { calls: [activation.call.node], escapes: false } : this.callsOf(fn);
    this.hasOthers ||= escapes;
    for (const call of calls) this.follow(call, { ...trail, since: undefined });
  }

  /** The calls of a function of the file; a private method is called by its class alone. */
  private callsOf(fn: FunctionNode): ReturnType<typeof callSitesOf> {
    const sites = callSitesOf(this.sourceCode, fn);
    const { parent } = fn;
    const isPrivate =
      parent.type === Kind.MethodDefinition &&
      (parent.accessibility === 'private' || parent.key.type === Kind.PrivateIdentifier);
    return isPrivate ? { calls: sites.calls, escapes: false } : sites;
  }
}

/** Whether a later property of a literal replaces a part of it. */
function isOverwritten(object: TSESTree.ObjectExpression, part: TSESTree.ObjectLiteralElement, name: string): boolean {
  const later = object.properties.slice(object.properties.indexOf(part) + 1);
  return later.some((property) => property.type === Kind.Property && keyName(property) === name);
}

/** Whether a member is written or deleted, and not read. */
function isWritten(member: TSESTree.MemberExpression): boolean {
  const { parent } = member;
  return (
    (parent.type === Kind.AssignmentExpression && parent.left === member) ||
    (parent.type === Kind.UnaryExpression && parent.operator === 'delete')
  );
}

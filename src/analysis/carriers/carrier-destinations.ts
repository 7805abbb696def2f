/**
 * Where a carrier goes after it was filled: which HTTP requests leave with it, and whether anything else may take it.
 *
 * Asked of the value flow, forward from where the carrier is made. What sends, or copies, must be able to run after the
 * carrier is filled.
 *
 * *Known limitations*: those of the value flow; entries that are copied one by one are not followed, since some may be
 * left out. A header
 * that is taken out again counts as taken out wherever that stands.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, type CallNode, keyName, literalString, memberName, unwrap } from '../../ast';
import { HEADER_WRITES, PROPAGATION_HEADERS } from '../../model/carriers';
import { FETCH_PACKAGES, type HttpClientModel, REQUEST_CONSTRUCTION } from '../../model/http-clients';
import type { ApiResolver } from '../api-resolution';
import { variableOf } from '../bindings';
import { namedExport } from '../library-objects';
import {
  type AccessPath,
  advance,
  ANY,
  BOUNDS,
  DEEP,
  type End,
  type FlowStep,
  type Query,
  type ValueFlow,
  valueFlow,
} from '../value-flow';
import { FillOrder } from './order';
import { httpClientOf, isHeaderPlace } from './http-requests';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

type Place = Parameters<Query<unknown>['label']>[0];

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

/** What a way of a header ends in. */
type Fate = CarrierRequest | 'lost' | 'other' | 'removed';

/** A fate that counts only if the header is there when the carrier is read. */
interface Arrival {
  readonly fate: Fate;
  readonly read: TSESTree.Node;
}

/** Steps of the question's own: to what reads a header of the carrier by name, and to what takes it out. */
const READ = '(read)';
const REMOVED = '(removed)';

/** Methods that leave out no entry of a list. */
const WHOLE_LISTS: ReadonlySet<string> = new Set(['concat', 'entries', 'flat']);

/** Where a filled carrier goes. */
export function carrierDestinations(
  resolver: ApiResolver,
  { expression, filledBy, header, path = [] }: FilledCarrier,
): CarrierDestinations {
  const flow = valueFlow(resolver.sourceCode);
  const made = flow.objects.sitesOf(expression, path).steps.map(({ to, put = [] }) => ({ to, path: [...put, header] }));
  const arrivals = made.flatMap((site) => {
    const order = new FillOrder(flow, filledBy, site.to);
    return arrivalsOf(resolver, flow, site.to, site.path, header).filter(
      ({ read }) =>
        flow.objects.isSeen({ site: filledBy, object: site.to }, read, site.path) && order.mayComeBefore(read),
    );
  });
  const { requests, hasOthers } = summed(arrivals);
  return { requests, hasOthers: hasOthers || made.some(({ to }) => !isMadeHere(to)) };
}

/** Where a value goes that has the header from the start: a literal, a list of pairs, headers that were received. */
export function valueDestinations(
  resolver: ApiResolver,
  { expression, header }: Pick<FilledCarrier, 'expression' | 'header'>,
): CarrierDestinations {
  const path = expression.type === Kind.ArrayExpression ? [ANY, '1'] : [header];
  return summed(arrivalsOf(resolver, valueFlow(resolver.sourceCode), expression, path, header));
}

function summed(arrivals: readonly Arrival[]): CarrierDestinations {
  const requests = new Map<TSESTree.Node, CarrierRequest>();
  const isRemoved = arrivals.some(({ fate }) => fate === 'removed');
  for (const { fate } of arrivals) if (typeof fate === 'object' && !isRemoved) requests.set(fate.call, fate);
  return {
    requests: [...requests.values()].sort((a, b) => a.call.range[0] - b.call.range[0]),
    hasOthers: arrivals.some(({ fate }) => fate === 'other'),
  };
}

/** Whether an object is new where it is made, as far as this file is concerned. */
function isMadeHere(node: TSESTree.Node): boolean {
  return isLiteral(node) || node.type === Kind.NewExpression || node.type === Kind.CallExpression;
}

function isLiteral({ type }: TSESTree.Node): boolean {
  return type === Kind.ObjectExpression || type === Kind.ArrayExpression;
}

/** Found once for all that fill one carrier. */
const known = new WeakMap<ApiResolver, Map<TSESTree.Node, Map<string, readonly Arrival[]>>>();

/** Where the header goes that stands at a path of a value, whenever it was put there. */
function arrivalsOf(
  resolver: ApiResolver,
  flow: ValueFlow,
  node: TSESTree.Node,
  path: AccessPath,
  header: string,
): readonly Arrival[] {
  const all = known.get(resolver) ?? new Map<TSESTree.Node, Map<string, readonly Arrival[]>>();
  known.set(resolver, all);
  const ofNode = all.get(node) ?? new Map<string, readonly Arrival[]>();
  all.set(node, ofNode);
  const key = path.join('.');
  let arrivals = ofNode.get(key);
  if (!arrivals) ofNode.set(key, (arrivals = new HeaderWays(resolver, flow, header).from(node, path)));
  return arrivals;
}

class HeaderWays {
  constructor(
    private readonly resolver: ApiResolver,
    private readonly flow: ValueFlow,
    private readonly header: string,
  ) {}

  from(node: TSESTree.Node, path: AccessPath): readonly Arrival[] {
    const answer = this.flow.forward<Fate>(
      { node, path },
      { label: (place) => this.fateAt(place), also: (place) => this.usesAt(place) },
      BOUNDS.shared,
    );
    const arrival = (end: End, fate: Fate): Arrival => ({ fate, read: readOn(node, path, end) });
    return [
      ...answer.flows.filter(({ label }) => label !== 'lost').map((end) => arrival(end, end.label)),
      ...answer.unknown.map((end) => arrival(end, 'other')),
    ];
  }

  private fateAt(place: Place): Fate | undefined {
    const { node, path } = place;
    if (path[0] === READ) return 'other';
    if (path[0] === REMOVED) return 'removed';
    const { parent } = node;
    if (parent?.type === Kind.UnaryExpression && parent.operator === 'delete') return 'lost';
    // The header by itself, or entries one by one: which of them go on is not known.
    if (path.length === 0 || (isSplit(path) && isChosenFrom(node))) return 'other';
    // `(key, value) => headers.set(key, value)`: nobody wants the result.
    if (parent?.type === Kind.ArrowFunctionExpression && isWriting(node)) return 'lost';
    return (parent?.type === Kind.CallExpression || parent?.type === Kind.NewExpression) && parent.callee !== node
      ? this.argument(parent, place)
      : undefined;
  }

  private argument(call: CallNode, { node, path, write }: Place): Fate | undefined {
    const operation = this.resolver.resolve(call)?.operation;
    if (operation !== undefined) return operation === 'propagation.inject' && this.isCarrier(path) ? 'lost' : 'other';
    const client = httpClientOf(this.resolver, call);
    if (!client && this.isOfOthers(call)) return 'other';
    const place = { argument: call.arguments.indexOf(node as TSESTree.Expression), path: this.carrierPath(path) ?? [] };
    if (!client || call.type === Kind.NewExpression) {
      const isReplaced =
        isRequest(this.resolver, call) && !isHeaderPlace(this.resolver, call, REQUEST_CONSTRUCTION, place);
      return isReplaced ? 'lost' : undefined;
    }
    const isSent = isHeaderPlace(this.resolver, call, client, place);
    return isSent && (!write || this.flow.objects.isSeen(write, node, path)) ? { call, client } : 'lost';
  }

  /** Whether a method is called of an object that is not made here: what it does, its name does not tell. */
  private isOfOthers(call: CallNode): boolean {
    const callee = unwrap(call.callee);
    if (call.type === Kind.NewExpression || callee.type !== Kind.MemberExpression) return false;
    if (this.flow.calls.calleesOf(call).callees.length > 0) return false;
    const object = unwrap(callee.object);
    if (object.type === Kind.Identifier && !variableOf(this.resolver.sourceCode, object)) return false;
    const { steps, open } = this.flow.objects.sitesOf(object);
    const isOwn = steps.every(({ to }) => (to.type === Kind.NewExpression ? this.flow.summariesOf(to) : isLiteral(to)));
    return open !== undefined || steps.length === 0 || !isOwn;
  }

  /** Where the object stands that has the header at the end of a path; undefined for the header itself. */
  private carrierPath(path: AccessPath): AccessPath | undefined {
    const last = path.at(-1);
    if (isSplit(path)) return path.slice(0, -2);
    return last === this.header || last === ANY || (last === DEEP && path.length > 1) ? path.slice(0, -1) : undefined;
  }

  private isCarrier(path: AccessPath): boolean {
    return this.carrierPath(path)?.length === 0;
  }

  /** What reads a header of a carrier by its name, all its names, or takes the header out. */
  private usesAt({ node, path }: Place): readonly FlowStep[] {
    const { parent } = node;
    if (!parent || !this.isCarrier(path)) return [];
    const use = (part: string): readonly FlowStep[] => [{ kind: 'copy', to: parent, put: [part], site: parent }];
    switch (parent.type) {
      case Kind.ForInStatement:
        return parent.right === node ? use(READ) : [];
      case Kind.VariableDeclarator:
        return parent.id.type === Kind.ObjectPattern && readsHeader(parent.id) ? use(READ) : [];
      case Kind.MemberExpression: {
        const part = parent.object === node ? this.useOf(parent) : undefined;
        return part === undefined ? [] : use(part);
      }
      default:
        return [];
    }
  }

  private useOf(member: TSESTree.MemberExpression): string | undefined {
    const { parent } = member;
    const name = memberName(member);
    if (parent.type === Kind.UnaryExpression && parent.operator === 'delete')
      return name === undefined || name === this.header ? REMOVED : undefined;
    if (parent.type === Kind.AssignmentExpression && parent.left === member) return undefined;
    if (parent.type !== Kind.CallExpression || parent.callee !== member)
      return name !== undefined && PROPAGATION_HEADERS.includes(name.toLowerCase()) ? READ : undefined;
    if (name === 'delete') {
      const removed = literalString(parent.arguments[0]);
      return removed === undefined || removed.toLowerCase() === this.header ? REMOVED : undefined;
    }
    if (HEADER_WRITES.has(name ?? '') || this.flow.calls.calleesOf(parent).callees.length > 0) return undefined;
    const isFollowed = (this.flow.summariesOf(parent) ?? []).some(({ from }) => from.base === 'receiver');
    return isFollowed && name !== 'get' ? undefined : READ;
  }
}

/** Whether a path leads to a value in a list of entries. */
function isSplit(path: AccessPath): boolean {
  return path.at(-1) === '1' && path.at(-2) === ANY;
}

/** Whether some entries may be taken from a list: by a loop, `filter()`, `map()`. */
function isChosenFrom({ parent }: TSESTree.Node): boolean {
  if (parent?.type !== Kind.MemberExpression) return parent?.type === Kind.ForOfStatement;
  return parent.parent.type === Kind.CallExpression && !WHOLE_LISTS.has(memberName(parent) ?? '');
}

function isWriting(node: TSESTree.Node): boolean {
  return node.type === Kind.CallExpression && HEADER_WRITES.has(calleeName(node) ?? '');
}

function readsHeader(pattern: TSESTree.ObjectPattern): boolean {
  return pattern.properties.some(
    (property) =>
      property.type === Kind.Property && PROPAGATION_HEADERS.includes(keyName(property)?.toLowerCase() ?? ''),
  );
}

/** `new Request()` of Fetch. */
function isRequest(resolver: ApiResolver, call: CallNode): boolean {
  if (call.type !== Kind.NewExpression) return false;
  const named = namedExport(resolver, unwrap(call.callee));
  return named?.name === 'Request' && FETCH_PACKAGES.has(named.package);
}

/** Where the header is taken out of the carrier on a way: at a copy, at a read, or where the way ends. */
function readOn(start: TSESTree.Node, startPath: AccessPath, { node, steps }: End): TSESTree.Node {
  let at = start;
  let path: AccessPath | undefined = startPath;
  for (const step of steps) {
    if (step.kind === 'entries' || step.kind === 'text' || (step.take?.length ?? 0) >= path.length) return at;
    path = advance(path, step) ?? path;
    at = step.to;
  }
  return node;
}

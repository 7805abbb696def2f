/**
 * Whether a value that stands where headers stand holds a carrier: what was injected into, what a function that injects
 * returns, what bears a carrier's name; or surely none: a literal without such a name; or nobody can tell. Asked of the
 * value flow: from the headers back to where they are made, and from there to everybody who may write to them.
 *
 * *Known limitations*: when something is injected or written is not asked; an object that was passed to any function
 * that is not known to leave it alone is unknown.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, type CallNode, contains, literalString, memberName } from '../../ast';
import { CARRIER_NAME } from '../../model/worker-channels';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { isUnfilledCarrier } from '../data-flow';
import {
  type AccessPath,
  ANY,
  type Answer,
  type FlowStep,
  type OpenCause,
  SAME_VALUE,
  soleValueOf,
  type ValueFlow,
  valueFlow,
  type ValueNode,
} from '../value-flow';
import { isMade } from './expand';
import type { CarrierState } from './types';

const Kind = AST_NODE_TYPES;
/** `headers` may hold anything: only what it holds tells. */
const PLAIN_HEADERS = /^headers?$/i;
const INJECTS = /inject|propagat/i;
/** Functions that leave what they are given as it was. */
const READS_ONLY =
  /^(?:stringify|from|byteLength|keys|values|entries|isArray|freeze|log|debug|info|warn|error|trace|verbose|isBuffer|push|encode)$/;
/** Functions that make an empty container of headers: `new Metadata()`, `headers()` of NATS. */
const MAKES_EMPTY = /^(?:headers|Metadata|Headers|Map)$/;

/** Whether a name says that what it names holds a carrier. */
export function isCarrierName(name: string | undefined): boolean {
  return name !== undefined && CARRIER_NAME.test(name) && !PLAIN_HEADERS.test(name);
}

/** One state for several values that may all be the one. */
export function anyOf(states: readonly CarrierState[]): CarrierState {
  if (states.includes('carried')) return 'carried';
  return states.length > 0 && states.every((state) => state === 'missing') ? 'missing' : 'unknown';
}

/** The question of one answer: the call that sends the value, which leaves it alone, and the objects that are open. */
interface Question {
  readonly within: TSESTree.Node | undefined;
  readonly open: Set<TSESTree.Node>;
}

export class CarrierValues {
  private readonly flow: ValueFlow;
  private places: ReadonlyMap<TSESTree.Node, readonly AccessPath[]> | undefined;

  constructor(
    private readonly resolver: ApiResolver,
    /** Finds the calls of `inject` in the file. */
    private readonly injections: () => readonly ResolvedCall[],
  ) {
    this.flow = valueFlow(resolver.sourceCode);
  }

  /** The state of a value that stands as headers, or whose part does. `within` is the call that sends it. */
  stateOf(expression: TSESTree.Node, within?: TSESTree.Node, path: AccessPath = []): CarrierState {
    return this.stateAt({ node: expression, path }, { within, open: new Set() });
  }

  /** Whether a context was injected into a value, or a name on the way to it says so. */
  isCarried(expression: TSESTree.Node): boolean {
    return this.waysTo({ node: expression, path: [] }, new Set()).flows.length > 0;
  }

  /** Whether the object that is made at a node was given to code that may have written to it, or to a part of it. */
  mayBeFilled(site: TSESTree.Node, within: TSESTree.Node | undefined): boolean {
    return this.flow.objects.storesInto(site).escapes.some(({ parent, range }) => {
      if (parent?.type !== Kind.CallExpression && parent?.type !== Kind.NewExpression) return false;
      if (parent === within || parent.callee.range === range) return false;
      return !READS_ONLY.test(calleeName(parent) ?? '') && !this.resolver.resolve(parent);
    });
  }

  private stateAt(value: ValueNode, question: Question): CarrierState {
    const holders = new Set<TSESTree.Node>();
    const { flows, others, barred, unknown } = this.waysTo(value, holders);
    if (flows.length > 0) return 'carried';
    return anyOf([
      ...barred.map((): CarrierState => 'missing'),
      ...others.map((end) => this.stateOfEnd(end, undefined, question)),
      ...unknown.map((end) => (end.cause === 'escape' ? 'missing' : this.stateOfEnd(end, end.cause, question))),
      ...[...holders].map((holder) => this.stateOfOpen(holder, question)),
    ]);
  }

  /** @param holders Is given the objects whose parts lie on the way. */
  private waysTo(value: ValueNode, holders: Set<TSESTree.Node>): Answer<true> {
    return this.flow.backward(value, {
      label: (place) => (this.isCarrierAt(place) ? true : undefined),
      barrier: ({ node, path }) => this.isLacking(node, path[0]),
      // Whether they are written before or after they are read is not asked.
      also: ({ node, path }) => {
        if (path.length === 0 || !isMade(node)) return [];
        holders.add(node);
        return this.flow.objects.storesInto(node).steps;
      },
      kinds: SAME_VALUE,
    });
  }

  private isCarrierAt({ node, path }: ValueNode): boolean {
    if (this.injected.get(node)?.some((part) => isAlong(part, path)) === true) return true;
    switch (node.type) {
      case Kind.Identifier:
        return isCarrierName(node.name) && !isUnfilledCarrier(this.sourceCode, node);
      case Kind.MemberExpression:
        return path.length === 0 && isCarrierName(memberName(node));
      case Kind.CallExpression:
      case Kind.NewExpression:
        return this.givesCarrier(node);
      default:
        return false;
    }
  }

  /** Whether a call's name, or its function in this file, says that it gives back what it injected into. */
  private givesCarrier(node: CallNode): boolean {
    const name = calleeName(node);
    if (isCarrierName(name) || INJECTS.test(name ?? '')) return true;
    const injections = this.injections();
    return (
      injections.length > 0 &&
      this.flow.calls
        .calleesOf(node)
        .callees.some(({ fn }) => injections.some((inject) => contains(fn.body, inject.node)))
    );
  }

  /** Where the objects are made that something is injected into, each with the part that it is injected into. */
  private get injected(): ReadonlyMap<TSESTree.Node, readonly AccessPath[]> {
    if (!this.places) {
      const places = new Map<TSESTree.Node, AccessPath[]>();
      for (const inject of this.injections()) {
        const carrier = inject.argument('carrier');
        for (const { to, put = [] } of carrier ? this.flow.objects.sitesOf(carrier).steps : [])
          places.set(to, [...(places.get(to) ?? []), put]);
      }
      this.places = places;
    }
    return this.places;
  }

  /** Whether the type of an object that is spread has no such property. */
  private isLacking(node: TSESTree.Node, property: string | undefined): boolean {
    const { types } = this.resolver;
    if (property === undefined || !types || node.parent?.type !== Kind.SpreadElement) return false;
    const type = this.resolver.isTypeKnown(node) ? types.typeAt(node) : undefined;
    if (!type) return false;
    return (type.isUnion() ? type.types : [type]).every(
      (part) =>
        part.getProperty(property) === undefined &&
        types.checker.getIndexInfosOfType(part).length === 0 &&
        !part.isTypeParameter(),
    );
  }

  private stateOfOpen(site: TSESTree.Node, { within }: Question): CarrierState {
    return this.mayBeFilled(site, within) ? 'unknown' : 'missing';
  }

  private stateOfEnd({ node, path }: ValueNode, cause: OpenCause | undefined, question: Question): CarrierState {
    switch (node.type) {
      case Kind.Literal:
      case Kind.TemplateLiteral:
        return 'missing';
      case Kind.Identifier:
        return cause === undefined && node.name === 'undefined' ? 'missing' : 'unknown';
      case Kind.ObjectExpression:
      case Kind.ArrayExpression:
        return path.length > 0 ? 'missing' : this.stateOfObject(node, true, question);
      case Kind.CallExpression:
      case Kind.NewExpression: {
        const isEmpty = MAKES_EMPTY.test(calleeName(node) ?? '') && node.arguments.length === 0;
        return path.length > 0 ? 'unknown' : this.stateOfObject(node, isEmpty, question);
      }
      default:
        return 'unknown';
    }
  }

  /** What an object holds that is made at a node, from the start and by later writes. */
  private stateOfObject(site: TSESTree.Node, isKnown: boolean, question: Question): CarrierState {
    if (question.open.has(site)) return 'missing';
    question.open.add(site);
    const own = this.flow.stepsOf('backward', site).steps;
    const isMade = isKnown || own.some(({ to }) => to.parent === site);
    const states = [...own, ...this.flow.objects.storesInto(site).steps].map((step) =>
      this.stateOfPart(site, step, question),
    );
    return anyOf([...states, isMade ? this.stateOfOpen(site, question) : 'unknown']);
  }

  private stateOfPart(site: TSESTree.Node, step: FlowStep, question: Question): CarrierState {
    const { kind, put = [], take = [], to } = step;
    const isGiven = site.type !== Kind.ObjectExpression && to.parent === site && take[0] === ANY;
    if (isGiven || (kind === 'entries' && take.length === 0))
      return this.stateAt({ node: to, path: isGiven ? [] : put }, question);
    if (site.type === Kind.ArrayExpression) return this.stateOfElement(to, question);
    if (take.length > 1 || step.site.type === Kind.UnaryExpression) return 'missing';
    const name = nameOf(step);
    if (isCarrierName(name) && !isUnfilledCarrier(this.sourceCode, to)) return 'carried';
    if (put.length === 0 && this.isCarried(to)) return 'carried';
    return name === undefined || name === ANY ? 'unknown' : 'missing';
  }

  /** An entry of a list of headers: a name, or a name and its value. */
  private stateOfElement(element: TSESTree.Node, question: Question): CarrierState {
    if (isCarrierName(literalString(element))) return 'carried';
    return element.type === Kind.ArrayExpression ? this.stateAt({ node: element, path: [] }, question) : 'missing';
  }

  private get sourceCode(): TSESLint.SourceCode {
    return this.resolver.sourceCode;
  }
}

/** Whether one of two paths leads along the other. */
function isAlong(one: AccessPath, other: AccessPath): boolean {
  return one.every(
    (step, index) => index >= other.length || step === other[index] || [step, other[index]].includes(ANY),
  );
}

/** The name of the part that a step leads to: `metadata.add('tenant', …)` names it, as `set` does. */
function nameOf({ site, take = [] }: FlowStep): string | undefined {
  if (site.type === Kind.CallExpression && calleeName(site) === 'add') return literalString(site.arguments[0]);
  return take[0];
}

/** The object literal that an expression is, itself or behind names. */
export function literalOf(flow: ValueFlow, expression: TSESTree.Node): TSESTree.ObjectExpression | undefined {
  const value = soleValueOf(flow, expression);
  return value?.type === Kind.ObjectExpression ? value : undefined;
}

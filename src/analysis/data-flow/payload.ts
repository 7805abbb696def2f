/**
 * What a payload that goes to another thread or process holds: a carrier, work without one, a mere command, or what
 * nobody can tell; and which values in it cannot make the journey.
 *
 * What was given to `inject`, a property with a carrier's name (`carrier`, `headers`, `traceparent` …), a
 * SpanContext, and the result of a function that injects or is named after a carrier, are carriers.
 *
 * *Known limitations*: those of the value flow; without types, what a foreign function or an unknown caller gives is
 * unknown; of a property with a carrier's name only an object literal that nobody fills is known to be none; what is
 * stranded is looked for in literals that stand in the call.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { calleeName, isNothing, memberName, unwrap } from '../../ast';
import type { ContainerId } from '../../model';
import { CARRIER_NAME } from '../../model/worker-channels';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { type FlowStep, SAME_VALUE, type ValueFlow, valueFlow, type ValueNode } from '../value-flow';
import { isUnfilledCarrier } from './empty-carrier';
import { InjectedCarriers } from './injected-carriers';

const Kind = AST_NODE_TYPES;

type TypeServices = NonNullable<ApiResolver['types']>;

/** `command`: literals only, nothing that work would need. */
export type PayloadState = 'carrier' | 'command' | 'unknown' | 'work';

/** `constant`: a literal, behind names or not. */
type State = PayloadState | 'constant';

/** The states, each before those that it outweighs. */
const STATES: readonly State[] = ['carrier', 'unknown', 'work', 'command', 'constant'];

/** A value in a payload that the clone does not bring over whole. */
export interface StrandedValue {
  readonly node: TSESTree.Expression;
  readonly type: 'Baggage' | 'Context' | 'Span';
  /** The property of an object literal that holds it. */
  readonly property: TSESTree.Property | undefined;
}

const STRANDED: ReadonlySet<ContainerId> = new Set<ContainerId>(['Baggage', 'Context', 'Span']);
/** Functions that give back what they are given, in another form. */
const CONVERTERS: ReadonlySet<string> = new Set(['stringify', 'structuredClone', 'from']);
const GIVES_CARRIER = /inject|propagat/i;
const PORT_NAME = /port\d?$/i;

/** The question of one answer: where the payload is sent, and what is known of the places looked into for it. */
interface Question {
  readonly read: TSESTree.Node;
  readonly known: Map<TSESTree.Node, State>;
}

export class Payloads {
  private readonly flow: ValueFlow;
  private readonly injected: InjectedCarriers;

  constructor(
    private readonly resolver: ApiResolver,
    /** Finds the calls of `inject` in the file. */
    injections: () => readonly ResolvedCall[],
  ) {
    this.flow = valueFlow(resolver.sourceCode);
    this.injected = new InjectedCarriers(resolver, injections);
  }

  stateOf(expression: TSESTree.Node | undefined): PayloadState {
    if (!expression) return 'work';
    return asPayload(this.stateAt({ node: expression, path: [] }, { read: expression, known: new Map() }));
  }

  /** The values of a payload that are lost, or throw, on the way. */
  strandedIn(expression: TSESTree.Node | null | undefined, property?: TSESTree.Property): readonly StrandedValue[] {
    if (!expression || expression.type === Kind.SpreadElement) return [];
    const node = unwrap(expression);
    if (node.type === Kind.ArrayExpression) return node.elements.flatMap((element) => this.strandedIn(element));
    if (node.type === Kind.ObjectExpression)
      return node.properties.flatMap((each) => (each.type === Kind.Property ? this.strandedIn(each.value, each) : []));
    const type = this.resolver.typeOf(node);
    return type !== undefined && STRANDED.has(type) ? [{ node, type: type as StrandedValue['type'], property }] : [];
  }

  private stateAt(start: TSESTree.Node | ValueNode, question: Question): State {
    const { flows, others, unknown } = this.flow.backward(start, {
      label: ({ node, path }) => (path.length > 0 ? undefined : this.stateHere(node, question)),
      kinds: SAME_VALUE,
    });
    return overall([
      ...flows.map(({ label }) => label),
      ...others.map(({ whole }) => this.stateByType(whole)),
      ...unknown.map(({ cause, whole }) => (cause === 'bound' ? 'unknown' : this.stateByType(whole))),
    ]);
  }

  /** What a place says of the value there; undefined where the places behind it tell. */
  private stateHere(node: TSESTree.Node, question: Question): State | undefined {
    if (isNothing(node)) return 'constant';
    if (this.injected.has(node)) return 'carrier';
    switch (node.type) {
      case Kind.Literal:
        return 'constant';
      case Kind.TemplateLiteral:
      case Kind.UnaryExpression:
      case Kind.BinaryExpression:
        return 'command';
      case Kind.ObjectExpression:
      case Kind.ArrayExpression:
        return once(node, question, () => this.stateOfObject(node, question));
      case Kind.Identifier:
        return this.isCarrier(node.name, node) ? 'carrier' : undefined;
      case Kind.MemberExpression:
        return CARRIER_NAME.test(memberName(node) ?? '') ? 'carrier' : undefined;
      case Kind.CallExpression:
        return this.stateOfCall(node, question);
      case Kind.NewExpression:
        return this.stateByType(node);
      default:
        return undefined;
    }
  }

  /** Whether a value has a carrier's name, and is not known to be none. */
  private isCarrier(name: string, value: TSESTree.Node): boolean {
    return CARRIER_NAME.test(name) && !isUnfilledCarrier(this.resolver.sourceCode, value);
  }

  /** What an object holds, or a list, from the start and by later writes. */
  private stateOfObject(site: TSESTree.ArrayExpression | TSESTree.ObjectExpression, question: Question): State {
    const { objects } = this.flow;
    const { read } = question;
    const own = this.flow.stepsOf('backward', site).steps.filter((step) => !objects.isOverwritten(step, site, read));
    const steps = [...own, ...objects.storesSeen(site, read).steps];
    return asPayload(overall(steps.map((step) => this.stateOfPart(site, step, question))));
  }

  /** What a part makes of the object that holds it: who keeps room for a carrier sends work. */
  private stateOfPart(object: TSESTree.Node, step: FlowStep, question: Question): State {
    const { put = [], take: [name] = [], to } = step;
    const isProperty = object.type === Kind.ObjectExpression && name !== undefined;
    if (isProperty && this.isCarrier(name, to)) return 'carrier';
    const state = this.stateAt(to.parent?.type === Kind.SpreadElement ? to : { node: to, path: put }, question);
    if (object.type === Kind.ArrayExpression || state === 'carrier') return state;
    if (!isProperty) return state === 'unknown' ? state : 'work';
    return state === 'constant' || PORT_NAME.test(name) || this.isNamedConstant(to) ? 'constant' : 'work';
  }

  /** `STOP`, `Command.Stop`: what tells one message from another, and holds nothing to work on. */
  private isNamedConstant(expression: TSESTree.Node): boolean {
    const node = unwrap(expression) as TSESTree.Node;
    if (node.type === Kind.MemberExpression)
      return node.object.type === Kind.Identifier && /^[A-Z]/.test(node.object.name);
    const isNamedSo = node.type === Kind.Identifier && /^[A-Z][A-Z\d_]*$/.test(node.name);
    return isNamedSo && this.resolver.exportOf(node) !== undefined;
  }

  private stateOfCall(node: TSESTree.CallExpression, question: Question): State | undefined {
    const call = this.resolver.resolve(node);
    if (call)
      return call.operation === 'span.spanContext' || call.operation === 'trace.getSpanContext' ? 'carrier' : 'unknown';
    const name = calleeName(node) ?? '';
    const { callees } = this.flow.calls.calleesOf(node);
    if (GIVES_CARRIER.test(name) || CARRIER_NAME.test(name) || callees.some(({ fn }) => this.injected.isFilledBy(fn)))
      return 'carrier';
    if (callees.length > 0 || !CONVERTERS.has(name)) return undefined;
    const given = node.arguments.map((each) => (each.type === Kind.SpreadElement ? each.argument : each));
    return once(node, question, () => overall(given.map((argument) => this.stateAt(argument, question))));
  }

  /** What the checker says of a value: a primitive is a command, a known object without a carrier's name is work. */
  private stateByType(node: TSESTree.Node): PayloadState {
    const { types } = this.resolver;
    const type = types?.typeAt(node);
    if (!types || !type || !this.resolver.isTypeKnown(node)) return 'unknown';
    if (this.resolver.typeOf(node) === 'SpanContext') return 'carrier';
    return overall((type.isUnion() ? type.types : [type]).map((part) => stateOfType(types, part)));
  }
}

/** The state of what is made of others; what is made of itself adds nothing. */
function once(node: TSESTree.Node, { known }: Question, find: () => State): State {
  let state = known.get(node);
  if (!state) {
    known.set(node, 'constant');
    known.set(node, (state = find()));
  }
  return state;
}

function overall<S extends State>(states: readonly S[]): S | 'command' {
  return (STATES as readonly S[]).find((state) => states.includes(state)) ?? 'command';
}

function asPayload(state: State): PayloadState {
  return state === 'constant' ? 'command' : state;
}

function stateOfType(services: TypeServices, type: ts.Type): PayloadState {
  const { BigIntLike, BooleanLike, Null, NumberLike, StringLike, Undefined } = services.ts.TypeFlags;
  if (type.flags & (StringLike | NumberLike | BooleanLike | BigIntLike | Null | Undefined)) return 'command';
  const properties = propertiesOf(services, type);
  if (properties.length === 0) return 'unknown';
  const isNamedSo = ({ name }: ts.Symbol): boolean => CARRIER_NAME.test(name);
  const holdsCarrier = properties.some((property) => {
    const { valueDeclaration } = property;
    const inner = valueDeclaration && services.checker.getTypeOfSymbolAtLocation(property, valueDeclaration);
    return isNamedSo(property) || (inner && propertiesOf(services, inner).some(isNamedSo));
  });
  return holdsCarrier ? 'carrier' : 'work';
}

/** The properties of a plain object, where no others are possible. */
function propertiesOf({ checker, ts: { TypeFlags } }: TypeServices, type: ts.Type): readonly ts.Symbol[] {
  const isObject = (type.flags & (TypeFlags.Object | TypeFlags.Intersection)) !== 0;
  const isPlain = isObject && type.getCallSignatures().length === 0 && checker.getIndexInfosOfType(type).length === 0;
  return isPlain ? type.getProperties() : [];
}

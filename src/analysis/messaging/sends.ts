/**
 * The calls of a file that send messages: by the declared type of what they are called on, or by the class of the
 * command that they are given; with the messages, and whether each has a carrier.
 *
 * Known limitations: those of `ObjectTypes`; a method that is taken off its object, or called by a computed name, is
 * not seen; a gRPC call is known by type only.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { isFunction, literalString, memberName, propertyValue, unwrap } from '../../ast';
import type { TypeRef } from '../../model';
import { type MessagingClient, NO_REMOTE_CALLS, type SendModel } from '../../model/messaging-clients';
import { objectShape, Payloads } from '../data-flow';
import { isSameType, namedExport, type ObjectTypes } from '../library-objects';
import { soleValueOf, type ValueFlow, valueFlow } from '../value-flow';
import { anyOf, CarrierValues, isCarrierName, literalOf } from './carried';
import { constructionsOf } from './constructions';
import { coverageOf } from './coverage';
import { type Expanded, expand } from './expand';
import { type BuiltRecord, builtRecord } from './records';
import type { CarrierState, MessageSend, MessagingParts, SentMessage } from './types';

const Kind = AST_NODE_TYPES;
/** What the object of a remote call is called, where any method may be one. */
const STUB_NAME = /client|stub|service/i;
const LONGEST_DESCRIPTION = 40;

type Carried = Pick<SentMessage, 'carrier' | 'holder' | 'value'>;

interface Candidate {
  readonly client: MessagingClient;
  readonly row: SendModel;
}

export class Sends {
  readonly values: CarrierValues;
  private readonly payloads: Payloads;
  private readonly byName = new Map<string, Candidate[]>();
  private readonly byAnyName: readonly Candidate[];

  constructor(
    private readonly parts: MessagingParts,
    private readonly types: ObjectTypes,
    clients: readonly MessagingClient[],
  ) {
    this.values = new CarrierValues(parts.resolver, parts.injections);
    this.payloads = new Payloads(parts.resolver, parts.injections);
    const candidates = clients.flatMap((client) => client.sends.map((row) => ({ client, row })));
    this.byAnyName = candidates.filter(({ row }) => row.methods === '*');
    for (const candidate of candidates) {
      for (const name of candidate.row.methods === '*' ? [] : candidate.row.methods) {
        const known = this.byName.get(name);
        if (known) known.push(candidate);
        else this.byName.set(name, [candidate]);
      }
    }
  }

  /** The send that a call is, or undefined. */
  of(call: TSESTree.CallExpression): MessageSend | undefined {
    const callee = unwrap(call.callee);
    if (callee.type !== Kind.MemberExpression) return undefined;
    const name = memberName(callee);
    if (name === undefined) return undefined;
    for (const candidate of this.candidates(call, callee, name)) {
      const input = this.inputOf(call, callee.object, candidate.row);
      if (input) return this.describe(call, callee, candidate, input);
    }
    return undefined;
  }

  private candidates(
    call: TSESTree.CallExpression,
    callee: TSESTree.MemberExpression,
    name: string,
  ): readonly Candidate[] {
    const named = this.byName.get(name);
    if (named) return named;
    if (
      this.byAnyName.length === 0 ||
      call.arguments.length === 0 ||
      NO_REMOTE_CALLS.has(name) ||
      !this.parts.resolver.types
    )
      return [];
    const object = unwrap(callee.object);
    const objectName =
      object.type === Kind.Identifier
        ? object.name
        : object.type === Kind.MemberExpression
          ? memberName(object)
          : undefined;
    return objectName !== undefined && STUB_NAME.test(objectName) ? this.byAnyName : [];
  }

  /** The arguments in which the messages stand, where the call is one of the row. */
  private inputOf(
    call: TSESTree.CallExpression,
    object: TSESTree.Expression,
    row: SendModel,
  ): readonly TSESTree.CallExpressionArgument[] | undefined {
    if (row.commands) {
      const command = commandOf(this.types, call.arguments[0], row.commands);
      // A class of the project that takes commands of the client may inject itself.
      return command && (!this.parts.resolver.isTypeKnown(object) || this.isOn(object, row))
        ? command.arguments
        : undefined;
    }
    return this.isOn(object, row) ? call.arguments : undefined;
  }

  private isOn(object: TSESTree.Expression, { on, isExact = false }: SendModel): boolean {
    const isOne = this.types.of(object).some((type) => on.some((ref) => isSameType(ref, type)));
    return isOne && (!isExact || this.isOfLibrary(object, on));
  }

  /** Whether an object is of a class of the library itself, and of none that extends it. */
  private isOfLibrary(object: TSESTree.Expression, refs: readonly TypeRef[]): boolean {
    const { types } = this.parts.resolver;
    const type = types?.typeAt(object);
    if (types && type && this.parts.resolver.isTypeKnown(object)) {
      const name = types.checker.getNonNullableType(type).getSymbol()?.name;
      return refs.some((ref) => ref.name === name);
    }
    return !refs.some(({ name }) => new RegExp(`\\bextends\\s+${name}\\b`).test(this.sourceCode.text));
  }

  private describe(
    call: TSESTree.CallExpression,
    callee: TSESTree.MemberExpression,
    { client, row }: Candidate,
    input: readonly TSESTree.CallExpressionArgument[],
  ): MessageSend {
    const messages = this.messagesOf(call, callee.object, row, input);
    const instrumentation = coverageOf(this.types, this.parts.project, { client, gap: row.gap, object: callee.object });
    return {
      call,
      client,
      row,
      description: this.description(callee, row),
      messages,
      carrier: overall(messages),
      instrumentation,
    };
  }

  private description(callee: TSESTree.MemberExpression, row: SendModel): string {
    const [command] = row.commands ?? [];
    if (command) return command.name;
    const text = this.parts.resolver.sourceCode.getText(callee).replace(/\s+/g, ' ');
    return `${text.length > LONGEST_DESCRIPTION ? (memberName(callee) ?? text) : text}()`;
  }

  private messagesOf(
    call: TSESTree.CallExpression,
    object: TSESTree.Expression,
    row: SendModel,
    input: readonly TSESTree.CallExpressionArgument[],
  ): readonly SentMessage[] {
    const { argument, path } = row.messages;
    const hidden = input.findIndex((one) => one.type === Kind.SpreadElement);
    const { carrier } = row;
    if (carrier.in === 'payload' && carrier.shape === 'list')
      return [{ ...nothing, carrier: this.listState(input.slice(argument)) }];
    const last = carrier.in === 'argument' ? Math.max(argument, carrier.argument) : argument;
    if (hidden >= 0 && hidden <= last) return [{ ...nothing, carrier: 'unknown' }];
    const whole = input[argument];
    if (!whole)
      return (carrier.in === 'payload' || carrier.in === 'record') && row.literalsAreWork
        ? [{ ...nothing, carrier: 'missing' }]
        : [{ ...nothing, carrier: 'unknown' }];
    if (carrier.in === 'argument' || carrier.in === 'typed-argument') {
      const node = unwrap(whole);
      return [{ node, literal: literalOf(this.flow, node), ...this.besideMessage(call, object, row, input) }];
    }
    // What a command is constructed from is sent as it is: the constructor leaves it alone, as the call does.
    const { parent: receiver } = whole;
    return expand(this.flow, whole, path).map((expanded) => this.message(receiver, row, expanded));
  }

  private message(call: TSESTree.Node, row: SendModel, { node, holders }: Expanded): SentMessage {
    if (!node) return nothing;
    const literal = literalOf(this.flow, node);
    const { carrier } = row;
    const record = carrier.in === 'record' ? builtRecord(this.parts.resolver, node, carrier.builders) : undefined;
    if (record) return { node, literal, ...this.ofRecord(record), record };
    const found =
      carrier.in === 'message'
        ? this.property(node, carrier.property, call)
        : { carrier: this.payloadState(this.payloads.stateOf(node), row), holder: literal, value: undefined };
    const isDoubtful = found.carrier === 'missing' && holders.some((holder) => this.values.mayBeFilled(holder, call));
    return { node, literal, ...found, carrier: isDoubtful ? 'unknown' : found.carrier };
  }

  /** The carrier that the builder of a message was given. */
  private ofRecord(record: BuiltRecord): Carried {
    const { builder, isOpen, setters } = record;
    const given = setters.map((setter) => {
      const [argument] = setter.arguments;
      if (!argument || argument.type === Kind.SpreadElement) return { ...nothing, carrier: 'unknown' as const };
      return this.headers(argument, builder.property, setter);
    });
    const states = given.map(({ carrier }) => carrier);
    if (states.includes('carried')) return { ...nothing, carrier: 'carried' };
    if (isOpen || states.includes('unknown')) return { ...nothing, carrier: 'unknown' };
    return given.at(-1) ?? { ...nothing, carrier: 'missing' };
  }

  private payloadState(state: ReturnType<Payloads['stateOf']>, row: SendModel): CarrierState {
    if (state === 'carrier') return 'carried';
    if (state === 'command') return row.literalsAreWork ? 'missing' : 'unknown';
    return state === 'work' ? 'missing' : 'unknown';
  }

  /** The headers that an argument is, or holds as a property. */
  private headers(argument: TSESTree.Expression, property: string | undefined, call: TSESTree.Node): Carried {
    if (property !== undefined) return this.property(argument, property, call);
    const value = unwrap(argument);
    return { carrier: this.values.stateOf(value, call), holder: literalOf(this.flow, value), value };
  }

  /** The carrier that a property of an object holds: `headers` of a message or of options. */
  private property(node: TSESTree.Expression, name: string, call: TSESTree.Node): Carried {
    const holder = literalOf(this.flow, node);
    return { carrier: this.values.stateOf(node, call, [name]), holder, value: holder && propertyValue(holder, name) };
  }

  /** The carrier in an argument beside the message. */
  private besideMessage(
    call: TSESTree.CallExpression,
    object: TSESTree.Expression,
    row: SendModel,
    input: readonly TSESTree.CallExpressionArgument[],
  ): Carried {
    const { carrier } = row;
    if (carrier.in === 'typed-argument') return this.typedArgument(call, object, carrier.type, input);
    const argument = carrier.in === 'argument' ? input[carrier.argument] : undefined;
    if (carrier.in !== 'argument' || argument?.type === Kind.SpreadElement) return { ...nothing, carrier: 'unknown' };
    if (!argument || isFunction(argument)) return { ...nothing, carrier: 'missing' };
    const node = unwrap(argument);
    if (node.type === Kind.Identifier && node.name === 'undefined') return { ...nothing, carrier: 'missing' };
    return this.headers(node, carrier.property, call);
  }

  /** An argument of a type, such as `Metadata`. Interceptors may add one. */
  private typedArgument(
    call: TSESTree.CallExpression,
    object: TSESTree.Expression,
    ref: TypeRef,
    input: readonly TSESTree.CallExpressionArgument[],
  ): Carried {
    const value = input.find(
      (argument) =>
        argument.type !== Kind.SpreadElement && this.types.of(argument).some((type) => type.name === ref.name),
    );
    const state = value && value.type !== Kind.SpreadElement ? this.values.stateOf(value, call) : 'missing';
    if (value && value.type !== Kind.SpreadElement && state !== 'missing')
      return { carrier: state, holder: undefined, value };
    const isKnown = input.every(
      (argument) => argument.type !== Kind.SpreadElement && this.parts.resolver.isTypeKnown(argument),
    );
    const constructions = constructionsOf(this.flow, object);
    const isIntercepted =
      !constructions ||
      [...constructions.flatMap((made) => made.arguments), ...input].some((argument) => this.mayIntercept(argument));
    return {
      ...nothing,
      carrier: isKnown && !isIntercepted ? 'missing' : 'unknown',
      value: value?.type === Kind.SpreadElement ? undefined : value,
    };
  }

  private mayIntercept(argument: TSESTree.CallExpressionArgument): boolean {
    if (argument.type === Kind.SpreadElement) return true;
    const shape = objectShape(this.sourceCode, argument);
    return (
      shape !== undefined &&
      (!shape.complete ||
        shape.properties.some(
          ({ name }) => name === undefined || name === 'interceptors' || name === 'interceptor_providers',
        ))
    );
  }

  /** The fields of a stream entry, one argument after the other: names and values in turn. */
  private listState(fields: readonly TSESTree.CallExpressionArgument[]): CarrierState {
    const states = fields.map((field): CarrierState => {
      if (field.type === Kind.SpreadElement) return this.fieldsState(field.argument);
      return isCarrierName(literalString(unwrap(field))) || this.values.isCarried(field) ? 'carried' : 'missing';
    });
    return states.length === 0 ? 'unknown' : anyOf(states);
  }

  /** `...Object.entries(carrier).flat()`, `...fields`. */
  private fieldsState(expression: TSESTree.Expression): CarrierState {
    const node = unwrap(expression);
    if (node.type === Kind.CallExpression) {
      const callee = unwrap(node.callee);
      const inner = [callee.type === Kind.MemberExpression ? callee.object : undefined, ...node.arguments];
      const isCarried = inner.some(
        (part) => part && part.type !== Kind.SpreadElement && this.fieldsState(part) === 'carried',
      );
      return isCarried || this.values.isCarried(node) ? 'carried' : 'unknown';
    }
    return this.values.stateOf(node);
  }

  private get flow(): ValueFlow {
    return valueFlow(this.sourceCode);
  }

  private get sourceCode(): MessagingParts['resolver']['sourceCode'] {
    return this.parts.resolver.sourceCode;
  }
}

const nothing: SentMessage = {
  node: undefined,
  literal: undefined,
  carrier: 'unknown',
  holder: undefined,
  value: undefined,
};

function overall(messages: readonly SentMessage[]): CarrierState {
  const states = messages.map(({ carrier }) => carrier);
  if (states.includes('missing')) return 'missing';
  return states.length > 0 && states.every((state) => state === 'carried') ? 'carried' : 'unknown';
}

/** The construction of a command that an argument is, itself or through a constant. */
export function commandOf(
  types: ObjectTypes,
  argument: TSESTree.Node | undefined,
  commands: readonly TypeRef[],
): TSESTree.NewExpression | undefined {
  const { resolver } = types;
  const node = argument && soleValueOf(valueFlow(resolver.sourceCode), argument);
  if (node?.type !== Kind.NewExpression) return undefined;
  const named = namedExport(resolver, node.callee);
  if (named && commands.some((ref) => ref.package === named.package && ref.name === named.name)) return node;
  const isNamedSo = commands.some(({ name }) => resolver.candidateNames(node).includes(name));
  return isNamedSo && types.of(node).some((type) => commands.some((ref) => isSameType(ref, type))) ? node : undefined;
}

/**
 * The calls of a file that send messages: by the declared type of what they are called on, or by the class of the
 * command that they are given; with the messages, and whether each has a carrier.
 *
 * Known limitations: those of `ObjectTypes`; a method that is taken off its object, or called by a computed name, is
 * not seen; a gRPC call is known by type only.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { memberName, propertyValue, unwrap } from '../../ast';
import type { TypeRef } from '../../model';
import { type MessagingClient, NO_REMOTE_CALLS, type SendModel } from '../../model/messaging-clients';
import { soleDefinition, variableOf } from '../bindings';
import { InjectedCarriers, objectShape, Payloads } from '../data-flow';
import { isSameType, namedExport, type ObjectTypes } from '../library-objects';
import { type ValueFlow, valueFlow } from '../value-flow';
import { anyOf, CarrierValues, isCarrierName, literalOf } from './carried';
import { coverageOf } from './coverage';
import { type Expanded, expand } from './expand';
import { type BuiltRecord, builtRecord } from './records';
import type { CarrierState, MessageSend, MessagingParts, SentMessage } from './types';

const Kind = AST_NODE_TYPES;
/** What the object of a remote call is called, where any method may be one. */
const STUB_NAME = /client|stub|service/i;
const LONGEST_DESCRIPTION = 40;

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
    this.values = new CarrierValues(parts.resolver, new InjectedCarriers(parts.resolver, parts.injections));
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
      return [{ node, literal: literalOf(this.sourceCode, node), ...this.besideMessage(call, object, row, input) }];
    }
    // What a command is constructed from is sent as it is: the constructor leaves it alone, as the call does.
    const { parent: receiver } = whole;
    return expand(this.flow, whole, path).map((expanded) => this.message(receiver, row, expanded));
  }

  private message(call: TSESTree.Node, row: SendModel, { node, lists }: Expanded): SentMessage {
    const isListInjected = lists.some((list) => this.values.isInjected(list));
    const literal = literalOf(this.sourceCode, node);
    if (isListInjected) return { node, literal, carrier: 'carried', holder: literal, value: undefined };
    if (!node) return { ...nothing, carrier: 'unknown' };
    const { carrier } = row;
    const record = carrier.in === 'record' ? builtRecord(this.parts.resolver, node, carrier.builders) : undefined;
    if (record) return { node, literal, ...this.ofRecord(record, call), record };
    const found =
      carrier.in === 'message'
        ? this.property(node, literal, carrier.property, call)
        : { carrier: this.payloadState(this.payloads.stateOf(node), row), holder: literal, value: undefined };
    const isDoubtful =
      found.carrier === 'missing' && lists.some((list) => this.values.mayHaveFilledElements(list, call));
    return { node, literal, ...found, carrier: isDoubtful ? 'unknown' : found.carrier };
  }

  /** The carrier that the builder of a message was given. */
  private ofRecord(record: BuiltRecord, call: TSESTree.Node): Pick<SentMessage, 'carrier' | 'holder' | 'value'> {
    const { builder, isOpen, setters } = record;
    const given = setters.map(({ arguments: [argument] }) => {
      if (!argument || argument.type === Kind.SpreadElement) return { ...nothing, carrier: 'unknown' as const };
      const node = unwrap(argument);
      const literal = literalOf(this.sourceCode, node);
      return builder.property === undefined
        ? { carrier: this.values.stateOf(node, call), holder: literal, value: node }
        : this.property(node, literal, builder.property, call);
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

  /** The carrier that a property of an object holds: `headers` of a message or of options. */
  private property(
    node: TSESTree.Expression,
    literal: TSESTree.ObjectExpression | undefined,
    name: string,
    call: TSESTree.Node,
  ): Pick<SentMessage, 'carrier' | 'holder' | 'value'> {
    const value = literal && propertyValue(literal, name);
    const answer = (carrier: CarrierState): Pick<SentMessage, 'carrier' | 'holder' | 'value'> => ({
      carrier,
      holder: literal,
      value,
    });
    if (this.values.isInjected(node)) return answer('carried');
    if (node.type === Kind.CallExpression && this.values.givesCarrier(node)) return answer('carried');
    const shape = objectShape(this.sourceCode, node);
    if (!shape) return answer('unknown');
    const spreads = [...shape.spreads, ...this.openedSpreads(node, 0)].map((spread) => this.spreadState(spread, name));
    const values = shape.properties
      .filter((property) => property.name === name)
      .map((property) => this.values.stateOf(property.value, call));
    if (values.includes('carried') || spreads.includes('carried')) return answer('carried');
    const isOpen =
      spreads.slice(0, shape.spreads.length).includes('unknown') ||
      (shape.spreads.length === 0 && !shape.complete) ||
      shape.properties.some((property) => property.name === undefined);
    if (values.includes('unknown') || this.isFilledElsewhere(node, call, name)) return answer('unknown');
    return answer(values.length === 0 && isOpen ? 'unknown' : 'missing');
  }

  /** Every spread on the way to an object: the shape of an object forgets those that it has opened. */
  private openedSpreads(node: TSESTree.Node, depth: number): readonly TSESTree.Expression[] {
    const spreads =
      literalOf(this.sourceCode, node)?.properties.flatMap((property) =>
        property.type === Kind.SpreadElement ? [property.argument] : [],
      ) ?? [];
    return depth > 4 ? spreads : spreads.flatMap((spread) => [spread, ...this.openedSpreads(spread, depth + 1)]);
  }

  /** What a spread object brings for a property: with types, one that has no such property brings none. */
  private spreadState(spread: TSESTree.Expression, name: string): CarrierState {
    if (this.values.isInjected(spread)) return 'carried';
    const node = unwrap(spread);
    if (node.type === Kind.CallExpression && this.values.givesCarrier(node)) return 'carried';
    const { types } = this.parts.resolver;
    const type = types?.typeAt(node);
    if (!types || !type || !this.parts.resolver.isTypeKnown(node)) return 'unknown';
    const parts = type.isUnion() ? type.types : [type];
    const mayHold = parts.some(
      (part) =>
        part.getProperty(name) !== undefined ||
        types.checker.getIndexInfosOfType(part).length > 0 ||
        part.isTypeParameter(),
    );
    return mayHold ? 'unknown' : 'missing';
  }

  private isFilledElsewhere(node: TSESTree.Expression, call: TSESTree.Node, property: string): boolean {
    const variable = node.type === Kind.Identifier ? variableOf(this.sourceCode, node) : undefined;
    return variable !== undefined && this.values.mayBeFilled(variable, call, property);
  }

  /** The carrier in an argument beside the message. */
  private besideMessage(
    call: TSESTree.CallExpression,
    object: TSESTree.Expression,
    row: SendModel,
    input: readonly TSESTree.CallExpressionArgument[],
  ): Pick<SentMessage, 'carrier' | 'holder' | 'value'> {
    const { carrier } = row;
    if (carrier.in === 'typed-argument') return this.typedArgument(call, object, carrier.type, input);
    const argument = carrier.in === 'argument' ? input[carrier.argument] : undefined;
    if (carrier.in !== 'argument' || argument?.type === Kind.SpreadElement) return { ...nothing, carrier: 'unknown' };
    if (!argument || isFunctionNode(argument)) return { ...nothing, carrier: 'missing' };
    const node = unwrap(argument);
    if (node.type === Kind.Identifier && node.name === 'undefined') return { ...nothing, carrier: 'missing' };
    const literal = literalOf(this.sourceCode, node);
    if (carrier.property !== undefined) return this.property(node, literal, carrier.property, call);
    return { carrier: this.values.stateOf(node, call), holder: literal, value: node };
  }

  /** An argument of a type, such as `Metadata`. Interceptors may add one. */
  private typedArgument(
    call: TSESTree.CallExpression,
    object: TSESTree.Expression,
    ref: TypeRef,
    input: readonly TSESTree.CallExpressionArgument[],
  ): Pick<SentMessage, 'carrier' | 'holder' | 'value'> {
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
    const construction = this.constructionOf(object);
    const isIntercepted =
      !construction || [...construction.arguments, ...input].some((argument) => this.mayIntercept(argument));
    return {
      ...nothing,
      carrier: isKnown && !isIntercepted ? 'missing' : 'unknown',
      value: value?.type === Kind.SpreadElement ? undefined : value,
    };
  }

  private constructionOf(object: TSESTree.Expression): TSESTree.NewExpression | undefined {
    const node = unwrap(object);
    const variable = node.type === Kind.Identifier ? variableOf(this.sourceCode, node) : undefined;
    const definition = variable && soleDefinition(variable);
    const value = definition?.kind === 'value' && definition.path.length === 0 ? unwrap(definition.value) : undefined;
    return value?.type === Kind.NewExpression ? value : undefined;
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
      return isCarrierName(fieldName(field)) || this.values.isInjected(field) ? 'carried' : 'missing';
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
      return isCarried || this.values.givesCarrier(node) ? 'carried' : 'unknown';
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

function isFunctionNode(node: TSESTree.Node): boolean {
  return node.type === Kind.ArrowFunctionExpression || node.type === Kind.FunctionExpression;
}

function fieldName(field: TSESTree.Expression): string | undefined {
  const node = unwrap(field);
  return node.type === Kind.Literal && typeof node.value === 'string' ? node.value : undefined;
}

/** The construction of a command that an argument is, itself or through a constant. */
export function commandOf(
  types: ObjectTypes,
  argument: TSESTree.Node | undefined,
  commands: readonly TypeRef[],
): TSESTree.NewExpression | undefined {
  const { resolver } = types;
  let node = argument && argument.type !== Kind.SpreadElement ? unwrap(argument) : undefined;
  if (node?.type === Kind.Identifier) {
    const variable = variableOf(resolver.sourceCode, node);
    const definition = variable && soleDefinition(variable);
    node = definition?.kind === 'value' && definition.path.length === 0 ? unwrap(definition.value) : undefined;
  }
  if (node?.type !== Kind.NewExpression) return undefined;
  const named = namedExport(resolver, node.callee);
  if (named && commands.some((ref) => ref.package === named.package && ref.name === named.name)) return node;
  const isNamedSo = commands.some(({ name }) => resolver.candidateNames(node).includes(name));
  return isNamedSo && types.of(node).some((type) => commands.some((ref) => isSameType(ref, type))) ? node : undefined;
}

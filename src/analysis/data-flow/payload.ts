/**
 * What a payload that goes to another thread or process holds: a carrier, work without one, a mere command, or what
 * nobody can tell; and which values in it cannot make the journey.
 *
 * A variable that was given to `inject`, a property with a carrier's name (`carrier`, `headers`, `traceparent` …), a
 * SpanContext, and the result of a function that injects or is named after a carrier, are carriers.
 *
 * Known limitations: without types, a parameter and the result of a foreign function are unknown; of a property with a
 * carrier's name only an object literal that nobody fills is known to be none.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { calleeName, keyName, memberName, unwrap } from '../../ast';
import type { ContainerId } from '../../model';
import { CARRIER_NAME } from '../../model/worker-channels';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { definitionsOf, resolveFunction, returnedExpressions, soleDefinition, variableOf } from '../bindings';
import { isUnfilledCarrier } from './empty-carrier';
import { InjectedCarriers } from './injected-carriers';
import { objectShape } from './object-shape';

type TypeServices = NonNullable<ApiResolver['types']>;

/** `command`: literals only, nothing that work would need. */
export type PayloadState = 'carrier' | 'command' | 'unknown' | 'work';

/** A value in a payload that the clone does not bring over whole. */
export interface StrandedValue {
  readonly node: TSESTree.Expression;
  readonly type: 'Baggage' | 'Context' | 'Span';
  /** The property of an object literal that holds it. */
  readonly property: TSESTree.Property | undefined;
}

const MAX_DEPTH = 5;
const STRANDED: ReadonlySet<ContainerId> = new Set<ContainerId>(['Baggage', 'Context', 'Span']);
/** Functions that give back what they are given, in another form. */
const TRANSPARENT: ReadonlySet<string> = new Set(['stringify', 'structuredClone', 'assign', 'freeze', 'from']);
const PORT_NAME = /port\d?$/i;

export class Payloads {
  private readonly injected: InjectedCarriers;

  constructor(
    private readonly resolver: ApiResolver,
    /** Finds the calls of `inject` in the file. */
    injections: () => readonly ResolvedCall[],
  ) {
    this.injected = new InjectedCarriers(resolver, injections);
  }

  stateOf(expression: TSESTree.Node | undefined, depth = 0): PayloadState {
    if (!expression) return 'work';
    const node = unwrap(expression);
    if (depth > MAX_DEPTH) return 'unknown';
    switch (node.type) {
      case AST_NODE_TYPES.Literal:
      case AST_NODE_TYPES.TemplateLiteral:
      case AST_NODE_TYPES.UnaryExpression:
      case AST_NODE_TYPES.BinaryExpression:
        return 'command';
      case AST_NODE_TYPES.ObjectExpression:
        return this.stateOfObject(node, depth);
      case AST_NODE_TYPES.ArrayExpression:
        return this.stateOfParts(
          node.elements.flatMap((element) => element ?? []),
          depth,
        );
      case AST_NODE_TYPES.ConditionalExpression:
        return this.stateOfParts([node.consequent, node.alternate], depth);
      case AST_NODE_TYPES.LogicalExpression:
        return this.stateOfParts([node.left, node.right], depth);
      case AST_NODE_TYPES.AwaitExpression:
        return this.stateOf(node.argument, depth + 1);
      case AST_NODE_TYPES.Identifier:
        return node.name === 'undefined' ? 'command' : this.stateOfVariable(node, depth);
      case AST_NODE_TYPES.MemberExpression:
        return CARRIER_NAME.test(memberName(node) ?? '') ? 'carrier' : this.stateByType(node);
      case AST_NODE_TYPES.CallExpression:
        return this.stateOfCall(node, depth);
      default:
        return this.stateByType(node);
    }
  }

  /** The values of a payload that are lost, or throw, on the way. */
  strandedIn(expression: TSESTree.Node | undefined, depth = 0): readonly StrandedValue[] {
    if (!expression || depth > MAX_DEPTH) return [];
    const node = unwrap(expression);
    if (node.type === AST_NODE_TYPES.ArrayExpression) {
      return node.elements.flatMap((element) =>
        element && element.type !== AST_NODE_TYPES.SpreadElement ? this.strandedIn(element, depth + 1) : [],
      );
    }
    if (node.type === AST_NODE_TYPES.ObjectExpression) {
      return node.properties.flatMap((property) => {
        if (property.type !== AST_NODE_TYPES.Property) return [];
        return this.strandedIn(property.value, depth + 1).map((found) => ({
          ...found,
          property: found.property ?? (unwrap(property.value) === found.node ? property : undefined),
        }));
      });
    }
    const type = this.resolver.typeOf(node);
    return type !== undefined && STRANDED.has(type)
      ? [{ node, type: type as StrandedValue['type'], property: undefined }]
      : [];
  }

  private stateOfObject(node: TSESTree.ObjectExpression, depth: number): PayloadState {
    let isCommand = true;
    let isUnknown = false;
    for (const property of node.properties) {
      if (property.type === AST_NODE_TYPES.SpreadElement) {
        const state = this.stateOf(property.argument, depth + 1);
        if (state === 'carrier') return 'carrier';
        isUnknown ||= state === 'unknown';
        isCommand = false;
        continue;
      }
      const name = keyName(property);
      if (name !== undefined && CARRIER_NAME.test(name)) {
        if (!this.isUnfilled(property.value)) return 'carrier';
        isCommand &&= this.isConstant(unwrap(property.value)); // who keeps room for a carrier sends work
        continue;
      }
      const value = this.stateOf(property.value, depth + 1);
      if (value === 'carrier') return 'carrier';
      const isPort = name !== undefined && PORT_NAME.test(name);
      isCommand &&= isPort || this.isConstant(unwrap(property.value));
    }
    return isUnknown ? 'unknown' : isCommand ? 'command' : 'work';
  }

  /** `'stop'`, `STOP`, `Command.Stop`: what tells one message from another, and holds nothing to work on. */
  private isConstant(node: TSESTree.Node): boolean {
    if (node.type === AST_NODE_TYPES.Literal) return true;
    if (node.type === AST_NODE_TYPES.MemberExpression)
      return node.object.type === AST_NODE_TYPES.Identifier && /^[A-Z]/.test(node.object.name);
    const variable = node.type === AST_NODE_TYPES.Identifier ? variableOf(this.resolver.sourceCode, node) : undefined;
    if (!variable) return false;
    const definition = soleDefinition(variable);
    if (definition?.kind === 'value' && definition.path.length === 0)
      return unwrap(definition.value).type === AST_NODE_TYPES.Literal;
    return this.resolver.exportOf(node) !== undefined && /^[A-Z][A-Z\d_]*$/.test(variable.name);
  }

  /** Whether a value with a carrier's name is none. */
  private isUnfilled(value: TSESTree.Node): boolean {
    return isUnfilledCarrier(this.resolver.sourceCode, value);
  }

  private stateOfParts(parts: readonly TSESTree.Node[], depth: number): PayloadState {
    const states = parts.map((part) =>
      this.stateOf(part.type === AST_NODE_TYPES.SpreadElement ? part.argument : part, depth + 1),
    );
    for (const state of ['carrier', 'unknown', 'work'] as const) if (states.includes(state)) return state;
    return 'command';
  }

  private stateOfVariable(node: TSESTree.Identifier, depth: number): PayloadState {
    const variable = variableOf(this.resolver.sourceCode, node);
    if (!variable) return 'unknown';
    if (this.injected.has(variable) || (CARRIER_NAME.test(node.name) && !this.isUnfilled(node))) return 'carrier';
    const written = objectShape(this.resolver.sourceCode, node)?.properties ?? [];
    if (
      written.some(
        ({ name, value }) =>
          (name !== undefined && CARRIER_NAME.test(name) && !this.isUnfilled(value)) ||
          this.stateOf(value, depth + 1) === 'carrier',
      )
    )
      return 'carrier';
    const definitions = definitionsOf(variable);
    const values = definitions.flatMap((definition) =>
      definition.kind === 'value' && definition.path.length === 0 ? [definition.value] : [],
    );
    if (values.length === 0 || values.length < definitions.length) return this.stateByType(node);
    return this.stateOfParts(values, depth);
  }

  private stateOfCall(node: TSESTree.CallExpression, depth: number): PayloadState {
    const name = calleeName(node) ?? '';
    const call = this.resolver.resolve(node);
    if (call)
      return call.operation === 'span.spanContext' || call.operation === 'trace.getSpanContext' ? 'carrier' : 'unknown';
    if (TRANSPARENT.has(name)) return this.stateOfParts(node.arguments, depth);
    if (CARRIER_NAME.test(name) || /inject|propagat/i.test(name)) return 'carrier';
    const fn = resolveFunction(this.resolver.sourceCode, node.callee);
    if (!fn) return this.stateByType(node);
    return this.injected.isFilledBy(fn)
      ? 'carrier'
      : this.stateOfParts(returnedExpressions(this.resolver.sourceCode, fn), depth);
  }

  /** What the checker says of a value: a primitive is a command, a known object without a carrier's name is work. */
  private stateByType(node: TSESTree.Expression): PayloadState {
    const { types } = this.resolver;
    const type = types?.typeAt(node);
    if (!types || !type || !this.resolver.isTypeKnown(node)) return 'unknown';
    if (this.resolver.typeOf(node) === 'SpanContext') return 'carrier';
    const parts = type.isUnion() ? type.types : [type];
    const states = parts.map((part) => stateOfType(types, part, 0));
    for (const state of ['carrier', 'unknown', 'work'] as const) if (states.includes(state)) return state;
    return 'command';
  }
}

function stateOfType(services: TypeServices, type: ts.Type, depth: number): PayloadState {
  const { checker } = services;
  const { TypeFlags } = services.ts;
  if (
    type.flags &
    (TypeFlags.StringLike |
      TypeFlags.NumberLike |
      TypeFlags.BooleanLike |
      TypeFlags.BigIntLike |
      TypeFlags.Null |
      TypeFlags.Undefined)
  )
    return 'command';
  const isPlainObject =
    (type.flags & (TypeFlags.Object | TypeFlags.Intersection)) !== 0 && type.getCallSignatures().length === 0;
  const isOpen = checker.getIndexInfosOfType(type).length > 0;
  const properties = type.getProperties();
  if (!isPlainObject || isOpen || properties.length === 0) return 'unknown';
  for (const property of properties) {
    if (CARRIER_NAME.test(property.name)) return 'carrier';
    if (depth > 0) continue;
    const declaration = property.valueDeclaration;
    const inner = declaration && checker.getTypeOfSymbolAtLocation(property, declaration);
    if (inner && !checker.isArrayType(inner) && stateOfType(services, inner, depth + 1) === 'carrier') return 'carrier';
  }
  return 'work';
}

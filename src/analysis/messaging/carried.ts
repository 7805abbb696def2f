/**
 * Whether a value that stands where headers stand holds a carrier: what was injected into, what a function that injects
 * returns, what bears a carrier's name; or surely none: a literal without such a name; or nobody can tell.
 *
 * *Known limitations*: those of `InjectedCarriers` and `objectShape`; a variable that was passed to any function that
 * is not known to leave it alone is unknown.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, isFunction, keyName, literalString, memberName, unwrap, wrapped } from '../../ast';
import { CARRIER_NAME } from '../../model/worker-channels';
import type { ApiResolver } from '../api-resolution';
import { definitionsOf, resolveFunction, returnedExpressions, soleDefinition, variableOf } from '../bindings';
import { type InjectedCarriers, isUnfilledCarrier, type ObjectProperty, objectShape } from '../data-flow';
import type { CarrierState } from './types';

const Kind = AST_NODE_TYPES;
const MAX_DEPTH = 6;
/** `headers` may hold anything: only what it holds tells. */
const PLAIN_HEADERS = /^headers?$/i;
const INJECTS = /inject|propagat/i;
/** Functions that leave what they are given as it was. */
const READS_ONLY =
  /^(?:stringify|from|byteLength|keys|values|entries|isArray|freeze|log|debug|info|warn|error|trace|verbose|isBuffer|push|encode)$/;
/** Functions that give back what they are given, in another form. */
const TRANSPARENT: ReadonlySet<string> = new Set(['assign', 'entries', 'freeze', 'fromEntries', 'structuredClone']);
/** Methods that write an entry: of `Headers`, NATS headers, gRPC `Metadata`. */
const WRITES_ENTRY: ReadonlySet<string> = new Set(['add', 'append', 'set']);
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

export class CarrierValues {
  constructor(
    private readonly resolver: ApiResolver,
    private readonly injected: InjectedCarriers,
  ) {}

  /** The state of a value that stands as headers. `within` is the call that sends it, which leaves it alone. */
  stateOf(expression: TSESTree.Node, within?: TSESTree.Node, depth = 0): CarrierState {
    const node = unwrap(expression);
    if (depth > MAX_DEPTH) return 'unknown';
    switch (node.type) {
      case Kind.Literal:
      case Kind.TemplateLiteral:
        return 'missing';
      case Kind.ObjectExpression:
        return this.stateOfLiteral(node, within, depth);
      case Kind.ArrayExpression:
        return this.stateOfList(node, within, depth);
      case Kind.Identifier:
        return node.name === 'undefined' && !variableOf(this.sourceCode, node)
          ? 'missing'
          : this.stateOfVariable(node, within, depth);
      case Kind.ConditionalExpression:
        return anyOf([
          this.stateOf(node.consequent, within, depth + 1),
          this.stateOf(node.alternate, within, depth + 1),
        ]);
      case Kind.LogicalExpression:
        return anyOf([this.stateOf(node.left, within, depth + 1), this.stateOf(node.right, within, depth + 1)]);
      case Kind.AwaitExpression:
        return this.stateOf(node.argument, within, depth + 1);
      case Kind.MemberExpression:
        return isCarrierName(memberName(node)) ? 'carried' : 'unknown';
      case Kind.CallExpression:
      case Kind.NewExpression:
        return this.stateOfCall(node, within, depth);
      default:
        return 'unknown';
    }
  }

  /** Whether something was injected into the variable that an expression names. */
  isInjected(expression: TSESTree.Node): boolean {
    const node = unwrap(expression);
    const variable = node.type === Kind.Identifier ? variableOf(this.sourceCode, node) : undefined;
    if (!variable) return false;
    return (
      this.injected.has(variable) || (isCarrierName(variable.name) && !isUnfilledCarrier(this.sourceCode, expression))
    );
  }

  /** Whether a call's name, or its function in this file, says that it gives back what it injected into. */
  givesCarrier(node: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
    const name = calleeName(node);
    if (isCarrierName(name) || INJECTS.test(name ?? '')) return true;
    const fn = resolveFunction(this.sourceCode, node.callee);
    return fn !== undefined && this.injected.isFilledBy(fn);
  }

  /**
   * Whether a variable, or its property `property`, was given to code that may have written to it, or a part of a part
   * of it was assigned. `within` is a call that does not.
   */
  mayBeFilled(variable: TSESLint.Scope.Variable, within?: TSESTree.Node, property?: string): boolean {
    return variable.references.some((reference) => {
      const whole = wrapped(reference.identifier);
      const part = property === undefined ? undefined : memberAround(whole, property);
      return (
        isDeepWrite(whole) ||
        this.isHandedOver(whole, within) ||
        (part !== undefined && this.isHandedOver(part, within))
      );
    });
  }

  /**
   * Whether the elements of a list may have been written to: in a loop over it, by an index, by a function it is given
   * to.
   */
  mayHaveFilledElements(list: TSESTree.Identifier, within: TSESTree.Node): boolean {
    const variable = variableOf(this.sourceCode, list);
    if (!variable) return false;
    if (this.mayBeFilled(variable, within)) return true;
    return variable.references.some(({ identifier }) => {
      const element = elementOf(wrapped(identifier));
      const name = element && variableOf(this.sourceCode, element);
      return (
        name !== undefined &&
        name.references.some(
          (reference) =>
            isWrite(wrapped(reference.identifier)) || this.isHandedOver(wrapped(reference.identifier), within),
        )
      );
    });
  }

  private isHandedOver(node: TSESTree.Node, within: TSESTree.Node | undefined): boolean {
    const { parent } = node;
    if (
      (parent?.type !== Kind.CallExpression && parent?.type !== Kind.NewExpression) ||
      parent.callee === node ||
      parent === within
    )
      return false;
    return (
      !READS_ONLY.test(calleeName(parent) ?? '') &&
      !this.leavesAlone(parent, parent.arguments.indexOf(node as TSESTree.Expression))
    );
  }

  private get sourceCode(): TSESLint.SourceCode {
    return this.resolver.sourceCode;
  }

  /** Whether a call is to a function of the file that only reads its parameter, or an operation. */
  private leavesAlone(call: TSESTree.CallExpression | TSESTree.NewExpression, index: number): boolean {
    if (this.resolver.resolve(call)) return true;
    const fn = resolveFunction(this.sourceCode, call.callee);
    const parameter = fn?.params[index];
    const variable = parameter?.type === Kind.Identifier ? variableOf(this.sourceCode, parameter) : undefined;
    if (!fn || !variable) return false;
    return variable.references.every((reference) => {
      const node = wrapped(reference.identifier);
      if (node.parent?.type === Kind.CallExpression && node.parent.callee !== node) return false;
      let at = node;
      while (at.parent?.type === Kind.MemberExpression && at.parent.object === at) at = wrapped(at.parent);
      return at.parent?.type !== Kind.AssignmentExpression || at.parent.left !== at;
    });
  }

  private stateOfList(node: TSESTree.ArrayExpression, within: TSESTree.Node | undefined, depth: number): CarrierState {
    const states = node.elements.map((element): CarrierState => {
      if (!element) return 'missing';
      if (element.type === Kind.SpreadElement) return this.stateOf(element.argument, within, depth + 1);
      if (isCarrierName(literalString(element))) return 'carried';
      return element.type === Kind.ArrayExpression ? this.stateOfList(element, within, depth + 1) : 'missing';
    });
    return states.length === 0 ? 'missing' : anyOf(states);
  }

  private stateOfLiteral(
    node: TSESTree.ObjectExpression,
    within: TSESTree.Node | undefined,
    depth: number,
  ): CarrierState {
    const states = node.properties.map((property): CarrierState => {
      if (property.type === Kind.SpreadElement) return this.stateOf(property.argument, within, depth + 1);
      const name = keyName(property);
      const isNamedSo = isCarrierName(name) && !isUnfilledCarrier(this.sourceCode, property.value);
      if (isNamedSo || this.isInjected(property.value)) return 'carried';
      return name === undefined ? 'unknown' : 'missing';
    });
    return states.length === 0 ? 'missing' : anyOf(states);
  }

  /** What is written to a variable after its declaration: `headers.tenant = …`. */
  private stateOfWrites(node: TSESTree.Identifier): CarrierState {
    const properties = objectShape(this.sourceCode, node)?.properties ?? [];
    const written = properties.filter(({ site }) => site.type === Kind.AssignmentExpression);
    if (written.some((property) => this.isCarrierProperty(property))) return 'carried';
    return written.some(({ name }) => name === undefined) ? 'unknown' : 'missing';
  }

  private isCarrierProperty({ name, value }: ObjectProperty): boolean {
    return isCarrierName(name) || this.isInjected(value);
  }

  private stateOfVariable(node: TSESTree.Identifier, within: TSESTree.Node | undefined, depth: number): CarrierState {
    const variable = variableOf(this.sourceCode, node);
    if (!variable) return 'unknown';
    if (this.isInjected(node)) return 'carried';
    const entries = this.entriesWritten(variable);
    if (entries === 'carried') return 'carried';
    const state = this.stateOfDefinitions(variable, node, within, depth);
    if (state !== 'missing') return state;
    return entries === 'unknown' || this.mayBeFilled(variable, within) ? 'unknown' : 'missing';
  }

  private stateOfDefinitions(
    variable: TSESLint.Scope.Variable,
    node: TSESTree.Identifier,
    within: TSESTree.Node | undefined,
    depth: number,
  ): CarrierState {
    const definitions = definitionsOf(variable);
    const values = definitions.flatMap((definition) =>
      definition.kind === 'value' && definition.path.length === 0 ? [definition.value] : [],
    );
    const written = this.stateOfWrites(node);
    if (written === 'carried') return 'carried';
    if (values.length === 0 || values.length < definitions.length) return 'unknown';
    const state = anyOf(values.map((value) => this.stateOf(value, within, depth + 1)));
    return state === 'missing' ? written : state;
  }

  /** `headers.set('traceparent', …)` and the like: `missing` where every entry has another name. */
  private entriesWritten(variable: TSESLint.Scope.Variable): CarrierState {
    const states = variable.references.flatMap(({ identifier }): CarrierState[] => {
      const member = (identifier as TSESTree.Node).parent;
      if (member?.type !== Kind.MemberExpression || member.object !== identifier) return [];
      const call = member.parent;
      if (call.type !== Kind.CallExpression || call.callee !== member || !WRITES_ENTRY.has(memberName(member) ?? ''))
        return [];
      const name = literalString(call.arguments[0]);
      return [name === undefined ? 'unknown' : isCarrierName(name) ? 'carried' : 'missing'];
    });
    return states.length === 0 ? 'missing' : anyOf(states);
  }

  private stateOfCall(
    node: TSESTree.CallExpression | TSESTree.NewExpression,
    within: TSESTree.Node | undefined,
    depth: number,
  ): CarrierState {
    if (this.givesCarrier(node)) return 'carried';
    if (MAKES_EMPTY.test(calleeName(node) ?? '') && node.arguments.length === 0) return 'missing';
    if (TRANSPARENT.has(calleeName(node) ?? '')) return this.stateOfArguments(node, within, depth);
    const fn = resolveFunction(this.sourceCode, node.callee);
    return fn
      ? anyOf(returnedExpressions(this.sourceCode, fn).map((returned) => this.stateOf(returned, within, depth + 1)))
      : 'unknown';
  }

  /** `Object.assign({}, a, b)`: carried by any part. */
  private stateOfArguments(
    node: TSESTree.CallExpression | TSESTree.NewExpression,
    within: TSESTree.Node | undefined,
    depth: number,
  ): CarrierState {
    const states = node.arguments.map((argument) =>
      argument.type === Kind.SpreadElement ? 'unknown' : this.stateOf(argument, within, depth + 1),
    );
    return anyOf(states);
  }
}

/** The member `node.property` that stands around a node, seen through casts. */
function memberAround(node: TSESTree.Node, property: string): TSESTree.Node | undefined {
  const { parent } = node;
  return parent?.type === Kind.MemberExpression && parent.object === node && memberName(parent) === property
    ? wrapped(parent)
    : undefined;
}

/** How many members are assigned through: 1 for `node.a = …`, 2 for `node.a.b = …`; 0 for no assignment. */
function writeDepth(node: TSESTree.Node): number {
  let depth = 0;
  let at = node;
  for (; at.parent?.type === Kind.MemberExpression && at.parent.object === at; at = wrapped(at.parent)) depth++;
  return at.parent?.type === Kind.AssignmentExpression && at.parent.left === at ? depth : 0;
}

const isWrite = (node: TSESTree.Node): boolean => writeDepth(node) > 0;

/** `message.headers.traceparent = …`, `messages[0] = …`: what the shape of an object does not tell. */
function isDeepWrite(node: TSESTree.Node): boolean {
  const depth = writeDepth(node);
  const { parent } = node;
  return depth > 1 || (depth === 1 && parent?.type === Kind.MemberExpression && memberName(parent) === undefined);
}

/**
 * The variable that holds each element of a list where it is iterated: `for (const e of list)`, `list.forEach((e) =>
 * …)`.
 */
function elementOf(list: TSESTree.Node): TSESTree.Identifier | undefined {
  const { parent } = list;
  if (parent?.type === Kind.ForOfStatement && parent.right === list) {
    const target = parent.left.type === Kind.VariableDeclaration ? parent.left.declarations[0].id : parent.left;
    return target.type === Kind.Identifier ? target : undefined;
  }
  if (parent?.type !== Kind.MemberExpression || parent.object !== list || parent.parent.type !== Kind.CallExpression)
    return undefined;
  const [callback] = parent.parent.arguments;
  const [parameter] = isFunction(callback) ? callback.params : [];
  return parent.parent.callee === parent && parameter?.type === Kind.Identifier ? parameter : undefined;
}

/** The object literal that an expression is, itself or through a constant. */
export function literalOf(
  sourceCode: TSESLint.SourceCode,
  expression: TSESTree.Node | undefined,
): TSESTree.ObjectExpression | undefined {
  if (!expression) return undefined;
  const node = unwrap(expression);
  if (node.type === Kind.ObjectExpression) return node;
  const variable = node.type === Kind.Identifier ? variableOf(sourceCode, node) : undefined;
  const definition = variable && soleDefinition(variable);
  if (definition?.kind !== 'value' || definition.path.length > 0) return undefined;
  const value = unwrap(definition.value);
  return value.type === Kind.ObjectExpression ? value : undefined;
}

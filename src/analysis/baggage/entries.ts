/**
 * The places of a file that put an entry into baggage: `setEntry`, `createBaggage`, and the functions that the settings
 * declare as such. Entries are opened through variables, spreads, later writes and `Object.fromEntries`.
 *
 * *Known limitations*: entries that another file builds are not seen; a Map or an array given to `createBaggage` is
 * none.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, literalString, memberName, unwrap } from '../../ast';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import {
  callSitesOf,
  type Definition,
  definitionsOf,
  functionName,
  resolveFunction,
  soleDefinition,
  variableOf,
} from '../bindings';
import { objectShape, type ObjectProperty, propertyValues } from '../data-flow';
import type { BaggageFacts } from './facts';

type CallNode = TSESTree.CallExpression | TSESTree.NewExpression;
type ParameterDefinition = Extract<Definition, { kind: 'parameter' }>;

/** One entry on its way into baggage. */
export interface BaggageEntry {
  /** What makes the entry: a call of `setEntry`, a property of the object given to `createBaggage`, a write to it. */
  readonly site: CallNode | ObjectProperty['site'];
  /** The call of `setEntry` or `createBaggage`, or of the function that makes it. */
  readonly call: CallNode;
  /** The call of `setEntry` or `createBaggage` itself. */
  readonly madeBy: CallNode;
  /** The expression of the key; undefined when it is missing. */
  readonly key: TSESTree.Node | undefined;
  /** The key's text, where it is constant. */
  readonly keyText: string | undefined;
  /** What holds the value: the entry object, or the value itself. */
  readonly holder: TSESTree.Expression;
  readonly isValue: boolean;
  /** The functions of this file that hand the entry on, outermost last. */
  readonly through: readonly CallNode[];
}

/** Every entry that the file writes, in source order of the calls. */
export function baggageEntries(facts: BaggageFacts): readonly BaggageEntry[] {
  return [
    ...facts.operations('baggage.setEntry').flatMap((call) => entryOfCall(facts, call)),
    ...facts
      .operations('propagation.createBaggage')
      .flatMap((call) => entriesOfObject(facts, call.node, call.argument('entry'), 0)),
  ];
}

/** The expressions that an entry's value may be; empty when the entry object is not known. */
export function valuesOf(facts: BaggageFacts, { holder, isValue }: BaggageEntry): readonly TSESTree.Expression[] {
  if (isValue) return [holder];
  const options = { followCalls: false };
  return ['value', 'metadata'].flatMap((name) => propertyValues(facts.resolver.sourceCode, holder, name, options));
}

function entryOfCall(facts: BaggageFacts, call: ResolvedCall): BaggageEntry[] {
  const key = call.argument('key');
  const entry = call.argument('entry') ?? call.argument('value');
  if (!entry) return [];
  // A function of the project may take the value where `setEntry` takes the entry.
  const isValue = call.isWrapper && valuesOf(facts, { holder: entry, isValue: false } as BaggageEntry).length === 0;
  return [
    {
      site: call.node,
      call: call.node,
      madeBy: call.node,
      key,
      keyText: key && constantText(facts.resolver, key),
      holder: entry,
      isValue,
      through: [],
    },
  ];
}

function entriesOfObject(
  facts: BaggageFacts,
  call: CallNode,
  object: TSESTree.Expression | undefined,
  depth: number,
): BaggageEntry[] {
  if (!object || depth > 3) return [];
  const { sourceCode } = facts.resolver;
  const shape = objectShape(sourceCode, object);
  if (shape) {
    return shape.properties.map(({ name, key, value, site }) => ({
      site,
      call,
      madeBy: call,
      key,
      keyText: name ?? constantText(facts.resolver, key),
      holder: value,
      isValue: false,
      through: [],
    }));
  }
  const parameter = directParameter(facts, object);
  return parameter
    ? callersOf(facts, parameter).flatMap((caller) =>
        entriesOfObject(facts, call, argumentFor(facts, caller, parameter), depth + 1),
      )
    : [];
}

/** The parameter of a local function that an expression is, and nothing else. */
export function directParameter(facts: BaggageFacts, expression: TSESTree.Node): ParameterDefinition | undefined {
  const node = unwrap(expression);
  const variable = node.type === AST_NODE_TYPES.Identifier ? variableOf(facts.resolver.sourceCode, node) : undefined;
  const definition = variable && soleDefinition(variable);
  return definition?.kind === 'parameter' ? definition : undefined;
}

/** The calls of the function that a parameter belongs to, in this file. */
export function callersOf(facts: BaggageFacts, { fn }: ParameterDefinition): readonly CallNode[] {
  let known = callers.get(fn);
  if (!known) {
    known = findCallers(facts, fn);
    callers.set(fn, known);
  }
  return known;
}

const callers = new WeakMap<FunctionNode, readonly CallNode[]>();

function findCallers(facts: BaggageFacts, fn: FunctionNode): readonly CallNode[] {
  const { sourceCode } = facts.resolver;
  const found = new Set(callSitesOf(sourceCode, fn).calls);
  const name = functionName(fn);
  if (name !== undefined) {
    for (const call of facts.calls) {
      const callee = unwrap(call.callee);
      if (
        callee.type === AST_NODE_TYPES.MemberExpression &&
        memberName(callee) === name &&
        resolveFunction(sourceCode, callee) === fn
      )
        found.add(call);
    }
  }
  return [...found];
}

/** The argument that a call gives to a parameter, or to the part of it that a pattern takes. */
export function argumentFor(
  facts: BaggageFacts,
  call: CallNode,
  { index, path }: ParameterDefinition,
): TSESTree.Expression | undefined {
  if (call.arguments.slice(0, index + 1).some((argument) => argument.type === AST_NODE_TYPES.SpreadElement))
    return undefined;
  let argument = call.arguments[index] as TSESTree.Expression | undefined;
  for (const step of path) {
    const values: readonly TSESTree.Expression[] = argument
      ? propertyValues(facts.resolver.sourceCode, argument, step, { followCalls: false })
      : [];
    argument = values.length === 1 ? values[0] : undefined;
  }
  return argument;
}

/** The entries that the callers of a local function make through it: each with the caller's key and value. */
export function entriesOfCallers(
  facts: BaggageFacts,
  entry: BaggageEntry,
  parameter: ParameterDefinition,
): BaggageEntry[] {
  const keyParameter = entry.key && directParameter(facts, entry.key);
  const holderParameter = directParameter(facts, entry.holder);
  return callersOf(facts, parameter).flatMap((call): BaggageEntry[] => {
    const given = argumentFor(facts, call, parameter);
    if (!given) return [];
    const isKey = keyParameter !== undefined && isSame(keyParameter, parameter);
    const key = keyParameter?.fn === parameter.fn ? argumentFor(facts, call, keyParameter) : entry.key;
    const isHolder = holderParameter !== undefined && isSame(holderParameter, parameter);
    return [
      {
        ...entry,
        call,
        key,
        keyText: key && (key === entry.key ? entry.keyText : constantText(facts.resolver, key)),
        holder: isKey ? entry.holder : given,
        isValue: isKey || isHolder ? entry.isValue : true,
        through: [...entry.through, call],
      },
    ];
  });
}

function isSame(a: ParameterDefinition, b: ParameterDefinition): boolean {
  return a.fn === b.fn && a.index === b.index && a.path.join('.') === b.path.join('.');
}

/** The text of a constant: a literal, a constant variable, a member of a constant object, a literal type. */
export function constantText(resolver: ApiResolver, expression: TSESTree.Node): string | undefined {
  const node = unwrap(expression);
  const text = literalString(node);
  if (text !== undefined) return text;
  const type = resolver.types?.typeAt(node);
  if (type?.isStringLiteral()) return type.value;
  if (node.type === AST_NODE_TYPES.Identifier) {
    const variable = variableOf(resolver.sourceCode, node);
    const definition = variable && definitionsOf(variable).length === 1 ? soleDefinition(variable) : undefined;
    return definition?.kind === 'value' && definition.path.length === 0
      ? literalString(unwrap(definition.value))
      : undefined;
  }
  if (node.type !== AST_NODE_TYPES.MemberExpression) return undefined;
  const name = memberName(node);
  const values = name === undefined ? [] : propertyValues(resolver.sourceCode, node.object, name);
  return values.length === 1 && values[0] ? literalString(unwrap(values[0])) : undefined;
}

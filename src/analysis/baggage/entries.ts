/**
 * The places of a file that put an entry into baggage: `setEntry`, `createBaggage`, and the functions that the settings
 * declare as such. Entries are opened through variables, spreads, later writes and `Object.fromEntries`.
 *
 * *Known limitations*: entries that another file builds are not seen; a Map or an array given to `createBaggage` is
 * none.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type CallNode, type FunctionNode, literalString, parameterOwner, unwrap } from '../../ast';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { objectShape, type ObjectProperty, propertyValues, WITHIN_CALLS } from '../data-flow';
import { type AccessPath, sureLabel, valueFlow, type ValueNode } from '../value-flow';
import type { BaggageFacts } from './facts';

/** A parameter of a function of the file, or the part of one that a pattern or a member takes. */
interface Parameter {
  readonly fn: FunctionNode;
  readonly index: number;
  readonly path: AccessPath;
}

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
      .flatMap((call) => entriesOfObject(facts, call.node, call.argument('entry'))),
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

function entriesOfObject(facts: BaggageFacts, call: CallNode, object: TSESTree.Expression | undefined): BaggageEntry[] {
  const shape = object && objectShape(facts.resolver.sourceCode, object);
  return (shape?.properties ?? []).map(({ name, key, value, site }) => ({
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

/** The parameter of a function of the file that an expression is, and nothing else. */
export function directParameter({ resolver }: BaggageFacts, expression: TSESTree.Node): Parameter | undefined {
  const { flows, others, complete } = valueFlow(resolver.sourceCode).backward(expression, {
    label: ({ node }) => parameterOwner(node),
    kinds: WITHIN_CALLS,
  });
  const [found] = flows;
  const isOnly = complete && others.length === 0 && flows.every((other) => found && isSamePlace(found, other));
  if (!found || !isOnly) return undefined;
  const { label: fn, node, path } = found;
  const plain = node.type === AST_NODE_TYPES.TSParameterProperty ? node.parameter : node;
  // A parameter with a default may be that, and a rest parameter is a list.
  const isPlain = plain.type === AST_NODE_TYPES.Identifier || plain.type === AST_NODE_TYPES.ObjectPattern;
  return isPlain ? { fn, index: fn.params.indexOf(node as TSESTree.Parameter), path } : undefined;
}

function isSamePlace(one: ValueNode, other: ValueNode): boolean {
  return one.node === other.node && one.path.join('.') === other.path.join('.');
}

/** The calls of the function that a parameter belongs to, in this file. */
export function callersOf({ resolver }: BaggageFacts, { fn }: Parameter): readonly CallNode[] {
  return valueFlow(resolver.sourceCode).calls.callersOf(fn).calls;
}

/** The argument that a call gives to a parameter, or to the part of it that is taken. */
function argumentFor(
  { resolver }: BaggageFacts,
  call: CallNode,
  { fn, index, path }: Parameter,
): TSESTree.Expression | undefined {
  const { calls } = valueFlow(resolver.sourceCode);
  const callee = calls.calleesOf(call).callees.find((each) => each.fn === fn) ?? { fn, bound: [] };
  const [given, ...others] = calls.argumentsAt(call, callee, index) ?? [];
  return given && others.length === 0
    ? expressionAt(resolver, { node: given.node, path: [...given.path, ...path] })
    : undefined;
}

/** The only expression that stands at a part of a value. */
function expressionAt({ sourceCode }: ApiResolver, part: ValueNode): TSESTree.Expression | undefined {
  const { flows, others, complete } = valueFlow(sourceCode).backward(part, {
    label: ({ node, path }) => (path.length === 0 ? (node as TSESTree.Expression) : undefined),
    kinds: WITHIN_CALLS,
  });
  return complete && flows.length === 1 && others.length === 0 ? flows[0]?.label : undefined;
}

/** The entries that the callers of a local function make through it: each with the caller's key and value. */
export function entriesOfCallers(facts: BaggageFacts, entry: BaggageEntry, parameter: Parameter): BaggageEntry[] {
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

function isSame(a: Parameter, b: Parameter): boolean {
  return a.fn === b.fn && a.index === b.index && a.path.join('.') === b.path.join('.');
}

/** The text of a constant: a literal, a constant variable, a member of a constant object, a literal type. */
export function constantText(resolver: ApiResolver, expression: TSESTree.Node): string | undefined {
  const node = unwrap(expression);
  const text = literalString(node);
  if (text !== undefined) return text;
  const type = resolver.types?.typeAt(node);
  if (type?.isStringLiteral()) return type.value;
  return sureLabel(
    valueFlow(resolver.sourceCode).backward(node, {
      label: ({ node: value, path }) => (path.length === 0 ? literalString(value) : undefined),
      kinds: WITHIN_CALLS,
    }),
  );
}

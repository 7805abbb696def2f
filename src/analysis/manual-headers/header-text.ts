/**
 * What a text is made of: constants, and holes whose content is known as far as the code shows it. What an expression
 * may be is asked of the value flow; templates, concatenation, `join` and the methods of strings are read here.
 *
 * *Known limitations*: the parameter of a function that several places call is a hole that is known by its name; more
 * than {@link MAX_TEXTS} alternatives make the whole text unknown.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, isFunction, literalString, memberName, propertyValue, unwrap } from '../../ast';
import {
  ATTRIBUTE_VALUES,
  FOREIGN_TRACE_HEADERS,
  LOOKUP_METHODS,
  PARSING_FUNCTION,
  RANDOM_FUNCTION,
  RANDOM_OBJECT,
  SPAN_ID_LENGTH,
  TRACE_ID_LENGTH,
  UUID_FUNCTION,
} from '../../model/traceparent';
import type { ApiResolver } from '../api-resolution';
import {
  type End,
  type FlowStep,
  type Frame,
  SAME_VALUE,
  type ValueFlow,
  valueFlow,
  type ValueNode,
} from '../value-flow';
import { changedText } from './text-methods';
import { isManyCalled, nameOfPlace } from './places';
import type { HeaderText, Hole, TextPart } from './text-parts';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

const MAX_TEXTS = 12;

const ROLE_NAMES: readonly (readonly [Hole['role'], RegExp])[] = [
  ['trace-id', /^(?:\w*_)?(?:\w*T|t)race_?id$/i],
  ['span-id', /^(?:\w*_)?(?:\w*(?:S|P)|s|p)(?:pan|arent)_?id$/i],
  ['flags', /^(?:trace_?)?flags$/i],
];

/** Reads the texts of expressions. */
export class HeaderTexts {
  private readonly flow: ValueFlow;
  private readonly known = new Map<TSESTree.Node, Map<string, readonly HeaderText[]>>();

  constructor(private readonly resolver: ApiResolver) {
    this.flow = valueFlow(resolver.sourceCode);
  }

  /** Every text an expression may have; undefined when there are too many to tell. */
  of(expression: TSESTree.Node): readonly HeaderText[] | undefined {
    // `get traceparent() { return text; }`
    const values = isFunction(expression) ? this.flow.resultsOf(expression).map(({ node }) => node) : [expression];
    const texts = values.flatMap((value) => this.read(value, undefined));
    return texts.length > MAX_TEXTS ? undefined : texts;
  }

  private read(node: TSESTree.Node, frame: Frame | undefined): readonly HeaderText[] {
    const key = keyOfCalls(frame);
    const known = this.known.get(node) ?? new Map<string, readonly HeaderText[]>();
    this.known.set(node, known);
    let texts = known.get(key);
    if (!texts) {
      known.set(key, [[hole(node)]]); // while it is being read: it may be made of itself
      const { flows, others, barred, unknown } = this.flow.backward(
        { node, path: [], frame },
        {
          label: (place) => this.partAt(place),
          barrier: (place) => place.frame === undefined && isManyCalled(this.flow, place.node),
          also: (place) => this.sameText(place),
          kinds: SAME_VALUE,
        },
      );
      const ends: readonly (End & { readonly label?: Partial<Hole> | string })[] = [
        ...flows,
        ...others,
        ...barred,
        ...unknown,
      ];
      texts = inOrder(ends).flatMap((end) => this.textsAt(end));
      known.set(key, texts.length > 0 ? texts : [[hole(node)]]);
    }
    return known.get(key) ?? texts;
  }

  /** What is known of a place on the way that nothing behind it could tell better. */
  private partAt({
    node,
    path,
    frame,
  }: ValueNode & { readonly frame: Frame | undefined }): Partial<Hole> | string | undefined {
    const name = path.at(-1);
    if (name === undefined && node.type === Kind.MemberExpression) return this.flag(node);
    const part = path.length === 1 && name !== undefined ? PART_OF_SPAN_CONTEXT[name] : undefined;
    if (part && this.isSpanContext(node, frame)) return { ...part, of: { node, frame } };
    if (node.type !== Kind.CallExpression || !PARSING_FUNCTION.test(calleeName(node) ?? '')) return undefined;
    const isRead = name === undefined && this.flow.calls.calleesOf(node).callees.length > 0;
    return isRead ? undefined : { origin: 'received', role: roleOf(name) };
  }

  /** `TraceFlags.SAMPLED`. */
  private flag(node: TSESTree.MemberExpression): string | undefined {
    const name = memberName(node);
    const constant = name === 'SAMPLED' ? '1' : name === 'NONE' ? '0' : undefined;
    const flags = constant === undefined ? undefined : this.resolver.exportOf(node);
    return flags?.package === '@opentelemetry/api' && flags.path.at(-2) === 'TraceFlags' ? constant : undefined;
  }

  /** Whether an expression may be a SpanContext: of its type, or what `spanContext()` gives. */
  private isSpanContext(expression: TSESTree.Node, frame: Frame | undefined): boolean {
    const isOne = (node: TSESTree.Node): boolean =>
      (node.type === Kind.CallExpression && calleeName(node) === 'spanContext' && node.arguments.length === 0) ||
      this.resolver.typeOf(node) === 'SpanContext';
    const { flows } = this.flow.backward(
      { node: expression, path: [], frame },
      { label: ({ node, path }) => (path.length === 0 && isOne(node) ? true : undefined), kinds: SAME_VALUE },
    );
    return flows.length > 0;
  }

  /** What has the same text as a value: bytes of it, the attribute of a message that holds it, what it is added to. */
  private sameText({ node, path }: ValueNode): readonly FlowStep[] {
    if (path.length > 0) return [];
    const to = (other: TSESTree.Node | undefined): readonly FlowStep[] =>
      other && other.type !== Kind.SpreadElement ? [{ kind: 'copy', to: other, isWhole: true, site: node }] : [];
    switch (node.type) {
      case Kind.CallExpression:
        return isSameText(node) ? to(node.arguments[0]) : [];
      case Kind.ObjectExpression: // `{ DataType: 'String', StringValue: text }` of SQS and SNS
        return ATTRIBUTE_VALUES.flatMap((name) => to(propertyValue(node, name))).slice(0, 1);
      case Kind.Identifier: {
        const { steps } = this.flow.stepsOf('backward', node);
        const added = new Set(steps.flatMap(({ kind, site }) => (kind === 'text' ? [site] : [])));
        return [...added].flatMap(to);
      }
      default:
        return [];
    }
  }

  /** The texts that a place has at which a way ends. */
  private textsAt(end: End & { readonly label?: Partial<Hole> | string }): readonly HeaderText[] {
    const { frame, label, node, path } = end;
    if (typeof label === 'string') return [[label]];
    const own = hole(end.whole);
    if (label) return [[{ ...own, ...label }]];
    const name = path.at(-1);
    if (name !== undefined) return [[{ ...own, role: roleOnWay(end), foreign: foreignHeader(name, frame) }]];
    switch (node.type) {
      case Kind.Literal:
        return [node.value === null ? undefined : [String(node.value)]];
      case Kind.TemplateLiteral:
        return this.product(
          node.quasis.flatMap((quasi, index) => {
            const expression = node.expressions[index];
            const constant: readonly HeaderText[] = [[quasi.value.cooked ?? '']];
            return expression ? [constant, this.read(expression, frame)] : [constant];
          }),
        );
      case Kind.BinaryExpression:
      case Kind.AssignmentExpression:
        if (node.operator !== '+' && node.operator !== '+=') return [[own]];
        return this.product([this.read(node.left, frame), this.read(node.right, frame)]);
      case Kind.CallExpression:
        return this.call(node, end);
      case Kind.Identifier:
        if (node.name === 'undefined') return [undefined];
        return [[{ ...own, role: roleOnWay(end) }]];
      default:
        return [[{ ...own, role: roleOnWay(end) }]];
    }
  }

  /** Every way to put one alternative of each part together. That a part may be missing is left out of account. */
  private product(parts: readonly (readonly HeaderText[])[]): readonly HeaderText[] {
    let texts: (readonly TextPart[])[] = [[]];
    for (const part of parts) {
      const alternatives = part.filter((text) => text !== undefined);
      texts = texts.flatMap((text) => alternatives.map((alternative) => [...text, ...alternative]));
      if (texts.length > MAX_TEXTS || texts.length === 0) return Array<HeaderText>(MAX_TEXTS + 1).fill(undefined);
    }
    return texts.map(joined);
  }

  /** The texts of a call that no function of the file answers. */
  private call(node: TSESTree.CallExpression, end: End): readonly HeaderText[] {
    const { frame } = end;
    const name = calleeName(node);
    const callee = unwrap(node.callee);
    const own = hole(node);
    if (name === 'stringify') return [[{ ...own, shape: 'json' }]];
    if (callee.type === Kind.MemberExpression) {
      if (name === 'join') return this.joinedList(node, callee.object, frame);
      if (name === 'concat' && node.arguments.every(({ type }) => type !== Kind.SpreadElement))
        return this.product([callee.object, ...node.arguments].map((part) => this.read(part, frame)));
      const changed = this.read(callee.object, frame).map((text) => changedText(node, name, text));
      if (changed.every((text) => text !== undefined)) return changed;
    }
    if (name !== undefined && UUID_FUNCTION.test(name))
      return [[{ ...own, origin: 'random', shape: 'uuid', length: 36 }]];
    if ((name !== undefined && RANDOM_FUNCTION.test(name)) || isMadeUp(callee)) return [[{ ...own, origin: 'random' }]];
    const looked = LOOKUP_METHODS.has(name ?? '') ? literalString(node.arguments[0]) : undefined;
    return [[{ ...own, role: roleOnWay(end), foreign: foreignHeader(looked, frame) }]];
  }

  private joinedList(
    node: TSESTree.CallExpression,
    list: TSESTree.Expression,
    frame: Frame | undefined,
  ): readonly HeaderText[] {
    const [separator] = node.arguments;
    const { flows, others, unknown } = this.flow.backward(
      { node: list, path: [], frame },
      { label: (place) => (place.path.length === 0 && isList(place.node) ? place.node : undefined), kinds: SAME_VALUE },
    );
    const [made] = flows;
    if (!made || flows.length + others.length + unknown.length > 1) return [[hole(node)]];
    if (made.label.type === Kind.ArrayExpression) {
      const { elements } = made.label;
      // An array that something is pushed to is not what it was declared as.
      const { steps, open } = this.flow.objects.storesSeen(made.label, list);
      const isFixed = elements.every((element) => element && element.type !== Kind.SpreadElement);
      if (!isFixed || steps.length > 0 || open !== undefined || !separator) return [[hole(node)]];
      const between = this.read(separator, frame);
      const texts = elements.map((element) => this.read(element as TSESTree.Expression, made.frame));
      return this.product(texts.flatMap((text, index) => (index === 0 ? [text] : [between, text])));
    }
    // `entries.map(([key, value]) => `${key}=${value}`).join(',')`: one text after the other.
    const [mapper] = made.label.arguments;
    const { callees } = mapper ? this.flow.calls.functionsOf(mapper) : { callees: [] };
    const results = callees.flatMap(({ fn }) => this.flow.resultsOf(fn));
    return results.length > 0 ? results.flatMap((result) => this.read(result.node, made.frame)) : [[hole(node)]];
  }
}

function hole(node: TSESTree.Node): Hole {
  return { node, origin: 'other', role: undefined, length: undefined, shape: undefined, of: undefined };
}

/**
 * The properties of a SpanContext: ids as the SDK makes them; flags print as one digit, since only the first bits are
 * used.
 */
const PART_OF_SPAN_CONTEXT: Readonly<Partial<Record<string, Pick<Hole, 'length' | 'origin' | 'role'>>>> = {
  traceId: { role: 'trace-id', length: TRACE_ID_LENGTH, origin: 'span-context' },
  spanId: { role: 'span-id', length: SPAN_ID_LENGTH, origin: 'span-context' },
  traceFlags: { role: 'flags', length: 1, origin: 'span-context' },
};

function roleOf(name: string | undefined): Hole['role'] {
  return name === undefined ? undefined : ROLE_NAMES.find(([, pattern]) => pattern.test(name))?.[0];
}

/** The role of the name that a value has where it ends, or last had on the way. */
function roleOnWay({ node, path, steps }: End): Hole['role'] {
  const way = [...steps.map(({ to }) => to), node].reverse();
  return [path.at(-1), ...way.map(nameOfPlace)].map(roleOf).find((role) => role !== undefined);
}

/** Ends in the order of the source, where their ways part. */
function inOrder<E extends End>(ends: readonly E[]): readonly E[] {
  if (ends.length < 2) return ends;
  const ways = ends.map((end) => ({ end, steps: end.steps }));
  ways.sort(({ steps: one }, { steps: other }) => {
    const at = one.findIndex((step, index) => step !== other[index]);
    const [first, second] = [one[at], other[at]];
    return first && second ? first.to.range[0] - second.to.range[0] : one.length - other.length;
  });
  return ways.map(({ end }) => end);
}

/** One key for the calls that a place stands in. */
function keyOfCalls(frame: Frame | undefined): string {
  return frame ? `${frame.call.range.join()} ${keyOfCalls(frame.outer)}` : '';
}

/** A header of another format. What a function makes of it, which is given it, may be another text. */
function foreignHeader(name: string | undefined, frame: Frame | undefined): string | undefined {
  return name !== undefined && !frame && FOREIGN_TRACE_HEADERS.has(name.toLowerCase()) ? name : undefined;
}

/** `faker.string.hexadecimal`. */
function isMadeUp(callee: TSESTree.Expression): boolean {
  let node = callee;
  while (node.type === Kind.MemberExpression) node = unwrap(node.object);
  return node !== callee && node.type === Kind.Identifier && RANDOM_OBJECT.test(node.name);
}

/** `String(text)`, and the same text in bytes: `Buffer.from(text)`, `encoder.encode(text)`. */
function isSameText(call: TSESTree.CallExpression): boolean {
  const name = calleeName(call);
  return name === 'String' || ((name === 'from' || name === 'encode') && isBytes(unwrap(call.callee)));
}

function isList(node: TSESTree.Node): node is TSESTree.ArrayExpression | TSESTree.CallExpression {
  return node.type === Kind.ArrayExpression || (node.type === Kind.CallExpression && calleeName(node) === 'map');
}

function isBytes(callee: TSESTree.Expression): boolean {
  if (callee.type !== Kind.MemberExpression) return false;
  const object = unwrap(callee.object);
  if (memberName(callee) === 'encode')
    return object.type === Kind.NewExpression && calleeName(object) === 'TextEncoder';
  return object.type === Kind.Identifier && object.name === 'Buffer';
}

/** Constants that stand side by side become one. */
function joined(text: readonly TextPart[]): readonly TextPart[] {
  const parts: TextPart[] = [];
  for (const part of text) {
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else if (part !== '') parts.push(part);
  }
  return parts;
}

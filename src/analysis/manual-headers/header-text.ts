/**
 * What a text is made of: constants, and holes whose content is known as far as the code shows it. Read through
 * templates, concatenation, `join`, local constants, and local functions with the arguments of their call.
 *
 * *Known limitations*: a variable that is assigned twice is a hole of unknown content; more than {@link MAX_TEXTS}
 * alternatives, or calls deeper than {@link MAX_DEPTH}, make the whole text unknown.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import {
  calleeName,
  type FunctionNode,
  isFunction,
  keyName,
  literalString,
  memberName,
  propertyValue,
  unwrap,
} from '../../ast';
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
import { resolveFunction, returnedExpressions, soleDefinition, variableOf } from '../bindings';
import { changedText } from './text-methods';
import type { Frame, HeaderText, Hole, HoleOrigin, TextPart } from './text-parts';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

const MAX_TEXTS = 12;
const MAX_DEPTH = 8;

const ROLE_NAMES: readonly (readonly [Hole['role'], RegExp])[] = [
  ['trace-id', /^(?:\w*_)?(?:\w*T|t)race_?id$/i],
  ['span-id', /^(?:\w*_)?(?:\w*(?:S|P)|s|p)(?:pan|arent)_?id$/i],
  ['flags', /^(?:trace_?)?flags$/i],
];

/** Reads the texts of expressions. */
export class HeaderTexts {
  private visits = 0;

  constructor(private readonly resolver: ApiResolver) {}

  /** Every text an expression may have; undefined when there are too many to tell. */
  of(expression: TSESTree.Node): readonly HeaderText[] | undefined {
    this.visits = 0;
    // `get traceparent() { return text; }`
    const values = isFunction(expression) ? returnedExpressions(this.resolver.sourceCode, expression) : [expression];
    const texts = values.flatMap((value) => this.read(value, undefined, 0));
    return texts.length > MAX_TEXTS ? undefined : texts;
  }

  private read(expression: TSESTree.Node, frame: Frame | undefined, depth: number): readonly HeaderText[] {
    const node = unwrap(expression);
    if (depth > MAX_DEPTH || ++this.visits > 200) return [[hole(node)]];
    switch (node.type) {
      case Kind.Literal:
        return [node.value === null ? undefined : [String(node.value)]];
      case Kind.TemplateLiteral:
        return this.template(node, frame, depth);
      case Kind.BinaryExpression:
        if (node.operator !== '+') return [[hole(node)]];
        return this.product([this.read(node.left, frame, depth + 1), this.read(node.right, frame, depth + 1)]);
      case Kind.ConditionalExpression:
        return [...this.read(node.consequent, frame, depth + 1), ...this.read(node.alternate, frame, depth + 1)];
      case Kind.LogicalExpression:
        if (node.operator === '&&') return [undefined, ...this.read(node.right, frame, depth + 1)];
        return [...this.read(node.left, frame, depth + 1), ...this.read(node.right, frame, depth + 1)];
      case Kind.AwaitExpression:
        return this.read(node.argument, frame, depth + 1);
      case Kind.Identifier:
        return this.identifier(node, frame, depth);
      case Kind.MemberExpression:
        return this.member(node, frame);
      case Kind.CallExpression:
        return this.call(node, frame, depth);
      case Kind.ObjectExpression:
        return this.attribute(node, frame, depth);
      default:
        return [[hole(node)]];
    }
  }

  private template(node: TSESTree.TemplateLiteral, frame: Frame | undefined, depth: number): readonly HeaderText[] {
    const parts = node.quasis.flatMap((quasi, index) => {
      const expression = node.expressions[index];
      const constant: readonly HeaderText[] = [[quasi.value.cooked ?? '']];
      return expression ? [constant, this.read(expression, frame, depth + 1)] : [constant];
    });
    return this.product(parts);
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

  private identifier(node: TSESTree.Identifier, frame: Frame | undefined, depth: number): readonly HeaderText[] {
    if (node.name === 'undefined') return [undefined];
    const variable = variableOf(this.resolver.sourceCode, node);
    const definition = variable && soleDefinition(variable);
    if (definition?.kind === 'value') {
      const name = definition.path.at(-1);
      if (name === undefined) return this.read(definition.value, frame, depth + 1);
      if (definition.path.length === 1) return [[this.partOf(node, definition.value, name, frame)]];
    }
    if (definition?.kind === 'parameter') {
      const argument = frame?.fn === definition.fn ? frame.call.arguments[definition.index] : undefined;
      const name = definition.path.at(-1);
      const parameter = definition.fn.params[definition.index];
      const isLeftOut = frame?.fn === definition.fn && !argument && parameter?.type === Kind.AssignmentPattern;
      if (isLeftOut && name === undefined) return this.read(parameter.right, frame, depth + 1);
      if (argument && argument.type !== Kind.SpreadElement) {
        if (name === undefined) return this.read(argument, frame?.outer, depth + 1);
        const own = unwrap(argument);
        const value = own.type === Kind.ObjectExpression ? propertyValue(own, name) : undefined;
        if (definition.path.length === 1)
          return value
            ? this.read(value, frame?.outer, depth + 1)
            : [[this.partOf(node, argument, name, frame?.outer)]];
      }
      if (name !== undefined && this.isTypedAsSpanContext(parameter))
        return [[{ ...hole(node), ...PART_OF_SPAN_CONTEXT[name] }]];
    }
    return [[{ ...hole(node), role: roleOf(node.name) }]];
  }

  private isTypedAsSpanContext(parameter: TSESTree.Parameter | undefined): boolean {
    return parameter?.type === Kind.ObjectPattern && this.resolver.typeOf(parameter) === 'SpanContext';
  }

  private member(node: TSESTree.MemberExpression, frame: Frame | undefined): readonly HeaderText[] {
    const name = memberName(node);
    if (name === undefined) return [[{ ...hole(node), origin: this.originOf(node.object) }]];
    const constant = name === 'SAMPLED' ? '1' : name === 'NONE' ? '0' : undefined;
    const flags = constant === undefined ? undefined : this.resolver.exportOf(node);
    if (constant !== undefined && flags?.package === '@opentelemetry/api' && flags.path.at(-2) === 'TraceFlags')
      return [[constant]];
    return [[this.partOf(node, node.object, name, frame)]];
  }

  /** A property of an object: of a SpanContext it is known, of anything else only its name is. */
  private partOf(node: TSESTree.Expression, object: TSESTree.Expression, name: string, frame: Frame | undefined): Hole {
    const known = PART_OF_SPAN_CONTEXT[name];
    if (known && this.isSpanContext(object, frame, 0)) return { ...hole(node), ...known, of: { node: object, frame } };
    return { ...hole(node), role: roleOf(name), origin: this.originOf(object), foreign: foreignHeader(name, frame) };
  }

  /** Whether an expression is a SpanContext, also as the argument of a local function. */
  private isSpanContext(expression: TSESTree.Node, frame: Frame | undefined, depth: number): boolean {
    const node = unwrap(expression);
    if (this.resolver.typeOf(node) === 'SpanContext') return true;
    if (depth > MAX_DEPTH) return false;
    if (node.type === Kind.CallExpression) return calleeName(node) === 'spanContext' && node.arguments.length === 0;
    if (node.type === Kind.LogicalExpression)
      return this.isSpanContext(node.left, frame, depth + 1) || this.isSpanContext(node.right, frame, depth + 1);
    if (node.type !== Kind.Identifier) return false;
    const variable = variableOf(this.resolver.sourceCode, node);
    const definition = variable && soleDefinition(variable);
    if (definition?.kind === 'value' && definition.path.length === 0)
      return this.isSpanContext(definition.value, frame, depth + 1);
    if (definition?.kind !== 'parameter' || definition.path.length > 0 || frame?.fn !== definition.fn) return false;
    const argument = frame.call.arguments[definition.index];
    return argument !== undefined && this.isSpanContext(argument, frame.outer, depth + 1);
  }

  private originOf(expression: TSESTree.Node, depth = 0): HoleOrigin {
    const node = unwrap(expression);
    if (depth > MAX_DEPTH) return 'other';
    if (node.type === Kind.MemberExpression) return this.originOf(node.object, depth + 1);
    if (node.type === Kind.LogicalExpression) return this.originOf(node.left, depth + 1);
    if (node.type === Kind.CallExpression) return PARSING_FUNCTION.test(calleeName(node) ?? '') ? 'received' : 'other';
    if (node.type !== Kind.Identifier) return 'other';
    const variable = variableOf(this.resolver.sourceCode, node);
    const definition = variable && soleDefinition(variable);
    return definition?.kind === 'value' ? this.originOf(definition.value, depth + 1) : 'other';
  }

  private call(node: TSESTree.CallExpression, frame: Frame | undefined, depth: number): readonly HeaderText[] {
    const name = calleeName(node);
    const callee = unwrap(node.callee);
    const fn = resolveFunction(this.resolver.sourceCode, callee);
    if (fn && !fn.generator && !isOpen(frame, fn)) {
      return returnedExpressions(this.resolver.sourceCode, fn).flatMap((returned) =>
        this.read(returned, { fn, call: node, outer: frame }, depth + 1),
      );
    }
    const [first] = node.arguments;
    if (first && (name === 'String' || name === 'from' || name === 'encode') && first.type !== Kind.SpreadElement) {
      // `Buffer.from(text)`, `encoder.encode(text)`: the same text in bytes.
      if (name === 'String' || isBytes(callee)) return this.read(first, frame, depth + 1);
    }
    if (name === 'stringify') return [[{ ...hole(node), shape: 'json' }]];
    if (callee.type === Kind.MemberExpression) {
      const list = unwrap(callee.object);
      if (name === 'join') return this.joinedList(node, list, frame, depth);
      if (name === 'concat') {
        const parts = [callee.object, ...node.arguments.filter((argument) => argument.type !== Kind.SpreadElement)];
        if (parts.length === node.arguments.length + 1)
          return this.product(parts.map((part) => this.read(part, frame, depth + 1)));
      }
      const changed = this.read(callee.object, frame, depth + 1).map((text) => changedText(node, name, text));
      if (changed.every((text) => text !== undefined)) return changed;
    }
    if (name !== undefined && UUID_FUNCTION.test(name))
      return [[{ ...hole(node), origin: 'random', shape: 'uuid', length: 36 }]];
    if ((name !== undefined && RANDOM_FUNCTION.test(name)) || isMadeUp(callee))
      return [[{ ...hole(node), origin: 'random' }]];
    const looked = LOOKUP_METHODS.has(name ?? '') ? literalString(first) : undefined;
    return [[{ ...hole(node), origin: this.originOf(node), foreign: foreignHeader(looked, frame) }]];
  }

  private joinedList(
    node: TSESTree.CallExpression,
    list: TSESTree.Expression,
    frame: Frame | undefined,
    depth: number,
  ): readonly HeaderText[] {
    const array = this.arrayOf(list);
    const [separator] = node.arguments;
    if (
      array &&
      separator &&
      separator.type !== Kind.SpreadElement &&
      array.elements.every((element) => element && element.type !== Kind.SpreadElement)
    ) {
      const between = this.read(separator, frame, depth + 1);
      const parts = array.elements.flatMap((element, index) => {
        const own = this.read(element as TSESTree.Expression, frame, depth + 1);
        return index === 0 ? [own] : [between, own];
      });
      return this.product(parts);
    }
    // `entries.map(([key, value]) => `${key}=${value}`).join(',')`: one text after the other.
    if (list.type === Kind.CallExpression && calleeName(list) === 'map') {
      const mapper = list.arguments[0] && unwrap(list.arguments[0]);
      if (mapper && isFunction(mapper))
        return returnedExpressions(this.resolver.sourceCode, mapper).flatMap((text) =>
          this.read(text, undefined, depth + 1),
        );
    }
    return [[hole(node)]];
  }

  private arrayOf(list: TSESTree.Expression): TSESTree.ArrayExpression | undefined {
    if (list.type === Kind.ArrayExpression) return list;
    const variable = list.type === Kind.Identifier ? variableOf(this.resolver.sourceCode, list) : undefined;
    const definition = variable && soleDefinition(variable);
    const value = definition?.kind === 'value' && definition.path.length === 0 ? unwrap(definition.value) : undefined;
    // An array that something is pushed to is not what it was declared as.
    return value?.type === Kind.ArrayExpression && variable?.references.length === 2 ? value : undefined;
  }

  /** `{ DataType: 'String', StringValue: text }` of SQS and SNS. */
  private attribute(node: TSESTree.ObjectExpression, frame: Frame | undefined, depth: number): readonly HeaderText[] {
    const property = node.properties.find(
      (candidate) => candidate.type === Kind.Property && ATTRIBUTE_VALUES.includes(keyName(candidate) ?? ''),
    );
    return property?.type === Kind.Property ? this.read(property.value, frame, depth + 1) : [[hole(node)]];
  }
}

function hole(node: TSESTree.Expression): Hole {
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

function roleOf(name: string): Hole['role'] {
  return ROLE_NAMES.find(([, pattern]) => pattern.test(name))?.[0];
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

function isOpen(frame: Frame | undefined, fn: FunctionNode): boolean {
  for (let current = frame; current; current = current.outer) if (current.fn === fn) return true;
  return false;
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

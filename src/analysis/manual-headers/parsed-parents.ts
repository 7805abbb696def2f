/**
 * Parents that are made of a received `traceparent` which the code takes apart itself: its parts, from `split('-')`, a
 * pattern or `slice`, go into `trace.setSpanContext()` or `wrapSpanContext()`, and the other headers stay where they
 * are.
 *
 * *Known limitations*: parts that are collected in an object on the way are not followed; a text from a place that has
 * one field by design (a variable of the process, a column, a field of a message) has no other headers, and is silent.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import {
  calleeName,
  enclosingFunction,
  type FunctionNode,
  literalString,
  memberName,
  propertyValue,
  unwrap,
} from '../../ast';
import type { OperationId } from '../../model';
import {
  CARRIER_WORDS,
  LOOKUP_METHODS,
  LOOKUP_OBJECT,
  PARSER_EXPORTS,
  TRACEPARENT_NAME,
} from '../../model/traceparent';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { callSitesOf, resolveFunction, returnedExpressions, soleDefinition, variableOf } from '../bindings';
import { splitWords } from '../sensitive-data';
import { isInPropagator } from './manual-headers';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;
const MAX_DEPTH = 8;

/** A parent that is made by hand. */
export interface ParsedParent {
  /** `trace.setSpanContext(…)`, `trace.wrapSpanContext(…)`. */
  readonly call: ResolvedCall;
  /** What of the request is dropped. */
  readonly lost: readonly ('baggage' | 'tracestate')[];
  /** The headers that the text was read from, where they are at hand in the function of the call. */
  readonly headers: HeaderSource | undefined;
}

/** `headers.traceparent` (`member`), `headers.get('traceparent')` (`lookup`), `request.get('traceparent')` (`request`). */
export interface HeaderSource {
  readonly way: 'lookup' | 'member' | 'request';
  readonly node: TSESTree.Expression;
}

/** The arguments of a call to a local function, by parameter. */
interface Frame {
  readonly fn: FunctionNode;
  readonly call: TSESTree.CallExpression;
  readonly outer: Frame | undefined;
}

/** A part of a text, and the call that took the text apart. */
interface Part {
  readonly by: TSESTree.CallExpression;
  /** Its place: an index, the name of a group, the offset of a slice. */
  readonly step: string;
}

/** Where a text comes from. */
type TextSource = HeaderSource | { readonly way: 'field' | 'named' | 'unknown' };

interface Found {
  readonly text: TSESTree.Expression;
  readonly frame: Frame | undefined;
  readonly isTraceparent: boolean;
  readonly hasState: boolean;
}

/** The calls of a file that make a parent of a traceparent which was taken apart. */
export function parsedParents(
  resolver: ApiResolver,
  operations: (id: OperationId) => readonly ResolvedCall[],
): readonly ParsedParent[] {
  const calls = [...operations('trace.setSpanContext'), ...operations('trace.wrapSpanContext')];
  const finder = new ParsedParentFinder(resolver);
  return calls.flatMap((call) => {
    const fn = enclosingFunction(call.node);
    const isHere = (other: ResolvedCall): boolean => enclosingFunction(other.node) === fn;
    // Where `extract` is tried as well, this is the second choice.
    if (isInPropagator(call.node) || operations('propagation.extract').some(isHere)) return [];
    const found = finder.find(call);
    if (!found) return [];
    const { source, hasState } = found;
    const hasBaggage = operations('propagation.setBaggage').some(isHere);
    const lost = [...(hasState ? [] : ['tracestate' as const]), ...(hasBaggage ? [] : ['baggage' as const])];
    const isAtHand = 'node' in source && enclosingFunction(source.node) === fn;
    return lost.length === 0 ? [] : [{ call, lost, headers: isAtHand ? source : undefined }];
  });
}

class ParsedParentFinder {
  constructor(private readonly resolver: ApiResolver) {}

  find(call: ResolvedCall): { readonly source: TextSource; readonly hasState: boolean } | undefined {
    const value = call.argument('value');
    const found = value && this.spanContext(value, undefined, 0);
    if (!found) return undefined;
    const source = this.sourceOf(found.text, found.frame, 0);
    const isKnown = found.isTraceparent || (source.way !== 'unknown' && source.way !== 'field');
    return isKnown && source.way !== 'field' ? { source, hasState: found.hasState } : undefined;
  }

  /** The text whose parts are the ids of a SpanContext. */
  private spanContext(expression: TSESTree.Node, frame: Frame | undefined, depth: number): Found | undefined {
    const node = unwrap(expression);
    if (depth > MAX_DEPTH) return undefined;
    switch (node.type) {
      case Kind.ObjectExpression:
        return this.literal(node, frame);
      case Kind.LogicalExpression:
        return this.spanContext(node.left, frame, depth + 1) ?? this.spanContext(node.right, frame, depth + 1);
      case Kind.ConditionalExpression:
        return (
          this.spanContext(node.consequent, frame, depth + 1) ?? this.spanContext(node.alternate, frame, depth + 1)
        );
      case Kind.Identifier: {
        const value = this.valueOf(node);
        return value && this.spanContext(value, frame, depth + 1);
      }
      case Kind.CallExpression: {
        const [first] = node.arguments;
        const ref = this.resolver.exportOf(unwrap(node.callee));
        const isParser = ref && PARSER_EXPORTS[ref.package]?.includes(ref.path.at(-1) ?? '');
        if (isParser && first && first.type !== Kind.SpreadElement)
          return { text: first, frame, isTraceparent: true, hasState: false };
        const fn = resolveFunction(this.resolver.sourceCode, unwrap(node.callee));
        if (!fn || fn.generator || fn === enclosingFunction(node)) return undefined;
        const inner: Frame = { fn, call: node, outer: frame };
        for (const returned of returnedExpressions(this.resolver.sourceCode, fn)) {
          const found = this.spanContext(returned, inner, depth + 1);
          if (found) return found;
        }
        return undefined;
      }
      default:
        return undefined;
    }
  }

  private literal(node: TSESTree.ObjectExpression, frame: Frame | undefined): Found | undefined {
    const [traceId, spanId] = ['traceId', 'spanId'].map((name) => {
      const value = propertyValue(node, name);
      return value && this.partOf(value, [], 0);
    });
    if (!traceId || !spanId) return undefined;
    const text = subjectOf(traceId.by);
    const other = subjectOf(spanId.by);
    const isSame =
      traceId.by === spanId.by ||
      (isSlice(traceId.by) &&
        text &&
        other &&
        this.resolver.sourceCode.getText(text) === this.resolver.sourceCode.getText(other));
    if (!text || !isSame) return undefined;
    const hasState = propertyValue(node, 'traceState') !== undefined;
    return { text, frame, isTraceparent: this.looksLikeTraceparent(traceId, spanId), hasState };
  }

  /** Where a value is a part of a text that was taken apart: `match[1]`, `groups.traceId`, `[, traceId]`. */
  private partOf(expression: TSESTree.Node, path: readonly string[], depth: number): Part | undefined {
    const node = unwrap(expression);
    if (depth > MAX_DEPTH) return undefined;
    switch (node.type) {
      case Kind.LogicalExpression:
        return this.partOf(node.operator === '&&' ? node.right : node.left, path, depth + 1);
      case Kind.ConditionalExpression:
        return this.partOf(node.consequent, path, depth + 1) ?? this.partOf(node.alternate, path, depth + 1);
      case Kind.MemberExpression: {
        const step =
          node.computed && node.property.type === Kind.Literal ? String(node.property.value) : memberName(node);
        return step === undefined ? undefined : this.partOf(node.object, [step, ...path], depth + 1);
      }
      case Kind.Identifier: {
        const variable = variableOf(this.resolver.sourceCode, node);
        const definition = variable && soleDefinition(variable);
        return definition?.kind === 'value'
          ? this.partOf(definition.value, [...definition.path, ...path], depth + 1)
          : undefined;
      }
      case Kind.CallExpression: {
        const name = calleeName(node) ?? '';
        const step = path[0] === 'groups' ? path[1] : path[0];
        if (isSlice(node) && path.length === 0) {
          const [from] = node.arguments;
          return { by: node, step: from?.type === Kind.Literal ? String(from.value) : '' };
        }
        if (TAKES_APART.has(name)) return step === undefined ? undefined : { by: node, step };
        const [first] = node.arguments;
        if (name === 'String' && first) return this.partOf(first, path, depth + 1);
        const callee = unwrap(node.callee);
        return KEEPS_TEXT.has(name) && callee.type === Kind.MemberExpression
          ? this.partOf(callee.object, path, depth + 1)
          : undefined;
      }
      default:
        return undefined;
    }
  }

  /** Whether the way a text is taken apart fits a traceparent: `version-traceid-spanid-flags`, and nothing else. */
  private looksLikeTraceparent(traceId: Part, spanId: Part): boolean {
    const { by } = traceId;
    if (isSlice(by)) return traceId.step === '3' && spanId.step === '36';
    const pattern = patternOf(by);
    if (calleeName(by) === 'split')
      return literalString(pattern) === '-' && traceId.step === '1' && spanId.step === '2';
    const source = pattern && this.regexOf(pattern, 0);
    // Sentry's own header begins with the trace id.
    const [head, ...rest] = source?.split('{32}') ?? [];
    return rest.join('').includes('{16}') && (head ?? '').replace(/\w-\w/g, '').includes('-');
  }

  private regexOf(expression: TSESTree.Node, depth: number): string | undefined {
    const node = unwrap(expression);
    if (depth > MAX_DEPTH) return undefined;
    if (node.type === Kind.Literal && 'regex' in node) return node.regex.pattern;
    if (node.type === Kind.NewExpression) return literalString(node.arguments[0]);
    const value = node.type === Kind.Identifier ? this.valueOf(node) : undefined;
    return value && this.regexOf(value, depth + 1);
  }

  private valueOf(node: TSESTree.Identifier): TSESTree.Expression | undefined {
    const variable = variableOf(this.resolver.sourceCode, node);
    const definition = variable && soleDefinition(variable);
    return definition?.kind === 'value' && definition.path.length === 0 ? definition.value : undefined;
  }

  /** Where a text was read. */
  private sourceOf(expression: TSESTree.Node, frame: Frame | undefined, depth: number): TextSource {
    const node = unwrap(expression);
    if (depth > MAX_DEPTH) return UNKNOWN;
    const either = (...nodes: readonly TSESTree.Node[]): TextSource =>
      nodes.map((one) => this.sourceOf(one, frame, depth + 1)).find(({ way }) => way !== 'unknown') ?? UNKNOWN;
    switch (node.type) {
      case Kind.LogicalExpression:
        return either(node.left, node.right);
      case Kind.ConditionalExpression:
        return either(node.consequent, node.alternate);
      case Kind.TemplateLiteral:
        return either(...node.expressions);
      case Kind.MemberExpression:
        return this.memberSource(node, frame, depth);
      case Kind.Identifier:
        return this.nameSource(node, frame, depth);
      case Kind.CallExpression: {
        const [first] = node.arguments;
        const name = calleeName(node) ?? '';
        const callee = unwrap(node.callee);
        if (name === 'String' && first) return this.sourceOf(first, frame, depth + 1);
        if (callee.type !== Kind.MemberExpression) return UNKNOWN;
        if (KEEPS_TEXT.has(name)) return this.sourceOf(callee.object, frame, depth + 1);
        const header = LOOKUP_METHODS.has(name) ? literalString(first) : undefined;
        if (header === undefined || !TRACEPARENT_NAME.test(header)) return UNKNOWN;
        if (isHeaders(callee.object)) return { way: 'lookup', node: callee.object };
        const last = lastName(callee.object) ?? '';
        return LOOKUP_OBJECT.test(last) ? { way: 'request', node: callee.object } : { way: 'field' };
      }
      default:
        return UNKNOWN;
    }
  }

  private memberSource(node: TSESTree.MemberExpression, frame: Frame | undefined, depth: number): TextSource {
    const name = memberName(node);
    // `headers.traceparent[0]`
    if (name === undefined || /^\d+$/.test(name)) return this.sourceOf(node.object, frame, depth + 1);
    if (!TRACEPARENT_NAME.test(name)) return UNKNOWN;
    return isHeaders(node.object) ? { way: 'member', node: node.object } : { way: 'field' };
  }

  private nameSource(node: TSESTree.Identifier, frame: Frame | undefined, depth: number): TextSource {
    const named: TextSource = TRACEPARENT_NAME.test(node.name) ? { way: 'named' } : UNKNOWN;
    const variable = variableOf(this.resolver.sourceCode, node);
    const definition = variable && soleDefinition(variable);
    if (definition?.kind === 'value') {
      const [name, ...others] = definition.path;
      if (name === undefined) {
        const source = this.sourceOf(definition.value, frame, depth + 1);
        return source.way === 'unknown' ? named : source;
      }
      if (others.length > 0 || !TRACEPARENT_NAME.test(name)) return named;
      return isHeaders(definition.value) ? { way: 'member', node: definition.value } : { way: 'field' };
    }
    if (definition?.kind !== 'parameter') return named;
    if (definition.path.length > 0) return named.way === 'named' ? { way: 'field' } : named;
    const { fn, index } = definition;
    const calls = frame?.fn === fn ? [frame.call] : callSitesOf(this.resolver.sourceCode, fn).calls;
    for (const call of calls) {
      const argument = call.arguments[index];
      if (!argument || argument.type === Kind.SpreadElement) continue;
      const source = this.sourceOf(argument, frame?.fn === fn ? frame.outer : undefined, depth + 1);
      if (source.way !== 'unknown') return source;
    }
    return named;
  }
}

const UNKNOWN: TextSource = { way: 'unknown' };
const TAKES_APART: ReadonlySet<string> = new Set(['exec', 'match', 'split']);
const KEEPS_TEXT: ReadonlySet<string> = new Set(['toLowerCase', 'toString', 'trim']);

function isSlice(call: TSESTree.CallExpression): boolean {
  return ['slice', 'substr', 'substring'].includes(calleeName(call) ?? '');
}

/** The text that a call takes apart. */
function subjectOf(call: TSESTree.CallExpression): TSESTree.Expression | undefined {
  const callee = unwrap(call.callee);
  const [first] = call.arguments;
  if (callee.type !== Kind.MemberExpression) return undefined;
  if (calleeName(call) !== 'exec') return callee.object;
  return first && first.type !== Kind.SpreadElement ? first : undefined;
}

function patternOf(call: TSESTree.CallExpression): TSESTree.Node | undefined {
  const callee = unwrap(call.callee);
  return calleeName(call) === 'exec' && callee.type === Kind.MemberExpression ? callee.object : call.arguments[0];
}

/** `headers`, `request.headers`, by name. */
function isHeaders(expression: TSESTree.Node): boolean {
  return splitWords(lastName(expression) ?? '').some((word) => CARRIER_WORDS.has(word));
}

function lastName(expression: TSESTree.Node): string | undefined {
  const node = unwrap(expression);
  if (node.type === Kind.Identifier) return node.name;
  return node.type === Kind.MemberExpression ? memberName(node) : undefined;
}

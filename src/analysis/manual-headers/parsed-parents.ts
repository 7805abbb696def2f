/**
 * Parents that are made of a received `traceparent` which the code takes apart itself: its parts, from `split('-')`, a
 * pattern or `slice`, go into `trace.setSpanContext()` or `wrapSpanContext()`, and the other headers stay where they
 * are.
 *
 * *Known limitations*: a text from a place that has one field by design (a variable of the process, a column, a field
 * of a message) has no other headers, and is silent.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, enclosingFunction, literalString, memberName, unwrap } from '../../ast';
import type { OperationId } from '../../model';
import {
  CARRIER_WORDS,
  LOOKUP_METHODS,
  LOOKUP_OBJECT,
  PARSER_EXPORTS,
  TRACEPARENT_NAME,
} from '../../model/traceparent';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { splitWords } from '../sensitive-data';
import {
  type AccessPath,
  ANY,
  DEEP,
  type Frame,
  SAME_VALUE,
  soleValueOf,
  type ValueFlow,
  valueFlow,
} from '../value-flow';
import { isInPropagator } from './manual-headers';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

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

/** A part of a text, and the call that took the text apart. */
interface Part {
  readonly by: TSESTree.CallExpression;
  readonly text: TSESTree.Expression;
  /** Its place: an index, the name of a group, the offset of a slice. */
  readonly step: string;
  readonly frame: Frame | undefined;
}

/** Where a text comes from. */
type TextSource = HeaderSource | { readonly way: 'field' | 'named' | 'unknown' };

/** A text that was taken apart, and the calls that it stands in. */
type Text = Pick<Part, 'frame' | 'text'> & { readonly isTraceparent: boolean };

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
  private readonly flow: ValueFlow;

  constructor(private readonly resolver: ApiResolver) {
    this.flow = valueFlow(resolver.sourceCode);
  }

  find(call: ResolvedCall): { readonly source: TextSource; readonly hasState: boolean } | undefined {
    const value = call.argument('value');
    const text = value && this.textBehind(value);
    if (!text) return undefined;
    const source = this.sourceOf(text);
    const isKnown = text.isTraceparent || source.way !== 'unknown';
    return isKnown && source.way !== 'field' ? { source, hasState: this.hasState(value) } : undefined;
  }

  /** The text whose parts are the ids of a SpanContext. */
  private textBehind(value: TSESTree.Node): Text | undefined {
    const spanIds = this.partsAt(value, 'spanId');
    for (const traceId of this.partsAt(value, 'traceId')) {
      const spanId = spanIds.find((other) => this.isSameText(traceId, other));
      if (spanId) return { ...traceId, isTraceparent: this.looksLikeTraceparent(traceId, spanId) };
    }
    return undefined;
  }

  /** Which parts of texts that were taken apart an id may be: `match[1]`, `groups.traceId`, `[, traceId]`. */
  private partsAt(value: TSESTree.Node, id: string): readonly Part[] {
    const { flows } = this.flow.backward(
      { node: value, path: [id] },
      {
        label: ({ node, path }) => (node.type === Kind.CallExpression ? this.takenApart(node, path) : undefined),
        also: ({ node, path }) =>
          node.type === Kind.CallExpression && path.length === 0 && KEEPS_TEXT.has(calleeName(node) ?? '')
            ? [{ kind: 'copy', to: receiverOf(node) ?? node.arguments[0] ?? node, site: node }]
            : [],
        kinds: SAME_VALUE,
      },
    );
    return flows.map(({ frame, label }) => ({ ...label, frame }));
  }

  private takenApart(call: TSESTree.CallExpression, path: AccessPath): Omit<Part, 'frame'> | undefined {
    const [first] = call.arguments;
    const name = calleeName(call) ?? '';
    if (SLICES.has(name) && path.length === 0) {
      const text = receiverOf(call);
      return text && { by: call, text, step: first?.type === Kind.Literal ? String(first.value) : '' };
    }
    const step = path[0] === 'groups' ? path[1] : path[0];
    if (step === undefined) return undefined;
    const ref = this.resolver.exportOf(unwrap(call.callee));
    const isParser = ref && PARSER_EXPORTS[ref.package]?.includes(ref.path.at(-1) ?? '');
    const text = isParser || name === 'exec' ? first : TAKES_APART.has(name) ? receiverOf(call) : undefined;
    return text && text.type !== Kind.SpreadElement ? { by: call, text, step } : undefined;
  }

  private isSameText(one: Part, other: Part): boolean {
    if (one.by === other.by) return true;
    const { sourceCode } = this.resolver;
    return isSlice(one.by) && isSlice(other.by) && sourceCode.getText(one.text) === sourceCode.getText(other.text);
  }

  /** Whether the trace state is set beside the ids. */
  private hasState(value: TSESTree.Node): boolean {
    const state = this.flow.backward({ node: value, path: ['traceState'] }, { label: () => undefined });
    return [...state.others, ...state.unknown].some(({ path }) => path.length === 0);
  }

  /** Whether the way a text is taken apart fits a traceparent: `version-traceid-spanid-flags`, and nothing else. */
  private looksLikeTraceparent(traceId: Part, spanId: Part): boolean {
    const { by } = traceId;
    if (isSlice(by)) return traceId.step === '3' && spanId.step === '36';
    const pattern = calleeName(by) === 'exec' ? receiverOf(by) : by.arguments[0];
    if (calleeName(by) === 'split')
      return literalString(pattern) === '-' && traceId.step === '1' && spanId.step === '2';
    if (!TAKES_APART.has(calleeName(by) ?? '')) return true;
    const source = pattern && this.regexOf(pattern);
    // Sentry's own header begins with the trace id.
    const [head, ...rest] = source?.split('{32}') ?? [];
    return rest.join('').includes('{16}') && (head ?? '').replace(/\w-\w/g, '').includes('-');
  }

  private regexOf(expression: TSESTree.Node): string | undefined {
    const node = soleValueOf(this.flow, expression);
    if (node?.type === Kind.Literal && 'regex' in node) return node.regex.pattern;
    return node?.type === Kind.NewExpression ? literalString(node.arguments[0]) : undefined;
  }

  /** Where a text was read: from headers, from a field of that name, or from something that is called so. */
  private sourceOf({ text, frame }: Text): TextSource {
    const met = new Set<'field' | 'named'>();
    const { flows } = this.flow.backward(
      { node: text, path: [], frame },
      {
        label: ({ node, path }) => {
          if (path.length === 0) {
            if (node.type === Kind.Identifier && TRACEPARENT_NAME.test(node.name)) met.add('named');
            if (node.type !== Kind.CallExpression || !isLookup(node)) return undefined;
            const source = lookedUpIn(node);
            if (!source) met.add('field');
            return source;
          }
          // `headers.traceparent[0]`
          const names = path.filter((step) => step !== ANY && step !== DEEP && !/^\d+$/.test(step));
          if (!TRACEPARENT_NAME.test(names.at(-1) ?? '')) return undefined;
          met.add('field');
          return names.length === 1 && isHeaders(node) ? ({ way: 'member', node } as HeaderSource) : undefined;
        },
      },
    );
    return flows[0]?.label ?? { way: met.has('field') ? 'field' : met.has('named') ? 'named' : 'unknown' };
  }
}

const TAKES_APART: ReadonlySet<string> = new Set(['exec', 'match', 'split']);
const KEEPS_TEXT: ReadonlySet<string> = new Set(['String', 'toLowerCase', 'toString', 'trim']);
const SLICES: ReadonlySet<string> = new Set(['slice', 'substr', 'substring']);

function isSlice(call: TSESTree.CallExpression): boolean {
  return SLICES.has(calleeName(call) ?? '');
}

function receiverOf(call: TSESTree.CallExpression): TSESTree.Expression | undefined {
  const callee = unwrap(call.callee);
  return callee.type === Kind.MemberExpression ? callee.object : undefined;
}

/** `headers.get('traceparent')`. */
function isLookup(call: TSESTree.CallExpression): boolean {
  return LOOKUP_METHODS.has(calleeName(call) ?? '') && TRACEPARENT_NAME.test(literalString(call.arguments[0]) ?? '');
}

function lookedUpIn(call: TSESTree.CallExpression): HeaderSource | undefined {
  const node = receiverOf(call);
  if (!node) return undefined;
  if (isHeaders(node)) return { way: 'lookup', node };
  return LOOKUP_OBJECT.test(lastName(node) ?? '') ? { way: 'request', node } : undefined;
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

/**
 * What a text is as the value of a header: passed on as it came, a constant, put together by hand, or of a shape that
 * receivers reject. Knows the grammar of `traceparent`; of the other headers only that they are put together.
 *
 * *Known limitations*: a hole of unknown content may hold anything, dashes too, so beside one only parts that are wrong
 * wherever they stand are named.
 */
import {
  FOREIGN_BAGGAGE,
  type HeaderFormat,
  SPAN_ID_LENGTH,
  TRACE_ID_LENGTH,
  TRACEPARENT_ATTEMPT,
  TRACEPARENT_GRAMMAR,
  type TraceparentProblem,
} from '../../model/traceparent';
import type { HeaderText, Hole, TextPart } from './text-parts';

export type HeaderVerdict =
  /** Put together by hand. */
  | { readonly kind: 'built'; readonly holes: readonly Hole[] }
  /** A constant that is accepted, nothing at all, what came in from elsewhere, or what nobody can tell. */
  | { readonly kind: 'fine' }
  /** The text of a header that comes from elsewhere as it is. */
  | { readonly kind: 'forwarded' }
  | { readonly kind: 'rejected'; readonly problem: TraceparentProblem; readonly holes: readonly Hole[] };

const FINE: HeaderVerdict = { kind: 'fine' };
const FORWARDED: HeaderVerdict = { kind: 'forwarded' };

/** Whether one of the texts that a header may have is passed on as it came. */
export function mayBeForwarded(format: HeaderFormat, texts: readonly HeaderText[]): boolean {
  return texts.some((text) => verdictOnText(format, text).kind === 'forwarded');
}

/**
 * The verdict on all texts that a header may have: a rejected one decides; else it is built only if none is forwarded.
 */
export function verdictOn(format: HeaderFormat, texts: readonly HeaderText[]): HeaderVerdict {
  const verdicts = texts.map((text) => verdictOnText(format, text));
  return (
    verdicts.find(({ kind }) => kind === 'rejected') ??
    (verdicts.some(({ kind }) => kind === 'forwarded')
      ? FORWARDED
      : (verdicts.find(({ kind }) => kind === 'built') ?? FINE))
  );
}

function verdictOnText(format: HeaderFormat, text: HeaderText): HeaderVerdict {
  if (text === undefined || text.length === 0) return FINE;
  const holes = text.filter((part) => typeof part !== 'string');
  const constants = text.filter((part) => typeof part === 'string');
  if (format === 'traceparent') return verdictOnTraceparent(text, holes, constants);
  if (holes.length === 0) return FINE;
  switch (format) {
    case 'tracestate':
      return constants.some((constant) => constant.includes('=')) ? { kind: 'built', holes } : FORWARDED;
    case 'baggage':
      if (constants.some((constant) => constant.includes(FOREIGN_BAGGAGE))) return FORWARDED;
      return constants.some((constant) => constant.includes('=')) ? { kind: 'built', holes } : FORWARDED;
    case 'other':
      // A header of a trace that is none of OpenTelemetry's is none of ours.
      return holes.some(({ origin }) => origin === 'span-context') ? { kind: 'built', holes } : FORWARDED;
  }
}

function verdictOnTraceparent(
  text: readonly TextPart[],
  holes: readonly Hole[],
  constants: readonly string[],
): HeaderVerdict {
  const [first] = text;
  if (holes.length === 0) {
    const problem = problemOfConstant(constants.join(''));
    return problem ? { kind: 'rejected', problem, holes } : FINE;
  }
  if (text.length === 1 && typeof first === 'object') {
    if (first.foreign !== undefined) return { kind: 'rejected', problem: 'foreign', holes };
    if (first.shape === 'json' && first.origin !== 'received') return { kind: 'rejected', problem: 'json', holes };
    return first.origin === 'span-context' && first.role !== 'flags'
      ? { kind: 'rejected', problem: 'onlyId', holes }
      : FORWARDED;
  }
  if (constants.join('').trim() === '') return FORWARDED;
  const problem = problemOfParts(text);
  if (problem) return { kind: 'rejected', problem, holes };
  // What was taken apart and is put together again continues what came in; one hole alone is no pair of ids.
  return holes.some(({ origin }) => origin === 'received') || !looksBuilt(text) ? FORWARDED : { kind: 'built', holes };
}

/** Whether a text goes like a traceparent: ids by name or origin, or a version in front and two dashes or more. */
function looksBuilt(text: readonly TextPart[]): boolean {
  const [first] = text;
  const isVersioned = typeof first === 'string' && /^\s*[\da-f]{2}-/.test(first);
  return (
    isVersioned ||
    text.some((part) => typeof part === 'object' && (part.role === 'trace-id' || part.role === 'span-id'))
  );
}

/** What is wrong with a constant, where it means to be a traceparent. */
export function problemOfConstant(value: string): TraceparentProblem | undefined {
  if (TRACEPARENT_GRAMMAR.test(value) || !TRACEPARENT_ATTEMPT.test(value)) return undefined;
  const spaces = /^(\s*)(.*?)(\s*)$/s.exec(value);
  if ((spaces?.[1]?.length ?? 0) > 1 || (spaces?.[3]?.length ?? 0) > 1) return 'spaces';
  return problemOfFields(value.trim().split('-').map(constantField)) ?? 'format';
}

/** One of the fields between the dashes. Without a length, it is not known. */
interface Field {
  readonly text: string | undefined;
  readonly length: number | undefined;
  readonly role: Hole['role'];
}

function constantField(text: string): Field {
  return { text, length: text.length, role: undefined };
}

/** What is wrong with a text that has holes. */
function problemOfParts(text: readonly TextPart[]): TraceparentProblem | undefined {
  const holes = text.filter((part) => typeof part === 'object');
  if (holes.some(({ shape }) => shape === 'uuid')) return 'dashes';
  if (holes.some(({ shape, origin, role }) => shape === 'upper' && (origin !== 'other' || role !== undefined)))
    return 'upperCase';
  const [first, last] = [text[0], text.at(-1)];
  if ((typeof first === 'string' && /^\s{2,}/.test(first)) || (typeof last === 'string' && /\s{2,}$/.test(last)))
    return 'spaces';
  const fields = fieldsOf(text);
  const whole = holes.every(isAtomic) ? problemOfFields(fields) : undefined;
  if (whole) return whole;
  const isComplete = fields.length === 4 && fields[0]?.text !== undefined;
  if (!isComplete) return undefined;
  // Whatever the other fields hold, one field of the four is wrong by itself.
  const [, traceId, spanId, flags] = fields;
  if (flags?.length !== undefined && flags.length !== 2 && flags.role === 'flags') return 'flags';
  return isZeros(traceId, TRACE_ID_LENGTH) || isZeros(spanId, SPAN_ID_LENGTH) ? 'zeros' : undefined;
}

/** Whether a hole stands for digits only, so that the dashes of the text are all there are. */
function isAtomic({ origin, length, role }: Hole): boolean {
  return length !== undefined && (origin === 'span-context' || origin === 'random' || role === 'flags');
}

/** The fields of a text: constants are split at their dashes, holes are part of one field. */
function fieldsOf(text: readonly TextPart[]): readonly Field[] {
  const fields: Field[] = [];
  let open: Field = constantField('');
  for (const [at, part] of text.entries()) {
    if (typeof part === 'object') {
      const isAlone = open.length === 0;
      open = {
        text: undefined,
        length: sum(open.length, part.length),
        role: isAlone || part.role === 'flags' ? part.role : undefined,
      };
      continue;
    }
    const inner = at === 0 ? part.trimStart() : at === text.length - 1 ? part.trimEnd() : part;
    for (const [index, piece] of inner.split('-').entries()) {
      if (index > 0) {
        fields.push(open);
        open = constantField('');
      }
      open = {
        text: open.text === undefined ? undefined : open.text + piece,
        length: sum(open.length, piece.length),
        role: piece === '' || open.role === 'flags' ? open.role : undefined,
      };
    }
  }
  return [...fields, open];
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

function problemOfFields(fields: readonly Field[]): TraceparentProblem | undefined {
  const [version, traceId, spanId, flags] = fields;
  const isTraceId = (field: Field | undefined): boolean =>
    field?.role === 'trace-id' || (field?.role === undefined && field?.length === TRACE_ID_LENGTH);
  if (
    fields.length === 1 &&
    version?.text !== undefined &&
    (version.length === TRACE_ID_LENGTH || version.length === SPAN_ID_LENGTH)
  )
    return 'onlyId';
  const isSpanId = (field: Field | undefined): boolean =>
    field?.role === 'span-id' || (field?.role === undefined && field?.length === SPAN_ID_LENGTH);
  if (isTraceId(version) && isSpanId(traceId)) return 'unversioned';
  if (fields.length < 4 && fields.some(({ text }) => text === undefined)) return 'format';
  if (!version || !traceId || !spanId || !flags)
    return fields.some(({ text }) => text !== undefined && /[A-F]/.test(text)) ? 'upperCase' : 'format';
  if (isDashed(fields)) return 'dashes';
  if (fields.some(({ text }) => text !== undefined && /[A-F]/.test(text) && /^[\dA-Fa-f]+$/.test(text)))
    return 'upperCase';
  if (
    version.length !== 2 ||
    version.text === 'ff' ||
    (version.text !== undefined && !/^[\da-f]{2}$/.test(version.text))
  )
    return 'version';
  if (isSpanId(traceId) && isTraceId(spanId)) return 'swapped';
  if (isZeros(traceId, TRACE_ID_LENGTH) || isZeros(spanId, SPAN_ID_LENGTH)) return 'zeros';
  if (traceId.length !== TRACE_ID_LENGTH || spanId.length !== SPAN_ID_LENGTH) return 'idLength';
  if (flags.length !== 2) return 'flags';
  if (fields.length > 4 && version.text === '00') return 'suffix';
  return fields.slice(0, 4).some(({ text }) => text !== undefined && !/^[\da-f]+$/.test(text)) ? 'format' : undefined;
}

/** Whether constants hold a UUID: groups of 8, 4, 4, 4 and 12 digits. */
function isDashed(fields: readonly Field[]): boolean {
  return fields
    .map(({ length }) => length)
    .join('-')
    .includes('8-4-4-4-12');
}

function isZeros(field: Field | undefined, length: number): boolean {
  return field?.text === '0'.repeat(length);
}

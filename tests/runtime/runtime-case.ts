import assert from 'node:assert/strict';
import type { Generation } from '../support/run-program';

/** What a span is known by in the observations of a program. A root span has no `parentSpanId`. */
export interface ObservedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Which edit repairs a file: the rule's own fix, or the first of these suggestions that a report offers. */
export type CaseEdit = 'fix' | { readonly suggestion: string | readonly string[] };

/** A broken program, and the proof that the rule's own edit heals it on the real SDK. */
export interface RuntimeCase<Observed = unknown> {
  readonly rule: string;
  /** What breaks in production, in one line; the title of the test. */
  readonly title: string;
  /** The program to start, in the folder of the case. */
  readonly file: string;
  readonly edit: CaseEdit;
  /** Further files that the program starts, such as a worker, with their own edits. */
  readonly otherFiles?: Readonly<Record<string, CaseEdit>>;
  /** The SDK generations it runs on. */
  readonly generations: readonly Generation[];
  /** Asserts what goes wrong. */
  symptom(observed: Observed): void;
  /** Asserts that it no longer goes wrong, and that the rest still works. */
  healed(observed: Observed): void;
  /** Options of the rule. */
  readonly options?: readonly unknown[];
  /** `settings.otel`; the context manager is AsyncLocalStorage unless this says otherwise. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Variables of the process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Other rules of `recommended` that speak of this program with good reason, before and after the edit. */
  readonly alsoReports?: readonly string[];
}

/** Types the observations of one case; the test that runs them all knows nothing of their shape. */
export function defineCase<Observed>(runtimeCase: RuntimeCase<Observed>): RuntimeCase {
  return runtimeCase;
}

/** `context.attach` came with API 1.10, which belongs to the 3.x SDK. */
export const withAttach: readonly Generation[] = ['gen3'];

/** Both generations of the SDK. */
export const everywhere: readonly Generation[] = ['gen2', 'gen3'];

/** The only span of that name. Throws when there is none or more than one. */
export function spanNamed(spans: readonly ObservedSpan[], name: string): ObservedSpan {
  const found = spans.filter((span) => span.name === name);
  assert.equal(found.length, 1, `one span named '${name}' among ${spans.map((span) => span.name).join(', ')}`);
  return found[0]!;
}

/** Asserts that a span is the child of another one, in the same trace. */
export function assertChildOf(child: ObservedSpan, parent: Pick<ObservedSpan, 'name' | 'traceId' | 'spanId'>): void {
  assert.equal(child.traceId, parent.traceId, `'${child.name}' is in the trace of '${parent.name}'`);
  assert.equal(child.parentSpanId, parent.spanId, `'${child.name}' is the child of '${parent.name}'`);
}

/** The entries of a baggage header, decoded. No header gives no entries. */
export function baggageEntries(header: string | undefined): Record<string, string> {
  const pairs = (header ?? '').split(',').filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key = '', value = ''] = (pair.split(';')[0] ?? '').split('=').map(decodeURIComponent);
      return [key, value];
    }),
  );
}

import {
  callers,
  personalData,
  secrets,
  type Caller,
  type ReceivedRequest,
  type RecordedSpan,
  type ScenarioRecord,
} from './scenario';

/** What is wrong with one span: it has no parent at all, or hangs where it does not belong. */
export interface SpanFault {
  readonly kind: 'lost' | 'misplaced';
  /** Where the span belongs. */
  readonly belongs: string;
}

/** What is wrong with one request that the shipping service received. */
export interface RequestFault {
  readonly kind: 'personal data' | 'secret' | 'missing';
  readonly key: string;
  readonly value?: string;
}

/** What a run left behind, held against what the service is meant to do. */
export interface Diagnosis {
  readonly record: ScenarioRecord;
  readonly spanFaults: ReadonlyMap<RecordedSpan, SpanFault>;
  /** Spans that should be there and are not. */
  readonly neverRecorded: readonly string[];
  readonly requestFaults: ReadonlyMap<ReceivedRequest, readonly RequestFault[]>;
}

/** The parent of each span of the service, by name; 'caller' stands for the span of whoever sent the request. */
const parentNames: Readonly<Record<string, readonly string[]>> = {
  'POST /orders': ['caller'],
  'POST /payments': ['caller'],
  'POST /replay': ['caller'],
  'replay finished': ['POST /replay'],
  'place order': ['POST /orders', 'POST /replay', 'caller'],
  'screen order': ['place order'],
  'check limits': ['screen order'],
  'get total': ['place order'],
  'add up prices': ['get total'],
  'book shipping': ['place order'],
  'pack parcel': ['book shipping'],
  'plan pickup': ['book shipping'],
  'wrap gift': ['place order'],
  'print receipt': ['place order'],
  'credit points': ['place order'],
  'update tier': ['place order'],
  'publish order': ['place order'],
  'pick order': ['publish order'],
  'update stock': ['publish order'],
  'send confirmation': ['place order'],
};

/** Who sent each order: in whose trace all of its spans belong. */
const callerOfOrder: Readonly<Record<string, Caller>> = {
  'A-1001': callers.ann,
  'A-1002': callers.bob,
  'A-1003': callers.eve,
  'B-2001': callers.yesterday,
  'B-2002': callers.operator,
};

const everyOrderHas = [
  'place order',
  'screen order',
  'check limits',
  'get total',
  'add up prices',
  'book shipping',
  'pack parcel',
  'plan pickup',
  'print receipt',
  'credit points',
  'update tier',
  'publish order',
  'pick order',
  'update stock',
] as const;

const everyShopOrderHas = [...everyOrderHas, 'send confirmation'] as const;

/** The orders that are gifts. */
const gifts: ReadonlySet<string> = new Set(['A-1003']);

/** Holds the record of a run against what the service is meant to do. */
export function diagnose(record: ScenarioRecord): Diagnosis {
  const byId = new Map(record.spans.map((span) => [span.spanId, span]));
  const spanFaults = new Map<RecordedSpan, SpanFault>();
  for (const span of record.spans) {
    const fault = faultOfSpan(span, byId);
    if (fault) spanFaults.set(span, fault);
  }
  const requestFaults = new Map<ReceivedRequest, readonly RequestFault[]>();
  for (const request of record.received) requestFaults.set(request, faultsOfRequest(request));
  return { record, spanFaults, neverRecorded: findMissingSpans(record.spans), requestFaults };
}

export const orderOf = (span: RecordedSpan): string | undefined => {
  const id = span.attributes['order.id'];
  return typeof id === 'string' ? id : undefined;
};

/** The caller in whose trace a span belongs. */
function homeOf(span: RecordedSpan): Caller | undefined {
  const order = orderOf(span);
  if (order !== undefined) return callerOfOrder[order];
  if (span.name === 'replay finished') return callers.operator;
  return Object.values(callers).find((caller) => caller.traceId === span.attributes['request.id']);
}

function faultOfSpan(span: RecordedSpan, byId: ReadonlyMap<string, RecordedSpan>): SpanFault | undefined {
  const home = homeOf(span);
  const belongs = describeHome(span, home);
  if (span.parentSpanId === undefined) return { kind: 'lost', belongs };
  const parent = byId.get(span.parentSpanId);
  const parentName = parent?.name ?? (span.parentSpanId === home?.spanId ? 'caller' : 'nobody');
  const parentOrder = parent && orderOf(parent);
  const right =
    span.traceId === (parent?.traceId ?? home?.traceId) &&
    (parentNames[span.name] ?? []).includes(parentName) &&
    (parentOrder === undefined || parentOrder === orderOf(span));
  const wrongRequest = span.name === 'place order' && parent !== undefined && isOfOtherRequest(parent, home);
  return right && !wrongRequest ? undefined : { kind: 'misplaced', belongs };
}

/** Whether a server span belongs to another caller than the order that hangs below it. */
function isOfOtherRequest(parent: RecordedSpan, home: Caller | undefined): boolean {
  const requestId = parent.attributes['request.id'];
  return requestId !== undefined && requestId !== home?.traceId;
}

/** Names the place of a span: its parent, and the order or the caller that it is for. */
function describeHome(span: RecordedSpan, home: Caller | undefined): string {
  const [parent = 'caller', ...others] = parentNames[span.name] ?? [];
  if (parent === 'caller' || others.length > 0) return home?.name ?? 'its caller';
  const order = orderOf(span);
  return `'${parent}'${order === undefined ? '' : ` of ${order}`}`;
}

function findMissingSpans(spans: readonly RecordedSpan[]): string[] {
  return Object.keys(callerOfOrder).flatMap((order) => {
    const recorded = new Set(spans.filter((span) => orderOf(span) === order).map((span) => span.name));
    const expected: readonly string[] = [
      ...(order.startsWith('A') ? everyShopOrderHas : everyOrderHas),
      ...(gifts.has(order) ? ['wrap gift'] : []),
    ];
    return expected.filter((name) => !recorded.has(name)).map((name) => `'${name}' of ${order}`);
  });
}

/** The entries of a baggage header, decoded. No header gives no entries. */
export function baggageOf(request: ReceivedRequest): Map<string, string> {
  const pairs = (request.headers['baggage'] ?? '').split(',').filter((pair) => pair !== '');
  return new Map(
    pairs.map((pair) => {
      const [key = '', value = ''] = (pair.split(';')[0] ?? '').split('=').map(decodeURIComponent);
      return [key, value];
    }),
  );
}

function faultsOfRequest(request: ReceivedRequest): RequestFault[] {
  const baggage = baggageOf(request);
  const faults: RequestFault[] = [];
  for (const [key, value] of baggage) {
    if (personalData.some((text) => value.includes(text))) faults.push({ kind: 'personal data', key, value });
    if (secrets.some((text) => value.includes(text))) faults.push({ kind: 'secret', key, value });
  }
  const everyRequest = ['shop.priority', 'shop.campaign'];
  const shopRequest = ['shop.tenant', 'shop.channel', 'shop.customer'];
  const expected = request.orderId.startsWith('A') ? [...everyRequest, ...shopRequest] : everyRequest;
  for (const key of expected) if (!baggage.has(key)) faults.push({ kind: 'missing', key });
  return faults;
}

/** The figures of a run, for the closing lines. */
export function figuresOf(diagnosis: Diagnosis): Readonly<Record<string, number>> {
  const spans = [...diagnosis.spanFaults.values()];
  const requests = [...diagnosis.requestFaults.values()];
  const requestsWith = (kind: RequestFault['kind']): number =>
    requests.filter((faults) => faults.some((fault) => fault.kind === kind)).length;
  return {
    'spans lost (a trace of their own)': spans.filter((fault) => fault.kind === 'lost').length,
    'spans under the wrong parent': spans.filter((fault) => fault.kind === 'misplaced').length,
    'spans never recorded': diagnosis.neverRecorded.length,
    'requests with personal data in baggage': requestsWith('personal data'),
    'requests with a secret in baggage': requestsWith('secret'),
    'requests with baggage missing': requestsWith('missing'),
    'errors in the log': diagnosis.record.errors.length,
  };
}

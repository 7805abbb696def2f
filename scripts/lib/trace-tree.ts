import { baggageOf, orderOf, type Diagnosis, type RequestFault } from './diagnosis';
import type { Paint } from './paint';
import { callers, type Caller, type ReceivedRequest, type RecordedSpan } from './scenario';

/** Draws the spans of a run as trees: one for each caller, then the spans that hang nowhere. */
export function drawTraces(diagnosis: Diagnosis, paint: Paint): string {
  const children = childrenByParent(diagnosis.record.spans);
  const blocks = Object.values(callers).flatMap((caller) => {
    const below = children.get(caller.spanId) ?? [];
    if (below.length === 0 && caller === callers.sidecar) return [];
    const lines =
      below.length === 0
        ? [paint.dim('└─ (nothing arrived)')]
        : drawChildren(caller.spanId, '', children, diagnosis, paint);
    return [[paint.bold(caller.name) + paint.dim(`  trace ${shortTrace(caller.traceId)}`), ...lines].join('\n')];
  });
  const roots = diagnosis.record.spans.filter((span) => span.parentSpanId === undefined);
  if (roots.length > 0) {
    const lines = roots
      .sort(byStart)
      .flatMap((root) => [
        `${paint.red('?')} ${drawSpan(root, diagnosis, paint)}`,
        ...drawChildren(root.spanId, '  ', children, diagnosis, paint),
      ]);
    blocks.push([paint.bold(paint.red('traces of their own, that nobody will find')), ...lines].join('\n'));
  }
  if (diagnosis.neverRecorded.length > 0) {
    const lines = diagnosis.neverRecorded.map((name) => `${paint.red('x')} ${name}`);
    blocks.push([paint.bold(paint.red('spans that were never recorded')), ...lines].join('\n'));
  }
  return blocks.join('\n\n');
}

const byStart = (one: RecordedSpan, other: RecordedSpan): number => one.start - other.start;

function childrenByParent(spans: readonly RecordedSpan[]): Map<string, RecordedSpan[]> {
  const children = new Map<string, RecordedSpan[]>();
  for (const span of [...spans].sort(byStart)) {
    if (span.parentSpanId === undefined) continue;
    children.set(span.parentSpanId, [...(children.get(span.parentSpanId) ?? []), span]);
  }
  return children;
}

function drawChildren(
  parentSpanId: string,
  indent: string,
  children: ReadonlyMap<string, readonly RecordedSpan[]>,
  diagnosis: Diagnosis,
  paint: Paint,
): string[] {
  const below = children.get(parentSpanId) ?? [];
  return below.flatMap((span, index) => {
    const last = index === below.length - 1;
    return [
      `${indent}${paint.dim(last ? '└─' : '├─')} ${drawSpan(span, diagnosis, paint)}`,
      ...drawChildren(span.spanId, `${indent}${last ? '   ' : paint.dim('│') + '  '}`, children, diagnosis, paint),
    ];
  });
}

function drawSpan(span: RecordedSpan, diagnosis: Diagnosis, paint: Paint): string {
  const order = orderOf(span);
  const label = `${span.name}${order === undefined ? '' : ` ${paint.dim(order)}`}  ${paint.dim(`[${span.service}]`)}`;
  const fault = diagnosis.spanFaults.get(span);
  return fault ? `${label}  ${paint.red(`<- belongs under ${fault.belongs}`)}` : label;
}

/** The digits of a made-up trace identifier that tell it from others. */
function shortTrace(traceId: string): string {
  return traceId.replace(/0+$/, '').padEnd(6, '0').slice(0, 8);
}

/** Lists what the shipping service received: the trace and the baggage of each request. */
export function drawRequests(diagnosis: Diagnosis, paint: Paint): string {
  return diagnosis.record.received.map((request) => drawRequest(request, diagnosis, paint)).join('\n');
}

function drawRequest(request: ReceivedRequest, diagnosis: Diagnosis, paint: Paint): string {
  const faults = diagnosis.requestFaults.get(request) ?? [];
  const traceId = request.headers['traceparent']?.split('-')[1];
  const known = Object.values<Caller>(callers).find((caller) => caller.traceId === traceId);
  const trace =
    traceId === undefined
      ? paint.red('no trace')
      : paint.dim(`trace ${known ? shortTrace(traceId) : traceId.slice(0, 8)}`);
  const bad = new Set(faults.map((fault) => fault.key));
  const good = [...baggageOf(request)].filter(([key]) => !bad.has(key)).map(([key, value]) => `${key}=${value}`);
  const lines = [`${request.orderId}  POST ${request.path.padEnd(9)} ${trace}  ${good.join('  ')}`.trimEnd()];
  for (const fault of faults.filter((each) => each.kind !== 'missing')) lines.push(drawFault(fault, paint));
  const missing = faults.filter((fault) => fault.kind === 'missing').map((fault) => fault.key);
  if (missing.length > 0)
    lines.push(`        ${paint.red('x')} ${missing.join(', ')}  ${paint.red('<- never arrived')}`);
  return lines.join('\n');
}

function drawFault(fault: RequestFault, paint: Paint): string {
  return `        ${paint.red('x')} ${fault.key}=${fault.value ?? ''}  ${paint.red(`<- ${fault.kind}, in plain text`)}`;
}

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A span as the services write it down. A root has no `parentSpanId`. */
export interface RecordedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  /** Microseconds since the epoch. */
  readonly start: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A request as the shipping service received it. */
export interface ReceivedRequest {
  readonly orderId: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What one run of the service left behind. */
export interface ScenarioRecord {
  readonly spans: readonly RecordedSpan[];
  readonly received: readonly ReceivedRequest[];
  /** What the services wrote to standard error, line by line. */
  readonly errors: readonly string[];
}

/** Somebody who calls the order service and has a span of their own, which the service should continue. */
export interface Caller {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
}

/** A made-up trace whose identifier can be recognised: the label in hexadecimal digits, then zeros. */
function caller(name: string, label: string): Caller {
  return { name, traceId: label.padEnd(32, '0'), spanId: label.padEnd(16, '0') };
}

export const callers = {
  ann: caller('web shop: check-out of Ann, order A-1001', 'a1001'),
  bob: caller('web shop: check-out of Bob, order A-1002', 'a1002'),
  eve: caller('web shop: check-out of Eve, order A-1003', 'a1003'),
  yesterday: caller('web shop: yesterday, order B-2001', 'b2001'),
  payments: caller('payment provider: settlement', 'c1'),
  operator: caller('operator: replay of stored orders', 'd1'),
  sidecar: caller('sidecar of the mesh, in B3', 'e1'),
} as const;

/** What must not leave the order service in plain text. */
export const personalData = ['ann@example.com', 'bob@example.com', 'eve@example.com'] as const;
export const secrets = ['sess-ann-5d1c', 'sess-bob-77aa', 'sess-eve-0f3e'] as const;

/** A process whose output is read. */
type Service = ChildProcessByStdio<null, Readable, Readable>;

/** The longest that a step of a run may take before it counts as hung. */
const timeoutMs = 30_000;

/**
 * Runs the built service and its shipping service, both on free ports of the loopback interface, through one day:
 * three orders (the first comes through a mesh that adds B3 headers), their payment, and a replay of two stored orders.
 *
 * @param dist The folder of the built service.
 * @param log A folder for what the run leaves behind; it is emptied first.
 * @throws Error with the output of the services when one of them fails or hangs.
 */
export async function runScenario(dist: string, log: string): Promise<ScenarioRecord> {
  rmSync(log, { recursive: true, force: true });
  mkdirSync(log, { recursive: true });
  const traceFile = path.join(log, 'spans.jsonl');
  const accessLog = path.join(log, 'access.jsonl');
  const errors: string[] = [];
  const env = { TRACE_FILE: traceFile, ACCESS_LOG: accessLog, PORT: '0', BAGGAGE_HASH_KEY: 'demo-key' };
  const shipping = startService(path.join(dist, 'shipping', 'main.js'), env, errors);
  const services = [shipping];
  try {
    const shippingUrl = await urlOf(shipping, errors);
    const orders = startService(path.join(dist, 'main.js'), { ...env, SHIPPING_URL: shippingUrl }, errors);
    services.unshift(orders);
    await sendRequests(await urlOf(orders, errors));
    await stopService(orders, errors);
    await stopService(shipping, errors);
  } finally {
    for (const service of services) service.kill('SIGKILL');
  }
  return { spans: readLines<RecordedSpan>(traceFile), received: readLines<ReceivedRequest>(accessLog), errors };
}

async function sendRequests(url: string): Promise<void> {
  const { ann, bob, eve, yesterday, payments, operator, sidecar } = callers;
  const lamp = { sku: 'lamp', quantity: 2 };
  const desk = { sku: 'desk', quantity: 1 };
  const session = (name: string, accessToken: string) => ({
    customer: { email: `${name}@example.com`, tenant: 'lumen' },
    accessToken,
    channel: 'web',
  });
  await post(url, '/orders', ann, {
    body: {
      order: { id: 'A-1001', items: [lamp, desk], express: true, campaign: 'spring' },
      session: session('ann', secrets[0]),
    },
    headers: { b3: `${sidecar.traceId}-${sidecar.spanId}-1` },
  });
  await post(url, '/orders', bob, {
    body: { order: { id: 'A-1002', items: [desk] }, session: session('bob', secrets[1]) },
  });
  await post(url, '/orders', eve, {
    body: { order: { id: 'A-1003', items: [lamp], gift: true }, session: session('eve', secrets[2]) },
  });
  await post(url, '/payments', payments, { body: { orderIds: ['A-1001', 'A-1002', 'A-1003'] } });
  await post(url, '/replay', operator, {
    body: {
      stored: [
        {
          order: { id: 'B-2001', items: [desk], campaign: 'winter' },
          headers: { traceparent: traceparentOf(yesterday) },
        },
        { order: { id: 'B-2002', items: [lamp] }, headers: {} },
      ],
    },
  });
}

const traceparentOf = ({ traceId, spanId }: Caller): string => `00-${traceId}-${spanId}-01`;

interface Request {
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

async function post(url: string, page: string, from: Caller, request: Request): Promise<void> {
  const response = await fetch(url + page, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      traceparent: traceparentOf(from),
      'x-request-id': from.traceId,
      ...request.headers,
    },
    body: JSON.stringify(request.body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const reply = await response.text();
  if (!response.ok) throw new Error(`POST ${page} failed with ${response.status}: ${reply}`);
}

function startService(file: string, env: Readonly<Record<string, string>>, errors: string[]): Service {
  const service = spawn(process.execPath, [file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  createInterface({ input: service.stderr }).on('line', (line) => errors.push(line));
  return service;
}

/** The address that a service prints once it listens. */
async function urlOf(service: Service, errors: readonly string[]): Promise<string> {
  const lines = createInterface({ input: service.stdout });
  const timer = setTimeout(() => service.kill('SIGKILL'), timeoutMs);
  try {
    for await (const line of lines) {
      const port = /^listening on (\d+)$/.exec(line)?.[1];
      if (port !== undefined) return `http://127.0.0.1:${port}`;
    }
  } finally {
    clearTimeout(timer);
    service.stdout.resume();
  }
  throw new Error(`a service did not start:\n${errors.join('\n')}`);
}

async function stopService(service: Service, errors: readonly string[]): Promise<void> {
  const timer = setTimeout(() => service.kill('SIGKILL'), timeoutMs);
  const ended = once(service, 'exit');
  service.kill('SIGTERM');
  const [code] = (await ended) as [number | null];
  clearTimeout(timer);
  if (code !== 0) throw new Error(`a service ended with ${String(code)}:\n${errors.join('\n')}`);
}

function readLines<T>(file: string): T[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as T);
}

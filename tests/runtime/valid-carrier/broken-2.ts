import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import {
  Metadata,
  Server,
  ServerCredentials,
  credentials,
  makeGenericClientConstructor,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import type { ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();
const tracer = trace.getTracer('prices');

const json = {
  serialize: (value: unknown): Buffer => Buffer.from(JSON.stringify(value)),
  parse: (bytes: Buffer): unknown => JSON.parse(bytes.toString()),
};
const service: ServiceDefinition = {
  price: {
    path: '/Prices/Price',
    requestStream: false,
    responseStream: false,
    requestSerialize: json.serialize,
    requestDeserialize: json.parse,
    responseSerialize: json.serialize,
    responseDeserialize: json.parse,
  },
};

function price(call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>): void {
  const parent = propagation.extract(ROOT_CONTEXT, call.metadata);
  tracer.startActiveSpan('price', {}, parent, (span) => {
    span.end();
    callback(null, 42);
  });
}

type Prices = InstanceType<ReturnType<typeof makeGenericClientConstructor>>;

function ask(client: Prices): Promise<unknown> {
  return tracer.startActiveSpan('ask', (span) => {
    const metadata = new Metadata();
    propagation.inject(context.active(), metadata);
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest('/Prices/Price', json.serialize, json.parse, { item: 1 }, metadata, (error, answer) => {
        span.end();
        if (error) reject(error);
        else resolve(answer);
      });
    });
  });
}

async function main(): Promise<void> {
  const server = new Server();
  server.addService(service, { price });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  const client = new (makeGenericClientConstructor(service, 'Prices'))(
    `127.0.0.1:${port}`,
    credentials.createInsecure(),
  );
  const answer = await ask(client);
  client.close();
  server.forceShutdown();
  observe({ answer, spans: endedSpans() });
}

void main();

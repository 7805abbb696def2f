import { context, propagation } from '@opentelemetry/api';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { observe, startDownstream, startSdk } from '../setup';

startSdk();

/** What the services behind the gateway should know of the caller. */
function callerBaggage(request: IncomingMessage) {
  const baggage = propagation.createBaggage({
    'gateway.version': { value: '7' },
    'gateway.caller': { value: request.headers.authorization ?? '' },
  });
  return propagation.setBaggage(context.active(), baggage);
}

async function main(): Promise<void> {
  const downstream = await startDownstream();
  const gateway = createServer((request, response) => {
    void context.with(callerBaggage(request), async () => {
      const headers: Record<string, string> = {};
      propagation.inject(context.active(), headers);
      await fetch(downstream.url, { headers });
      response.end();
    });
  });
  await new Promise<void>((resolve) => void gateway.listen(0, '127.0.0.1', resolve));
  const { port } = gateway.address() as AddressInfo;
  await fetch(`http://127.0.0.1:${port}/`, { headers: { authorization: 'Bearer s3cr3t-session' } });
  gateway.closeAllConnections();
  gateway.close();
  await downstream.close();
  observe({ baggage: downstream.received[0]?.['baggage'] });
}

void main();

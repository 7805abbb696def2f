import * as otel from '@opentelemetry/api';
import { observe, startDownstream, startSdk } from '../setup';

startSdk();

interface Patient {
  readonly id: number;
  readonly birthDate: string;
  readonly clinic: string;
}

async function bookAppointment(url: string, patient: Patient): Promise<void> {
  const { birthDate } = patient;
  const baggage = otel.propagation.createBaggage({
    'clinic.name': { value: patient.clinic },
    'clinic.patient': { value: `born ${birthDate}` },
  });
  const headers: Record<string, string> = {};
  otel.propagation.inject(otel.propagation.setBaggage(otel.context.active(), baggage), headers);
  await fetch(`${url}/appointments`, { method: 'POST', headers });
}

async function main(): Promise<void> {
  const downstream = await startDownstream();
  await bookAppointment(downstream.url, { id: 7, birthDate: '1980-02-29', clinic: 'north' });
  await downstream.close();
  observe({ baggage: downstream.received[0]?.['baggage'] });
}

void main();

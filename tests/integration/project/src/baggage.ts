import { context as otelContext, propagation as otelPropagation, type Baggage } from '@opentelemetry/api';

interface User {
  readonly id: string;
  readonly email: string;
  readonly isEmailVerified: boolean;
  readonly plan: 'free' | 'paid';
}

export function withUser(user: User, run: () => void): void {
  let baggage: Baggage = otelPropagation.getActiveBaggage() ?? otelPropagation.createBaggage();
  baggage.setEntry('user.plan', { value: user.plan });
  baggage = baggage.setEntry('user.email', { value: user.email });
  baggage = baggage.setEntry('user.verified', { value: String(user.isEmailVerified) });
  otelContext.with(otelPropagation.setBaggage(otelContext.active(), baggage), run);
}

export function withCredentials(request: { headers: Record<string, string>; apiKey: string }, run: () => void): void {
  const baggage = otelPropagation.createBaggage({
    'request.auth': { value: request.headers['authorization'] ?? '' },
    'request.key': { value: request.apiKey },
  });
  otelContext.with(otelPropagation.setBaggage(otelContext.active(), baggage), run);
}

export function clear(): void {
  otelPropagation.deleteBaggage(otelContext.active());
}

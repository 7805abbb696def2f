export * from './opentelemetry-api';
export * from './types';

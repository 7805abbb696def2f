export * from './opentelemetry-api';
export * from './operations';
export * from './types';

export * from './activation';
export * from './ambient-use';
export * from './client-calls';

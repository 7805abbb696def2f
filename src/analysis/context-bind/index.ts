export * from './bind-faults';
export * from './stale-removal';

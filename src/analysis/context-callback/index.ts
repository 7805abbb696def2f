export * from './callability';
export * from './chained-use';
export * from './context-argument';
export * from './lazy-result';
export * from './result-use';
export * from './this-value';

export * from './accessors';
export * from './carrier-shapes';
export * from './throwaway';
export * from './faults';
export * from './carrier-destinations';
export * from './http-requests';
export * from './manual-injection';
export * from './suppression';

export * from './accessors';
export * from './carrier-shapes';
export * from './throwaway';
export * from './faults';
export * from './message-shape';

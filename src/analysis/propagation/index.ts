export * from './propagator-list';
export * from './propagator-order';

export * from './chosen-order';
export * from './propagator-list';
export * from './propagator-order';

export * from './reaching-definitions';
export * from './object-shape';
export * from './taint';
export * from './value-use';
export * from './resource';

export * from './reaching-definitions';
export * from './object-shape';
export { builtinName } from './builtin-name';
export * from './taint';
export * from './taint-result';
export * from './value-use';
export * from './resource';

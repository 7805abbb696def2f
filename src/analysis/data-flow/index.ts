export * from './reaching-definitions';
export * from './object-shape';
export { builtinName } from './builtin-name';
export { InjectedCarriers } from './injected-carriers';
export * from './payload';
export * from './taint';
export * from './taint-result';
export * from './value-use';
export * from './resource';

export * from './collections';
export * from './context-loss';
export * from './derived-context';
export * from './drains';
export * from './lifetime';
export type { ContextLoss } from './losses';
export * from './worker-channels';
export type { UnboundWorker } from './worker-data';

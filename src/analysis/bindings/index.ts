export * from './definitions';
export * from './local-functions';

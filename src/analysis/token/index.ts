export * from './attached-token';

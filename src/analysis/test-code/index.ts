export * from './test-callbacks';

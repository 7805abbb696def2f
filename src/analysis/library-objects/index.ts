export * from './object-types';

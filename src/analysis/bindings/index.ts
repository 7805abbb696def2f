export { annotationOf } from './annotations';
export * from './definitions';
export * from './local-functions';

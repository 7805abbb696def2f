/** What we know about sensitive data: classes, names, negative lists, literal shapes, sanitizers. */
export * from './classes';
export * from './literal-shapes';
export * from './name-contexts';
export * from './personal-names';
export * from './safe-names';
export * from './sanitizers';
export * from './secret-names';
export type * from './types';
export * from './word-forms';

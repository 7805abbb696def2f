export { type DuplicateKey, duplicateKeys } from './duplicates';
export { type ContextKey, contextKeys } from './keys';

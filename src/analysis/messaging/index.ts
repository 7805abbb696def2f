export { Messaging, type MessageShape } from './messaging';
export type * from './types';

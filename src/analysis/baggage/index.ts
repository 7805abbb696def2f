/** What a file puts into baggage, and what of it must not go there. */
export type { BaggageEntry } from './entries';
export { baggageEntries, constantText, valuesOf } from './entries';
export { describeEntry, type EntryDescription, entryLocation } from './describe';
export type { BaggageFacts } from './facts';
export { hasNodeCrypto } from './node-crypto';
export { entriesSentBy, isNeverSent, sendsConstantsOnly } from './sent';
export { entriesWithUnkeyedHash, sensitiveEntries, type SensitiveEntry } from './sensitive-entries';
export { unkeyedHash, type UnkeyedHash } from './unkeyed-hash';
export { callableSanitizer, isSurelyString } from './text-types';

export { type LostBase, lostBase } from './lost-base';
export { type ReplacedBaggage, replacedBaggage, writtenEntries } from './replaced-baggage';
export { type SpanOnlyUse, spanOnlyUse } from './span-only';

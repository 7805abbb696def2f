/** Every rule by name, in alphabetical order. A test keeps it complete. */
import { noAttachAcrossAwait } from './no-attach-across-await';
import { noIgnoredReturn } from './no-ignored-return';
import { propagatorOrder } from './propagator-order';
import { requireAttachDispose } from './require-attach-dispose';
import { validContextWith } from './valid-context-with';

export const rules = {
  'no-attach-across-await': noAttachAcrossAwait,
  'no-ignored-return': noIgnoredReturn,
  'propagator-order': propagatorOrder,
  'require-attach-dispose': requireAttachDispose,
  'valid-context-with': validContextWith,
};

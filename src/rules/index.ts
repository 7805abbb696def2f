/** Every rule by name, in alphabetical order. A test keeps it complete. */
import { noAttachAcrossAwait } from './no-attach-across-await';
import { propagatorOrder } from './propagator-order';
import { requireAttachDispose } from './require-attach-dispose';

export const rules = {
  'no-attach-across-await': noAttachAcrossAwait,
  'propagator-order': propagatorOrder,
  'require-attach-dispose': requireAttachDispose,
};

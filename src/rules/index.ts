/** Every rule by name, in alphabetical order. A test keeps it complete. */
import { noAttachAcrossAwait } from './no-attach-across-await';
import { noIgnoredReturn } from './no-ignored-return';
import { propagatorOrder } from './propagator-order';
import { requireAttachDispose } from './require-attach-dispose';
import { requireContextBinding } from './require-context-binding';
import { requireWorkerCarrier } from './require-worker-carrier';
import { validContextWith } from './valid-context-with';

export const rules = {
  'no-attach-across-await': noAttachAcrossAwait,
  'no-ignored-return': noIgnoredReturn,
  'propagator-order': propagatorOrder,
  'require-attach-dispose': requireAttachDispose,
  'require-context-binding': requireContextBinding,
  'require-worker-carrier': requireWorkerCarrier,
  'valid-context-with': validContextWith,
};

/** Every rule by name, in alphabetical order. A test keeps it complete. */
import { noAttachAcrossAwait } from './no-attach-across-await';
import { noIgnoredReturn } from './no-ignored-return';
import { noPiiInBaggage } from './no-pii-in-baggage';
import { noSecretInBaggage } from './no-secret-in-baggage';
import { propagatorOrder } from './propagator-order';
import { requireAttachDispose } from './require-attach-dispose';
import { requireContextBinding } from './require-context-binding';
import { requireWorkerCarrier } from './require-worker-carrier';
import { validCarrier } from './valid-carrier';
import { validContextWith } from './valid-context-with';

export const rules = {
  'no-attach-across-await': noAttachAcrossAwait,
  'no-ignored-return': noIgnoredReturn,
  'no-pii-in-baggage': noPiiInBaggage,
  'no-secret-in-baggage': noSecretInBaggage,
  'propagator-order': propagatorOrder,
  'require-attach-dispose': requireAttachDispose,
  'require-context-binding': requireContextBinding,
  'require-worker-carrier': requireWorkerCarrier,
  'valid-carrier': validCarrier,
  'valid-context-with': validContextWith,
};

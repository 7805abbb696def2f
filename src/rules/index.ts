/** Every rule by name, in alphabetical order. A test keeps it complete. */
import { injectActiveSpan } from './inject-active-span';
import { noAttachAcrossAwait } from './no-attach-across-await';
import { noForeignSpanEnd } from './no-foreign-span-end';
import { noIgnoredReturn } from './no-ignored-return';
import { noManualTraceparent } from './no-manual-traceparent';
import { noPiiInBaggage } from './no-pii-in-baggage';
import { noRedundantExtract } from './no-redundant-extract';
import { noRedundantInject } from './no-redundant-inject';
import { noSecretInBaggage } from './no-secret-in-baggage';
import { preferBatchLinks } from './prefer-batch-links';
import { propagatorOrder } from './propagator-order';
import { requireAttachDispose } from './require-attach-dispose';
import { requireContextBinding } from './require-context-binding';
import { requireMessageExtract } from './require-message-extract';
import { requireMessageInject } from './require-message-inject';
import { requireParentCheck } from './require-parent-check';
import { requireSpanEnd } from './require-span-end';
import { requireSpanError } from './require-span-error';
import { requireWorkerCarrier } from './require-worker-carrier';
import { validCarrier } from './valid-carrier';
import { validContextWith } from './valid-context-with';
import { validSpanLinks } from './valid-span-links';

export const rules = {
  'inject-active-span': injectActiveSpan,
  'no-attach-across-await': noAttachAcrossAwait,
  'no-foreign-span-end': noForeignSpanEnd,
  'no-ignored-return': noIgnoredReturn,
  'no-manual-traceparent': noManualTraceparent,
  'no-pii-in-baggage': noPiiInBaggage,
  'no-redundant-extract': noRedundantExtract,
  'no-redundant-inject': noRedundantInject,
  'no-secret-in-baggage': noSecretInBaggage,
  'prefer-batch-links': preferBatchLinks,
  'propagator-order': propagatorOrder,
  'require-attach-dispose': requireAttachDispose,
  'require-context-binding': requireContextBinding,
  'require-message-extract': requireMessageExtract,
  'require-message-inject': requireMessageInject,
  'require-parent-check': requireParentCheck,
  'require-span-end': requireSpanEnd,
  'require-span-error': requireSpanError,
  'require-worker-carrier': requireWorkerCarrier,
  'valid-carrier': validCarrier,
  'valid-context-with': validContextWith,
  'valid-span-links': validSpanLinks,
};

/** Every rule by name, in alphabetical order. A test keeps it complete. */
import { injectActiveSpan } from './inject-active-span';
import { noAttachAcrossAwait } from './no-attach-across-await';
import { noContextAfterAwait } from './no-context-after-await';
import { noContextOverwrite } from './no-context-overwrite';
import { noDestructuredApi } from './no-destructured-api';
import { noDuplicateContextKey } from './no-duplicate-context-key';
import { noForeignSpanEnd } from './no-foreign-span-end';
import { noIgnoredOption } from './no-ignored-option';
import { noIgnoredReturn } from './no-ignored-return';
import { noInactiveSpan } from './no-inactive-span';
import { noInheritedContext } from './no-inherited-context';
import { noManualTraceparent } from './no-manual-traceparent';
import { noModuleScopeContext } from './no-module-scope-context';
import { noPiiInBaggage } from './no-pii-in-baggage';
import { noRedundantExtract } from './no-redundant-extract';
import { noRedundantInject } from './no-redundant-inject';
import { noSecretInBaggage } from './no-secret-in-baggage';
import { noUnusedContext } from './no-unused-context';
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
import { validContextArgument } from './valid-context-argument';
import { validContextBind } from './valid-context-bind';
import { validContextWith } from './valid-context-with';
import { validSpanLinks } from './valid-span-links';

export const rules = {
  'inject-active-span': injectActiveSpan,
  'no-attach-across-await': noAttachAcrossAwait,
  'no-context-after-await': noContextAfterAwait,
  'no-context-overwrite': noContextOverwrite,
  'no-destructured-api': noDestructuredApi,
  'no-duplicate-context-key': noDuplicateContextKey,
  'no-foreign-span-end': noForeignSpanEnd,
  'no-ignored-option': noIgnoredOption,
  'no-ignored-return': noIgnoredReturn,
  'no-inactive-span': noInactiveSpan,
  'no-inherited-context': noInheritedContext,
  'no-manual-traceparent': noManualTraceparent,
  'no-module-scope-context': noModuleScopeContext,
  'no-pii-in-baggage': noPiiInBaggage,
  'no-redundant-extract': noRedundantExtract,
  'no-redundant-inject': noRedundantInject,
  'no-secret-in-baggage': noSecretInBaggage,
  'no-unused-context': noUnusedContext,
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
  'valid-context-argument': validContextArgument,
  'valid-context-bind': validContextBind,
  'valid-context-with': validContextWith,
  'valid-span-links': validSpanLinks,
};

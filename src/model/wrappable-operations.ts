/** The operations that a project's own function may stand for (`settings.otel.wrappers`). Data only. */
import { operationModel, type OperationId } from './operations';
import type { ArgumentRole } from './types';

/** The operations, in the order in which error messages and the documentation list them. */
export const WRAPPABLE_OPERATIONS = [
  'context.with',
  'context.bind',
  'context.attach',
  'context.dispose',
  'context.active',
  'span.start',
  'span.startActive',
  'span.end',
  'trace.getActiveSpan',
  'trace.setSpan',
  'propagation.inject',
  'propagation.extract',
  'propagation.createBaggage',
  'propagation.setBaggage',
  'propagation.getActiveBaggage',
  'baggage.setEntry',
] as const satisfies readonly OperationId[];

export type WrappableOperation = (typeof WRAPPABLE_OPERATIONS)[number];

/**
 * A role in a call of a wrapper: that of an argument of the operation, or its receiver, which a wrapper takes as an
 * argument.
 */
export type WrapperRole = ArgumentRole | 'token';

/** Operations on a receiver that a wrapper has to be given: the role under which it takes it, as its first argument. */
export const RECEIVER_ROLES: Readonly<Partial<Record<WrappableOperation, WrapperRole>>> = {
  'context.dispose': 'token',
  'span.end': 'span',
};

/**
 * Role → position of that argument in a call of a wrapper, unless the setting says otherwise: the operation's own
 * positions, and 0 for a receiver. A negative position counts from the end.
 */
export function defaultWrapperArguments(operation: WrappableOperation): Readonly<Partial<Record<WrapperRole, number>>> {
  const receiver = RECEIVER_ROLES[operation];
  return { ...operationModel(operation).roles, ...(receiver === undefined ? {} : { [receiver]: 0 }) };
}

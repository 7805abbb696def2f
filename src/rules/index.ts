/** Every rule by name, in alphabetical order. A test keeps it complete. */
import { propagatorOrder } from './propagator-order';

export const rules = {
  'propagator-order': propagatorOrder,
};

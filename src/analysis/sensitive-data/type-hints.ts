/** What static types and class names add to a verdict. */
import {
  HARMLESS_TYPES,
  NUMERIC_CLASSES,
  PERSONAL_CLASSES,
  SECRET_CLASSES,
  type SensitiveClass,
  type TypeHint,
} from '../../model/sensitive-data';

/**
 * Whether a value of this type cannot be data of this class. Booleans, enums and unions of literals never are; a number
 * can be a user id or a coordinate, but not an e-mail. Give `branded` only for a brand that the settings list as
 * sanitized: a brand alone says nothing (`string & { __brand: 'UserId' }` is a user id). A project's own class may be
 * numeric, so a number does not rule it out.
 */
export function typeRulesOut(hint: TypeHint, sensitiveClass: SensitiveClass): boolean {
  if (HARMLESS_TYPES.has(hint)) return true;
  if (hint !== 'number') return false;
  const isBuiltIn = Object.hasOwn(PERSONAL_CLASSES, sensitiveClass) || Object.hasOwn(SECRET_CLASSES, sensitiveClass);
  return isBuiltIn && !(NUMERIC_CLASSES as ReadonlySet<string>).has(sensitiveClass);
}

const DESCRIPTIONS: ReadonlyMap<string, string> = new Map(Object.entries({ ...PERSONAL_CLASSES, ...SECRET_CLASSES }));

/** How messages name a class: `contact` → "contact data (e-mail, phone)". A project's class is named by itself. */
export function describeClass(sensitiveClass: SensitiveClass): string {
  return DESCRIPTIONS.get(sensitiveClass) ?? `${sensitiveClass} data`;
}

/**
 * Decides from the shape of a text whether it is a secret or personal data: known token formats, private keys, URLs
 * with a password, e-mail addresses.
 *
 * *Known limitations*: no entropy test, so a secret without a known shape is silent; only the first 16,384 characters
 * are looked at; phone, card and social security numbers are left to their names.
 */
import { Buffer } from 'node:buffer';
import {
  BASIC_CREDENTIALS,
  EMAIL_ADDRESS,
  FILE_EXTENSIONS,
  PLACEHOLDER,
  REPEATED_BODY,
  RESERVED_DOMAIN,
  ROLE_MAILBOXES,
  SECRET_SHAPES,
  TECHNICAL_LOCAL_PARTS,
  URL_WITH_PASSWORD,
  type BuiltInSensitiveClass,
  type Strength,
} from '../../model/sensitive-data';
import type { SensitiveVerdict } from './classify-name';
import { kindOf } from './word-tables';

const LONGEST_TEXT = 16_384;

/**
 * The verdict on a literal text, or undefined when its shape says nothing. Opaque ids such as `usr_123` say nothing.
 */
export function classifyLiteral(text: string): SensitiveVerdict | undefined {
  const shown = text.slice(0, LONGEST_TEXT);
  if (isPlaceholder(shown)) return undefined;
  for (const shape of SECRET_SHAPES) {
    const found = shape.pattern.exec(shown);
    if (found && !REPEATED_BODY.test(found[0])) return verdict(shape.class, shape.strength, shape.label);
  }
  if (holdsBasicCredentials(shown))
    return verdict('authorization', 'recommended', 'user name and password of basic authentication');
  const password = URL_WITH_PASSWORD.exec(shown)?.[1];
  if (password !== undefined)
    return isPlaceholder(password) ? undefined : verdict('credential', 'recommended', 'a URL with a password');
  return classifyEmail(shown);
}

/** Whether a text only stands for a value: `xxx`, `changeme`, `<your-token>`. */
export function isPlaceholder(text: string): boolean {
  return text.trim() === '' || PLACEHOLDER.test(text.trim());
}

function holdsBasicCredentials(text: string): boolean {
  const encoded = BASIC_CREDENTIALS.exec(text)?.[1];
  return (
    encoded !== undefined &&
    /^[^\p{Cc}\uFFFD]*:[^\p{Cc}\uFFFD]*$/u.test(Buffer.from(encoded, 'base64').toString('utf8'))
  );
}

function classifyEmail(text: string): SensitiveVerdict | undefined {
  if (text.includes('://')) return undefined; // the user information of a URL, not a mailbox
  const found = EMAIL_ADDRESS.exec(text);
  const local = found?.[1]?.toLowerCase();
  const domain = found?.[2]?.toLowerCase();
  if (local === undefined || domain === undefined || TECHNICAL_LOCAL_PARTS.has(local)) return undefined;
  if (FILE_EXTENSIONS.has(domain.slice(domain.lastIndexOf('.') + 1))) return undefined;
  const reachesNoPerson = RESERVED_DOMAIN.test(domain) || ROLE_MAILBOXES.has(local);
  return verdict('contact', reachesNoPerson ? 'strict' : 'recommended', 'an e-mail address');
}

function verdict(sensitiveClass: BuiltInSensitiveClass, strength: Strength, label: string): SensitiveVerdict {
  return { class: sensitiveClass, kind: kindOf(sensitiveClass), strength, because: `the text is ${label}` };
}

/** The shapes of what we know about sensitive data. Data only: names and literals are judged in the analysis layer. */

/** Classes of data that may identify a person. */
export type PersonalClass =
  | 'contact'
  | 'identity'
  | 'account-id'
  | 'address'
  | 'geolocation'
  | 'birth'
  | 'government-id'
  | 'financial'
  | 'health'
  | 'device'
  | 'device-id'
  | 'session-id';

/** Classes of data that grant access to whoever reads them. */
export type SecretClass =
  'password' | 'token' | 'api-key' | 'cookie' | 'authorization' | 'private-key' | 'credential' | 'one-time-code';

export type BuiltInSensitiveClass = PersonalClass | SecretClass;

/** A built-in class, or a category that a project named in its settings. */
export type SensitiveClass = BuiltInSensitiveClass | (string & Record<never, never>);

export type SensitiveKind = 'pii' | 'secret';

/** `recommended`: the name leaves little doubt. `strict`: likely, worth a look where a project asks for it. */
export type Strength = 'recommended' | 'strict';

/**
 * What a word stands beside: the word before it in the same name (`customerName`), or the object it is read from
 * (`customer.name`).
 */
export type NameContext =
  | 'person'
  | 'likely-person'
  | 'organisation'
  | 'infrastructure'
  | 'remote-end'
  | 'mailbox'
  | 'letter'
  | 'thing'
  | 'postal'
  | 'geographic'
  | 'screen'
  | 'device'
  | 'claims'
  | 'session'
  | 'cookie'
  | 'card'
  | 'login'
  | 'personal-name'
  | 'patient'
  | 'not-a-credential'
  | 'lookup'
  | 'public'
  | 'cloud-account'
  | 'environment';

/**
 * Phrases that name one class of data. A phrase is written in lower case, its words divided by spaces, and must be the
 * *head* of a name: what the name is, not what it is about. `userEmail` is an e-mail, `emailTemplate` a template.
 */
export interface NameRow {
  readonly class: BuiltInSensitiveClass;
  readonly strength: Strength;
  readonly phrases: readonly string[];
  /** One of these contexts must be there. Without it the phrase speaks for itself. */
  readonly within?: readonly NameContext[];
  /** Any of these contexts makes the whole name harmless. */
  readonly unless?: readonly NameContext[];
  /** Skips this row, not the later ones, when the word before the phrase is of one of these contexts. */
  readonly exceptAfter?: readonly NameContext[];
  /** The phrase must be the whole name: a word before it makes it something else. */
  readonly alone?: true;
}

/** A text shape that shows what a literal is. */
export interface LiteralShape {
  readonly class: BuiltInSensitiveClass;
  readonly strength: Strength;
  /** Completes "the text is …": `an AWS access key id`. */
  readonly label: string;
  readonly pattern: RegExp;
}

/** What static typing says of a value. */
export type TypeHint = 'boolean' | 'number' | 'enum' | 'string-literal-union' | 'branded' | 'unknown';

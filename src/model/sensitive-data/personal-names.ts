/**
 * Names of data that may identify a person. To add a word, add it to a row.
 *
 * Why it matters: the Privacy Considerations of W3C Baggage warn that the header may carry personal data and travels to
 * every downstream receiver, third parties included. The OpenTelemetry baggage page says the same of account ids, user
 * ids and IP addresses.
 */
import type { NameRow } from './types';

export const PERSONAL_NAMES: readonly NameRow[] = [
  // Contact. NIST SP 800-122 section 2.2: e-mail address, telephone numbers; OpenID Connect Core section 5.1: `email`,
  // `phone_number`. A company's own mailbox is no person's.
  {
    class: 'contact',
    strength: 'recommended',
    phrases: [
      'email', 'email address', 'email addr', 'phone', 'phone number', 'phone no', 'telephone', 'telephone number',
      'mobile number', 'mobile phone', 'mobile no', 'cell phone', 'cell number', 'msisdn', 'fax number', 'contact number',
      'whatsapp number',
    ],
    unless: ['organisation', 'letter'],
  },
  { class: 'contact', strength: 'recommended', phrases: ['mobile', 'cell', 'tel', 'mail', 'fax', 'whatsapp'], within: ['person'] },
  { class: 'contact', strength: 'recommended', phrases: ['address'], within: ['mailbox'], unless: ['organisation'] },
  { class: 'contact', strength: 'strict', phrases: ['mobile', 'tel', 'email recipient', 'fax'], alone: true },

  // Identity. GDPR art. 4(1) "a name"; OpenID Connect Core section 5.1: given_name, family_name, nickname,
  // preferred_username. `name` alone is never enough: files, products and spans have names too.
  {
    class: 'identity',
    strength: 'recommended',
    phrases: [
      'full name', 'first name', 'last name', 'middle name', 'given name', 'family name', 'maiden name', 'preferred name',
      'birth name', 'real name', 'surname', 'forename', 'cardholder name', 'card holder', 'cardholder', 'account holder',
      'account holder name',
    ],
    unless: ['thing'],
  },
  { class: 'identity', strength: 'recommended', phrases: ['user name', 'login name'], unless: ['infrastructure', 'environment'] },
  {
    class: 'identity',
    strength: 'recommended',
    phrases: ['name', 'display name', 'legal name', 'screen name', 'nickname', 'nick name', 'nick', 'login', 'handle', 'initial'],
    within: ['person'],
  },
  { class: 'identity', strength: 'recommended', phrases: ['first', 'last', 'given', 'family', 'middle'], within: ['personal-name'], alone: true },
  { class: 'identity', strength: 'strict', phrases: ['name', 'display name', 'legal name'], within: ['likely-person'] },
  { class: 'identity', strength: 'strict', phrases: ['nickname', 'screen name', 'lname'] },
  // GDPR art. 9(1): special categories of personal data.
  {
    class: 'identity',
    strength: 'recommended',
    phrases: ['ethnicity', 'ethnic origin', 'religion', 'sexual orientation', 'political opinion', 'trade union membership'],
  },
  { class: 'identity', strength: 'strict', phrases: ['race', 'gender', 'sex', 'nationality', 'marital status'], within: ['person'] },

  // Account and user ids. GDPR art. 4(1) "an identification number" and recital 30 "online identifiers"; the registry of
  // OpenTelemetry attributes: `user.id`, `enduser.id`; RFC 7519 section 4.1.2: `sub`. Tenants and organisations are no
  // persons.
  {
    class: 'account-id',
    strength: 'recommended',
    phrases: ['id', 'uuid', 'guid', 'uid', 'identifier', 'number', 'no', 'ref', 'oid', 'pk'],
    within: ['person'],
  },
  { class: 'account-id', strength: 'recommended', phrases: ['sub', 'subject'], within: ['claims', 'person'], alone: true },
  { class: 'account-id', strength: 'recommended', phrases: ['uid'], alone: true, unless: ['infrastructure'] },
  { class: 'account-id', strength: 'recommended', phrases: ['account id', 'account uuid', 'account no'], unless: ['cloud-account', 'organisation', 'infrastructure'] },
  { class: 'account-id', strength: 'recommended', phrases: ['subject id', 'subscription holder id', 'loyalty number', 'external user id'] },
  { class: 'account-id', strength: 'strict', phrases: ['id', 'uuid', 'identifier'], within: ['likely-person'], unless: ['cloud-account'] },
  { class: 'account-id', strength: 'strict', phrases: ['id', 'identifier'], within: ['session'] },
  { class: 'account-id', strength: 'strict', phrases: ['sid'], within: ['claims'] },

  // Postal addresses. NIST SP 800-122 section 2.2: "street address"; OpenID Connect Core section 5.1.1. The bare word is
  // also a network, wallet or memory address.
  {
    class: 'address',
    strength: 'recommended',
    phrases: [
      'street', 'street address', 'street name', 'street number', 'house number', 'home address', 'postal address',
      'mailing address', 'shipping address', 'billing address', 'delivery address', 'residential address', 'work address',
      'address line', 'postal code', 'postcode', 'zip code',
    ],
    unless: ['organisation', 'infrastructure'],
  },
  { class: 'address', strength: 'recommended', phrases: ['address', 'addr', 'zip', 'city', 'town', 'suburb', 'residence'], within: ['person'] },
  {
    class: 'address',
    strength: 'recommended',
    phrases: ['zip', 'city', 'town', 'suburb', 'postal', 'line', 'line one', 'line two', 'locality'],
    within: ['postal'],
    unless: ['organisation', 'infrastructure'],
  },
  { class: 'address', strength: 'strict', phrases: ['address'], alone: true, unless: ['organisation', 'infrastructure'] },

  // Places. GDPR art. 4(1) "location data"; W3C Geolocation section 7: latitude, longitude.
  {
    class: 'geolocation',
    strength: 'recommended',
    phrases: [
      'latitude', 'longitude', 'geolocation', 'geo location', 'gps location', 'gps position', 'geo point', 'geohash',
      'lat lng', 'lat lon', 'lat long', 'geo coordinate', 'gps coordinate',
    ],
    unless: ['infrastructure', 'organisation'],
  },
  { class: 'geolocation', strength: 'recommended', phrases: ['coordinate', 'coord'], unless: ['screen', 'infrastructure', 'organisation'] },
  { class: 'geolocation', strength: 'recommended', phrases: ['lat', 'lng', 'lon', 'long'], within: ['geographic', 'person'], unless: ['organisation', 'infrastructure', 'screen'] },
  { class: 'geolocation', strength: 'recommended', phrases: ['location', 'position'], within: ['person'] },
  { class: 'geolocation', strength: 'strict', phrases: ['location'], within: ['device', 'remote-end'] },

  // Birth. NIST SP 800-122 section 2.2: "date of birth"; OpenID Connect Core section 5.1: `birthdate`.
  {
    class: 'birth',
    strength: 'recommended',
    phrases: ['dob', 'birth date', 'birthday', 'birth day', 'birth', 'birth place', 'birth year', 'born at', 'born on'],
  },
  { class: 'birth', strength: 'strict', phrases: ['age'], within: ['person'] },

  // Numbers a state gives out. NIST SP 800-122 section 2.2: social security, passport, driver's licence, taxpayer numbers.
  {
    class: 'government-id',
    strength: 'recommended',
    phrases: [
      'ssn', 'ssn number', 'ssn last 4', 'ssn last four', 'social security', 'social security number', 'social security no',
      'national id', 'national id number', 'national identity number', 'national insurance number', 'nino',
      'passport number', 'passport no', 'passport id', 'tax payer id', 'taxpayer id', 'tax identification number',
      'driver license', 'driver licence', 'driver license number', 'driver licence number', 'driving license',
      'driving licence', 'driving licence number', 'identity card number', 'id card number', 'residence permit number',
      'aadhaar', 'aadhaar number', 'aadhar number', 'cpf', 'curp', 'pesel', 'personnummer', 'bsn',
    ],
  },
  { class: 'government-id', strength: 'recommended', phrases: ['tax id', 'tax number', 'tax no'], unless: ['organisation'] },
  { class: 'government-id', strength: 'recommended', phrases: ['passport', 'license number', 'licence number', 'tin', 'national number'], within: ['person'] },
  { class: 'government-id', strength: 'strict', phrases: ['license plate', 'licence plate', 'vin', 'vehicle identification number', 'id number'] },

  // Money. PCI DSS v4 table 2: primary account number, cardholder data, card verification codes; NIST SP 800-122
  // section 2.2: financial account numbers.
  {
    class: 'financial',
    strength: 'recommended',
    phrases: [
      'card number', 'card no', 'credit card', 'credit card number', 'debit card', 'debit card number', 'card pan',
      'primary account number', 'iban', 'cvv', 'cvv2', 'cvc', 'card verification code', 'card verification value',
      'card security code', 'account number', 'bank account', 'bank account number', 'bank account no', 'routing number',
      'salary', 'wage', 'annual income', 'net income', 'net worth', 'credit score', 'credit rating',
    ],
    unless: ['cloud-account'],
  },
  { class: 'financial', strength: 'recommended', phrases: ['pan', 'number', 'security code', 'no'], within: ['card'] },
  { class: 'financial', strength: 'recommended', phrases: ['income'], within: ['person'] },
  { class: 'financial', strength: 'strict', phrases: ['balance', 'account balance', 'bank balance'], within: ['person', 'likely-person'] },
  { class: 'financial', strength: 'strict', phrases: ['expiry', 'expiration', 'expiry date', 'expiration date'], within: ['card'] },
  { class: 'financial', strength: 'strict', phrases: ['pan', 'income', 'sort code'], alone: true },

  // Health. GDPR art. 4(15) and art. 9(1); HIPAA 45 CFR 164.514(b)(2): medical record and health plan numbers. Services
  // have a health status too, so that needs a person.
  {
    class: 'health',
    strength: 'recommended',
    phrases: [
      'diagnosis', 'medical record', 'medical record number', 'medical record no', 'mrn', 'medical history',
      'medical condition', 'health record', 'health condition', 'health history', 'health insurance number',
      'health plan number', 'blood type', 'blood group', 'blood pressure', 'prescription', 'medication', 'allergy',
      'disability', 'pregnancy', 'vaccination', 'immunization', 'immunisation', 'lab result', 'nhs number',
      'medicare number', 'genetic data',
    ],
  },
  {
    class: 'health',
    strength: 'recommended',
    phrases: ['health status', 'treatment', 'symptom', 'disease', 'illness', 'therapy', 'condition', 'weight', 'insurance number', 'dna'],
    within: ['patient'],
  },
  { class: 'health', strength: 'strict', phrases: ['symptom', 'disease', 'illness', 'insurance number'] },

  // Devices and network addresses. GDPR recital 30: IP addresses, cookie identifiers; the registry of OpenTelemetry
  // attributes: `client.address`, `device.id`; RFC 7239: Forwarded. A server's address is no person's.
  {
    class: 'device',
    strength: 'recommended',
    phrases: [
      'ip', 'ip address', 'ip addr', 'ipv4 address', 'ipv6 address', 'forwarded for', 'real ip',
      'connecting ip',
    ],
    unless: ['infrastructure', 'organisation'],
  },
  { class: 'device', strength: 'recommended', phrases: ['address', 'addr', 'ipv4', 'ipv6'], within: ['remote-end'] },
  { class: 'device', strength: 'recommended', phrases: ['id', 'uuid', 'identifier', 'udid', 'fingerprint'], within: ['device'] },
  {
    class: 'device',
    strength: 'recommended',
    phrases: ['imei', 'imsi', 'iccid', 'mac address', 'mac addr', 'idfa', 'idfv', 'gaid', 'aaid', 'udid'],
    unless: ['infrastructure'],
  },
  { class: 'device', strength: 'recommended', phrases: ['fingerprint'], within: ['person'] },
  { class: 'device', strength: 'strict', phrases: ['fingerprint', 'forwarded'], alone: true, unless: ['thing', 'infrastructure'] },
  { class: 'device', strength: 'strict', phrases: ['user agent', 'device serial', 'device serial number', 'installation id', 'install id'], unless: ['infrastructure'] },
];

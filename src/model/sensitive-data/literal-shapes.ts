/** Shapes of literals that are secrets whatever they are called. Each row names the page that fixes the shape. */
import type { LiteralShape } from './types';

export const SECRET_SHAPES: readonly LiteralShape[] = [
  // AWS IAM User Guide, "IAM identifiers: understanding unique ID prefixes": AKIA access key, ASIA temporary key.
  {
    class: 'api-key',
    strength: 'recommended',
    label: 'an AWS access key id',
    pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  },
  // GitHub changelog 2021-03-31 "Authentication token format updates": ghp, gho, ghu, ghs, ghr; docs "fine-grained
  // PAT".
  {
    class: 'token',
    strength: 'recommended',
    label: 'a GitHub token',
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{22,255})\b/,
  },
  // GitLab documentation, "Token overview": glpat-.
  { class: 'token', strength: 'recommended', label: 'a GitLab token', pattern: /\bglpat-[\w-]{20,}/ },
  // Slack API, "Token types": xoxb bot, xoxp user, xoxa, xoxr, xoxs legacy.
  { class: 'token', strength: 'recommended', label: 'a Slack token', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/ },
  // Stripe documentation, "API keys": sk_live, rk_live, whsec; test keys reach no real money.
  {
    class: 'api-key',
    strength: 'recommended',
    label: 'a Stripe secret key',
    pattern: /\b(?:[sr]k_live|whsec)_[A-Za-z0-9]{10,}/,
  },
  { class: 'api-key', strength: 'strict', label: 'a Stripe test key', pattern: /\b[sr]k_test_[A-Za-z0-9]{10,}/ },
  // RFC 7519 section 3 and RFC 7515 section 7.1: three base64url parts, the first a JSON object ("eyJ" is `{"`).
  {
    class: 'token',
    strength: 'recommended',
    label: 'a JSON Web Token',
    pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/,
  },
  // RFC 7468 sections 10 and 11: PKCS #8 private keys; the OpenSSH and PKCS #1 headers are of the same form.
  {
    class: 'private-key',
    strength: 'recommended',
    label: 'a PEM private key',
    pattern: /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/,
  },
  // Google Cloud documentation, "Manage API keys": AIza and 35 characters.
  { class: 'api-key', strength: 'recommended', label: 'a Google API key', pattern: /\bAIza[\w-]{35}/ },
  // GitHub changelog 2021-09-23 "npm has a new access token format": npm_ and 36 characters.
  { class: 'token', strength: 'recommended', label: 'an npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  // RFC 6750 section 2.1: "Bearer" and a b64token. Short ones are documentation.
  {
    class: 'authorization',
    strength: 'recommended',
    label: 'a bearer token',
    pattern: /^\s*Bearer +[\w.~+/-]{16,}=*\s*$/i,
  },
];

/** RFC 7617 section 2: "Basic" and base64 of `user:password`. The decoded text must hold the colon. */
export const BASIC_CREDENTIALS = /^\s*Basic +([A-Za-z0-9+/]{4,}={0,2})\s*$/i;

/** RFC 3986 section 3.2.1: a URL whose user information holds a password. The group is the password. */
export const URL_WITH_PASSWORD = /^[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:([^\s@/]+)@/i;

/**
 * RFC 5321 section 4.1.2, the practical part: local part, domain, a top level of letters. Groups: local part, domain.
 */
export const EMAIL_ADDRESS = /(?<![\w.+-])([\w.+-]+)@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24})(?![\w.-])/;

/** Domains that reach no person: RFC 2606 and RFC 6761. */
export const RESERVED_DOMAIN = /(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost|local)$/i;

/** Local parts of mailboxes that belong to a role: RFC 2142, and no-reply by custom. */
export const ROLE_MAILBOXES: ReadonlySet<string> = new Set([
  'info',
  'support',
  'sales',
  'abuse',
  'noc',
  'security',
  'postmaster',
  'hostmaster',
  'webmaster',
  'noreply',
  'no-reply',
  'donotreply',
  'admin',
  'help',
  'contact',
  'billing',
  'hello',
  'team',
]);

/** Local parts that are a protocol's own user: `git@github.com:owner/repository`. */
export const TECHNICAL_LOCAL_PARTS: ReadonlySet<string> = new Set(['git', 'hg', 'svn']);

/** "Top levels" that are file extensions: `logo@2x.png`. */
export const FILE_EXTENSIONS: ReadonlySet<string> = new Set([
  'png',
  'jpg',
  'jpeg',
  'gif',
  'svg',
  'webp',
  'js',
  'mjs',
  'cjs',
  'ts',
  'css',
  'json',
  'html',
  'map',
  'tgz',
]);

/** Texts that stand for a secret in documentation and templates. */
export const PLACEHOLDER =
  /^(?:[x*.#•_-]+|change[-_ ]?me|replace[-_ ]?me|to[-_ ]?do|tbd|n\/?a|none|null|undefined|redacted|masked|hidden|secret|password|passw0rd|token|example|sample|dummy|fake|test|placeholder|your[-_ ].*|my[-_ ].*|<.*>|\$\{.*\}|\{\{.*\}\}|%.*%)$/i;

/** The body of a token that nobody issued: one character repeated. */
export const REPEATED_BODY = /([x0*.])\1{9,}/i;

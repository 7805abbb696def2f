/**
 * Sources and barriers of sensitive data, as the taint trace asks for them: by the names that lead to a value, the text
 * of literals, and static types.
 *
 * *Known limitations*: names are read as English; a function of another file that says neither by its name nor by the
 * settings what it does to its argument is unknown.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, parameterOwner, unwrap } from '../../ast';
import { matchesSpecifier } from '../api-resolution';
import { resolveFunction } from '../bindings';
import { objectShape, type TaintConfiguration } from '../data-flow';
import {
  buildVocabulary,
  classifyLiteral,
  classifyName,
  isPersonObject,
  isSanitizerName,
  type NameInput,
  type SensitiveVerdict,
  splitWords,
  typeRulesOut,
  type Vocabulary,
} from '../sensitive-data';
import { type AccessPath, ANY, type FlowStep, valueFlow } from '../value-flow';
import type { Settings } from '../../model/settings';
import type { BaggageFacts } from './facts';
import { namePathOf, objectNames } from './name-path';
import { type Field, StaticTypes } from './static-types';
import { hashedInput } from './unkeyed-hash';

/** What a source was found to be. */
export interface SensitiveLabel {
  readonly verdict: SensitiveVerdict;
  /** The text of a literal says it, so messages must not repeat the text. */
  readonly isLiteral?: true;
  /** An object that is written out whole; the field that is sensitive, where it is known. */
  readonly whole?: string;
}

const vocabularies = new WeakMap<Settings, Vocabulary>();

/** The words of a project: its settings merged with the built-in names, once for each settings object. */
export function vocabularyOf(settings: Settings): Vocabulary {
  let vocabulary = vocabularies.get(settings);
  if (!vocabulary) {
    vocabulary = buildVocabulary(settings);
    vocabularies.set(settings, vocabulary);
  }
  return vocabulary;
}

/** Words of functions whose result holds all of their argument: encodings and clean-up hide nothing. */
const ENCODING_WORDS: ReadonlySet<string> = new Set([
  'encode',
  'encoded',
  'decode',
  'stringify',
  'serialize',
  'serialise',
  'normalize',
  'normalise',
  'escape',
  'base64',
  'base64url',
  'trim',
  'lowercase',
  'uppercase',
  'lower',
  'upper',
  'capitalize',
  'capitalise',
  'urlencode',
  'quote',
]);

export class SensitiveSources implements TaintConfiguration<SensitiveLabel> {
  readonly types: StaticTypes;
  private readonly vocabulary: Vocabulary;

  /** @param seesThroughHashes Whether a hash without a key lets its input through. */
  constructor(
    private readonly facts: BaggageFacts,
    private readonly seesThroughHashes: boolean,
  ) {
    this.types = new StaticTypes(facts.resolver, facts.settings.sanitizers);
    this.vocabulary = vocabularyOf(facts.settings);
  }

  source(node: TSESTree.Node): SensitiveLabel | undefined {
    if (node.type === AST_NODE_TYPES.Literal)
      return typeof node.value === 'string' ? this.ofText(node.value) : undefined;
    if (node.type === AST_NODE_TYPES.TemplateElement) return this.ofText(node.value.raw);
    const path = namePathOf(node);
    if (!path) return undefined;
    const [object] = this.objectOf(node) ?? [];
    const verdict = this.classify(path.names, path.kind, object, node);
    // A constant of another module is nobody's data, but it may well be a secret.
    if (verdict?.kind === 'pii' && this.isImported(node)) return undefined;
    return verdict && this.fits(node, verdict) ? { verdict } : undefined;
  }

  sourceOfPart(value: TSESTree.Node, path: AccessPath, read: TSESTree.Identifier): SensitiveLabel | undefined {
    if (path.includes('*')) return undefined;
    const verdict = this.classify(
      [...objectNames(value), ...path],
      'property',
      path.length === 1 ? value : undefined,
      read,
    );
    return verdict && this.fits(read, verdict) ? { verdict } : undefined;
  }

  sourceOfWhole(node: TSESTree.Node, replaced: readonly string[]): SensitiveLabel | undefined {
    if (node.type === AST_NODE_TYPES.ObjectExpression) return undefined; // its properties are looked at
    const names = namePathOf(node)?.names;
    const name = names?.at(-1);
    const fields = this.types.fieldsOf(node);
    if (fields)
      return this.sensitiveField(
        fields.filter((field) => !replaced.includes(field.name)),
        name ?? this.types.typeNameOf(node) ?? '',
      );
    if (name === undefined || objectShape(this.facts.resolver.sourceCode, node)?.complete) return undefined;
    // Whoever replaces a field that identifies knows what is in the object.
    if (replaced.some((field) => this.judge(field, [name], 'property'))) return undefined;
    const typeName = this.types.typeNameOf(node);
    const isPerson =
      (isPersonObject(name) || (typeName !== undefined && isPersonObject(typeName))) && !this.vocabulary.isSafe(name);
    return isPerson && namePathOf(node)?.kind !== 'call'
      ? {
          verdict: {
            class: 'identity',
            kind: 'pii',
            strength: 'recommended',
            because: `'${name}' holds the data of a person`,
          },
          whole: '',
        }
      : undefined;
  }

  clean(node: TSESTree.Node): boolean {
    const hint = this.types.hintOf(node);
    return hint === 'boolean' || hint === 'enum' || hint === 'string-literal-union' || hint === 'branded';
  }

  summary(call: TSESTree.CallExpression | TSESTree.NewExpression): 'clean' | readonly TSESTree.Node[] | undefined {
    const { resolver } = this.facts;
    const operation = resolver.resolve(call)?.operation;
    // What is in the baggage already was put there elsewhere.
    if (operation === 'baggage.getEntry' || operation === 'baggage.getAllEntries') return 'clean';
    if (operation === 'baggage.metadataFromString') return call.arguments.slice(0, 1);
    const hashed = this.seesThroughHashes ? hashedInput(resolver.sourceCode, call) : undefined;
    if (hashed) return [hashed];
    const own = resolveFunction(resolver.sourceCode, call.callee);
    if (this.isSanitizer(call) && !(this.seesThroughHashes && own && !this.isListed(call))) return 'clean';
    if (own || call.type === AST_NODE_TYPES.NewExpression || call.arguments.length === 0) return undefined;
    if (valueFlow(resolver.sourceCode).summariesOf(call)) return undefined;
    const words = splitWords(calleeName(call) ?? '');
    return words.some((word) => ENCODING_WORDS.has(word)) ? call.arguments.slice(0, 1) : undefined;
  }

  /** Whether a name says that its value was made safe, or stands for nobody: `emailHash`, `opaqueId`. */
  isReassuring(node: TSESTree.Node): boolean {
    const name = namePathOf(node)?.names.at(-1);
    if (name === undefined) return false;
    return (
      this.vocabulary.isSafe(name) ||
      isSanitizerName(name) ||
      splitWords(name).some((word) => REASSURING_WORDS.has(word))
    );
  }

  /** Whether a verdict on a name can hold for a value of this type. */
  fits(node: TSESTree.Node, verdict: SensitiveVerdict): boolean {
    return !typeRulesOut(this.types.hintOf(node), verdict.class) && !this.types.isOwnObject(node);
  }

  private ofText(text: string): SensitiveLabel | undefined {
    const verdict = classifyLiteral(text);
    return verdict && { verdict, isLiteral: true };
  }

  private isImported(node: TSESTree.Node): boolean {
    return this.givenBy(node).some(({ kind }) => kind === 'import');
  }

  /** What gives a variable its value. */
  private givenBy(node: TSESTree.Node): readonly FlowStep[] {
    if (node.type !== AST_NODE_TYPES.Identifier) return [];
    return valueFlow(this.facts.resolver.sourceCode).stepsOf('backward', node).steps;
  }

  /** The object that a name hangs on. */
  private objectOf(node: TSESTree.Node): [TSESTree.Node] | undefined {
    const inner = unwrap(node) as TSESTree.Node;
    if (inner.type === AST_NODE_TYPES.MemberExpression) return [inner.object];
    if (inner.type !== AST_NODE_TYPES.CallExpression) return undefined;
    const callee = unwrap(inner.callee);
    return callee.type === AST_NODE_TYPES.MemberExpression ? [callee.object] : undefined;
  }

  /** The verdict on a name, seen on its object, on what the object is another name for, and on the object's type. */
  private classify(
    names: readonly string[],
    kind: NameInput['kind'],
    object: TSESTree.Node | undefined,
    node: TSESTree.Node,
  ): SensitiveVerdict | undefined {
    const name = names.at(-1);
    if (name === undefined) return undefined;
    const objectPath = names.slice(0, -1);
    const verdict = this.judge(
      name,
      objectPath,
      objectPath.length === 0 && this.isParameter(node) ? 'parameter' : kind,
    );
    if (verdict || !object) return verdict;
    const alias = this.aliasOf(object);
    const typeName = this.types.typeNameOf(object);
    return (
      (alias && this.judge(name, alias, kind)) ??
      (typeName === undefined
        ? undefined
        : this.judge(name, [typeName.charAt(0).toLowerCase() + typeName.slice(1)], kind))
    );
  }

  private judge(name: string, objectPath: readonly string[], kind: NameInput['kind']): SensitiveVerdict | undefined {
    return classifyName({ name, objectPath, ...(kind === undefined ? {} : { kind }) }, this.vocabulary);
  }

  private isParameter(node: TSESTree.Node): boolean {
    const [given, ...others] = this.givenBy(node);
    return given !== undefined && others.length === 0 && parameterOwner(given.to) !== undefined;
  }

  /** The names behind a constant: `['req', 'user']` for `u` after `const u = req.user`. */
  private aliasOf(object: TSESTree.Node): readonly string[] | undefined {
    const [given, ...others] = this.givenBy(unwrap(object));
    if (!given || others.length > 0 || parameterOwner(given.to)) return undefined;
    return [...objectNames(given.to), ...(given.put ?? []).filter((step) => step !== ANY)];
  }

  /** The first sensitive field of an object, or of an object that it holds. */
  private sensitiveField(fields: readonly Field[], owner: string): SensitiveLabel | undefined {
    for (const field of fields) {
      const inner = (field.type && this.types.fieldsOfType(field.type)) ?? [];
      const found = inner.length > 0 ? this.fieldByName(inner, field.name) : this.fieldByName([field], owner);
      if (found) return inner.length > 0 ? { ...found, whole: `${field.name}.${found.whole}` } : found;
    }
    return undefined;
  }

  private fieldByName(
    fields: readonly Field[],
    owner: string,
  ): Required<Pick<SensitiveLabel, 'verdict' | 'whole'>> | undefined {
    for (const { name, hint } of fields) {
      const verdict = this.judge(name, [owner], 'property');
      if (verdict?.strength === 'recommended' && !typeRulesOut(hint, verdict.class)) return { verdict, whole: name };
    }
    return undefined;
  }

  private isSanitizer(call: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
    if (this.isListed(call)) return true;
    const callee = unwrap(call.callee);
    const names = callee.type === AST_NODE_TYPES.Identifier ? [callee.name] : namePathOf(callee)?.names;
    return names !== undefined && isSanitizerName(names.slice(-2).join('.'));
  }

  /** Whether the settings list the function. */
  private isListed(call: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
    const { names, specifierNames, specifiers } = this.facts.settings.sanitizers;
    const callee = unwrap(call.callee);
    const path = namePathOf(callee)?.names ?? [];
    const name = path.at(-1);
    if (name === undefined) return false;
    if (names.matches(name) || names.matches(path.join('.'))) return true;
    return (
      specifierNames.matches(name) &&
      specifiers.some((specifier) => matchesSpecifier(this.facts.resolver, callee, specifier))
    );
  }
}

/** Words that say that a value was made up to stand for somebody. */
const REASSURING_WORDS: ReadonlySet<string> = new Set([
  'opaque',
  'anonymous',
  'anon',
  'pseudo',
  'pseudonymous',
  'surrogate',
  'synthetic',
  'fake',
  'dummy',
  'safe',
  'hashed',
  'domain',
  'tenant',
  'organization',
  'organisation',
  'org',
  'region',
  'plan',
  'tier',
  'segment',
  'count',
  'kind',
]);

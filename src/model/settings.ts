/** What a project may tell the plugin: the types of the settings once they are read. No reading, no validation. */
import type { ContextManagerSetting } from './context-managers';
import type { WrappableOperation, WrapperRole } from './wrappable-operations';

/** Answers whether a name is in a list of names and patterns. */
export interface NameMatcher {
  /** Whether the list was empty, so that nothing can match. */
  readonly isEmpty: boolean;
  matches(name: string): boolean;
}

/** A type or value declared in a file, a TypeScript lib or a package: the object form of TypeOrValueSpecifier. */
export type SpecifierObject =
  | { readonly from: 'file'; readonly name: string | string[]; readonly path?: string }
  | { readonly from: 'lib'; readonly name: string | string[] }
  | { readonly from: 'package'; readonly name: string | string[]; readonly package: string };

/** TypeOrValueSpecifier of `@typescript-eslint/type-utils`, restated: that package cannot load without TypeScript. */
export type Specifier = string | SpecifierObject;

/** Functions whose result may go into baggage, and branded types whose values may. */
export interface Sanitizers {
  /** Those given as `'name'` or `'/pattern/'`: they match by name in every file. */
  readonly names: NameMatcher;
  /** The names of those given as objects: all there is to go by in a file without types. */
  readonly specifierNames: NameMatcher;
  /** Those given as objects: for typed files, by declaration. */
  readonly specifiers: readonly SpecifierObject[];
  /** The ones that the project gave by plain name, in its order: what a suggestion may call. */
  readonly callable: readonly string[];
}

/** A project function that stands for an operation. */
export interface Wrapper {
  /** For typed files: which declaration. A string matches by name alone. */
  readonly function: Specifier;
  /** For untyped files: the names of the function. */
  readonly names: readonly string[];
  readonly operation: WrappableOperation;
  /** Role → argument position, the operation's own unless the project said otherwise; negative counts from the end. */
  readonly arguments: Readonly<Partial<Record<WrapperRole, number>>>;
}

/** Where context comes from outside the trust boundary. */
export interface Ingress {
  /** Nothing was set: the handlers of known server libraries are the ingress. */
  readonly isDefault: boolean;
  /** Function and method names. */
  readonly names: NameMatcher;
  /** File names, absolute or relative, with either slash. */
  readonly files: NameMatcher;
}

/** `settings.otel`, validated, with defaults and with names compiled. Frozen; one object for one raw object. */
export interface Settings {
  readonly contextManager: ContextManagerSetting;
  /** `auto`, or the ids of the libraries whose instrumentation propagates by itself. */
  readonly instrumented: 'auto' | ReadonlySet<string>;
  readonly sanitizers: Sanitizers;
  /** Category → words that make a name sensitive: matched as whole words of the name, whatever its case style. */
  readonly sensitiveNames: ReadonlyMap<string, NameMatcher>;
  /** Names that are never sensitive. */
  readonly safeNames: NameMatcher;
  readonly wrappers: readonly Wrapper[];
  /**
   * Files that hold tests, by their path from the nearest package.json: only rules that say so speak there. Empty: every
   * rule speaks everywhere, in the callbacks of tests too.
   */
  readonly testFiles: NameMatcher;
  /** Hosts that baggage may be sent to, with or without a port. */
  readonly trustedHosts: NameMatcher;
  readonly ingress: Ingress;
}

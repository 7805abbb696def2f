/** Context managers of OpenTelemetry JS, and the packages that tell which one a project runs on. Data only. */

/**
 * How the active context travels, as a rule needs to know it.
 *
 * - `async-local-storage`: follows timers, promises and `await`; not listeners on longer-lived emitters.
 * - `zone`: follows timers, promises and EventEmitter listeners; not native `await`.
 * - `stack`: covers only the synchronous part of `context.with`.
 * - `none`: no manager is registered; every callback runs in the root context.
 * - `unknown`: not told and not detectable.
 */
export const CONTEXT_MANAGERS = ['async-local-storage', 'zone', 'stack', 'none', 'unknown'] as const;

export type ContextManager = (typeof CONTEXT_MANAGERS)[number];

/** What a project runs on: a manager, or `own`, a class of the project, of which nobody knows what it carries. */
export type DetectedManager = ContextManager | 'own';

/** What `settings.otel.contextManager` may be: a manager, or `auto` to read it from the package.json files. */
export const CONTEXT_MANAGER_SETTINGS = ['auto', ...CONTEXT_MANAGERS] as const;

export type ContextManagerSetting = (typeof CONTEXT_MANAGER_SETTINGS)[number];

/**
 * Classes of context managers, and what each is. Source: the packages themselves, SDK generations 2.x and 3.x.
 */
export const CONTEXT_MANAGER_CLASSES: Readonly<Record<string, ContextManager>> = {
  AsyncHooksContextManager: 'async-local-storage',
  AsyncLocalStorageContextManager: 'async-local-storage',
  SentryContextManager: 'async-local-storage',
  StackContextManager: 'stack',
  ZoneContextManager: 'zone',
};

/**
 * What installs a context manager of its own when it is given none: the constructor of an SDK, or `register()` of a
 * provider. `BasicTracerProvider` installs none.
 */
export const MANAGER_INSTALLERS: Readonly<Record<string, ContextManager>> = {
  NodeSDK: 'async-local-storage',
  NodeTracerProvider: 'async-local-storage',
  WebTracerProvider: 'stack',
};

/**
 * Packages whose presence in a package.json tells the context manager.
 *
 * NodeSDK and `NodeTracerProvider.register()` install the AsyncLocalStorage manager. `WebTracerProvider.register()`
 * installs the stack manager unless it is given a zone one, so a zone package beside `sdk-trace-web` wins.
 * `@opentelemetry/sdk-trace` and `sdk-trace-base` install no manager: they tell nothing. Distributions are rows of their
 * own (`DISTRIBUTIONS`).
 * Source: the packages themselves, SDK generations 2.x and 3.x.
 */
export const CONTEXT_MANAGER_PACKAGES: ReadonlyMap<string, ContextManager> = new Map<string, ContextManager>([
  ['@opentelemetry/sdk-node', 'async-local-storage'],
  ['@opentelemetry/sdk-trace-node', 'async-local-storage'],
  ['@opentelemetry/context-async-hooks', 'async-local-storage'],
  // Instruments servers and clients of Node.
  ['@opentelemetry/instrumentation-http', 'async-local-storage'],
  ['@opentelemetry/context-zone', 'zone'],
  ['@opentelemetry/context-zone-peer-dep', 'zone'],
  ['@opentelemetry/sdk-trace-web', 'stack'],
]);

/**
 * Builds that compile async functions into code whose `await` zones follow, whatever the target in tsconfig.json says:
 * packages, and scopes of packages. Source: their own documentation of zone.js.
 */
export const DOWNLEVELLING_BUILDS: readonly string[] = ['@angular/build', '@angular-devkit/'];

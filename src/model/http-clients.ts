/**
 * Calls that send an HTTP request, and where the headers stand in each: data. To add a client, add a row.
 *
 * Only what goes through undici is listed. Measured with the instrumentations of both SDK generations: that of undici
 * *adds* its headers to those of the request, so that a header which was there before leaves twice; that of `http`,
 * which axios, got and node-fetch go through, *replaces* them.
 */
import { CALL, DEFAULT_EXPORT, type LibraryId } from './instrumented-clients';

/** A place in the arguments of a call: `{ argument: 1, path: ['headers'] }` is `call(_, { headers })`. */
export interface ArgumentPlace {
  readonly argument: number;
  readonly path: readonly string[];
}

/** Calls that send a request, and where its headers stand. */
export interface HttpClientModel {
  /** The library whose instrumentation adds headers to the request. */
  readonly library: LibraryId;
  /** Import specifiers, and packages that declare the types. */
  readonly packages: readonly string[];
  /** Functions of the global scope. */
  readonly globals?: readonly string[];
  /** Functions that a package exports; `default` is the module itself. */
  readonly exports?: readonly string[];
  /** Class or interface → its methods. */
  readonly containers?: Readonly<Record<string, readonly string[]>>;
  /** Where headers may stand; the first place that is filled counts. */
  readonly headers: readonly ArgumentPlace[];
  /** Where something may stand that sends the request in place of the client. */
  readonly transport?: ArgumentPlace;
}

const HEADERS = ['headers'];
const KY_VERBS = ['get', 'post', 'put', 'patch', 'head', 'delete'];
const REQUESTS = ['request', 'stream', 'pipeline', 'dispatch'];

/** Classes of undici that send requests over the network. `MockAgent` and its like do not. */
export const UNDICI_DISPATCHERS: ReadonlySet<string> = new Set([
  'Agent',
  'BalancedPool',
  'Client',
  'Dispatcher',
  'EnvHttpProxyAgent',
  'H2CClient',
  'Pool',
  'ProxyAgent',
  'RetryAgent',
  'RoundRobinPool',
]);

/** Packages whose `Headers` and `Request` are those of Fetch; undefined for the global ones. */
export const FETCH_PACKAGES: ReadonlySet<string | undefined> = new Set([undefined, 'undici']);

/** Where headers may stand in `new Request()`: options without headers of their own leave those of the first argument. */
export const REQUEST_CONSTRUCTION: Pick<HttpClientModel, 'headers'> = {
  headers: [
    { argument: 1, path: HEADERS },
    { argument: 0, path: HEADERS },
  ],
};

/** What tells an instrumentation of clients to leave requests alone. */
export const IGNORED_REQUESTS = /\bignore(?:Outgoing)?RequestHook\b/;

/** Packages that declare the classes of undici; `undici-types` is what `@types/node` has of them. */
export const UNDICI_PACKAGES: ReadonlySet<string> = new Set(['undici', 'undici-types']);

/**
 * The calls. `CONNECT` requests are not instrumented, upgrades were not measured: neither is listed. Source: the
 * declarations of undici 6 and 7, ky 1 and ofetch 1, and what was measured with them.
 */
export const HTTP_CLIENTS: readonly HttpClientModel[] = [
  {
    library: 'undici',
    packages: ['undici'],
    globals: ['fetch'],
    exports: ['fetch'],
    // As `new Request(url, { headers })`.
    ...REQUEST_CONSTRUCTION,
    transport: { argument: 1, path: ['dispatcher'] },
  },
  {
    library: 'undici',
    packages: ['undici'],
    exports: ['request', 'stream', 'pipeline'],
    headers: [{ argument: 1, path: HEADERS }],
    transport: { argument: 1, path: ['dispatcher'] },
  },
  {
    library: 'undici',
    packages: [...UNDICI_PACKAGES],
    containers: Object.fromEntries([...UNDICI_DISPATCHERS].map((name) => [name, REQUESTS])),
    headers: [{ argument: 0, path: HEADERS }],
  },
  {
    library: 'undici',
    packages: ['ky'],
    exports: [DEFAULT_EXPORT, ...KY_VERBS],
    containers: { KyInstance: [CALL, ...KY_VERBS] },
    headers: [
      { argument: 1, path: HEADERS },
      { argument: 0, path: HEADERS },
    ],
    transport: { argument: 1, path: ['fetch'] },
  },
  {
    library: 'undici',
    packages: ['ofetch'],
    exports: ['ofetch', '$fetch'],
    containers: { $Fetch: [CALL, 'raw'] },
    headers: [{ argument: 1, path: HEADERS }],
    transport: { argument: 1, path: ['dispatcher'] },
  },
];

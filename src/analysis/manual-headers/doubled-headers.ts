/**
 * The requests that leave with two `traceparent` headers, since the code sets one and the instrumentation of the client
 * adds its own: one that is written by hand, whatever its value, or one among the received headers that are handed on.
 *
 * *Known limitations*: those of the carrier flow; headers copied one by one in a loop, and a request that is handed on
 * whole, are not followed.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { OperationId } from '../../model';
import { HTTP_CLIENTS, IGNORED_REQUESTS } from '../../model/http-clients';
import { INSTRUMENTATION_SWITCHES } from '../../model/server-libraries';
import type { ResolvedCall } from '../api-resolution';
import {
  asksForInstrumentation,
  type CarrierDestinations,
  carrierDestinations,
  type CarrierRequest,
  Suppression,
  valueDestinations,
} from '../carriers';
import type { GraphProvider } from '../data-flow';
import type { IngressParts } from '../ingress';
import { headerSites, type HeaderSite } from './header-sites';
import { HeaderTexts } from './header-text';
import { receivedHeaders } from './received-headers';

/** What the question needs of a file. `FileAnalysis` has all of it. */
export interface RequestParts extends IngressParts {
  readonly graphOf: GraphProvider;
  readonly operations: (id: OperationId) => readonly ResolvedCall[];
}

export type DoubledHeader = { readonly request: CarrierRequest } & (
  | { readonly kind: 'written'; readonly site: HeaderSite }
  /** `headers` is the read of the received headers. */
  | { readonly kind: 'received'; readonly headers: TSESTree.Expression }
);

const HEADER = 'traceparent';
/** The libraries whose instrumentation adds headers to what is there. */
export const ADDING_LIBRARIES: readonly string[] = [...new Set(HTTP_CLIENTS.map(({ library }) => library))];

const known = new WeakMap<RequestParts, readonly DoubledHeader[]>();

/** The headers that are doubled, in source order: found once for all rules that ask. */
export function doubledHeaders(parts: RequestParts): readonly DoubledHeader[] {
  let found = known.get(parts);
  if (!found) {
    found = findDoubled(parts);
    known.set(parts, found);
  }
  return found;
}

function findDoubled(parts: RequestParts): readonly DoubledHeader[] {
  const { resolver, project } = parts;
  const isInstrumented = ADDING_LIBRARIES.some((library) => project.isInstrumented(library));
  const { text } = parts.sourceCode;
  if (!isInstrumented || INSTRUMENTATION_SWITCHES.test(text) || IGNORED_REQUESTS.test(text)) return [];
  const suppression = new Suppression(
    resolver,
    () => parts.operations('core.suppressTracing'),
    () => [...parts.operations('context.with'), ...parts.operations('context.bind')],
  );
  const instrumented = ({ requests }: CarrierDestinations): CarrierRequest | undefined =>
    requests.find(({ call, client }) => project.isInstrumented(client.library) && !suppression.around(call));

  const texts = new HeaderTexts(resolver);
  const written = headerSites(parts.sourceCode).flatMap((site): DoubledHeader[] => {
    if (site.format !== 'traceparent' || isNothing(texts, site) || asksForInstrumentation(resolver, site.node))
      return [];
    const request = instrumented(destinationsOf(parts, site));
    return request ? [{ kind: 'written', site, request }] : [];
  });
  const received = receivedHeaders(parts).flatMap((headers): DoubledHeader[] => {
    if (asksForInstrumentation(resolver, headers)) return [];
    const request = instrumented(valueDestinations(resolver, { expression: headers, header: HEADER }));
    return request ? [{ kind: 'received', headers, request }] : [];
  });
  return [...written, ...received].sort((a, b) => startOf(a) - startOf(b));
}

function destinationsOf(parts: RequestParts, site: HeaderSite): CarrierDestinations {
  const { resolver } = parts;
  switch (site.kind) {
    case 'property':
    case 'getter':
      return valueDestinations(resolver, { expression: site.object, header: HEADER });
    case 'pair':
      return valueDestinations(resolver, { expression: site.list, header: HEADER });
    case 'assignment':
    case 'call':
      return carrierDestinations(resolver, { expression: site.object, filledBy: site.node, header: HEADER });
  }
}

/** Whether a site surely writes no text: `undefined`, `''`. */
function isNothing(texts: HeaderTexts, { value }: HeaderSite): boolean {
  return texts.of(value)?.every((text) => text === undefined || text.every((part) => part === '')) ?? false;
}

function startOf(found: DoubledHeader): number {
  return (found.kind === 'written' ? found.site.node : found.headers).range[0];
}

/** What shows that a file runs where Node's crypto module is not. Data only. */

/**
 * Packages of projects that run in a browser or in React Native. Source: their pages; OpenTelemetry's guide for the
 * browser lists the instrumentations.
 */
export const PACKAGES_WITHOUT_NODE: readonly string[] = [
  '@opentelemetry/auto-instrumentations-web',
  '@opentelemetry/context-zone',
  '@opentelemetry/context-zone-peer-dep',
  '@opentelemetry/instrumentation-document-load',
  '@opentelemetry/instrumentation-fetch',
  '@opentelemetry/instrumentation-user-interaction',
  '@opentelemetry/instrumentation-xml-http-request',
  '@opentelemetry/sdk-trace-web',
  'expo',
  'react-native',
];

/** Modules that only Node and its like have: a file that imports one runs there. */
export const NODE_MODULES =
  /(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"](?:node:[\w/]+|async_hooks|child_process|cluster|fs|fs\/promises|http2?|https|net|worker_threads)['"]/;

/** What Next.js runs at the edge, without Node's modules. */
export const EDGE_RUNTIME = /\bexport\s+const\s+runtime\s*=\s*['"](?:experimental-)?edge['"]/;

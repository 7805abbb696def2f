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

/** Frameworks of pages: where nothing of {@link SERVER_PACKAGES} stands beside them, the code is a browser's. */
export const PAGE_FRAMEWORKS: readonly string[] = [
  '@angular/core',
  'lit',
  'preact',
  'react-dom',
  'solid-js',
  'svelte',
  'vue',
];

/** What shows that a project with pages runs on Node too: servers, frameworks that render there, Electron. */
export const SERVER_PACKAGES: readonly string[] = [
  '@angular/ssr',
  '@hapi/hapi',
  '@nestjs/core',
  '@opentelemetry/auto-instrumentations-node',
  '@opentelemetry/sdk-node',
  '@opentelemetry/sdk-trace-node',
  '@remix-run/node',
  '@react-router/node',
  '@sveltejs/kit',
  'astro',
  'electron',
  'express',
  'fastify',
  'h3',
  'hono',
  'koa',
  'next',
  'nuxt',
];

/** Modules that only Node and its like have: a file that imports one runs there. */
export const NODE_MODULES =
  /(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"](?:node:[\w/]+|async_hooks|child_process|cluster|fs|fs\/promises|http2?|https|net|worker_threads)['"]/;

/** What Next.js runs at the edge, without Node's modules. */
export const EDGE_RUNTIME = /\bexport\s+const\s+runtime\s*=\s*['"](?:experimental-)?edge['"]/;

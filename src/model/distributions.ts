/**
 * Distributions of OpenTelemetry: packages of vendors and frameworks that bring an SDK along. What each brings is a row.
 * Data only. To add a distribution, add a row.
 */
import { CONTEXT_MANAGER_PACKAGES, type ContextManager } from './context-managers';

export interface Distribution {
  /** Its packages. */
  readonly packages: readonly string[];
  /** The context manager that it registers; left out where it registers none, or where that depends. */
  readonly contextManager?: ContextManager;
  /**
   * What it instruments: `auto`, all that `@opentelemetry/auto-instrumentations-node` does; the libraries; or `unknown`,
   * where that differs by version, by configuration or by the address that is asked. Ids are
   * those of `INSTRUMENTED_LIBRARIES`.
   */
  readonly instruments?: 'auto' | 'unknown' | readonly string[];
}

/** For Node: the manager follows timers, promises and `await`. */
const node = (packages: readonly string[], instruments?: Distribution['instruments']): Distribution => ({
  packages,
  contextManager: 'async-local-storage',
  ...(instruments ? { instruments } : {}),
});

/**
 * The distributions known here. Source: the code and the dependencies of their versions of November 2026. `@vercel/otel`
 * instruments `fetch`, and by default it propagates to the addresses of the same deployment only: unknown.
 */
export const DISTRIBUTIONS: readonly Distribution[] = [
  node(
    [
      '@opentelemetry/auto-instrumentations-node',
      '@aws/aws-distro-opentelemetry-node-autoinstrumentation',
      '@dash0/opentelemetry',
      '@elastic/opentelemetry-node',
      '@hyperdx/node-opentelemetry',
      '@splunk/otel',
      '@uptrace/node',
      'lightstep-opentelemetry-launcher-node',
    ],
    'auto',
  ),
  node(['@honeycombio/opentelemetry-node', '@traceloop/node-server-sdk', 'nestjs-otel']),
  node(['@azure/monitor-opentelemetry'], ['http', 'mongodb', 'mysql', 'pg', 'redis']),
  node(['@vercel/otel'], 'unknown'),
  // Agents with instrumentations of their own beside the API of OpenTelemetry.
  node(
    [
      '@lumigo/opentelemetry',
      '@sentry/aws-serverless',
      '@sentry/nestjs',
      '@sentry/node',
      'applicationinsights',
      'dd-trace',
      'solarwinds-apm',
    ],
    'unknown',
  ),
  { packages: ['@dynatrace/oneagent', '@sentry/nextjs', 'elastic-apm-node', 'newrelic'], instruments: 'unknown' },
  { packages: ['@opentelemetry/auto-instrumentations-web'], instruments: ['fetch', 'xml-http-request'] },
];

/** The distribution that a package is, or a part of it that is imported by a path (`@vercel/otel/edge`). */
export function distributionOf(packageName: string): Distribution | undefined {
  return DISTRIBUTIONS.find(({ packages }) =>
    packages.some((name) => packageName === name || packageName.startsWith(`${name}/`)),
  );
}

/** The context manager that comes with a package; undefined where it brings none, or any. */
export const managerOfPackage = (packageName: string): ContextManager | undefined =>
  CONTEXT_MANAGER_PACKAGES.get(packageName) ?? distributionOf(packageName)?.contextManager;

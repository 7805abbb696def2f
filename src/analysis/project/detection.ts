/** What the package.json files around a file tell: pure functions over manifests, nearest first. */
import { type ContextManager, DOWNLEVELLING_BUILDS } from '../../model/context-managers';
import { distributionOf, managerOfPackage } from '../../model/distributions';
import { librariesInstrumentedBy } from '../../model/instrumented-clients';
import type { Manifest } from './manifest';

/** A context manager, and the packages that told it: for those who ask why. */
export interface DetectedContextManager {
  readonly contextManager: ContextManager;
  /** `package (file)`; empty when nothing told. */
  readonly evidence: readonly string[];
}

/**
 * The context manager that the manifests tell.
 *
 * The nearest manifest with a telling package decides. Packages of Node and of the browser in one manifest contradict
 * each other: `unknown`. `sdk-trace-web` means the stack manager only where no manifest, near or far, has a zone
 * package.
 *
 * *Known limitations*: it reads what a project depends on, not what it registers. A test-only SDK in `devDependencies`
 * tells as much as a production one.
 */
export function detectContextManager(manifests: readonly Manifest[]): DetectedContextManager {
  for (const [index, manifest] of manifests.entries()) {
    const telling = tellingPackages(manifest);
    if (telling.size === 0) continue;
    const evidence = [...telling.keys()].map((name) => `${name} (${manifest.path})`);
    const told = new Set(telling.values());
    if (told.has('async-local-storage'))
      return { contextManager: told.size === 1 ? 'async-local-storage' : 'unknown', evidence };
    const zone = told.has('zone') ? manifest : manifests.slice(index + 1).find(hasZone);
    return {
      contextManager: zone ? 'zone' : 'stack',
      evidence: zone && zone !== manifest ? [...evidence, zone.path] : evidence,
    };
  }
  return { contextManager: 'unknown', evidence: [] };
}

/** The packages that a manifest names: its own, and those that it depends on. */
const packagesOf = (manifest: Manifest): readonly string[] => [
  ...(manifest.name === undefined ? [] : [manifest.name]),
  ...manifest.dependencies.keys(),
];

function tellingPackages(manifest: Manifest): ReadonlyMap<string, ContextManager> {
  return new Map(
    packagesOf(manifest).flatMap((name) => {
      const manager = managerOfPackage(name);
      return manager === undefined ? [] : [[name, manager] as const];
    }),
  );
}

const hasZone = (manifest: Manifest): boolean => [...tellingPackages(manifest).values()].includes('zone');

/**
 * The libraries that any of the manifests instruments, a package that is an instrumentation itself included.
 *
 * *Known limitations*: instrumentation that is switched off in code or by `OTEL_NODE_DISABLED_INSTRUMENTATIONS`, or
 * that is loaded from outside the project (`--require`, an operator), is not seen.
 */
export function detectInstrumented(manifests: readonly Manifest[]): ReadonlySet<string> {
  return new Set(
    manifests.flatMap((manifest) => packagesOf(manifest).flatMap((name) => librariesInstrumentedBy(name))),
  );
}

/** Whether any of the manifests names a package of OpenTelemetry. */
export function dependsOnOpenTelemetry(manifests: readonly Manifest[]): boolean {
  return manifests.some((manifest) =>
    [...manifest.dependencies.keys()].some((name) => name.startsWith('@opentelemetry/')),
  );
}

/** Whether any of the manifests names a build that compiles async functions down. */
export function downlevelsAsync(manifests: readonly Manifest[]): boolean {
  return manifests.some((manifest) =>
    packagesOf(manifest).some((name) =>
      DOWNLEVELLING_BUILDS.some((build) => (build.endsWith('/') ? name.startsWith(build) : name === build)),
    ),
  );
}

/** Whether any of the manifests names a distribution of which nobody can tell from here what it instruments. */
export function hasForeignAgent(manifests: readonly Manifest[]): boolean {
  return manifests.some((manifest) =>
    packagesOf(manifest).some((name) => distributionOf(name)?.instruments === 'unknown'),
  );
}

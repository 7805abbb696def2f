/**
 * Writes `packages/package-lock.json` from the exact versions of `packages/package.json`:
 *
 *     npx tsx tests/ecosystem/lock.ts
 *
 * The lock holds the named packages and nothing else. Their code is read, never run, so their own dependencies are
 * left out: a full tree would be several hundred packages. What the typed packages need for their types is named in
 * `packages/package.json` beside them.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packagesFolder } from './corpus';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

function integrityOf(name: string, version: string): string {
  const text = execFileSync('npm', ['view', `${name}@${version}`, 'dist.integrity', '--json'], { encoding: 'utf8' });
  const integrity: unknown = JSON.parse(text);
  if (typeof integrity !== 'string') throw new Error(`${name}@${version}: the registry gives no integrity`);
  return integrity;
}

const manifest = JSON.parse(readFileSync(path.join(packagesFolder, 'package.json'), 'utf8')) as Manifest;
const entries = Object.entries(manifest.dependencies);
const inexact = entries.find(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
if (inexact) throw new Error(`${inexact.join('@')}: pin an exact version`);

const lock = {
  name: manifest.name,
  version: manifest.version,
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': { name: manifest.name, version: manifest.version, dependencies: manifest.dependencies },
    ...Object.fromEntries(
      entries.map(([name, version]) => [`node_modules/${name}`, { version, integrity: integrityOf(name, version) }]),
    ),
  },
};
writeFileSync(path.join(packagesFolder, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${entries.length} packages locked`);

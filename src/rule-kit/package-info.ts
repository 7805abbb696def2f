/** What package.json says of this package. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Manifest {
  readonly version: string;
  readonly repository: { readonly url: string };
}

const manifest = JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8')) as Manifest;

/** The version of this package. */
export const { version } = manifest;

/** The address of the repository, for people: without `git+` and `.git`, and with no slash at its end. */
export const repositoryUrl = manifest.repository.url.replace(/^git\+/u, '').replace(/\.git$/u, '');

/** The address of a file of the repository, by its path. */
export const fileUrl = (file: string): string => `${repositoryUrl}/blob/main/${file}`;

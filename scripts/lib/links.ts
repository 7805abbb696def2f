/** Links of pages that are packed: to what is packed, or to addresses of the repository that package.json names. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { repositoryUrl } from '../../src/rule-kit/package-info';

/** The folders that the package holds beside its manifest, README and licence. */
const packedFolders = ['docs/', 'dist/'];

/** An address of a repository of this name: of whoever published before. */
const addresses = /https:\/\/github\.com\/[\w.-]+\/eslint-plugin-otel(?![\w-])/gu;

const relativeLinks = /(?<=\]\()(?!https?:|mailto:|#)(?<target>[^)\s#]+)/gu;

/** The targets of the relative links of a page, from the root of the repository. */
export function relativeTargets(page: string, text: string): { readonly link: string; readonly target: string }[] {
  return [...withoutCode(text).matchAll(relativeLinks)].map(([link]) => ({ link, target: targetOf(page, link) }));
}

/** Whether a path below the root of the repository is in the package. */
export const isPacked = (target: string): boolean =>
  target === 'README.md' || target === 'LICENSE' || packedFolders.some((folder) => `${target}/`.startsWith(folder));

/** A page in which addresses of the repository under an earlier owner are those of now. */
export const rebased = (text: string): string => text.replaceAll(addresses, repositoryUrl);

/**
 * A page whose relative links all lead to what is packed: others become addresses of the repository.
 *
 * @param page The path of the page from the root of the repository.
 */
export function withAddresses(root: string, page: string, text: string): string {
  return rebased(text).replaceAll(relativeLinks, (link) => {
    const target = targetOf(page, link);
    const file = path.join(root, target);
    if (isPacked(target) || !existsSync(file)) return link;
    return `${repositoryUrl}/${statSync(file).isDirectory() ? 'tree' : 'blob'}/main/${target}`;
  });
}

const targetOf = (page: string, link: string): string =>
  path.posix.normalize(path.posix.join(path.posix.dirname(page), link)).replace(/\/$/u, '');

/** A page without its fences and its code in lines, where a bracket is no link. */
export const withoutCode = (text: string): string => text.replace(/^```[^]*?^```$/gmu, '').replace(/`[^`\n]*`/gu, '');

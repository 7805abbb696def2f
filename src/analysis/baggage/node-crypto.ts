/**
 * Whether Node's crypto module is there where a file runs: not in client components, browsers, React Native, edge
 * functions.
 *
 * *Known limitations*: a package with both a server and a browser part is told by the modules that the file imports;
 * where it imports none of Node's, it counts as the browser's.
 */
import { AST_NODE_TYPES, type TSESLint } from '@typescript-eslint/utils';
import { topStatements } from '../../ast';
import { oncePerFile } from '../../ast/once-per-file';
import {
  EDGE_RUNTIME,
  NODE_MODULES,
  PACKAGES_WITHOUT_NODE,
  PAGE_FRAMEWORKS,
  SERVER_PACKAGES,
} from '../../model/node-crypto';
import type { ProjectFacts } from '../project';

/** What the question needs to know; a `FileAnalysis` is one. */
interface FileOfProject {
  readonly filename: string;
  readonly sourceCode: TSESLint.SourceCode;
  readonly project: Pick<ProjectFacts, 'contextManager' | 'dependencyRange'>;
}

/** Whether a file may use `node:crypto`. */
export function hasNodeCrypto({ filename, sourceCode, project }: FileOfProject): boolean {
  const runsOn = runtimeOf(sourceCode);
  // Rendered on a server, a component still runs in the browser, whatever it imports.
  if (runsOn === 'elsewhere' || COMPONENT_FILE.test(filename)) return false;
  if (runsOn === 'node') return true;
  const { contextManager } = project;
  if (contextManager === 'stack' || contextManager === 'zone') return false;
  const uses = (names: readonly string[]): boolean => names.some((name) => project.dependencyRange(name) !== undefined);
  if (uses(PACKAGES_WITHOUT_NODE)) return false;
  return contextManager === 'async-local-storage' || !uses(PAGE_FRAMEWORKS) || uses(SERVER_PACKAGES);
}

/** Where a file runs, by what it says itself. */
const runtimeOf = oncePerFile((sourceCode): 'elsewhere' | 'node' | undefined => {
  if (isClientComponent(sourceCode) || EDGE_RUNTIME.test(sourceCode.text)) return 'elsewhere';
  return NODE_MODULES.test(sourceCode.text) ? 'node' : undefined;
});

const COMPONENT_FILE = /\.(?:svelte|vue)$/;

function isClientComponent(sourceCode: TSESLint.SourceCode): boolean {
  return topStatements(sourceCode).some(
    (statement) => statement.type === AST_NODE_TYPES.ExpressionStatement && statement.directive === 'use client',
  );
}

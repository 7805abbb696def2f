import { parseForESLint } from '@typescript-eslint/parser';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { SourceCode } from 'eslint';
import path from 'node:path';

/** The folder whose tsconfig.json typed sources are parsed under. */
export const fixturesFolder = path.resolve(__dirname, '../fixtures');

export interface ParseSourceOptions {
  /** Parse with a program, so that `parserServices.program` is there. Default: false. */
  readonly typed?: boolean;
  /** Parse as a CommonJS script. Default: module. */
  readonly script?: boolean;
  /** Parse TSX. Default: false. */
  readonly jsx?: boolean;
}

/** Parses a text into the SourceCode that a rule sees, without a Linter. Throws when the text does not parse. */
export function parseSource(text: string, options: ParseSourceOptions = {}): TSESLint.SourceCode {
  const fileName = options.jsx ? 'file.tsx' : 'file.ts';
  const result = parseForESLint(text, {
    comment: true,
    loc: true,
    range: true,
    tokens: true,
    sourceType: options.script ? 'script' : 'module',
    ecmaFeatures: { jsx: options.jsx ?? false, globalReturn: options.script ?? false },
    filePath: path.join(fixturesFolder, fileName),
    ...(options.typed
      ? { projectService: { allowDefaultProject: ['*.ts', '*.tsx'] }, tsconfigRootDir: fixturesFolder }
      : {}),
  });
  const sourceCode = new SourceCode({
    text,
    ast: result.ast,
    scopeManager: result.scopeManager,
    visitorKeys: result.visitorKeys,
    parserServices: result.services,
  } as never) as unknown as TSESLint.SourceCode;
  linkParents(sourceCode);
  return sourceCode;
}

/** Sets `parent` on every node: the Linter does this while it walks, and there is no Linter here. */
function linkParents(sourceCode: TSESLint.SourceCode): void {
  const visit = (node: TSESTree.Node, parent: TSESTree.Node | undefined): void => {
    if (parent) (node as { parent: TSESTree.Node }).parent = parent;
    for (const child of childNodes(sourceCode, node)) visit(child, node);
  };
  visit(sourceCode.ast, undefined);
}

function childNodes(sourceCode: TSESLint.SourceCode, node: TSESTree.Node): TSESTree.Node[] {
  return (sourceCode.visitorKeys[node.type] ?? []).flatMap((key) => {
    const value = (node as unknown as Record<string, unknown>)[key];
    return (Array.isArray(value) ? value : [value]).filter(
      (child): child is TSESTree.Node => typeof child === 'object' && child !== null && 'type' in child,
    );
  });
}

/** The first node in source order for which `test` holds. Throws when there is none. */
export function findNode<N extends TSESTree.Node>(
  sourceCode: TSESLint.SourceCode,
  test: (node: TSESTree.Node) => node is N,
): N;
export function findNode(sourceCode: TSESLint.SourceCode, test: (node: TSESTree.Node) => boolean): TSESTree.Node;
export function findNode(sourceCode: TSESLint.SourceCode, test: (node: TSESTree.Node) => boolean): TSESTree.Node {
  const found = findNodes(sourceCode, test)[0];
  if (!found) throw new Error('no such node in the source');
  return found;
}

/** Every node in source order (parents before children) for which `test` holds. */
export function findNodes(sourceCode: TSESLint.SourceCode, test: (node: TSESTree.Node) => boolean): TSESTree.Node[] {
  const found: TSESTree.Node[] = [];
  const visit = (node: TSESTree.Node): void => {
    if (test(node)) found.push(node);
    for (const child of childNodes(sourceCode, node)) visit(child);
  };
  visit(sourceCode.ast);
  return found;
}

/** The outermost node whose source text equals `text`. Throws when there is none. */
export function nodeWithText(sourceCode: TSESLint.SourceCode, text: string): TSESTree.Node {
  return findNode(sourceCode, (node) => node !== sourceCode.ast && sourceCode.getText(node) === text);
}

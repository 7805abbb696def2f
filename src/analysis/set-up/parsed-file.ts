/**
 * Another file of the program as the analyses read one: its tree with parents, its scopes, its calls. Made of the text
 * that TypeScript has already read.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type * as ScopeManager from '@typescript-eslint/scope-manager';
import type * as Estree from '@typescript-eslint/typescript-estree';
import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import type ts from 'typescript';

export interface ParsedFile {
  readonly sourceCode: TSESLint.SourceCode;
  readonly calls: readonly (TSESTree.CallExpression | TSESTree.NewExpression)[];
}

/** Loaded only for typed files: it needs `typescript`, an optional peer. */
function parserParts(): { readonly estree: typeof Estree; readonly scopes: typeof ScopeManager } | undefined {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- `typescript` is an optional peer
    const estree = require('@typescript-eslint/typescript-estree') as typeof Estree;
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded with it
    const scopes = require('@typescript-eslint/scope-manager') as typeof ScopeManager;
    return { estree, scopes };
  } catch {
    return undefined;
  }
}

/** Parses a file; undefined when it does not parse. Knows no types. */
export function parseFile(
  file: ts.SourceFile,
  visitorKeys: TSESLint.SourceCode['visitorKeys'],
): ParsedFile | undefined {
  const parts = parserParts();
  if (!parts) return undefined;
  try {
    const ast = parts.estree.parse(file.text, {
      filePath: file.fileName,
      jsx: /x$/.test(file.fileName),
      loc: true,
      range: true,
    });
    const calls = linkParents(ast, visitorKeys);
    const scopeManager = parts.scopes.analyze(ast, { sourceType: 'module' });
    const sourceCode = {
      ast,
      text: file.text,
      visitorKeys,
      scopeManager,
      parserServices: {},
      getScope: (node: TSESTree.Node) => scopeAt(scopeManager, node),
    };
    return { sourceCode: sourceCode as unknown as TSESLint.SourceCode, calls };
  } catch {
    return undefined;
  }
}

/** Sets `parent` on every node, as the Linter does in the file that it lints, and collects the calls. */
function linkParents(ast: TSESTree.Program, visitorKeys: TSESLint.SourceCode['visitorKeys']): ParsedFile['calls'] {
  const calls: (TSESTree.CallExpression | TSESTree.NewExpression)[] = [];
  const stack: TSESTree.Node[] = [ast];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === AST_NODE_TYPES.CallExpression || node.type === AST_NODE_TYPES.NewExpression) calls.push(node);
    for (const key of visitorKeys[node.type] ?? []) {
      const value = (node as unknown as Record<string, unknown>)[key];
      for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
        if (typeof child !== 'object' || child === null || !('type' in child)) continue;
        (child as { parent?: TSESTree.Node }).parent = node;
        stack.push(child as TSESTree.Node);
      }
    }
  }
  return calls;
}

/** The innermost scope of a node. Source: `SourceCode#getScope` of ESLint. */
function scopeAt(scopeManager: ScopeManager.ScopeManager, node: TSESTree.Node): unknown {
  const isInner = node.type !== AST_NODE_TYPES.Program;
  for (let current: TSESTree.Node | undefined = node; current; current = current.parent) {
    const scope = scopeManager.acquire(current, isInner);
    if (scope) return (scope.type as string) === 'function-expression-name' ? scope.childScopes[0] : scope;
  }
  return scopeManager.scopes[0];
}

/** Names: what a place can see, and what may be declared there without hiding or capturing anything. */
import { ASTUtils, type TSESLint, type TSESTree } from '@typescript-eslint/utils';

/** The scope in which a node is evaluated. */
export function scopeAt(sourceCode: TSESLint.SourceCode, node: TSESTree.Node): TSESLint.Scope.Scope {
  return sourceCode.getScope(node);
}

/**
 * The variable that `name` means at a node, or undefined; a global that the file neither declares nor configures is
 * undefined.
 */
export function findVisible(
  sourceCode: TSESLint.SourceCode,
  node: TSESTree.Node,
  name: string,
): TSESLint.Scope.Variable | undefined {
  return ASTUtils.findVariable(scopeAt(sourceCode, node), name) ?? undefined;
}

/** The scope that holds the file's top-level declarations: module, CommonJS function, or global. */
export function topScope(sourceCode: TSESLint.SourceCode): TSESLint.Scope.Scope {
  const global = sourceCode.scopeManager?.globalScope;
  const inner = global?.childScopes.find((scope) => scope.block === sourceCode.ast);
  const scope = inner ?? global;
  if (!scope) throw new Error('The source was parsed without a scope manager.');
  return scope;
}

/** Whether the file reads or writes a global of that name: a new top-level declaration would take its place. */
export function usesGlobal(sourceCode: TSESLint.SourceCode, name: string): boolean {
  const global = sourceCode.scopeManager?.globalScope;
  if (!global) return false;
  const declared = global.set.get(name);
  return (
    unresolvedNames(global).has(name) ||
    (declared !== undefined && (declared.references.length > 0 || declared.defs.length > 0))
  );
}

const unresolvedOf = new WeakMap<TSESLint.Scope.Scope, ReadonlySet<string>>();

/** The names that a file uses and nobody declares. Found once: every edit that declares asks. */
function unresolvedNames(global: TSESLint.Scope.Scope): ReadonlySet<string> {
  let found = unresolvedOf.get(global);
  if (!found) unresolvedOf.set(global, (found = new Set(global.through.map(({ identifier }) => identifier.name))));
  return found;
}

/** Whether `name` can be declared at the top of the file and then be used at `node`. */
export function isFreeAtTop(sourceCode: TSESLint.SourceCode, node: TSESTree.Node, name: string): boolean {
  if (reservedWords.has(name) || usesGlobal(sourceCode, name)) return false;
  const top = topScope(sourceCode);
  if (top.set.has(name)) return false;
  for (
    let scope: TSESLint.Scope.Scope | null = scopeAt(sourceCode, node);
    scope && scope !== top;
    scope = scope.upper
  ) {
    if (scope.set.has(name)) return false;
  }
  return true;
}

/**
 * Whether `name` can be declared in the scope of `node` and be used there and in the scopes within:
 * nothing visible has that name, nothing inside declares it, nothing inside means a global by it.
 */
export function isNameFree(sourceCode: TSESLint.SourceCode, node: TSESTree.Node, name: string): boolean {
  if (reservedWords.has(name) || usesGlobal(sourceCode, name)) return false;
  const scope = scopeAt(sourceCode, node);
  for (let outer: TSESLint.Scope.Scope | null = scope; outer; outer = outer.upper) {
    const variable = outer.set.get(name);
    if (variable && (outer.upper !== null || variable.defs.length > 0)) return false;
  }
  return !isDeclaredWithin(scope, name);
}

function isDeclaredWithin(scope: TSESLint.Scope.Scope, name: string): boolean {
  return scope.childScopes.some((child) => child.set.has(name) || isDeclaredWithin(child, name));
}

/** `base`, or `base2`, `base3` …: the first that {@link isNameFree}. */
export function freshName(sourceCode: TSESLint.SourceCode, node: TSESTree.Node, base: string): string {
  return firstFree(base, (name) => isNameFree(sourceCode, node, name));
}

/** `base`, or `base` with the first number from 2 on for which `isFree` holds. */
export function firstFree(base: string, isFree: (name: string) => boolean): string {
  if (isFree(base)) return base;
  let number = 2;
  while (!isFree(`${base}${number}`)) number += 1;
  return `${base}${number}`;
}

/** Words that cannot name a binding in a module (ECMA-262, "Keywords and Reserved Words"). */
const reservedWords: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false ' +
    'finally for function if implements import in instanceof interface let new null package private protected public return ' +
    'static super switch this throw true try typeof var void while with yield'
  ).split(' '),
);

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** One import, export-from, `import type`, `import()` or `require()` of a file. */
export interface Dependency {
  readonly specifier: string;
  /**
   * The file it leads to, below the folder of the graph; undefined for a package, and for a path that leads nowhere.
   */
  readonly target: string | undefined;
  readonly isTypeOnly: boolean;
  /** Runs when a function asks for it, not when the file loads. */
  readonly isLazy: boolean;
}

/** A dependency and the file that has it. */
export interface Edge extends Dependency {
  readonly file: string;
}

/**
 * Every dependency of some TypeScript files, in source order.
 *
 * @param folder An absolute folder.
 * @param files Paths below the folder, with `/`.
 */
export function importGraph(folder: string, files: readonly string[]): readonly Edge[] {
  return files.flatMap((file) =>
    dependenciesOf(path.join(folder, file)).map((dependency) => ({
      ...dependency,
      file,
      target: isRelative(dependency.specifier) ? targetOf(folder, file, dependency.specifier) : undefined,
    })),
  );
}

export const isRelative = (specifier: string): boolean => specifier.startsWith('.');

/** `@scope/name/sub/path` → `@scope/name`. */
export function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** The cycles among files, each once, as paths: a depth-first search that keeps the way it came. */
export function cyclesOf(edges: readonly Edge[]): string[] {
  const targets = new Map<string, Set<string>>();
  for (const { file, target } of edges)
    if (target !== undefined) targets.set(file, (targets.get(file) ?? new Set()).add(target));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    const start = way.indexOf(file);
    if (start >= 0) cycles.push([...way.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return cycles;
}

function targetOf(folder: string, file: string, specifier: string): string | undefined {
  const base = path.join(folder, path.dirname(file), specifier);
  const found = [`${base}.ts`, `${base}.d.ts`, path.join(base, 'index.ts')].find((candidate) => existsSync(candidate));
  const relative = found && path.relative(folder, found).split(path.sep).join('/');
  return relative?.startsWith('..') ? undefined : relative;
}

type Import = Omit<Dependency, 'target'>;

function dependenciesOf(file: string): readonly Import[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const dependency = dependencyOf(node);
    if (dependency) found.push(dependency);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function dependencyOf(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node)) return dependency(node.moduleSpecifier, isTypeOnlyImport(node), false);
  if (ts.isExportDeclaration(node) && node.moduleSpecifier)
    return dependency(node.moduleSpecifier, node.isTypeOnly, false);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return dependency(node.argument.literal, true, false);
  if (ts.isExternalModuleReference(node)) return dependency(node.expression, false, false);
  if (ts.isCallExpression(node) && isLoad(node) && node.arguments[0])
    return dependency(node.arguments[0], false, isInFunction(node));
  return undefined;
}

function dependency(specifier: ts.Node, isTypeOnly: boolean, isLazy: boolean): Import | undefined {
  return ts.isStringLiteralLike(specifier) ? { specifier: specifier.text, isTypeOnly, isLazy } : undefined;
}

function isTypeOnlyImport({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false;
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { name, namedBindings } = importClause;
  return (
    !name &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  );
}

function isLoad({ expression }: ts.CallExpression): boolean {
  return (
    expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === 'require')
  );
}

function isInFunction(node: ts.Node): boolean {
  return ts.findAncestor(node, ts.isFunctionLike) !== undefined;
}

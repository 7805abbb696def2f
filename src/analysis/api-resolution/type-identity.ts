/**
 * Which declared types a TypeScript type is, by package and name: the type itself, its alias, its bases, what it
 * implements, the members of unions and intersections, the constraint of a type parameter.
 *
 * Known limitations: an anonymous object type that only has the right shape is nothing; `any` and `unknown` are
 * nothing; a package is known by its folder below `node_modules` or by `declare module`, so a linked workspace is not
 * matched.
 */
import type ts from 'typescript';
import type { TypeRef } from '../../model';
import type { TypeServices } from './typescript';

/** Whether a type includes `undefined` or `null`. */
export function isNullable({ ts: { TypeFlags } }: TypeServices, type: ts.Type): boolean {
  const parts = type.isUnion() ? type.types : [type];
  return parts.some((part) => (part.flags & (TypeFlags.Undefined | TypeFlags.Null)) !== 0);
}

const cache = new WeakMap<ts.Type, readonly TypeRef[]>();

/** The declared types of a type: nearest first, without duplicates. Empty for `any`. */
export function declaredTypes(services: TypeServices, type: ts.Type): readonly TypeRef[] {
  let known = cache.get(type);
  if (!known) {
    const found = new Map<string, TypeRef>();
    collect(services, type, found, new Set());
    known = [...found.values()];
    cache.set(type, known);
  }
  return known;
}

function collect(services: TypeServices, type: ts.Type, found: Map<string, TypeRef>, seen: Set<ts.Type>): void {
  if (seen.has(type) || seen.size > 200) return;
  seen.add(type);
  const { checker } = services;
  const symbol = type.getSymbol();
  collectAlias(services, type, found);
  if (type.isUnionOrIntersection()) {
    for (const part of type.types) collect(services, part, found, seen);
    return;
  }
  if (type.isTypeParameter()) {
    const constraint = checker.getBaseConstraintOfType(type);
    if (constraint) collect(services, constraint, found, seen);
    return;
  }
  for (const declaration of symbol?.declarations ?? []) {
    const owner = declaringPackage(services, declaration);
    for (const name of symbol && owner !== undefined ? namesOf(services, symbol, declaration) : []) {
      found.set(`${owner}#${name}`, { package: owner ?? '', name });
    }
    for (const base of heritage(services, declaration)) collect(services, base, found, seen);
  }
}

/** The alias by which an anonymous type, a union or an intersection is declared: `type Producer = Sender & {…}`. */
function collectAlias(services: TypeServices, type: ts.Type, found: Map<string, TypeRef>): void {
  const alias = type.aliasSymbol;
  const declaration = alias?.declarations?.[0];
  const owner = declaration && declaringPackage(services, declaration);
  if (alias && owner !== undefined) found.set(`${owner}#${alias.name}`, { package: owner, name: alias.name });
}

/** The names of a declaration: `export default class Queue` is known as `default` and as `Queue`. */
function namesOf({ ts }: TypeServices, symbol: ts.Symbol, declaration: ts.Declaration): readonly string[] {
  const own =
    ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration) ? declaration.name?.text : undefined;
  return own === undefined || own === symbol.name ? [symbol.name] : [symbol.name, own];
}

function heritage({ checker, ts }: TypeServices, declaration: ts.Declaration): ts.Type[] {
  if (!ts.isClassLike(declaration) && !ts.isInterfaceDeclaration(declaration)) return [];
  return (declaration.heritageClauses ?? []).flatMap((clause) =>
    clause.types.map((node) => checker.getTypeAtLocation(node)),
  );
}

/**
 * The package that declares something: the name in `declare module 'x'`, else the folder below the last
 * `node_modules` (`@types/x` counts as `x`), `lib` for TypeScript's own libraries, `node` for Node's globals.
 */
export function declaringPackage({ ts }: TypeServices, declaration: ts.Node): string | undefined {
  for (let node: ts.Node | undefined = declaration; node; node = node.parent as ts.Node | undefined) {
    if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) return withoutNodePrefix(node.name.text);
  }
  return packageOfFile(declaration.getSourceFile());
}

const packagesByFile = new WeakMap<ts.SourceFile, { readonly name: string | undefined }>();

function packageOfFile(file: ts.SourceFile): string | undefined {
  let known = packagesByFile.get(file);
  if (!known) packagesByFile.set(file, (known = { name: packageOfPath(file.fileName.replaceAll('\\', '/')) }));
  return known.name;
}

function packageOfPath(fileName: string): string | undefined {
  const at = fileName.lastIndexOf('/node_modules/');
  if (at < 0) return /\/lib\.[\w.]*d\.ts$/.test(fileName) ? 'lib' : undefined;
  const [first = '', second = ''] = fileName.slice(at + '/node_modules/'.length).split('/');
  if (first === 'typescript') return 'lib';
  if (first === '@types') return second.includes('__') ? `@${second.replace('__', '/')}` : second;
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** `node:events` is `events`. */
export function withoutNodePrefix(module: string): string {
  return module.startsWith('node:') ? module.slice('node:'.length) : module;
}

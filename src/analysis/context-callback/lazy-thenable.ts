/**
 * Whether an object with a `then` starts its work in it, by its type.
 *
 * Known limitations: a lazy thenable of the project's own without a member such as `exec` or `toSQL` is taken for work
 * under way.
 */
import type ts from 'typescript';
import type { TypeRef } from '../../model';
import {
  EAGER_THENABLE_NAME,
  EAGER_THENABLE_PACKAGES,
  LAZY_THENABLES,
  QUERY_MEMBERS,
} from '../../model/lazy-thenables';
import type { TypeServices } from '../api-resolution';

/** The name of a lazy thenable's type, empty where it has none; undefined for everything else. */
export function lazyThenable(types: TypeServices, type: ts.Type, refs: readonly TypeRef[]): string | undefined {
  if (!givesResult(types, type)) return undefined;
  const known = refs.find((ref) =>
    LAZY_THENABLES.some((lazy) => lazy.package === ref.package && lazy.name === ref.name),
  );
  if (known) return known.name;
  const isPromise = refs.some(
    (ref) => (ref.package === 'lib' && /^Promise(?:Like)?$/.test(ref.name)) || EAGER_THENABLE_PACKAGES.has(ref.package),
  );
  const name = type.aliasSymbol?.name ?? type.getSymbol()?.name ?? '';
  if (isPromise || EAGER_THENABLE_NAME.test(name)) return undefined;
  if (!QUERY_MEMBERS.some((member) => type.getProperty(member))) return undefined;
  return name.startsWith('__') ? '' : name;
}

/** Whether a type has a `then` that can be called and gives something back. */
function givesResult({ checker, ts }: TypeServices, type: ts.Type): boolean {
  const then = type.getProperty('then');
  const declaration = then?.valueDeclaration ?? then?.declarations?.[0];
  if (!then || !declaration) return false;
  const signatures = checker.getSignaturesOfType(
    checker.getTypeOfSymbolAtLocation(then, declaration),
    ts.SignatureKind.Call,
  );
  const isNothing = (one: ts.Signature): boolean =>
    (one.getReturnType().flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined)) !== 0;
  return signatures.length > 0 && !signatures.every(isNothing);
}

export { builtinName } from './builtin-name';
export { ApiResolver, declaredContainers } from './api-resolver';
export { type ExportRef, packageOf, resolveExport } from './references';
export { ResolvedCall } from './resolved-call';
export { declaredTypes, declaringPackage, isNullable, withoutNodePrefix } from './type-identity';
export { type TypeServices, typeServicesOf } from './typescript';
export { matchesSpecifier } from './specifiers';
export { type WrapperMatcher, wrapperMatchers } from './wrappers';

/** The tables of the model, turned round: by name, by declaration, by export. */
import {
  CONTAINERS,
  type ContainerId,
  type ContainerModel,
  type ExportModel,
  type OperationId,
  PACKAGE_EXPORTS,
} from '../../model';
import type { ExportRef } from './references';

export const containerById = new Map<ContainerId, ContainerModel>(CONTAINERS.map((model) => [model.id, model]));
export const containerByRef = new Map<string, ContainerId>(
  CONTAINERS.flatMap((model) => model.declaredAs.map((ref) => [`${ref.package}#${ref.name}`, model.id] as const)),
);
/** For each operation the names by which a callee can end: members of the types, exported functions and classes. */
const namesByOperation = new Map<OperationId, Set<string>>();
for (const [name, operation] of [
  ...CONTAINERS.flatMap((model) =>
    Object.entries(model.members).flatMap(([name, member]) =>
      'operation' in member ? [[name, member.operation] as const] : [],
    ),
  ),
  ...Object.values(PACKAGE_EXPORTS).flatMap((exports) =>
    Object.entries(exports).flatMap(([name, model]) =>
      (model.kind === 'function' || model.kind === 'class') && model.operation
        ? [[name, model.operation] as const]
        : [],
    ),
  ),
]) {
  const names = namesByOperation.get(operation);
  if (names) names.add(name);
  else namesByOperation.set(operation, new Set([name]));
}
export const knownNames: ReadonlySet<string> = new Set([...namesByOperation.values()].flatMap((names) => [...names]));
/** The names of exported functions that are operations. */
export const functionNames: ReadonlySet<string> = new Set(
  Object.values(PACKAGE_EXPORTS).flatMap((exports) =>
    Object.entries(exports).flatMap(([name, model]) => (model.kind === 'function' ? [name] : [])),
  ),
);
/** Operations that constructing a subclass of a known class is, too. */
export const CONSTRUCTIONS: readonly OperationId[] = [
  'propagator.composite',
  'propagator.create',
  'provider.create',
  'sdk.create',
];
/** Stands for every `new X()` whose class may be a subclass of a known one. */
export const SUBCLASS = 'new';

/** An export of a known package, and what is taken from it. */
export interface FoundExport {
  readonly model: ExportModel;
  readonly name: string;
  /** Members taken from the export: `['with']` of `context.with`. */
  readonly rest: readonly string[];
}

/** The known export that a reference leads to, through namespaces that a package re-exports. */
export function lookUp(ref: ExportRef | undefined): FoundExport | undefined {
  const [name, ...rest] = ref?.path ?? [];
  if (!ref || name === undefined) return undefined;
  const exports =
    PACKAGE_EXPORTS[ref.package] ??
    (ref.package.startsWith('@opentelemetry/api/') ? PACKAGE_EXPORTS['@opentelemetry/api'] : undefined);
  if (!exports || !Object.hasOwn(exports, name)) return undefined;
  const model = exports[name];
  if (model?.kind === 'namespace') return lookUp({ package: model.package, path: rest });
  return model && { model, name, rest };
}

/** A reference with more members taken from it. */
export function withPath(ref: ExportRef | undefined, path: readonly string[]): ExportRef | undefined {
  return ref && { package: ref.package, path: [...ref.path, ...path] };
}

/** The type of an exported value, or of a member of it. */
export function valueType(model: ExportModel, rest: readonly string[]): ContainerId | undefined {
  if (model.kind !== 'value') return undefined;
  let type: ContainerId = model.type;
  for (const name of rest) {
    const member = containerById.get(type)?.members[name];
    if (!member || !('type' in member)) return undefined;
    type = member.type;
  }
  return type;
}

/** The operation that calling an export, or a member of it, is. */
export function operationOf(model: ExportModel, rest: readonly string[]): OperationId | undefined {
  if (rest.length === 0) return model.kind === 'function' || model.kind === 'class' ? model.operation : undefined;
  const container = rest.length === 1 ? valueType(model, []) : undefined;
  const member = container && containerById.get(container)?.members[rest[0] ?? ''];
  return member && 'operation' in member ? member.operation : undefined;
}

const namesOfOperations = new Map<OperationId, readonly string[]>();

/** The names by which an operation may be called, a construction of a subclass among them. */
export function namesOfOperation(operation: OperationId): readonly string[] {
  let names = namesOfOperations.get(operation);
  if (!names) {
    names = [...(namesByOperation.get(operation) ?? []), ...(CONSTRUCTIONS.includes(operation) ? [SUBCLASS] : [])];
    namesOfOperations.set(operation, names);
  }
  return names;
}

/**
 * The shape of a carrier by its TypeScript type: by declaration for the classes of the model, else by its members.
 *
 * Known limitations: an object without an index signature and without a member that tells is unknown; a type parameter
 * is unknown; the widest of all, `HeadersInit`, is unknown too, since frameworks pass plain objects where a type says
 * so.
 */
import type ts from 'typescript';
import { CARRIER_TYPES, type CarrierShape, ENVELOPE_PROPERTIES, PROPAGATION_HEADERS } from '../../model/carriers';
import { declaredTypes, isNullable, type TypeServices } from '../api-resolution';

/** The headers of an envelope. */
export interface InnerCarrier {
  readonly path: readonly string[];
  readonly shape: CarrierShape;
  /** Whether they may be missing. */
  readonly isOptional: boolean;
  /** Whether they are of a type of the global scope. */
  readonly isGlobal: boolean;
}

/** What a type says of a carrier. */
export interface TypedShape {
  readonly shape: CarrierShape;
  /** Whether only some members of a union have it, and the others are plain. */
  readonly isPartly: boolean;
  /** Whether a class of the model says so, and not only what members the type has. */
  readonly isDeclared: boolean;
  /** Whether the type is one of the global scope: `Headers` of the DOM library or of Node. */
  readonly isGlobal: boolean;
  /** Of an envelope: the path to its headers, and their shape. */
  readonly inner?: InnerCarrier;
}

const rowByType = new Map(CARRIER_TYPES.map((row) => [`${row.type.package}#${row.type.name}`, row]));
const MAP_LIKE: ReadonlySet<CarrierShape> = new Set<CarrierShape>([
  'headers',
  'map',
  'search-params',
  'nats-headers',
  'grpc-metadata',
]);
const GLOBAL_OWNERS: ReadonlySet<string> = new Set(['lib', 'node', 'undici-types']);
const cache = new WeakMap<ts.Type, TypedShape | null>();

/** The shape of a type, or undefined where it does not tell. */
export function shapeOfType(services: TypeServices, type: ts.Type): TypedShape | undefined {
  let known = cache.get(type);
  if (known === undefined) {
    cache.set(type, null);
    known = findShape(services, type) ?? null;
    cache.set(type, known);
  }
  return known ?? undefined;
}

function findShape(services: TypeServices, type: ts.Type): TypedShape | undefined {
  const { checker } = services;
  const { TypeFlags } = services.ts;
  if (type.flags & TypeFlags.StringLike) return simple('text');
  if (type.isUnion()) return shapeOfUnion(services, type);
  if (!(type.flags & (TypeFlags.Object | TypeFlags.Intersection))) return undefined;
  if (checker.isArrayType(type) || checker.isTupleType(type)) return simple('list');
  const index = checker.getIndexInfoOfType(type, services.ts.IndexKind.String);
  const declared = declaredShape(services, type);
  if (declared && !declared.inner && !(index && MAP_LIKE.has(declared.shape))) return declared;
  if (index) return shapeOfValues(services, index.type);
  if (PROPAGATION_HEADERS.some((name) => type.getProperty(name))) return simple('plain');
  if (isMapLike(services, type)) return simple('headers');
  return envelope(services, type) ?? declared;
}

const simple = (shape: CarrierShape): TypedShape => ({ shape, isPartly: false, isDeclared: false, isGlobal: false });

function shapeOfUnion(services: TypeServices, type: ts.UnionType): TypedShape | undefined {
  const { TypeFlags } = services.ts;
  const parts = type.types.filter((part) => !(part.flags & (TypeFlags.Null | TypeFlags.Undefined | TypeFlags.Void)));
  const shapes = parts.map((part) => shapeOfType(services, part));
  const [first] = shapes;
  if (!first || shapes.some((shape) => !shape)) return undefined;
  const wrong = shapes.filter((shape) => shape && shape.shape !== 'plain');
  const [shape] = wrong;
  if (!shape) return first;
  const isOne = wrong.every((other) => other?.shape === shape.shape);
  if (!isOne || (wrong.length < shapes.length && !MAP_LIKE.has(shape.shape))) return undefined;
  return { ...shape, isPartly: wrong.length < shapes.length };
}

function declaredShape(services: TypeServices, type: ts.Type): TypedShape | undefined {
  for (const ref of declaredTypes(services, type)) {
    const row = rowByType.get(`${ref.package}#${ref.name}`);
    if (!row) continue;
    const inner = row.inner && { ...row.inner, isOptional: true, isGlobal: false };
    return {
      shape: row.shape,
      isPartly: false,
      isDeclared: true,
      isGlobal: GLOBAL_OWNERS.has(ref.package),
      ...(inner && { inner }),
    };
  }
  return undefined;
}

/** The shape of a record by what its values are. */
function shapeOfValues(services: TypeServices, values: ts.Type): TypedShape | undefined {
  const { TypeFlags } = services.ts;
  const parts = (values.isUnion() ? values.types : [values]).filter(
    (part) => !(part.flags & (TypeFlags.Null | TypeFlags.Undefined)),
  );
  if (parts.length === 0) return undefined;
  if (parts.every((part) => isBytes(services, part))) return simple('buffers');
  if (parts.some((part) => part.flags & (TypeFlags.Any | TypeFlags.Unknown | TypeFlags.Never))) return undefined;
  if (parts.some((part) => part.flags & TypeFlags.StringLike))
    return parts.some((part) => isBytes(services, part)) ? undefined : simple('plain');
  const [value] = parts;
  if (parts.length > 1 || !value) return undefined;
  if (value.getProperty('StringValue')) return simple('message-attributes');
  if (value.getProperty('stringValue')) return simple('lambda-sqs-attributes');
  return value.getProperty('Value') && value.getProperty('Type') ? simple('lambda-sns-attributes') : undefined;
}

function isBytes(services: TypeServices, type: ts.Type): boolean {
  const { checker } = services;
  if (checker.isArrayType(type)) {
    const [element] = checker.getTypeArguments(type as ts.TypeReference);
    return element !== undefined && isBytes(services, element);
  }
  const name = type.getSymbol()?.name;
  return name === 'Buffer' || name === 'Uint8Array';
}

/** Whether a type gives its entries by methods only: `get` and another method of a map, and no open properties. */
function isMapLike(services: TypeServices, type: ts.Type): boolean {
  const isMethod = (name: string): boolean => {
    const declaration = type.getProperty(name)?.valueDeclaration;
    return (
      declaration !== undefined &&
      (services.ts.isMethodSignature(declaration) || services.ts.isMethodDeclaration(declaration))
    );
  };
  const returned = returnedByGet(services, type);
  return isMethod('get') && isMethod('set') && isMethod('keys') && returned !== undefined && isText(services, returned);
}

function returnedByGet({ checker }: TypeServices, type: ts.Type): ts.Type | undefined {
  const property = type.getProperty('get');
  const declaration = property?.valueDeclaration;
  const signatures =
    property && declaration ? checker.getTypeOfSymbolAtLocation(property, declaration).getCallSignatures() : [];
  return signatures.length === 1 ? signatures[0]?.getReturnType() : undefined;
}

function isText({ ts: { TypeFlags } }: TypeServices, type: ts.Type): boolean {
  const parts = type.isUnion() ? type.types : [type];
  const isMissing = (part: ts.Type): boolean => (part.flags & (TypeFlags.Null | TypeFlags.Undefined)) !== 0;
  return (
    parts.some((part) => part.flags & TypeFlags.StringLike) &&
    parts.every((part) => isMissing(part) || (part.flags & TypeFlags.StringLike) !== 0)
  );
}

/** A request, event or message whose headers are a property of it. */
function envelope(services: TypeServices, type: ts.Type): TypedShape | undefined {
  if (type.getCallSignatures().length > 0) return undefined;
  for (const { path, shapes } of ENVELOPE_PROPERTIES) {
    const found = propertyAt(services, type, path);
    const typed = found && shapeOfType(services, found.type);
    const shape = typed?.shape;
    if (!found || !shape || typed.isPartly || shape === 'envelope' || shape === 'text' || shape === 'list') continue;
    if (shapes && !shapes.includes(shape)) continue;
    return { ...simple('envelope'), inner: { path, shape, isOptional: found.isOptional, isGlobal: typed.isGlobal } };
  }
  return undefined;
}

function propertyAt(
  services: TypeServices,
  type: ts.Type,
  path: readonly string[],
): { type: ts.Type; isOptional: boolean } | undefined {
  let current = type;
  let isOptional = false;
  for (const step of path) {
    const property: ts.Symbol | undefined = current.getProperty(step);
    const declaration = property?.valueDeclaration;
    if (!property || !declaration) return undefined;
    const found = services.checker.getTypeOfSymbolAtLocation(property, declaration);
    isOptional ||= isNullable(services, found);
    current = services.checker.getNonNullableType(found);
  }
  return { type: current, isOptional };
}

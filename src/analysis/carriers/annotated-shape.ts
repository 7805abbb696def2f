/**
 * The shape of a carrier by its annotation, for files without types: `headers: Headers`, `message: KafkaMessage`,
 * `Record<string, MessageAttributeValue>`.
 *
 * Known limitations: unions of more than one type are unknown, since nothing tells where they are narrowed; so are
 * aliases of the file and utility types.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { TypeRef } from '../../model';
import { CARRIER_TYPES, type CarrierShape, GLOBAL_CARRIER_TYPES, VALUE_TYPES } from '../../model/carriers';
import type { ApiResolver } from '../api-resolution';
import { variableOf } from '../bindings';
import type { TypedShape } from './typed-shape';

/** The shape that an annotation names, or undefined. */
export function shapeOfAnnotation(resolver: ApiResolver, annotation: TSESTree.TypeNode): TypedShape | undefined {
  const node = withoutNullish(annotation);
  if (node?.type !== AST_NODE_TYPES.TSTypeReference) return undefined;
  const ref = refOf(resolver, node.typeName);
  if (!ref) return undefined;
  const [key, value] = node.typeArguments?.params ?? [];
  if (ref.package === 'lib' && ref.name === 'Record')
    return key?.type === AST_NODE_TYPES.TSStringKeyword && value ? shapeOfValue(resolver, value) : undefined;
  const row = CARRIER_TYPES.find(({ type }) => type.package === ref.package && type.name === ref.name);
  if (!row) return undefined;
  const isGlobal = ref.package === 'lib';
  const inner = row.inner && { ...row.inner, isOptional: node !== annotation, isGlobal };
  return { shape: row.shape, isPartly: false, isDeclared: true, isGlobal, ...(inner && { inner }) };
}

function shapeOfValue(resolver: ApiResolver, annotation: TSESTree.TypeNode): TypedShape | undefined {
  const node = withoutNullish(annotation);
  if (node?.type === AST_NODE_TYPES.TSStringKeyword) return shaped('plain');
  const ref = node?.type === AST_NODE_TYPES.TSTypeReference ? refOf(resolver, node.typeName) : undefined;
  const row = ref && VALUE_TYPES.find(({ type }) => type.package === ref.package && type.name === ref.name);
  return row && shaped(row.shape);
}

const shaped = (shape: CarrierShape): TypedShape => ({ shape, isPartly: false, isDeclared: true, isGlobal: false });

/** The one type of an annotation that is not `null` or `undefined`. */
function withoutNullish(node: TSESTree.TypeNode): TSESTree.TypeNode | undefined {
  if (node.type !== AST_NODE_TYPES.TSUnionType) return node;
  const parts = node.types.filter(
    ({ type }) => type !== AST_NODE_TYPES.TSNullKeyword && type !== AST_NODE_TYPES.TSUndefinedKeyword,
  );
  return parts.length === 1 ? parts[0] : undefined;
}

function refOf(resolver: ApiResolver, typeName: TSESTree.EntityName): TypeRef | undefined {
  const path: string[] = [];
  let name = typeName;
  while (name.type === AST_NODE_TYPES.TSQualifiedName) {
    path.unshift(name.right.name);
    name = name.left;
  }
  if (name.type !== AST_NODE_TYPES.Identifier) return undefined;
  const ref = resolver.exportOf(name);
  const last = ref && [...ref.path, ...path].at(-1);
  if (ref) return last === undefined ? undefined : { package: ref.package, name: last };
  const isGlobal = path.length === 0 && !variableOf(resolver.sourceCode, name) && GLOBAL_CARRIER_TYPES.has(name.name);
  return isGlobal ? { package: 'lib', name: name.name } : undefined;
}

/**
 * Functions that are handlers by their type: `const handler: SQSHandler = …`, `async (event: SQSEvent) => …`, and with
 * types also those whose parameter gets its type from where they stand.
 *
 * Known limitations: without types only written annotations count; with types, an unannotated parameter is asked about
 * only where it has one of the usual names.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, isFunction } from '../../ast';
import type { TypeRef } from '../../model';
import type { Handover } from '../../model/messaging-clients';
import { isSameType, type ObjectTypes } from '../library-objects';

const Kind = AST_NODE_TYPES;
const USUAL_NAMES: ReadonlySet<string> = new Set(['call', 'event', 'payload']);

/** The functions of the file that a handover by annotation names. */
export function annotatedFunctions(
  types: ObjectTypes,
  handover: Extract<Handover, { by: 'annotation' }>,
): readonly FunctionNode[] {
  const { sourceCode } = types.resolver;
  const names = [...handover.functions, ...handover.parameters].map(({ name }) => name);
  const isNamed = names.some((name) => sourceCode.text.includes(name));
  if (!isNamed && !types.resolver.types) return [];
  const found = new Set<FunctionNode>();
  for (const { block } of sourceCode.scopeManager?.scopes ?? []) {
    const node = block as TSESTree.Node;
    if (isFunction(node) && !found.has(node) && isAnnotated(types, node, handover, isNamed)) found.add(node);
  }
  return [...found];
}

function isAnnotated(
  types: ObjectTypes,
  fn: FunctionNode,
  handover: Extract<Handover, { by: 'annotation' }>,
  isNamed: boolean,
): boolean {
  const parameter = fn.params[handover.parameter];
  if (!parameter || parameter.type === Kind.TSParameterProperty) return false;
  const binding = parameter.type === Kind.AssignmentPattern ? parameter.left : parameter;
  const own = binding.typeAnnotation?.typeAnnotation;
  if (own) return isNamed && refersTo(types, own, handover.parameters);
  if (isNamed && annotationsAround(fn).some((annotation) => refersTo(types, annotation, handover.functions)))
    return true;
  const isUsual = binding.type === Kind.Identifier && USUAL_NAMES.has(binding.name);
  if (!isUsual || !types.resolver.types) return false;
  return types.resolver
    .declaredTypesOf(binding)
    .some((type) => handover.parameters.some((ref) => isSameType(ref, type)));
}

/** The types that are written for a function as a value. */
function annotationsAround(fn: FunctionNode): readonly TSESTree.TypeNode[] {
  const { parent } = fn;
  if (parent.type === Kind.VariableDeclarator)
    return parent.id.typeAnnotation ? [parent.id.typeAnnotation.typeAnnotation] : [];
  if (parent.type === Kind.PropertyDefinition)
    return parent.typeAnnotation ? [parent.typeAnnotation.typeAnnotation] : [];
  if (parent.type === Kind.TSSatisfiesExpression || parent.type === Kind.TSAsExpression) return [parent.typeAnnotation];
  return [];
}

function refersTo(types: ObjectTypes, annotation: TSESTree.TypeNode, refs: readonly TypeRef[]): boolean {
  if (annotation.type !== Kind.TSTypeReference) return false;
  const path: string[] = [];
  let name: TSESTree.EntityName = annotation.typeName;
  while (name.type === Kind.TSQualifiedName) {
    path.unshift(name.right.name);
    name = name.left;
  }
  if (name.type !== Kind.Identifier) return false;
  const ref = types.resolver.exportOf(name);
  const last = ref && [...ref.path, ...path].at(-1);
  return refs.some((candidate) => candidate.name === last && candidate.package === ref?.package);
}

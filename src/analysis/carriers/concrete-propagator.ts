/**
 * Which propagator class of OpenTelemetry a call is made on. Only `propagation` has a default getter and setter: the
 * classes throw without one.
 *
 * Known limitations: without types, what a function returns or another file exports is unknown; a class of the project
 * that extends a propagator has its own way.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { memberName, unwrap } from '../../ast';
import { COMPOSITE_PROPAGATOR, propagatorByClass } from '../../model/propagators';
import { type ApiResolver, declaringPackage, type ResolvedCall } from '../api-resolution';
import { soleDefinition, thisHolder, variableOf } from '../bindings';
import { fieldWrites } from '../library-objects';

const MAX_DEPTH = 6;

/** The class of the propagator that a call of `inject` or `extract` is made on, where it is one of OpenTelemetry's. */
export function concretePropagator(resolver: ApiResolver, call: ResolvedCall): string | undefined {
  const receiver = call.receiver && unwrap(call.receiver);
  if (call.isWrapper || !receiver || resolver.typeOf(receiver) !== 'TextMapPropagator') return undefined;
  const name = resolver.isTypeKnown(receiver) ? declaredName(resolver, receiver) : className(resolver, receiver, 0);
  return name !== undefined && (name === COMPOSITE_PROPAGATOR || propagatorByClass(name)) ? name : undefined;
}

/** The name of the class that is the type of an expression, where a scoped package declares it. */
function declaredName({ types }: ApiResolver, expression: TSESTree.Expression): string | undefined {
  const symbol = types?.typeAt(expression)?.getSymbol();
  const [declaration] = symbol?.declarations ?? [];
  const isScoped = types && declaration && declaringPackage(types, declaration)?.startsWith('@');
  return isScoped === true ? symbol?.name : undefined;
}

function className(resolver: ApiResolver, expression: TSESTree.Expression, depth: number): string | undefined {
  const node = unwrap(expression);
  if (depth > MAX_DEPTH) return undefined;
  switch (node.type) {
    case AST_NODE_TYPES.NewExpression:
      return exportedName(resolver, node.callee);
    case AST_NODE_TYPES.Identifier: {
      const variable = variableOf(resolver.sourceCode, node);
      const annotation = variable?.identifiers[0]?.typeAnnotation;
      if (annotation) return annotatedName(resolver, annotation);
      const definition = variable && soleDefinition(variable);
      return definition?.kind === 'value' && definition.path.length === 0
        ? className(resolver, definition.value, depth + 1)
        : undefined;
    }
    case AST_NODE_TYPES.MemberExpression:
      return unwrap(node.object).type === AST_NODE_TYPES.ThisExpression ? ofField(resolver, node, depth) : undefined;
    default:
      return undefined;
  }
}

function ofField(resolver: ApiResolver, node: TSESTree.MemberExpression, depth: number): string | undefined {
  const name = node.property.type === AST_NODE_TYPES.PrivateIdentifier ? node.property.name : memberName(node);
  const holder = thisHolder(unwrap(node.object));
  if (name === undefined || !holder || holder.type === AST_NODE_TYPES.ObjectExpression) return undefined;
  for (const member of holder.body.body) {
    const annotation = fieldAnnotation(member, name);
    if (annotation) return annotatedName(resolver, annotation);
  }
  const [only, ...others] = fieldWrites(resolver, holder, name);
  return only && others.length === 0 ? className(resolver, only, depth + 1) : undefined;
}

function fieldAnnotation(member: TSESTree.ClassElement, name: string): TSESTree.TSTypeAnnotation | undefined {
  if (member.type === AST_NODE_TYPES.PropertyDefinition) {
    const isField =
      (member.key.type === AST_NODE_TYPES.Identifier || member.key.type === AST_NODE_TYPES.PrivateIdentifier) &&
      member.key.name === name;
    return isField ? member.typeAnnotation : undefined;
  }
  if (member.type !== AST_NODE_TYPES.MethodDefinition || member.kind !== 'constructor') return undefined;
  for (const parameter of member.value.params) {
    if (parameter.type !== AST_NODE_TYPES.TSParameterProperty) continue;
    const target =
      parameter.parameter.type === AST_NODE_TYPES.AssignmentPattern ? parameter.parameter.left : parameter.parameter;
    if (target.name === name) return target.typeAnnotation;
  }
  return undefined;
}

function annotatedName(resolver: ApiResolver, { typeAnnotation }: TSESTree.TSTypeAnnotation): string | undefined {
  return typeAnnotation.type === AST_NODE_TYPES.TSTypeReference &&
    typeAnnotation.typeName.type === AST_NODE_TYPES.Identifier
    ? exportedName(resolver, typeAnnotation.typeName)
    : undefined;
}

/** The name under which a package of OpenTelemetry exports a class; the resolver has asked for the package. */
function exportedName(resolver: ApiResolver, node: TSESTree.Node): string | undefined {
  return resolver.exportOf(node)?.path.at(-1);
}

/**
 * Which propagator class of OpenTelemetry a call is made on. Only `propagation` has a default getter and setter: the
 * classes throw without one.
 *
 * *Known limitations*: without types, what another file exports is unknown; a class of the project that extends a
 * propagator has its own way.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { unwrap } from '../../ast';
import { COMPOSITE_PROPAGATOR, propagatorByClass } from '../../model/propagators';
import { type ApiResolver, declaringPackage, type ResolvedCall } from '../api-resolution';
import { annotationOf } from '../bindings';
import { SAME_VALUE, sureLabel, valueFlow } from '../value-flow';

/** The class of the propagator that a call of `inject` or `extract` is made on, where it is one of OpenTelemetry's. */
export function concretePropagator(resolver: ApiResolver, call: ResolvedCall): string | undefined {
  const receiver = call.receiver && unwrap(call.receiver);
  if (call.isWrapper || !receiver || resolver.typeOf(receiver) !== 'TextMapPropagator') return undefined;
  const name = resolver.isTypeKnown(receiver) ? declaredName(resolver, receiver) : className(resolver, receiver);
  return name !== undefined && (name === COMPOSITE_PROPAGATOR || propagatorByClass(name)) ? name : undefined;
}

/** The name of the class that is the type of an expression, where a scoped package declares it. */
function declaredName({ types }: ApiResolver, expression: TSESTree.Expression): string | undefined {
  const symbol = types?.typeAt(expression)?.getSymbol();
  const [declaration] = symbol?.declarations ?? [];
  const isScoped = types && declaration && declaringPackage(types, declaration)?.startsWith('@');
  return isScoped === true ? symbol?.name : undefined;
}

/** The name of the class that an expression is an instance of, by its annotation or by what builds it. */
function className(resolver: ApiResolver, expression: TSESTree.Expression): string | undefined {
  const answer = valueFlow(resolver.sourceCode).backward(expression, {
    label: ({ node, path }) => {
      if (path.length > 0) return undefined;
      const annotation = annotationOf(resolver.sourceCode, node);
      if (annotation) return annotatedName(resolver, annotation);
      return node.type === AST_NODE_TYPES.NewExpression ? exportedName(resolver, node.callee) : undefined;
    },
    kinds: SAME_VALUE,
  });
  return sureLabel(answer);
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

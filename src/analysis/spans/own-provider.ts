/**
 * Whether spans are made by a provider that is not the SDK's: what an exporter of the SDK does to them is not known.
 *
 * Known limitations: only a provider that the same file registers, and spans and tracers that are of a class of the
 * project by their type; a class that comes from another file may extend the SDK's, and counts as the project's own
 * unless types show it.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { unwrap } from '../../ast';
import { type ApiResolver, declaringPackage, type ResolvedCall } from '../api-resolution';
import { definitionsOf, soleDefinition, variableOf } from '../bindings';

const MAX_DEPTH = 4;
const OPEN_TELEMETRY = /^@opentelemetry\//;
const SDK = /^@opentelemetry\/(?!api)/;

/** Whether a `setGlobalTracerProvider` registers a provider that is an instance of a class not of OpenTelemetry. */
export function registersOwnProvider(resolver: ApiResolver, registration: ResolvedCall): boolean {
  const provider = registration.argument('value');
  return provider !== undefined && isOwnInstance(resolver, provider, 0);
}

/** Whether a tracer or span is, by its type, an instance of a class of the project that extends none of the SDK. */
export function isOwnSpan(resolver: ApiResolver, { receiver }: ResolvedCall): boolean {
  const { types } = resolver;
  const symbol = receiver && types?.typeAt(receiver)?.getSymbol();
  if (!types || !symbol || (symbol.flags & types.ts.SymbolFlags.Class) === 0) return false;
  const isFromPackage = symbol.declarations?.some((one) => declaringPackage(types, one) !== undefined) ?? true;
  return !isFromPackage && resolver.declaredTypesOf(receiver).every(({ package: owner }) => !SDK.test(owner));
}

function isOwnInstance(resolver: ApiResolver, expression: TSESTree.Expression, depth: number): boolean {
  const node = unwrap(expression);
  if (depth > MAX_DEPTH) return false;
  if (node.type === AST_NODE_TYPES.NewExpression) {
    return resolver.resolve(node)?.operation !== 'provider.create' && isOwnClass(resolver, node.callee, depth + 1);
  }
  const variable = node.type === AST_NODE_TYPES.Identifier ? variableOf(resolver.sourceCode, node) : undefined;
  const definition = variable && soleDefinition(variable);
  return (
    definition?.kind === 'value' && definition.path.length === 0 && isOwnInstance(resolver, definition.value, depth + 1)
  );
}

/** A class of the file that extends none of OpenTelemetry, or one that comes from elsewhere. */
function isOwnClass(resolver: ApiResolver, callee: TSESTree.Expression, depth: number): boolean {
  const exported = resolver.exportOf(callee);
  if (exported) return !OPEN_TELEMETRY.test(exported.package);
  const node = unwrap(callee);
  const variable = node.type === AST_NODE_TYPES.Identifier ? variableOf(resolver.sourceCode, node) : undefined;
  const definition = variable && definitionsOf(variable).find(({ kind }) => kind === 'class');
  if (definition?.kind !== 'class' || depth > MAX_DEPTH) return false;
  const { superClass } = definition.node;
  return !superClass || isOwnClass(resolver, superClass, depth + 1);
}

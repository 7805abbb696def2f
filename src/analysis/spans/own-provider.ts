/**
 * Whether spans are made by a provider that is not the SDK's: what an exporter of the SDK does to them is not known.
 *
 * Known limitations: only a provider that the same file registers, and spans and tracers that are of a class of the
 * project by their type; a class that comes from another file may extend the SDK's, and counts as the project's own
 * unless types show it.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type ApiResolver, declaringPackage, type ResolvedCall } from '../api-resolution';
import { sureLabel, valueFlow } from '../value-flow';

const OPEN_TELEMETRY = /^@opentelemetry\//;
const SDK = /^@opentelemetry\/(?!api)/;

/** Whether a `setGlobalTracerProvider` registers a provider that is an instance of a class not of OpenTelemetry. */
export function registersOwnProvider(resolver: ApiResolver, registration: ResolvedCall): boolean {
  const provider = registration.argument('value');
  if (!provider) return false;
  const made = sureLabel(
    valueFlow(resolver.sourceCode).backward(provider, {
      label: ({ node, path }) => (path.length === 0 && node.type === AST_NODE_TYPES.NewExpression ? node : undefined),
    }),
  );
  // A class that is written in place may be there to wrap the tracers of another provider.
  if (!made || made.callee.type === AST_NODE_TYPES.ClassExpression) return false;
  return resolver.resolve(made)?.operation !== 'provider.create' && isOwnClass(resolver, made.callee);
}

/** Whether a tracer or span is, by its type, an instance of a class of the project that extends none of the SDK. */
export function isOwnSpan(resolver: ApiResolver, { receiver }: ResolvedCall): boolean {
  const { types } = resolver;
  // What the API gave is of the API's type.
  if (!receiver || resolver.inferredTypeOf(receiver) === 'Tracer') return false;
  const symbol = types?.typeAt(receiver)?.getSymbol();
  if (!types || !symbol || (symbol.flags & types.ts.SymbolFlags.Class) === 0) return false;
  const isFromPackage = symbol.declarations?.some((one) => declaringPackage(types, one) !== undefined) ?? true;
  return !isFromPackage && resolver.declaredTypesOf(receiver).every(({ package: owner }) => !SDK.test(owner));
}

/** Whether a class is one of the file that extends none of OpenTelemetry, or comes from elsewhere. */
function isOwnClass(resolver: ApiResolver, callee: TSESTree.Expression): boolean {
  const { classes } = valueFlow(resolver.sourceCode);
  const named = classes.named(callee);
  const base = named ? classes.linesOf(named).at(-1)?.superClass : callee;
  if (!base) return true;
  const exported = resolver.exportOf(base);
  return exported !== undefined && !OPEN_TELEMETRY.test(exported.package);
}

/**
 * What the declaration of a called function says of its arguments: whether it takes an option by a name. A class or an
 * interface of the project that stands in for one of OpenTelemetry's may take more.
 */
import type ts from 'typescript';
import type { ApiResolver, ResolvedCall } from '../api-resolution';

/** The declared type of a parameter of what is called; undefined without types, and where it says nothing. */
export function declaredParameter(resolver: ApiResolver, call: ResolvedCall, index: number): ts.Type | undefined {
  const { types } = resolver;
  const node = types && resolver.sourceCode.parserServices?.esTreeNodeToTSNodeMap?.get(call.node);
  if (!types || !node) return undefined;
  const signature = types.checker.getResolvedSignature(node);
  const parameter = signature?.parameters[index];
  if (!parameter) return undefined;
  const type = types.checker.getNonNullableType(types.checker.getTypeOfSymbolAtLocation(parameter, node));
  return (type.flags & (types.ts.TypeFlags.Any | types.ts.TypeFlags.Unknown)) === 0 ? type : undefined;
}

/** Whether the declared options of what is called have a property; undefined where no declaration tells. */
export function takesOption(
  resolver: ApiResolver,
  call: ResolvedCall,
  index: number,
  name: string,
): boolean | undefined {
  const type = declaredParameter(resolver, call, index);
  if (!type) return undefined;
  return type.getProperty(name) !== undefined || type.getStringIndexType() !== undefined;
}

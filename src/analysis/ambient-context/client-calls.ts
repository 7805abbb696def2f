/**
 * Whether a call sends a request through a client whose instrumentation reads the active context.
 *
 * Known limitations: without types only functions of packages and globals are known, not methods of client objects; a
 * client that is called is none where it has the name of a callback (`next`, `callback`).
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, memberName, parameterOwner, unwrap } from '../../ast';
import {
  CALL,
  type ClientCall,
  DEFAULT_EXPORT,
  INSTRUMENTED_CLIENTS,
  librariesOfCall,
  librariesWithMember,
} from '../../model/instrumented-clients';
import { RESPONSE_NAMES } from '../../model/server-libraries';
import type { ApiResolver } from '../api-resolution';
import { variableOf } from '../bindings';
import { valueFlow } from '../value-flow';

/** The packages of which the types of clients are. */
const PACKAGES: ReadonlySet<string> = new Set(INSTRUMENTED_CLIENTS.flatMap(({ packages }) => packages));

/**
 * Whether a call goes through a client of a library that is instrumented. Types are asked for only where a name fits.
 */
export function isInstrumentedCall(
  resolver: ApiResolver,
  call: TSESTree.CallExpression,
  isInstrumented: (library: string) => boolean,
): boolean {
  const callee = unwrap(call.callee);
  const name = callee.type === AST_NODE_TYPES.MemberExpression ? memberName(callee) : undefined;
  // A plain name may be an alias, an instance that is called, or a default export.
  const isPossible = name === undefined || librariesWithMember(name).some(isInstrumented);
  return isPossible && clientLibraries(resolver, call).some(isInstrumented);
}

/** The libraries of which one must be instrumented for this call to read the active context; empty for other calls. */
export function clientLibraries(resolver: ApiResolver, call: TSESTree.CallExpression): readonly string[] {
  return candidates(resolver, call).flatMap((candidate) => librariesOfCall(candidate));
}

function candidates(resolver: ApiResolver, call: TSESTree.CallExpression): ClientCall[] {
  const callee = unwrap(call.callee);
  if (callee.type === AST_NODE_TYPES.Identifier && !variableOf(resolver.sourceCode, callee)) {
    return [{ package: undefined, member: callee.name }];
  }
  const ref = resolver.exportOf(callee);
  if (ref) {
    const member = ref.path.length === 0 ? DEFAULT_EXPORT : ref.path.length === 1 ? ref.path[0] : undefined;
    if (member !== undefined) return [{ package: ref.package, member }];
  }
  if (callee.type !== AST_NODE_TYPES.MemberExpression) {
    if (!resolver.types || isSurelyNoClient(resolver, callee)) return [];
    return resolver
      .declaredTypesOf(callee)
      .map((type) => ({ package: type.package, container: type.name, member: CALL }));
  }
  const member = memberName(callee);
  if (member === undefined) return [];
  if (isGlobalObject(resolver, callee.object)) return [{ package: undefined, member }];
  if (!resolver.types || resolver.isSurelyForeign(callee.object, PACKAGES)) return [];
  return resolver
    .declaredTypesOf(callee.object)
    .map((type) => ({ package: type.package, container: type.name, member }));
}

/**
 * Whether syntax shows that a function is no client that is called: one of this file, what a promise hands to its
 * executor, what a call of OpenTelemetry returns.
 */
function isSurelyNoClient(resolver: ApiResolver, callee: TSESTree.Expression): boolean {
  const { sourceCode } = resolver;
  if (callee.type === AST_NODE_TYPES.CallExpression && resolver.resolve(callee)) return true;
  if (callee.type !== AST_NODE_TYPES.Identifier) return resolver.isSurelyForeign(callee, PACKAGES);
  return (
    RESPONSE_NAMES.has(callee.name) ||
    isGivenByPromise(sourceCode, callee) ||
    resolver.isSurelyForeign(callee, PACKAGES)
  );
}

function isGivenByPromise(sourceCode: ApiResolver['sourceCode'], name: TSESTree.Identifier): boolean {
  const [step, ...others] = valueFlow(sourceCode).stepsOf('backward', name).steps;
  const maker = step && others.length === 0 ? parameterOwner(step.to)?.parent : undefined;
  return maker?.type === AST_NODE_TYPES.NewExpression && calleeName(maker) === 'Promise';
}

function isGlobalObject(resolver: ApiResolver, node: TSESTree.Expression): boolean {
  const object = unwrap(node);
  return (
    object.type === AST_NODE_TYPES.Identifier &&
    (object.name === 'globalThis' || object.name === 'window' || object.name === 'self') &&
    !variableOf(resolver.sourceCode, object)
  );
}

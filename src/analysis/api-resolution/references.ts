/**
 * Which export of which package an expression refers to, by following imports, `require`, aliases and destructuring.
 * Works without types. `api.context` where `api` is a namespace of `@opentelemetry/api` gives
 * `{ package: '@opentelemetry/api', path: ['context'] }`.
 *
 * Known limitations: a reassigned variable, a computed member and a re-export in another file are unknown.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { literalString, memberName, unwrap } from '../../ast';
import { INTEROP_HELPERS } from '../../model/platform';
import { type Definition, resolveFunction, returnedExpressions, soleDefinition, variableOf } from '../bindings';
import { withoutNodePrefix } from './type-identity';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** An export of a package and the members taken from it; an empty path is the module itself. */
export interface ExportRef {
  readonly package: string;
  readonly path: readonly string[];
}

const MAX_STEPS = 12;

/** Follows an expression to the export it refers to, or undefined. */
export function resolveExport(
  sourceCode: TSESLint.SourceCode,
  expression: TSESTree.Node,
  steps = 0,
): ExportRef | undefined {
  if (steps > MAX_STEPS) return undefined;
  const node = unwrap(expression);
  switch (node.type) {
    case Kind.Identifier: {
      const variable = variableOf(sourceCode, node);
      const definition = variable && soleDefinition(variable);
      return definition && resolveDefinition(sourceCode, definition, steps + 1);
    }
    case Kind.MemberExpression: {
      const name = memberName(node);
      const object = name === undefined ? undefined : resolveExport(sourceCode, node.object, steps + 1);
      return object && name !== undefined ? member(object, name) : undefined;
    }
    case Kind.CallExpression:
      return resolveModuleCall(sourceCode, node, steps);
    case Kind.AwaitExpression: {
      const awaited = unwrap(node.argument);
      return awaited.type === Kind.CallExpression
        ? resolveModuleCall(sourceCode, awaited, steps + 1, true)
        : resolveExport(sourceCode, awaited, steps + 1);
    }
    case Kind.ImportExpression: {
      const module = literalString(node.source);
      return module === undefined ? undefined : moduleRef(module);
    }
    case Kind.SequenceExpression: {
      const last = node.expressions.at(-1);
      return last && resolveExport(sourceCode, last, steps + 1);
    }
    case Kind.AssignmentExpression:
      return resolveExport(sourceCode, node.right, steps + 1);
    default:
      return undefined;
  }
}

/** The export behind a definition: an import, or a value that leads to one. */
export function resolveDefinition(
  sourceCode: TSESLint.SourceCode,
  definition: Definition,
  steps = 0,
): ExportRef | undefined {
  if (definition.kind === 'import') {
    const module = moduleRef(definition.module);
    return definition.imported === '*' || definition.imported === 'default'
      ? module
      : member(module, definition.imported);
  }
  if (definition.kind !== 'value' || definition.path.includes('*')) return undefined;
  const whole = resolveExport(sourceCode, definition.value, steps + 1);
  return whole && definition.path.reduce(member, whole);
}

function member(ref: ExportRef, name: string): ExportRef {
  // A default import of a CommonJS module, or the default object of the API, has the same members as the namespace.
  if (name === 'default' && ref.path.length === 0) return ref;
  return { package: ref.package, path: [...ref.path, name] };
}

function moduleRef(specifier: string): ExportRef {
  return { package: packageOf(specifier), path: [] };
}

/** The package of a module specifier: no `node:` or `npm:` prefix, no version. Subpaths stay. */
export function packageOf(specifier: string): string {
  const bare = withoutNodePrefix(specifier);
  return bare.startsWith('npm:') ? bare.slice('npm:'.length).replace(/(?<=.)@[^/]*/, '') : bare;
}

function resolveModuleCall(
  sourceCode: TSESLint.SourceCode,
  node: TSESTree.CallExpression,
  steps: number,
  isAwaited = false,
): ExportRef | undefined {
  const callee = unwrap(node.callee);
  const argument = node.arguments[0];
  const name =
    callee.type === Kind.Identifier
      ? callee.name
      : callee.type === Kind.MemberExpression
        ? memberName(callee)
        : undefined;
  if (name === 'require' && argument) {
    const module = literalString(argument);
    return module === undefined ? undefined : moduleRef(module);
  }
  if (name !== undefined && INTEROP_HELPERS.has(name) && argument && argument.type !== Kind.SpreadElement) {
    return resolveExport(sourceCode, argument, steps + 1);
  }
  const fn = resolveFunction(sourceCode, callee);
  if (!fn || node.arguments.length > 0 || fn.generator || (fn.async && !isAwaited)) return undefined;
  for (const returned of returnedExpressions(sourceCode, fn)) {
    const ref = resolveExport(sourceCode, returned, steps + 1);
    if (ref) return ref;
  }
  return undefined;
}

/**
 * Which export of which package an expression refers to, by following imports, `require`, aliases and destructuring.
 * Works without types. `api.context` where `api` is a namespace of `@opentelemetry/api` gives
 * `{ package: '@opentelemetry/api', path: ['context'] }`.
 *
 * *Known limitations*: a reassigned variable, a computed member and a re-export in another file are unknown.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, literalString, memberName, unwrap } from '../../ast';
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

/** What an expression is made from: a module, or other expressions, of which the first that leads to an export counts. */
interface Source {
  readonly module?: string | undefined;
  readonly values?: readonly TSESTree.Node[];
  /** The members that are taken. */
  readonly path?: readonly string[];
  /** Whether an async function gives its value. */
  readonly isAwaited?: boolean;
}

/** An expression to look at next. */
interface Pending {
  readonly value: TSESTree.Node;
  readonly path: readonly string[];
  readonly isAwaited: boolean;
}

const NO_PATH: readonly string[] = [];

/** Follows an expression to the export it refers to, or undefined. */
export function resolveExport(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node): ExportRef | undefined {
  const pending: Pending[] = [];
  let seen: Set<TSESTree.Node> | undefined; // most expressions lead nowhere
  let at: Pending | undefined = { value: expression, path: NO_PATH, isAwaited: false };
  for (; at; at = pending.pop()) {
    const node = unwrap(at.value) as TSESTree.Node;
    const source: Source | undefined = seen?.has(node) ? undefined : sourceOf(sourceCode, node, at.isAwaited);
    if (!source) continue;
    const { isAwaited = false, module, path: taken = NO_PATH, values = [] } = source;
    const path: readonly string[] = taken.length > 0 ? [...taken, ...at.path] : at.path;
    if (module !== undefined) return path.reduce(member, { package: packageOf(module), path: NO_PATH });
    (seen ??= new Set()).add(node);
    for (let index = values.length - 1; index >= 0; index--)
      pending.push({ value: values[index] as TSESTree.Node, path, isAwaited });
  }
  return undefined;
}

function sourceOf(sourceCode: TSESLint.SourceCode, node: TSESTree.Node, isAwaited: boolean): Source | undefined {
  switch (node.type) {
    case Kind.Identifier: {
      const variable = variableOf(sourceCode, node);
      return definitionSource(variable && soleDefinition(variable));
    }
    case Kind.MemberExpression: {
      const name = memberName(node);
      return name === undefined ? undefined : { values: [node.object], path: [name] };
    }
    case Kind.CallExpression:
      return callSource(sourceCode, node, isAwaited);
    case Kind.AwaitExpression:
      return { values: [node.argument], isAwaited: true };
    case Kind.ImportExpression:
      return { module: literalString(node.source) };
    case Kind.SequenceExpression:
      return { values: node.expressions.slice(-1) };
    case Kind.AssignmentExpression:
      return { values: [node.right] };
    default:
      return undefined;
  }
}

/** An import, or a value that leads to one. */
function definitionSource(definition: Definition | undefined): Source | undefined {
  if (definition?.kind === 'import')
    return { module: definition.module, path: definition.imported === '*' ? [] : [definition.imported] };
  if (definition?.kind !== 'value' || definition.path.includes('*')) return undefined;
  return { values: [definition.value], path: definition.path };
}

/** `require('…')`, a helper of a compiler, or a function of the file without arguments. */
function callSource(
  sourceCode: TSESLint.SourceCode,
  node: TSESTree.CallExpression,
  isAwaited: boolean,
): Source | undefined {
  const name = calleeName(node);
  const [argument] = node.arguments;
  if (name === 'require' && argument) return { module: literalString(argument) };
  if (name !== undefined && INTEROP_HELPERS.has(name) && argument && argument.type !== Kind.SpreadElement)
    return { values: [argument] };
  const fn = resolveFunction(sourceCode, node.callee);
  if (!fn || node.arguments.length > 0 || fn.generator || (fn.async && !isAwaited)) return undefined;
  return { values: returnedExpressions(sourceCode, fn) };
}

function member(ref: ExportRef, name: string): ExportRef {
  // A default import of a CommonJS module, or the default object of the API, has the same members as the namespace.
  if (name === 'default' && ref.path.length === 0) return ref;
  return { package: ref.package, path: [...ref.path, name] };
}

/** The package of a module specifier: no `node:` or `npm:` prefix, no version. Subpaths stay. */
export function packageOf(specifier: string): string {
  const bare = withoutNodePrefix(specifier);
  return bare.startsWith('npm:') ? bare.slice('npm:'.length).replace(/(?<=.)@[^/]*/, '') : bare;
}

/**
 * A span that is held in a variable: where it is ended, and who gets it.
 *
 * *Known limitations*: a function of another file that is given the span may make it active, unless its name says that
 * it only writes to it (`setHttpAttributes(span, …)`); a span in a field, or in a variable with several values, is not
 * followed.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, contains, isFunction, unwrap } from '../../ast';
import { operationModel } from '../../model';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { definitionsOf, resolveFunction, walkAll } from '../bindings';
import { useOf } from '../data-flow';

const Kind = AST_NODE_TYPES;

export interface SpanBinding {
  readonly variable: TSESLint.Scope.Variable;
  /** The calls that end it. */
  readonly ends: readonly TSESTree.Node[];
  /** The calls that may make it active: those of functions that are not known to leave it alone. */
  readonly handOvers: readonly TSESTree.Node[];
}

/** Functions that only write to the span they are given, by their names. */
const WRITES_TO_SPAN =
  /^(?:add|annotate|decorate|end|enrich|fail|finish|handle|log|mark|record|report|set|tag|update|write)/i;
/** What makes a context active for the code that follows. */
const ACTIVATES = /^context\.(?:attach|bind|with)$/;

/**
 * The variable that a started span is bound to, through methods that return the span. Undefined where it has none of
 * its own.
 */
export function spanBinding(resolver: ApiResolver, start: ResolvedCall): SpanBinding | undefined {
  let value: TSESTree.Node = start.node;
  let use = useOf(resolver.sourceCode, value);
  for (let steps = 0; use.kind === 'member' && use.call && steps < 20; steps++) {
    const call = resolver.resolve(use.call);
    if (!call || operationModel(call.operation).returns !== 'Span') return undefined;
    value = use.call;
    use = useOf(resolver.sourceCode, value);
  }
  if (use.kind !== 'variable') return undefined;
  const { variable } = use;
  if (definitionsOf(variable).filter(({ kind }) => kind !== 'unknown').length !== 1) return undefined;
  const reads = variable.references
    .filter((reference) => reference.isRead())
    .map(({ identifier }) => identifier as TSESTree.Node);
  return {
    variable,
    ends: reads.flatMap((read) => endOf(resolver, read) ?? []),
    handOvers: reads.flatMap((read) => handOversOf(resolver, read, 0)),
  };
}

function endOf(resolver: ApiResolver, read: TSESTree.Node): TSESTree.Node | undefined {
  const use = useOf(resolver.sourceCode, read);
  return use.kind === 'member' && use.call && resolver.resolve(use.call)?.operation === 'span.end'
    ? use.call
    : undefined;
}

/** The calls that get a value, or a context that holds it, and may make it active. */
function handOversOf(resolver: ApiResolver, read: TSESTree.Node, depth: number): readonly TSESTree.Node[] {
  const call = callAround(read);
  if (!call || depth > 4) return [];
  const resolved = resolver.resolve(call);
  if (!resolved) return mayActivate(resolver, call) ? [call] : [];
  if (operationModel(resolved.operation).returns !== 'Context')
    return resolved.operation === 'context.attach' ? [call] : [];
  const use = useOf(resolver.sourceCode, call);
  if (use.kind !== 'variable') return handOversOf(resolver, call, depth + 1);
  return use.variable.references
    .filter((reference) => reference.isRead())
    .flatMap(({ identifier }) => handOversOf(resolver, identifier, depth + 1));
}

/** The call that has a node in its arguments, not through a function. */
export function callAround(node: TSESTree.Node): TSESTree.CallExpression | TSESTree.NewExpression | undefined {
  let child = node;
  for (let { parent } = child; parent; child = parent, { parent } = parent) {
    if (isFunction(parent) || parent.type.endsWith('Statement') || parent.type === Kind.VariableDeclarator)
      return undefined;
    if (parent.type !== Kind.CallExpression && parent.type !== Kind.NewExpression) continue;
    if (parent.arguments.some((argument) => contains(argument, child))) return parent;
  }
  return undefined;
}

function mayActivate(resolver: ApiResolver, call: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
  const fn = resolveFunction(resolver.sourceCode, unwrap(call.callee));
  if (!fn) return !WRITES_TO_SPAN.test(calleeName(call) ?? '');
  let found = false;
  walkAll(resolver.sourceCode, fn.body, (node) => {
    found ||= ACTIVATES.test(resolver.resolve(node)?.operation ?? '');
  });
  return found;
}

/**
 * A span that is held in a variable: where it is ended, and who gets it.
 *
 * *Known limitations*: a function of another file that is given the span may make it active, unless its name says that
 * it only writes to it (`setHttpAttributes(span, …)`); a span in a variable with several values is not followed, nor
 * out of the block of its variable.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, type CallNode, contains, isFunction } from '../../ast';
import { type ContainerId, operationModel } from '../../model';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { resolveFunction, walkAll } from '../bindings';
import { useOf } from '../data-flow';
import { valueFlow } from '../value-flow';

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
  const { sourceCode } = resolver;
  const methodOf = (node: TSESTree.Node): CallNode | undefined => {
    const use = useOf(sourceCode, node);
    return use.kind === 'member' ? use.call : undefined;
  };
  let value: CallNode = start.node;
  for (let call = methodOf(value); call && returned(resolver, call) === 'Span'; call = methodOf(value)) value = call;
  const use = useOf(sourceCode, value);
  if (use.kind !== 'variable' || !hasOneValue(use.variable)) return undefined;
  const { variable } = use;
  const ends: TSESTree.Node[] = [];
  const handOvers: TSESTree.Node[] = [];
  valueFlow(sourceCode).forward(value, {
    label: ({ node }) => {
      if (!contains(variable.scope.block, node)) return 0;
      const method = methodOf(node);
      if (method && resolver.resolve(method)?.operation === 'span.end') return ends.push(method);
      const call = callAround(node);
      return call && mayActivate(resolver, call) ? handOvers.push(call) : undefined;
    },
    // What a call is given stays there, but for the span in a context.
    instead: ({ node }) => {
      const call = callAround(node) ?? methodOf(node);
      return call && (returned(resolver, call) === 'Context' ? [{ kind: 'copy', to: call, site: call }] : []);
    },
  });
  return { variable, ends, handOvers };
}

function returned(resolver: ApiResolver, call: CallNode): ContainerId | undefined {
  const resolved = resolver.resolve(call);
  return resolved && operationModel(resolved.operation).returns;
}

/** Whether a variable is declared, and given a value once. */
function hasOneValue({ defs, references }: TSESLint.Scope.Variable): boolean {
  const isDeclared = defs.every(({ node }) => node.type === Kind.VariableDeclarator);
  return isDeclared && references.filter((reference) => reference.isWrite()).length === 1;
}

/** The call that has a node in its arguments, not through a function. */
export function callAround(node: TSESTree.Node): CallNode | undefined {
  let child = node;
  for (let { parent } = child; parent; child = parent, { parent } = parent) {
    if (isFunction(parent) || parent.type.endsWith('Statement') || parent.type === Kind.VariableDeclarator)
      return undefined;
    if (parent.type !== Kind.CallExpression && parent.type !== Kind.NewExpression) continue;
    if (parent.arguments.some((argument) => contains(argument, child))) return parent;
  }
  return undefined;
}

/** Whether a call may make the span active that it is given, itself or in a context. */
function mayActivate(resolver: ApiResolver, call: CallNode): boolean {
  const operation = resolver.resolve(call)?.operation;
  if (operation) return operation === 'context.attach';
  const fn = resolveFunction(resolver.sourceCode, call.callee);
  if (!fn) return !WRITES_TO_SPAN.test(calleeName(call) ?? '');
  let found = false;
  walkAll(resolver.sourceCode, fn.body, (node) => {
    found ||= ACTIVATES.test(resolver.resolve(node)?.operation ?? '');
  });
  return found;
}

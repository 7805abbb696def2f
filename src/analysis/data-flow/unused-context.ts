/**
 * A context that was derived and that code looks at, while nothing is ever done with it: from the derivation forward,
 * every end is a test, a log, a value that is assigned over, or a parameter that its function does not read.
 *
 * To be activated, bound, injected, given to a span, made into another context, returned, stored, passed to code that
 * nobody sees, or read by `getSpan`, `getBaggage`, `getValue` is a use. A result that nobody reads at all is another
 * defect ({@link dropOf}).
 *
 * *Known limitations*: a part of an object, an element and a field count as used; so does an argument of a method, since
 * a subclass may use it.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, isNothing, parameterOwner, wrapped } from '../../ast';
import { operationModel } from '../../model';
import { type ApiResolver, builtinName, type ResolvedCall } from '../api-resolution';
import { valueFlow, type ValueNode } from '../value-flow';
import { dropOf, isImmutableHere } from './dropped-result';
import { useOf, type ValueUse } from './value-use';

const Kind = AST_NODE_TYPES;

export interface UnusedContext {
  /**
   * `ignored`: a function is given it and does not read it. `tested`, `logged`: no more than that. `overwritten`: its
   * variable gets another value before it is read. `dropped`: it is read, and the value is thrown away.
   */
  readonly kind: 'dropped' | 'ignored' | 'logged' | 'overwritten' | 'tested';
  /** The test, the log, the function, the assignment. */
  readonly at: TSESTree.Node;
}

type Fate = UnusedContext | 'kept' | 'used';

/** What comes of a derived context instead of a use; undefined where it is used, may be, or is dropped at once. */
export function unusedContext(resolver: ApiResolver, call: ResolvedCall): UnusedContext | undefined {
  const { node } = call;
  if (!isDerivation(call) || !isImmutableHere(resolver, call)) return undefined;
  const first = fateAt(resolver, call, { node, path: [] });
  if (first !== undefined && typeof first !== 'object') return undefined;
  if (dropOf(resolver, call)) return undefined;
  const { complete, flows, others } = valueFlow(resolver.sourceCode).forward(node, {
    label: (place) => fateAt(resolver, call, place),
  });
  if (!complete || flows.some(({ label }) => label === 'used')) return undefined;
  const [seen] = flows
    .flatMap(({ label }) => (typeof label === 'object' ? label : []))
    .sort((a, b) => a.at.range[0] - b.at.range[0]);
  if (seen) return seen;
  const ignoring = others.map((end) => parameterOwner(end.node)).find((fn) => fn !== undefined);
  if (ignoring) return { kind: 'ignored', at: ignoring };
  const dropped = others.find((end) => end.node !== node && !isWrite(end.node));
  return dropped ? { kind: 'dropped', at: dropped.node } : overwritten(resolver, call);
}

/** What is done with the context at a place; undefined where it is only handed on, or nothing is. */
function fateAt(resolver: ApiResolver, call: ResolvedCall, { node, path }: ValueNode): Fate | undefined {
  if (path.length > 0) return 'used';
  if (parameterOwner(node)) return node.type === Kind.Identifier ? undefined : 'used';
  const use = useOf(resolver.sourceCode, node);
  switch (use.kind) {
    case 'discarded':
    case 'variable':
      return undefined;
    case 'tested':
      return tests(use.at, node) ? { kind: 'tested', at: use.at } : 'used';
    case 'returned':
      return isFollowed(resolver, use.fn) ? undefined : 'used';
    case 'argument':
      return argumentFate(resolver, call, use);
    case 'member':
      return use.call === call.node ? 'kept' : 'used';
    default:
      return 'used';
  }
}

function argumentFate(
  resolver: ApiResolver,
  own: ResolvedCall,
  { call }: Extract<ValueUse, { kind: 'argument' }>,
): Fate | undefined {
  if (call === own.node) return 'kept';
  if (resolver.resolve(call)) return 'used';
  if (builtinName(resolver.sourceCode, call.callee)?.startsWith('console.')) return { kind: 'logged', at: call };
  const { callees, isComplete } = valueFlow(resolver.sourceCode).calls.calleesOf(call);
  return isComplete && callees.length > 0 && callees.every(({ fn }) => isPlain(fn)) ? undefined : 'used';
}

/** Whether a place only asks if the context is there, which it always is; to compare two contexts is a check. */
function tests(at: TSESTree.Node, node: TSESTree.Node): boolean {
  switch (at.type) {
    case Kind.BinaryExpression:
      return isNothing(at.left === wrapped(node) ? at.right : at.left);
    case Kind.CallExpression:
    case Kind.NewExpression:
    case Kind.MemberExpression:
    case Kind.SwitchCase:
    case Kind.SwitchStatement:
      return false;
    default:
      return true;
  }
}

/** Whether all callers of a function are known, and take its result themselves. */
function isFollowed(resolver: ApiResolver, fn: FunctionNode): boolean {
  const { calls, handings, isOpen } = valueFlow(resolver.sourceCode).calls.callersOf(fn);
  return !isOpen && handings.length === 0 && calls.length > 0 && !fn.generator && isPlain(fn);
}

/** A function that is what its name says: no method, which a subclass may have another of. */
function isPlain(fn: FunctionNode): boolean {
  return fn.type === Kind.FunctionDeclaration || fn.parent.type === Kind.VariableDeclarator;
}

/** The first value that the variable of a derivation gets behind it. */
function overwritten({ sourceCode }: ApiResolver, { node }: ResolvedCall): UnusedContext | undefined {
  const use = useOf(sourceCode, node);
  const writes = use.kind === 'variable' ? use.variable.references.filter((reference) => reference.isWrite()) : [];
  const later = writes.map(({ identifier }) => identifier).find(({ range }) => range[0] > node.range[1]);
  return later && { kind: 'overwritten', at: later };
}

const isWrite = (node: TSESTree.Node): boolean => node.type === Kind.AssignmentExpression;

const isDerivation = ({ operation }: ResolvedCall): boolean => {
  const { pure, returns } = operationModel(operation);
  return pure === true && returns === 'Context';
};

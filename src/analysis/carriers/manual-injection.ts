/**
 * What an `inject` writes, and where: whether it writes a trace context, and the object that gets the headers.
 *
 * *Known limitations*: a setter of another file, and one that does not write the key it is given as it is, are unknown;
 * so is a propagator that is not built in the file, but for the global one.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, isFunction, memberName, unwrap } from '../../ast';
import { propagatorByClass } from '../../model/propagators';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { variableOf, walkOwn } from '../bindings';
import { ANY, SAME_VALUE, sureLabel, valueFlow, type ValueNode } from '../value-flow';
import { accessorOf, methodOf } from './accessors';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

const CHOOSES: ReadonlySet<AST_NODE_TYPES> = new Set([
  Kind.IfStatement,
  Kind.SwitchStatement,
  Kind.ConditionalExpression,
  Kind.LogicalExpression,
]);

/** The header that the W3C trace context is in. */
const TRACE_HEADER = 'traceparent';

/** The object that gets the headers: the carrier itself, a part of it, or what the setter closes over. */
export interface WrittenHeaders {
  readonly expression: TSESTree.Expression;
  readonly path: readonly string[];
  readonly header: string;
}

/** Where an `inject` writes the W3C trace context, by its own name; undefined where it does not, or nobody can tell. */
export function writtenTraceContext(resolver: ApiResolver, call: ResolvedCall): WrittenHeaders | undefined {
  const carrier = call.argument('carrier');
  if (!carrier || !writesTraceContext(resolver, call)) return undefined;
  const accessor = accessorOf(resolver, call);
  if (accessor.kind === 'default') return { expression: carrier, path: [], header: TRACE_HEADER };
  const setter = call.argument('setter');
  if (accessor.kind !== 'given' || !setter) return undefined;
  const fn = methodOf(resolver, setter, 'set');
  return fn && writtenBySetter(resolver, fn, carrier);
}

/**
 * Whether the propagator of an `inject` is the global one, or one that is built here and writes the W3C trace context.
 */
function writesTraceContext(resolver: ApiResolver, call: ResolvedCall): boolean {
  if (call.isWrapper || !call.receiver || resolver.typeOf(call.receiver) === 'PropagationAPI') return true;
  return isTraceContext(resolver, call.receiver);
}

function isTraceContext(resolver: ApiResolver, propagator: TSESTree.Expression): boolean {
  const flow = valueFlow(resolver.sourceCode);
  const asked = new Set<TSESTree.Node>();
  /** Whether a propagator that is made at a node writes the trace context; undefined where none is made. */
  const writesAt = ({ node, path }: ValueNode): boolean | undefined => {
    const built = path.length === 0 ? resolver.resolve(node) : undefined;
    if (built?.operation === 'propagator.create')
      return propagatorByClass(built.exportName ?? '')?.format === 'tracecontext';
    const options = built?.operation === 'propagator.composite' ? built.argument('options') : undefined;
    if (!options || asked.has(node)) return undefined;
    asked.add(node);
    const members = flow.backward(
      { node: options, path: ['propagators', ANY] },
      { label: writesAt, kinds: SAME_VALUE },
    );
    return members.flows.some(({ label }) => label);
  };
  return sureLabel(flow.backward(propagator, { label: writesAt, kinds: SAME_VALUE })) === true;
}

/** What a `set(carrier, key, value)` writes its key to: `carrier[key] = value`, `headers.set(key, value)`. */
function writtenBySetter(
  resolver: ApiResolver,
  fn: FunctionNode,
  carrier: TSESTree.Expression,
): WrittenHeaders | undefined {
  const { sourceCode } = resolver;
  const key = fn.params[1];
  if (key?.type !== Kind.Identifier) return undefined;
  const keyVariable = variableOf(sourceCode, key);
  const isKey = (node: TSESTree.Node | undefined): boolean => {
    const inner =
      node?.type === Kind.CallExpression &&
      node.callee.type === Kind.MemberExpression &&
      memberName(node.callee) === 'toLowerCase'
        ? node.callee.object
        : node;
    return inner?.type === Kind.Identifier && variableOf(sourceCode, inner) === keyVariable;
  };
  const targets: TSESTree.Expression[] = [];
  const choices: TSESTree.Node[] = [];
  walkOwn(sourceCode, fn.body, (node) => {
    // A setter that looks at the key before it writes may leave the trace context out.
    if (CHOOSES.has(node.type)) choices.push(node);
    if (
      node.type === Kind.AssignmentExpression &&
      node.left.type === Kind.MemberExpression &&
      node.left.computed &&
      isKey(node.left.property)
    )
      targets.push(node.left.object);
    if (node.type !== Kind.CallExpression || !isKey(node.arguments[0])) return;
    const callee = unwrap(node.callee);
    if (callee.type === Kind.MemberExpression && ['append', 'set', 'setHeader'].includes(memberName(callee) ?? ''))
      targets.push(callee.object);
  });
  const [target, ...others] = targets;
  return target && others.length === 0 && choices.length === 0 ? placeOf(resolver, target, fn, carrier) : undefined;
}

/** The object that a setter writes to: the carrier that it is given, a part of it, or what it closes over. */
function placeOf(
  { sourceCode }: ApiResolver,
  target: TSESTree.Expression,
  fn: FunctionNode,
  carrier: TSESTree.Expression,
): WrittenHeaders | undefined {
  const answer = valueFlow(sourceCode).backward(target, {
    label: ({ node, path }) => {
      const index = (fn.params as readonly TSESTree.Node[]).indexOf(node);
      return index < 0 ? undefined : { index, path };
    },
    kinds: SAME_VALUE,
  });
  const [given, ...others] = answer.flows.map(({ label }) => label);
  if (!given) return { expression: target, path: [], header: TRACE_HEADER };
  const isGiven = given.index === 0 && others.length === 0 && answer.others.length === 0 && answer.complete;
  return isGiven ? { expression: carrier, path: given.path, header: TRACE_HEADER } : undefined;
}

/** What a project calls the switch between its own propagation and that of an instrumentation. */
const SWITCH = /instrument|manual|undici/i;

/** Whether code runs only where a condition, by its names, has asked which of the two is at work. */
export function asksForInstrumentation({ sourceCode }: ApiResolver, node: TSESTree.Node): boolean {
  for (
    let current = node, { parent } = node;
    parent && !isFunction(current);
    current = parent, parent = parent.parent
  ) {
    switch (parent.type) {
      case Kind.IfStatement:
      case Kind.ConditionalExpression:
        if (current !== parent.test && SWITCH.test(sourceCode.getText(parent.test))) return true;
        break;
      case Kind.LogicalExpression:
        if (current === parent.right && SWITCH.test(sourceCode.getText(parent.left))) return true;
        break;
      case Kind.BlockStatement: {
        const before = parent.body.slice(0, parent.body.indexOf(current as TSESTree.Statement));
        if (
          before.some(
            (statement) => statement.type === Kind.IfStatement && SWITCH.test(sourceCode.getText(statement.test)),
          )
        )
          return true;
        break;
      }
      default:
    }
  }
  return false;
}

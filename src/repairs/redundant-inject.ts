/** Edits that leave the headers of a request to the instrumentation that adds them. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type Activation, activationAround, activationOf, isArgument } from '../analysis/ambient-context';
import type { ResolvedCall } from '../analysis/api-resolution';
import { variableOf } from '../analysis/bindings';
import type { CarrierDestinations } from '../analysis/carriers';
import type { FileAnalysis } from '../analysis/file-analysis';
import { soleValueOf, valueFlow } from '../analysis/value-flow';
import { contains, enclosingFunction, type FunctionNode, unwrap, wrapped } from '../ast';
import {
  combineEdits,
  type Edit,
  ensureImport,
  findStatementPlace,
  hasCommentsInside,
  insertAt,
  isReassigned,
  losesNarrowing,
  removeStatement,
} from '../fixes';
import { findExits } from '../fixes/walk';
import { meansTheSame } from './same-names';

const Kind = AST_NODE_TYPES;
const MAX_DEPTH = 3;

/**
 * Removes an `inject` of the active context: the instrumentation writes the same one, with its own span. Undefined
 * where anything else may take the carrier, where the requests run in another context, and where the call is part of an
 * expression.
 */
export function removeInject(
  file: FileAnalysis,
  inject: ResolvedCall,
  { requests, hasOthers }: CarrierDestinations,
): Edit | undefined {
  const statement = statementOf(inject);
  const read = activeRead(file, inject);
  if (hasOthers || !statement || !read || !requests.every(({ call }) => isSameContext(file, read, call)))
    return undefined;
  return removeStatement({ sourceCode: file.sourceCode, statement });
}

/**
 * Removes an `inject` of another context and sends the request in that context: `context.with(ctx, () => fetch(url))`.
 * Undefined as for {@link removeInject}, and where the request is not awaited or returned right below it, or the
 * context does not mean the same there.
 */
export function sendInContext(
  file: FileAnalysis,
  inject: ResolvedCall,
  { requests, hasOthers }: CarrierDestinations,
): Edit | undefined {
  const { sourceCode } = file;
  const statement = statementOf(inject);
  const argument = inject.argument('context');
  const [request, ...others] = requests;
  if (hasOthers || !statement || !argument || !request || others.length > 0 || activeRead(file, inject))
    return undefined;
  const { call } = request;
  const place = findStatementPlace(statement);
  if (
    !place ||
    !contains(place.owner, call) ||
    enclosingFunction(call) !== enclosingFunction(inject.node) ||
    !isAwaitedOrReturned(call)
  )
    return undefined;
  if (!meansTheSame(file, argument, call) || hasCommentsInside(sourceCode, argument.range)) return undefined;
  const exits = findExits(sourceCode, [call]);
  if (exits.yields || exits.callsSuper || losesNarrowing(sourceCode, [call])) return undefined;
  const context = ensureImport({ sourceCode, module: '@opentelemetry/api', imported: 'context', at: call });
  if (!context) return undefined;
  const head = `${context.localName}.with(${sourceCode.getText(argument)}, ${exits.awaits ? 'async ' : ''}() => `;
  return combineEdits(
    context.fix,
    removeStatement({ sourceCode, statement }),
    insertAt(call.range[0], head),
    insertAt(call.range[1], ')'),
  );
}

function statementOf({ node }: ResolvedCall): TSESTree.Node | undefined {
  const { parent } = wrapped(node);
  return parent?.type === Kind.ExpressionStatement ? parent : undefined;
}

/** Where the context of an `inject` is, or was read as, the active one; undefined for another context. */
function activeRead({ resolver }: FileAnalysis, inject: ResolvedCall): TSESTree.Node | undefined {
  const argument = inject.argument('context');
  if (!argument) return undefined;
  const node = unwrap(argument);
  const call = resolver.resolve(node);
  if (call?.operation === 'context.active') return node;
  const around = activationAround(resolver, inject.node);
  if (call?.operation === 'trace.setSpan') {
    const [base, span] = [call.argument('context'), call.argument('span')];
    const isActive = base && resolver.resolve(unwrap(base))?.operation === 'context.active';
    return isActive &&
      span &&
      around?.call.operation === 'span.startActive' &&
      isParameterOf(resolver.sourceCode, span, around)
      ? node
      : undefined;
  }
  const variable = node.type === Kind.Identifier ? variableOf(resolver.sourceCode, node) : undefined;
  if (!variable) return undefined;
  const activated =
    around?.context && around.call.operation !== 'span.startActive' ? unwrap(around.context) : undefined;
  if (
    activated?.type === Kind.Identifier &&
    variableOf(resolver.sourceCode, activated) === variable &&
    !isReassigned(variable)
  )
    return node;
  const value = soleValueOf(valueFlow(resolver.sourceCode), node);
  // What a helper read may be read, and mean, something else where it is called.
  const isHere = value && enclosingFunction(value) === enclosingFunction(variable.identifiers[0] ?? node);
  return isHere && resolver.resolve(value)?.operation === 'context.active' ? value : undefined;
}

function isParameterOf(
  sourceCode: FileAnalysis['sourceCode'],
  span: TSESTree.Expression,
  { callback }: Activation,
): boolean {
  const { steps } = valueFlow(sourceCode).stepsOf('backward', unwrap(span));
  return steps.some(({ to }) => (callback.params as readonly TSESTree.Node[]).includes(to));
}

/**
 * Whether a request runs in the context that was active at a node, or under a span started in it: by what stands around
 * both, and around the calls of the functions they stand in.
 */
function isSameContext(file: FileAnalysis, read: TSESTree.Node, request: TSESTree.Node, depth = 0): boolean {
  const outer = activationsAround(file, read);
  const inner = activationsAround(file, request);
  const has = (list: readonly Activation[], { callback }: Activation): boolean =>
    list.some((one) => one.callback === callback);
  if (
    outer.every((one) => has(inner, one)) &&
    inner.every((one) => has(outer, one) || (one.call.operation === 'span.startActive' && !one.context))
  )
    return true;
  if (depth > MAX_DEPTH) return false;
  const callsAround = (
    node: TSESTree.Node,
    other: TSESTree.Node,
    list: readonly Activation[],
  ): readonly TSESTree.Node[] => {
    const helper = helperAround(node, other);
    const isPlain = helper && !list.some(({ callback }) => contains(helper, callback) && callback !== helper);
    return isPlain ? valueFlow(file.sourceCode).calls.callersOf(helper).calls : [];
  };
  return (
    callsAround(read, request, outer).some((call) => isSameContext(file, call, request, depth + 1)) ||
    callsAround(request, read, inner).some((call) => isSameContext(file, read, call, depth + 1))
  );
}

function activationsAround({ resolver }: FileAnalysis, node: TSESTree.Node): readonly Activation[] {
  const found: Activation[] = [];
  for (let fn = enclosingFunction(node); fn; fn = enclosingFunction(fn)) {
    const activation = activationOf(resolver, fn);
    if (activation) found.push(activation);
  }
  return found;
}

/** The innermost function around a node that has a name to call it by, and that another node does not stand in. */
function helperAround(node: TSESTree.Node, other: TSESTree.Node): FunctionNode | undefined {
  let fn = enclosingFunction(node);
  while (fn && isArgument(fn)) fn = enclosingFunction(fn);
  return fn && !contains(fn, other) ? fn : undefined;
}

function isAwaitedOrReturned(call: TSESTree.CallExpression): boolean {
  const node = wrapped(call);
  const { parent } = node;
  return (
    parent?.type === Kind.AwaitExpression ||
    parent?.type === Kind.ReturnStatement ||
    (parent?.type === Kind.ArrowFunctionExpression && parent.body === node)
  );
}

/**
 * Whether a value that may be undefined has been looked at on every way to where it is used: `if (ctx)`, an early
 * return or `continue`, `ctx ? … : …`, `ctx && …`, `ctx?.…`, a function that is given it, an assertion, a filter of the
 * messages by their trace.
 *
 * *Known limitations*: a test that mentions the value in a way that is not known (`isUsable(ctx)`) counts as a guard on
 * both ways; so does a branch whose test mentions `traceparent`. What a branch does is not asked, only where it leads.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import {
  contains,
  enclosingBody,
  type FunctionNode,
  isFunction,
  isNothing,
  literalString,
  memberName,
  unwrap,
} from '../../ast';
import type { OperationId } from '../../model';
import { EACH } from '../../model/flow-summaries';
import type { ApiResolver } from '../api-resolution';
import { variableOf, walkAll } from '../bindings';
import type { FlowEdge, FlowNode } from '../control-flow';
import type { GraphProvider } from '../data-flow';
import { ANY, valueFlow } from '../value-flow';

const Kind = AST_NODE_TYPES;

/** What a guard may look at in place of the value: the value itself, or the context that it is read from. */
export interface GuardedValue {
  /** Where the value is used. */
  readonly use: TSESTree.Node;
  /** The variables whose being tested tells of the value. */
  readonly variables: ReadonlySet<TSESLint.Scope.Variable>;
  /** The context that the span is read from, as text, or undefined. */
  readonly contextText: string | undefined;
}

const READS_OF_SPAN = new Set<OperationId>([
  'trace.getActiveSpan',
  'trace.getSpan',
  'trace.getSpanContext',
  'trace.isSpanContextValid',
]);
/** Names of functions that throw unless what they are given holds. */
const ASSERTS = /assert|ensure|expect|invariant|must|require/i;

/** Whether every way to the use of a value leads past a look at it. */
export function isGuarded(resolver: ApiResolver, graphOf: GraphProvider, value: GuardedValue): boolean {
  return isInGuardedBranch(resolver, value) || isBehindGuard(resolver, graphOf, value);
}

function isInGuardedBranch(resolver: ApiResolver, value: GuardedValue): boolean {
  let child = value.use;
  for (let node = child.parent; node; child = node, node = node.parent) {
    switch (node.type) {
      case Kind.ConditionalExpression:
      case Kind.IfStatement:
        if (node.test !== child && isLookedAt(resolver, value, node.test)) return true;
        break;
      case Kind.SwitchCase:
        // `switch (true) { case parent !== undefined: … }`
        if (node.test && node.test !== child && isLookedAt(resolver, value, node.test)) return true;
        break;
      case Kind.LogicalExpression:
        if (node.right === child && isLookedAt(resolver, value, node.left)) return true;
        break;
      case Kind.WhileStatement:
      case Kind.ForStatement:
        if (node.body === child && node.test && isLookedAt(resolver, value, node.test)) return true;
        break;
      case Kind.ForOfStatement:
        if (node.body === child && isFilteredByTrace(resolver, node.right)) return true;
        break;
      default: {
        const list = isFunction(node) ? iteratedBy(node) : undefined;
        if (list && isFilteredByTrace(resolver, list)) return true;
      }
    }
  }
  return false;
}

/** The list whose callback a function is: `list` of `list.map(fn)`, `list.forEach(fn)`. */
function iteratedBy(fn: FunctionNode): TSESTree.Expression | undefined {
  const call = fn.parent;
  if (call.type !== Kind.CallExpression || call.arguments[0] !== fn) return undefined;
  const callee = unwrap(call.callee);
  if (callee.type !== Kind.MemberExpression) return undefined;
  return EACH.has(memberName(callee) ?? '') ? callee.object : undefined;
}

/** What a filter that lets through only what came with a trace speaks of. */
const SPEAKS_OF_TRACE = /trace|span|propagat|parent/i;

/** Whether the items of a list were filtered by whether they came with a trace: `messages.filter(hasTraceparent)`. */
function isFilteredByTrace({ sourceCode }: ApiResolver, list: TSESTree.Node): boolean {
  const { flows, others, complete } = valueFlow(sourceCode).backward(
    { node: list, path: [ANY] },
    { label: ({ node }) => (isTraceFilter(sourceCode, node) ? true : undefined) },
  );
  return flows.length > 0 && others.length === 0 && complete;
}

function isTraceFilter(sourceCode: TSESLint.SourceCode, node: TSESTree.Node): boolean {
  const callee = node.type === Kind.CallExpression ? unwrap(node.callee) : undefined;
  if (node.type !== Kind.CallExpression || callee?.type !== Kind.MemberExpression) return false;
  return (
    memberName(callee) === 'filter' &&
    node.arguments.some((argument) => SPEAKS_OF_TRACE.test(sourceCode.getText(argument)))
  );
}

function isBehindGuard(resolver: ApiResolver, graphOf: GraphProvider, value: GuardedValue): boolean {
  let place = value.use;
  for (;;) {
    const body = enclosingBody(place);
    const graph = graphOf(body);
    const ends = graph.nodesAround(place);
    const passes = (edge: FlowEdge): boolean => !isGuardEdge(resolver, value, edge);
    const stops = (node: FlowNode): boolean => isAssertion(resolver, value, node);
    if (
      ends.length > 0 &&
      !ends.includes(graph.entry) &&
      !graph.findPath(graph.entry, { to: ends, follow: passes, avoid: stops })
    ) {
      return ends.some((end) => graph.isReachable(end));
    }
    // What a function declaration closes over may be looked at after it was declared: only expressions stand in the
    // flow.
    if (!isFunction(body) || body.type === Kind.FunctionDeclaration || value.variables.size === 0) return false;
    place = body;
  }
}

function isGuardEdge(resolver: ApiResolver, value: GuardedValue, { from, kind }: FlowEdge): boolean {
  if (from.kind !== 'branch' || kind === 'exception' || kind === 'normal' || contains(from.ast, value.use))
    return false;
  const outcome = definedOutcome(resolver, value, from.ast);
  if (outcome === undefined) return false;
  if (outcome === 'both') return true;
  return kind === 'true' || kind === 'non-nullish'
    ? outcome
    : kind === 'false' || kind === 'nullish'
      ? !outcome
      : false;
}

/**
 * With which outcome of a test the value is there; `both` when the test looks at it in another way, undefined when it
 * does not.
 */
function definedOutcome(resolver: ApiResolver, value: GuardedValue, test: TSESTree.Node): boolean | 'both' | undefined {
  const node = unwrap(test) as TSESTree.Node;
  if (isValue(resolver, value, node)) return true;
  const answer = answerOf(resolver, value, node);
  if (answer) return definedOutcome(resolver, value, answer) !== false;
  if (node.type === Kind.UnaryExpression && node.operator === '!') {
    const inner = definedOutcome(resolver, value, node.argument);
    return typeof inner === 'boolean' ? !inner : inner;
  }
  if (node.type === Kind.BinaryExpression && /^[!=]==?$/.test(node.operator)) {
    const sides = [node.left, node.right].map((side) => unwrap(side) as TSESTree.Node);
    const compared = sides.find((side) => isValue(resolver, value, side) || isTypeOf(resolver, value, side));
    const other = sides.find((side) => side !== compared);
    if (compared && other && (isNothing(other) || literalString(other) === 'undefined'))
      return node.operator.startsWith('!');
  }
  const call = resolver.resolve(node);
  if (call?.operation === 'trace.isSpanContextValid' && isLookedAt(resolver, value, node)) return true;
  return isLookedAt(resolver, value, node) ? 'both' : undefined;
}

function isTypeOf(resolver: ApiResolver, value: GuardedValue, node: TSESTree.Node): boolean {
  return (
    node.type === Kind.UnaryExpression && node.operator === 'typeof' && isValue(resolver, value, unwrap(node.argument))
  );
}

/** Whether an expression is the value, or the same read of a span again. */
function isValue(resolver: ApiResolver, value: GuardedValue, node: TSESTree.Node): boolean {
  if (node.type === Kind.Identifier) {
    const variable = variableOf(resolver.sourceCode, node);
    return variable !== undefined && value.variables.has(variable);
  }
  return isSameRead(resolver, value, node);
}

function isSameRead(resolver: ApiResolver, { contextText }: GuardedValue, node: TSESTree.Node): boolean {
  const call = contextText === undefined ? undefined : resolver.resolve(node);
  if (!call || !READS_OF_SPAN.has(call.operation)) return false;
  const context = call.argument('context');
  return context ? textOf(resolver, context) === contextText : /\.active\(\)$/.test(contextText ?? '');
}

/** Whether a test mentions the value, the context it is read from, or the header that it comes from. */
function isLookedAt(resolver: ApiResolver, value: GuardedValue, test: TSESTree.Node): boolean {
  let found = false;
  walkAll(resolver.sourceCode, test, (node) => {
    found ||= isValue(resolver, value, node) || isHeaderName(node) || answerOf(resolver, value, node) !== undefined;
  });
  return found;
}

/**
 * The earlier look at the value whose outcome a name holds: of `hasParent` after `const hasParent = parent !==
 * undefined`.
 */
function answerOf(resolver: ApiResolver, value: GuardedValue, node: TSESTree.Node): TSESTree.Node | undefined {
  if (node.type !== Kind.Identifier) return undefined;
  const [step, ...others] = valueFlow(resolver.sourceCode).stepsOf('backward', node).steps;
  if (!step || others.length > 0 || isFunction(step.to.parent) || contains(step.to, value.use)) return undefined;
  return holdsValue(resolver, value, step.to) ? step.to : undefined;
}

function holdsValue(resolver: ApiResolver, value: GuardedValue, root: TSESTree.Node): boolean {
  let found = false;
  walkAll(resolver.sourceCode, root, (node) => {
    found ||= isValue(resolver, value, node);
  });
  return found;
}

function isHeaderName(node: TSESTree.Node): boolean {
  return (node.type === Kind.Identifier && node.name === 'traceparent') || literalString(node) === 'traceparent';
}

function isAssertion(resolver: ApiResolver, value: GuardedValue, { kind, ast }: FlowNode): boolean {
  if (kind !== 'evaluate' || contains(ast, value.use)) return false;
  // `parent.traceId` throws before a link is made.
  if (ast.type === Kind.MemberExpression) return !ast.optional && isValue(resolver, value, unwrap(ast.object));
  if (ast.type === Kind.AssignmentExpression)
    return /^(?:\?\?|\|\|)=$/.test(ast.operator) && isValue(resolver, value, ast.left);
  if (
    ast.type !== Kind.CallExpression ||
    resolver.resolve(ast) ||
    !ASSERTS.test(resolver.sourceCode.getText(ast.callee))
  )
    return false;
  return ast.arguments.some((argument) => isLookedAt(resolver, value, argument));
}

/** The text of an expression without spaces, for comparison. */
export function textOf(resolver: ApiResolver, node: TSESTree.Node): string {
  return resolver.sourceCode.getText(unwrap(node)).replace(/\s+/g, '');
}

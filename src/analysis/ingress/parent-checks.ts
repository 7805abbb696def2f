/**
 * Whether code looks if a parent arrived: it reads the span of the extracted context, compares or logs the context,
 * tests a propagation header, or tests whether a span is active.
 *
 * Known limitations: what is done about a missing parent is not asked, looking is enough; what another file is handed
 * may look there, and is unknown.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, contains, type FunctionNode, literalString, memberName } from '../../ast';
import type { OperationId } from '../../model';
import { PROPAGATION_HEADERS } from '../../model/carriers';
import { PROPAGATION_HELPER } from '../../model/server-libraries';
import type { ApiResolver } from '../api-resolution';
import { functionName, walkAll } from '../bindings';
import type { ContextUse } from './context-uses';
import { outermostFunction } from './enclosing';

const Kind = AST_NODE_TYPES;
const LOOKS = new Set<OperationId>([
  'trace.getActiveSpan',
  'trace.getSpan',
  'trace.getSpanContext',
  'trace.isSpanContextValid',
]);
/** Members of a span of the SDK that hold its parent. */
const PARENT_MEMBERS: ReadonlySet<string> = new Set(['parentSpanContext', 'parentSpanId']);
const LOGS = /^(?:log|debug|info|warn|error|fatal|notice|verbose|add|inc|increment|record|setAttributes?|addEvent)$/;
const COMPARISONS = /^(?:[!=]==?|in)$/;

/** Whether a look at the parent is seen; undefined where the context is handed to somebody who may look. */
export function looksForParent(
  resolver: ApiResolver,
  extract: TSESTree.Node,
  uses: readonly ContextUse[],
  handler: TSESTree.Node | undefined,
): boolean | undefined {
  if (uses.some(({ kind, call }) => kind === 'tested' || (kind === 'read' && call && LOOKS.has(call.operation))))
    return true;
  const { sourceCode } = resolver;
  const nodes = [extract, ...uses.flatMap(({ trail }) => trail)];
  const scopes = new Set([
    ...nodes.map((node) => outermostFunction(node) ?? sourceCode.ast),
    ...(handler ? [handler] : []),
  ]);
  for (const scope of scopes) if (hasLook(resolver, sourceCode, scope)) return true;
  return uses.some(({ kind }) => kind === 'escapes') ? undefined : false;
}

function hasLook(resolver: ApiResolver, sourceCode: TSESLint.SourceCode, scope: TSESTree.Node): boolean {
  const names = new Set([...LOOKS].flatMap((operation) => resolver.namesOf(operation)));
  // Names before types: most calls of a handler are by no such name.
  const isLook = (node: TSESTree.Node): boolean =>
    node.type === Kind.CallExpression &&
    resolver.candidateNames(node).some((name) => names.has(name)) &&
    LOOKS.has(resolver.resolve(node)?.operation ?? 'span.end');
  let found = false;
  walkAll(sourceCode, scope, (node) => {
    if (found) return;
    if (node.type === Kind.MemberExpression && PARENT_MEMBERS.has(memberName(node) ?? '')) found = true;
    else if (isHeaderName(node)) found = isTestedOrLogged(node, scope);
    else if (isLook(node)) found = isTestedOrLogged(node, scope);
  });
  return found;
}

/** `'traceparent'`, `headers.b3`, a variable of that name. */
function isHeaderName(node: TSESTree.Node): boolean {
  const name = node.type === Kind.Identifier ? node.name : literalString(node);
  return name !== undefined && PROPAGATION_HEADERS.includes(name);
}

/** Whether the value of an expression decides a branch, is compared, or goes into a log or a metric. */
function isTestedOrLogged(node: TSESTree.Node, scope: TSESTree.Node): boolean {
  let child = node;
  for (let { parent } = node; parent && contains(scope, parent); child = parent, { parent } = parent) {
    switch (parent.type) {
      case Kind.IfStatement:
      case Kind.ConditionalExpression:
      case Kind.WhileStatement:
        return parent.test === child;
      case Kind.LogicalExpression:
        if (parent.operator === '&&' && parent.left === child) return true;
        break;
      case Kind.UnaryExpression:
        if (parent.operator === '!' || parent.operator === 'typeof') return true;
        break;
      case Kind.BinaryExpression:
        if (COMPARISONS.test(parent.operator)) return true;
        break;
      case Kind.CallExpression:
        if (parent.callee !== child && LOGS.test(calleeName(parent) ?? '')) return true;
        break;
      case Kind.ArrowFunctionExpression:
      case Kind.FunctionDeclaration:
      case Kind.FunctionExpression:
      case Kind.BlockStatement:
        return false;
      default:
    }
  }
  return false;
}

/** Whether a function only hands a context on, by its name. */
export const isPropagationHelper = (fn: FunctionNode): boolean => PROPAGATION_HELPER.test(functionName(fn) ?? '');

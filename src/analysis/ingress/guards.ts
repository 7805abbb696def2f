/**
 * Whether code runs under a condition that may ask if a context is there already: `trace.getSpan(base) ? base : …`, a
 * mark in the context or on the request, a switch of the project. Every condition may, unless it only asks about the
 * request. An early exit does where it mentions a span, a value of a context, or a word of the trade.
 *
 * Known limitations: what a condition decides is not asked; a condition in another file is not seen.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { contains, type FunctionNode, isFunction, memberName, unwrap } from '../../ast';
import type { OperationId } from '../../model';
import { REQUEST_MEMBERS } from '../../model/server-libraries';
import type { ApiResolver } from '../api-resolution';
import { variableOf, walkAll } from '../bindings';
import { valueFlow } from '../value-flow';
import { outermostFunction } from './enclosing';
import type { IngressOrigin } from './types';

const Kind = AST_NODE_TYPES;
/** Calls that tell whether a context holds something. */
const LOOKS = new Set<OperationId>([
  'context.getValue',
  'propagation.getActiveBaggage',
  'propagation.getBaggage',
  'trace.getActiveSpan',
  'trace.getSpan',
  'trace.getSpanContext',
  'trace.isSpanContextValid',
  'span.isRecording',
  'core.isTracingSuppressed',
]);
const WORDS =
  /instrument|otel|opentelemetry|span|trac(?!e?(?:parent|state))|telemetry|propagat|getValue|\bactive|enabled|disabled/i;
const BUILTINS: ReadonlySet<string> = new Set([
  'Array',
  'Boolean',
  'JSON',
  'NaN',
  'Number',
  'Object',
  'Reflect',
  'RegExp',
  'String',
  'undefined',
]);

export class ContextGuards {
  constructor(
    private readonly resolver: ApiResolver,
    private readonly originOf: (node: TSESTree.Node) => IngressOrigin | undefined,
  ) {}

  /**
   * Whether a condition that may be a guard stands around a node, up to the handler and through the calls of its
   * helper.
   */
  mayGuard(node: TSESTree.Node, handler: TSESTree.Node, seen: ReadonlySet<FunctionNode> = new Set()): boolean {
    let child = node;
    for (let current = node.parent; current; child = current, current = current.parent) {
      if (child === handler) return false;
      if (this.isConditional(current, child) || this.hasEarlyExit(current, child)) return true;
    }
    if (contains(handler, node)) return false;
    const helper = outermostFunction(node);
    if (!helper || seen.has(helper)) return false;
    const { calls } = this.flow.calls.callersOf(helper);
    return calls.some((call) => !contains(helper, call) && this.mayGuard(call, handler, new Set([...seen, helper])));
  }

  private isConditional(parent: TSESTree.Node, child: TSESTree.Node): boolean {
    switch (parent.type) {
      case Kind.IfStatement:
      case Kind.ConditionalExpression:
        return parent.test !== child && !this.isAboutRequest(parent.test);
      case Kind.LogicalExpression:
        return parent.right === child && !this.isAboutRequest(parent.left);
      case Kind.SwitchCase:
        return parent.test !== child && !this.isAboutRequest(parent.parent.discriminant);
      case Kind.AssignmentExpression:
        return parent.right === child && parent.operator.length === 3 && !this.isAboutRequest(parent.left);
      default:
        return false;
    }
  }

  /** `if (trace.getActiveSpan()) return next();` in front of the statement that holds the node. */
  private hasEarlyExit(parent: TSESTree.Node, child: TSESTree.Node): boolean {
    if (parent.type !== Kind.BlockStatement) return false;
    for (const statement of parent.body) {
      if (statement === child) return false;
      if (statement.type === Kind.IfStatement && leaves(statement.consequent) && this.mentionsContext(statement.test))
        return true;
    }
    return false;
  }

  /** Whether an expression speaks of spans or contexts, itself or through the constants it names. */
  private mentionsContext(expression: TSESTree.Node, seen: ReadonlySet<TSESTree.Node> = new Set()): boolean {
    if (WORDS.test(this.sourceCode.getText(expression))) return true;
    let found = false;
    walkAll(this.sourceCode, expression, (node) => {
      if (found) return;
      const call = this.resolver.resolve(node);
      found = call !== undefined && LOOKS.has(call.operation);
      found ||= this.valuesOf(node).some(
        (value) =>
          !isFunction(value) &&
          !seen.has(value) &&
          !contains(value, expression) &&
          this.mentionsContext(value, new Set([...seen, value])),
      );
      const origin = !found && node.type === Kind.MemberExpression ? this.originOf(node) : undefined;
      found ||= origin?.what === 'part' && !REQUEST_MEMBERS.has(origin.path[0] ?? '');
    });
    return found;
  }

  /** Whether an expression asks about the request alone: its method, path, headers. */
  isAboutRequest(expression: TSESTree.Node, seen: ReadonlySet<TSESTree.Node> = new Set()): boolean {
    const node = unwrap(expression) as TSESTree.Node;
    const isOk = (inner: TSESTree.Node): boolean => this.isAboutRequest(inner, seen);
    switch (node.type) {
      case Kind.Literal:
        return true;
      case Kind.TemplateLiteral:
        return node.expressions.every(isOk);
      case Kind.UnaryExpression:
        return isOk(node.argument);
      case Kind.BinaryExpression:
      case Kind.LogicalExpression:
        return isOk(node.left) && isOk(node.right);
      case Kind.ConditionalExpression:
        return isOk(node.test) && isOk(node.consequent) && isOk(node.alternate);
      case Kind.Identifier:
        return this.isRequestName(node, seen);
      case Kind.MemberExpression: {
        const origin = this.originOf(node);
        return origin ? origin.what !== 'part' || REQUEST_MEMBERS.has(origin.path[0] ?? '') : isOk(node.object);
      }
      case Kind.CallExpression: {
        if (this.resolver.resolve(node)) return false;
        const callee = unwrap(node.callee);
        const isMethod =
          callee.type === Kind.MemberExpression && memberName(callee) !== undefined && isOk(callee.object);
        const isBuiltin = callee.type === Kind.Identifier && BUILTINS.has(callee.name);
        return (isMethod || isBuiltin) && node.arguments.every((argument) => isFunction(argument) || isOk(argument));
      }
      default:
        return false;
    }
  }

  private isRequestName(node: TSESTree.Identifier, seen: ReadonlySet<TSESTree.Node>): boolean {
    const origin = this.originOf(node);
    if (origin) return origin.what !== 'part' || REQUEST_MEMBERS.has(origin.path[0] ?? '');
    const variable = variableOf(this.sourceCode, node);
    if (!variable) return BUILTINS.has(node.name);
    const values = seen.has(node) ? [] : this.valuesOf(node);
    return values.length > 0 && values.every((value) => this.isAboutRequest(value, new Set([...seen, node])));
  }

  /** What a name stands for, as it is written. */
  private valuesOf(node: TSESTree.Node): readonly TSESTree.Node[] {
    return node.type === Kind.Identifier ? this.flow.stepsOf('backward', node).steps.map(({ to }) => to) : [];
  }

  private get flow(): ReturnType<typeof valueFlow> {
    return valueFlow(this.sourceCode);
  }

  private get sourceCode(): TSESLint.SourceCode {
    return this.resolver.sourceCode;
  }
}

/** Whether a branch ends its function or its round of a loop. */
function leaves(statement: TSESTree.Statement): boolean {
  const last = statement.type === Kind.BlockStatement ? statement.body.at(-1) : statement;
  return (
    last?.type === Kind.ReturnStatement ||
    last?.type === Kind.ThrowStatement ||
    last?.type === Kind.ContinueStatement ||
    last?.type === Kind.BreakStatement
  );
}

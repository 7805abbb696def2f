/**
 * Ways on which an error leaves the body that holds a span, while nothing of it is written to the span: a `catch` that
 * throws again, returns the error or passes it on, a rejection handler that ends the span, a `throw` in a `try` without
 * a `catch` whose `finally` ends it.
 *
 * Measured on both generations of the SDK: an exception that passes through `startActiveSpan()` is not recorded; the
 * status stays unset, and there is no event.
 *
 * *Known limitations*: a function that is given the span, one that uses it, and one whose name speaks of spans or of
 * recording counts as a record. What is only logged, or replaced by another value, has been dealt with.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import {
  calleeName,
  contains,
  enclosingBody,
  type FunctionNode,
  isFunction,
  memberName,
  unwrap,
  wrapped,
} from '../../ast';
import type { ApiResolver } from '../api-resolution';
import { variableOf, walkAll } from '../bindings';
import { heldPaths, type ResourceQuery } from '../typestate';
import { valueFlow } from '../value-flow';
import type { StartedSpan } from './started-span';

const Kind = AST_NODE_TYPES;

export type ErrorPath =
  | { readonly kind: 'caught'; readonly at: TSESTree.CatchClause }
  | { readonly kind: 'rejected'; readonly at: FunctionNode }
  | { readonly kind: 'thrown'; readonly at: TSESTree.ThrowStatement };

/** The ways on which an error leaves without a record. */
export function unrecordedErrors(resolver: ApiResolver, span: StartedSpan): readonly ErrorPath[] {
  if (span.variables.length === 0 || span.isHandedOver) return [];
  const reader = new ErrorPaths(resolver, span);
  return reader.find();
}

class ErrorPaths {
  constructor(
    private readonly resolver: ApiResolver,
    private readonly span: StartedSpan,
  ) {}

  find(): readonly ErrorPath[] {
    const caught: TSESTree.CatchClause[] = [];
    const thrown: TSESTree.ThrowStatement[] = [];
    const isComplete = heldPaths(this.query()).walk(({ node }) => {
      if (node.kind === 'catch' && node.ast.type === Kind.CatchClause) caught.push(node.ast);
      if (node.kind === 'throw' && node.ast.type === Kind.ThrowStatement) thrown.push(node.ast);
      return 'continue';
    });
    if (!isComplete) return [];
    const paths: readonly ErrorPath[] = [
      ...[...new Set(caught)].filter((at) => this.isLost(at)).map((at) => ({ kind: 'caught' as const, at })),
      ...[...new Set(thrown)].filter((at) => this.isThrownBare(at)).map((at) => ({ kind: 'thrown' as const, at })),
      ...this.handlers().map((at) => ({ kind: 'rejected' as const, at })),
    ];
    return paths;
  }

  private query(): ResourceQuery {
    const { directReleases, graph, owner, start, transfers, use, variables } = this.span;
    return {
      graph,
      acquire: use ? start.node : owner,
      heldAs: use ? undefined : variables[0]?.name,
      releases: directReleases,
      transfers: new Set(transfers.flatMap((node) => graph.nodesAround(node).map(({ ast }) => ast))),
    };
  }

  /** Whether a `catch` lets the error out, and nobody records it: here, in its `finally`, or in a `catch` around it. */
  private isLost(clause: TSESTree.CatchClause): boolean {
    const name = clause.param?.type === Kind.Identifier ? clause.param : undefined;
    if (clause.param && !name) return false;
    return this.letsOut(clause.body, name) && !this.isRecordedAround(clause);
  }

  /** Whether a `throw` goes through a `finally` that ends the span, with no `catch` on its way. */
  private isThrownBare(statement: TSESTree.ThrowStatement): boolean {
    let isEnded = false;
    for (const [inner, parent] of this.around(statement)) {
      if (parent.type === Kind.CatchClause) return false;
      if (parent.type !== Kind.TryStatement || parent.block !== inner) continue;
      if (parent.handler) return false;
      const { finalizer } = parent;
      isEnded ||= finalizer !== null && [...this.span.directReleases].some((end) => contains(finalizer, end));
    }
    const block = statement.parent;
    return (
      isEnded &&
      !this.isRecordedAround(statement) &&
      !this.records(block.type === Kind.BlockStatement ? block : statement)
    );
  }

  /** Whether what stands around a node in the body records errors: it itself, a `finally`, another `catch`. */
  private isRecordedAround(node: TSESTree.Node): boolean {
    if (node.type === Kind.CatchClause && this.records(node.body)) return true;
    for (const [inner, parent] of this.around(node)) {
      if (parent.type !== Kind.TryStatement || parent.finalizer === inner) continue;
      if (parent.finalizer && this.records(parent.finalizer)) return true;
      if (parent.block === inner && parent.handler && this.records(parent.handler.body)) return true;
    }
    return false;
  }

  /** A node and what stands around it in the body, with the parent of each. */
  private around(node: TSESTree.Node): readonly (readonly [TSESTree.Node, TSESTree.Node])[] {
    const found: (readonly [TSESTree.Node, TSESTree.Node])[] = [];
    for (let inner = node; inner.parent && inner !== this.span.owner; inner = inner.parent)
      found.push([inner, inner.parent]);
    return found;
  }

  /** Whether code writes an error to the span, or may do so. */
  private records(code: TSESTree.Node): boolean {
    let found = false;
    walkAll(this.resolver.sourceCode, code, (node) => {
      found ||= (node.type === Kind.CallExpression || node.type === Kind.NewExpression) && this.mayRecord(node);
    });
    return found;
  }

  private mayRecord(call: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
    const resolved = this.resolver.resolve(call);
    if (resolved && !resolved.isWrapper)
      return resolved.operation === 'span.recordException' || resolved.operation === 'span.setStatus';
    if (RECORDS_BY_NAME.test(calleeName(call) ?? '') || call.arguments.some((one) => this.mentionsSpan(one)))
      return true;
    const { callees } = valueFlow(this.resolver.sourceCode).calls.calleesOf(call);
    return callees.some(({ fn }) => this.mentionsSpan(fn.body));
  }

  private mentionsSpan(code: TSESTree.Node): boolean {
    return this.span.variables.some(({ references }) =>
      references.some(({ identifier }) => contains(code, identifier)),
    );
  }

  /** Whether code throws, returns an error, or gives it to a function that does something with it. */
  private letsOut(body: TSESTree.Node, error: TSESTree.Identifier | undefined): boolean {
    const variable = error && variableOf(this.resolver.sourceCode, error);
    const isMeant = (node: TSESTree.Node | null): boolean =>
      node !== null && variable?.references.some(({ identifier }) => contains(node, identifier)) === true;
    let found = false;
    walkAll(this.resolver.sourceCode, body, (node) => {
      if (node.type === Kind.ThrowStatement) found ||= enclosingBody(node) === enclosingBody(body);
      else if (node.type === Kind.ReturnStatement) found ||= isMeant(node.argument) && !isLogged(node.argument);
      else if (node.type === Kind.CallExpression)
        found ||= PASSES_ON.test(calleeName(node) ?? '') && node.arguments.some((argument) => isMeant(argument));
    });
    return found;
  }

  /** The rejection handlers that end the span without a record. */
  private handlers(): readonly FunctionNode[] {
    return this.span.remoteReleases.flatMap(({ call }) => {
      const fn = enclosingBody(call);
      if (!isFunction(fn) || !isRejectionHandler(fn)) return [];
      return this.records(fn.body) ? [] : [fn];
    });
  }
}

const RECORDS_BY_NAME = /exception|otel|record|span|status|telemetry|trac(?:e|ing)|fail/i;
const PASSES_ON = /^(?:callback|cb|done|fail|next|reject|resolve)$/i;

function isLogged(argument: TSESTree.Node | null): boolean {
  const node = argument && unwrap(argument);
  return node?.type === Kind.CallExpression && /^(?:debug|error|info|log|warn)$/.test(calleeName(node) ?? '');
}

/** Whether a function is given to `.catch()`, or second to `.then()`. */
function isRejectionHandler(fn: FunctionNode): boolean {
  const at = wrapped(fn);
  const call = at.parent;
  if (call?.type !== Kind.CallExpression || call.callee.type !== Kind.MemberExpression) return false;
  const name = memberName(call.callee);
  return (name === 'catch' && call.arguments[0] === at) || (name === 'then' && call.arguments[1] === at);
}

/**
 * An extracted context that is used only if it holds a span: `getSpan(extracted) ? extracted : context.active()`.
 *
 * Measured on SDK 2.x and 3.x: after a request that brings baggage alone the extracted context holds no span, and the
 * baggage; after one that brings nothing it is the context that it was extracted into, so that no condition is needed.
 *
 * *Known limitations*: only a context in a variable that is assigned once. A condition that asks for more than a span is
 * somebody's policy, a branch that throws rejects the request, and a second `extract` in the function is a fallback:
 * all are left alone.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, contains, enclosingFunction, isNothing, unwrap } from '../../ast';
import { RESPONSE_NAMES } from '../../model/server-libraries';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { isReassigned } from '../bindings';
import { useOf } from '../data-flow';
import { outermostFunction } from '../ingress/enclosing';
import { isRootContext } from '../spans';
import { soleValueOf, valueFlow } from '../value-flow';
import { bringsBaggage, isCarried, type OverwriteParts } from './context-origin';

const Kind = AST_NODE_TYPES;

export type Guard = TSESTree.ConditionalExpression | TSESTree.IfStatement | TSESTree.LogicalExpression;

export interface SpanOnlyUse {
  readonly variable: TSESLint.Scope.Variable;
  /** The condition, with what it decides. */
  readonly guard: Guard;
  /** Where the context is used. */
  readonly use: TSESTree.Node;
}

/** The condition that keeps an extracted context without a span from being used; undefined where there is none. */
export function spanOnlyUse(parts: OverwriteParts, extract: ResolvedCall): SpanOnlyUse | undefined {
  const { resolver } = parts;
  const bound = useOf(resolver.sourceCode, extract.node);
  if (bound.kind !== 'variable' || isReassigned(bound.variable)) return undefined;
  const { variable } = bound;
  const reads = variable.references
    .filter((each) => each.isRead())
    .map(({ identifier }) => identifier as TSESTree.Node);
  const asked = (read: TSESTree.Node): ResolvedCall | undefined => read.parent && resolver.resolve(read.parent);
  const uses = reads.filter((read) => !LOOKS.has(asked(read)?.operation ?? ''));
  if (uses.length === 0 || uses.length === reads.length) return undefined;
  if (isRepeated(parts, extract) || !bringsBaggage(resolver, extract)) return undefined;
  const spans = new SpanQuestions(resolver, variable);
  const guards = uses.map((use) => spans.guardOf(use, extract.node));
  const [guard] = guards;
  const [use] = uses;
  if (!guard || !use || guards.some((other) => other !== guard)) return undefined;
  return isCarried(resolver, extract.node) ? { variable, guard, use } : undefined;
}

const LOOKS: ReadonlySet<string> = new Set(['trace.getSpan', 'trace.getSpanContext']);

/** Whether the work around an `extract` has another one. */
function isRepeated(parts: OverwriteParts, { node }: ResolvedCall): boolean {
  const work = outermostFunction(node);
  return parts
    .operations('propagation.extract')
    .some((other) => other.node !== node && outermostFunction(other.node) === work);
}

/** `held`: true only if there is a span. `missing`: false only if there is one. */
type Meaning = 'held' | 'missing';

class SpanQuestions {
  constructor(
    private readonly resolver: ApiResolver,
    private readonly variable: TSESLint.Scope.Variable,
  ) {}

  /** The condition that lets a use happen only if there is a span, and something else otherwise. */
  guardOf(use: TSESTree.Node, extract: TSESTree.Node): Guard | undefined {
    const limit = enclosingFunction(extract);
    let child = use;
    for (let { parent } = child; parent && child !== limit; child = parent, { parent } = parent) {
      const guard = this.guardAt(parent, child, use);
      if (guard) return guard;
    }
    return undefined;
  }

  private guardAt(parent: TSESTree.Node, child: TSESTree.Node, use: TSESTree.Node): Guard | undefined {
    switch (parent.type) {
      case Kind.ConditionalExpression: {
        const isTrue = parent.consequent === child;
        const other = isTrue ? parent.alternate : parent.consequent;
        if (parent.test === child || !this.lets(parent.test, isTrue)) return undefined;
        return (unwrap(child) === use ? this.isNoContext(other) : isWork(other)) ? parent : undefined;
      }
      case Kind.LogicalExpression: {
        const isChosen = parent.operator === '&&' && unwrap(parent.right) === use;
        return isChosen && this.lets(parent.left, true) ? parent : undefined;
      }
      case Kind.IfStatement:
        return parent.test !== child &&
          this.lets(parent.test, parent.consequent === child) &&
          this.hasOther(parent, use)
          ? parent
          : undefined;
      case Kind.BlockStatement:
        return parent.body
          .slice(0, parent.body.indexOf(child as TSESTree.Statement))
          .find(
            (each): each is TSESTree.IfStatement =>
              each.type === Kind.IfStatement &&
              !each.alternate &&
              this.lets(each.test, false) &&
              this.returnsOther(each.consequent, use),
          );
      default:
        return undefined;
    }
  }

  private lets(test: TSESTree.Node, isTrue: boolean): boolean {
    return this.meaningOf(test) === (isTrue ? 'held' : 'missing');
  }

  /** What a condition says of the span; undefined where it asks for anything else. */
  private meaningOf(expression: TSESTree.Node): Meaning | undefined {
    const node = unwrap(expression) as TSESTree.Node;
    switch (node.type) {
      case Kind.UnaryExpression:
        return node.operator === '!' ? opposite(this.meaningOf(node.argument)) : undefined;
      case Kind.LogicalExpression: {
        const left = this.meaningOf(node.left);
        return node.operator !== '??' && left === this.meaningOf(node.right) ? left : undefined;
      }
      case Kind.BinaryExpression: {
        const other = isNothing(node.right) ? node.left : isNothing(node.left) ? node.right : undefined;
        if (!other || !/^[!=]==?$/.test(node.operator)) return undefined;
        const meaning = this.meaningOf(other);
        return node.operator.startsWith('!') ? meaning : opposite(meaning);
      }
      case Kind.MemberExpression:
        return this.meaningOf(node.object);
      case Kind.Identifier: {
        const value = soleValueOf(valueFlow(this.resolver.sourceCode), node);
        return value && value.type !== Kind.Identifier ? this.meaningOf(value) : undefined;
      }
      case Kind.CallExpression:
        return this.meaningOfCall(node);
      default:
        return undefined;
    }
  }

  private meaningOfCall(node: TSESTree.CallExpression): Meaning | undefined {
    const call = this.resolver.resolve(node);
    const [argument] = node.arguments;
    if (call && LOOKS.has(call.operation)) return this.isVariable(call.argument('context')) ? 'held' : undefined;
    if (call?.operation === 'trace.isSpanContextValid' || (!call && calleeName(node) === 'Boolean'))
      return argument && this.meaningOf(argument);
    return call?.operation === 'span.spanContext' && call.receiver ? this.meaningOf(call.receiver) : undefined;
  }

  private isVariable(node: TSESTree.Node | undefined): boolean {
    return node !== undefined && this.variable.references.some(({ identifier }) => identifier === unwrap(node));
  }

  /** Whether a branch returns: other work, or, where the context is given back, a context of its own or none. */
  private returnsOther(branch: TSESTree.Statement, use: TSESTree.Node): boolean {
    const [statement, ...rest] = statementsOf(branch);
    if (statement?.type !== Kind.ReturnStatement || rest.length > 0) return false;
    return isWork(statement.argument) || this.isOtherResult(statement, use);
  }

  /** Whether a function gives back a context of its own, or none, where it gives back the extracted one otherwise. */
  private isOtherResult({ argument }: TSESTree.ReturnStatement, use: TSESTree.Node): boolean {
    return useOf(this.resolver.sourceCode, use).kind === 'returned' && this.isNoContext(argument);
  }

  /** Whether an expression is a context that nothing was extracted into: the active one, the root, none. */
  private isNoContext(expression: TSESTree.Node | null): boolean {
    if (!expression || isNothing(expression)) return true;
    const node = unwrap(expression) as TSESTree.Node;
    const value = soleValueOf(valueFlow(this.resolver.sourceCode), node) ?? node;
    return isRootContext(this.resolver, node) || this.resolver.resolve(value)?.operation === 'context.active';
  }

  /** Whether other work is done where the branch of a use is not taken, or a variable keeps its old value. */
  private hasOther(statement: TSESTree.IfStatement, use: TSESTree.Node): boolean {
    const { alternate, consequent, parent } = statement;
    if (alternate) return this.works(statementsOf(contains(alternate, use) ? consequent : alternate));
    if (statementsOf(consequent).at(-1)?.type !== Kind.ReturnStatement) return assigns(consequent, use);
    const siblings = parent.type === Kind.BlockStatement ? parent.body : [];
    const behind = siblings.slice(siblings.indexOf(statement) + 1);
    const [next] = behind;
    return this.works(behind) || (next?.type === Kind.ReturnStatement && this.isOtherResult(next, use));
  }

  private works(statements: readonly TSESTree.Statement[]): boolean {
    return statements.some((each) => {
      if (each.type === Kind.ReturnStatement) return isWork(each.argument);
      if (each.type !== Kind.ExpressionStatement) return false;
      const { expression } = each;
      return expression.type === Kind.AssignmentExpression ? this.isNoContext(expression.right) : isWork(expression);
    });
  }
}

const statementsOf = (branch: TSESTree.Statement): readonly TSESTree.Statement[] =>
  branch.type === Kind.BlockStatement ? branch.body : [branch];

const opposite = (meaning: Meaning | undefined): Meaning | undefined =>
  meaning && (meaning === 'held' ? 'missing' : 'held');

/** Calls that say that there was no span, and do nothing else. */
const SAYS = /^(?:add|debug|error|fatal|inc|increment|info|log|record|trace|verbose|warn)$/;

/** Whether an expression is a call that does the work of a request: no log, and no answer to it. */
function isWork(expression: TSESTree.Node | null): boolean {
  const outer = expression && unwrap(expression);
  const node = outer?.type === Kind.AwaitExpression ? unwrap(outer.argument) : outer;
  if (node?.type !== Kind.CallExpression || SAYS.test(calleeName(node) ?? '')) return false;
  let callee: TSESTree.Node = unwrap(node.callee);
  if (callee.type === Kind.Identifier) return true;
  while (callee.type === Kind.MemberExpression || callee.type === Kind.CallExpression)
    callee = unwrap(callee.type === Kind.MemberExpression ? callee.object : callee.callee);
  return callee.type !== Kind.Identifier || !RESPONSE_NAMES.has(callee.name);
}

/** Whether a statement of a branch assigns a value, to a variable that keeps its old one otherwise. */
function assigns(branch: TSESTree.Statement, value: TSESTree.Node): boolean {
  return statementsOf(branch).some(
    (each) =>
      each.type === Kind.ExpressionStatement &&
      each.expression.type === Kind.AssignmentExpression &&
      unwrap(each.expression.right) === value,
  );
}

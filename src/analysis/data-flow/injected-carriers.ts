/**
 * Which variables hold what `propagation.inject` wrote to, and which functions write it.
 *
 * A variable counts when it, or a part of it, was given to `inject`: directly, as the element of a loop over it, as the
 * parameter of a callback of `forEach` or `map` on it, or as an argument of a function of the file that injects into
 * its parameter.
 *
 * *Known limitations*: flow-insensitive; when it is injected is not asked, nor whether a part that was injected is the
 * one that is sent.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { contains, type FunctionNode, memberName, unwrap } from '../../ast';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { callSitesOf, definitionsOf, variableOf } from '../bindings';

const Kind = AST_NODE_TYPES;
/** Methods of a list that hand each element to a callback, as its first parameter. */
const EACH: ReadonlySet<string> = new Set(['forEach', 'map', 'flatMap', 'filter']);

export class InjectedCarriers {
  private variables: ReadonlySet<TSESLint.Scope.Variable> | undefined;

  constructor(
    private readonly resolver: ApiResolver,
    /** Finds the calls of `inject` in the file. */
    private readonly injections: () => readonly ResolvedCall[],
  ) {}

  /** Whether a context was injected into a variable or a part of it. */
  has(variable: TSESLint.Scope.Variable): boolean {
    return (this.variables ??= this.find()).has(variable);
  }

  /** Whether a function injects somewhere in its body. */
  isFilledBy(fn: FunctionNode): boolean {
    return this.injections().some((inject) => contains(fn.body, inject.node));
  }

  private find(): ReadonlySet<TSESLint.Scope.Variable> {
    const found = new Set<TSESLint.Scope.Variable>();
    const pending: TSESTree.Node[] = this.injections().flatMap((call) => call.argument('carrier') ?? []);
    for (let carrier = pending.pop(); carrier; carrier = pending.pop()) {
      const variable = this.rootOf(carrier);
      if (!variable || found.has(variable)) continue;
      found.add(variable);
      pending.push(...this.sourcesOf(variable));
    }
    return found;
  }

  /** The variable at the root of `message` or `message.headers`. */
  private rootOf(expression: TSESTree.Node): TSESLint.Scope.Variable | undefined {
    let node: TSESTree.Node = unwrap(expression);
    for (;;) {
      if (node.type === Kind.MemberExpression) node = unwrap(node.object);
      // `inject(ctx, (message.headers ??= {}))`
      else if (node.type === Kind.AssignmentExpression) node = unwrap(node.left);
      else break;
    }
    return node.type === Kind.Identifier ? variableOf(this.resolver.sourceCode, node) : undefined;
  }

  /** The expressions whose value a variable is a part of: what is written to it is written there. */
  private sourcesOf(variable: TSESLint.Scope.Variable): readonly TSESTree.Node[] {
    return definitionsOf(variable).flatMap((definition): readonly TSESTree.Node[] => {
      if (definition.kind === 'element') return [definition.iterated];
      if (definition.kind === 'value') return isReference(definition.value) ? [definition.value] : [];
      if (definition.kind !== 'parameter') return [];
      const { fn, index } = definition;
      const { parent } = fn;
      if (parent.type === Kind.CallExpression && parent.arguments[0] === fn) {
        const callee = unwrap(parent.callee);
        const isEach = callee.type === Kind.MemberExpression && index === 0 && EACH.has(memberName(callee) ?? '');
        return isEach ? [callee.object] : [];
      }
      return callSitesOf(this.resolver.sourceCode, fn).calls.flatMap((call) => call.arguments[index] ?? []);
    });
  }
}

/** `const headers = message.headers`: another name for the same object. */
function isReference(value: TSESTree.Expression): boolean {
  const node = unwrap(value);
  return node.type === Kind.Identifier || node.type === Kind.MemberExpression;
}

/**
 * Whether a span context, or a span, may be undefined because the context it is read from holds no span: such as what
 * was extracted from a message without `traceparent`. Followed through casts, `!`, variables, branches, callbacks over
 * lists, and functions of the same file.
 *
 * *Known limitations*: only what is read from a context (`getSpanContext`, `getSpan`, `getActiveSpan`) and the words
 * `undefined` and `null` may be missing; fields, containers, parameters without known calls and functions of other
 * files are not asked. In the callback of `startActiveSpan` the active context holds a span.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { isFunction, isNothing, unwrap } from '../../ast';
import { activationAround } from '../ambient-context';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { callSitesOf, type Definition, resolveFunction, returnedExpressions, variableOf } from '../bindings';
import { type GraphProvider, propertyValues, reachingDefinitions } from '../data-flow';
import { isGuarded, textOf } from './guards';
import { heldSpan } from './held-span';
import { ListItems } from './list-items';

const Kind = AST_NODE_TYPES;

const MAX_DEPTH = 10;

export class MissingSpans {
  private readonly open = new Set<TSESTree.Node>();
  private readonly lists: ListItems;

  constructor(
    private readonly resolver: ApiResolver,
    private readonly graphOf: GraphProvider,
  ) {
    this.lists = new ListItems(resolver, graphOf);
  }

  /**
   * The expression that is undefined where there is no span, and whose value an unguarded expression may have; else
   * undefined.
   */
  originOf(expression: TSESTree.Node): TSESTree.Expression | undefined {
    const node = unwrap(expression);
    if (this.open.size > MAX_DEPTH || this.open.has(node)) return undefined;
    this.open.add(node);
    const origin = this.search(node);
    this.open.delete(node);
    return origin;
  }

  private get sourceCode(): TSESLint.SourceCode {
    return this.resolver.sourceCode;
  }

  private search(node: TSESTree.Expression): TSESTree.Expression | undefined {
    if (isNothing(node)) return node;
    switch (node.type) {
      case Kind.Identifier:
        return this.ofVariable(node);
      case Kind.CallExpression: {
        const call = this.resolver.resolve(node);
        return call ? this.ofOperation(call) : this.ofFunction(node, false);
      }
      case Kind.AwaitExpression: {
        const awaited = unwrap(node.argument);
        return awaited.type === Kind.CallExpression && !this.resolver.resolve(awaited)
          ? this.ofFunction(awaited, true)
          : undefined;
      }
      case Kind.ConditionalExpression:
        return this.originOf(node.consequent) ?? this.originOf(node.alternate);
      case Kind.LogicalExpression:
        return (node.operator === '&&' ? this.originOf(node.left) : undefined) ?? this.originOf(node.right);
      default:
        return undefined;
    }
  }

  private ofOperation(call: ResolvedCall): TSESTree.Expression | undefined {
    const { node, operation } = call;
    if (node.type !== Kind.CallExpression || call.isWrapper) return undefined;
    if (operation === 'span.spanContext') {
      const callee = unwrap(node.callee);
      const isOptional = callee.type === Kind.MemberExpression && callee.optional;
      return isOptional && call.receiver && this.originOf(call.receiver) ? node : undefined;
    }
    if (operation === 'trace.getActiveSpan')
      return this.isUnderSpan(node) || this.isLookedAt(node, 'context.active()') ? undefined : node;
    if (operation !== 'trace.getSpanContext' && operation !== 'trace.getSpan') return undefined;
    const context = call.argument('context');
    if (!context) return undefined;
    const held = heldSpan(this.resolver, context);
    if (held?.kind === 'span' || (held?.kind === 'active' && this.isUnderSpan(held.read))) return undefined;
    return this.isLookedAt(node, textOf(this.resolver, context), context) ? undefined : node;
  }

  /** Whether code stands in the callback of a call that makes a span active. */
  private isUnderSpan(node: TSESTree.Node): boolean {
    const activation = activationAround(this.resolver, node);
    if (activation?.call.operation === 'span.startActive') return true;
    return activation?.context !== undefined && heldSpan(this.resolver, activation.context)?.kind === 'span';
  }

  private isLookedAt(use: TSESTree.Node, contextText: string | undefined, context?: TSESTree.Expression): boolean {
    const named = [use, context].flatMap((node) =>
      node && unwrap(node).type === Kind.Identifier ? [unwrap(node) as TSESTree.Identifier] : [],
    );
    const variables = new Set(named.flatMap((name) => variableOf(this.sourceCode, name) ?? []));
    return isGuarded(this.resolver, this.graphOf, { use, variables, contextText });
  }

  private ofVariable(node: TSESTree.Identifier): TSESTree.Expression | undefined {
    const variable = variableOf(this.sourceCode, node);
    if (!variable) return undefined;
    for (const definition of reachingDefinitions(this.graphOf, variable, node)) {
      const origin = this.ofDefinition(definition);
      if (!origin || this.isNarrowed(node, definition)) continue;
      const read = this.resolver.resolve(origin);
      const context = read?.argument('context');
      return this.isLookedAt(node, context && textOf(this.resolver, context), context) ? undefined : origin;
    }
    return undefined;
  }

  private ofDefinition(definition: Definition): TSESTree.Expression | undefined {
    const { path } = definition as { readonly path?: readonly string[] };
    if (definition.kind === 'value') return this.ofPart(definition.value, definition.path);
    if (path === undefined) return undefined;
    for (const { node, dropsNothing } of this.lists.ofElement(definition)) {
      const origin = dropsNothing && path.length === 0 ? undefined : this.ofPart(node, path);
      if (origin) return origin;
    }
    if (definition.kind !== 'parameter' || path.length > 0) return undefined;
    for (const call of callSitesOf(this.sourceCode, definition.fn).calls) {
      const given = call.arguments[definition.index];
      const isPlain =
        given && !call.arguments.slice(0, definition.index + 1).some(({ type }) => type === Kind.SpreadElement);
      const origin = isPlain ? this.originOf(given) : undefined;
      if (origin && !isNothing(origin)) return origin;
    }
    return undefined;
  }

  private ofPart(value: TSESTree.Expression, path: readonly string[]): TSESTree.Expression | undefined {
    const [name, ...rest] = path;
    if (name === undefined) return this.originOf(value);
    if (rest.length > 0) return undefined;
    for (const part of propertyValues(this.sourceCode, value, name)) {
      const origin = this.originOf(part);
      if (origin) return origin;
    }
    return undefined;
  }

  private ofFunction(node: TSESTree.CallExpression, isAwaited: boolean): TSESTree.Expression | undefined {
    const fn = resolveFunction(this.sourceCode, node.callee);
    if (!fn || !isFunction(fn) || fn.generator || (fn.async && !isAwaited)) return undefined;
    for (const returned of returnedExpressions(this.sourceCode, fn)) {
      const origin = this.originOf(returned);
      if (origin) return origin;
    }
    return undefined;
  }

  /** Whether the checker knows that a variable is not undefined at a place, though the value it got may be. */
  private isNarrowed(read: TSESTree.Identifier, definition: Definition): boolean {
    const { types } = this.resolver;
    if (!types || !this.resolver.isTypeKnown(read)) return false;
    const mayBeUndefined = (type: ts.Type | undefined): boolean =>
      (type?.isUnion() ? type.types : type ? [type] : []).some(
        (part) => (part.flags & (types.ts.TypeFlags.Undefined | types.ts.TypeFlags.Null)) !== 0,
      );
    if (mayBeUndefined(types.typeAt(read))) return false;
    const given = definition.kind === 'value' && definition.path.length === 0 ? definition.value : definition.site;
    return definition.kind === 'value' ? mayBeUndefined(types.typeAt(given)) : false;
  }
}

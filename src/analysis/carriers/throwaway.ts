/**
 * Whether what `inject` writes ever leaves: a carrier that nobody holds, or that nobody reads afterwards, is thrown
 * away.
 *
 * Known limitations: a local that is read anywhere else counts as sent, whatever reads it; order is not looked at, so a
 * carrier that is sent before it is filled is not seen.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { memberName, unwrap, wrapped } from '../../ast';
import type { ApiResolver } from '../api-resolution';
import { variableOf } from '../bindings';
import { builtinName, isVisibleOutside, useOf } from '../data-flow';
import { valueFlow } from '../value-flow';

/** Why what is written to a carrier never leaves. */
export type Throwaway =
  /** `inject(ctx, {})`: an object that nobody else holds. */
  | { readonly kind: 'literal' }
  /** `inject(ctx, { ...headers })`, `inject(ctx, Object.assign({}, headers))`: a copy; the original stays as it is. */
  | { readonly kind: 'copy'; readonly of: TSESTree.Expression | undefined }
  /** `inject(ctx, options.headers || {})`: an object that nobody else holds, whenever the left side is missing. */
  | { readonly kind: 'default'; readonly target: TSESTree.Expression; readonly expression: TSESTree.LogicalExpression }
  /** A local that is filled and never read. */
  | { readonly kind: 'local'; readonly name: string; readonly declaration: TSESTree.Node; readonly value: Throwaway };

/** Functions whose result is a new object. */
const COPIES: ReadonlySet<string> = new Set([
  'Object.assign',
  'Object.fromEntries',
  'JSON.parse',
  'structuredClone',
  'Object.create',
]);
/** Classes whose instances copy what they are given. */
const COPYING_CLASSES: ReadonlySet<string> = new Set(['Headers', 'Map', 'URLSearchParams', 'Metadata']);

/** Why the carrier of an `inject` is thrown away, or undefined where it may leave. */
export function throwawayCarrier(resolver: ApiResolver, carrier: TSESTree.Expression): Throwaway | undefined {
  const node = unwrap(carrier);
  const fresh = freshValue(resolver, node);
  if (fresh) return fresh;
  if (node.type !== AST_NODE_TYPES.Identifier) return undefined;
  const variable = variableOf(resolver.sourceCode, node);
  const [held, ...others] = valueFlow(resolver.sourceCode).stepsOf('backward', node).steps;
  if (!variable || held?.kind !== 'copy' || others.length > 0) return undefined;
  const value = freshValue(resolver, unwrap(held.to));
  if (!value || isVisibleOutside(variable) || isRead(resolver, variable)) return undefined;
  return { kind: 'local', name: variable.name, declaration: held.site, value };
}

/** Whether an expression makes an object of its own, at least where a value is missing. */
function freshValue(resolver: ApiResolver, node: TSESTree.Expression): Throwaway | undefined {
  switch (node.type) {
    case AST_NODE_TYPES.ObjectExpression: {
      const spread = node.properties.find((property) => property.type === AST_NODE_TYPES.SpreadElement);
      return spread ? { kind: 'copy', of: spread.argument } : { kind: 'literal' };
    }
    case AST_NODE_TYPES.LogicalExpression: {
      const isDefault = node.operator !== '&&' && freshValue(resolver, unwrap(node.right));
      return isDefault ? { kind: 'default', target: node.left, expression: node } : undefined;
    }
    case AST_NODE_TYPES.ConditionalExpression: {
      const parts = [node.consequent, node.alternate].map((part) => freshValue(resolver, unwrap(part)));
      return parts.every(Boolean) ? parts[0] : undefined;
    }
    case AST_NODE_TYPES.CallExpression: {
      const name = builtinName(resolver.sourceCode, node.callee) ?? '';
      if (!COPIES.has(name)) return undefined;
      const [target, source] = node.arguments;
      // `Object.assign(headers, …)` gives `headers` itself.
      if (name === 'Object.assign')
        return target && freshValue(resolver, unwrap(target)) ? { kind: 'copy', of: asExpression(source) } : undefined;
      return { kind: 'copy', of: name === 'Object.create' ? undefined : asExpression(target) };
    }
    case AST_NODE_TYPES.NewExpression: {
      const name = builtinName(resolver.sourceCode, node.callee)?.split('.').at(-1) ?? '';
      if (!COPYING_CLASSES.has(name)) return undefined;
      const [source] = node.arguments;
      return source ? { kind: 'copy', of: asExpression(source) } : { kind: 'literal' };
    }
    default:
      return undefined;
  }
}

function asExpression(node: TSESTree.CallExpressionArgument | undefined): TSESTree.Expression | undefined {
  return node && node.type !== AST_NODE_TYPES.SpreadElement ? node : undefined;
}

/** Whether anything but `inject` and writes to it takes a variable. */
function isRead(resolver: ApiResolver, variable: TSESLint.Scope.Variable): boolean {
  return variable.references.some(
    (reference) => !isDeclaration(reference) && !isOnlyFilled(resolver, reference.identifier),
  );
}

/** `const c = {}`, and the statement `c = {}` behind `let c;`. */
function isDeclaration({ identifier, init }: TSESLint.Scope.Reference): boolean {
  const { parent } = identifier;
  const isStatement =
    parent.type === AST_NODE_TYPES.AssignmentExpression &&
    parent.left === identifier &&
    parent.parent.type === AST_NODE_TYPES.ExpressionStatement;
  return init === true || isStatement;
}

function isOnlyFilled(resolver: ApiResolver, identifier: TSESTree.Identifier | TSESTree.JSXIdentifier): boolean {
  const node = wrapped(identifier);
  const { parent } = node;
  if (parent?.type === AST_NODE_TYPES.CallExpression) {
    const call = resolver.resolve(parent);
    return call?.operation === 'propagation.inject' && call.argument('carrier') === node;
  }
  if (parent?.type !== AST_NODE_TYPES.MemberExpression || parent.object !== node) return false;
  const outer = wrapped(parent).parent;
  if (outer?.type === AST_NODE_TYPES.AssignmentExpression)
    return outer.left === parent && useOf(resolver.sourceCode, outer).kind === 'discarded';
  if (outer?.type !== AST_NODE_TYPES.CallExpression || unwrap(outer.callee) !== parent) return false;
  return (
    ['set', 'append', 'add'].includes(memberName(parent) ?? '') &&
    useOf(resolver.sourceCode, outer).kind === 'discarded'
  );
}

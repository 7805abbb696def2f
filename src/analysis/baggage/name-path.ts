/**
 * The names by which an expression is reached: `['req', 'user', 'email']` for `req.user?.email`, and the field that an
 * accessor is asked for: `['req', 'headers', 'authorization']` for `req.headers.get('authorization')`.
 *
 * *Known limitations*: computed members end the path, except for indices, which are left out.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { literalString, memberName, unwrap } from '../../ast';
import type { NameKind } from '../sensitive-data';

export interface NamePath {
  readonly names: readonly string[];
  readonly kind: NameKind;
}

/**
 * Methods that read the field whose name they are given: Fetch Headers, Express, Hono, cookies, storage, forms, maps.
 */
const ACCESSORS: ReadonlySet<string> = new Set([
  'get',
  'getAll',
  'header',
  'getHeader',
  'getItem',
  'param',
  'query',
  'cookie',
  'getCookie',
]);

/** The names that lead to the value of an expression, or undefined when its last step has no name. */
export function namePathOf(expression: TSESTree.Node): NamePath | undefined {
  const node = unwrap(expression) as TSESTree.Node;
  switch (node.type) {
    case AST_NODE_TYPES.Identifier:
      return { names: [node.name], kind: 'variable' };
    case AST_NODE_TYPES.AwaitExpression:
      return namePathOf(node.argument);
    case AST_NODE_TYPES.MemberExpression: {
      const name = node.property.type === AST_NODE_TYPES.PrivateIdentifier ? node.property.name : memberName(node);
      if (name !== undefined && !/^\d+$/.test(name))
        return { names: [...objectNames(node.object), name], kind: 'property' };
      return isIndex(node) ? namePathOf(node.object) : undefined;
    }
    case AST_NODE_TYPES.CallExpression: {
      const callee = unwrap(node.callee);
      if (callee.type === AST_NODE_TYPES.Identifier) return { names: [callee.name], kind: 'call' };
      const name = callee.type === AST_NODE_TYPES.MemberExpression ? memberName(callee) : undefined;
      if (callee.type !== AST_NODE_TYPES.MemberExpression || name === undefined) return undefined;
      const field = ACCESSORS.has(name) && node.arguments.length === 1 ? literalString(node.arguments[0]) : undefined;
      if (field !== undefined)
        return {
          names: [
            ...objectNames(callee.object),
            ...(name.startsWith('get') || name === 'query' || name === 'param' ? [] : [name]),
            field,
          ],
          kind: 'string-key',
        };
      return { names: [...objectNames(callee.object), name], kind: 'call' };
    }
    default:
      return undefined;
  }
}

/** The names of an object, for what hangs on it: empty when it has none. */
export function objectNames(expression: TSESTree.Node): readonly string[] {
  const node = unwrap(expression) as TSESTree.Node;
  if (node.type === AST_NODE_TYPES.ThisExpression) return ['this'];
  return namePathOf(node)?.names ?? [];
}

function isIndex(node: TSESTree.MemberExpression): boolean {
  return node.computed && node.property.type === AST_NODE_TYPES.Literal && /^\d+$/.test(String(node.property.value));
}

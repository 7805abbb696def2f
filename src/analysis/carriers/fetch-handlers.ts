/**
 * Handlers of Fetch: of the object that a worker exports or serves, of a route that a framework calls, of the event
 * `fetch`.
 *
 * *Known limitations*: they are known by the names that frameworks look for.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, type FunctionNode, keyName, literalString, memberName } from '../../ast';
import { FETCH_HANDLERS } from '../../model/carriers';
import type { ValueFlow } from '../value-flow';

/** Whether a parameter is the `Request` of a Fetch handler. */
export function isFetchRequest(flow: ValueFlow, fn: FunctionNode, index: number): boolean {
  const parameter = fn.params[index];
  if (index !== 0 || parameter?.type !== AST_NODE_TYPES.Identifier || !FETCH_HANDLERS.parameters.has(parameter.name))
    return false;
  const [, second] = fn.params;
  const beside = second?.type === AST_NODE_TYPES.Identifier ? second.name.replace(/^_/, '') : '';
  if (FETCH_HANDLERS.responses.has(beside)) return false;
  const { parent } = fn;
  if (parent.type === AST_NODE_TYPES.Property) {
    return (
      FETCH_HANDLERS.properties.has(keyName(parent) ?? '') &&
      (FETCH_HANDLERS.environments.has(beside) || isServer(flow, parent.parent))
    );
  }
  const name = fn.type === AST_NODE_TYPES.FunctionDeclaration ? fn.id?.name : undefined;
  if (name !== undefined)
    return parent.type === AST_NODE_TYPES.ExportNamedDeclaration && FETCH_HANDLERS.exports.has(name);
  if (parent.type !== AST_NODE_TYPES.VariableDeclarator || parent.id.type !== AST_NODE_TYPES.Identifier) return false;
  return (
    parent.parent.parent.type === AST_NODE_TYPES.ExportNamedDeclaration && FETCH_HANDLERS.exports.has(parent.id.name)
  );
}

/** Whether an object with a `fetch` handler is served: exported as a whole, or given to `serve`. */
function isServer(flow: ValueFlow, object: TSESTree.Node): boolean {
  if (object.type !== AST_NODE_TYPES.ObjectExpression) return false;
  const isKnown = (name: string | undefined): boolean =>
    name !== undefined && (FETCH_HANDLERS.properties.has(name) || FETCH_HANDLERS.siblings.has(name));
  if (!object.properties.every((property) => property.type === AST_NODE_TYPES.Property && isKnown(keyName(property))))
    return false;
  const { flows } = flow.forward(object, {
    label: ({ node, path }) => (path.length === 0 && isServed(node) ? true : undefined),
  });
  return flows.length > 0;
}

function isServed(value: TSESTree.Node): boolean {
  const { parent } = value;
  switch (parent?.type) {
    case AST_NODE_TYPES.ExportDefaultDeclaration:
      return true;
    case AST_NODE_TYPES.AssignmentExpression: {
      const name =
        parent.right === value && parent.left.type === AST_NODE_TYPES.MemberExpression
          ? memberName(parent.left)
          : undefined;
      return name === 'exports' || name === 'default';
    }
    case AST_NODE_TYPES.CallExpression:
      // `serve({ fetch })`, and what wraps a handler before it is exported.
      return /^(?:serve|instrument\w*|wrap\w*)$/.test(calleeName(parent) ?? '');
    default:
      return false;
  }
}

/** Whether a parameter is the event of `addEventListener('fetch', (event) => event.request)`. */
export function isFetchEvent({ parent, params }: FunctionNode, node: TSESTree.Node): boolean {
  return (
    parent.type === AST_NODE_TYPES.CallExpression &&
    params[0] === node &&
    calleeName(parent) === 'addEventListener' &&
    literalString(parent.arguments[0]) === 'fetch'
  );
}

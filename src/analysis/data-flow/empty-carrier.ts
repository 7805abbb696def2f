/**
 * Whether what stands where a carrier is expected was never filled: an object literal without an entry of propagation,
 * in a variable or not, that nobody injects into, writes to or hands to a function before it is sent.
 *
 * *Known limitations*: a variable that is read anywhere besides the place where it is sent may have been filled there.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { isFunction, keyName, unwrap } from '../../ast';
import { CARRIER_NAME } from '../../model/worker-channels';
import { soleDefinition, variableOf } from '../bindings';
import { readsOf } from './value-use';

/** Whether an expression is a carrier that nobody filled, whatever the name under which it is sent. */
export function isUnfilledCarrier(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  if (node.type === AST_NODE_TYPES.Literal) return node.value === null;
  if (node.type === AST_NODE_TYPES.ObjectExpression)
    return holdsNoCarrier(sourceCode, node) && isSentAtOnce(sourceCode, node);
  if (node.type !== AST_NODE_TYPES.Identifier) return false;
  const variable = variableOf(sourceCode, node);
  if (!variable) return node.name === 'undefined';
  const definition = soleDefinition(variable);
  if (definition?.kind !== 'value' || definition.path.length > 0) return false;
  const value = unwrap(definition.value);
  return (
    value.type === AST_NODE_TYPES.ObjectExpression &&
    holdsNoCarrier(sourceCode, value) &&
    readsOf(variable).length <= 1 &&
    isSentAtOnce(sourceCode, node)
  );
}

function holdsNoCarrier(sourceCode: TSESLint.SourceCode, node: TSESTree.ObjectExpression): boolean {
  return node.properties.every((property) => {
    if (property.type !== AST_NODE_TYPES.Property || property.kind !== 'init') return false;
    const name = keyName(property);
    return name !== undefined && (!CARRIER_NAME.test(name) || isUnfilledCarrier(sourceCode, property.value));
  });
}

/** Whether the message that a value is a part of goes to a call, or into a variable that is read for nothing else. */
function isSentAtOnce(sourceCode: TSESLint.SourceCode, value: TSESTree.Node): boolean {
  let node = value;
  for (let { parent } = node; parent; node = parent, { parent } = node) {
    switch (parent.type) {
      case AST_NODE_TYPES.CallExpression:
      case AST_NODE_TYPES.NewExpression:
      case AST_NODE_TYPES.ReturnStatement:
        return true;
      case AST_NODE_TYPES.VariableDeclarator:
      case AST_NODE_TYPES.AssignmentExpression: {
        const root = rootOf(parent.type === AST_NODE_TYPES.VariableDeclarator ? parent.id : parent.left);
        const variable = root && variableOf(sourceCode, root);
        return variable !== undefined && readsOf(variable).filter((read) => !isWrittenTo(read)).length <= 1;
      }
      default:
        if (isFunction(parent)) return true;
    }
  }
  return false;
}

/** Whether a property of a value is written: `message.items = …`. */
function isWrittenTo(identifier: TSESTree.Node): boolean {
  const { parent } = identifier;
  if (parent?.type !== AST_NODE_TYPES.MemberExpression || parent.object !== identifier) return false;
  return parent.parent.type === AST_NODE_TYPES.AssignmentExpression && parent.parent.left === parent;
}

function rootOf(target: TSESTree.Node): TSESTree.Identifier | undefined {
  let node = unwrap(target);
  while (node.type === AST_NODE_TYPES.MemberExpression) node = unwrap(node.object);
  return node.type === AST_NODE_TYPES.Identifier ? node : undefined;
}

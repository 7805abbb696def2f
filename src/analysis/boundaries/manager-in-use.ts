/**
 * Whose active context a piece of code reads: that of the project's global manager, or of a context manager instance
 * at hand, which carries what its own class carries.
 *
 * Known limitations: those of `ObjectTypes`; an instance of a class that is not known here counts as the project's own.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { memberName } from '../../ast';
import { CONTEXT_MANAGER_CLASSES, type DetectedManager } from '../../model/context-managers';
import type { AmbientUse } from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import { namedExport, type ObjectTypes } from '../library-objects';
import { SAME_VALUE, valueFlow } from '../value-flow';

/** The context manager instance that a read of the active context is called on: `manager` of `manager.active()`. */
export function managerInstance(resolver: ApiResolver, { node }: AmbientUse): TSESTree.Expression | undefined {
  const receiver = resolver.resolve(node)?.receiver;
  return receiver && resolver.typeOf(receiver) === 'ContextManager' ? receiver : undefined;
}

/** What a context manager instance is: by its declared type, else by how it was built. */
export function managerOf(types: ObjectTypes, instance: TSESTree.Expression): DetectedManager {
  const declared = types.of(instance).map(({ name }) => name);
  const name = [...declared, ...classesOf(types, instance)].find((one) => Object.hasOwn(CONTEXT_MANAGER_CLASSES, one));
  return (name === undefined ? undefined : CONTEXT_MANAGER_CLASSES[name]) ?? 'own';
}

/** The classes that an expression may be an instance of: `new X()`, `new X().enable()`, under whatever name. */
function classesOf({ resolver }: ObjectTypes, instance: TSESTree.Expression): readonly string[] {
  const { flows } = valueFlow(resolver.sourceCode).backward(instance, {
    label: ({ node, path }) =>
      path.length === 0 && node.type === AST_NODE_TYPES.NewExpression
        ? namedExport(resolver, node.callee)?.name
        : undefined,
    also: ({ node }) =>
      node.type === AST_NODE_TYPES.CallExpression &&
      node.callee.type === AST_NODE_TYPES.MemberExpression &&
      memberName(node.callee) === 'enable'
        ? [{ kind: 'copy', to: node.callee.object, site: node }]
        : [],
    kinds: SAME_VALUE,
  });
  return flows.map(({ label }) => label);
}

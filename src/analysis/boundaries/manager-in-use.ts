/**
 * Whose active context a piece of code reads: that of the project's global manager, or of a context manager instance
 * at hand, which carries what its own class carries.
 *
 * Known limitations: those of `ObjectTypes`; an instance of a class that is not known here counts as the project's own.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, memberName, unwrap } from '../../ast';
import { CONTEXT_MANAGER_CLASSES, type DetectedManager } from '../../model/context-managers';
import type { AmbientUse } from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import { definitionsOf, thisHolder, variableOf } from '../bindings';
import { fieldWrites, namedExport, type ObjectTypes } from '../library-objects';

const MAX_DEPTH = 5;

/** The context manager instance that a read of the active context is called on: `manager` of `manager.active()`. */
export function managerInstance(resolver: ApiResolver, { node }: AmbientUse): TSESTree.Expression | undefined {
  const receiver = resolver.resolve(node)?.receiver;
  return receiver && resolver.typeOf(receiver) === 'ContextManager' ? receiver : undefined;
}

/** What a context manager instance is: by its declared type, else by how it was built. */
export function managerOf(types: ObjectTypes, instance: TSESTree.Expression): DetectedManager {
  const declared = types.of(instance).map(({ name }) => name);
  const name = [...declared, ...classesOf(types.resolver, instance, 0)].find((one) =>
    Object.hasOwn(CONTEXT_MANAGER_CLASSES, one),
  );
  return (name === undefined ? undefined : CONTEXT_MANAGER_CLASSES[name]) ?? 'own';
}

/** The classes that an expression may be an instance of: `new X()`, `new X().enable()`, a variable or field of it. */
function classesOf(resolver: ApiResolver, expression: TSESTree.Expression, depth: number): readonly string[] {
  const node = unwrap(expression);
  if (depth > MAX_DEPTH) return [];
  const follow = (values: readonly TSESTree.Expression[]): readonly string[] =>
    values.flatMap((value) => classesOf(resolver, value, depth + 1));
  switch (node.type) {
    case AST_NODE_TYPES.NewExpression:
      return [namedExport(resolver, node.callee)?.name ?? []].flat();
    case AST_NODE_TYPES.CallExpression:
      return calleeName(node) === 'enable' && node.callee.type === AST_NODE_TYPES.MemberExpression
        ? follow([node.callee.object])
        : [];
    case AST_NODE_TYPES.Identifier: {
      const variable = variableOf(resolver.sourceCode, node);
      const definitions = variable ? definitionsOf(variable) : [];
      return follow(definitions.flatMap((one) => (one.kind === 'value' && one.path.length === 0 ? [one.value] : [])));
    }
    case AST_NODE_TYPES.MemberExpression: {
      const holder = node.object.type === AST_NODE_TYPES.ThisExpression ? thisHolder(node.object) : undefined;
      const name = memberName(node);
      const isClass = holder !== undefined && holder.type !== AST_NODE_TYPES.ObjectExpression;
      return isClass && name !== undefined ? follow(fieldWrites(resolver, holder, name)) : [];
    }
    default:
      return [];
  }
}

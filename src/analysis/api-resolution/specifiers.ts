/**
 * Whether an expression is what a TypeOrValueSpecifier names. With types, `@typescript-eslint/type-utils` answers by
 * declaration; without, the import tells the package and a relative import or a local declaration tells the file.
 *
 * Known limitations: without types the `path` of a file specifier is not compared.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type * as TypeUtils from '@typescript-eslint/type-utils';
import { memberName } from '../../ast';
import type { Specifier } from '../../model/settings';
import type { ApiResolver } from './api-resolver';


/** Loaded only for typed files: it needs `typescript`, an optional peer. */
function typeUtils(): typeof TypeUtils | undefined {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a static import would make `typescript` required
    return require('@typescript-eslint/type-utils') as typeof TypeUtils;
  } catch {
    return undefined;
  }
}

/** Whether an expression's value or type is the one that a specifier names. */
export function matchesSpecifier(resolver: ApiResolver, node: TSESTree.Expression, specifier: Specifier): boolean {
  const { types } = resolver;
  if (types && resolver.isTypeKnown(node)) {
    const utils = typeUtils();
    const type = types.typeAt(node);
    if (utils && type) {
      const target = node.type === AST_NODE_TYPES.MemberExpression ? node.property : node;
      return (
        utils.typeMatchesSpecifier(type, specifier, types.program) || utils.valueMatchesSpecifier(target, specifier, types.program, type)
      );
    }
  }
  return matchesByName(resolver, node, specifier);
}

function matchesByName(resolver: ApiResolver, node: TSESTree.Expression, specifier: Specifier): boolean {
  const ref = resolver.exportOf(node);
  const name = ref?.path.at(-1) ?? nameOf(node);
  const isRelative = ref === undefined || ref.package.startsWith('.');
  if (name === undefined) return false;
  if (typeof specifier === 'string') return name === specifier || nameOf(node) === specifier;
  if (![specifier.name].flat().includes(name)) return false;
  if (specifier.from === 'package') return ref?.package === specifier.package;
  return specifier.from === 'lib' ? ref === undefined : isRelative;
}

function nameOf(node: TSESTree.Expression): string | undefined {
  if (node.type === AST_NODE_TYPES.Identifier) return node.name;
  return node.type === AST_NODE_TYPES.MemberExpression ? memberName(node) : undefined;
}

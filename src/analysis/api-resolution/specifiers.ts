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
import type { ExportRef } from './references';
import type { TypeServices } from './typescript';

/** The questions about an expression that a match needs answered; an ApiResolver answers them. */
export interface ExpressionFacts {
  /** Type services, or undefined in untyped mode. */
  readonly types: TypeServices | undefined;
  isTypeKnown(expression: TSESTree.Node): boolean;
  exportOf(expression: TSESTree.Node): ExportRef | undefined;
}

/** Loaded only for typed files: it needs `typescript`, an optional peer. */
function typeUtils(): typeof TypeUtils | undefined {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- `typescript` is an optional peer
    return require('@typescript-eslint/type-utils') as typeof TypeUtils;
  } catch {
    return undefined;
  }
}

/** Whether an expression's value or type is the one that a specifier names. */
export function matchesSpecifier(facts: ExpressionFacts, node: TSESTree.Expression, specifier: Specifier): boolean {
  const { types } = facts;
  if (types && facts.isTypeKnown(node)) {
    const utils = typeUtils();
    const type = types.typeAt(node);
    if (utils && type) {
      const target = node.type === AST_NODE_TYPES.MemberExpression ? node.property : node;
      return (
        utils.typeMatchesSpecifier(type, specifier, types.program) ||
        utils.valueMatchesSpecifier(target, specifier, types.program, type)
      );
    }
  }
  return matchesByName(facts, node, specifier);
}

function matchesByName(facts: ExpressionFacts, node: TSESTree.Expression, specifier: Specifier): boolean {
  const ref = facts.exportOf(node);
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

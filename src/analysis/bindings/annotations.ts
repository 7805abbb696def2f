/** The annotation that a name or a field is declared with. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { keyName, unwrap } from '../../ast';
import { variableOf } from './definitions';
import { thisHolder } from './local-functions';

/** The annotation of a variable, or of a field of the class around `this`. */
export function annotationOf(
  sourceCode: TSESLint.SourceCode,
  node: TSESTree.Node,
): TSESTree.TSTypeAnnotation | undefined {
  if (node.type === AST_NODE_TYPES.Identifier) return variableOf(sourceCode, node)?.identifiers[0]?.typeAnnotation;
  return node.type === AST_NODE_TYPES.MemberExpression ? fieldAnnotation(node) : undefined;
}

/** `#name: T`, `constructor(private name: T)`. */
function fieldAnnotation({ object, property }: TSESTree.MemberExpression): TSESTree.TSTypeAnnotation | undefined {
  const self = unwrap(object);
  const holder = self.type === AST_NODE_TYPES.ThisExpression ? thisHolder(self) : undefined;
  if (!holder || holder.type === AST_NODE_TYPES.ObjectExpression || !('name' in property)) return undefined;
  for (const member of holder.body.body) {
    if (member.type === AST_NODE_TYPES.PropertyDefinition && keyName(member) === property.name)
      return member.typeAnnotation;
    if (member.type !== AST_NODE_TYPES.MethodDefinition || member.kind !== 'constructor') continue;
    for (const each of member.value.params) {
      if (each.type !== AST_NODE_TYPES.TSParameterProperty) continue;
      const target = each.parameter.type === AST_NODE_TYPES.AssignmentPattern ? each.parameter.left : each.parameter;
      if (target.name === property.name) return target.typeAnnotation;
    }
  }
  return undefined;
}

/**
 * Whether the left side of `options.headers ?? {}` is there whatever happens: by its type, by a test around it, or by
 * an assignment before it. Then the object on the right is never made.
 *
 * *Known limitations*: a type is believed but for entries of records and arrays, which may be missing whatever it says;
 * an assignment before it counts wherever in the function it stands, and only those to properties are looked for.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { contains, enclosingBody, isFunction, unwrap } from '../../ast';
import type { ApiResolver } from '../api-resolution';
import { walkOwn } from '../bindings';

/**
 * Whether an expression may have no value where it stands; false where the code around it, or its type, shows that it
 * has one.
 */
export function isEverMissing(resolver: ApiResolver, expression: TSESTree.Expression): boolean {
  const { sourceCode } = resolver;
  return (
    !isThereByType(resolver, expression) &&
    !isTestedAround(sourceCode, expression) &&
    !isAssignedBefore(sourceCode, expression)
  );
}

function isThereByType(resolver: ApiResolver, expression: TSESTree.Expression): boolean {
  const { types } = resolver;
  const node = unwrap(expression);
  if (!types || node.type === AST_NODE_TYPES.TSNonNullExpression || !resolver.isTypeKnown(node)) return false;
  const options = types.program.getCompilerOptions();
  if (!(options.strictNullChecks ?? options.strict)) return false;
  // `byId[id]` and `byId.some` may be missing, though the type of the entries does not say so.
  if (node.type === AST_NODE_TYPES.MemberExpression && (node.computed || !types.symbolAt(node.property)?.declarations))
    return false;
  const type = types.typeAt(node);
  const { Any, Null, TypeParameter, Undefined, Unknown, Void } = types.ts.TypeFlags;
  const parts = type?.isUnion() ? type.types : type ? [type] : [];
  return (
    parts.length > 0 &&
    parts.every((part) => (part.flags & (Any | Null | TypeParameter | Undefined | Unknown | Void)) === 0)
  );
}

const textOf = (sourceCode: TSESLint.SourceCode, node: TSESTree.Node): string =>
  sourceCode.getText(unwrap(node)).replace(/\s+|\?(?=\.)/g, '');

/** `if (options.headers) …`, `options.headers && …`: the value itself is the test, or a part of an `&&`. */
function isTestedAround(sourceCode: TSESLint.SourceCode, expression: TSESTree.Expression): boolean {
  const text = textOf(sourceCode, expression);
  const isTested = (test: TSESTree.Node): boolean => {
    const node = unwrap(test);
    if (node.type === AST_NODE_TYPES.LogicalExpression && node.operator === '&&')
      return isTested(node.left) || isTested(node.right);
    return textOf(sourceCode, node) === text;
  };
  let child: TSESTree.Node = expression;
  for (
    let parent: TSESTree.Node | undefined = child.parent;
    parent && !isFunction(parent);
    child = parent, parent = parent.parent
  ) {
    if (parent.type === AST_NODE_TYPES.IfStatement || parent.type === AST_NODE_TYPES.ConditionalExpression) {
      if (parent.consequent === child && isTested(parent.test)) return true;
    }
    if (
      parent.type === AST_NODE_TYPES.LogicalExpression &&
      parent.operator === '&&' &&
      parent.right === child &&
      isTested(parent.left)
    )
      return true;
  }
  return false;
}

/** `options.headers ??= {}`, `if (!options.headers) options.headers = {}`. */
function isAssignedBefore(sourceCode: TSESLint.SourceCode, expression: TSESTree.Expression): boolean {
  if (unwrap(expression).type !== AST_NODE_TYPES.MemberExpression) return false;
  const text = textOf(sourceCode, expression);
  const assignments: TSESTree.AssignmentExpression[] = [];
  walkOwn(sourceCode, enclosingBody(expression), (node) => {
    if (node.type === AST_NODE_TYPES.AssignmentExpression) assignments.push(node);
  });
  return assignments.some(
    (node) =>
      node.range[1] < expression.range[0] && !contains(node, expression) && textOf(sourceCode, node.left) === text,
  );
}

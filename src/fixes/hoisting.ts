/** Declaring variables in front of a block, and giving them their values in it. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { combineEdits, insertAt, replace, type Edit } from './edit';
import { usesSemicolons } from './layout';
import { declarationsOf, hasLiteralType, isCaptured } from './outer-uses';
import { hasCommentsInside, isReassigned, isTypeScript, needsSemicolonBefore } from './safety';

export interface Hoisting {
  /** `let x: T;`, a line each, for the place in front of the block. */
  readonly declarations: readonly string[];
  /** Makes `x = f();` of `const x: T = f();`. */
  readonly edit: Edit;
}

/**
 * Splits the declarations of some variables, which stand among some statements, into `let x;` and `x = f();`.
 * Undefined where one has no value, where a comment stands in the way, or where TypeScript could lose a type: it
 * follows a `let` without a type from its assignment (TypeScript handbook, "Control flow analysis of implicit any"), but
 * not into other functions, and not for literals.
 */
export function hoistDeclarations(
  sourceCode: TSESLint.SourceCode,
  statements: readonly TSESTree.Node[],
  variables: readonly TSESLint.Scope.Variable[],
): Hoisting | undefined {
  const parts = declarationsOf(statements, variables)?.map((declaration) => hoisted(sourceCode, declaration));
  const known = parts?.filter((part) => part !== undefined);
  const edit = known && combineEdits(...known.map((part) => part.edit));
  if (!edit || known.length !== parts?.length) return undefined;
  const end = usesSemicolons(sourceCode) ? ';' : '';
  return { declarations: known.map(({ names }) => `let ${names}${end}`), edit };
}

function hoisted(
  sourceCode: TSESLint.SourceCode,
  declaration: TSESTree.VariableDeclaration,
): { readonly names: string; readonly edit: Edit } | undefined {
  const variables = sourceCode.getDeclaredVariables(declaration);
  const [first] = declaration.declarations;
  if (isTypeScript(sourceCode) && !declaration.declarations.every((one) => keepsType(sourceCode, one)))
    return undefined;
  if (declaration.declarations.some(({ init }) => !init)) return undefined;
  const head: TSESTree.Range = [declaration.range[0], first.id.range[0]];
  if (hasCommentsInside(sourceCode, head)) return undefined;
  if (first.id.type !== AST_NODE_TYPES.Identifier) {
    const { id, init } = first;
    const text = id.type === AST_NODE_TYPES.ObjectPattern ? '(' : '[';
    if (declaration.declarations.length > 1 || id.typeAnnotation || !init || !usesSemicolons(sourceCode))
      return undefined;
    if (needsSemicolonBefore(sourceCode, declaration, text)) return undefined;
    const isObject = id.type === AST_NODE_TYPES.ObjectPattern;
    const last = sourceCode.getLastToken(declaration);
    if (isObject && last?.value !== ';') return undefined;
    const edits = [replace(head, isObject ? '(' : ''), ...(isObject && last ? [insertAt(last.range[0], ')')] : [])];
    const edit = combineEdits(...edits);
    return edit && { names: variables.map(({ name }) => name).join(', '), edit };
  }
  const edits: Edit[] = [replace(head, '')];
  const names: string[] = [];
  for (const { id } of declaration.declarations) {
    if (id.type !== AST_NODE_TYPES.Identifier) return undefined;
    names.push(sourceCode.getText(id));
    const { typeAnnotation } = id;
    if (typeAnnotation) edits.push(replace(typeAnnotation.range, ''));
  }
  const edit = combineEdits(...edits);
  return edit && { names: names.join(', '), edit };
}

/** Whether TypeScript gives the variables of a declarator the same types when they get their value later. */
function keepsType(sourceCode: TSESLint.SourceCode, declarator: TSESTree.VariableDeclarator): boolean {
  if (declarator.id.typeAnnotation) return true;
  if (!declarator.init || hasLiteralType(declarator.init)) return false;
  return sourceCode
    .getDeclaredVariables(declarator)
    .every((variable) => !isCaptured(variable) && !isReassigned(variable));
}

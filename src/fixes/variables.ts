/** Editing how a variable is declared and read. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { combineEdits, insertAt, replace, type Edit } from './edit';

/** Puts another name in place of identifiers that read a variable; `{ bag }` becomes `{ bag: nextBag }`. */
export function renameReads(reads: readonly TSESTree.Identifier[], name: string): Edit | undefined {
  return combineEdits(
    ...reads.map((identifier) =>
      identifier.parent.type === AST_NODE_TYPES.Property && identifier.parent.shorthand
        ? insertAt(identifier.range[1], `: ${name}`)
        : replace([identifier.range[0], identifier.range[0] + identifier.name.length], name),
    ),
  );
}

/** `const x = …` becomes `let x = …`. Undefined for other declarations. */
export function letInsteadOfConst(
  sourceCode: TSESLint.SourceCode,
  declaration: TSESTree.VariableDeclaration,
): Edit | undefined {
  const keyword = sourceCode.getFirstToken(declaration);
  return keyword?.value === 'const' ? replace(keyword.range, 'let') : undefined;
}

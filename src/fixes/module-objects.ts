/** Object literals that a file declares once, after its imports, and uses by name. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { unwrap } from '../ast';
import type { Edit } from './edit';
import { insertDeclaration, moduleStyle } from './import-placement';
import { indentUnit, lineBreakOf, quoteOf, usesSemicolons } from './layout';
import { findVisible, firstFree, isFreeAtTop, topScope } from './names';

/** What {@link ensureObject} is asked for. */
export interface ObjectRequest {
  readonly sourceCode: TSESLint.SourceCode;
  /** The name it gets, unless it is taken. */
  readonly name: string;
  /** The type annotation; undefined in JavaScript. */
  readonly annotation: string | undefined;
  /** The members of the literal, without commas, in single quotes. */
  readonly members: readonly string[];
  /** The node where the name will be used. */
  readonly at: TSESTree.Node;
}

/**
 * Finds or declares a module-level `const` that holds an object literal with just these members.
 *
 * Known limitations: one that is written in other words, or imported, is not found.
 */
export function ensureObject(request: ObjectRequest): {
  readonly localName: string;
  readonly isNew: boolean;
  readonly fix: Edit;
} {
  const { sourceCode, name, annotation, members, at } = request;
  const known = constantObjects(sourceCode).find(([, value]) => isSameObject(sourceCode, value, members))?.[0];
  if (known && findVisible(sourceCode, at, known.name) === known)
    return { localName: known.name, isNew: false, fix: () => [] };
  const localName = firstFree(name, (candidate) => isFreeAtTop(sourceCode, at, candidate));
  const lineBreak = lineBreakOf(sourceCode);
  const unit = indentUnit(sourceCode);
  const quote = quoteOf(sourceCode);
  const lines = members.map((member) => `${unit}${quote === '"' ? member.replaceAll("'", '"') : member},`);
  const head = `const ${localName}${annotation === undefined ? '' : `: ${annotation}`} = {`;
  const text = [head, ...lines, `}${usesSemicolons(sourceCode) ? ';' : ''}`].join(lineBreak);
  return {
    localName,
    isNew: true,
    fix: insertDeclaration(sourceCode, at, moduleStyle(sourceCode), `${lineBreak}${text}`),
  };
}

type ConstantObject = readonly [TSESLint.Scope.Variable, TSESTree.ObjectExpression];

const constantObjectsOf = new WeakMap<TSESLint.SourceCode, readonly ConstantObject[]>();

/** The object literals that constants at the top of a file hold. Found once: every report may ask. */
function constantObjects(sourceCode: TSESLint.SourceCode): readonly ConstantObject[] {
  let found = constantObjectsOf.get(sourceCode);
  if (!found) {
    found = topScope(sourceCode).variables.flatMap((variable) => {
      const node = variable.defs[0]?.node as TSESTree.Node | undefined;
      if (variable.defs.length !== 1 || node?.type !== AST_NODE_TYPES.VariableDeclarator) return [];
      if (!node.init || node.parent.kind !== 'const') return [];
      const value = unwrap(node.init);
      return value.type === AST_NODE_TYPES.ObjectExpression ? [[variable, value] as const] : [];
    });
    constantObjectsOf.set(sourceCode, found);
  }
  return found;
}

function isSameObject(
  sourceCode: TSESLint.SourceCode,
  value: TSESTree.ObjectExpression,
  members: readonly string[],
): boolean {
  if (value.properties.length !== members.length) return false;
  return value.properties.every((property) =>
    members.some((member) => isSameText(sourceCode.getText(property), member)),
  );
}

function isSameText(a: string, b: string): boolean {
  return bare(a) === bare(b);
}

const bare = (text: string): string => text.replace(/\s+/gu, '').replaceAll('"', "'");

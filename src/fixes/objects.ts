/** Adding properties to object literals, and removing them from these and from patterns. */
import { AST_NODE_TYPES, ASTUtils, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { replace, type Edit } from './edit';
import { isFirstOnLine, isLastOnLine } from './layout';
import { appendToList, insertBeforeElement } from './lists';
import { hasCommentsInside } from './safety';
import { wholeLines } from './statements';

/**
 * Adds a property to an object literal. At the end it wins over spreads; at the start, spreads win over it.
 * Default: the end. One-line and one-a-line layouts, trailing commas and comments stay.
 */
export function addProperty(edit: {
  readonly sourceCode: TSESLint.SourceCode;
  readonly object: TSESTree.ObjectExpression;
  /** The property: `carrier`, `carrier: {}`, `...rest`. */
  readonly text: string;
  readonly side?: 'start' | 'end';
}): Edit | undefined {
  const { sourceCode, object, text, side = 'end' } = edit;
  const open = sourceCode.getFirstToken(object);
  const close = sourceCode.getLastToken(object);
  const [first] = object.properties;
  if (!open || !close) return undefined;
  if (side === 'start' && first) return insertBeforeElement(sourceCode, first, text);
  return appendToList({ sourceCode, open, close, last: object.properties.at(-1) }, text);
}

/**
 * Removes a property with its comma, and its line if nothing else is on it.
 * Comments in front of it and behind it stay. Undefined if one lies inside it, or between it and its comma.
 */
export function removeProperty(edit: {
  readonly sourceCode: TSESLint.SourceCode;
  readonly property: TSESTree.ObjectLiteralElement | TSESTree.Property;
}): Edit | undefined {
  const { sourceCode, property } = edit;
  const object = property.parent;
  const after = sourceCode.getTokenAfter(property);
  const before = sourceCode.getTokenBefore(property);
  const isList = object.type === AST_NODE_TYPES.ObjectExpression || object.type === AST_NODE_TYPES.ObjectPattern;
  if (!isList || !after || !before) return undefined;
  const followed = ASTUtils.isCommaToken(after);
  const range: TSESTree.Range = [property.range[0], followed ? after.range[1] : property.range[1]];
  if (hasCommentsInside(sourceCode, range)) return undefined;
  const hasLine = isFirstOnLine(sourceCode, range[0]) && isLastOnLine(sourceCode, range[1]);
  if (followed) {
    if (hasLine || before.value !== '{') return replace(wholeLines(sourceCode, range), '');
    // The first of one line: the space behind it goes, the space in front stays.
    const gap = /^[^\S\r\n]*/u.exec(sourceCode.text.slice(range[1]))?.[0].length ?? 0;
    return replace([range[0], range[1] + gap], '');
  }
  if (!ASTUtils.isCommaToken(before)) {
    const whole: TSESTree.Range = [before.range[1], after.range[0]];
    return hasCommentsInside(sourceCode, whole) ? replace(wholeLines(sourceCode, range), '') : replace(whole, '');
  }
  // The last without a trailing comma: the comma in front of it goes, unless that line stays a list with trailing
  // commas.
  const gap: TSESTree.Range = [before.range[0], range[1]];
  if (!hasCommentsInside(sourceCode, gap)) return replace(gap, '');
  return (fixer) => [...replace(before.range, '')(fixer), ...replace(wholeLines(sourceCode, range), '')(fixer)];
}

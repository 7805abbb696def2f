/** Edits that read the active context where it is used, instead of once. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { variableOf } from '../analysis/bindings';
import type { Capture } from '../analysis/boundaries';
import type { FileAnalysis } from '../analysis/file-analysis';
import { decoratorsOf, keyName, memberName, unwrap, wrapped } from '../ast';
import { combineEdits, type Edit, hasCommentsInside, isReassigned, removeStatement, replace } from '../fixes';
import { findVisible } from '../fixes/names';

/**
 * A constant of the module goes, and each of its reads becomes the call; a field becomes a getter; a memo in a variable
 * that nothing else uses becomes its value. Undefined for what is exported, for carriers, and where TypeScript would no
 * longer know that a span is there.
 */
export function readInEach(file: FileAnalysis, capture: Capture): Edit | undefined {
  const { sourceCode } = file;
  if (capture.kind === 'memo') return capture.assignment && withoutMemo(sourceCode, capture.assignment);
  const { node } = capture.read;
  const { parent } = wrapped(node);
  if (capture.kind !== 'once' || capture.read.operation === 'propagation.inject') return undefined;
  if (parent?.type === AST_NODE_TYPES.VariableDeclarator) return withoutConstant(file, capture, parent);
  return parent?.type === AST_NODE_TYPES.PropertyDefinition ? getter(file, parent) : undefined;
}

/** `const ctx = context.active(); … ctx …` → `… context.active() …`. */
function withoutConstant(
  { resolver, sourceCode }: FileAnalysis,
  { read }: Capture,
  { id, init, parent }: TSESTree.VariableDeclarator,
): Edit | undefined {
  const variable = id.type === AST_NODE_TYPES.Identifier ? variableOf(sourceCode, id) : undefined;
  if (!variable || !init || parent.kind !== 'const' || parent.declarations.length !== 1) return undefined;
  const reads = variable.references.filter((reference) => reference.isRead()).map(({ identifier }) => identifier);
  const root = rootOf(unwrap(read.node.callee));
  const api = root && findVisible(sourceCode, root, root.name);
  const isPossible = reads.every((node) => {
    const { parent: user } = wrapped(node);
    const isSame = root !== undefined && findVisible(sourceCode, node, root.name) === api;
    const isShort = node.parent.type === AST_NODE_TYPES.Property && node.parent.shorthand;
    // What is known of a constant is not known of a call.
    const isSure = resolver.resolve(init)?.operation === 'context.active';
    const isOptional = user?.type === AST_NODE_TYPES.MemberExpression && user.optional;
    return isSame && !isShort && node.type === AST_NODE_TYPES.Identifier && (isSure || isOptional);
  });
  const text = sourceCode.getText(init);
  if (!isPossible || hasCommentsInside(sourceCode, init.range)) return undefined;
  return combineEdits(
    removeStatement({ sourceCode, statement: parent }),
    ...reads.map((node) => replace(node.range, text)),
  );
}

/** The name that a callee begins with: `context` of `context.active`. */
function rootOf(callee: TSESTree.Expression): TSESTree.Identifier | undefined {
  let node = callee;
  while (node.type === AST_NODE_TYPES.MemberExpression) node = unwrap(node.object);
  return node.type === AST_NODE_TYPES.Identifier ? node : undefined;
}

/** `private readonly ctx = context.active();` → `private get ctx() { return context.active(); }`. */
function getter(file: FileAnalysis, field: TSESTree.PropertyDefinition): Edit | undefined {
  const { sourceCode } = file;
  const name = keyName(field);
  const isWritten = file.assignments.some(
    ({ left }) => left.type === AST_NODE_TYPES.MemberExpression && nameOf(left) === name,
  );
  if (!field.value || name === undefined || field.computed || field.optional || field.declare || field.definite)
    return undefined;
  if (isWritten || decoratorsOf(field).length > 0 || hasCommentsInside(sourceCode, field.range)) return undefined;
  const head = [
    field.accessibility,
    field.static ? 'static' : undefined,
    field.override ? 'override' : undefined,
    'get',
  ]
    .filter((word) => word !== undefined)
    .join(' ');
  const type = field.typeAnnotation ? sourceCode.getText(field.typeAnnotation) : '';
  const value = sourceCode.getText(field.value);
  return replace(field.range, `${head} ${sourceCode.getText(field.key)}()${type} { return ${value}; }`);
}

const nameOf = (member: TSESTree.MemberExpression): string | undefined =>
  member.property.type === AST_NODE_TYPES.PrivateIdentifier ? member.property.name : memberName(member);

/** `return (headers ??= read())` → `return (read())`, where the variable is for nothing else. */
function withoutMemo(
  sourceCode: TSESLint.SourceCode,
  { left, parent, right, range }: TSESTree.AssignmentExpression,
): Edit | undefined {
  const variable = left.type === AST_NODE_TYPES.Identifier ? variableOf(sourceCode, left) : undefined;
  const declarator = variable?.defs[0]?.node as TSESTree.Node | undefined;
  if (!variable || declarator?.type !== AST_NODE_TYPES.VariableDeclarator || declarator.init) return undefined;
  const isOnlyHere = variable.references.every(({ identifier }) => identifier === left);
  const isUsed = parent.type !== AST_NODE_TYPES.ExpressionStatement;
  const { parent: statement } = declarator;
  if (!isOnlyHere || !isUsed || statement.declarations.length !== 1 || !isReassigned(variable)) return undefined;
  if (hasCommentsInside(sourceCode, [range[0], right.range[0]])) return undefined;
  return combineEdits(removeStatement({ sourceCode, statement }), replace([range[0], right.range[0]], ''));
}

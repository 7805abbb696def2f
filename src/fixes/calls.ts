/** Editing expressions and calls: wrapping in a call or an arrow function, callees, arguments. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { combineEdits, insertAt, replace, type Edit } from './edit';
import { appendToList, insertBeforeElement } from './lists';
import { losesNarrowing } from './narrowing';
import { arrowNeedsParens, needsParens } from './precedence';
import { hasCommentsInside, isInParens, needsSemicolonBefore, rangeWithParens } from './safety';
import { findExits } from './walk';

interface ExpressionEdit {
  readonly sourceCode: TSESLint.SourceCode;
  readonly node: TSESTree.Expression;
}

/**
 * Puts text around an expression: `fn` becomes `context.bind(context.active(), fn)`.
 * The expression's text, parentheses and comments stay as they are; a sequence gets parentheses; `{ fn }` becomes `{
 * fn: … }`. Undefined where no expression can stand (patterns, targets of assignments, tagged templates), and inside an
 * optional chain.
 */
export function wrapExpression({
  sourceCode,
  node,
  before,
  after,
}: ExpressionEdit & { readonly before: string; readonly after: string }): Edit | undefined {
  if (!isReplaceable(node)) return undefined;
  const [open, close] = needsParens(node, 'element') ? ['(', ')'] : ['', ''];
  const guard = needsSemicolonBefore(sourceCode, node, before) ? ';' : '';
  return (fixer) => [
    ...insertAt(node.range[0], `${shorthandKey(node)}${guard}${before}${open}`)(fixer),
    ...insertAt(node.range[1], `${close}${after}`)(fixer),
  ];
}

/**
 * `work()` becomes `() => work()`; with an `await` in it, `async () => …`; `{ … }` and sequences get parentheses.
 * Undefined for what {@link wrapExpression} refuses, for a `yield` or `super()` inside, and where a narrowed type
 * would be lost.
 */
export function wrapInArrow({ sourceCode, node }: ExpressionEdit): Edit | undefined {
  if (!isReplaceable(node)) return undefined;
  const exits = findExits(sourceCode, [node]);
  if (exits.yields || exits.callsSuper || losesNarrowing(sourceCode, [node])) return undefined;
  const startsWithBrace = sourceCode.getFirstToken(node)?.value === '{';
  const inner = startsWithBrace || needsParens(node, 'element') ? ['(', ')'] : ['', ''];
  const outer = arrowNeedsParens(node) && !isInParens(sourceCode, node) ? ['(', ')'] : ['', ''];
  const head = `${shorthandKey(node)}${outer[0] ?? ''}${exits.awaits ? 'async ' : ''}() => ${inner[0] ?? ''}`;
  const guard = needsSemicolonBefore(sourceCode, node, head) ? ';' : '';
  return (fixer) => [
    ...insertAt(node.range[0], `${guard}${head}`)(fixer),
    ...insertAt(node.range[1], `${inner[1] ?? ''}${outer[1] ?? ''}`)(fixer),
  ];
}

/** The key that a shorthand property needs once its value is more than its name. */
function shorthandKey(node: TSESTree.Node): string {
  const { parent } = node;
  return parent?.type === AST_NODE_TYPES.Property && parent.shorthand && node.type === AST_NODE_TYPES.Identifier
    ? `${node.name}: `
    : '';
}

/** Whether any expression may stand in the place of `node`. */
function isReplaceable(node: TSESTree.Node): boolean {
  const { parent } = node;
  if (!parent) return false;
  switch (parent.type) {
    case AST_NODE_TYPES.Property:
      return (
        parent.parent.type === AST_NODE_TYPES.ObjectExpression &&
        parent.value === node &&
        !parent.method &&
        parent.kind === 'init'
      );
    case AST_NODE_TYPES.AssignmentExpression:
    case AST_NODE_TYPES.AssignmentPattern:
      return parent.right === node;
    case AST_NODE_TYPES.VariableDeclarator:
      return parent.init === node;
    case AST_NODE_TYPES.PropertyDefinition:
    case AST_NODE_TYPES.AccessorProperty:
      return parent.value === node;
    case AST_NODE_TYPES.ForInStatement:
    case AST_NODE_TYPES.ForOfStatement:
      return parent.right === node;
    case AST_NODE_TYPES.MemberExpression:
      return parent.object === node ? !isInChain(parent) : parent.computed;
    case AST_NODE_TYPES.CallExpression:
      return parent.callee !== node || !isInChain(parent);
    case AST_NODE_TYPES.NewExpression:
      return parent.callee !== node;
    case AST_NODE_TYPES.TSNonNullExpression:
      return !isInChain(parent);
    case AST_NODE_TYPES.TaggedTemplateExpression:
      return parent.tag === node;
    case AST_NODE_TYPES.UnaryExpression:
      return parent.operator !== 'delete' && parent.operator !== 'typeof';
    case AST_NODE_TYPES.ExpressionStatement:
      return typeof parent.directive !== 'string';
    case AST_NODE_TYPES.UpdateExpression:
    case AST_NODE_TYPES.ArrayPattern:
    case AST_NODE_TYPES.RestElement:
    case AST_NODE_TYPES.ChainExpression:
    case AST_NODE_TYPES.LabeledStatement:
    case AST_NODE_TYPES.BreakStatement:
    case AST_NODE_TYPES.ContinueStatement:
    case AST_NODE_TYPES.ImportSpecifier:
    case AST_NODE_TYPES.ImportDefaultSpecifier:
    case AST_NODE_TYPES.ImportNamespaceSpecifier:
    case AST_NODE_TYPES.ExportSpecifier:
    case AST_NODE_TYPES.ExportAllDeclaration:
    case AST_NODE_TYPES.ExportNamedDeclaration:
    case AST_NODE_TYPES.ImportDeclaration:
    case AST_NODE_TYPES.MethodDefinition:
    case AST_NODE_TYPES.CatchClause:
    case AST_NODE_TYPES.JSXAttribute:
    case AST_NODE_TYPES.Program:
      return false;
    case AST_NODE_TYPES.FunctionDeclaration:
    case AST_NODE_TYPES.FunctionExpression:
      return false;
    case AST_NODE_TYPES.ClassDeclaration:
    case AST_NODE_TYPES.ClassExpression:
      return parent.superClass === node;
    case AST_NODE_TYPES.ArrowFunctionExpression:
      return parent.body === node && node.type !== AST_NODE_TYPES.BlockStatement;
    default:
      return !parent.type.startsWith('TS') || isExpressionWrapper(parent.type);
  }
}

function isExpressionWrapper(type: AST_NODE_TYPES): boolean {
  return (
    type === AST_NODE_TYPES.TSAsExpression ||
    type === AST_NODE_TYPES.TSSatisfiesExpression ||
    type === AST_NODE_TYPES.TSTypeAssertion ||
    type === AST_NODE_TYPES.TSExportAssignment
  );
}

/**
 * Whether a member access or call is a link of an optional chain: what is in front of it then decides whether it runs.
 */
function isInChain(node: TSESTree.Node): boolean {
  for (let link: TSESTree.Node | undefined = node; link; link = link.parent) {
    if (link.type === AST_NODE_TYPES.ChainExpression) return true;
    const isLink =
      link.type === AST_NODE_TYPES.MemberExpression ||
      link.type === AST_NODE_TYPES.CallExpression ||
      link.type === AST_NODE_TYPES.TSNonNullExpression;
    if (!isLink) return false;
  }
  return false;
}

interface CallEdit {
  readonly sourceCode: TSESLint.SourceCode;
  readonly call: TSESTree.CallExpression | TSESTree.NewExpression;
  readonly text: string;
}

/**
 * Puts another callee in place. Type and value arguments stay. Undefined if the old one holds a comment or an optional
 * chain.
 */
export function replaceCallee({ sourceCode, call, text }: CallEdit): Edit | undefined {
  const range = rangeWithParens(sourceCode, call.callee);
  const isOptional =
    call.type === AST_NODE_TYPES.CallExpression && isInChain(call) && /\?\./u.test(sourceCode.text.slice(...range));
  if (isOptional || hasCommentsInside(sourceCode, range)) return undefined;
  const guard = needsSemicolonBefore(sourceCode, call, text) ? ';' : '';
  return replace(range, `${guard}${text}`);
}

/**
 * Puts another expression in place of an argument. Undefined if there is none, one before it is spread, or it holds a
 * comment.
 */
export function replaceArgument({
  sourceCode,
  call,
  index,
  text,
}: CallEdit & { readonly index: number }): Edit | undefined {
  const argument = call.arguments[index];
  if (!argument || hasSpreadBefore(call, index + 1)) return undefined;
  const range = rangeWithParens(sourceCode, argument);
  return hasCommentsInside(sourceCode, range) ? undefined : replace(range, text);
}

/**
 * Inserts an argument at a position, before a trailing comma, in an empty list, or behind `new X`.
 * Undefined if there are too few arguments, or one before the position is spread.
 */
export function insertArgument({
  sourceCode,
  call,
  index,
  text,
}: CallEdit & { readonly index: number }): Edit | undefined {
  if (index > call.arguments.length || hasSpreadBefore(call, index)) return undefined;
  const next = call.arguments[index];
  if (next) return insertBeforeElement(sourceCode, next, text);
  const close = sourceCode.getLastToken(call);
  const before = call.typeArguments ?? call.callee;
  const open = sourceCode.getTokenAfter(
    { range: rangeWithParens(sourceCode, before) } as TSESTree.Node,
    ({ value }) => value === '(',
  );
  if (close?.value !== ')' || !open || open.range[0] > close.range[0]) return insertAt(call.range[1], `(${text})`);
  return appendToList({ sourceCode, open, close, last: call.arguments.at(-1) }, text);
}

function hasSpreadBefore(call: TSESTree.CallExpression | TSESTree.NewExpression, index: number): boolean {
  return call.arguments.slice(0, index).some(({ type }) => type === AST_NODE_TYPES.SpreadElement);
}

/** Wraps two or more arguments or other expressions in one edit; undefined if one of them cannot be wrapped. */
export function wrapExpressions(
  edits: readonly (ExpressionEdit & { readonly before: string; readonly after: string })[],
): Edit | undefined {
  return combineEdits(...edits.map(wrapExpression));
}

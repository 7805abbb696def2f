/** Where a fault is underlined, and how code is named in a message: the name or the head, never the whole text. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, isFunction, unwrap } from '../../ast';

/** The head of a function, the callee of a call, the last name of a member over lines, the first token of the rest. */
export function placeOf(sourceCode: TSESLint.SourceCode, fault: TSESTree.Node): TSESTree.SourceLocation {
  const node = unwrap(fault) as TSESTree.Node;
  if (isFunction(node)) {
    const end = sourceCode.getTokenBefore(node.body, (token) => !isOpeningParen(token));
    return { start: node.loc.start, end: end?.loc.end ?? node.loc.end };
  }
  switch (node.type) {
    case AST_NODE_TYPES.AwaitExpression:
      return placeOf(sourceCode, node.argument);
    case AST_NODE_TYPES.CallExpression:
    case AST_NODE_TYPES.NewExpression:
      return placeOf(sourceCode, node.callee);
    default:
  }
  if (node.loc.start.line === node.loc.end.line) return node.loc;
  if (node.type === AST_NODE_TYPES.MemberExpression) return node.property.loc;
  return sourceCode.getFirstToken(node)?.loc ?? node.loc;
}

const isOpeningParen = (token: TSESTree.Token): boolean => token.value === '(';

/** The longest text of a name in a message. */
const MAX_NAME = 40;

/** The text of an expression that is a name, or its last name where that is long: `context.with`, `with`. */
export function nameIn(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node): string | undefined {
  const node = unwrap(expression);
  const text = sourceCode.getText(node);
  if (/^[\w$.?#]+(?:\(\)(?:\??\.[\w$#]+)+)?$/.test(text) && text.length <= MAX_NAME) return text;
  if (node.type !== AST_NODE_TYPES.MemberExpression) return undefined;
  const { property } = node;
  return property.type === AST_NODE_TYPES.PrivateIdentifier ? `#${property.name}` : sourceCode.getText(property);
}

/** The same for what a call calls. */
export function calleeIn(
  sourceCode: TSESLint.SourceCode,
  call: TSESTree.CallExpression | TSESTree.NewExpression,
): string {
  return nameIn(sourceCode, call.callee) ?? calleeName(call) ?? 'with';
}

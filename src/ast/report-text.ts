/** What a report shows of code: texts cut at a name, and the part of a node that is underlined. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';

const LONGEST = 40;

/**
 * The text of a node on one line. Where it is long, arguments become `…`, and then only the end stays, from a name on:
 * `trace.getTracer(…).startSpan`, `….getActiveSpan`.
 */
export function endOfText(sourceCode: Readonly<TSESLint.SourceCode>, node: TSESTree.Node): string {
  const whole = sourceCode.getText(node).replace(/\s+/g, ' ');
  if (whole.length <= LONGEST) return whole;
  const text = withoutArguments(sourceCode, node);
  if (text.length <= LONGEST) return text;
  const end = text.slice(1 - LONGEST);
  const start = isPartOfName(text.at(-LONGEST)) ? end.search(/[^\w$]/) : 0;
  return start < 0 ? (/[\w$]+$/.exec(text)?.[0] ?? text) : `…${end.slice(start)}`;
}

function withoutArguments(sourceCode: Readonly<TSESLint.SourceCode>, node: TSESTree.Node): string {
  switch (node.type) {
    case AST_NODE_TYPES.MemberExpression: {
      const dot = node.optional ? '?.' : '.';
      const property = sourceCode.getText(node.property).replace(/\s+/g, ' ');
      const access = node.computed ? `${node.optional ? '?.' : ''}[${property}]` : `${dot}${property}`;
      return `${withoutArguments(sourceCode, node.object)}${access}`;
    }
    case AST_NODE_TYPES.CallExpression: {
      const dots = node.arguments.length > 0 ? '…' : '';
      return `${withoutArguments(sourceCode, node.callee)}${node.optional ? '?.' : ''}(${dots})`;
    }
    case AST_NODE_TYPES.ChainExpression:
      return withoutArguments(sourceCode, node.expression);
    case AST_NODE_TYPES.TSNonNullExpression:
      return `${withoutArguments(sourceCode, node.expression)}!`;
    default:
      return sourceCode.getText(node).replace(/\s+/g, ' ');
  }
}

/** The text of a node on one line; the beginning of it, up to a name, where it is long. */
export function startOfText(sourceCode: Readonly<TSESLint.SourceCode>, node: TSESTree.Node): string {
  const text = sourceCode.getText(node).replace(/\s+/g, ' ');
  if (text.length <= LONGEST) return text;
  const start = text.slice(0, LONGEST - 1);
  const kept = isPartOfName(text[LONGEST - 1]) ? start.replace(/[\w$]+$/, '') : start;
  return `${kept === '' ? (/^[\w$]+/.exec(text)?.[0] ?? start) : kept.trimEnd()}…`;
}

const isPartOfName = (character: string | undefined): boolean => character !== undefined && /[\w$]/.test(character);

/** What is underlined of a value: the head of a function, the name of a call, else all of it. */
export function headLoc(sourceCode: Readonly<TSESLint.SourceCode>, node: TSESTree.Node): TSESTree.SourceLocation {
  switch (node.type) {
    case AST_NODE_TYPES.ArrowFunctionExpression: {
      const arrow = sourceCode.getTokenBefore(node.body, (token) => token.value === '=>');
      return arrow ? { start: node.loc.start, end: arrow.loc.end } : node.loc;
    }
    case AST_NODE_TYPES.FunctionDeclaration:
    case AST_NODE_TYPES.FunctionExpression: {
      const last = sourceCode.getTokenBefore(node.body);
      return last ? { start: node.loc.start, end: last.loc.end } : node.loc;
    }
    case AST_NODE_TYPES.CallExpression:
    case AST_NODE_TYPES.NewExpression:
      if (node.callee.type !== AST_NODE_TYPES.MemberExpression) return node.callee.loc;
      // `this.flush.bind(this)`: the function is at fault, not the binding.
      return isNamed(node.callee.property, 'bind') ? node.callee.object.loc : node.callee.property.loc;
    case AST_NODE_TYPES.ClassExpression:
    case AST_NODE_TYPES.ObjectExpression:
      return sourceCode.getFirstToken(node)?.loc ?? node.loc;
    case AST_NODE_TYPES.TSAsExpression:
    case AST_NODE_TYPES.TSNonNullExpression:
    case AST_NODE_TYPES.TSSatisfiesExpression:
    case AST_NODE_TYPES.ChainExpression:
      return headLoc(sourceCode, node.expression);
    default:
      return node.loc;
  }
}

const isNamed = (node: TSESTree.Node, name: string): boolean =>
  node.type === AST_NODE_TYPES.Identifier && node.name === name;

/** Edits that take a `traceparent` out of a request to which an instrumentation adds its own. */
import { AST_NODE_TYPES, ASTUtils, type TSESTree } from '@typescript-eslint/utils';
import type { FileAnalysis } from '../analysis/file-analysis';
import { ingressOf } from '../analysis/ingress';
import type { HeaderSite } from '../analysis/manual-headers';
import { SAME_VALUE, sureLabel, valueFlow } from '../analysis/value-flow';
import { calleeName, isFunction, keyName, parameterOwner, unwrap, wrapped } from '../ast';
import {
  combineEdits,
  type Edit,
  findStatementPlace,
  freshName,
  hasCommentsInside,
  insertAt,
  insertStatementAfter,
  insertStatementBefore,
  isTypeScript,
  rangeWithParens,
  removeProperty,
  removeStatement,
  replace,
} from '../fixes';
import { statementAround } from './fill-carrier';
import { removeAll } from './manual-traceparent';

const Kind = AST_NODE_TYPES;

/** The headers that the instrumentation writes by itself. A second `baggage` does no harm: receivers merge them. */
const WRITTEN_TWICE = ['traceparent', 'tracestate'];

/**
 * Drops a header that is written by hand, with a `tracestate` beside it in the same object. Undefined where its value
 * is used otherwise.
 */
export function dropHeader({ sourceCode }: FileAnalysis, site: HeaderSite): Edit | undefined {
  switch (site.kind) {
    case 'property':
    case 'getter': {
      const dropped = site.object.properties.filter(
        (property): property is TSESTree.Property =>
          property === site.node ||
          (property.type === Kind.Property && WRITTEN_TWICE.includes(keyName(property)?.toLowerCase() ?? '')),
      );
      const spread = dropped.length === site.object.properties.length ? spreadAround(site.object) : undefined;
      return spread ? removeProperty({ sourceCode, property: spread }) : removeAll(sourceCode, dropped);
    }
    case 'assignment':
    case 'call': {
      const { parent } = wrapped(site.node);
      return parent?.type === Kind.ExpressionStatement ? removeStatement({ sourceCode, statement: parent }) : undefined;
    }
    case 'pair': {
      const [before, after] = [sourceCode.getTokenBefore(site.node), sourceCode.getTokenAfter(site.node)];
      const [start, end] = site.node.range;
      const gap = /^[^\S\r\n]*/u.exec(sourceCode.text.slice(after?.range[1]))?.[0].length ?? 0;
      const range: TSESTree.Range =
        after && ASTUtils.isCommaToken(after)
          ? [start, after.range[1] + gap]
          : [before && ASTUtils.isCommaToken(before) ? before.range[0] : start, end];
      return hasCommentsInside(sourceCode, range) ? undefined : replace(range, '');
    }
  }
}

/** `...(value ? { traceparent: value } : {})`, `...(value && { traceparent: value })`: the whole of it. */
function spreadAround(object: TSESTree.ObjectExpression): TSESTree.SpreadElement | undefined {
  const node = wrapped(object);
  const { parent } = node;
  if (parent?.type === Kind.SpreadElement) return parent.parent.type === Kind.ObjectExpression ? parent : undefined;
  const isChoice =
    (parent?.type === Kind.LogicalExpression && parent.right === node) ||
    (parent?.type === Kind.ConditionalExpression &&
      parent.test !== node &&
      isEmpty(parent.consequent === node ? parent.alternate : parent.consequent));
  const outer = isChoice ? wrapped(parent).parent : undefined;
  return outer?.type === Kind.SpreadElement && outer.parent.type === Kind.ObjectExpression ? outer : undefined;
}

function isEmpty(expression: TSESTree.Expression): boolean {
  const node = unwrap(expression);
  if (node.type === Kind.ObjectExpression) return node.properties.length === 0;
  return (
    (node.type === Kind.Identifier && node.name === 'undefined') || (node.type === Kind.Literal && node.value === null)
  );
}

/**
 * Takes the headers that the instrumentation writes out of a copy of the received ones. Undefined where no statement
 * can stand in front.
 */
export function withoutTraceHeaders(file: FileAnalysis, headers: TSESTree.Expression): Edit | undefined {
  const { sourceCode } = file;
  const isHeaders = isHeadersObject(file, headers);
  const deletions = (name: string): string[] =>
    WRITTEN_TWICE.map((header) => (isHeaders ? `${name}.delete('${header}');` : `delete ${name}['${header}'];`));
  const copy = copyAround(file, headers);
  if (copy) {
    const text = deletions(copy.id.name).join('\n');
    return insertStatementAfter({ sourceCode, statement: copy.declaration, text });
  }
  const awaited = headers.parent.type === Kind.AwaitExpression ? headers.parent : undefined;
  const expression = awaited ?? headers;
  const statement = statementAround(expression);
  if (!statement || hasCommentsInside(sourceCode, expression.range)) return undefined;
  const name = freshName(sourceCode, expression, 'forwarded');
  const text = sourceCode.getText(expression);
  const lines = [`const ${name} = ${isHeaders ? `new Headers(${text})` : `{ ...${text} }`};`, ...deletions(name)];
  const used = replace(expression.range, name);
  if (!isFunction(statement))
    return combineEdits(used, insertStatementBefore({ sourceCode, statement, text: lines.join('\n') }));
  if (awaited) return undefined;
  const [start, end] = rangeWithParens(sourceCode, statement.body);
  return combineEdits(insertAt(start, `{ ${lines.join(' ')} return `), used, insertAt(end, '; }'));
}

/** `const copy = new Headers(headers)`, `const copy = { ...headers, accept }`: a copy that can lose what it got. */
function copyAround(
  { sourceCode, filename }: FileAnalysis,
  headers: TSESTree.Expression,
): { readonly id: TSESTree.Identifier; readonly declaration: TSESTree.VariableDeclaration } | undefined {
  const { parent } = wrapped(headers);
  const made =
    parent?.type === Kind.SpreadElement
      ? parent.parent
      : parent?.type === Kind.NewExpression && calleeName(parent) === 'Headers'
        ? parent
        : undefined;
  if (made?.type !== Kind.ObjectExpression && made?.type !== Kind.NewExpression) return undefined;
  const declarator = wrapped(made).parent;
  if (declarator?.type !== Kind.VariableDeclarator || declarator.id.type !== Kind.Identifier) return undefined;
  const declaration = declarator.parent;
  // The type of a literal with a spread in it has no other keys than those that are written there.
  const isOpen = made.type === Kind.NewExpression || declarator.id.typeAnnotation !== undefined;
  if (!isOpen && isTypeScript(sourceCode, filename)) return undefined;
  return declaration.declarations.length === 1 && findStatementPlace(declaration)
    ? { id: declarator.id, declaration }
    : undefined;
}

/** Whether headers are a `Headers`, and not a plain object. */
function isHeadersObject(file: FileAnalysis, headers: TSESTree.Expression): boolean {
  const { parent } = wrapped(headers);
  if (parent?.type === Kind.SpreadElement) return false;
  const shape = file.carriers.of(headers, 'extract')?.shape;
  if (shape === 'headers' || shape === 'plain') return shape === 'headers';
  const library = ingressOf(file).originOf(headers)?.handler.library;
  // Hono: `c.req.raw` is a Request, and `c.req.header()` a plain object.
  if (library === 'hono') return headers.type !== Kind.CallExpression;
  if (headers.type === Kind.CallExpression || library === 'fetch') return true;
  if (headers.type !== Kind.MemberExpression) return false;
  // `loader({ request })`: a Fetch request, by what it is a part of.
  const answer = valueFlow(file.sourceCode).backward(headers.object, {
    label: ({ node, path }) => (parameterOwner(node) ? path.length > 0 : undefined),
    kinds: SAME_VALUE,
  });
  return sureLabel(answer) ?? false;
}

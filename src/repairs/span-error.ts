/** Edits that write an error to a span: in the `catch` or handler that is there, or in a new `catch` that throws again. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { FileAnalysis } from '../analysis/file-analysis';
import type { ErrorPath, StartedSpan } from '../analysis/spans';
import { isFunction } from '../ast';
import {
  combineEdits,
  type Edit,
  ensureImport,
  freshName,
  insertAt,
  insertStatementBefore,
  isTypeScript,
  replace,
} from '../fixes';

const Kind = AST_NODE_TYPES;

/** `span.recordException(error); span.setStatus({ code: SpanStatusCode.ERROR });` on the way of an error. */
export function recordError(file: FileAnalysis, span: StartedSpan, { at }: ErrorPath): Edit | undefined {
  const { sourceCode } = file;
  const name = span.variables[0]?.name;
  const code = ensureImport({ sourceCode, module: '@opentelemetry/api', imported: 'SpanStatusCode', at });
  if (name === undefined || !code) return undefined;
  const textFor = (error: string): string =>
    `${name}.recordException(${error}${isTypeScript(sourceCode) ? ' as Error' : ''});\n${name}.setStatus({ code: ${code.localName}.ERROR });`;
  if (at.type === Kind.ThrowStatement) return combineEdits(code.fix, newCatch(file, at, textFor));
  const body = isFunction(at) ? at.body : at.body;
  const first = body.type === Kind.BlockStatement ? body.body[0] : undefined;
  if (!first) return undefined;
  const named = namedError(file, at, first);
  return (
    named &&
    combineEdits(
      code.fix,
      named.edit,
      insertStatementBefore({ sourceCode, statement: first, text: textFor(named.name) }),
    )
  );
}

/** What the error is called, or is called from now on. */
function namedError(
  { sourceCode }: FileAnalysis,
  at: Exclude<ErrorPath['at'], TSESTree.ThrowStatement>,
  first: TSESTree.Node,
): { readonly name: string; readonly edit: Edit } | undefined {
  const parameter = isFunction(at) ? at.params[0] : at.param;
  if (parameter) return parameter.type === Kind.Identifier ? { name: parameter.name, edit: () => [] } : undefined;
  const name = freshName(sourceCode, first, 'error');
  if (!isFunction(at)) return { name, edit: insertAt(at.body.range[0], `(${name}) `) };
  const open = sourceCode.getFirstToken(at, (token) => token.value === '(');
  return open ? { name, edit: insertAt(open.range[1], name) } : undefined;
}

/** ` catch (error) { …; throw error; }` in front of the `finally` that ends the span. */
function newCatch(
  { sourceCode }: FileAnalysis,
  statement: TSESTree.ThrowStatement,
  textFor: (error: string) => string,
): Edit | undefined {
  let holder: TSESTree.Node | undefined = statement.parent;
  while (holder && !(holder.type === Kind.TryStatement && holder.finalizer)) holder = holder.parent;
  if (holder?.type !== Kind.TryStatement) return undefined;
  const name = freshName(sourceCode, holder, 'error');
  const end = holder.block.range[1];
  const lines = `${textFor(name)}\nthrow ${name};`.split('\n').join(' ');
  return replace([end, end], ` catch (${name}) { ${lines} }`);
}

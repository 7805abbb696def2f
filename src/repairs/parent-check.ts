/** The edit that logs where no parent context arrived. It fails open: the request goes on as before. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { ResolvedCall } from '../analysis/api-resolution';
import type { FileAnalysis } from '../analysis/file-analysis';
import { wrapped } from '../ast';
import {
  combineEdits,
  type Edit,
  ensureImport,
  findStatementPlace,
  freshName,
  insertStatementAfter,
  insertStatementBefore,
  replace,
} from '../fixes';
import { indentUnit, quoteOf, usesSemicolons } from '../fixes/layout';

const API = '@opentelemetry/api';
const WARNING = 'No parent context arrived: a trace of its own starts here.';
const NAME = 'extracted';

/**
 * `if (!trace.getSpanContext(extracted)) { diag.warn(…); }` behind the constant that holds the context. An inline
 * `extract` becomes a constant first, where nothing with side effects is evaluated before it in its statement. Else
 * undefined.
 */
export function checkParent(file: FileAnalysis, extract: ResolvedCall): Edit | undefined {
  const { sourceCode } = file;
  const trace = ensureImport({ sourceCode, module: API, imported: 'trace', at: extract.node });
  const diag = ensureImport({ sourceCode, module: API, imported: 'diag', at: extract.node });
  if (!trace || !diag) return undefined;
  const quote = quoteOf(sourceCode);
  const end = usesSemicolons(sourceCode) ? ';' : '';
  const check = (name: string): string =>
    `if (!${trace.localName}.getSpanContext(${name})) {\n${indentUnit(sourceCode)}${diag.localName}.warn(${quote}${WARNING}${quote})${end}\n}`;
  const node = wrapped(extract.node);
  const declaration = constantOf(node);
  if (declaration)
    return combineEdits(
      trace.fix,
      diag.fix,
      insertStatementAfter({ sourceCode, statement: declaration.statement, text: check(declaration.name) }),
    );
  const statement = hoistableFrom(node);
  if (!statement) return undefined;
  const name = freshName(sourceCode, statement, NAME);
  const text = `const ${name} = ${sourceCode.getText(node)}${end}\n${check(name)}`;
  return combineEdits(
    trace.fix,
    diag.fix,
    insertStatementBefore({ sourceCode, statement, text }),
    replace(node.range, name),
  );
}

/** The `const` that holds a context, in a list of statements. */
function constantOf(node: TSESTree.Node): { readonly name: string; readonly statement: TSESTree.Node } | undefined {
  const declarator = node.parent;
  if (
    declarator?.type !== AST_NODE_TYPES.VariableDeclarator ||
    declarator.init !== node ||
    declarator.id.type !== AST_NODE_TYPES.Identifier
  )
    return undefined;
  const statement = declarator.parent;
  return statement.kind === 'const' && findStatementPlace(statement)
    ? { name: declarator.id.name, statement }
    : undefined;
}

/**
 * The statement in front of which an expression may be evaluated as well: nothing in it that comes first does anything.
 */
function hoistableFrom(node: TSESTree.Node): TSESTree.Node | undefined {
  let child = node;
  for (let { parent } = node; parent; child = parent, { parent } = parent) {
    switch (parent.type) {
      case AST_NODE_TYPES.AwaitExpression:
      case AST_NODE_TYPES.TSAsExpression:
      case AST_NODE_TYPES.TSNonNullExpression:
        break;
      case AST_NODE_TYPES.CallExpression: {
        const at = parent.arguments.indexOf(child as TSESTree.CallExpressionArgument);
        const first = at < 0 ? [] : [parent.callee, ...parent.arguments.slice(0, at)];
        // `propagation.extract(…).setValue(…)`: the callee holds the expression itself.
        if (parent.optional || (at < 0 && parent.callee !== child) || !first.every(isInert)) return undefined;
        break;
      }
      case AST_NODE_TYPES.MemberExpression:
        if (parent.object !== child || parent.optional) return undefined;
        break;
      case AST_NODE_TYPES.VariableDeclarator:
        if (parent.init !== child || parent.parent.declarations.length !== 1) return undefined;
        return findStatementPlace(parent.parent) && parent.parent;
      case AST_NODE_TYPES.ExpressionStatement:
      case AST_NODE_TYPES.ReturnStatement:
        return findStatementPlace(parent) && parent;
      default:
        return undefined;
    }
  }
  return undefined;
}

/** Whether evaluating an expression does nothing that anybody could notice. */
function isInert(node: TSESTree.Node): boolean {
  switch (node.type) {
    case AST_NODE_TYPES.Identifier:
    case AST_NODE_TYPES.Literal:
    case AST_NODE_TYPES.ThisExpression:
    case AST_NODE_TYPES.ArrowFunctionExpression:
    case AST_NODE_TYPES.FunctionExpression:
      return true;
    case AST_NODE_TYPES.TemplateLiteral:
      return node.expressions.every(isInert);
    case AST_NODE_TYPES.MemberExpression:
      return !node.computed && isInert(node.object);
    case AST_NODE_TYPES.ObjectExpression:
      return node.properties.every(
        (property) => property.type === AST_NODE_TYPES.Property && !property.computed && isInert(property.value),
      );
    default:
      return false;
  }
}

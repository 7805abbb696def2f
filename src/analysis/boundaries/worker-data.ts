/**
 * A worker thread that does the work it was given with `workerData` at the top of its file, reads the active context
 * there, and never takes one from a carrier.
 *
 * *Known limitations*: an extraction anywhere in the file, anything with the name of a carrier, and a function of
 * another file that is given `workerData` itself, count as taking it; where the worker also listens to messages,
 * `workerData` is taken for its configuration.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, keyName, literalString, memberName, unwrap } from '../../ast';
import { CARRIER_NAME } from '../../model/worker-channels';
import { type AmbientUse, type AmbientUseFinder, isArgument } from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import { walkAll } from '../bindings';
import { namedExport } from '../library-objects';
import { valueFlow } from '../value-flow';
import { standsAlone } from './deliberate-root';

/** A worker whose work at the top of the file begins in the root context. */
export interface UnboundWorker {
  readonly use: AmbientUse;
  /** The statements of the worker from the first on that reads the active context. */
  readonly statements: readonly TSESTree.Statement[];
  /** The data as the file names it: `workerData`, `threads.workerData`. */
  readonly data: TSESTree.Expression;
}

/** Statements that run nothing where they stand, or that cannot stand in a function. */
const DECLARATIONS: ReadonlySet<AST_NODE_TYPES> = new Set([
  AST_NODE_TYPES.ClassDeclaration,
  AST_NODE_TYPES.ExportAllDeclaration,
  AST_NODE_TYPES.ExportDefaultDeclaration,
  AST_NODE_TYPES.ExportNamedDeclaration,
  AST_NODE_TYPES.FunctionDeclaration,
  AST_NODE_TYPES.ImportDeclaration,
  AST_NODE_TYPES.TSDeclareFunction,
  AST_NODE_TYPES.TSEnumDeclaration,
  AST_NODE_TYPES.TSInterfaceDeclaration,
  AST_NODE_TYPES.TSModuleDeclaration,
  AST_NODE_TYPES.TSTypeAliasDeclaration,
]);

/** The worker that a file is, where its work at the top needs a context and gets none. */
export function unboundWorker(resolver: ApiResolver, ambient: AmbientUseFinder): UnboundWorker | undefined {
  const { sourceCode } = resolver;
  if (!sourceCode.text.includes('workerData')) return undefined;
  const data = workerDataReads(resolver).filter((read) => runsAtTop(resolver, read));
  const [first] = data;
  if (!first || data.some((read) => isHandedOver(resolver, read)) || mentionsCarrier(resolver, sourceCode.ast))
    return undefined;
  const statements = workerStatements(resolver, sourceCode.ast.body);
  const runs = statements.flatMap((statement, index) => {
    const use = DECLARATIONS.has(statement.type) ? undefined : ambient.inCode(statement);
    return use && !standsAlone(resolver, use) ? [{ use, index }] : [];
  });
  const [start] = runs;
  if (!start || ambient.extractsInCode(sourceCode.ast)) return undefined;
  const end = statements.findLastIndex(({ type }) => !DECLARATIONS.has(type));
  return { use: start.use, data: first, statements: statements.slice(start.index, end + 1) };
}

/** Whether code looks at something with the name of a carrier: then somebody extracts from it. */
export function mentionsCarrier(resolver: ApiResolver, code: TSESTree.Node): boolean {
  let found = false;
  walkAll(resolver.sourceCode, code, (node) => {
    if (node.type === AST_NODE_TYPES.MemberExpression) {
      const name = memberName(node);
      const isCalled = node.parent.type === AST_NODE_TYPES.CallExpression && node.parent.callee === node;
      found ||= name !== undefined && !isCalled && CARRIER_NAME.test(name) && !isTelemetry(resolver, node);
    } else if (node.type === AST_NODE_TYPES.Property && node.parent.type === AST_NODE_TYPES.ObjectPattern) {
      found ||= CARRIER_NAME.test(keyName(node) ?? '') && !isOfOpenTelemetry(resolver, node.value);
    }
  });
  return found;
}

/** Whether an expression names a carrier or a trace identity anywhere in it: `[JSON.stringify(carrier)]`. */
export function namesCarrier(resolver: ApiResolver, expression: TSESTree.Node): boolean {
  let found = false;
  walkAll(resolver.sourceCode, expression, (node) => {
    if (node.type === AST_NODE_TYPES.Identifier)
      found ||= CARRIER_NAME.test(node.name) && !isOfOpenTelemetry(resolver, node);
    else found ||= /traceparent/i.test(literalString(node) ?? '');
  });
  return found;
}

/** `this.tracer`, `api.trace`, `span.traceId`: telemetry itself, no carrier. */
function isTelemetry(resolver: ApiResolver, node: TSESTree.MemberExpression): boolean {
  const root = unwrap(node.object);
  if (isOfOpenTelemetry(resolver, node) || resolver.typeOf(node) || root.type === AST_NODE_TYPES.ThisExpression)
    return true;
  return resolver.typeOf(root) !== undefined;
}

function isOfOpenTelemetry(resolver: ApiResolver, node: TSESTree.Node): boolean {
  return resolver.exportOf(unwrap(node))?.package.startsWith('@opentelemetry/') === true;
}

function workerDataReads(resolver: ApiResolver): readonly TSESTree.Expression[] {
  const reads: TSESTree.Expression[] = [];
  walkAll(resolver.sourceCode, resolver.sourceCode.ast, (node) => {
    if (node.type !== AST_NODE_TYPES.Identifier && node.type !== AST_NODE_TYPES.MemberExpression) return;
    const isName =
      node.parent.type === AST_NODE_TYPES.ImportSpecifier ||
      (node.parent.type === AST_NODE_TYPES.MemberExpression && node.parent.property === node) ||
      (node.parent.type === AST_NODE_TYPES.Property && node.parent.parent.type === AST_NODE_TYPES.ObjectPattern) ||
      (node.parent.type === AST_NODE_TYPES.VariableDeclarator && node.parent.id === node);
    if (isName) return;
    const named = namedExport(resolver, node);
    if (named?.name === 'workerData' && named.package === 'worker_threads') reads.push(node);
  });
  return reads;
}

/** Whether code runs when the file is loaded: at its top, or in a function that the file itself calls or hands on. */
function runsAtTop({ sourceCode }: ApiResolver, node: TSESTree.Node): boolean {
  const { calls } = valueFlow(sourceCode);
  for (let fn = enclosingFunction(node); fn; fn = enclosingFunction(fn)) {
    const isCalled = fn.parent.type === AST_NODE_TYPES.CallExpression && unwrap(fn.parent.callee) === fn;
    if (!isCalled && !isArgument(fn) && calls.callersOf(fn).calls.length === 0) return false;
  }
  return true;
}

/** Whether a function of another file is given the data as it is: it may look for a carrier in it. */
function isHandedOver(resolver: ApiResolver, read: TSESTree.Expression): boolean {
  const { parent } = read;
  if (parent.type !== AST_NODE_TYPES.CallExpression || parent.callee === read) return false;
  const callee = resolver.exportOf(unwrap(parent.callee));
  return callee !== undefined && callee.package !== 'worker_threads' && !isOfOpenTelemetry(resolver, parent.callee);
}

/** The statements that a worker runs: without the branch of the main thread, where one file is both. */
function workerStatements(
  resolver: ApiResolver,
  body: readonly TSESTree.ProgramStatement[],
): readonly TSESTree.Statement[] {
  for (const statement of body) {
    if (statement.type !== AST_NODE_TYPES.IfStatement) continue;
    const isNegated = statement.test.type === AST_NODE_TYPES.UnaryExpression && statement.test.operator === '!';
    const test = isNegated ? (statement.test as TSESTree.UnaryExpression).argument : statement.test;
    if (namedExport(resolver, test)?.name !== 'isMainThread') continue;
    const branch = isNegated ? statement.consequent : statement.alternate;
    if (!branch) return body.filter((one) => one !== statement);
    return branch.type === AST_NODE_TYPES.BlockStatement ? branch.body : [branch];
  }
  return body;
}

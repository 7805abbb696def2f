/** Repairs of `context.bind`: its arguments, what becomes of the bound function, and how a listener is taken away. */
import { AST_NODE_TYPES, ASTUtils, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { ApiResolver, ResolvedCall } from '../analysis/api-resolution';
import type { BindFault, StaleRemoval } from '../analysis/context-bind';
import { isCallableType } from '../analysis/context-callback';
import { laterReadsOf, resultTargetOf } from '../analysis/data-flow/result-target';
import { useOf } from '../analysis/data-flow/value-use';
import { contains, unwrap } from '../ast';
import {
  combineEdits,
  type Edit,
  ensureImport,
  findExits,
  findStatementPlace,
  freshName,
  hasCommentsInside,
  insertArgument,
  insertStatementBefore,
  replace,
  replaceArgument,
  wrapInArrow,
} from '../fixes';
import { renameReads } from '../fixes/variables';
import { contextApi } from './context-api';
import { contextRepairs, swap } from './context-argument';
import { passCallback } from './context-with';
import { keepResult, nextName } from './ignored-return';
import { offered, type Suggestion } from './offered';

export type BindRepairId =
  'bindRoot' | 'keepBound' | 'passCallback' | 'runInside' | 'swapArguments' | 'useActiveContext' | 'useBound';

/** The repairs of a fault, the most likely one first. */
export function bindRepairs(
  resolver: ApiResolver,
  call: ResolvedCall,
  fault: BindFault,
): readonly Suggestion<BindRepairId>[] {
  const { sourceCode } = resolver;
  switch (fault.kind) {
    case 'swapped':
      return offered('swapArguments', swap(resolver, call));
    case 'noContext':
      return offered('useActiveContext', withActive(resolver, call));
    case 'erases': {
      const root = ensureImport({ sourceCode, module: '@opentelemetry/api', imported: 'ROOT_CONTEXT', at: call.node });
      const toRoot =
        root &&
        combineEdits(root.fix, replaceArgument({ sourceCode, call: call.node, index: 0, text: root.localName }));
      const toActive = contextRepairs(resolver, call, fault.at, 'nothing').map(({ edit }) => edit);
      return [...offered('useActiveContext', toActive[0]), ...offered('bindRoot', toRoot)];
    }
    case 'called':
    case 'promise':
      return callRepairs(resolver, call, fault.at);
    case 'discarded': {
      const kept = keptEdit(resolver, call, fault.drop);
      return kept ? offered('keepBound', kept.edit, { name: kept.name }) : [];
    }
    default:
      return [];
  }
}

/** `bind(fn)` → `bind(context.active(), fn)`. */
function withActive(resolver: ApiResolver, call: ResolvedCall): Edit | undefined {
  const { sourceCode } = resolver;
  const context = contextApi(resolver, call);
  const text = context && `${context.localName}.active()`;
  return text === undefined
    ? undefined
    : combineEdits(context?.fix, insertArgument({ sourceCode, call: call.node, index: 0, text }));
}

/**
 * `bind(ctx, work())`: where the bound value is handed to somebody who calls it, the function is passed; elsewhere the
 * call runs in the context, as its result is used now.
 */
function callRepairs(
  resolver: ApiResolver,
  call: ResolvedCall,
  target: TSESTree.Expression,
): readonly Suggestion<BindRepairId>[] {
  const { sourceCode } = resolver;
  const work = unwrap(target);
  if (work.type !== AST_NODE_TYPES.CallExpression || work !== target || isOfPromise(work)) return [];
  if (isHandedOver(resolver, call)) return offered('passCallback', passCallback(sourceCode, call, target));
  const { awaits } = findExits(sourceCode, [work]);
  const callee = unwrap(call.node.callee);
  const isMember = callee.type === AST_NODE_TYPES.MemberExpression && !callee.computed;
  if (awaits || !isMember || call.node.arguments.length !== 2) return [];
  return offered(
    'runInside',
    combineEdits(replace(callee.property.range, 'with'), wrapInArrow({ sourceCode, node: target })),
  );
}

/** `Promise.all(…)`: what it waits for runs already. */
function isOfPromise({ callee }: TSESTree.CallExpression): boolean {
  return (
    callee.type === AST_NODE_TYPES.MemberExpression &&
    callee.object.type === AST_NODE_TYPES.Identifier &&
    callee.object.name === 'Promise'
  );
}

/** Whether somebody gets the bound value who expects a function, or may. */
function isHandedOver(resolver: ApiResolver, { node }: ResolvedCall): boolean {
  const { sourceCode, types } = resolver;
  if (useOf(sourceCode, node).kind !== 'argument') return false;
  const expected = types?.expectedAt(node);
  return !types || !expected || isCallableType(types, expected) !== false;
}

/** Gives the bound function to those who use the unbound one below. */
function keptEdit(
  resolver: ApiResolver,
  call: ResolvedCall,
  drop: Extract<BindFault, { readonly kind: 'discarded' }>['drop'],
): { readonly name: string; readonly edit: Edit } | undefined {
  const { sourceCode } = resolver;
  if (drop.kind === 'unread') {
    const { name } = drop.variable;
    const reads = laterReadsOf(resolver, call);
    const areBelow = reads.every(
      (read) =>
        read.range[0] > call.node.range[1] && ASTUtils.findVariable(sourceCode.getScope(read), name) === drop.variable,
    );
    const edit = reads.length > 0 && areBelow ? renameReads(reads, name) : undefined;
    return edit && { name, edit };
  }
  const target = resultTargetOf(resolver, call);
  return target && keepResult(sourceCode, call, drop, target, 'bound');
}

/** Keeps the bound function in a constant in front of its registration, and takes that one away. */
export function removeBound(resolver: ApiResolver, stale: StaleRemoval): readonly Suggestion<BindRepairId>[] {
  const { sourceCode } = resolver;
  const { at, bind, registration } = stale;
  if (!registration || hasCommentsInside(sourceCode, at.range)) return [];
  const use = useOf(sourceCode, bind.node);
  if (use.kind === 'variable') {
    const { name } = use.variable;
    const isSeen = ASTUtils.findVariable(sourceCode.getScope(at), name) === use.variable;
    return isSeen ? offered('useBound', replace(at.range, name), { name }) : [];
  }
  const statement = statementOf(registration);
  const place = statement && findStatementPlace(statement);
  const original = bind.argument('target');
  const isSole = registration.arguments[1] === bind.node;
  if (!statement || !place || !original || !isSole || !contains(place.owner, at) || at.range[0] < statement.range[1])
    return [];
  const name = freshName(sourceCode, statement, nextName(lastName(sourceCode, original), 'bound'));
  const isFree = ASTUtils.findVariable(sourceCode.getScope(at), name) === null;
  const text = `const ${name} = ${sourceCode.getText(bind.node)};`;
  const edit = combineEdits(
    insertStatementBefore({ sourceCode, statement, text }),
    replace(bind.node.range, name),
    replace(at.range, name),
  );
  return isFree ? offered('useBound', edit, { name }) : [];
}

/** The statement that is nothing but a call, or a chain of calls. */
function statementOf(call: TSESTree.CallExpression): TSESTree.ExpressionStatement | undefined {
  let { parent }: TSESTree.Node = call;
  while (
    parent.type === AST_NODE_TYPES.MemberExpression ||
    parent.type === AST_NODE_TYPES.CallExpression ||
    parent.type === AST_NODE_TYPES.ChainExpression
  )
    ({ parent } = parent);
  return parent.type === AST_NODE_TYPES.ExpressionStatement ? parent : undefined;
}

function lastName(sourceCode: TSESLint.SourceCode, original: TSESTree.Expression): string {
  const text = sourceCode.getText(original).replace(/\.bind\([^)]*\)$/, '');
  return /([A-Za-z_$][\w$]*)$/.exec(text)?.[1] ?? 'listener';
}

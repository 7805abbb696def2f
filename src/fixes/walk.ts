/** Walking what one function body evaluates by itself, and how statements leave it. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { isFunction, walked } from '../ast';

function children(sourceCode: TSESLint.SourceCode, node: TSESTree.Node): TSESTree.Node[] {
  walked.nodes++;
  return (sourceCode.visitorKeys[node.type] ?? []).flatMap((key) => {
    const value = (node as unknown as Readonly<Record<string, unknown>>)[key];
    return (Array.isArray(value) ? value : [value]).filter(
      (child): child is TSESTree.Node => typeof child === 'object' && child !== null && 'type' in child,
    );
  });
}

/** Whether a node's code runs at another time, or with another `this`, than the code around it. */
function isOwnBody(node: TSESTree.Node): boolean {
  if (isFunction(node) || node.type === AST_NODE_TYPES.StaticBlock) return true;
  const { parent } = node;
  return (
    (parent?.type === AST_NODE_TYPES.PropertyDefinition || parent?.type === AST_NODE_TYPES.AccessorProperty) &&
    parent.value === node
  );
}

/**
 * Calls `visit` for a node and what is in it, in source order, without entering nested functions, field values and
 * static blocks.
 */
export function walkOwn(
  sourceCode: TSESLint.SourceCode,
  node: TSESTree.Node,
  visit: (node: TSESTree.Node) => void,
): void {
  visit(node);
  for (const child of children(sourceCode, node)) {
    if (!isOwnBody(child)) walkOwn(sourceCode, child, visit);
  }
}

/** How the statements of a range leave it, and what they need of the function around them. */
export interface Exits {
  /** `return x` statements. */
  readonly valuedReturns: readonly TSESTree.ReturnStatement[];
  /** Whether there is a `return` without a value. */
  readonly hasBareReturn: boolean;
  readonly awaits: boolean;
  readonly yields: boolean;
  /** Whether a `break` or `continue` has its target outside. */
  readonly jumpsOut: boolean;
  /** Whether `super(…)` is called. */
  readonly callsSuper: boolean;
}

/** Finds how statements, or the parts of an expression, leave their place. Nested functions are not entered. */
export function findExits(sourceCode: TSESLint.SourceCode, nodes: readonly TSESTree.Node[]): Exits {
  const found = {
    valuedReturns: [] as TSESTree.ReturnStatement[],
    hasBareReturn: false,
    awaits: false,
    yields: false,
    jumpsOut: false,
    callsSuper: false,
  };
  const isInside = (node: TSESTree.Node): boolean =>
    nodes.some((one) => one.range[0] <= node.range[0] && node.range[1] <= one.range[1]);
  for (const root of nodes) {
    walkOwn(sourceCode, root, (node) => {
      switch (node.type) {
        case AST_NODE_TYPES.ReturnStatement:
          if (node.argument) found.valuedReturns.push(node);
          else found.hasBareReturn = true;
          break;
        case AST_NODE_TYPES.AwaitExpression:
          found.awaits = true;
          break;
        case AST_NODE_TYPES.ForOfStatement:
          found.awaits ||= node.await;
          break;
        case AST_NODE_TYPES.VariableDeclaration:
          found.awaits ||= node.kind === 'await using';
          break;
        case AST_NODE_TYPES.YieldExpression:
          found.yields = true;
          break;
        case AST_NODE_TYPES.BreakStatement:
        case AST_NODE_TYPES.ContinueStatement: {
          const target = jumpTarget(node);
          found.jumpsOut ||= !target || !isInside(target);
          break;
        }
        case AST_NODE_TYPES.CallExpression:
          found.callsSuper ||= node.callee.type === AST_NODE_TYPES.Super;
          break;
        default:
      }
    });
  }
  return found;
}

/** The statement that a `break` or `continue` ends or goes on with. */
function jumpTarget(jump: TSESTree.BreakStatement | TSESTree.ContinueStatement): TSESTree.Node | undefined {
  for (let node: TSESTree.Node | undefined = jump.parent; node && !isFunction(node); node = node.parent) {
    if (jump.label) {
      if (node.type === AST_NODE_TYPES.LabeledStatement && node.label.name === jump.label.name) return node;
    } else if (
      isLoop(node) ||
      (node.type === AST_NODE_TYPES.SwitchStatement && jump.type === AST_NODE_TYPES.BreakStatement)
    ) {
      return node;
    }
  }
  return undefined;
}

function isLoop(node: TSESTree.Node): boolean {
  return (
    node.type === AST_NODE_TYPES.ForStatement ||
    node.type === AST_NODE_TYPES.ForInStatement ||
    node.type === AST_NODE_TYPES.ForOfStatement ||
    node.type === AST_NODE_TYPES.WhileStatement ||
    node.type === AST_NODE_TYPES.DoWhileStatement
  );
}

/**
 * Whether every path through a statement surely ends in `return` or `throw`. Loops, labels and `switch` count as
 * unsure.
 */
export function surelyLeaves(statement: TSESTree.Node | null | undefined): boolean {
  switch (statement?.type) {
    case AST_NODE_TYPES.ReturnStatement:
    case AST_NODE_TYPES.ThrowStatement:
      return true;
    case AST_NODE_TYPES.BlockStatement:
      return statement.body.some(surelyLeaves);
    case AST_NODE_TYPES.IfStatement:
      return surelyLeaves(statement.consequent) && surelyLeaves(statement.alternate);
    case AST_NODE_TYPES.TryStatement:
      return (
        surelyLeaves(statement.finalizer) ||
        (surelyLeaves(statement.block) && (!statement.handler || surelyLeaves(statement.handler.body)))
      );
    default:
      return false;
  }
}

/**
 * The calls and assignments of a file: collected while ESLint walks the tree, or by a walk of our own where it does not,
 * or has not done so yet.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { type CallNode, walked } from '../ast';
import { type Counters, countersOf } from './counters';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** In source order. */
export interface CollectedCalls {
  readonly calls: readonly CallNode[];
  readonly assignments: readonly TSESTree.AssignmentExpression[];
}

/** Listens to ESLint's own walk. */
export class CallCollector {
  private readonly calls: CallNode[] = [];
  private readonly assignments: TSESTree.AssignmentExpression[] = [];
  private isComplete = false;

  constructor(private readonly counters: Counters) {}

  /** What was collected; undefined until the walk is over. */
  get collected(): CollectedCalls | undefined {
    return this.isComplete ? { calls: this.calls, assignments: this.assignments } : undefined;
  }

  /** A listener that collects, and does what another one does. */
  beside(listener: TSESLint.RuleListener): TSESLint.RuleListener {
    const { calls, assignments, counters } = this;
    const own = {
      CallExpression: (node: TSESTree.CallExpression) => void calls.push(node),
      NewExpression: (node: TSESTree.NewExpression) => void calls.push(node),
      AssignmentExpression: (node: TSESTree.AssignmentExpression) => void assignments.push(node),
      'Program:exit': () => {
        this.isComplete = true;
        counters.calls += calls.length;
      },
    };
    return {
      ...listener,
      CallExpression: both(own.CallExpression, listener.CallExpression),
      NewExpression: both(own.NewExpression, listener.NewExpression),
      AssignmentExpression: both(own.AssignmentExpression, listener.AssignmentExpression),
      'Program:exit': both(own['Program:exit'], listener['Program:exit']),
    };
  }
}

type Listen<Node> = (node: Node) => void;

/** What does what two listeners do. */
function both<Node>(first: Listen<Node>, second: Listen<Node> | undefined): Listen<Node> {
  if (!second) return first;
  return (node) => {
    first(node);
    second(node);
  };
}

/** Children that hold types only: no call stands there. */
const TYPE_KEYS: ReadonlySet<string> = new Set([
  'implements',
  'returnType',
  'superTypeArguments',
  'superTypeParameters',
  'typeAnnotation',
  'typeArguments',
  'typeParameters',
]);

/** Walks a tree for its calls. */
export function collectCalls(sourceCode: TSESLint.SourceCode): CollectedCalls {
  const { ast, visitorKeys } = sourceCode;
  const calls: CallNode[] = [];
  const assignments: TSESTree.AssignmentExpression[] = [];
  const keysByType = new Map<string, readonly string[]>();
  const stack: TSESTree.Node[] = [ast];
  for (let node = stack.pop(); node; node = stack.pop()) {
    walked.nodes++;
    const { type } = node;
    if (type === Kind.CallExpression || type === Kind.NewExpression) calls.push(node);
    else if (type === Kind.AssignmentExpression) assignments.push(node);
    else if (type === Kind.TSInterfaceDeclaration || type === Kind.TSTypeAliasDeclaration) continue;
    let keys = keysByType.get(type);
    if (!keys) {
      // `x as T` has its value and its type side by side.
      keys = (visitorKeys[type] ?? []).filter((key) => !TYPE_KEYS.has(key));
      keysByType.set(type, keys);
    }
    for (const key of keys) {
      const child = (node as unknown as Record<string, unknown>)[key];
      if (Array.isArray(child)) {
        for (const item of child) if (item) stack.push(item as TSESTree.Node);
      } else if (child) {
        stack.push(child as TSESTree.Node);
      }
    }
  }
  countersOf(sourceCode).calls += calls.length;
  return { calls: calls.sort(inSourceOrder), assignments: assignments.sort(inSourceOrder) };
}

/** Parents before children, where two begin at one place. */
export function inSourceOrder(a: TSESTree.Node, b: TSESTree.Node): number {
  return a.range[0] - b.range[0] || b.range[1] - a.range[1];
}

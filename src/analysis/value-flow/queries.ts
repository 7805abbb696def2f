/**
 * Questions that many ask of the value flow: which values an expression may have, whether there is only one, what an
 * object holds.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { FlowGraph } from './flow-graph';
import { type AccessPath, ANY, type FlowStep, type StepKind, type ValueNode } from './value-node';

const Kind = AST_NODE_TYPES;

/** All kinds of step but `text`: behind them it is still the same value. */
export const SAME_VALUE: ReadonlySet<StepKind> = new Set<StepKind>([
  'argument',
  'callback',
  'capture',
  'choice',
  'copy',
  'element',
  'entries',
  'import',
  'load',
  'return',
  'store',
]);

export interface Values {
  /** Where the ways end: literals, calls of functions of others, parameters, imports; with the part that is meant. */
  readonly values: readonly ValueNode[];
  /** Whether no other value is possible: what a call of others or a parameter gives counts as one value. */
  readonly isComplete: boolean;
}

/** The values that an expression may have, or a part of it, behind all names and functions of the file. */
export function valuesOf(flow: FlowGraph, expression: TSESTree.Node, path: AccessPath = []): Values {
  const { others, unknown } = flow.backward({ node: expression, path }, { label: () => undefined, kinds: SAME_VALUE });
  return {
    values: [...others, ...unknown].map(({ node, path: part }) => ({ node, path: part })),
    isComplete: !unknown.some(({ cause }) => cause === 'bound' || cause === 'escape'),
  };
}

/** The one value that an expression surely has; undefined where there are several, or a part of one is meant. */
export function soleValueOf(flow: FlowGraph, expression: TSESTree.Node): TSESTree.Node | undefined {
  const { values, isComplete } = valuesOf(flow, expression);
  const [first, ...others] = values;
  return isComplete && others.length === 0 && first?.path.length === 0 ? first.node : undefined;
}

/** Something that an object holds. */
export interface HeldPart {
  /** The static name; {@link ANY} for a computed one, or an element. */
  readonly name: string;
  readonly value: ValueNode;
  /** The property, the assignment, the call that puts it there. */
  readonly site: TSESTree.Node;
}

export interface HeldParts {
  readonly parts: readonly HeldPart[];
  /** Values whose parts it holds as well, and that could not be opened. */
  readonly spreads: readonly TSESTree.Node[];
  /** Whether it is a known object, and every part of it is known. */
  readonly isComplete: boolean;
  /** Whether any object was found at all. */
  readonly isObject: boolean;
}

/** What the object holds that an expression is, through names, spreads, functions of the file, and later writes. */
export function partsOf(flow: FlowGraph, expression: TSESTree.Node): HeldParts {
  return new PartsReader(flow).read(expression);
}

class PartsReader {
  private readonly parts: HeldPart[] = [];
  private readonly spreads = new Set<TSESTree.Node>();
  private readonly open = new Set<TSESTree.Node>();
  private isComplete = true;
  private isObject = false;

  constructor(private readonly flow: FlowGraph) {}

  read(expression: TSESTree.Node): HeldParts {
    this.visit(expression, expression, new Set());
    const { isComplete, isObject, parts, spreads } = this;
    return { isComplete: isComplete && isObject, isObject, parts, spreads: [...spreads] };
  }

  /** @param except Parts that are written anew beside a spread. */
  private visit(expression: TSESTree.Node, read: TSESTree.Node, except: ReadonlySet<string>): void {
    if (this.open.has(expression)) return;
    this.open.add(expression);
    const { others, unknown } = this.flow.backward(expression, { label: () => undefined, kinds: SAME_VALUE });
    for (const { node, path } of [...others, ...unknown]) this.end(node, path, expression, read, except);
    this.open.delete(expression);
  }

  private end(
    node: TSESTree.Node,
    path: AccessPath,
    expression: TSESTree.Node,
    read: TSESTree.Node,
    except: ReadonlySet<string>,
  ): void {
    const isKnown = node.type === Kind.ObjectExpression || node.type === Kind.ArrayExpression;
    const isMade = isKnown || node.type === Kind.CallExpression || node.type === Kind.NewExpression;
    const { steps } = this.flow.stepsOf('backward', node);
    const stores = path.length === 0 ? this.flow.objects.storesSeen(node, read) : { steps: [] };
    const own = steps.filter((step) => !this.flow.objects.isOverwritten(step, node, read));
    const held = [...own, ...stores.steps].filter((step) => path.length === 0 && isPart(step));
    const isOpened = isKnown || (isMade && steps.length > 0 && held.length > 0);
    if (held.length > 0 || isKnown) this.isObject = true;
    if (!isOpened) {
      this.isComplete = false;
      if (expression !== read || held.length === 0) this.spreads.add(expression);
    }
    for (const step of held) {
      const [name, ...rest] = step.take ?? [];
      if (step.kind === 'entries' && name === undefined)
        this.visit(step.to, read, new Set([...except, ...(step.except ?? [])]));
      else if (name !== undefined && !except.has(name))
        this.parts.push({
          name,
          value: { node: step.to, path: rest.length > 0 ? [ANY] : (step.put ?? []) },
          site: step.site,
        });
      if (name === ANY) this.isComplete = false;
    }
  }
}

/** Whether a step leads from an object to something that it holds. */
function isPart({ kind, take }: FlowStep): boolean {
  return (take?.length ?? 0) > 0 || kind === 'entries';
}

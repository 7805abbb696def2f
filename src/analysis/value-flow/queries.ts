/**
 * Questions that many ask of the value flow: which values an expression may have, whether there is only one, what an
 * object holds.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { isNothing } from '../../ast';
import type { FlowGraph } from './flow-graph';
import { keyText } from './summaries';
import type { Answer } from './answer';
import { type AccessPath, ANY, type FlowStep, SAME_VALUE, type StepKind, type ValueNode } from './value-node';

const Kind = AST_NODE_TYPES;

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

/** The label that all ways of a value lead to; undefined where they differ, or one of them says nothing. */
export function sureLabel<L>({ flows, others, barred, complete }: Answer<L>): L | undefined {
  const [first] = flows;
  const isSure = complete && others.length === 0 && barred.length === 0;
  return isSure && flows.every(({ label }) => label === first?.label) ? first?.label : undefined;
}

/** Something that an object holds. */
export interface HeldPart {
  /** The static name; {@link ANY} for a computed one, or an element. */
  readonly name: string;
  readonly value: ValueNode;
  /** The property, the assignment, the call that puts it there; the pair, for `Object.fromEntries`. */
  readonly site: TSESTree.Node;
}

export interface HeldParts {
  readonly parts: readonly HeldPart[];
  /** Values whose parts it holds as well, and that could not be opened. */
  readonly spreads: readonly TSESTree.Node[];
  /** Whether it is a known object, and every part of it is known. */
  readonly isComplete: boolean;
  /** Whether it is a known object, and only computed names may hide a part of it. */
  readonly isOpened: boolean;
  /** Whether any object was found at all. */
  readonly isObject: boolean;
}

export interface PartsOptions {
  /** The kinds of step on the way to the object; {@link SAME_VALUE} where not given. */
  readonly kinds?: ReadonlySet<StepKind>;
  /** Whether what is made at a node is of interest: by default, everything that holds something. */
  readonly isMeant?: (node: TSESTree.Node) => boolean;
}

/** What the object holds that an expression is, through names, spreads, functions of the file, and later writes. */
export function partsOf(flow: FlowGraph, expression: TSESTree.Node, options: PartsOptions = {}): HeldParts {
  return new PartsReader(flow, options).read(expression);
}

class PartsReader {
  private readonly parts: HeldPart[] = [];
  private readonly spreads = new Set<TSESTree.Node>();
  private readonly open = new Set<TSESTree.Node>();
  private isNamed = true;
  private isOpened = true;
  private isObject = false;

  constructor(
    private readonly flow: FlowGraph,
    private readonly options: PartsOptions,
  ) {}

  read(expression: TSESTree.Node): HeldParts {
    this.visit(expression, expression, new Set());
    const { isNamed, isObject, parts, spreads } = this;
    const isOpened = this.isOpened && isObject;
    return { isComplete: isOpened && isNamed, isOpened, isObject, parts, spreads: [...spreads] };
  }

  /** @param except Parts that are written anew beside a spread. */
  private visit(expression: TSESTree.Node, read: TSESTree.Node, except: ReadonlySet<string>): void {
    if (this.open.has(expression)) return;
    this.open.add(expression);
    const { kinds = SAME_VALUE } = this.options;
    const { others, unknown } = this.flow.backward(expression, { label: () => undefined, kinds });
    if (unknown.some(({ cause }) => cause === 'bound')) this.isOpened = false;
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
    if (isEmpty(node)) return;
    const isWhole = path.length === 0 && (this.options.isMeant?.(node) ?? true);
    const isKnown = isWhole && (node.type === Kind.ObjectExpression || node.type === Kind.ArrayExpression);
    const isMade = isKnown || node.type === Kind.CallExpression || node.type === Kind.NewExpression;
    const { steps } = this.flow.stepsOf('backward', node);
    const stores = isWhole ? this.flow.objects.storesSeen(node, read) : { steps: [] };
    const own = steps.filter((step) => !this.flow.objects.isOverwritten(step, node, read));
    const parts = [...own, ...stores.steps].filter((step) => isWhole && isPart(step));
    // A list of entries is read pair by pair, not copied as a list.
    const lists = new Set(parts.flatMap((step) => (isPaired(step) ? step.to : [])));
    const held = parts.filter(({ kind, to }) => kind !== 'entries' || !lists.has(to));
    const isOpened = isKnown || (isMade && steps.length > 0 && held.length > 0);
    if (isKnown || held.some((step) => !isPaired(step))) this.isObject = true;
    if (!isOpened) {
      this.isOpened = false;
      if (expression !== read || held.length === 0) this.spreads.add(expression);
    }
    for (const step of held) this.hold(step, read, except);
  }

  private hold(step: FlowStep, read: TSESTree.Node, except: ReadonlySet<string>): void {
    const { put = [], site, to } = step;
    const [name, ...rest] = step.take ?? [];
    if (step.kind === 'entries' && name === undefined)
      this.visit(to, read, new Set([...except, ...(step.except ?? [])]));
    else if (isPaired(step)) this.pairs(to);
    else if (name !== undefined && !except.has(name))
      this.part(name, { node: to, path: rest.length > 0 ? [ANY] : put }, site);
  }

  private part(name: string, value: ValueNode, site: TSESTree.Node): void {
    if (name === ANY) this.isNamed = false;
    this.isObject = true;
    this.parts.push({ name, value, site });
  }

  /** The entries that a list of pairs gives: `Object.fromEntries([[key, value]])`. */
  private pairs(list: TSESTree.Node): void {
    const { values, isComplete } = valuesOf(this.flow, list, [ANY]);
    if (!isComplete) this.isOpened = false;
    for (const { node, path } of values) {
      const [key, value] = path.length === 0 && node.type === Kind.ArrayExpression ? node.elements : [];
      if (key && value && key.type !== Kind.SpreadElement && value.type !== Kind.SpreadElement)
        this.part(keyText(this.flow.sourceCode, key) ?? ANY, { node: value, path: [] }, node);
      else this.isOpened = false;
    }
  }
}

/** Whether a step leads from an object to a list of its entries, as pairs. */
function isPaired({ put = [], take = [] }: FlowStep): boolean {
  return take.join() === ANY && put.join() === [ANY, '1'].join();
}

/** Whether a step leads from an object to something that it holds. */
function isPart({ kind, site, take }: FlowStep): boolean {
  if (site.type === Kind.UnaryExpression) return false; // `delete o.a`
  return (take?.length ?? 0) > 0 || kind === 'entries';
}

/** Whether a spread of a value adds nothing: `{ ...(isNew && { a }) }`, `options ?? undefined`. */
function isEmpty(node: TSESTree.Node): boolean {
  return isNothing(node) || (node.type === Kind.Literal && node.value === false);
}

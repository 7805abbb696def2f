/** Facts along a path: what the conditions taken and the values assigned say about the next condition. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { unwrap } from '../../ast';
import type { ControlFlowGraph, FlowEdge, FlowNode } from '../control-flow';
import {
  ANY_VALUE,
  assignedMentions,
  claimsOf,
  classesOf,
  equalityClaims,
  nullishClaims,
  NOT_TRUTHY,
  subjectOf,
  ValueClass,
  type Claim,
  type Subject,
  type ValueClasses,
} from './values';

/** The classes of all subjects, one hexadecimal digit each: compares and hashes as a string. */
export type Facts = string;

/** Whether an acquisition holds on the path so far. */
export type IsHeld = (acquire: TSESTree.Node) => boolean;

interface Assignment {
  /** Subjects that are no longer known. */
  readonly forgotten: readonly number[];
  /** The subject that has a new value, and the value where it is known; undefined stands for `undefined`. */
  readonly assigned: { readonly subject: number; readonly value: TSESTree.Node | undefined } | undefined;
}

/**
 * The conditions worth remembering for one question: those around its acquisitions, releases and hand-overs, and
 * those on the variables that hold what was acquired. Everything else is forgotten, so that the number of states
 * stays small.
 *
 * *Known limitations*: names are compared by text, not by scope; a change made in a nested function or by a call is
 * not seen. Both can only hide a path, never invent one.
 */
export class FactTable {
  /** Nothing known. */
  readonly initial: Facts;
  /** Whether a condition is remembered, and not only what holds the acquisitions. */
  readonly hasConditions: boolean;
  private readonly subjects: Subject[] = [];
  private readonly remembered = new Set<TSESTree.Node>();
  private readonly indexes = new Map<string, number>();
  private readonly constants: ReadonlyMap<string, TSESTree.Expression>;
  private readonly assignments = new Map<FlowNode, Assignment | undefined>();
  private readonly claims = new Map<FlowEdge, readonly { readonly subject: number; readonly keep: ValueClasses }[]>();

  /**
   * @param acquires what is acquired; known to be truthy while held
   * @param roles the acquisitions, releases and hand-overs, whose conditions are remembered
   */
  constructor(
    graph: ControlFlowGraph,
    private readonly acquires: ReadonlySet<TSESTree.Node>,
    roles: Iterable<TSESTree.Node>,
  ) {
    this.constants = constantsOf(graph);
    for (const acquire of acquires) for (const holder of holdersOf(acquire)) this.remember(subjectOf(holder));
    const holders = this.subjects.length;
    for (const role of roles) this.rememberAround(role, graph.owner);
    this.hasConditions = this.subjects.length > holders;
    this.initial = ANY_VALUE.toString(16).repeat(this.subjects.length);
  }

  /** The facts after `edge`, or undefined when they contradict it. */
  along(edge: FlowEdge, facts: Facts, isHeld: IsHeld): Facts | undefined {
    if (edge.from.kind !== 'branch') return facts;
    const tested: TSESTree.Node = unwrap(edge.from.ast);
    const fails = edge.kind === 'false' || edge.kind === 'nullish';
    if (fails && this.acquires.has(tested) && isHeld(tested)) return undefined;
    const claims = this.claimsAlong(edge);
    if (claims.length === 0) return facts;
    const after = facts.split('');
    for (const { subject, keep } of claims) {
      const remaining = parseInt(after[subject] ?? '0', 16) & keep;
      if (remaining === 0) return undefined;
      after[subject] = remaining.toString(16);
    }
    return after.join('');
  }

  /** The facts after what `node` assigns. */
  after(node: FlowNode, facts: Facts, isHeld: IsHeld): Facts {
    const assignment = this.assignmentAt(node);
    if (!assignment) return facts;
    const { assigned, forgotten } = assignment;
    const value = assigned ? this.valueOf(assigned.value, facts, isHeld) : ANY_VALUE;
    let after = facts;
    for (const subject of forgotten) after = writeFact(after, subject, ANY_VALUE);
    return assigned ? writeFact(after, assigned.subject, value) : after;
  }

  private valueOf(expression: TSESTree.Node | undefined, facts: Facts, isHeld: IsHeld): ValueClasses {
    if (!expression) return ValueClass.undefined;
    for (const acquire of this.acquires) {
      if (isHeld(acquire) && isResultOf(acquire, expression)) return ValueClass.truthy;
    }
    const known = (key: string): ValueClasses | undefined => {
      const subject = this.indexes.get(key);
      return subject === undefined ? undefined : readFact(facts, subject);
    };
    return classesOf(expression, known, () => false);
  }

  private claimsAlong(edge: FlowEdge): readonly { readonly subject: number; readonly keep: ValueClasses }[] {
    const known = this.claims.get(edge);
    if (known) return known;
    const found = branchClaims(edge, this.constants).flatMap((claim) => this.indexedClaims(claim));
    this.claims.set(edge, found);
    return found;
  }

  private indexedClaims({ subject, keep }: Claim): { readonly subject: number; readonly keep: ValueClasses }[] {
    const found: { readonly subject: number; readonly keep: ValueClasses }[] = [];
    const index = this.indexes.get(subject.key);
    if (index !== undefined) found.push({ subject: index, keep });
    if (subject.equality && keep === ValueClass.truthy) {
      // Equal to one literal: not equal to the others.
      this.subjects.forEach((other, otherIndex) => {
        const sameSide = other.equality?.left === subject.equality?.left;
        if (other.equality && sameSide && other.equality.literal !== subject.equality?.literal) {
          found.push({ subject: otherIndex, keep: NOT_TRUTHY });
        }
      });
    }
    return found;
  }

  private assignmentAt(node: FlowNode): Assignment | undefined {
    if (this.assignments.has(node)) return this.assignments.get(node);
    const assignment = this.subjects.length === 0 ? undefined : this.readAssignment(node);
    this.assignments.set(node, assignment);
    return assignment;
  }

  private readAssignment({ ast, kind }: FlowNode): Assignment | undefined {
    if (kind === 'catch') return this.assignmentTo(ast.type === AST_NODE_TYPES.CatchClause ? ast.param : null);
    if (kind !== 'evaluate') return undefined;
    switch (ast.type) {
      case AST_NODE_TYPES.VariableDeclarator: {
        const isLoopVariable = ast.init === null && ast.parent.parent.type.startsWith('For');
        if (ast.init === null && (ast.parent.kind === 'var' || isLoopVariable)) {
          return isLoopVariable ? this.assignmentTo(ast.id) : undefined;
        }
        return this.assignmentTo(ast.id, { value: ast.init ?? undefined });
      }
      case AST_NODE_TYPES.AssignmentExpression: {
        const takesRight = ['=', '&&=', '||=', '??='].includes(ast.operator);
        return this.assignmentTo(ast.left, takesRight ? { value: ast.right } : undefined);
      }
      case AST_NODE_TYPES.UpdateExpression:
        return this.assignmentTo(ast.argument);
      case AST_NODE_TYPES.ArrayPattern:
      case AST_NODE_TYPES.Identifier:
      case AST_NODE_TYPES.ObjectPattern:
        return this.assignmentTo(ast); // the variable of a for-in or for-of loop
      default:
        return undefined;
    }
  }

  private assignmentTo(
    target: TSESTree.Node | null,
    given?: { readonly value: TSESTree.Node | undefined },
  ): Assignment | undefined {
    const changed = assignedMentions(target);
    const forgotten = this.subjects.flatMap((subject, index) =>
      changed.some((mention) => subject.mentions.has(mention)) ? [index] : [],
    );
    const isSimple = target?.type === AST_NODE_TYPES.Identifier || target?.type === AST_NODE_TYPES.MemberExpression;
    const subject = given && isSimple ? this.indexes.get(subjectOf(target)?.key ?? '') : undefined;
    if (forgotten.length === 0 && subject === undefined) return undefined;
    return { forgotten, assigned: given && subject !== undefined ? { subject, value: given.value } : undefined };
  }

  private remember(subject: Subject | undefined): void {
    if (!subject || this.indexes.has(subject.key)) return;
    this.indexes.set(subject.key, this.subjects.length);
    this.subjects.push(subject);
  }

  private rememberAround(role: TSESTree.Node, owner: TSESTree.Node): void {
    for (const object of optionalObjects(role)) this.remember(subjectOf(object));
    let inner = role;
    for (let node = role.parent; node && inner !== owner; inner = node, node = node.parent) {
      if (this.remembered.has(inner)) return; // what stands around it is remembered, too
      this.remembered.add(inner);
      switch (node.type) {
        case AST_NODE_TYPES.ConditionalExpression:
        case AST_NODE_TYPES.DoWhileStatement:
        case AST_NODE_TYPES.IfStatement:
        case AST_NODE_TYPES.WhileStatement:
          this.rememberTest(node.test);
          break;
        case AST_NODE_TYPES.ForStatement:
          if (node.test) this.rememberTest(node.test);
          break;
        case AST_NODE_TYPES.LogicalExpression:
          if (inner === node.right) this.rememberTest(node.left);
          break;
        case AST_NODE_TYPES.SwitchStatement:
          for (const { test } of node.cases) {
            if (test) for (const claim of equalityClaims(node.discriminant, test, true)) this.remember(claim.subject);
          }
          break;
        default:
      }
    }
  }

  private rememberTest(test: TSESTree.Expression): void {
    const operands = leavesOf(test);
    for (const operand of operands) {
      for (const outcome of [true, false]) {
        for (const claim of claimsOf(operand, outcome, this.constants)) this.remember(claim.subject);
      }
    }
  }
}

function readFact(facts: Facts, subject: number): ValueClasses {
  return parseInt(facts.charAt(subject), 16);
}

function writeFact(facts: Facts, subject: number, classes: ValueClasses): Facts {
  return facts.slice(0, subject) + classes.toString(16) + facts.slice(subject + 1);
}

/** What is tested by the `?.`s of a call: `a` and `a?.b` of `a?.b?.()`. */
export function optionalObjects(call: TSESTree.Node): TSESTree.Node[] {
  const objects: TSESTree.Node[] = [];
  let node = call;
  while (node.type === AST_NODE_TYPES.CallExpression || node.type === AST_NODE_TYPES.MemberExpression) {
    const object: TSESTree.Node = node.type === AST_NODE_TYPES.CallExpression ? node.callee : node.object;
    if (node.optional) objects.push(object);
    node = object;
  }
  return objects;
}

/** The parts of a test that the graph branches on. */
function leavesOf(test: TSESTree.Expression): TSESTree.Expression[] {
  const node = unwrap(test);
  if (node.type === AST_NODE_TYPES.LogicalExpression) return [...leavesOf(node.left), ...leavesOf(node.right)];
  if (node.type === AST_NODE_TYPES.UnaryExpression && node.operator === '!') return leavesOf(node.argument);
  return [node];
}

function branchClaims(edge: FlowEdge, constants: ReadonlyMap<string, TSESTree.Expression>): Claim[] {
  const { ast } = edge.from;
  switch (edge.kind) {
    case 'nullish':
    case 'non-nullish':
      return nullishClaims(ast, edge.kind === 'nullish');
    case 'true':
    case 'false': {
      const outcome = edge.kind === 'true';
      if (ast.type === AST_NODE_TYPES.AssignmentPattern) return [];
      if (ast.type !== AST_NODE_TYPES.SwitchCase) return claimsOf(ast, outcome, constants);
      return ast.test ? equalityClaims(ast.parent.discriminant, ast.test, outcome) : [];
    }
    default:
      return [];
  }
}

const constantsByGraph = new WeakMap<ControlFlowGraph, ReadonlyMap<string, TSESTree.Expression>>();

function constantsOf(graph: ControlFlowGraph): ReadonlyMap<string, TSESTree.Expression> {
  let constants = constantsByGraph.get(graph);
  if (!constants) {
    constants = findConstants(graph);
    constantsByGraph.set(graph, constants);
  }
  return constants;
}

/** The constants of a body by name, without names that are declared twice. */
function findConstants(graph: ControlFlowGraph): Map<string, TSESTree.Expression> {
  const constants = new Map<string, TSESTree.Expression>();
  const declared = new Map<string, TSESTree.Node>();
  for (const { ast, kind } of graph.nodes) {
    if (kind !== 'evaluate' || ast.type !== AST_NODE_TYPES.VariableDeclarator) continue;
    for (const name of assignedMentions(ast.id)) {
      if ((declared.get(name) ?? ast) !== ast) constants.delete(name);
      else if (ast.parent.kind === 'const' && ast.init && ast.id.type === AST_NODE_TYPES.Identifier) {
        constants.set(name, ast.init);
      }
      declared.set(name, ast);
    }
  }
  return constants;
}

/** The variables and fields that an acquisition is assigned to where it stands. */
export function holdersOf(acquire: TSESTree.Node): TSESTree.Node[] {
  const holders: TSESTree.Node[] = [];
  let inner = acquire;
  for (let node = acquire.parent; node; inner = node, node = node.parent) {
    if (node.type === AST_NODE_TYPES.AssignmentExpression && node.right === inner) holders.push(node.left);
    else if (node.type === AST_NODE_TYPES.VariableDeclarator && node.init === inner) holders.push(node.id);
    else if (!passesOn(node, inner)) break;
  }
  return holders;
}

/** Whether the value of `expression` may be that of `acquire`, which stands in it. */
export function isResultOf(acquire: TSESTree.Node, expression: TSESTree.Node): boolean {
  let inner = acquire;
  while (inner !== expression) {
    const { parent } = inner;
    if (!parent) return false;
    const isAssigned = parent.type === AST_NODE_TYPES.AssignmentExpression && parent.right === inner;
    if (!isAssigned && !passesOn(parent, inner)) return false;
    inner = parent;
  }
  return true;
}

/** Whether `node` may have the value of its part `inner`. */
function passesOn(node: TSESTree.Node, inner: TSESTree.Node): boolean {
  switch (node.type) {
    case AST_NODE_TYPES.ChainExpression:
    case AST_NODE_TYPES.LogicalExpression:
    case AST_NODE_TYPES.TSAsExpression:
    case AST_NODE_TYPES.TSNonNullExpression:
    case AST_NODE_TYPES.TSSatisfiesExpression:
    case AST_NODE_TYPES.TSTypeAssertion:
      return true;
    case AST_NODE_TYPES.ConditionalExpression:
      return inner !== node.test;
    case AST_NODE_TYPES.SequenceExpression:
      return inner === node.expressions.at(-1);
    default:
      return false;
  }
}

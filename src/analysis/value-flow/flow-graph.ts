/** What the parts of the value flow ask of each other: the graph as a whole. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { BodyOwner, CallNode, FunctionNode } from '../../ast';
import type { ControlFlowGraph } from '../control-flow';
import type { ClassNode, LocalClasses } from './classes';
import type { Place, Summary } from './summaries';
import type { Answer } from './answer';
import type { Origin, Query } from './track';
import type { AccessPath, FlowStep, Steps } from './value-node';

/** A function that a call may enter. */
export interface Callee {
  readonly fn: FunctionNode;
  /** Arguments that `bind` has given before: they come first. */
  readonly bound: readonly TSESTree.CallExpressionArgument[];
}

export interface Callees {
  readonly callees: readonly Callee[];
  /** Whether no other function can be meant. */
  readonly isComplete: boolean;
}

/** A place where a function is handed to a library, which may call it. */
export interface Handing {
  readonly call: CallNode;
  readonly index: number;
}

export interface Callers {
  readonly calls: readonly CallNode[];
  readonly handings: readonly Handing[];
  /** Whether others may call it as well. */
  readonly isOpen: boolean;
}

/** What an argument of a call is: the value at a path of an expression. */
export interface Given {
  readonly node: TSESTree.Node;
  readonly path: AccessPath;
}

/** A value that a function gives back. */
export interface Result {
  readonly node: TSESTree.Expression;
  /** Of a generator: which part of what it gives. */
  readonly part?: string;
}

/** What is written to the parts of an object. */
export interface Stores {
  readonly steps: readonly FlowStep[];
  /** Those that surely are of this object, and not of one of several. */
  readonly sure: ReadonlySet<FlowStep>;
  /** Where others get to know the object, and may write to it. */
  readonly escapes: readonly TSESTree.Node[];
}

/** Where a walk starts: at an expression, or at a part of one. */
export type Start = TSESTree.Node | Origin | readonly Origin[];

export interface FlowGraph {
  readonly sourceCode: TSESLint.SourceCode;
  readonly classes: LocalClasses;
  readonly calls: {
    calleesOf(call: CallNode): Callees;
    functionsOf(expression: TSESTree.Node): Callees;
    classesOf(expression: TSESTree.Node): readonly ClassNode[];
    constructionsOf(node: ClassNode): readonly CallNode[];
    callersOf(fn: FunctionNode): Callers;
    callsOfValue(starts: readonly Given[]): Callers;
    argumentsAt(call: CallNode, callee: Callee, index: number): readonly Given[] | undefined;
    restAt(call: CallNode, callee: Callee, index: number): readonly (Given & { readonly at: string })[];
  };
  readonly objects: {
    sitesOf(expression: TSESTree.Node, path?: AccessPath): Steps;
    settersOf(site: TSESTree.Node, name: string): readonly FunctionNode[];
    writesInto(site: TSESTree.Node): Stores;
    storesSeen(site: TSESTree.Node, read: TSESTree.Node | undefined): Steps;
    isOverwritten(step: FlowStep, node: TSESTree.Node, read: TSESTree.Node): boolean;
  };
  readonly graphOf: (body: BodyOwner) => ControlFlowGraph;
  backward<L>(start: Start, query: Query<L>, bound?: number): Answer<L>;
  forward<L>(start: Start, query: Query<L>, bound?: number): Answer<L>;
  stepsOf(direction: 'backward' | 'forward', node: TSESTree.Node): Steps;
  stepOf(member: TSESTree.MemberExpression): string;
  summariesOf(call: CallNode): readonly Summary[] | undefined;
  resultsOf(fn: FunctionNode): readonly Result[];
  placeOf(call: CallNode, base: Place['base'], index: number): TSESTree.Node | undefined;
  sourcesOf(call: CallNode, row: Summary): readonly FlowStep[];
  givenTo(callee: TSESTree.Node, site: TSESTree.Node): readonly FlowStep[];
}

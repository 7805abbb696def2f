/**
 * How much work the analyses do for one file, in numbers that no machine changes. A time says how quick a machine is
 * and what else it does; a counter says whether the work of a line grows with the file. Tests assert counters, and the
 * benchmark prints them beside its times.
 */
import type { TSESLint } from '@typescript-eslint/utils';
import { walked } from '../ast';

/** Plain numbers that only grow. What is remembered is counted once: when it is found. */
export class Counters {
  /** Calls and constructions that were collected. */
  calls = 0;
  /** Control-flow graphs that were built, and the nodes in them. */
  graphs = 0;
  graphNodes = 0;
  /**
   * Questions to TypeScript: types and symbols of nodes, and reads of the checker by those who ask it more.
   *
   * *Known limitation*: who keeps the checker and asks it twice is counted once.
   */
  typeQuestions = 0;
  /** What the value flow made, and the steps that it took over it. */
  flowNodes = 0;
  flowSteps = 0;
  private visited = 0;

  /** Nodes of the syntax tree that walks of our own stood at; ESLint's walk is not among them. */
  get nodesVisited(): number {
    if (this === current) settle();
    return this.visited;
  }

  /** @internal Takes over what walks of this file have counted. */
  addVisited(nodes: number): void {
    this.visited += nodes;
  }
}

const counters = new WeakMap<TSESLint.SourceCode, Counters>();

/** Walks know no file. Files are linted one after the other, so what is walked belongs to the last that was asked for. */
let current: Counters | undefined;
let settled = 0;

function settle(): void {
  current?.addVisited(walked.nodes - settled);
  settled = walked.nodes;
}

/** The counters of a file. */
export function countersOf(sourceCode: TSESLint.SourceCode): Counters {
  let found = counters.get(sourceCode);
  if (!found) counters.set(sourceCode, (found = new Counters()));
  if (found !== current) {
    settle();
    current = found;
  }
  return found;
}

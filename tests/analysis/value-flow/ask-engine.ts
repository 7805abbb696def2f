import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { type AccessPath, type Answer, DEEP, SAME_VALUE, valueFlow } from '../../../src/analysis/value-flow';
import type { FlowProgram } from './flow-program';
import { type Arrivals, sinksOf, sourcesOf } from './run-program';

/** What the engine says about a program, in the form in which a run is recorded. */
export interface EngineAnswer {
  /** For each sink in source order the sorted names of the sources that are said to arrive. */
  readonly found: Arrivals;
  /** For each sink, whether nothing else can arrive: every question about it was answered completely. */
  readonly complete: readonly boolean[];
  /** Where the engine could not see on, for messages. */
  readonly open: readonly string[];
}

const isWhole = (path: AccessPath): boolean => path.length === 0;
const isWholeOrDeep = (path: AccessPath): boolean => path.length === 0 || (path.length === 1 && path[0] === DEEP);

/**
 * Asks for each sink: what may its argument be made from? Of the globals of the programs everything is known: a part of
 * a source, and what `flag()` answers, hold no source.
 */
export function askBackward(sourceCode: TSESLint.SourceCode): EngineAnswer {
  const names = new Map<TSESTree.Node, string>(sourcesOf(sourceCode).map(({ call, name }) => [call, name]));
  const answers = sinksOf(sourceCode).map(({ argument, isText }) => {
    const isMeant = isText ? isWholeOrDeep : isWhole;
    return valueFlow(sourceCode).backward(argument, {
      label: ({ node, path }) => (isMeant(path) ? names.get(node) : undefined),
      barrier: ({ node }) => names.has(node) || isFlag(node),
      ...(isText ? {} : { kinds: SAME_VALUE }),
    });
  });
  return {
    found: answers.map(({ flows }) => sorted(flows.map(({ label }) => label))),
    complete: answers.map(({ complete }) => complete),
    open: answers.flatMap((answer) => openOf(sourceCode, answer)),
  };
}

/** Asks for each source: who may get it? A sink that gets an object with a source in it does nothing with it. */
export function askForward(sourceCode: TSESLint.SourceCode): EngineAnswer {
  const sinks = sinksOf(sourceCode);
  const numbers = new Map<TSESTree.Node, number>(sinks.map(({ argument }, index) => [argument, index]));
  const found = sinks.map(() => [] as string[]);
  const complete = sinks.map(() => true);
  const open: string[] = [];
  for (const isText of new Set(sinks.map((sink) => sink.isText))) {
    const asked = sinks.flatMap((sink, index) => (sink.isText === isText ? [index] : []));
    for (const { call, name } of sourcesOf(sourceCode)) {
      const answer = valueFlow(sourceCode).forward(call, {
        label: ({ node, path }) => (isWhole(path) ? numbers.get(node) : undefined),
        barrier: ({ node }) => numbers.has(node),
        ...(isText ? {} : { kinds: SAME_VALUE }),
      });
      for (const { label } of answer.flows) if (asked.includes(label)) found[label]?.push(name);
      if (!answer.complete) for (const index of asked) complete[index] = false;
      open.push(...openOf(sourceCode, answer));
    }
  }
  return { found: found.map(sorted), complete, open };
}

function isFlag(node: TSESTree.Node): boolean {
  return (
    node.type === AST_NODE_TYPES.CallExpression &&
    node.callee.type === AST_NODE_TYPES.Identifier &&
    node.callee.name === 'flag'
  );
}

const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();

function openOf(sourceCode: TSESLint.SourceCode, { unknown }: Answer<unknown>): string[] {
  return unknown.map(({ cause, node, path }) => `${cause} at '${sourceCode.getText(node)}' .${path.join('.')}`);
}

/**
 * How an answer falls behind the run: `blind`: a source arrives that is not found, though the answer says that it is
 * complete; `missed`: not found, and the answer says that it is not complete; `invented`: found, though it arrives in no
 * run; `open`: not complete, though everything is known.
 */
export type Shortcoming = 'blind' | 'invented' | 'missed' | 'open';

export interface Disagreement {
  readonly shortcoming: Shortcoming;
  readonly text: string;
}

/** In what the engine does not agree with the run; nothing where it does as well as the program demands. */
export function disagreements(program: FlowProgram, arrivals: Arrivals, answer: EngineAnswer): Disagreement[] {
  return arrivals.flatMap((arrived, index): Disagreement[] => {
    const found = answer.found[index] ?? [];
    const isComplete = answer.complete[index] === true;
    const missed = program.mayBeOpen && !isComplete ? [] : arrived.filter((name) => !found.includes(name));
    const invented = program.exact === false ? [] : found.filter((name) => !arrived.includes(name));
    return [
      ...missed.map((name): Disagreement => ({
        shortcoming: isComplete ? 'blind' : 'missed',
        text: `'${name}' arrives at sink ${index}, not found`,
      })),
      ...invented.map((name): Disagreement => ({
        shortcoming: 'invented',
        text: `'${name}' does not arrive at sink ${index}, but is found`,
      })),
      ...(isComplete || program.complete === false
        ? []
        : [{ shortcoming: 'open' as const, text: `sink ${index} is open: ${answer.open.join(', ')}` }]),
    ];
  });
}

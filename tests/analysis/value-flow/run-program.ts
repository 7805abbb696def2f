import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import { createRequire } from 'node:module';
import ts from 'typescript';
import { findNodes } from '../../support/source';

/** A call `sink(value)` or `sinkText(text)`. */
export interface Sink {
  readonly call: TSESTree.CallExpression;
  readonly argument: TSESTree.Expression;
  readonly isText: boolean;
}

/** A call `source('a')` or `sourceText('a')`. */
export interface Source {
  readonly call: TSESTree.CallExpression;
  readonly name: string;
}

/** For each sink in source order the sorted names of the sources that arrive there. */
export type Arrivals = readonly (readonly string[])[];

export function sinksOf(sourceCode: TSESLint.SourceCode): Sink[] {
  return callsOf(sourceCode, ['sink', 'sinkText']).map(({ call, name }) => {
    const [argument] = call.arguments;
    if (call.arguments.length !== 1 || !argument || argument.type === AST_NODE_TYPES.SpreadElement) {
      throw new Error(`'${sourceCode.getText(call)}' takes one argument`);
    }
    return { call, argument, isText: name === 'sinkText' };
  });
}

export function sourcesOf(sourceCode: TSESLint.SourceCode): Source[] {
  const sources = callsOf(sourceCode, ['source', 'sourceText']).map(({ call }) => {
    const [argument] = call.arguments;
    if (argument?.type !== AST_NODE_TYPES.Literal || typeof argument.value !== 'string') {
      throw new Error(`'${sourceCode.getText(call)}' takes a name`);
    }
    return { call, name: argument.value };
  });
  if (new Set(sources.map(({ name }) => name)).size < sources.length) throw new Error('two sources of one name');
  return sources;
}

function callsOf(sourceCode: TSESLint.SourceCode, names: readonly string[]) {
  return findNodes(sourceCode, (node) => node.type === AST_NODE_TYPES.CallExpression).flatMap((node) => {
    const call = node as TSESTree.CallExpression;
    const { callee } = call;
    return callee.type === AST_NODE_TYPES.Identifier && names.includes(callee.name)
      ? [{ call, name: callee.name }]
      : [];
  });
}

/** Where the arguments of a call begin: behind its parenthesis. */
export function startOfArguments(text: string, call: TSESTree.CallExpression): number {
  return text.indexOf('(', call.callee.range[1]) + 1;
}

/** How many calls of `flag()` are answered both ways. Later calls say `false`. */
const flags = 4;

/**
 * Runs a program with every outcome of `flag()` and answers what arrived in any of the runs.
 *
 * @throws what the program throws, and an Error when it does not parse.
 */
export async function runProgram(sourceCode: TSESLint.SourceCode, isTypeScript: boolean): Promise<Arrivals> {
  const run = compile(numbered(sourceCode), isTypeScript);
  const outcomes = /\bflag\(\)/.test(sourceCode.text) ? 2 ** flags : 1;
  const seen = sinksOf(sourceCode).map(() => new Set<string>());
  await Promise.all(Array.from({ length: outcomes }, (_, outcome) => runOnce(run, outcome, seen)));
  return seen.map((names) => [...names].sort());
}

/** The text in which each sink is given its number: `sink(0, value)`. */
function numbered(sourceCode: TSESLint.SourceCode): string {
  const sinks = sinksOf(sourceCode);
  return sinks
    .map(({ call }, index) => ({ at: startOfArguments(sourceCode.text, call), index }))
    .sort((left, right) => right.at - left.at)
    .reduce((text, { at, index }) => `${text.slice(0, at)}${index}, ${text.slice(at)}`, sourceCode.text);
}

type Run = (...globals: readonly unknown[]) => Promise<void>;

const globalNames = [
  'exports',
  'require',
  'source',
  'sourceText',
  'sink',
  'sinkText',
  'flag',
  'setTimeout',
  'setImmediate',
] as const;

const AsyncFunction = (async () => Promise.resolve()).constructor as new (...parts: readonly string[]) => Run;

function compile(text: string, isTypeScript: boolean): Run {
  const isModule = /^(?:import|export)\b/m.test(text);
  const script = isTypeScript || isModule ? transpiled(text, isTypeScript) : text;
  return new AsyncFunction(...globalNames, `'use strict';\n${script}`);
}

function transpiled(text: string, isTypeScript: boolean): string {
  const { outputText, diagnostics } = ts.transpileModule(text, {
    fileName: isTypeScript ? 'program.ts' : 'program.js',
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, allowJs: true },
  });
  const [fault] = diagnostics ?? [];
  if (fault) throw new Error(`${ts.flattenDiagnosticMessageText(fault.messageText, '\n')} in\n${text}`);
  return outputText;
}

/** What `source()` makes: its text, and its JSON, are its marker. */
class Marked {
  readonly #marker: string;

  constructor(marker: string) {
    this.#marker = marker;
  }

  toString(): string {
    return this.#marker;
  }

  [Symbol.toPrimitive](hint: string): string | number {
    return hint === 'number' ? NaN : this.#marker;
  }

  toJSON(): string {
    return this.#marker;
  }
}

const programRequire = createRequire(__filename);

async function runOnce(run: Run, outcome: number, seen: readonly Set<string>[]): Promise<void> {
  const made = new Map<unknown, { readonly name: string; readonly marker: string }>();
  const work = new PendingWork();
  let asked = 0;
  // Digits only, so that the marker survives change of case and escaping.
  const markerOf = (): string => String(700_000_001 + made.size);
  const make = (name: string, marker: string, value: unknown): unknown => {
    made.set(value, { name, marker });
    return value;
  };
  const globals: Record<(typeof globalNames)[number], unknown> = {
    exports: {},
    require: programRequire,
    source: (name: string) => make(name, markerOf(), new Marked(markerOf())),
    sourceText: (name: string) => make(name, markerOf(), markerOf()),
    sink: (site: number, value: unknown) =>
      work.whenSettled(value, (settled) => {
        const source = made.get(settled);
        if (source) seen[site]?.add(source.name);
      }),
    sinkText: (site: number, value: unknown) =>
      work.whenSettled(value, (settled) => {
        const text = typeof settled === 'string' || settled instanceof Marked ? String(settled) : '';
        for (const { name, marker } of made.values()) if (text.includes(marker)) seen[site]?.add(name);
      }),
    flag: () => asked < flags && ((outcome >> asked++) & 1) === 1,
    setTimeout: work.counting(setTimeout),
    setImmediate: work.counting(setImmediate),
  };
  await run(...globalNames.map((name) => globals[name]));
  await work.done();
}

/** Timers and promises that a program leaves behind when its last statement has run. */
class PendingWork {
  #pending = 0;

  counting(start: (callback: (...values: unknown[]) => void, ...rest: never[]) => unknown) {
    return (callback: (...values: unknown[]) => void, ...rest: never[]): unknown => {
      this.#pending++;
      return start(
        (...values) => {
          this.#pending--;
          callback(...values);
        },
        ...rest,
      );
    };
  }

  /** Hands a value on when it has settled, if it is a promise: a rejected one holds nothing. */
  whenSettled(value: unknown, take: (settled: unknown) => void): void {
    if (!(value instanceof Promise)) {
      take(value);
      return;
    }
    this.#pending++;
    value.then(take, () => undefined).finally(() => this.#pending--);
  }

  async done(): Promise<void> {
    for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
    for (let turn = 0; turn < 1000 && this.#pending > 0; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}

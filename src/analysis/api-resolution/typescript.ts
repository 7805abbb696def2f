import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { countersOf } from '../counters';

/** The type information of one file. */
export interface TypeServices {
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  /** `typescript` itself, for its enums. Loaded only when there is a program, since it is an optional peer. */
  readonly ts: typeof ts;
  typeAt(node: TSESTree.Node): ts.Type | undefined;
  symbolAt(node: TSESTree.Node): ts.Symbol | undefined;
  /** The type that is asked for where an expression stands: that of a parameter, for an argument. */
  expectedAt(node: TSESTree.Node): ts.Type | undefined;
}

/** The type services of a file, or undefined when it was parsed without a program. Never throws. */
export function typeServicesOf(sourceCode: TSESLint.SourceCode): TypeServices | undefined {
  const services = sourceCode.parserServices;
  if (!services?.program || !services.esTreeNodeToTSNodeMap) return undefined;
  const { program, esTreeNodeToTSNodeMap } = services;
  const typescript = loadTypescript();
  if (!typescript) return undefined;
  const checker = program.getTypeChecker();
  const counters = countersOf(sourceCode);
  const tsNode = (node: TSESTree.Node): ts.Node | undefined =>
    (esTreeNodeToTSNodeMap as { get(node: TSESTree.Node): ts.Node | undefined }).get(node);
  return {
    program,
    get checker() {
      counters.typeQuestions++;
      return checker;
    },
    ts: typescript,
    typeAt(node) {
      counters.typeQuestions++;
      const found = tsNode(node);
      return found && checker.getTypeAtLocation(found);
    },
    symbolAt(node) {
      counters.typeQuestions++;
      const found = tsNode(node);
      return found && checker.getSymbolAtLocation(found);
    },
    expectedAt(node) {
      counters.typeQuestions++;
      const found = tsNode(node);
      return found && typescript.isExpression(found) ? checker.getContextualType(found) : undefined;
    },
  };
}

let loaded: typeof ts | undefined;

function loadTypescript(): typeof ts | undefined {
  if (loaded) return loaded;
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an optional peer
    loaded = require('typescript') as typeof ts;
    return loaded;
  } catch {
    return undefined;
  }
}

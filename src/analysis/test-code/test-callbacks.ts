/**
 * Which code of a file is a test: the callbacks given to the functions and hooks of a test runner. A runner's functions
 * are known by their import, or as globals that are called with a title; its hooks as globals only beside such a test,
 * for `after(callback)` alone is Next's, and runs in production.
 *
 * *Known limitations*: functions of the project that stand for a runner's are known only under the runner's own names.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import {
  type CallNode,
  enclosingFunction,
  type FunctionNode,
  isFunction,
  literalString,
  unwrap,
  wrapped,
} from '../../ast';
import { TEST_FUNCTIONS, TEST_HOOKS, TEST_RUNNERS } from '../../model/test-code';
import { resolveExport } from '../api-resolution';
import { variableOf } from '../bindings';

/** The test code of one file. */
export class TestCode {
  private holds: boolean | undefined;
  private readonly inTests = new Map<FunctionNode, boolean>();

  /** `calls` gives every call of the file. */
  constructor(
    private readonly sourceCode: TSESLint.SourceCode,
    private readonly calls: () => readonly CallNode[],
  ) {}

  /** Whether the file gives a callback to a test function: `it('…', () => …)`, `test.only(…)`, `Deno.test(…)`. */
  get holdsTests(): boolean {
    return (this.holds ??= this.calls().some((call) => this.isTest(call)));
  }

  /** Whether a node stands in a callback of a test, of a group of tests, or of a hook. */
  contains(node: TSESTree.Node): boolean {
    let isInTest = false;
    const asked: FunctionNode[] = [];
    for (let fn = enclosingFunction(node); fn; fn = enclosingFunction(fn)) {
      const known = this.inTests.get(fn);
      if (known === undefined) asked.push(fn);
      isInTest = known ?? this.isGivenToRunner(fn);
      if (isInTest || known === false) break;
    }
    for (const fn of asked) this.inTests.set(fn, isInTest);
    return isInTest;
  }

  private isGivenToRunner(fn: FunctionNode): boolean {
    const calls = this.callsGiven(fn);
    return calls.length > 0 && calls.every((call) => this.isTest(call, true) || this.isHook(call));
  }

  /** The calls that a function is given to, where it stands or by its name; none where it is used otherwise too. */
  private callsGiven(fn: FunctionNode): readonly TSESTree.CallExpression[] {
    const given = [wrapped(fn)];
    const declared = fn.type === AST_NODE_TYPES.FunctionDeclaration ? fn : given[0]?.parent;
    const name =
      declared?.type === AST_NODE_TYPES.VariableDeclarator || declared?.type === AST_NODE_TYPES.FunctionDeclaration
        ? declared.id
        : undefined;
    if (name?.type === AST_NODE_TYPES.Identifier) {
      const reads = variableOf(this.sourceCode, name)?.references.filter((reference) => reference.isRead()) ?? [];
      given.splice(0, 1, ...reads.map(({ identifier }) => wrapped(identifier as TSESTree.Node)));
    }
    const calls = given.flatMap(({ parent }) => (parent?.type === AST_NODE_TYPES.CallExpression ? [parent] : []));
    const isAll = calls.length === given.length && calls.every(({ callee }) => !given.includes(callee));
    return isAll ? calls : [];
  }

  private isTest(call: CallNode, takesCallback = call.arguments.some((given) => isFunction(unwrap(given)))): boolean {
    if (call.type !== AST_NODE_TYPES.CallExpression || !takesCallback) return false;
    const root = rootOf(call.callee);
    if (!root) return false;
    if (this.isOfRunner(root)) return !TEST_HOOKS.has(lastName(call.callee) ?? '');
    if (!this.isGlobal(root) || !hasTitle(call)) return false;
    return TEST_FUNCTIONS.has(root.name) || (root.name === 'Deno' && lastName(call.callee) === 'test');
  }

  private isHook(call: TSESTree.CallExpression): boolean {
    const root = rootOf(call.callee);
    if (!root) return false;
    if (this.isOfRunner(root)) return true;
    if (!this.isGlobal(root)) return false;
    const isNamed =
      TEST_HOOKS.has(root.name) || (TEST_FUNCTIONS.has(root.name) && TEST_HOOKS.has(lastName(call.callee) ?? ''));
    return isNamed && this.holdsTests;
  }

  private isOfRunner(root: TSESTree.Identifier): boolean {
    const found = resolveExport(this.sourceCode, root);
    return found !== undefined && TEST_RUNNERS.has(found.package);
  }

  /** Whether nothing in the file defines the name: it is global, or only declared. */
  private isGlobal(root: TSESTree.Identifier): boolean {
    const definitions = variableOf(this.sourceCode, root)?.defs ?? [];
    return definitions.every(({ node, parent }) => isDeclared(node) || (parent ? isDeclared(parent) : false));
  }
}

const isDeclared = (node: TSESTree.Node): boolean =>
  'declare' in node && node.declare ? true : node.type === AST_NODE_TYPES.TSDeclareFunction;

/** The name that a callee begins with: `it` of `it.each(rows)`, `test` of `test.describe.only`. */
function rootOf(callee: TSESTree.Node): TSESTree.Identifier | undefined {
  let node = unwrap(callee);
  for (;;) {
    if (node.type === AST_NODE_TYPES.MemberExpression) node = unwrap(node.object);
    else if (node.type === AST_NODE_TYPES.CallExpression) node = unwrap(node.callee);
    else if (node.type === AST_NODE_TYPES.TaggedTemplateExpression) node = unwrap(node.tag);
    else return node.type === AST_NODE_TYPES.Identifier ? node : undefined;
  }
}

function lastName(callee: TSESTree.Node): string | undefined {
  const node = unwrap(callee);
  if (node.type === AST_NODE_TYPES.Identifier) return node.name;
  if (node.type !== AST_NODE_TYPES.MemberExpression) return undefined;
  return node.property.type === AST_NODE_TYPES.Identifier ? node.property.name : undefined;
}

function hasTitle({ arguments: [title] }: CallNode): boolean {
  return title !== undefined && (title.type === AST_NODE_TYPES.TemplateLiteral || literalString(title) !== undefined);
}

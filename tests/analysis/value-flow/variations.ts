import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import { findNodes, parseSource } from '../../support/source';
import { sinksOf, sourcesOf, startOfArguments } from './run-program';

/** A program written in another way, in which the same sources arrive at the same sinks. */
export interface Variation {
  readonly name: string;
  readonly code: string;
}

/** The names of all variations. */
export const variationNames = (): string[] => Object.keys(rewrites);

/** The ways of writing a program differently that apply to it. */
export function variationsOf(code: string): Variation[] {
  const sourceCode = parseSource(code);
  return Object.entries(rewrites).flatMap(([name, rewrite]) => {
    const rewritten = rewrite(sourceCode);
    return rewritten === undefined || rewritten === code ? [] : [{ name, code: rewritten }];
  });
}

type Rewrite = (sourceCode: TSESLint.SourceCode) => string | undefined;

const rewrites: Readonly<Record<string, Rewrite>> = {
  'other names': renamed,
  'arguments of sinks through a function of their own': (sourceCode) =>
    withSinkArguments(sourceCode, (argument) => `((v) => v)(${argument})`),
  'arguments of sinks through one helper': (sourceCode) =>
    withSinkArguments(sourceCode, (argument) => `pass1(${argument})`, 'function pass1(v) { return v; }'),
  'arguments of sinks through an object': (sourceCode) =>
    withSinkArguments(sourceCode, (argument) => `{ held: ${argument}, other: 1 }.held`),
  'sinks in functions': sinksInFunctions,
  'inside a closure': (sourceCode) => inside(sourceCode, (isAsync, body) => called(isAsync, `() => {\n${body}}`)),
  'inside a method': (sourceCode) =>
    inside(
      sourceCode,
      (isAsync, body) =>
        `class Main1 { ${isAsync ? 'async ' : ''}run() {\n${body}} }\n${isAsync ? 'await ' : ''}new Main1().run();\n`,
    ),
  'sources assigned after their declaration': (sourceCode) =>
    withSources(sourceCode, {
      statement: (name, call) => `let ${name}; ${name} = ${call};`,
      expression: (call, index) => `(held${index} = ${call})`,
      declaration: (_, index) => `let held${index};`,
    }),
  'sources destructured': (sourceCode) =>
    withSources(sourceCode, {
      statement: (name, call) => `const { held: ${name} } = { held: ${call} };`,
      expression: (call) => `(({ held }) => held)({ other: 1, held: ${call} })`,
    }),
  'sources out of an array': (sourceCode) =>
    withSources(sourceCode, {
      statement: (name, call) => `const [, ${name}] = [0, ${call}];`,
      expression: (call) => `[0, ${call}][1]`,
    }),
  'sources out of a function': (sourceCode) =>
    withSources(sourceCode, {
      statement: (name, call, index) => `const make${index} = () => ${call}; const ${name} = make${index}();`,
      expression: (_, index) => `make${index}()`,
      declaration: (call, index) => `function make${index}() { return ${call}; }`,
    }),
  'sources in a class field': (sourceCode) =>
    withSources(sourceCode, {
      statement: (name, call, index) =>
        `class Box${index} { held = ${call}; } const box${index} = new Box${index}(); const ${name} = box${index}.held;`,
      expression: (_, index) => `new Box${index}().held`,
      declaration: (call, index) => `class Box${index} { held = ${call}; }`,
    }),
  'sources in a class field behind a method': (sourceCode) =>
    withSources(sourceCode, {
      statement: (name, call, index) =>
        `class Box${index} { held = ${call}; read() { return this.held; } } ` +
        `const box${index} = new Box${index}(); const ${name} = box${index}.read();`,
      expression: (_, index) => `new Box${index}().read()`,
      declaration: (call, index) => `class Box${index} { held = ${call}; read() { return this.held; } }`,
    }),
};

interface Edit {
  readonly range: readonly [number, number];
  readonly text: string;
}

function edited(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((left, right) => right.range[0] - left.range[0])
    .reduce((result, edit) => result.slice(0, edit.range[0]) + edit.text + result.slice(edit.range[1]), text);
}

/** Gives every variable of the program, types and imports with it, a name that occurs only once. */
function renamed(sourceCode: TSESLint.SourceCode): string {
  const names = new Map<TSESTree.Node, string>();
  const edits = new Map<number, Edit>();
  for (const variable of (sourceCode.scopeManager?.scopes ?? []).flatMap((scope) => scope.variables)) {
    const [definition] = variable.defs;
    if (!definition || variable.identifiers.some(isMember)) continue;
    // The name of a class is two variables, one of them inside the class.
    const name = names.get(definition.name) ?? `other${names.size}`;
    names.set(definition.name, name);
    for (const identifier of [...variable.identifiers, ...variable.references.map((one) => one.identifier)]) {
      edits.set(identifier.range[0], {
        range: [identifier.range[0], identifier.range[0] + variable.name.length],
        text: renamedText(identifier, variable.name, name),
      });
    }
  }
  return edited(sourceCode.text, [...edits.values()]);
}

/** Whether a variable is a property as well: a parameter property, an export of a namespace. */
function isMember(identifier: TSESTree.Node): boolean {
  const { parent } = identifier;
  const holder = parent?.type === AST_NODE_TYPES.AssignmentPattern ? parent.parent : parent;
  if (holder?.type === AST_NODE_TYPES.TSParameterProperty) return true;
  const declaration = holder?.type === AST_NODE_TYPES.VariableDeclarator ? holder.parent : holder;
  return (
    declaration?.parent?.type === AST_NODE_TYPES.ExportNamedDeclaration &&
    declaration.parent.parent.type === AST_NODE_TYPES.TSModuleBlock
  );
}

function renamedText(identifier: TSESTree.Node, oldName: string, newName: string): string {
  const { parent } = identifier;
  const holder =
    parent?.type === AST_NODE_TYPES.AssignmentPattern && parent.left === identifier ? parent.parent : parent;
  if (holder?.type === AST_NODE_TYPES.Property && holder.shorthand) return `${oldName}: ${newName}`;
  if (
    holder?.type === AST_NODE_TYPES.ImportSpecifier &&
    holder.imported.range[0] === holder.local.range[0] &&
    holder.local.range[0] === identifier.range[0]
  ) {
    return `${oldName} as ${newName}`;
  }
  return newName;
}

/** Writes the argument of every sink differently. */
function withSinkArguments(
  sourceCode: TSESLint.SourceCode,
  write: (argument: string) => string,
  declaration?: string,
): string | undefined {
  const edits = sinksOf(sourceCode).flatMap(({ call }): Edit[] => {
    const range = [startOfArguments(sourceCode.text, call), call.range[1] - 1] as const;
    return [{ range, text: write(sourceCode.text.slice(...range)) }];
  });
  const text = edited(sourceCode.text, edits);
  return declaration === undefined ? text : `${text}${declaration}\n`;
}

/** `sink(e)` becomes `deliver1(e)`, a function with the sink in it; the order of the sinks stays. */
function sinksInFunctions(sourceCode: TSESLint.SourceCode): string {
  const sinks = sinksOf(sourceCode);
  const edits = sinks.map(({ call }, index): Edit => ({ range: call.callee.range, text: `deliver${index}` }));
  const functions = sinks.map(
    ({ isText }, index) => `function deliver${index}(v) { ${isText ? 'sinkText' : 'sink'}(v); }\n`,
  );
  return edited(sourceCode.text, edits) + functions.join('');
}

/** Puts all but the imports into something that is run at once; not for programs that export. */
function inside(
  sourceCode: TSESLint.SourceCode,
  write: (isAsync: boolean, body: string) => string,
): string | undefined {
  const { body } = sourceCode.ast;
  if (body.some(({ type }) => /^(?:Export|TSExport)/.test(type))) return undefined;
  const start = headOf(sourceCode);
  const head = sourceCode.text.slice(0, start);
  return `${head}\n${write(awaitsAtTop(sourceCode), `${sourceCode.text.slice(start).trim()}\n`)}`;
}

function called(isAsync: boolean, fn: string): string {
  return isAsync ? `await (async ${fn})();\n` : `(${fn})();\n`;
}

function awaitsAtTop(sourceCode: TSESLint.SourceCode): boolean {
  const awaits = findNodes(
    sourceCode,
    (node) =>
      node.type === AST_NODE_TYPES.AwaitExpression || (node.type === AST_NODE_TYPES.ForOfStatement && node.await),
  );
  return awaits.some((node) => !sourceCode.getAncestors(node).some(({ type }) => /Function/.test(type)));
}

/** How a source is written differently. */
interface SourceRewrite {
  /** `const x = source('a');`, where it is a statement of its own without a type. */
  readonly statement?: (name: string, call: string, index: number) => string;
  /** The source anywhere else, or everywhere where there is no `statement`. */
  readonly expression?: (call: string, index: number) => string;
  /** What `expression` needs, for each source, above the program. */
  readonly declaration?: (call: string, index: number) => string;
}

function withSources(
  sourceCode: TSESLint.SourceCode,
  { statement, expression, declaration }: SourceRewrite,
): string | undefined {
  const head = headOf(sourceCode);
  const edits = sourcesOf(sourceCode).flatMap(({ call }, index): Edit[] => {
    const text = sourceCode.getText(call);
    const held = heldBy(call);
    if (statement && held) {
      return [{ range: held.declaration.range, text: statement(held.name, text, index + 1) }];
    }
    if (!expression) return [];
    const above = declaration?.(text, index + 1);
    return [
      { range: call.range, text: expression(text, index + 1) },
      ...(above === undefined ? [] : [{ range: [head, head] as const, text: `\n${above}\n` }]),
    ];
  });
  return edited(sourceCode.text, edits);
}

/** The statement `const x = source('a');` of a source and its name. */
function heldBy(
  call: TSESTree.CallExpression,
): { readonly name: string; readonly declaration: TSESTree.Node } | undefined {
  const declarator = call.parent;
  if (declarator.type !== AST_NODE_TYPES.VariableDeclarator || declarator.init !== call) return undefined;
  const { id, parent: declaration } = declarator;
  const isStatement =
    declaration.parent.type === AST_NODE_TYPES.Program || declaration.parent.type === AST_NODE_TYPES.BlockStatement;
  return isStatement &&
    declaration.kind === 'const' &&
    declaration.declarations.length === 1 &&
    id.type === AST_NODE_TYPES.Identifier &&
    !id.typeAnnotation
    ? { name: id.name, declaration }
    : undefined;
}

/** Where the imports of a program end. */
function headOf(sourceCode: TSESLint.SourceCode): number {
  const imports = sourceCode.ast.body.filter(({ type }) => type === AST_NODE_TYPES.ImportDeclaration);
  return imports.at(-1)?.range[1] ?? 0;
}

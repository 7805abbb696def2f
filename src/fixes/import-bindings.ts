/** The bindings through which a file already reaches a module. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { isBuiltin } from 'node:module';
import {
  contains,
  enclosingFunction,
  keyName,
  literalString,
  memberName,
  scriptBody,
  topStatements,
  unwrap,
} from '../ast';
import { nodeAt } from '../ast/node-at';
import { findVisible } from './names';
import { isReassigned } from './safety';

/** Whether two specifiers name one module: `crypto` and `node:crypto` do. */
export function isSameModule(specifier: string, module: string): boolean {
  return specifier === module || (isBuiltin(module) && bareBuiltin(specifier) === bareBuiltin(module));
}

/** A built-in module's name without `node:`. */
export function bareBuiltin(module: string): string {
  return module.replace(/^node:/u, '');
}

/** What a file holds of a module. */
export interface ModuleBindings {
  /** Every `import … from` of the module, type-only ones included. */
  readonly imports: readonly TSESTree.ImportDeclaration[];
  /** Every `require` of the module that initialises a declaration. */
  readonly requires: readonly TSESTree.VariableDeclarator[];
  /** Local bindings that hold the whole module. */
  readonly objects: readonly Binding[];
  /**
   * Whether the module is loaded only on demand: by `require` or `import()` within a function, a `try` or an
   * expression.
   */
  readonly isLazy: boolean;
}

/** A local name and the place that declares it. */
export interface Binding {
  readonly name: string;
  readonly declaration: TSESTree.Node;
  /** Set if the binding is the module's default export and not the module itself. */
  readonly isDefault?: true;
}

const bindingsByFile = new WeakMap<TSESLint.SourceCode, Map<string, ModuleBindings>>();

/** The bindings of a module. Found once for a file: every edit of every report asks. */
export function collectModuleBindings(sourceCode: TSESLint.SourceCode, module: string): ModuleBindings {
  let known = bindingsByFile.get(sourceCode);
  if (!known) bindingsByFile.set(sourceCode, (known = new Map<string, ModuleBindings>()));
  let bindings = known.get(module);
  if (!bindings) known.set(module, (bindings = findModuleBindings(sourceCode, module)));
  return bindings;
}

/** The file is read by tokens, so that a file without the module costs little. */
function findModuleBindings(sourceCode: TSESLint.SourceCode, module: string): ModuleBindings {
  const imports: TSESTree.ImportDeclaration[] = [];
  const requires: TSESTree.VariableDeclarator[] = [];
  const objects: Binding[] = [];
  for (const statement of topStatements(sourceCode)) {
    if (statement.type === AST_NODE_TYPES.ImportDeclaration && isSameModule(statement.source.value, module)) {
      imports.push(statement);
      if (statement.importKind !== 'type') objects.push(...objectsOfImport(statement));
    }
    if (statement.type === AST_NODE_TYPES.TSImportEqualsDeclaration && isImportOf(statement, module)) {
      objects.push({ name: statement.id.name, declaration: statement });
    }
  }
  let loads = 0;
  for (const load of findLoads(sourceCode, module)) {
    loads += 1;
    const declarator = initialisedBy(load);
    if (!declarator) continue;
    requires.push(declarator);
    if (declarator.id.type === AST_NODE_TYPES.Identifier)
      objects.push({ name: declarator.id.name, declaration: declarator });
  }
  const isEager =
    imports.some((node) => node.importKind !== 'type') ||
    requires.some(isTopLevel) ||
    objects.some(({ declaration }) => isTopLevel(declaration));
  return { imports, requires, objects, isLazy: loads > 0 && !isEager };
}

function objectsOfImport(node: TSESTree.ImportDeclaration): Binding[] {
  return node.specifiers.flatMap((specifier): Binding[] => {
    if (specifier.type === AST_NODE_TYPES.ImportNamespaceSpecifier)
      return [{ name: specifier.local.name, declaration: specifier }];
    if (specifier.type === AST_NODE_TYPES.ImportDefaultSpecifier) {
      return [{ name: specifier.local.name, declaration: specifier, isDefault: true }];
    }
    return [];
  });
}

function isImportOf(node: TSESTree.TSImportEqualsDeclaration, module: string): boolean {
  if (node.importKind === 'type' || node.moduleReference.type !== AST_NODE_TYPES.TSExternalModuleReference)
    return false;
  const source = literalString(node.moduleReference.expression);
  return source !== undefined && isSameModule(source, module);
}

/** The `require('module')` calls and `import('module')` expressions of a file. */
function findLoads(
  sourceCode: TSESLint.SourceCode,
  module: string,
): (TSESTree.CallExpression | TSESTree.ImportExpression)[] {
  const found: (TSESTree.CallExpression | TSESTree.ImportExpression)[] = [];
  const { tokens } = sourceCode.ast;
  for (const [index, token] of tokens.entries()) {
    if (token.value !== 'require' && token.value !== 'import') continue;
    const source = tokens[index + 2];
    if (tokens[index + 1]?.value !== '(' || !source || !isSameModule(source.value.slice(1, -1), module)) continue;
    const node = nodeAt(sourceCode, token.range[0]);
    const load = node?.type === AST_NODE_TYPES.Identifier ? node.parent : node;
    if (load?.type === AST_NODE_TYPES.ImportExpression) found.push(load);
    else if (load?.type === AST_NODE_TYPES.CallExpression && load.callee === node && isRequire(sourceCode, load))
      found.push(load);
  }
  return found;
}

/** Whether a call is CommonJS `require` of a literal, and not a function of the file that bears its name. */
export function isRequire(sourceCode: TSESLint.SourceCode, call: TSESTree.CallExpression): boolean {
  if (call.callee.type !== AST_NODE_TYPES.Identifier || call.callee.name !== 'require') return false;
  const variable = findVisible(sourceCode, call, 'require');
  // `const require = createRequire(import.meta.url)` is one too.
  const init = variable?.defs[0]?.node;
  return (
    literalString(call.arguments[0]) !== undefined &&
    (!variable ||
      variable.defs.length === 0 ||
      (init?.type === AST_NODE_TYPES.VariableDeclarator && sourceCode.getText(init).includes('createRequire')))
  );
}

/** The declarator that a `require(…)` or `await import(…)` initialises by itself. */
function initialisedBy(load: TSESTree.Node): TSESTree.VariableDeclarator | undefined {
  let value = load;
  if (load.type === AST_NODE_TYPES.ImportExpression) {
    if (load.parent.type !== AST_NODE_TYPES.AwaitExpression) return undefined;
    value = load.parent;
  }
  while (
    value.parent &&
    value.parent.type !== AST_NODE_TYPES.VariableDeclarator &&
    unwrap(value.parent) === unwrap(value)
  ) {
    value = value.parent;
  }
  const declarator = value.parent;
  return declarator?.type === AST_NODE_TYPES.VariableDeclarator && declarator.init === value ? declarator : undefined;
}

/** Whether a declaration is a statement of the file itself. */
export function isTopLevel(node: TSESTree.Node): boolean {
  let statement: TSESTree.Node | undefined = node;
  if (node.type === AST_NODE_TYPES.VariableDeclarator || node.parent?.type === AST_NODE_TYPES.ImportDeclaration)
    statement = node.parent;
  const owner = statement?.parent;
  return owner?.type === AST_NODE_TYPES.Program || (owner !== undefined && scriptBody(owner) !== undefined);
}

/** What is looked for among the bindings: an export, where it will be used, and whether a type is enough. */
export interface WantedExport {
  readonly imported: string;
  readonly at: TSESTree.Node;
  readonly throughDefault: boolean;
  readonly isType: boolean;
}

/** The text by which a place can name an export through bindings that are there; undefined if there is none. */
export function findReusableName(
  sourceCode: TSESLint.SourceCode,
  bindings: ModuleBindings,
  wanted: WantedExport,
): string | undefined {
  const { imported, at, throughDefault, isType } = wanted;
  const isUsable = (binding: Binding): boolean => isUsableAt(sourceCode, binding, at);
  const named = namedByImport(bindings, imported, isType).find(isUsable);
  if (named) return named.name;
  if (isType) {
    const namespace = bindings.objects.find(
      (binding) => !binding.isDefault && isNamespace(binding) && isUsable(binding),
    );
    return namespace && `${namespace.name}.${imported}`;
  }
  const patterned = namedByPattern(bindings.requires, imported).find(isUsable);
  if (patterned) return patterned.name;
  const objects = bindings.objects.filter((binding) => throughDefault || !binding.isDefault);
  const alias = objects.flatMap((binding) => aliasesOf(sourceCode, binding, imported)).find(isUsable);
  if (alias) return alias.name;
  const object = objects.find(isUsable);
  return object && `${object.name}.${imported}`;
}

/** Whether types can be named through a binding: `import * as api`, `import api = require()`. */
function isNamespace({ declaration }: Binding): boolean {
  return (
    declaration.type === AST_NODE_TYPES.ImportNamespaceSpecifier ||
    declaration.type === AST_NODE_TYPES.TSImportEqualsDeclaration
  );
}

function namedByImport(bindings: ModuleBindings, imported: string, isType: boolean): Binding[] {
  return bindings.imports
    .filter((node) => isType || node.importKind !== 'type')
    .flatMap((node) => node.specifiers)
    .flatMap((specifier) => {
      if (specifier.type !== AST_NODE_TYPES.ImportSpecifier || (specifier.importKind === 'type' && !isType)) return [];
      const { imported: exported } = specifier;
      const name = exported.type === AST_NODE_TYPES.Identifier ? exported.name : exported.value;
      return name === imported ? [{ name: specifier.local.name, declaration: specifier }] : [];
    });
}

/** `const { context: c } = …` */
function namedByPattern(declarators: readonly TSESTree.VariableDeclarator[], imported: string): Binding[] {
  return declarators.flatMap((declarator) => {
    if (declarator.id.type !== AST_NODE_TYPES.ObjectPattern) return [];
    return declarator.id.properties.flatMap((property) =>
      property.type === AST_NODE_TYPES.Property &&
      keyName(property) === imported &&
      property.value.type === AST_NODE_TYPES.Identifier
        ? [{ name: property.value.name, declaration: declarator }]
        : [],
    );
  });
}

/** `const c = api.context` and `const { context: c } = api`, where the binding is `api`. */
function aliasesOf(sourceCode: TSESLint.SourceCode, binding: Binding, imported: string): Binding[] {
  const variable = findDeclared(sourceCode, binding);
  return (variable?.references ?? []).flatMap((reference) => {
    const { parent } = reference.identifier;
    if (parent.type === AST_NODE_TYPES.VariableDeclarator) return namedByPattern([parent], imported);
    if (
      parent.type !== AST_NODE_TYPES.MemberExpression ||
      parent.object !== reference.identifier ||
      memberName(parent) !== imported
    )
      return [];
    const declarator = parent.parent;
    return declarator.type === AST_NODE_TYPES.VariableDeclarator &&
      declarator.id.type === AST_NODE_TYPES.Identifier &&
      declarator.init === parent
      ? [{ name: declarator.id.name, declaration: declarator }]
      : [];
  });
}

function findDeclared(sourceCode: TSESLint.SourceCode, binding: Binding): TSESLint.Scope.Variable | undefined {
  return sourceCode.getDeclaredVariables(binding.declaration).find((variable) => variable.name === binding.name);
}

/** Whether the name still means the binding at `at`, and has its value by then. */
function isUsableAt(sourceCode: TSESLint.SourceCode, binding: Binding, at: TSESTree.Node): boolean {
  const variable = findDeclared(sourceCode, binding);
  if (!variable || findVisible(sourceCode, at, binding.name) !== variable || isReassigned(variable)) return false;
  if (binding.declaration.type !== AST_NODE_TYPES.VariableDeclarator) return true;
  const declared = binding.declaration;
  const block = declared.parent.parent;
  // A `var` reaches further than the block that gives it its value.
  if (!contains(block, at)) return false;
  return declared.range[1] <= at.range[0] || enclosingFunction(at) !== enclosingFunction(declared);
}

/**
 * Where the value of a variable comes from: every declaration and every write, with the destructuring path.
 * Flow-insensitive; `data-flow/reaching-definitions` orders the writes.
 *
 * Known limitations: `eval`, `with` statements and writes from other files are not seen; a computed destructuring key
 * makes the path unknown.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, isFunction, keyName } from '../../ast';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** Steps from a whole value to a part of it: property names, indices as text, `*` for a computed or rest step. */
export type ValuePath = readonly string[];

export type Definition =
  /** `const x = value`, `x = value`, `const { a: x } = value` (path `['a']`), a default value of a pattern. */
  | {
      readonly kind: 'value';
      readonly value: TSESTree.Expression;
      readonly path: ValuePath;
      /** The rest of a pattern that is bound: `...rest`; the last step of the path is then `*`. */
      readonly rest?: TSESTree.RestElement;
      readonly site: TSESTree.Node;
    }
  /** A parameter of a function, or a part of one. */
  | {
      readonly kind: 'parameter';
      readonly fn: FunctionNode;
      readonly index: number;
      readonly path: ValuePath;
      /** The rest of a pattern that is bound: `...rest`; the last step of the path is then `*`. */
      readonly rest?: TSESTree.RestElement;
      readonly site: TSESTree.Node;
    }
  /** An element of an iterated value: `for (const x of iterated)`; `key` for `for…in`. */
  | {
      readonly kind: 'element' | 'key';
      readonly iterated: TSESTree.Expression;
      readonly path: ValuePath;
      /** The rest of a pattern that is bound: `...rest`; the last step of the path is then `*`. */
      readonly rest?: TSESTree.RestElement;
      readonly site: TSESTree.Node;
    }
  /** An import binding; `imported` is the exported name, `default`, or `*` for a namespace. */
  | { readonly kind: 'import'; readonly module: string; readonly imported: string; readonly site: TSESTree.Node }
  | { readonly kind: 'function'; readonly fn: FunctionNode; readonly site: TSESTree.Node }
  | {
      readonly kind: 'class';
      readonly node: TSESTree.ClassDeclaration | TSESTree.ClassExpression;
      readonly site: TSESTree.Node;
    }
  /** Declared, but the value cannot be told: catch parameters, enums, `let x;`, updates, ambient declarations. */
  | { readonly kind: 'unknown'; readonly site: TSESTree.Node };

/** The variable an identifier refers to, or undefined when it is global or not a reference. */
export function variableOf(
  sourceCode: TSESLint.SourceCode,
  identifier: TSESTree.Identifier | TSESTree.JSXIdentifier,
): TSESLint.Scope.Variable | undefined {
  if (!sourceCode.scopeManager) return undefined;
  let scope: TSESLint.Scope.Scope | null = sourceCode.getScope(identifier);
  while (scope) {
    const variable = scope.set.get(identifier.name);
    if (variable) return variable.defs.length > 0 ? variable : undefined;
    scope = scope.upper;
  }
  return undefined;
}

const definitionsCache = new WeakMap<TSESLint.Scope.Variable, readonly Definition[]>();

/** Every definition of a variable: its declarations first, then its writes in source order. */
export function definitionsOf(variable: TSESLint.Scope.Variable): readonly Definition[] {
  let known = definitionsCache.get(variable);
  if (!known) {
    known = [...declarations(variable), ...writes(variable)];
    definitionsCache.set(variable, known);
  }
  return known;
}

/**
 * The definition of a variable that is written exactly once (a `let x;` without value does not count), else undefined.
 */
export function soleDefinition(variable: TSESLint.Scope.Variable): Definition | undefined {
  const all = definitionsOf(variable).filter(
    (definition) => definition.kind !== 'unknown' || !isBareDeclarator(definition.site),
  );
  const isDefault = (definition: Definition): boolean =>
    definition.kind === 'value' && definition.site.type === Kind.AssignmentPattern;
  const main = all.filter((definition) => !isDefault(definition));
  return main.length === 1 ? main[0] : undefined;
}

/** Whether a variable is assigned anywhere but in its declaration. */
export function isReassigned(variable: TSESLint.Scope.Variable): boolean {
  return variable.references.some((reference) => reference.isWrite() && reference.init !== true);
}

/** Whether a variable may be read outside the file or in ways that the scope analysis cannot see. */
export function isVisibleOutside(variable: TSESLint.Scope.Variable): boolean {
  return (
    (variable.scope.type as string) === 'global' ||
    variable.defs.some((def) => {
      if ((def.type as string) === 'Parameter') return false;
      const node: TSESTree.Node = def.node;
      const declaration = node.type === Kind.VariableDeclarator ? node.parent : node;
      return declaration.parent.type === Kind.ExportNamedDeclaration;
    }) ||
    variable.references.some((reference) => reference.identifier.parent.type === Kind.ExportSpecifier)
  );
}

function isBareDeclarator(node: TSESTree.Node): boolean {
  return node.type === Kind.VariableDeclarator && node.init === null;
}

function declarations(variable: TSESLint.Scope.Variable): Definition[] {
  return variable.defs.flatMap((def): Definition[] => {
    const site = def.node as TSESTree.Node;
    switch (site.type) {
      case Kind.ImportSpecifier:
        return [{ kind: 'import', module: importSource(site), imported: exportedName(site.imported), site }];
      case Kind.ImportDefaultSpecifier:
        return [{ kind: 'import', module: importSource(site), imported: 'default', site }];
      case Kind.ImportNamespaceSpecifier:
        return [{ kind: 'import', module: importSource(site), imported: '*', site }];
      case Kind.TSImportEqualsDeclaration:
        return [importEquals(site)];
      case Kind.ClassDeclaration:
      case Kind.ClassExpression:
        return [{ kind: 'class', node: site, site }];
      case Kind.VariableDeclarator:
        // Initialisers are write references; `for (const x of …)` and `let x;` have none of their own.
        return site.init === null ? patternDefinitions(def.name, site) : [];
      default:
        if (isFunction(site)) {
          return (def.type as string) === 'FunctionName'
            ? [{ kind: 'function', fn: site, site }]
            : patternDefinitions(def.name, site);
        }
        // Of an overloaded function, only the implementation counts.
        if (site.type === Kind.TSDeclareFunction && variable.defs.some(({ node }) => isFunction(node))) return [];
        return [{ kind: 'unknown', site }];
    }
  });
}

function writes(variable: TSESLint.Scope.Variable): Definition[] {
  const seen = new Set<TSESTree.Node>();
  return variable.references.flatMap((reference): Definition[] => {
    // A pattern with a default writes the same identifier twice: once with the value, once with the default.
    if (!reference.isWrite() || seen.has(reference.identifier)) return [];
    seen.add(reference.identifier);
    // A parameter with a default is written where it is declared: the declaration has told both.
    if (variable.defs.some((def) => def.name === reference.identifier && isFunction(def.node))) return [];
    const identifier = reference.identifier as TSESTree.Node;
    if (isForHeadTarget(identifier)) {
      // The declaration already gave the element; an undeclared target (`for (x of …)`) is given here.
      return reference.init === true || variable.defs.some((def) => def.name === identifier)
        ? []
        : patternDefinitions(identifier, identifier);
    }
    return patternDefinitions(identifier, identifier);
  });
}

function isForHeadTarget(identifier: TSESTree.Node): boolean {
  const { root } = patternRoot(identifier);
  const holder = root.parent;
  if (holder === undefined) return false;
  if (holder.type === Kind.VariableDeclarator) {
    const loop = holder.parent.parent;
    return isForEach(loop) && loop.left === holder.parent;
  }
  return isForEach(holder) && holder.left === root;
}

function isForEach(node: TSESTree.Node | undefined): node is TSESTree.ForInStatement | TSESTree.ForOfStatement {
  return node?.type === Kind.ForOfStatement || node?.type === Kind.ForInStatement;
}

interface PatternRoot {
  readonly root: TSESTree.Node;
  readonly path: ValuePath;
  /** Default values met on the way, each with the path from it to the identifier. */
  readonly defaults: readonly { readonly node: TSESTree.AssignmentPattern; readonly path: ValuePath }[];
}

/** Climbs from a binding identifier to the root of its pattern. */
function patternRoot(identifier: TSESTree.Node): PatternRoot {
  let node = identifier;
  let path: string[] = [];
  const defaults: { node: TSESTree.AssignmentPattern; path: ValuePath }[] = [];
  for (;;) {
    const parent: TSESTree.Node | undefined = node.parent;
    switch (parent?.type) {
      case Kind.Property:
        if (parent.value !== node || parent.parent.type !== Kind.ObjectPattern) return { root: node, path, defaults };
        path = [keyName(parent) ?? '*', ...path];
        node = parent.parent;
        continue;
      case Kind.ArrayPattern:
        if (path[0] !== '*' || node.type !== Kind.RestElement) {
          path = [String(parent.elements.indexOf(node as TSESTree.DestructuringPattern)), ...path];
        }
        node = parent;
        continue;
      case Kind.RestElement:
        path = ['*', ...path];
        node = parent;
        continue;
      case Kind.ObjectPattern:
        node = parent;
        continue;
      case Kind.AssignmentPattern:
        if (parent.left !== node) return { root: node, path, defaults };
        defaults.push({ node: parent, path });
        node = parent;
        continue;
      case Kind.TSParameterProperty:
        node = parent;
        continue;
      default:
        return { root: node, path, defaults };
    }
  }
}

/** What a target that is no variable is given: `object.name = value`, `({ a: object.name } = value)`. */
export function targetDefinitions(target: TSESTree.Node): readonly Definition[] {
  return patternDefinitions(target, target).filter(({ kind }) => kind !== 'unknown');
}

function patternDefinitions(identifier: TSESTree.Node, site: TSESTree.Node): Definition[] {
  const { root, path, defaults } = patternRoot(identifier);
  const fallbacks = defaults.map((entry): Definition => ({
    kind: 'value',
    value: entry.node.right,
    path: entry.path,
    site: entry.node,
  }));
  const definition = rootDefinition(root, path, site);
  const { parent } = identifier;
  const isRest = parent?.type === Kind.RestElement && 'path' in definition;
  return [isRest ? { ...definition, rest: parent } : definition, ...fallbacks];
}

function rootDefinition(root: TSESTree.Node, path: ValuePath, site: TSESTree.Node): Definition {
  const holder = root.parent;
  if (!holder) return { kind: 'unknown', site };
  if (isFunction(holder)) {
    const index = holder.params.indexOf(root as TSESTree.Parameter);
    return index >= 0 ? { kind: 'parameter', fn: holder, index, path, site } : { kind: 'unknown', site };
  }
  switch (holder.type) {
    case Kind.VariableDeclarator: {
      const loop = holder.parent.parent;
      if (isForEach(loop) && loop.left === holder.parent) return elementDefinition(loop, path, site);
      return holder.init
        ? { kind: 'value', value: holder.init, path, site: holder }
        : { kind: 'unknown', site: holder };
    }
    case Kind.AssignmentExpression:
      return holder.left === root && ['=', '??=', '||=', '&&='].includes(holder.operator)
        ? { kind: 'value', value: holder.right, path, site: holder }
        : { kind: 'unknown', site: holder };
    case Kind.ForInStatement:
    case Kind.ForOfStatement:
      return elementDefinition(holder, path, site);
    default:
      return { kind: 'unknown', site };
  }
}

function elementDefinition(
  loop: TSESTree.ForInStatement | TSESTree.ForOfStatement,
  path: ValuePath,
  site: TSESTree.Node,
): Definition {
  const kind = loop.type === Kind.ForOfStatement ? 'element' : 'key';
  return { kind, iterated: loop.right, path, site };
}

function importEquals(site: TSESTree.TSImportEqualsDeclaration): Definition {
  const reference = site.moduleReference;
  return reference.type === Kind.TSExternalModuleReference
    ? { kind: 'import', module: reference.expression.value, imported: '*', site }
    : { kind: 'unknown', site };
}

function importSource(specifier: TSESTree.ImportClause): string {
  return (specifier.parent as TSESTree.ImportDeclaration).source.value;
}

function exportedName(node: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return node.type === Kind.Identifier ? node.name : node.value;
}

/** Making an export of a module available at a place: the binding that is there, or a new one that disturbs nothing. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { isBuiltin } from 'node:module';
import { adding, insertAt, type Edit } from './edit';
import {
  bareBuiltin,
  collectModuleBindings,
  findReusableName,
  isTopLevel,
  type ModuleBindings,
} from './import-bindings';
import { insertDeclaration, moduleStyle, specifierStyle, type ModuleStyle } from './import-placement';
import { quoteOf, usesSemicolons } from './layout';
import { appendToList, type ListPlace } from './lists';
import { firstFree, isFreeAtTop } from './names';

/** What {@link ensureImport} is asked for. */
export interface ImportRequest {
  readonly sourceCode: TSESLint.SourceCode;
  /** The module specifier, for a built-in module with `node:`. */
  readonly module: string;
  /** The name of the export. */
  readonly imported: string;
  /** The node where the name will be used. */
  readonly at: TSESTree.Node;
  /**
   * Whether the module's default export has the export as a property, so that `otel.context` can be reused.
   * Default: true for built-in modules and for the five objects of `@opentelemetry/api`'s default export.
   */
  readonly isOnDefaultExport?: boolean;
  /**
   * Whether the export is a type: then a type-only import will do, and a new one is written with `type`. Default:
   * false.
   */
  readonly isType?: boolean;
}

/** How to name the export at the place, and the edit that makes it so. */
export interface ImportResult {
  /** The text to write: `context`, `otelContext`, or `api.context`. */
  readonly localName: string;
  /** The edit; it has no parts if the binding is there. It never touches what is not an import or a `require`. */
  readonly fix: Edit;
}

/**
 * Finds or adds a binding of `module`'s export `imported` that can be used at `at`.
 *
 * Reuses named, aliased, namespace, default, `require`d and destructured bindings and aliases of these, unless another
 * variable hides them at `at`. Else extends an import or a destructured `require` of the module that has values;
 * a type-only or side-effect import is left as it is. Else adds a declaration after the other imports, in the file's
 * own style. Takes another name (`otelContext`) where the export's name is taken.
 *
 * Undefined if the module is loaded only on demand in this file: loading it always could break what the file guards
 * against.
 *
 * Known limitations: a binding that another module re-exports is not reused; `import x = y.z` is not followed.
 */
export function ensureImport(request: ImportRequest): ImportResult | undefined {
  const { sourceCode, module, imported, at } = request;
  const bindings = collectModuleBindings(sourceCode, module);
  const throughDefault = request.isOnDefaultExport ?? isOnDefaultExport(module, imported);
  const reusable = findReusableName(sourceCode, bindings, {
    imported,
    at,
    throughDefault,
    isType: request.isType ?? false,
  });
  if (reusable !== undefined) return { localName: reusable, fix: () => [] };
  if (request.isType && moduleStyle(sourceCode) === 'require')
    return { localName: `import('${module}').${imported}`, fix: () => [] };
  if (bindings.isLazy && !isBuiltin(module)) return undefined;

  const localName = freeLocalName(request);
  return (
    extendImport(request, bindings, localName) ??
    extendRequire(sourceCode, bindings, imported, localName) ??
    addDeclaration(request, localName)
  );
}

/** The properties of the default export of `@opentelemetry/api`, since 1.0 (its index.ts). */
const apiDefaultExport: ReadonlySet<string> = new Set(['context', 'diag', 'metrics', 'propagation', 'trace']);

function isOnDefaultExport(module: string, imported: string): boolean {
  return isBuiltin(module) || (module === '@opentelemetry/api' && apiDefaultExport.has(imported));
}

/** The export's name, else one that tells where it comes from, else that one with a number. */
function freeLocalName({ sourceCode, module, imported, at }: ImportRequest): string {
  const isFree = (name: string): boolean => isFreeAtTop(sourceCode, at, name);
  return isFree(imported) ? imported : firstFree(prefixed(module, imported), isFree);
}

/** `otelContext`, `OtelBaggage`, `OTEL_ROOT_CONTEXT`; `cryptoCreateHmac`; the bare name for other modules. */
function prefixed(module: string, imported: string): string {
  const prefix = module.startsWith('@opentelemetry/')
    ? 'otel'
    : isBuiltin(module)
      ? (/^\w+/u.exec(bareBuiltin(module))?.[0] ?? '')
      : '';
  if (!prefix) return imported;
  if (/^[A-Z][A-Z0-9_]*$/u.test(imported)) return `${prefix.toUpperCase()}_${imported}`;
  const name = `${imported.charAt(0).toUpperCase()}${imported.slice(1)}`;
  return /^[A-Z]/u.test(imported) ? `${prefix.charAt(0).toUpperCase()}${prefix.slice(1)}${name}` : `${prefix}${name}`;
}

function extendImport(
  { sourceCode, imported, isType }: ImportRequest,
  bindings: ModuleBindings,
  localName: string,
): ImportResult | undefined {
  const text = `${isType ? 'type ' : ''}${imported === localName ? imported : `${imported} as ${localName}`}`;
  for (const node of bindings.imports) {
    const [first] = node.specifiers;
    if (
      node.importKind === 'type' ||
      node.specifiers.some(({ type }) => type === AST_NODE_TYPES.ImportNamespaceSpecifier)
    )
      continue;
    const from = sourceCode.getTokenBefore(node.source);
    const close = from && sourceCode.getTokenBefore(from);
    if (from?.value === 'from' && close?.value === '}') {
      const named = node.specifiers.filter(({ type }) => type === AST_NODE_TYPES.ImportSpecifier);
      const open = sourceCode.getTokens(node).find(({ value }) => value === '{');
      if (open) return { localName, fix: appending({ sourceCode, open, close, last: named.at(-1) }, text) };
    } else if (first?.type === AST_NODE_TYPES.ImportDefaultSpecifier) {
      const place = `behind ${first.range[1]}`;
      const build = (names: readonly string[]): Edit => insertAt(first.range[1], `, { ${names.join(', ')} }`);
      return { localName, fix: adding({ place, elements: [text], build }) };
    }
  }
  return undefined;
}

function extendRequire(
  sourceCode: TSESLint.SourceCode,
  bindings: ModuleBindings,
  imported: string,
  localName: string,
): ImportResult | undefined {
  const text = imported === localName ? imported : `${imported}: ${localName}`;
  for (const { id, init } of bindings.requires.filter(isTopLevel)) {
    if (id.type !== AST_NODE_TYPES.ObjectPattern || init?.type !== AST_NODE_TYPES.CallExpression) continue;
    const last = id.properties.at(-1);
    const open = sourceCode.getFirstToken(id);
    const close = sourceCode.getLastToken(id, ({ value }) => value === '}');
    // A rest element must stay last, and it would lose the export.
    if (last?.type === AST_NODE_TYPES.RestElement || id.typeAnnotation || !open || !close) continue;
    return { localName, fix: appending({ sourceCode, open, close, last }, text) };
  }
  return undefined;
}

/** Two names that one edit appends to a list are appended together. */
function appending(place: ListPlace, text: string): Edit {
  const build = (elements: readonly string[]): Edit => appendToList(place, ...elements);
  return adding({ place: `list ${place.open.range[0]}`, elements: [text], build });
}

function addDeclaration(request: ImportRequest, localName: string): ImportResult {
  const { sourceCode, imported, at } = request;
  const style = moduleStyle(sourceCode);
  const module = specifierStyle(sourceCode, request.module);
  const declaring = (element: string, binding: (elements: readonly string[]) => string): Edit =>
    adding({
      place: `${style} ${module}`,
      elements: [element],
      build: (elements) =>
        insertDeclaration(sourceCode, at, style, declaration(sourceCode, style, binding(elements), module)),
    });
  if (style === 'import-equals') {
    const object = firstFree(objectName(request.module), (name) => isFreeAtTop(sourceCode, at, name));
    return { localName: `${object}.${imported}`, fix: declaring(object, () => object) };
  }
  const separator = style === 'import' ? ' as ' : ': ';
  const name = imported === localName ? imported : `${imported}${separator}${localName}`;
  const element = request.isType && style === 'import' ? `type ${name}` : name;
  return { localName, fix: declaring(element, (elements) => `{ ${elements.join(', ')} }`) };
}

/** The name for a whole module: `otelApi` for `@opentelemetry/api`, `crypto` for `node:crypto`. */
function objectName(module: string): string {
  const words = bareBuiltin(module.replace(/^@opentelemetry\//u, 'otel-'))
    .split(/\W+/u)
    .filter(Boolean);
  return words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
}

function declaration(sourceCode: TSESLint.SourceCode, style: ModuleStyle, binding: string, module: string): string {
  const quote = quoteOf(sourceCode);
  const end = usesSemicolons(sourceCode) ? ';' : '';
  const source = `${quote}${module}${quote}`;
  switch (style) {
    case 'import':
      return `import ${binding} from ${source}${end}`;
    case 'import-equals':
      return `import ${binding} = require(${source})${end}`;
    case 'require':
      return `const ${binding} = require(${source})${end}`;
  }
}

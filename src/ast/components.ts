/**
 * Pages that hold scripts: Vue, Svelte and Astro components. Vue's and Astro's parsers give the statements of all scripts
 * as the body of the program; Svelte's gives the page, with the scripts as elements in it.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

/** A `<script>` of a page. */
interface Script {
  readonly range: Readonly<TSESTree.Range>;
  readonly body: readonly TSESTree.ProgramStatement[];
  /** Its attribute `lang`; empty where it has none. */
  readonly language: string;
  /** Whether it runs once, and not for each instance of the component. */
  readonly isModule: boolean;
}

/** The statements of a `<script>` element; undefined for every other node. */
export function scriptBody(node: TSESTree.Node): readonly TSESTree.ProgramStatement[] | undefined {
  const page: { readonly type: string } = node;
  return isSvelteScript(page) ? page.body : undefined;
}

/** The statements at the top of a file, or of the scripts of a page, in their order. */
export function topStatements(sourceCode: TSESLint.SourceCode): readonly TSESTree.ProgramStatement[] {
  const scripts = svelteScripts(sourceCode);
  return scripts.length === 0 ? sourceCode.ast.body : scripts.flatMap(({ body }) => body);
}

/**
 * The statements of the script that declares for a place of a page: the script around it, else the one that each
 * instance runs, else the first. In any other file the whole program.
 */
export function scriptStatementsAt(
  sourceCode: TSESLint.SourceCode,
  at: TSESTree.Node,
): readonly TSESTree.ProgramStatement[] {
  const scripts = scriptsOf(sourceCode);
  const around = scripts.find(({ range }) => range[0] <= at.range[0] && at.range[1] <= range[1]);
  const script = around ?? scripts.find(({ isModule }) => !isModule) ?? scripts[0];
  return script?.body ?? sourceCode.ast.body;
}

/**
 * Whether the scripts of a file are TypeScript: by the `lang` of a page, else by the name that the parser was given, or
 * by `filename`. A parser without services reads JavaScript, as ESLint's own does.
 */
export function isTypeScript(sourceCode: TSESLint.SourceCode, filename?: string): boolean {
  const services = sourceCode.parserServices as ParserServices | undefined;
  if (services?.isAstro) return true;
  const scripts = scriptsOf(sourceCode);
  if (scripts.length > 0) return scripts.some(({ language }) => /^(?:tsx?|typescript)$/u.test(language));
  const name = filename ?? services?.esTreeNodeToTSNodeMap?.get(sourceCode.ast)?.fileName;
  return typeof name === 'string' && /\.[cm]?tsx?$/iu.test(name);
}

interface ParserServices {
  readonly isAstro?: boolean;
  readonly getDocumentFragment?: () => { readonly children: readonly VueElement[] } | null;
  readonly esTreeNodeToTSNodeMap?: { get(node: TSESTree.Node): { readonly fileName?: unknown } | undefined };
}

/** What a page holds, as far as it is needed (vue-eslint-parser, "AST specifications"). */
interface VueElement {
  readonly range: Readonly<TSESTree.Range>;
  readonly name?: string;
  readonly startTag?: {
    readonly attributes: readonly {
      readonly key: { readonly name: unknown };
      readonly value?: { readonly value?: unknown } | null;
    }[];
  };
}

/** The same for a script of Svelte (svelte-eslint-parser, "AST specifications"). */
interface SvelteScript {
  readonly type: 'SvelteScriptElement';
  readonly range: Readonly<TSESTree.Range>;
  readonly body: readonly TSESTree.ProgramStatement[];
  readonly startTag: {
    readonly attributes: readonly {
      readonly key?: { readonly name?: unknown };
      readonly value?: readonly { readonly value?: unknown }[] | null;
    }[];
  };
}

/** The scripts of a page; none for a file that is no page. */
function scriptsOf(sourceCode: TSESLint.SourceCode): readonly Script[] {
  const svelte = svelteScripts(sourceCode);
  return svelte.length > 0 ? svelte.map(fromSvelte) : vueScripts(sourceCode);
}

const svelteScriptsOf = new WeakMap<TSESTree.Program, readonly SvelteScript[]>();

/** Found once a file: every edit asks, and a file may have very many statements. */
function svelteScripts({ ast }: TSESLint.SourceCode): readonly SvelteScript[] {
  let found = svelteScriptsOf.get(ast);
  if (!found) {
    found = (ast.body as readonly { readonly type: string }[]).filter(isSvelteScript);
    svelteScriptsOf.set(ast, found);
  }
  return found;
}

function isSvelteScript(node: { readonly type: string }): node is SvelteScript {
  return node.type === 'SvelteScriptElement';
}

/** The one of the module has `module`, or `context="module"` as Svelte 4 has it. */
function fromSvelte({ range, body, startTag }: SvelteScript): Script {
  const attribute = (name: string) => startTag.attributes.find(({ key }) => key?.name === name);
  const text = (name: string): unknown => attribute(name)?.value?.[0]?.value;
  const language = text('lang');
  return {
    range,
    body,
    language: typeof language === 'string' ? language : '',
    isModule: attribute('module') !== undefined || text('context') === 'module',
  };
}

function vueScripts({ ast, parserServices }: TSESLint.SourceCode): readonly Script[] {
  const page = (parserServices as ParserServices | undefined)?.getDocumentFragment?.();
  return (page?.children ?? []).flatMap(({ name, range, startTag }) => {
    if (name !== 'script' || !startTag) return [];
    const attribute = (wanted: string) => startTag.attributes.find(({ key }) => key.name === wanted);
    const language = attribute('lang')?.value?.value;
    return [
      {
        range,
        body: ast.body.filter((statement) => range[0] <= statement.range[0] && statement.range[1] <= range[1]),
        language: typeof language === 'string' ? language : '',
        isModule: attribute('setup') === undefined,
      },
    ];
  });
}

import type { ESLintUtils, TSESLint } from '@typescript-eslint/utils';
import type { FileAnalysis } from '../analysis/file-analysis';
import { isRelevant } from '../analysis/relevance';
import { analyzeFile } from './analyze-file';
import { fileUrl } from './package-info';
import { readSettings } from './settings';
import { nodeAt } from '../ast/node-at';

/** A preset that lists rules; `all` is every rule and needs no mention. `strict` holds what `recommended` holds. */
export type PresetName = 'recommended' | 'strict';

/** What a rule says of itself in `meta.docs`. */
export interface RuleDocs {
  /** One line, imperative, no full stop: "Require every attached context to be disposed on every path". */
  readonly description: string;
  /** The presets that switch the rule on. */
  readonly presets: readonly PresetName[];
  /** Whether `recommended` is among them, for tools that look here. {@link createRule} sets it. */
  readonly recommended?: boolean;
  /** Severity in the presets. Default: `error`. */
  readonly severity?: 'warn';
  /** Options that a preset sets, where they differ from the defaults. */
  readonly presetOptions?: Readonly<Partial<Record<PresetName, readonly unknown[]>>>;
  /**
   * What the rule says in test code (`settings.otel.testFiles`, callbacks of test runners): everything, or these
   * messages; default: nothing. For calls that throw or do nothing whatever is around them.
   */
  readonly inTests?: true | readonly string[];
  /** Whether the rule sees more when the parser gives it a program. No rule needs one. */
  readonly gainsFromTypes: boolean;
}

/** Where the documentation pages of the rules live. */
export const docsUrl = (ruleName: string): string => fileUrl(`docs/rules/${ruleName}.md`);

/** What a rule listens to in a file that cannot hold OpenTelemetry. */
const NOTHING: TSESLint.RuleListener = Object.freeze({});

/** A rule as its file writes it. */
type Rule<Options extends readonly unknown[], MessageIds extends string> = Readonly<
  ESLintUtils.RuleWithMetaAndName<Options, MessageIds, RuleDocs>
>;

/**
 * Builds a rule module: typed options with defaults merged, documentation URL by name. In a file that cannot hold
 * OpenTelemetry the rule is not even created, nor in a file of tests of which it says nothing.
 */
export function createRule<Options extends readonly unknown[], MessageIds extends string>(
  rule: Rule<Options, MessageIds>,
): ESLintUtils.RuleModule<MessageIds, Options, RuleDocs> & { readonly name: string } {
  const { name, meta, create } = rule;
  const { inTests = [], presets } = meta.docs;
  const defaults = (meta.defaultOptions ?? []) as unknown as Options;
  return {
    name,
    meta: { ...meta, docs: { ...meta.docs, recommended: presets.includes('recommended'), url: docsUrl(name) } },
    create(context) {
      if (!isRelevant(context.sourceCode, readSettings(context))) return NOTHING;
      const options = withDefaults(defaults, context.options);
      const file = analyzeFile(context);
      if (inTests !== true && inTests.length === 0 && file.isTestFile) return NOTHING;
      return file.collecting(create(guarded(context, file, inTests), options));
    },
  };
}

/** What the user set, over the defaults: ESLint itself merges them from 9.15 on only. */
function withDefaults<Options extends readonly unknown[]>(defaults: Options, given: Options | undefined): Options {
  if (!given?.length) return defaults;
  const merged = defaults.map((value, index) =>
    isPlain(value) && isPlain(given[index]) ? { ...value, ...given[index] } : (given[index] ?? value),
  );
  return [...merged, ...given.slice(defaults.length)] as unknown as Options;
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type AnyContext = Readonly<TSESLint.RuleContext<string, readonly unknown[]>>;

/**
 * The context of a rule whose reports in test code are dropped, but for some messages, and whose edits are bounded. An
 * object of its own: one that inherits from the context of ESLint takes as long to make as a small rule to run.
 */
class GuardedContext {
  constructor(
    private readonly context: AnyContext,
    private readonly file: FileAnalysis,
    private readonly inTests: true | readonly string[],
  ) {}

  get cwd(): string {
    return this.context.cwd;
  }

  get filename(): string {
    return this.context.filename;
  }

  get id(): string {
    return this.context.id;
  }

  get languageOptions(): AnyContext['languageOptions'] {
    return this.context.languageOptions;
  }

  get options(): readonly unknown[] {
    return this.context.options;
  }

  get physicalFilename(): string {
    return this.context.physicalFilename;
  }

  get settings(): AnyContext['settings'] {
    return this.context.settings;
  }

  get sourceCode(): AnyContext['sourceCode'] {
    return this.context.sourceCode;
  }

  report(descriptor: TSESLint.ReportDescriptor<string>): void {
    const { context, file, inTests } = this;
    const speaks = inTests === true || inTests.includes(descriptor.messageId) || !isInTests(descriptor, file);
    if (!speaks) return;
    const { fix, suggest } = descriptor;
    context.report({
      ...descriptor,
      fix: fix && bounded(fix),
      suggest: suggest?.map((suggestion) => ({ ...suggestion, fix: bounded(suggestion.fix) })),
    });
  }
}

/** The rules use nothing that is not there: the rest of a context is deprecated. */
function guarded<Context extends AnyContext>(
  context: Context,
  file: FileAnalysis,
  inTests: true | readonly string[],
): Context {
  return new GuardedContext(context, file, inTests) as unknown as Context;
}

/**
 * How much text an edit may span. ESLint makes one text of the parts of an edit: an import at the top and a change at the
 * bottom carry the file between them, with every report, whether somebody asks for the edit or not.
 */
const MAX_EDIT_SPAN = 64 * 1024;

/** The same edit, or none where it would carry too much text. */
function bounded(fix: TSESLint.ReportFixFunction): TSESLint.ReportFixFunction {
  return (fixer) => {
    const made = fix(fixer);
    if (!made) return null;
    const parts = Symbol.iterator in made ? [...made] : [made];
    const start = Math.min(...parts.map(({ range }) => range[0]));
    const end = Math.max(...parts.map(({ range }) => range[1]));
    return end - start > MAX_EDIT_SPAN ? null : parts;
  };
}

function isInTests(descriptor: TSESLint.ReportDescriptor<string>, file: FileAnalysis): boolean {
  if ('node' in descriptor && 'parent' in descriptor.node) return file.isTestCode(descriptor.node);
  if (!('loc' in descriptor) || !descriptor.loc) return file.isTestFile;
  const { loc } = descriptor;
  const node = nodeAt(file.sourceCode, file.sourceCode.getIndexFromLoc('start' in loc ? loc.start : loc));
  return node ? file.isTestCode(node) : file.isTestFile;
}

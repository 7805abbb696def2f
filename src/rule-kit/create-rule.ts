import { ESLintUtils, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { FileAnalysis } from '../analysis/file-analysis';
import { analyzeFile } from './analyze-file';
import { fileUrl } from './package-info';

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

const build = ESLintUtils.RuleCreator<RuleDocs>(docsUrl);

/** What a rule listens to in a file that cannot hold OpenTelemetry. */
const NOTHING: TSESLint.RuleListener = Object.freeze({});

/**
 * Builds a rule module: typed options with defaults merged, documentation URL by name. In a file that cannot hold
 * OpenTelemetry the rule is not even created, nor in a file of tests of which it says nothing.
 */
export function createRule<Options extends readonly unknown[], MessageIds extends string>(
  rule: Readonly<ESLintUtils.RuleWithMetaAndName<Options, MessageIds, RuleDocs>>,
): ESLintUtils.RuleModule<MessageIds, Options, RuleDocs> & { readonly name: string } {
  const docs = { ...rule.meta.docs, recommended: rule.meta.docs.presets.includes('recommended') };
  const built = build<Options, MessageIds>({ ...rule, meta: { ...rule.meta, docs } });
  const { inTests = [] } = rule.meta.docs;
  if (inTests === true) {
    return { ...built, create: (context) => (analyzeFile(context).isRelevant ? built.create(context) : NOTHING) };
  }
  return {
    ...built,
    create(context) {
      const file = analyzeFile(context);
      if (!file.isRelevant || (inTests.length === 0 && file.isTestFile)) return NOTHING;
      return built.create(withoutTests(context, file, inTests));
    },
  };
}

/** The context of a rule whose reports in test code are dropped, but for some messages. */
function withoutTests<Context extends Readonly<TSESLint.RuleContext<string, readonly unknown[]>>>(
  context: Context,
  file: FileAnalysis,
  inTests: readonly string[],
): Context {
  const report = (descriptor: TSESLint.ReportDescriptor<string>): void => {
    const speaks = inTests.includes(descriptor.messageId) || !isInTests(descriptor, file);
    if (speaks) context.report(descriptor);
  };
  return Object.create(context, { report: { value: report } }) as Context;
}

function isInTests(descriptor: TSESLint.ReportDescriptor<string>, file: FileAnalysis): boolean {
  if ('node' in descriptor) return file.isTestCode(descriptor.node as TSESTree.Node);
  const { loc } = descriptor;
  const node = file.sourceCode.getNodeByRangeIndex(file.sourceCode.getIndexFromLoc('start' in loc ? loc.start : loc));
  return node ? file.isTestCode(node) : file.isTestFile;
}

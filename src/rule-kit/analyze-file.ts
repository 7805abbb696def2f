import type { TSESLint } from '@typescript-eslint/utils';
import { FileAnalysis } from '../analysis/file-analysis';
import { readSettings } from './settings';

const analyses = new WeakMap<TSESLint.SourceCode, FileAnalysis>();

/**
 * The analysis of the file that a rule runs on: one for all rules, kept as long as the SourceCode and its settings.
 * Throws when `settings.otel` is wrong, with an error that names the key, the value and what is allowed.
 */
export function analyzeFile(context: Readonly<TSESLint.RuleContext<string, readonly unknown[]>>): FileAnalysis {
  const settings = readSettings(context);
  const { sourceCode } = context;
  let analysis = analyses.get(sourceCode);
  if (analysis?.settings !== settings) {
    analysis = new FileAnalysis(sourceCode, context.physicalFilename, settings);
    analyses.set(sourceCode, analysis);
  }
  return analysis;
}

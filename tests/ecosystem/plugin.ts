import type { Linter } from 'eslint';
import { createRequire } from 'node:module';
import type { RuleDocs } from '../../src/rule-kit/create-rule';

/** What the ecosystem run needs of the plugin. */
interface PluginUnderTest {
  readonly rules: Readonly<Record<string, { readonly meta: { readonly docs: RuleDocs } }>>;
}

/** The plugin from its sources, so that no stale build is tested. */
const loadPlugin = (): PluginUnderTest => createRequire(__filename)('../../src/index') as PluginUnderTest;

/** The `plugins` entry of a flat configuration. */
export const plugins = (): Linter.Config['plugins'] => ({ otel: loadPlugin() }) as unknown as Linter.Config['plugins'];

/** `otel/name` of every rule. */
export const ruleIds = (): readonly string[] => Object.keys(loadPlugin().rules).map((name) => `otel/${name}`);

/** Whether the rule `otel/name` is in the preset `recommended`. */
export function isRecommended(ruleId: string): boolean {
  const rule = loadPlugin().rules[ruleId.replace(/^otel\//, '')];
  return rule?.meta.docs.presets.includes('recommended') ?? false;
}

/** The presets, derived from what each rule says of itself. */
import type { RuleDocs } from './rule-kit/create-rule';
import { rules as registry } from './rules';

type Severity = 'error' | 'warn';
type RuleEntries = Readonly<Record<string, Severity | [Severity, ...unknown[]]>>;

/** An eslintrc preset: `extends: ['plugin:otel/recommended']`. */
export interface LegacyConfig {
  readonly plugins: string[];
  readonly rules: RuleEntries;
}

/** A flat preset: `extends: ['otel/recommended']`, or the object itself. */
export interface FlatConfig {
  readonly name: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the plugin types of ESLint 8, 9 and 10 do not agree
  readonly plugins: Record<string, any>;
  readonly rules: RuleEntries;
}

export const PREFIX = 'otel';
export const PRESETS = ['recommended', 'strict', 'all'] as const;
export type Preset = (typeof PRESETS)[number];

/**
 * The rules of a preset with their severities. `strict` holds `recommended`; `all` is every rule, as strict as it gets.
 */
export function presetRules(preset: Preset): RuleEntries {
  const entries = Object.entries(registry).flatMap(([name, rule]) => {
    const docs: RuleDocs | undefined = rule.meta.docs;
    const { presets = [], severity = 'error', presetOptions = {} } = docs ?? {};
    const isIn =
      preset === 'all' || presets.includes(preset) || (preset === 'strict' && presets.includes('recommended'));
    const options = preset === 'recommended' ? presetOptions.recommended : presetOptions.strict;
    return isIn ? [[`${PREFIX}/${name}`, options ? [severity, ...options] : severity] as const] : [];
  });
  return Object.fromEntries(entries) as RuleEntries;
}

/** All presets in both config systems. The flat ones refer to the plugin itself, which is made after them. */
export function buildConfigs(plugin: unknown): Record<string, FlatConfig | LegacyConfig> {
  const configs: Record<string, FlatConfig | LegacyConfig> = {};
  for (const preset of PRESETS) {
    const rules = presetRules(preset);
    configs[preset] = { plugins: [PREFIX], rules };
    configs[`flat/${preset}`] = { name: `${PREFIX}/${preset}`, plugins: { [PREFIX]: plugin }, rules };
  }
  return configs;
}

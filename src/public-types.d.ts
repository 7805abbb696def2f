/**
 * The types of the package, written by hand and loose on purpose: types built on those of one ESLint version are
 * rejected by the `defineConfig` of the others. The build copies this file to `dist/index.d.ts`.
 */
declare namespace plugin {
  type Severity = 'error' | 'warn' | 'off';

  /** A preset for `.eslintrc` files: `"extends": ["plugin:otel/recommended"]`. */
  interface LegacyPreset {
    plugins: string[];
    rules: Record<string, Severity>;
  }

  /** A preset for `eslint.config` files: `extends: ['otel/recommended']`, or the object itself in the array. */
  interface FlatPreset {
    name: string;
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the plugin types of ESLint 8, 9 and 10 differ
    plugins: Record<string, any>;
    rules: Record<string, Severity>;
  }

  /** A type and not an interface: only a type is assignable to the `Record<string, …>` of ESLint's plugin type. */
  type Presets = {
    recommended: LegacyPreset;
    strict: LegacyPreset;
    all: LegacyPreset;
    'flat/recommended': FlatPreset;
    'flat/strict': FlatPreset;
    'flat/all': FlatPreset;
  };
}

declare const plugin: {
  meta: { name: string; version: string; namespace: string };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the rule types of ESLint 8, 9 and 10 differ
  rules: Record<string, any>;
  configs: plugin.Presets;
};

export = plugin;

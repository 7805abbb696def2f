import { ESLint } from 'eslint';
import { defineConfig } from 'eslint/config';
import assert from 'node:assert/strict';
import plugin from '../src';
import { PRESETS, presetRules, type FlatConfig, type LegacyConfig, type Preset } from '../src/configs';
import type { ContextManagerSetting } from '../src/model/context-managers';
import type { LibraryId } from '../src/model/instrumented-clients';
import type { SpecifierObject } from '../src/model/settings';
import type { WrappableOperation } from '../src/model/wrappable-operations';
import type publicTypes from '../src/public-types';
import type { RuleDocs } from '../src/rule-kit/create-rule';
import { readSettings, SETTING_KEYS } from '../src/rule-kit/settings';
import { rulesByName } from './support/registry';

const reversed = `
  import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
  new CompositePropagator({ propagators: [new W3CBaggagePropagator(), new W3CTraceContextPropagator()] });
`;
const otel = plugin as unknown as ESLint.Plugin;
const rulesIn = (preset: Preset): string[] => Object.keys(presetRules(preset));

describe('the presets', () => {
  it('are recommended, strict and all, in both config systems', () => {
    assert.deepEqual(
      Object.keys(plugin.configs).sort(),
      [...PRESETS, ...PRESETS.map((preset) => `flat/${preset}`)].sort(),
    );
  });

  it('hold the rules that say so', () => {
    const rulesThat = (test: (docs: RuleDocs | undefined) => boolean | undefined): string[] =>
      [...rulesByName].filter(([, rule]) => test(rule.meta.docs)).map(([name]) => `otel/${name}`);
    assert.deepEqual(
      rulesIn('all'),
      rulesThat(() => true),
    );
    assert.deepEqual(
      rulesIn('recommended'),
      rulesThat((docs) => docs?.presets.includes('recommended')),
    );
    assert.deepEqual(
      rulesIn('strict'),
      rulesThat((docs) => docs && docs.presets.length > 0),
    );
    assert.notEqual(rulesIn('recommended').length, 0);
  });

  it('grow from recommended over strict to all', () => {
    assert.deepEqual(
      rulesIn('recommended').filter((rule) => !rulesIn('strict').includes(rule)),
      [],
    );
    assert.deepEqual(
      rulesIn('strict').filter((rule) => !rulesIn('all').includes(rule)),
      [],
    );
  });

  it('set the options that a rule wants there, and no others', () => {
    for (const preset of PRESETS) {
      const kind = preset === 'recommended' ? 'recommended' : 'strict';
      for (const [id, entry] of Object.entries(presetRules(preset))) {
        const options = rulesByName.get(id.replace('otel/', ''))?.meta.docs?.presetOptions?.[kind];
        assert.deepEqual(typeof entry === 'string' ? undefined : entry.slice(1), options, `${preset}: ${id}`);
      }
    }
  });

  it('make a rule an error, unless the rule asks to be a warning', () => {
    for (const preset of PRESETS) {
      for (const [id, entry] of Object.entries(presetRules(preset))) {
        const severity = typeof entry === 'string' ? entry : entry[0];
        assert.equal(severity, rulesByName.get(id.replace('otel/', ''))?.meta.docs?.severity ?? 'error', id);
      }
    }
    const [name, rule] = [...rulesByName].find(([, { meta }]) => !meta.docs?.presetOptions)!;
    const docs = rule.meta.docs as { severity?: 'warn' };
    const before = docs.severity;
    try {
      docs.severity = 'warn';
      assert.equal(presetRules('all')[`otel/${name}`], 'warn');
    } finally {
      if (before) docs.severity = before;
      else delete docs.severity;
    }
  });

  for (const preset of PRESETS) {
    it(`${preset}: the eslintrc form names the plugin, the flat form holds it`, () => {
      const legacy = plugin.configs[preset] as LegacyConfig;
      assert.deepEqual(legacy, { plugins: ['otel'], rules: presetRules(preset) });
      const flat = plugin.configs[`flat/${preset}`] as FlatConfig;
      assert.deepEqual(Object.keys(flat).sort(), ['name', 'plugins', 'rules']);
      assert.equal(flat.name, `otel/${preset}`);
      assert.deepEqual(Object.keys(flat.plugins), ['otel']);
      assert.equal(
        flat.plugins['otel'],
        plugin,
        'the plugin itself, and not a copy: ESLint refuses two plugins of one name',
      );
      assert.deepEqual(flat.rules, presetRules(preset));
    });

    it(`${preset}: runs when it is extended by name`, async () => {
      assert.deepEqual(
        await reports(defineConfig({ files: ['**/*.js'], plugins: { otel }, extends: [`otel/${preset}`] })),
        ['otel/propagator-order'],
      );
    });

    it(`${preset}: runs when the object itself is in the array, beside the plugin under its prefix`, async () => {
      const flat = plugin.configs[`flat/${preset}`] as FlatConfig;
      assert.deepEqual(await reports([flat, { plugins: { otel } }]), ['otel/propagator-order']);
    });
  }
});

/** Whether two types are the same, as a type: `const same: Same<A, B> = true` compiles only then. */
type Same<Left, Right> = [Left] extends [Right] ? ([Right] extends [Left] ? true : false) : false;

describe('the public types', () => {
  it('have the keys and the values of the settings that are read', () => {
    const same: [
      Same<keyof publicTypes.OtelSettings, (typeof SETTING_KEYS)[number]>,
      Same<publicTypes.ContextManager, ContextManagerSetting>,
      Same<publicTypes.InstrumentedLibrary, LibraryId>,
      Same<publicTypes.WrappableOperation, WrappableOperation>,
      Same<publicTypes.Declared['from'], SpecifierObject['from']>,
      Same<string, LibraryId>,
    ] = [true, true, true, true, true, false];
    assert.ok(same);
  });

  it('have a form for everything that may be set', () => {
    const declared = { from: 'package', package: '@acme/privacy', name: ['scrub', 'mask'] } as const;
    const every: Required<publicTypes.OtelSettings> = {
      contextManager: 'async-local-storage',
      instrumented: ['http', 'undici'],
      sanitizers: [
        'mask',
        '/^mask/',
        declared,
        { from: 'file', name: 'mask', path: 'src/a.ts' },
        { from: 'lib', name: 'Date' },
      ],
      sensitiveNames: { loyalty: ['loyaltyCard', '/^crm_/'] },
      safeNames: ['emailTemplate'],
      wrappers: [{ function: declared, operation: 'span.startActive', arguments: { name: 0, callback: -1 } }],
      testFiles: ['**/*.check.ts'],
      trustedHosts: ['api.acme.example'],
      ingress: ['handle', { files: 'src/routes/**' }],
    };
    assert.deepEqual(Object.keys(every), SETTING_KEYS);
    assert.doesNotThrow(() => readSettings({ settings: { otel: every } }));
    const automatic: publicTypes.OtelSettings = { contextManager: 'auto', instrumented: 'auto', testFiles: 'auto' };
    assert.doesNotThrow(() => readSettings({ settings: { otel: automatic } }));
  });

  it('say of the presets what they are', () => {
    const presets: publicTypes.Presets = plugin.configs as unknown as publicTypes.Presets;
    assert.deepEqual(Object.keys(presets).sort(), [...PRESETS, ...PRESETS.map((name) => `flat/${name}`)].sort());
    for (const { rules } of Object.values(presets)) {
      for (const entry of Object.values(rules)) {
        const severity: publicTypes.Severity = typeof entry === 'string' ? entry : entry[0];
        assert.ok(['error', 'warn', 'off'].includes(severity));
      }
    }
  });
});

/** The rules that report the reversed propagators under a config. */
async function reports(overrideConfig: NonNullable<ESLint.Options['overrideConfig']>): Promise<string[]> {
  const eslint = new ESLint({ overrideConfigFile: true, overrideConfig, cwd: __dirname });
  const [result] = await eslint.lintText(reversed, { filePath: 'fixtures/telemetry.js' });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

import * as typescriptParser from '@typescript-eslint/parser';
import { Linter, type ESLint } from 'eslint';
import assert from 'node:assert/strict';
import * as svelteParser from 'svelte-eslint-parser';
import vueParser from 'vue-eslint-parser';
import plugin from '../../src';

/** A page with mistakes whose repairs need imports: one of an import that is there, and ones of new names. */
const scripts = {
  svelte: `<h1>it's "text"</h1>
<script lang="ts">
  import { propagation, type Baggage } from '@opentelemetry/api';
  export let user: { email: string };
  export function tag(baggage: Baggage): Baggage {
    return baggage.setEntry('user', { value: user.email });
  }
  export function tenant(id: string): void {
    propagation.getActiveBaggage()?.setEntry('tenant', { value: id });
  }
</script>
<button onclick={() => tenant('t')}>go</button>
`,
  vue: `<template><button @click="tenant('t')">go</button></template>
<script setup lang="ts">
import { propagation, type Baggage } from '@opentelemetry/api';
const props = defineProps<{ user: { email: string } }>();
function tag(baggage: Baggage): Baggage {
  return baggage.setEntry('user', { value: props.user.email });
}
function tenant(id: string): void {
  propagation.getActiveBaggage()?.setEntry('tenant', { value: id });
}
</script>
`,
};

describe('pages', () => {
  for (const [extension, page] of Object.entries(scripts)) {
    it(`${extension}: every edit stays in the script, imports once and parses`, () => {
      const reports = lint(extension, page);
      assert.deepEqual(reports.map(({ ruleId }) => ruleId).sort(), [
        'otel/no-ignored-return',
        'otel/no-pii-in-baggage',
      ]);
      const edits = reports.flatMap(({ fix, suggestions = [] }) => [...(fix ? [{ fix }] : []), ...suggestions]);
      assert.ok(edits.length >= 2, 'the mistakes have edits');
      const texts = edits.map(({ fix }) => page.slice(0, fix.range[0]) + fix.text + page.slice(fix.range[1]));
      assert.ok(
        texts.some((text) => /import \{[^}]*\btrace\b/.test(text)),
        'one of them needs a name that is not imported yet',
      );
      for (const text of texts) {
        assert.ok(!lint(extension, text).some(({ fatal }) => fatal), text);
        assert.equal(text.match(/from '@opentelemetry\/api'/g)?.length, 1, text);
        const [before = ''] = text.split('<script');
        assert.equal(before, page.split('<script')[0]);
      }
    });
  }
});

function lint(extension: string, text: string): Linter.LintMessage[] {
  const parser = (extension === 'svelte' ? svelteParser : vueParser) as Linter.Parser;
  return new Linter().verify(
    text,
    [
      {
        files: [`**/*.${extension}`],
        languageOptions: { parser, parserOptions: { parser: typescriptParser } },
        plugins: { otel: plugin as unknown as ESLint.Plugin },
        rules: plugin.configs['flat/recommended']?.rules,
      },
    ],
    { filename: `page.${extension}` },
  );
}

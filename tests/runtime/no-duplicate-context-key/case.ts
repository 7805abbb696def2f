import assert from 'node:assert/strict';
import { defineCase, everywhere } from '../runtime-case';

export const cases = [
  defineCase<{ tenant?: string; order?: string }>({
    rule: 'no-duplicate-context-key',
    title: 'of two keys of one description, the later value takes the place of the earlier one',
    file: 'broken.ts',
    edit: { suggestion: 'describeAnew' },
    generations: everywhere,
    symptom: ({ tenant, order }) => {
      assert.deepEqual([tenant, order], ['order-17', 'order-17']);
    },
    healed: ({ tenant, order }) => {
      assert.deepEqual([tenant, order], ['acme', 'order-17']);
    },
  }),
  defineCase<{ locale?: string }>({
    rule: 'no-duplicate-context-key',
    title: 'of two keys of one description, who deletes one deletes the other',
    file: 'broken-2.ts',
    edit: { suggestion: 'describeAnew' },
    generations: everywhere,
    symptom: ({ locale }) => {
      assert.equal(locale, undefined);
    },
    healed: ({ locale }) => {
      assert.equal(locale, 'pt-BR');
    },
  }),
];

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { INSTRUMENTED_LIBRARIES } from '../../src/model/instrumented-clients';
import { defaultWrapperArguments, WRAPPABLE_OPERATIONS } from '../../src/model/wrappable-operations';
import { readSettings, SETTING_KEYS } from '../../src/rule-kit/settings';

/** The message of the error that reading these settings ends in; empty when they are accepted. */
function errorOf(otel: unknown): string {
  try {
    readSettings({ settings: { otel } });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('docs/settings.md', () => {
  const page = fs.readFileSync(path.resolve(__dirname, '../../docs/settings.md'), 'utf8');
  const blocks = (language: string): string[] =>
    [...page.matchAll(/^```(\w+)\n(.*?)^```$/gmsu)]
      .filter(([, tag]) => tag === language)
      .map(([, , code]) => code ?? '');

  it('has an example for each key, and every example is accepted', () => {
    const examples = blocks('json')
      .map((code) => JSON.parse(code) as { settings?: { otel: object } })
      .map((example) => example.settings?.otel ?? example);
    for (const otel of examples) assert.doesNotThrow(() => readSettings({ settings: { otel } }));
    assert.deepEqual(
      SETTING_KEYS.filter((key) => !examples.some((example) => key in example)),
      [],
    );
  });

  it('quotes errors as they are', () => {
    const wrong = [
      { contextManger: 'zone' },
      { contextManager: 'als' },
      { wrappers: [{ function: 'f', opration: 'span.end' }] },
      { trustedHosts: ['https://api.example'] },
    ];
    const quotedErrors = blocks('text').filter((block) => block.startsWith('eslint-plugin-otel:'));
    assert.deepEqual(quotedErrors, [wrong.map((otel) => `${errorOf(otel)}\n`).join('')]);
  });

  it('lists the keys, the libraries and the operations with their roles', () => {
    const tables = page.replaceAll(/ +\|/g, ' |');
    for (const key of SETTING_KEYS) assert.match(page, new RegExp(`^\\| \\[\`${key}\`\\]\\(#`, 'm'));
    assert.ok(page.includes(`Known: ${INSTRUMENTED_LIBRARIES.map(({ id }) => `\`${id}\``).join(', ')}.`));
    const rows = WRAPPABLE_OPERATIONS.map((operation) => {
      const roles = Object.entries(defaultWrapperArguments(operation)).map(
        ([role, position]) => `\`${role}\` ${position}`,
      );
      return `| \`${operation}\` | ${roles.length > 0 ? `${roles.join(', ')} ` : ''}|\n`;
    });
    assert.ok(tables.includes(rows.join('')), rows.join(''));
  });
});

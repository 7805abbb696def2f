import * as typescriptParser from '@typescript-eslint/parser';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { Linter } from 'eslint';
import assert from 'node:assert/strict';
import * as svelteParser from 'svelte-eslint-parser';
import vueParser from 'vue-eslint-parser';
import { combineEdits, ensureImport, ensureObject, findStatementPlace, isTypeScript } from '../../src/fixes';
import { applyPass, lines } from './support';

const api = '@opentelemetry/api';

/** Runs a question about a page at its call `here()`, as a rule would. */
function ask<Answer>(page: string, extension: 'svelte' | 'vue', question: (source: PageSource) => Answer): Answer {
  let answer: { readonly value: Answer } | undefined;
  const rule = {
    create: (context: { readonly sourceCode: unknown; readonly filename: string }) => ({
      CallExpression(node: unknown) {
        const sourceCode = context.sourceCode as TSESLint.SourceCode;
        const at = node as TSESTree.CallExpression;
        if (sourceCode.getText(at) === 'here()') {
          answer = { value: question({ sourceCode, at, filename: context.filename }) };
        }
      },
    }),
  };
  const parser = (extension === 'svelte' ? svelteParser : vueParser) as Linter.Parser;
  const messages = new Linter().verify(
    page,
    [
      {
        files: [`**/*.${extension}`],
        languageOptions: { parser, parserOptions: { parser: typescriptParser } },
        plugins: { own: { rules: { rule: rule } } },
        rules: { 'own/rule': 'error' },
      },
    ],
    { filename: `page.${extension}` },
  );
  assert.deepEqual(messages, []);
  assert.ok(answer, 'the page has no call here()');
  return answer.value;
}

interface PageSource {
  readonly sourceCode: TSESLint.SourceCode;
  readonly at: TSESTree.CallExpression;
  readonly filename: string;
}

/** The page after an import of an export was ensured, and the name to use. */
function withImport(page: string, extension: 'svelte' | 'vue', imported = 'context'): [string, string] {
  return ask(page, extension, ({ sourceCode, at }) => {
    const result = ensureImport({ sourceCode, module: api, imported, at });
    assert.ok(result);
    return [result.localName, applyPass(sourceCode, [result.fix]).output];
  });
}

describe('fixes: an import of a Svelte page', () => {
  it('is found', () => {
    const page = `<script>\n  import { context as ctx } from '${api}';\n  here();\n</script>\n<p>text</p>\n`;
    assert.deepEqual(withImport(page, 'svelte'), ['ctx', page]);
  });
  it('is found from the markup', () => {
    const page = `<script>\n  import { context } from '${api}';\n</script>\n<button onclick={() => here()}>go</button>\n`;
    assert.deepEqual(withImport(page, 'svelte'), ['context', page]);
  });
  it('is found in the script of the module', () => {
    const page = `<script module>\n  import * as otel from '${api}';\n</script>\n<script>\n  here();\n</script>\n`;
    assert.deepEqual(withImport(page, 'svelte'), ['otel.context', page]);
  });
  it('is extended', () => {
    const page = (names: string): string =>
      lines(
        '<!-- about the page -->',
        '<script lang="ts">',
        `  import { ${names} } from '${api}';`,
        '  here();',
        '</script>',
      );
    assert.deepEqual(withImport(page('trace'), 'svelte'), ['context', page('trace, context')]);
  });
  it('goes into the script, behind its imports and as they are indented', () => {
    const page = (own: string): string =>
      lines(
        '<p>above</p>',
        '<script lang="ts">',
        "  import { onMount } from 'svelte';",
        `${own}  onMount(() => here());`,
        '</script>',
        '<p>below</p>',
      );
    assert.deepEqual(withImport(page(''), 'svelte'), ['context', page(`  import { context } from '${api}';\n`)]);
  });
  it('goes in front of a script without imports', () => {
    const page = (own: string): string => lines('<script>', `${own}  here()`, '</script>', '<p>it\'s "text"</p>');
    assert.deepEqual(withImport(page(''), 'svelte'), ['context', page(`  import { context } from '${api}'\n\n`)]);
  });
  it('goes into the script of the module for code of the module, and of the instance for the markup', () => {
    const page = (first: string, second: string, place: 'markup' | 'module'): string =>
      lines(
        `<script context="module">`,
        "  import a from 'a';",
        `${first}  a(${place === 'module' ? 'here()' : ''});`,
        '</script>',
        '<script>',
        "  import b from 'b';",
        `${second}  b();`,
        '</script>',
        ...(place === 'markup' ? ['<p>{here()}</p>'] : []),
      );
    const own = `  import { context } from '${api}';\n`;
    assert.deepEqual(withImport(page('', '', 'module'), 'svelte'), ['context', page(own, '', 'module')]);
    assert.deepEqual(withImport(page('', '', 'markup'), 'svelte'), ['context', page('', own, 'markup')]);
  });
  it('takes another name where the export is taken', () => {
    const page = (own: string): string =>
      lines('<script>', "  import { context } from './context';", `${own}  here(context);here();`, '</script>');
    assert.deepEqual(withImport(page(''), 'svelte'), [
      'otelContext',
      page(`  import { context as otelContext } from '${api}';\n`),
    ]);
  });
});

describe('fixes: an import of a Vue page', () => {
  it('is found in the other script', () => {
    const page = `<script>\nimport { context } from '${api}';\n</script>\n<script setup>\nhere();\n</script>\n`;
    assert.deepEqual(withImport(page, 'vue'), ['context', page]);
  });
  it('goes into the script around the place', () => {
    const page = (own: string): string =>
      lines(
        '<template><p>text</p></template>',
        '<script>',
        "import a from 'a';",
        'a();',
        '</script>',
        '<script setup>',
        `${own}here();`,
        '</script>',
      );
    assert.deepEqual(withImport(page(''), 'vue'), ['context', page(`import { context } from '${api}';\n\n`)]);
  });
  it('does not end in a semicolon because a tag follows', () => {
    const page = (own: string): string =>
      lines('<script setup>', 'const run = () => here()', `import a from 'a'${own}`, '</script>');
    assert.deepEqual(withImport(page(''), 'vue'), ['context', page(`\nimport { context } from '${api}'`)]);
  });
});

describe('fixes: pages', () => {
  it('are TypeScript by the lang of their scripts, whatever their names end in', () => {
    const isTs = (page: string, extension: 'svelte' | 'vue'): boolean =>
      ask(page, extension, ({ sourceCode, filename }) => {
        assert.equal(isTypeScript(sourceCode), isTypeScript(sourceCode, filename));
        return isTypeScript(sourceCode, filename);
      });
    for (const extension of ['svelte', 'vue'] as const) {
      assert.equal(isTs('<script lang="ts">\nhere();\n</script>\n', extension), true);
      assert.equal(isTs("<script lang='ts'>\nhere();\n</script>\n", extension), true);
      assert.equal(isTs('<script>\nhere();\n</script>\n', extension), false);
    }
    assert.equal(isTs('<script setup lang="tsx">\nhere();\n</script>\n', 'vue'), true);
    assert.equal(isTs('<script setup>\nhere();\n</script>\n<style lang="ts">a {}</style>', 'vue'), false);
  });
  it('hold statements in lists', () => {
    const place = ask('<script>\n  const a = 1;\n  here();\n</script>\n', 'svelte', ({ at }) =>
      findStatementPlace(at.parent),
    );
    assert.equal(place?.index, 1);
  });
  it('get objects of their own in the script', () => {
    const page = (own: string): string => lines('<script>', "  import a from 'a';", `${own}  a(here());`, '</script>');
    const output = ask(page(''), 'svelte', ({ sourceCode, at }) => {
      const { fix } = ensureObject({ sourceCode, name: 'getter', annotation: undefined, members: ['get: a'], at });
      return applyPass(sourceCode, [fix]).output;
    });
    assert.equal(output, page('\n  const getter = {\n    get: a,\n  };\n'));
  });
});

describe('fixes: several imports of one edit', () => {
  it('are one import', () => {
    const page = (own: string): string => lines('<script>', "  import a from 'a';", `${own}  a(here());`, '</script>');
    const output = ask(page(''), 'svelte', ({ sourceCode, at }) => {
      const [trace, context] = ['trace', 'context'].map((imported) =>
        ensureImport({ sourceCode, module: api, imported, at }),
      );
      const edit = combineEdits(trace?.fix, context?.fix);
      assert.ok(edit);
      return applyPass(sourceCode, [edit]).output;
    });
    assert.equal(output, page(`  import { trace, context } from '${api}';\n`));
  });
});

import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { combineEdits, ensureImport, ensureObject, type ObjectRequest } from '../../src/fixes';
import { findNode, parseSource, type ParseSourceOptions } from '../support/source';
import { applied, lines, typeErrors } from './support';

const api = '@opentelemetry/api';
const members = ['keys: (carrier) => Object.keys(carrier)', "get: (carrier, key) => carrier[key] ?? 'none'"];
const annotation = 'import("@opentelemetry/api").TextMapGetter<Record<string, string>>';

interface Asked extends ParseSourceOptions {
  readonly annotation?: string;
}

/** Asks for the object `getter` at the call `here()` of a text, and asserts that asking again finds it. */
function ask(text: string, options: Asked = {}): { localName: string; output: string } {
  const once = (code: string): { localName: string; output: string } => {
    const sourceCode = parseSource(code, options);
    const at = findNode(
      sourceCode,
      (node) => node.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(node) === 'here()',
    );
    const request: ObjectRequest = { sourceCode, name: 'getter', annotation: options.annotation, members, at };
    const { localName, fix } = ensureObject(request);
    return { localName, output: applied(sourceCode, fix, options) };
  };
  const first = once(text);
  assert.deepEqual(once(first.output), first, 'the second pass edits again');
  return first;
}

const object = (name = 'getter', type = ''): string =>
  lines(`const ${name}${type} = {`, ...members.map((member) => `  ${member},`), '};').trimEnd();

describe('fixes: ensureObject', () => {
  it('declares the object after the imports', () => {
    assert.equal(
      ask(lines(`import { trace } from '${api}';`, '', 'here();')).output,
      lines(`import { trace } from '${api}';`, '', object(), '', 'here();'),
    );
  });

  it('annotates it where it is told to, and that compiles', () => {
    const { output } = ask(
      lines(
        `import { propagation, ROOT_CONTEXT } from '${api}';`,
        'declare function here(): void;',
        'here();',
        'export const x = propagation.extract(ROOT_CONTEXT, {});',
      ),
      { annotation },
    );
    assert.match(output, /const getter: import\("@opentelemetry\/api"\)\.TextMapGetter<Record<string, string>> = \{/);
    assert.deepEqual(typeErrors(output), []);
  });

  it('declares it after the first run of require calls', () => {
    const output = ask(lines("'use strict';", `const { trace } = require('${api}');`, 'function f() { here(); }'), {
      script: true,
    }).output;
    assert.equal(
      output,
      lines("'use strict';", `const { trace } = require('${api}');`, '', object(), 'function f() { here(); }'),
    );
  });

  it('declares it at the top of a file that loads nothing', () => {
    assert.equal(
      ask(lines('// about the file', '', 'here();')).output,
      lines('// about the file', '', object(), '', 'here();'),
    );
  });

  it('takes quotes, indentation and semicolons of the file', () => {
    const output = ask(lines(`import { trace } from "${api}"`, 'function f() {', '    here()', '}')).output;
    assert.equal(
      output,
      lines(
        `import { trace } from "${api}"`,
        '',
        'const getter = {',
        ...members.map((member) => `    ${member.replaceAll("'", '"')},`),
        '}',
        'function f() {',
        '    here()',
        '}',
      ),
    );
  });

  it('uses one that is there, whatever its name, layout and order of members', () => {
    for (const [code, name] of [
      [object('mine'), 'mine'],
      [`const mine = { ${members[1] ?? ''}, ${members[0] ?? ''} };`, 'mine'],
      [`const mine = { ${members.join(', ').replaceAll("'", '"')} } as const;`, 'mine'],
      [`export ${object('mine')}`, 'mine'],
    ] as const) {
      const text = lines(code, 'function f() {', '  here();', '}');
      assert.deepEqual(ask(text), { localName: name, output: text }, code);
    }
  });

  it('uses none that differs, may change, or cannot be seen', () => {
    for (const code of [
      `let getter = { ${members.join(', ')} };`,
      `const getter = { ${members[0] ?? ''} };`,
      `const getter = { ...base, ${members.join(', ')} };`,
      `const getter = { keys: (carrier) => [], ${members[1] ?? ''} };`,
      'function getter() {}',
    ]) {
      const { localName, output } = ask(lines(code, 'here();'));
      assert.equal(localName, 'getter2', code);
      assert.ok(output.includes('const getter2 = {'), output);
    }
    const hidden = ask(lines(object(), 'function f(getter) {', '  here();', '}'));
    assert.equal(hidden.localName, 'getter2');
  });
});

describe('fixes: ensureImport of a type', () => {
  const askType = (text: string, options: ParseSourceOptions = {}): { localName: string; output: string } => {
    const sourceCode = parseSource(text, options);
    const at = findNode(
      sourceCode,
      (node) => node.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(node) === 'here()',
    );
    const result = ensureImport({ sourceCode, module: api, imported: 'TextMapGetter', isType: true, at });
    assert.ok(result);
    return { localName: result.localName, output: applied(sourceCode, combineEdits(result.fix), options) };
  };

  for (const [title, text, localName, output] of [
    [
      'adds it to a value import',
      `import { trace } from '${api}';\nhere();\n`,
      'TextMapGetter',
      `import { trace, type TextMapGetter } from '${api}';\nhere();\n`,
    ],
    [
      'adds an import of its own',
      `here();\n`,
      'TextMapGetter',
      `import { type TextMapGetter } from '${api}';\n\nhere();\n`,
    ],
    [
      'takes another name where its own is taken',
      `import { trace } from '${api}';\nclass TextMapGetter {}\nhere();\n`,
      'OtelTextMapGetter',
      `import { trace, type TextMapGetter as OtelTextMapGetter } from '${api}';\nclass TextMapGetter {}\nhere();\n`,
    ],
    [
      'reuses a type-only import',
      `import type { TextMapGetter as G } from '${api}';\nhere();\n`,
      'G',
      `import type { TextMapGetter as G } from '${api}';\nhere();\n`,
    ],
    [
      'reuses an inline type import',
      `import { type TextMapGetter } from '${api}';\nhere();\n`,
      'TextMapGetter',
      `import { type TextMapGetter } from '${api}';\nhere();\n`,
    ],
    [
      'reuses a namespace',
      `import * as otel from '${api}';\nhere();\n`,
      'otel.TextMapGetter',
      `import * as otel from '${api}';\nhere();\n`,
    ],
    [
      'reuses import = require',
      `import otel = require('${api}');\nhere();\n`,
      'otel.TextMapGetter',
      `import otel = require('${api}');\nhere();\n`,
    ],
    [
      'does not take the default export for a namespace',
      `import otel from '${api}';\nhere();\n`,
      'TextMapGetter',
      `import otel, { type TextMapGetter } from '${api}';\nhere();\n`,
    ],
  ] as const) {
    it(title, () => assert.deepEqual(askType(text), { localName, output }));
  }

  it('names it in place where the file requires its modules', () => {
    assert.deepEqual(
      askType(`const otel = require('${api}');\nhere();\n`, { script: true }).localName,
      `import('${api}').TextMapGetter`,
    );
  });
});

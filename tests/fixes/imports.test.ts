import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { combineEdits, ensureImport, insertAt, type ImportResult } from '../../src/fixes';
import { findNode, parseSource, type ParseSourceOptions } from '../support/source';
import { applied, applyPass, lines, typeErrors } from './support';

const api = '@opentelemetry/api';

interface Asked extends ParseSourceOptions {
  readonly module?: string;
  readonly imported?: string;
}

/** Asks for an import at the call `here()` of a text. */
function ask(
  text: string,
  { module = api, imported = 'context', ...options }: Asked = {},
): ImportResult & { output: string } {
  const sourceCode = parseSource(text.replace(/^\uFEFF/u, ''), options);
  const at = findNode(
    sourceCode,
    (node) => node.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(node) === 'here()',
  );
  const result = ensureImport({ sourceCode, module, imported, at });
  assert.ok(result, 'no import is offered');
  return { ...result, output: applied(sourceCode, result.fix, options) };
}

/** Asserts what the edit makes of a text, and that asking again finds the binding it made. */
function yields(text: string, localName: string, output: string, options: Asked = {}): void {
  const result = ask(text, options);
  assert.equal(result.output, output);
  assert.equal(result.localName, localName);
  const again = ask(output, options);
  assert.equal(again.localName, localName, 'the second pass takes another name');
  assert.equal(again.output, output, 'the second pass edits again');
}

const reuses = (text: string, localName: string, options: Asked = {}): void => yields(text, localName, text, options);

describe('fixes: ensureImport reuses', () => {
  it('a named import', () => reuses(`import { context } from '${api}';\nhere();\n`, 'context'));
  it('an aliased import', () => reuses(`import { context as ctxApi } from '${api}';\nhere();\n`, 'ctxApi'));
  it('an import under a string name', () => reuses(`import { 'context' as c } from '${api}';\nhere();\n`, 'c'));
  it('a namespace', () => reuses(`import * as api from '${api}';\nhere();\n`, 'api.context'));
  it('the default export where it has the name', () => reuses(`import otel from '${api}';\nhere();\n`, 'otel.context'));
  it('a named import in front of a namespace', () =>
    reuses(`import * as api from '${api}';\nimport { context } from '${api}';\nhere();\n`, 'context'));
  it('a required module', () => reuses(`const api = require('${api}');\nhere();\n`, 'api.context', { script: true }));
  it('a compiled require', () =>
    reuses(`var api_1 = require("${api}");\nhere();\n`, 'api_1.context', { script: true }));
  it('a destructured require', () =>
    reuses(`const { context: c } = require('${api}');\nhere();\n`, 'c', { script: true }));
  it('an alias of a required module', () =>
    reuses(`const otel = require('${api}');\nconst ctx = otel.context;\nhere();\n`, 'ctx', { script: true }));
  it('a destructured alias of a namespace', () =>
    reuses(`import * as otel from '${api}';\nconst { context: ctx } = otel;\nhere();\n`, 'ctx'));
  it('import = require', () => reuses(`import api = require('${api}');\nhere();\n`, 'api.context'));
  it('a require inside the function', () =>
    reuses(`function f() {\n  const api = require('${api}');\n  here();\n}\n`, 'api.context', { script: true }));
  it('an awaited dynamic import', () => reuses(`const api = await import('${api}');\nhere();\n`, 'api.context'));
  it('a require below, in a function that runs later', () =>
    reuses(`function f() { here(); }\nconst api = require('${api}');\n`, 'api.context', { script: true }));
  it('crypto for node:crypto', () =>
    reuses(`import { createHmac } from 'crypto';\nhere();\n`, 'createHmac', {
      module: 'node:crypto',
      imported: 'createHmac',
    }));
  it('the default export of a built-in module', () =>
    reuses(`import crypto from 'node:crypto';\nhere();\n`, 'crypto.createHmac', {
      module: 'node:crypto',
      imported: 'createHmac',
    }));
});

describe('fixes: ensureImport does not reuse', () => {
  it('a type-only import', () =>
    yields(
      `import type { context } from '${api}';\nhere();\n`,
      'otelContext',
      `import type { context } from '${api}';\nimport { context as otelContext } from '${api}';\nhere();\n`,
    ));
  it('an inline type specifier, but extends its import', () =>
    yields(
      `import { type Context } from '${api}';\nhere();\n`,
      'context',
      `import { type Context, context } from '${api}';\nhere();\n`,
    ));
  it('a type-only namespace', () =>
    yields(
      `import type * as api from '${api}';\nhere();\n`,
      'context',
      `import type * as api from '${api}';\nimport { context } from '${api}';\nhere();\n`,
    ));
  it('a binding hidden by a parameter', () =>
    yields(
      `import { context } from '${api}';\nfunction f(context) { here(); }\n`,
      'otelContext',
      `import { context, context as otelContext } from '${api}';\nfunction f(context) { here(); }\n`,
    ));
  it('a namespace hidden by a local', () =>
    yields(
      `import * as api from '${api}';\nfunction f(api) { here(); }\n`,
      'context',
      `import * as api from '${api}';\nimport { context } from '${api}';\nfunction f(api) { here(); }\n`,
    ));
  it('a variable that is reassigned', () =>
    yields(
      `let api = require('${api}');\napi = wrap(api);\nhere();\n`,
      'context',
      `let api = require('${api}');\nconst { context } = require('${api}');\napi = wrap(api);\nhere();\n`,
      { script: true },
    ));
  it('a default export that lacks the name', () =>
    yields(
      `import otel from '${api}';\nhere();\n`,
      'ROOT_CONTEXT',
      `import otel, { ROOT_CONTEXT } from '${api}';\nhere();\n`,
      { imported: 'ROOT_CONTEXT' },
    ));
  it('another package whose name begins the same', () =>
    yields(
      `import { context } from '${api}-logs';\nhere();\n`,
      'otelContext',
      `import { context } from '${api}-logs';\nimport { context as otelContext } from '${api}';\nhere();\n`,
    ));
  it('a require of a function named require', () =>
    yields(
      `import { require } from './r';\nconst { context } = require('${api}');\nhere();\n`,
      'otelContext',
      `import { require } from './r';\nimport { context as otelContext } from '${api}';\nconst { context } = require('${api}');\nhere();\n`,
    ));
  it('a module that is loaded on demand only', () => {
    for (const text of [
      `function load() {\n  return require('${api}');\n}\nhere();\n`,
      `let api;\ntry {\n  api = require('${api}');\n} catch {}\nhere();\n`,
    ]) {
      const sourceCode = parseSource(text, { script: true });
      const at = findNode(
        sourceCode,
        (node) => node.type === AST_NODE_TYPES.CallExpression && sourceCode.getText(node) === 'here()',
      );
      assert.equal(ensureImport({ sourceCode, module: api, imported: 'context', at }), undefined);
    }
  });
});

describe('fixes: ensureImport extends', () => {
  it('a one-line import', () =>
    yields(
      `import { trace } from '${api}';\nhere();\n`,
      'context',
      `import { trace, context } from '${api}';\nhere();\n`,
    ));
  it('an import with a trailing comma', () =>
    yields(
      `import { trace, } from '${api}';\nhere();\n`,
      'context',
      `import { trace, context, } from '${api}';\nhere();\n`,
    ));
  it('an import without space in its braces', () =>
    yields(`import {trace} from '${api}';\nhere();\n`, 'context', `import {trace, context} from '${api}';\nhere();\n`));
  it('an empty import', () =>
    yields(`import {} from '${api}';\nhere();\n`, 'context', `import { context } from '${api}';\nhere();\n`));
  it('an import of the default export', () =>
    yields(`import otel from './api';\nhere();\n`, 'context', `import otel, { context } from './api';\nhere();\n`, {
      module: './api',
    }));
  it('a multi-line import and keeps each comment with its name', () =>
    yields(
      lines(
        'import {',
        '  trace, // spans',
        '  // entries',
        '  propagation, // baggage',
        `} from '${api}';`,
        'here();',
      ),
      'context',
      lines(
        'import {',
        '  trace, // spans',
        '  // entries',
        '  propagation, // baggage',
        '  context,',
        `} from '${api}';`,
        'here();',
      ),
    ));
  it('a multi-line import without trailing comma', () =>
    yields(
      lines('import {', '\ttrace,', '\tpropagation // baggage', `} from "${api}"`, 'here()'),
      'context',
      lines('import {', '\ttrace,', '\tpropagation, // baggage', '\tcontext', `} from "${api}"`, 'here()'),
    ));
  it('a destructured require', () =>
    yields(
      `const { trace } = require('${api}');\nhere();\n`,
      'context',
      `const { trace, context } = require('${api}');\nhere();\n`,
      { script: true },
    ));
  it('a destructured require with an alias on clash', () =>
    yields(
      `const { trace } = require('${api}');\nfunction f(context) { here(); }\n`,
      'otelContext',
      `const { trace, context: otelContext } = require('${api}');\nfunction f(context) { here(); }\n`,
      { script: true },
    ));
  it('no pattern with a rest element', () =>
    yields(
      `const { trace, ...rest } = require('${api}');\nhere();\n`,
      'context',
      `const { trace, ...rest } = require('${api}');\nconst { context } = require('${api}');\nhere();\n`,
      { script: true },
    ));
  it('no side-effect import', () =>
    yields(`import '${api}';\nhere();\n`, 'context', `import '${api}';\nimport { context } from '${api}';\nhere();\n`));
});

describe('fixes: ensureImport avoids clashes', () => {
  const added = (name: string): string => `import { context as ${name} } from '${api}';\n`;
  it('with a module variable', () =>
    yields(
      `import a from 'a';\nconst context = 1;\nhere();\n`,
      'otelContext',
      `import a from 'a';\n${added('otelContext')}const context = 1;\nhere();\n`,
    ));
  it('with a local between the place and the module', () =>
    yields(
      `import a from 'a';\nconst f = ({ context }) => () => here();\n`,
      'otelContext',
      `import a from 'a';\n${added('otelContext')}const f = ({ context }) => () => here();\n`,
    ));
  it('not with a local elsewhere', () =>
    yields(
      `import a from 'a';\nfunction g(context) {}\nhere();\n`,
      'context',
      `import a from 'a';\nimport { context } from '${api}';\nfunction g(context) {}\nhere();\n`,
    ));
  it('with a global that the file uses', () =>
    yields(
      `import a from 'a';\ncontext('a suite', () => {});\nhere();\n`,
      'otelContext',
      `import a from 'a';\n${added('otelContext')}context('a suite', () => {});\nhere();\n`,
    ));
  it('with a type of that name', () =>
    yields(
      `import a from 'a';\ninterface context {}\nhere();\n`,
      'otelContext',
      `import a from 'a';\n${added('otelContext')}interface context {}\nhere();\n`,
    ));
  it('with the alias as well', () =>
    yields(
      `import a from 'a';\nconst context = 1, otelContext = 2;\nhere();\n`,
      'otelContext2',
      `import a from 'a';\n${added('otelContext2')}const context = 1, otelContext = 2;\nhere();\n`,
    ));
  it('of constants and classes in their own case', () => {
    assert.equal(
      ask(`const ROOT_CONTEXT = 1;\nhere();\n`, { imported: 'ROOT_CONTEXT' }).localName,
      'OTEL_ROOT_CONTEXT',
    );
    const module = '@opentelemetry/core';
    assert.equal(
      ask(`class CompositePropagator {}\nhere();\n`, { module, imported: 'CompositePropagator' }).localName,
      'OtelCompositePropagator',
    );
    assert.equal(
      ask(`const createHmac = 1;\nhere();\n`, { module: 'node:crypto', imported: 'createHmac' }).localName,
      'cryptoCreateHmac',
    );
  });
});

describe('fixes: ensureImport places a new declaration', () => {
  const esm = `import { context } from '${api}';`;
  const cjs = `const { context } = require('${api}');`;

  it('after the last import and its comment, in its quotes', () =>
    yields(
      lines('import "./tracing";', 'import a from "a"; // first', '', 'here();'),
      'context',
      lines('import "./tracing";', 'import a from "a"; // first', `import { context } from "${api}";`, '', 'here();'),
    ));
  it('without a semicolon where the file has none', () =>
    yields(
      lines(`import a from 'a'`, '', ';[1].map(a)', 'here()'),
      'context',
      lines(`import a from 'a'`, `import { context } from '${api}'`, '', ';[1].map(a)', 'here()'),
    ));
  it('with a semicolon where a require would run on', () =>
    yields(
      lines(`const a = require('a')`, ';(function () { here() })()'),
      'context',
      lines(`const a = require('a')`, `const { context } = require('${api}')`, ';(function () { here() })()'),
      { script: true },
    ));
  it('after a hashbang', () =>
    yields(`#!/usr/bin/env node\nhere();\n`, 'context', `#!/usr/bin/env node\n\n${esm}\n\nhere();\n`));
  it('after directives', () =>
    yields(lines(`'use client';`, '', 'here();'), 'context', lines(`'use client';`, '', esm, '', 'here();')));
  it('after a directive that ends its line without space', () =>
    yields(lines(`'use strict'`, 'here()'), 'context', lines(`'use strict'`, '', cjs.replace(';', ''), '', 'here()'), {
      script: true,
    }));
  it('after a directive on the same line', () =>
    yields(`'use strict'; here();\n`, 'context', `'use strict'; ${esm}\n\nhere();\n`));
  it('after a licence and above the comment of the first statement', () =>
    yields(
      lines('/* Copyright Acme */', '/** Starts. */', 'function start() { here(); }'),
      'context',
      lines('/* Copyright Acme */', '', esm, '', '/** Starts. */', 'function start() { here(); }'),
    ));
  it('after @ts-check and above eslint-disable-next-line', () =>
    yields(
      lines('// @ts-check', '// eslint-disable-next-line no-undef', 'here();'),
      'context',
      lines('// @ts-check', '', esm, '', '// eslint-disable-next-line no-undef', 'here();'),
    ));
  it('in a file with a byte order mark', () => yields(`\uFEFFhere();\n`.slice(1), 'context', `${esm}\n\nhere();\n`));
  it('with the line breaks of the file', () =>
    yields(`import a from 'a';\r\nhere();\r\n`, 'context', `import a from 'a';\r\n${esm}\r\nhere();\r\n`));
  it('in a JSX file', () =>
    yields(
      lines(`import React from 'react';`, 'export const A = () => <a onClick={() => here()}>x</a>;'),
      'context',
      lines(`import React from 'react';`, esm, 'export const A = () => <a onClick={() => here()}>x</a>;'),
      { jsx: true },
    ));
  it('as a require after the other requires', () =>
    yields(
      lines(
        `'use strict';`,
        `require('./tracing');`,
        `const http = require('http').Server;`,
        'const app = http();',
        `const late = require('late');`,
        'here();',
      ),
      'context',
      lines(
        `'use strict';`,
        `require('./tracing');`,
        `const http = require('http').Server;`,
        cjs,
        'const app = http();',
        `const late = require('late');`,
        'here();',
      ),
      { script: true },
    ));
  it('as a require in front of a use above the first require', () =>
    yields(
      lines('here();', `const a = require('a');`),
      'context',
      lines(cjs, '', 'here();', `const a = require('a');`),
      { script: true },
    ));
  it('as a require where only module.exports tells', () =>
    yields(lines('module.exports = () => here();'), 'context', lines(cjs, '', 'module.exports = () => here();')));
  it('as import = require where the file does so', () =>
    yields(
      lines(`import fs = require('fs');`, 'here();', 'export = fs;'),
      'otelApi.context',
      lines(`import fs = require('fs');`, `import otelApi = require('${api}');`, 'here();', 'export = fs;'),
    ));
  it('with or without node: as the file writes built-in modules', () => {
    const asked = { module: 'node:crypto', imported: 'createHmac' };
    yields(
      `import fs from 'fs';\nhere();\n`,
      'createHmac',
      `import fs from 'fs';\nimport { createHmac } from 'crypto';\nhere();\n`,
      asked,
    );
    yields(
      `import fs from 'node:fs';\nhere();\n`,
      'createHmac',
      `import fs from 'node:fs';\nimport { createHmac } from 'node:crypto';\nhere();\n`,
      asked,
    );
    yields(
      `import fs from './fs';\nhere();\n`,
      'createHmac',
      `import fs from './fs';\nimport { createHmac } from 'node:crypto';\nhere();\n`,
      asked,
    );
  });
});

describe('fixes: ensureImport in company', () => {
  it('two reports in one pass: the second waits and then reuses', () => {
    let text = `import { trace } from '${api}';\nfirst();\nsecond();\n`;
    for (let pass = 0; pass < 2; pass += 1) {
      const sourceCode = parseSource(text);
      const calls = ['first()', 'second()'].flatMap((call) => {
        const node = sourceCode.ast.body.find((one) => sourceCode.getText(one).startsWith(call)) as
          TSESTree.ExpressionStatement | undefined;
        const result = node && ensureImport({ sourceCode, module: api, imported: 'context', at: node });
        if (!node || !result) return [];
        return [combineEdits(result.fix, insertAt(node.range[0], `${result.localName}.active(), `))].filter(
          (one) => one !== undefined,
        );
      });
      const { output, deferred } = applyPass(sourceCode, calls);
      assert.equal(deferred, pass === 0 ? 1 : 0);
      text = output;
    }
    assert.equal(
      text,
      `import { trace, context } from '${api}';\ncontext.active(), first();\ncontext.active(), second();\n`,
    );
  });

  /** The text after one edit that needs several exports at `here()`. */
  const together = (text: string, exports: readonly (string | { type: string })[], options: Asked = {}): string => {
    const sourceCode = parseSource(text, options);
    const at = findNode(sourceCode, (node) => sourceCode.getText(node) === 'here()');
    const [first, ...others] = exports.map((wanted) =>
      typeof wanted === 'string'
        ? ensureImport({ sourceCode, module: api, imported: wanted, at })?.fix
        : ensureImport({ sourceCode, module: api, imported: wanted.type, at, isType: true })?.fix,
    );
    return applied(sourceCode, combineEdits(combineEdits(...others), first), options);
  };

  it('several names of one edit are one new import, each name once', () => {
    assert.equal(
      together('here();\n', ['context', 'trace', { type: 'Context' }, 'trace']),
      `import { trace, type Context, context } from '${api}';\n\nhere();\n`,
    );
    assert.equal(
      together('module.exports = here();\n', ['context', 'trace'], { script: true }),
      `const { trace, context } = require('${api}');\n\nmodule.exports = here();\n`,
    );
    assert.equal(
      together("import a = require('a');\nhere(a);here();\nexport = a;\n", ['context', 'trace']),
      `import a = require('a');\nimport otelApi = require('${api}');\nhere(a);here();\nexport = a;\n`,
    );
  });

  it('several names of one edit are appended together', () => {
    const extended = (imported: string): string => together(`import ${imported} from '${api}';\nhere();\n`, ['a', 'b']);
    const imports = (imported: string): string => `import ${imported} from '${api}';\nhere();\n`;
    assert.equal(extended('{ x }'), imports('{ x, b, a }'));
    assert.equal(extended('{}'), imports('{ b, a }'));
    assert.equal(extended('otel'), imports('otel, { b, a }'));
    assert.equal(extended('{\n  x,\n  y,\n}'), imports('{\n  x,\n  y,\n  b,\n  a,\n}'));
    assert.equal(extended('{\n  x,\n  y\n}'), imports('{\n  x,\n  y,\n  b,\n  a\n}'));
    assert.equal(
      together(`const { x } = require('${api}');\nhere();\n`, ['a', 'b'], { script: true }),
      `const { x, b, a } = require('${api}');\nhere();\n`,
    );
  });

  it('names of different modules are imported apart', () => {
    const sourceCode = parseSource('here();\n');
    const at = findNode(sourceCode, (node) => sourceCode.getText(node) === 'here()');
    const edits = [
      { module: api, imported: 'context' },
      { module: 'node:crypto', imported: 'createHmac' },
    ].map((wanted) => ensureImport({ sourceCode, at, ...wanted })?.fix);
    assert.equal(
      applied(sourceCode, combineEdits(...edits)),
      `import { context } from '${api}';\n\nimport { createHmac } from 'node:crypto';\n\nhere();\n`,
    );
  });

  it('the result type-checks under strict', () => {
    const text = `import { type Context } from '${api}';\nfunction use(context: Context): void { here(); void context; }\nuse;\ndeclare function here(): void;\n`;
    const result = ask(text);
    assert.equal(result.localName, 'otelContext');
    assert.deepEqual(typeErrors(result.output.replace('here();', `${result.localName}.active();`)), []);
  });
});

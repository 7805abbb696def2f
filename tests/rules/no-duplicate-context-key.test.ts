import * as parser from '@typescript-eslint/parser';
import { Linter, type Rule } from 'eslint';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { noDuplicateContextKey } from '../../src/rules/no-duplicate-context-key';
import { edited, type Replacement } from '../support/edited';
import { typedTester, untypedTester } from '../support/rule-tester';
import { fixturesFolder } from '../support/source';
import { strictDiagnostics } from '../support/strict-diagnostics';

const api = `import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
`;

interface Case {
  readonly name: string;
  readonly code: string;
  readonly only?: 'typed' | 'untyped';
  readonly filename?: string;
}

interface InvalidCase extends Case {
  readonly errors: readonly {
    readonly name: string;
    readonly first: string;
    readonly line: number;
    readonly description?: string;
    /** Where it is reported. */
    readonly at: number;
    readonly anew?: readonly Replacement[];
    readonly use?: readonly Replacement[];
  }[];
}

const valid: readonly Case[] = [
  {
    name: 'keys of different descriptions',
    code: `${api}export const user = createContextKey('shop.user');
export const tenant = createContextKey('shop.tenant');`,
  },
  {
    name: 'one name, written down in two functions',
    code: `${api}export function set() { const key = createContextKey('shop.user'); return ROOT_CONTEXT.setValue(key, 1); }
export function get() { const key = createContextKey('shop.user'); return context.active().getValue(key); }`,
  },
  {
    name: 'one variable, made in two branches',
    code: `${api}let key: symbol;
if (process.env.NEW) key = createContextKey('shop.user');
else key = createContextKey('shop.user');
export { key };`,
  },
  {
    name: 'a key that is made where it is used',
    code: `${api}export const f = () => ROOT_CONTEXT.setValue(createContextKey('a'), 1).getValue(createContextKey('a'));`,
  },
  {
    name: 'descriptions that nobody knows',
    code: `${api}export const keyFor = (name: string) => createContextKey(name);
export const one = createContextKey(\`shop.\${process.pid}\`);
export const two = createContextKey(\`shop.\${process.pid}\`);
export const a = keyFor('a');
export const b = keyFor('a');`,
  },
  {
    name: 'a look-alike',
    code: `import '@opentelemetry/api';
const createContextKey = (name: string) => Symbol(name);
export const user = createContextKey('a');
export const tenant = createContextKey('a');`,
  },
  {
    name: 'a method of that name',
    code: `${api}declare const react: { createContextKey(name: string): object };
export const user = react.createContextKey('a');
export const tenant = react.createContextKey('a');
export const other = createContextKey('a');`,
  },
  {
    name: 'in tests',
    filename: 'keys.test.ts',
    code: `${api}export const user = createContextKey('a');
export const tenant = createContextKey('a');`,
  },
  {
    name: 'a bundle that has a file twice',
    only: 'untyped',
    code: `var a = require('@opentelemetry/api');
function one(exports) { exports.KEY = a.createContextKey('shop.user'); }
function two(exports) { exports.KEY = a.createContextKey('shop.user'); }
one({}); two({});`,
  },
];

const invalid: readonly InvalidCase[] = [
  {
    name: 'two constants',
    code: `${api}const user = createContextKey('shop.user');
const requestUser = createContextKey('shop.user');
export const f = () => ROOT_CONTEXT.setValue(user, 1).setValue(requestUser, 2);`,
    errors: [
      {
        name: 'requestUser',
        first: 'user',
        line: 2,
        at: 3,
        anew: [
          ["requestUser = createContextKey('shop.user')", "requestUser = createContextKey('shop.user.requestUser')"],
        ],
        use: [["requestUser = createContextKey('shop.user')", 'requestUser = user']],
      },
    ],
  },
  {
    name: 'three, of which each says which was the first',
    code: `${api}export const a = createContextKey("id");
export const b = createContextKey("id");
export const c = createContextKey("id");`,
    errors: [
      {
        name: 'b',
        first: 'a',
        line: 2,
        description: 'id',
        at: 3,
        anew: [['b = createContextKey("id")', 'b = createContextKey("id.b")']],
        use: [['b = createContextKey("id")', 'b = a']],
      },
      {
        name: 'c',
        first: 'a',
        line: 2,
        description: 'id',
        at: 4,
        anew: [['c = createContextKey("id")', 'c = createContextKey("id.c")']],
        use: [['c = createContextKey("id")', 'c = a']],
      },
    ],
  },
  {
    name: 'an alias, a namespace and a constant as the description',
    code: `import * as otel from '@opentelemetry/api';
import { createContextKey as keyOf } from '@opentelemetry/api';
const NAME = 'shop.user';
const user = otel.createContextKey(NAME);
export const owner = keyOf(NAME);
export { user };`,
    errors: [
      {
        name: 'owner',
        first: 'user',
        line: 4,
        at: 5,
        use: [['owner = keyOf(NAME)', 'owner = user']],
      },
    ],
  },
  {
    name: 'by require, destructured, in exports',
    only: 'untyped',
    code: `const { createContextKey } = require('@opentelemetry/api');
exports.user = createContextKey('shop.user');
module.exports.owner = createContextKey('shop.user');`,
    errors: [
      {
        name: 'owner',
        first: 'user',
        line: 2,
        at: 3,
        anew: [["owner = createContextKey('shop.user')", "owner = createContextKey('shop.user.owner')"]],
      },
    ],
  },
  {
    name: 'static fields of two classes, and a field',
    code: `${api}export class Users { static readonly key = createContextKey('shop.id'); }
export class Orders { static readonly key = createContextKey('shop.id'); }
export class Items { private readonly own = createContextKey('shop.id'); get() { return this.own; } }`,
    errors: [
      {
        name: 'Orders.key',
        first: 'Users.key',
        line: 2,
        description: 'shop.id',
        at: 3,
        anew: [
          [
            "Orders { static readonly key = createContextKey('shop.id')",
            "Orders { static readonly key = createContextKey('shop.id.Orders.key')",
          ],
        ],
      },
      {
        name: 'Items.own',
        first: 'Users.key',
        line: 2,
        description: 'shop.id',
        at: 4,
        anew: [["own = createContextKey('shop.id')", "own = createContextKey('shop.id.Items.own')"]],
      },
    ],
  },
  {
    name: 'properties of one object',
    code: `${api}export const KEYS = {
  user: createContextKey('shop.id'),
  tenant: createContextKey(/* copied */ 'shop.id'),
} as const;`,
    errors: [
      {
        name: 'KEYS.tenant',
        first: 'KEYS.user',
        line: 3,
        description: 'shop.id',
        at: 4,
        anew: [["/* copied */ 'shop.id'", "/* copied */ 'shop.id.KEYS.tenant'"]],
      },
    ],
  },
  {
    name: 'a comment in the call, and a new description that is taken',
    code: `${api}const a = createContextKey('id');
const taken = createContextKey('id.b');
const b = createContextKey('id' /* of the order */);
export { a, b, taken };`,
    errors: [
      {
        name: 'b',
        first: 'a',
        line: 2,
        description: 'id',
        at: 4,
        anew: [["createContextKey('id' /*", "createContextKey('id.b2' /*"]],
      },
    ],
  },
  {
    name: 'a first key that is not seen from the second',
    code: `${api}export function f() { const a = createContextKey('id'); return a; }
export function g(a: number) { const b = createContextKey('id'); return [a, b]; }`,
    errors: [
      {
        name: 'b',
        first: 'a',
        line: 2,
        description: 'id',
        at: 3,
        anew: [["b = createContextKey('id')", "b = createContextKey('id.b')"]],
      },
    ],
  },
];

describe('no-duplicate-context-key', () => {
  for (const [mode, tester] of [
    ['typed', typedTester],
    ['untyped', untypedTester],
  ] as const) {
    const applies = ({ only }: Case): boolean => only === undefined || only === mode;
    const of = ({ code, filename, name }: Case) => ({
      name: `${name} (${mode})`,
      code,
      ...(filename === undefined ? {} : { filename }),
    });
    tester.run(`no-duplicate-context-key, ${mode}`, noDuplicateContextKey, {
      valid: valid.filter(applies).map(of),
      invalid: invalid.filter(applies).map((one) => ({
        ...of(one),
        errors: one.errors.map(({ anew, at, description = 'shop.user', first, line, name, use }) => ({
          messageId: 'duplicate' as const,
          data: { name, first, line: String(line), file: '', description },
          line: at,
          suggestions: [
            ...(anew ? [{ messageId: 'describeAnew' as const, output: edited(one.code, anew) }] : []),
            ...(use ? [{ messageId: 'useKey' as const, output: edited(one.code, use) }] : []),
          ],
        })),
      })),
    });
  }

  it('says which keys are one, and what follows', () => {
    const [message] = lint(
      `${api}export const user = createContextKey('shop.user');\nexport const owner = createContextKey('shop.user');`,
    );
    assert.equal(
      message?.message,
      "'owner' and 'user' on line 2 are the same key, both described as 'shop.user': a value set by one overwrites the other's. Give each a description of its own.",
    );
    assert.deepEqual(
      message.suggestions?.map(({ desc }) => desc),
      ["Give 'owner' a description of its own.", "Use 'user' in its place."],
    );
  });

  it('offers code that type-checks under strict, and of which it has nothing left to say', () => {
    const outputs = new Map<string, string>();
    for (const [index, { code, errors, only }] of invalid.entries()) {
      if (only) continue;
      for (const [at, edit] of errors.flatMap(({ anew, use }) => [anew, use]).entries()) {
        if (!edit) continue;
        const output = edited(code, edit);
        outputs.set(path.join(fixturesFolder, `keys-${index}-${at}.ts`), output);
        assert.equal(lint(output).length, errors.length - 1, output);
      }
    }
    assert.ok(outputs.size > 9, `${outputs.size} outputs are checked`);
    assert.deepEqual(strictDiagnostics(outputs), []);
  });

  it('mends two reports of one file together', () => {
    const code = `${api}export const a = createContextKey('x'), b = createContextKey('x');
export const c = createContextKey('y'), d = createContextKey('y');`;
    const fixes = lint(code).flatMap(({ suggestions }) => suggestions?.[0]?.fix ?? []);
    assert.equal(fixes.length, 2);
    const mended = fixes
      .sort((one, other) => other.range[0] - one.range[0])
      .reduce((text, { range, text: put }) => text.slice(0, range[0]) + put + text.slice(range[1]), code);
    assert.equal(
      mended,
      `${api}export const a = createContextKey('x'), b = createContextKey('x.b');
export const c = createContextKey('y'), d = createContextKey('y.d');`,
    );
    assert.deepEqual(lint(mended), []);
  });

  describe('in the other files of a program', () => {
    const root = path.resolve(__dirname, '../..');
    let folder: string;

    before(() => {
      mkdirSync(path.join(root, '.tmp'), { recursive: true });
      folder = mkdtempSync(path.join(root, '.tmp', 'context-keys-'));
    });
    after(() => rmSync(folder, { recursive: true }));

    it('names the file that comes first, and leaves tests, other packages and the same name alone', () => {
      const key = (name: string, description: string): string =>
        `import { createContextKey } from '@opentelemetry/api';\nexport const ${name} = createContextKey('${description}');\n`;
      const files: Readonly<Record<string, string>> = {
        'package.json': '{ "name": "shop", "dependencies": { "@opentelemetry/api": "^1.9.0" } }',
        'tsconfig.json':
          '{ "compilerOptions": { "module": "nodenext", "strict": true, "types": [] }, "include": ["."] }',
        'src/auth.ts': key('user', 'id'),
        'src/billing.ts': key('customer', 'id'),
        'src/copy.ts': key('user', 'id'),
        'src/a.test.ts': key('stub', 'other'),
        'src/other.ts': key('other', 'other'),
        'packages/next/package.json': '{ "name": "next", "version": "1.0.0" }',
        'packages/next/keys.ts': key('nextKey', 'id'),
      };
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), text);
      }
      const linter = new Linter({ cwd: folder });
      const messagesOf = (name: string): string[] =>
        linter
          .verify(
            files[name] ?? '',
            {
              files: ['**/*.ts'],
              plugins: { otel: { rules: { rule: noDuplicateContextKey as unknown as Rule.RuleModule } } },
              languageOptions: { parser, parserOptions: { projectService: true, tsconfigRootDir: folder } },
              rules: { 'otel/rule': 'error' },
            },
            path.join(folder, name),
          )
          .map(({ message }) => message);
      parser.clearCaches();
      assert.deepEqual(messagesOf('src/auth.ts'), []);
      assert.deepEqual(messagesOf('src/billing.ts'), [
        "'customer' and 'user' on line 2 of src/auth.ts are the same key, both described as 'id': a value set by one overwrites the other's. Give each a description of its own.",
      ]);
      assert.deepEqual(messagesOf('src/copy.ts'), []);
      assert.deepEqual(messagesOf('src/other.ts'), []);
      assert.deepEqual(messagesOf('packages/next/keys.ts'), []);
      parser.clearCaches();
    });
  });
});

function lint(code: string): Linter.LintMessage[] {
  return new Linter().verify(
    code,
    {
      files: ['**/*.ts'],
      plugins: { otel: { rules: { rule: noDuplicateContextKey as unknown as Rule.RuleModule } } },
      languageOptions: { parser },
      rules: { 'otel/rule': 'error' },
    },
    'file.ts',
  );
}

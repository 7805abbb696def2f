import assert from 'node:assert/strict';
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { addKey, callOn, hashWithKey, hashWithoutKey } from '../../src/fixes/hashing';
import { findNode, nodeWithText, parseSource } from '../support/source';
import { applied, typeErrors } from './support';

interface Hashed {
  readonly isString?: boolean;
  readonly isTypeScript?: boolean;
  readonly prefix?: string;
}

/** Hashes the first expression with a text; checks that the compiler accepts the result where it accepted the code. */
function hashed(
  code: string,
  text: string,
  { isString = true, isTypeScript = true, prefix = 'usr_' }: Hashed = {},
  edit = hashWithKey,
): string {
  const sourceCode = parseSource(code);
  const node = nodeWithText(sourceCode, text) as TSESTree.Expression;
  const output = applied(sourceCode, edit({ sourceCode, text: node, isString, isTypeScript, prefix }));
  if (isTypeScript) {
    assert.deepEqual(typeErrors(code), []);
    assert.deepEqual(typeErrors(output), []);
  }
  return output;
}

const key = 'process.env.BAGGAGE_HASH_KEY!';

describe('fixes: hashes', () => {
  it('puts a keyed hash in the place of a text', () => {
    assert.equal(
      hashed('declare const user: { email: string };\nexport const entry = { value: user.email };\n', 'user.email'),
      `import { createHmac } from 'node:crypto';\n\ndeclare const user: { email: string };\nexport const entry = { value: \`usr_\${createHmac('sha256', ${key}).update(user.email).digest('hex').slice(0, 16)}\` };\n`,
    );
  });

  it('puts a hash without a key there', () => {
    assert.match(
      hashed('export const f = (mail: string) => [mail.trim()];\n', 'mail.trim()', { prefix: 'h_' }, hashWithoutKey),
      /\[`h_\$\{createHash\('sha256'\)\.update\(mail\.trim\(\)\)\.digest\('hex'\)\.slice\(0, 16\)\}`\]/,
    );
  });

  it('makes a string of what may be none', () => {
    assert.match(
      hashed('export const f = (user?: { email: string }) => [user?.email];\n', 'user?.email', { isString: false }),
      /\.update\(String\(user\?\.email\)\)/,
    );
    assert.match(
      hashed('export const f = (id: number) => [id + 1];\n', 'id + 1', { isString: false }),
      /\.update\(String\(id \+ 1\)\)/,
    );
  });

  it('needs no prefix inside a template', () => {
    assert.match(
      hashed('export const f = (email: string) => `u:${email.trim()}`;\n', 'email.trim()'),
      /`u:\$\{createHmac\('sha256', process\.env\.BAGGAGE_HASH_KEY!\)\.update\(email\.trim\(\)\)\.digest\('hex'\)\.slice\(0, 16\)\}`/,
    );
  });

  it('writes the key of a shorthand', () => {
    const code = 'export const f = (value: string) => ({ value });\n';
    const sourceCode = parseSource(code);
    const property = findNode(sourceCode, (node): node is TSESTree.Property => node.type === AST_NODE_TYPES.Property);
    const edit = hashWithKey({
      sourceCode,
      text: property.value as TSESTree.Expression,
      isString: true,
      isTypeScript: true,
      prefix: 'usr_',
    });
    assert.match(applied(sourceCode, edit), /\(\{ value: `usr_\$\{createHmac\(/);
  });

  it('keeps parentheses, casts and comments', () => {
    assert.match(
      hashed('export const f = (email: unknown) => [(email /* who */ as string)];\n', 'email /* who */ as string'),
      /\[\(`usr_\$\{createHmac\(.*\.update\(email \/\* who \*\/ as string\)/,
    );
  });

  it('says nothing of missing keys in JavaScript', () => {
    assert.match(
      hashed('const f = (email) => [email.x];\nmodule.exports = f;\n', 'email.x', { isTypeScript: false }),
      /process\.env\.BAGGAGE_HASH_KEY\)/,
    );
  });

  it("writes the file's own quotes", () => {
    assert.match(
      hashed(
        'import path from "node:path";\nexport const f = (email: string) => [path.join(email, "a")];\n',
        'path.join(email, "a")',
      ),
      /createHmac\("sha256", .*\.digest\("hex"\)/,
    );
  });

  it('reuses an import and minds a name that is taken', () => {
    assert.match(
      hashed(
        "import { createHmac as hmac } from 'node:crypto';\nexport const f = (email: string) => [email.trim(), hmac];\n",
        'email.trim()',
      ),
      /\$\{hmac\('sha256'/,
    );
    assert.match(
      hashed(
        'const createHmac = 1;\nexport const f = (email: string) => [email.trim(), createHmac];\n',
        'email.trim()',
      ),
      /import \{ createHmac as cryptoCreateHmac \} from 'node:crypto';[^]*\$\{cryptoCreateHmac\('sha256'/,
    );
  });

  it('calls a function of the project', () => {
    const sourceCode = parseSource('export const f = (email: string) => [email.trim()];\n');
    const text = nodeWithText(sourceCode, 'email.trim()') as TSESTree.Expression;
    assert.equal(
      applied(sourceCode, callOn({ sourceCode, text, isString: true, callee: 'veil' })),
      'export const f = (email: string) => [veil(email.trim())];\n',
    );
    assert.equal(
      applied(sourceCode, callOn({ sourceCode, text, isString: false, callee: 'veil' })),
      'export const f = (email: string) => [veil(String(email.trim()))];\n',
    );
  });
});

describe('fixes: addKey', () => {
  const withKey = (code: string, creation: string, isTypeScript = true): string | undefined => {
    const sourceCode = parseSource(code);
    const edit = addKey({
      sourceCode,
      creation: nodeWithText(sourceCode, creation) as TSESTree.CallExpression,
      isTypeScript,
    });
    return edit && applied(sourceCode, edit);
  };

  it('makes a keyed hash of a hash', () => {
    const code =
      "import { createHash } from 'node:crypto';\nexport const f = (email: string) => createHash('sha256').update(email).digest('hex');\n";
    const output = withKey(code, "createHash('sha256')");
    assert.equal(
      output,
      `import { createHash, createHmac } from 'node:crypto';\nexport const f = (email: string) => createHmac('sha256', ${key}).update(email).digest('hex');\n`,
    );
    assert.deepEqual(typeErrors(output), []);
  });

  it('goes through a namespace', () => {
    assert.equal(
      withKey(
        "import crypto from 'node:crypto';\nexport const h = crypto.createHash('sha1');\n",
        "crypto.createHash('sha1')",
      ),
      `import crypto from 'node:crypto';\nexport const h = crypto.createHmac('sha1', ${key});\n`,
    );
  });

  it('leaves a hash with options', () => {
    assert.equal(
      withKey(
        "import { createHash } from 'node:crypto';\nexport const h = createHash('shake256', { outputLength: 8 });\n",
        "createHash('shake256', { outputLength: 8 })",
      ),
      undefined,
    );
  });
});

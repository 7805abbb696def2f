import assert from 'node:assert/strict';
import {
  combineEdits,
  followingStatements,
  wrapFollowingInCallback,
  wrapFollowingInTryFinally,
  type Edit,
} from '../../src/fixes';
import { removeStatement } from '../../src/fixes';
import { parseSource, type ParseSourceOptions } from '../support/source';
import { applied, lines, statementAt, typeErrors } from './support';

interface Asked extends ParseSourceOptions {
  /** The beginning of the last statement to wrap. */
  readonly until?: string;
  /** The beginnings of the statements to drop. */
  readonly drop?: readonly string[];
  /** The parameters of the callback. */
  readonly parameters?: string;
}

const attach = 'const token = context.attach(ctx)';

function tryFinally(
  text: string,
  { until, drop = [], ...options }: Asked = {},
): { edit: Edit | undefined; output: () => string } {
  const sourceCode = parseSource(text, options);
  const edit = wrapFollowingInTryFinally({
    sourceCode,
    statement: statementAt(sourceCode, attach),
    finallyText: 'token.dispose();',
    until: until === undefined ? undefined : statementAt(sourceCode, until),
    drop: drop.map((one) => statementAt(sourceCode, one)),
  });
  return { edit, output: () => applied(sourceCode, edit, options) };
}

/** Replaces `attach` and what follows it with `context.with`. */
function withCallback(
  text: string,
  { until, drop = [], ...options }: Asked = {},
): { edit: Edit | undefined; output: () => string } {
  const sourceCode = parseSource(text, options);
  const statement = statementAt(sourceCode, attach);
  const edit = combineEdits(
    removeStatement({ sourceCode, statement }),
    wrapFollowingInCallback({
      sourceCode,
      statements:
        followingStatements(statement, until === undefined ? undefined : statementAt(sourceCode, until)) ?? [],
      before: 'context.with(ctx, ',
      ...(options.parameters === undefined ? {} : { parameters: options.parameters }),
      drop: drop.map((one) => statementAt(sourceCode, one)),
    }),
  );
  return { edit, output: () => applied(sourceCode, edit, options) };
}

const inFunction = (...body: readonly string[]): string =>
  lines('function run() {', ...body.map((line) => (line ? `  ${line}` : '')), '}');
const inAsync = (...body: readonly string[]): string => `async ${inFunction(...body)}`;

describe('fixes: wrapFollowingInTryFinally', () => {
  it('wraps the rest of a block and drops the old release', () =>
    assert.equal(
      tryFinally(inFunction(`${attach};`, 'work();', 'token.dispose();'), { drop: ['token.dispose'] }).output(),
      inFunction(`${attach};`, 'try {', '  work();', '} finally {', '  token.dispose();', '}'),
    ));
  it('keeps comments, blank lines and templates', () =>
    assert.equal(
      tryFinally(
        inFunction(
          `${attach}; // on`,
          '',
          '// first',
          '/*',
          ' * second',
          ' */',
          'log(`a',
          'b ${x}',
          '  c`); // logged',
          '',
          'work(',
          '  1,',
          '); // done',
          '// the end',
        ),
      ).output(),
      inFunction(
        `${attach}; // on`,
        '',
        'try {',
        '  // first',
        '  /*',
        '   * second',
        '   */',
        '  log(`a',
        'b ${x}',
        '  c`); // logged',
        '',
        '  work(',
        '    1,',
        '  ); // done',
        '} finally {',
        '  token.dispose();',
        '}',
        '// the end',
      ),
    ));
  it('stops at a statement, and leaves what comes behind it', () =>
    assert.equal(
      tryFinally(inFunction(`${attach};`, 'work();', 'token.dispose();', 'return other();'), {
        until: 'token.dispose',
        drop: ['token.dispose'],
      }).output(),
      inFunction(`${attach};`, 'try {', '  work();', '} finally {', '  token.dispose();', '}', 'return other();'),
    ));
  it('drops releases within branches, with or without braces', () =>
    assert.equal(
      tryFinally(
        inFunction(
          `${attach};`,
          'if (a) {',
          '  token.dispose();',
          '  return;',
          '}',
          'if (b) token.dispose ();',
          'work();',
        ),
        {
          drop: ['token.dispose()', 'token.dispose ()'],
        },
      ).output(),
      inFunction(
        `${attach};`,
        'try {',
        '  if (a) {',
        '    return;',
        '  }',
        '  if (b) {}',
        '  work();',
        '} finally {',
        '  token.dispose();',
        '}',
      ),
    ));
  it('indents with tabs, breaks lines with CRLF, and writes no semicolons where there are none', () => {
    assert.equal(
      tryFinally(`function f() {\r\n\t${attach}\r\n\twork()\r\n}\r\n`).output(),
      `function f() {\r\n\t${attach}\r\n\ttry {\r\n\t\twork()\r\n\t} finally {\r\n\t\ttoken.dispose()\r\n\t}\r\n}\r\n`,
    );
  });
  it('minds a semicolon in front of the line', () =>
    assert.equal(
      tryFinally(inFunction(attach, ';[1].map(f)', 'work()')).output(),
      inFunction(attach, ';try {', '  [1].map(f)', '  work()', '} finally {', '  token.dispose()', '}'),
    ));
  it('leaves a semicolon in front of what follows the range there', () =>
    assert.equal(
      tryFinally(inFunction(attach, 'work()', ';[1].map(f)'), { until: 'work' }).output(),
      inFunction(attach, 'try {', '  work()', '} finally {', '  token.dispose()', '}', ';[1].map(f)'),
    ));
  it('stays on one line', () =>
    assert.equal(
      tryFinally(`function f() { ${attach}; work(); }\n`).output(),
      `function f() { ${attach}; try { work(); } finally { token.dispose(); } }\n`,
    ));
  it('breaks the line where a line comment is in the way', () =>
    assert.equal(
      tryFinally(lines('function f() {', `  ${attach}; work(); // now`, '}')).output(),
      lines(
        'function f() {',
        `  ${attach};`,
        '  try {',
        '    work(); // now',
        '  } finally {',
        '    token.dispose();',
        '  }',
        '}',
      ),
    ));
  it('works in a switch case, in JSX, and at the top of a file', () => {
    assert.equal(
      tryFinally(lines('switch (x) {', '  case 1:', `    ${attach};`, '    work();', '    break;', '}')).output(),
      lines(
        'switch (x) {',
        '  case 1:',
        `    ${attach};`,
        '    try {',
        '      work();',
        '      break;',
        '    } finally {',
        '      token.dispose();',
        '    }',
        '}',
      ),
    );
    assert.equal(
      tryFinally(lines(`${attach};`, 'render(', '  <a title="x', 'y">', '    text', '  </a>,', ');'), {
        jsx: true,
      }).output(),
      lines(
        `${attach};`,
        'try {',
        '  render(',
        '    <a title="x',
        'y">',
        '      text',
        '    </a>,',
        '  );',
        '} finally {',
        '  token.dispose();',
        '}',
      ),
    );
  });
  it('keeps var, return, yield, break and await as they are', () =>
    assert.equal(
      tryFinally(inAsync(`${attach};`, 'var x = await work();', 'if (x) return x;')).output(),
      inAsync(
        `${attach};`,
        'try {',
        '  var x = await work();',
        '  if (x) return x;',
        '} finally {',
        '  token.dispose();',
        '}',
      ),
    ));
  it('lets a var be used behind the range', () =>
    assert.ok(tryFinally(inFunction(`${attach};`, 'var x = work();', 'use(x);'), { until: 'var x' }).edit));
  it('is not offered when something declared in the range is used outside', () => {
    for (const declaration of ['const x = work();', 'let x = work();', 'class x {}', 'function x() {}']) {
      assert.equal(
        tryFinally(inFunction(`${attach};`, declaration, 'use(x);'), { until: declaration }).edit,
        undefined,
        declaration,
      );
    }
    assert.equal(tryFinally(inFunction('early();', `${attach};`, 'function early() {}')).edit, undefined);
    assert.equal(
      tryFinally(inFunction(`${attach};`, 'type T = string;', 'let y: T;'), { until: 'type T' }).edit,
      undefined,
    );
    assert.equal(tryFinally(lines(`${attach};`, 'export const x = 1;')).edit, undefined);
    assert.equal(tryFinally(lines(`${attach};`, 'work();', `import a from 'a';`)).edit, undefined);
  });
  it('is not offered when nothing follows, or a constructor calls super() there', () => {
    assert.equal(tryFinally(inFunction(`${attach};`)).edit, undefined);
    assert.equal(tryFinally(inFunction(`${attach};`, 'token.dispose();'), { drop: ['token.dispose'] }).edit, undefined);
    assert.equal(
      tryFinally(lines('class A extends B {', '  constructor() {', `    ${attach};`, '    super();', '  }', '}')).edit,
      undefined,
    );
  });
  it('is not offered when a comment in a dropped statement would be lost', () =>
    assert.equal(
      tryFinally(inFunction(`${attach};`, 'work();', 'token.dispose(/* last */);'), { drop: ['token.dispose'] }).edit,
      undefined,
    ));
});

describe('fixes: wrapFollowingInCallback', () => {
  it('wraps what neither returns nor awaits', () =>
    assert.equal(
      withCallback(
        inFunction('before();', `${attach};`, '// the work', 'work();', '', 'token.dispose(); // off', 'after();'),
        {
          until: 'token.dispose',
          drop: ['token.dispose'],
        },
      ).output(),
      inFunction(
        'before();',
        'context.with(ctx, () => {',
        '  // the work',
        '  work();',
        '});',
        '',
        '// off',
        'after();',
      ),
    ));
  it('awaits an async callback where the range awaits', () => {
    for (const work of ['await work();', 'for await (const x of work()) use(x);', 'const x = [await work()];']) {
      assert.equal(
        withCallback(inAsync(`${attach};`, work, 'token.dispose();'), { drop: ['token.dispose'] }).output(),
        inAsync('await context.with(ctx, async () => {', `  ${work}`, '});'),
      );
    }
  });
  it('gives the callback parameters', () => {
    for (const [head, text, call] of [
      ['', inFunction(`${attach};`, 'work(span);'), ''],
      ['async ', inAsync(`${attach};`, 'await work(span);'), 'await '],
    ] as const)
      assert.match(
        withCallback(text, { parameters: 'span: Span' }).output(),
        new RegExp(`  ${call}context\\.with\\(ctx, ${head}\\(span: Span\\) => \\{\n`),
      );
  });
  it('does not take the await of a nested function for its own', () =>
    assert.equal(
      withCallback(inAsync(`${attach};`, 'later(async () => { await work(); });')).output(),
      inAsync('context.with(ctx, () => {', '  later(async () => { await work(); });', '});'),
    ));
  it('returns the call where the range runs to the end of the function', () =>
    assert.equal(
      withCallback(inFunction(`${attach};`, 'if (a) return 1;', 'work();')).output(),
      inFunction('return context.with(ctx, () => {', '  if (a) return 1;', '  work();', '});'),
    ));
  it('returns the call where every path of the range returns or throws', () =>
    assert.equal(
      withCallback(
        inFunction(
          'if (a) {',
          `  ${attach};`,
          '  if (b) {',
          '    return 1;',
          '  } else {',
          '    throw x;',
          '  }',
          '}',
          'return 2;',
        ),
      ).output(),
      inFunction(
        'if (a) {',
        '  return context.with(ctx, () => {',
        '    if (b) {',
        '      return 1;',
        '    } else {',
        '      throw x;',
        '    }',
        '  });',
        '}',
        'return 2;',
      ),
    ));
  it('returns the call at the end of a branch at the end of the function', () =>
    assert.equal(
      withCallback(inFunction('if (a) {', `  ${attach};`, '  if (b) return 1;', '  work();', '}')).output(),
      inFunction('if (a) {', '  return context.with(ctx, () => {', '    if (b) return 1;', '    work();', '  });', '}'),
    ));
  it('returns without awaiting, except in a try', () => {
    assert.equal(
      withCallback(inAsync(`${attach};`, 'return await work();')).output(),
      inAsync('return context.with(ctx, async () => {', '  return await work();', '});'),
    );
    assert.equal(
      withCallback(inAsync('try {', `  ${attach};`, '  return await work();', '} catch {}')).output(),
      inAsync(
        'try {',
        '  return await context.with(ctx, async () => {',
        '    return await work();',
        '  });',
        '} catch {}',
      ),
    );
  });
  it('repeats the return type of the function', () =>
    assert.equal(
      withCallback(
        `async function run(): Promise<Order> {\n  ${attach};\n  return { kind: await work() };\n}\n`,
      ).output(),
      'async function run(): Promise<Order> {\n  return context.with(ctx, async (): Promise<Order> => {\n    return { kind: await work() };\n  });\n}\n',
    ));
  it('needs no return for a bare return at the end, in a constructor too', () =>
    assert.equal(
      withCallback(
        lines('class A {', '  constructor() {', `    ${attach};`, '    if (a) return;', '    this.work();', '  }', '}'),
      ).output(),
      lines(
        'class A {',
        '  constructor() {',
        '    context.with(ctx, () => {',
        '      if (a) return;',
        '      this.work();',
        '    });',
        '  }',
        '}',
      ),
    ));
  it('gives the block of a try that only released to the callback', () =>
    assert.equal(
      withCallback(
        inAsync(
          `${attach};`,
          'try {',
          '  // the work',
          '  await work();',
          '} finally {',
          '  token.dispose();',
          '}',
          'after();',
        ),
        {
          until: 'try',
          drop: ['token.dispose'],
        },
      ).output(),
      inAsync('await context.with(ctx, async () => {', '  // the work', '  await work();', '});', 'after();'),
    ));
  it('keeps inner loops, labels and switches', () =>
    assert.equal(
      withCallback(
        inFunction(`${attach};`, 'l: for (const x of xs) { switch (x) { case 1: break; default: continue l; } }'),
      ).output(),
      inFunction(
        'context.with(ctx, () => {',
        '  l: for (const x of xs) { switch (x) { case 1: break; default: continue l; } }',
        '});',
      ),
    ));
  it('works without semicolons and adds one where the next line would run on', () => {
    assert.equal(
      withCallback(inFunction(attach, 'work()', 'after()'), { until: 'work' }).output(),
      inFunction('context.with(ctx, () => {', '  work()', '})', 'after()'),
    );
    assert.equal(
      withCallback(inFunction(attach, 'if (a) { work() }', '[1].map(f)'), { until: 'if (a)' }).output(),
      inFunction('context.with(ctx, () => {', '  if (a) { work() }', '});', '[1].map(f)'),
    );
    assert.equal(
      withCallback(inFunction(attach, 'work()', ';[1].map(f)'), { until: 'work' }).output(),
      inFunction('context.with(ctx, () => {', '  work()', '})', ';[1].map(f)'),
    );
  });
  it('is not offered for yield, jumps out, partial returns, declarations used outside, or super()', () => {
    const refused = (text: string, asked: Asked = {}): void =>
      assert.equal(withCallback(text, asked).edit, undefined, text);
    refused(inFunction(`${attach};`, 'yield 1;').replace('function', 'function*'));
    refused(inFunction('for (const x of xs) {', `  ${attach};`, '  if (x) continue;', '  work();', '}'));
    refused(inFunction('l: {', `  ${attach};`, '  if (x) break l;', '}'));
    refused(inFunction(`${attach};`, 'if (a) return 1;', 'token.dispose();', 'return 2;'), { until: 'token.dispose' });
    refused(inFunction('for (const x of xs) {', `  ${attach};`, '  if (x) return x;', '}'));
    refused(inFunction(`${attach};`, 'const x = work();', 'use(x);'), { until: 'const x' });
    refused(inFunction(`${attach};`, 'var x = work();', 'use(x);'), { until: 'var x' });
    refused(inFunction('early();', `${attach};`, 'function early() {}'));
    refused(lines(`${attach};`, 'export const x = 1;'));
    refused(lines('class A {', '  constructor() {', `    ${attach};`, '    return {};', '  }', '}'));
    refused(
      lines(
        'class A {',
        '  readonly n: number;',
        '  constructor() {',
        `    ${attach};`,
        '    this.n = work();',
        '  }',
        '}',
      ),
    );
    refused(
      lines(
        'class A {',
        '  n = 0;',
        '  constructor() {',
        `    ${attach};`,
        '    ({ a: this.n } = work());',
        '  }',
        '}',
      ),
    );
    refused(lines('class A extends B {', '  constructor() {', `    ${attach};`, '    super();', '  }', '}'));
    refused(inFunction(`${attach};`));
  });
});

const typedHead = lines(
  `import { context, type Context } from '@opentelemetry/api';`,
  'declare const ctx: Context;',
  'declare function load(): Promise<string>;',
  'interface Req { user?: { id: string }; name: string }',
);

describe('fixes: wrapFollowingInCallback and strict types', () => {
  const offered: Record<string, string> = {
    'a literal return type': `export function f(a: boolean): { k: 'a' | 'b' } {\n  ${attach};\n  if (a) return { k: 'a' };\n  return { k: 'b' };\n}\n`,
    'an async literal return type': `export async function f(): Promise<{ k: 'a' }[]> {\n  ${attach};\n  await load();\n  return [{ k: 'a' }];\n}\n`,
    'a narrowed constant': `export function f(r: Req) {\n  const user = r.user;\n  if (!user) return;\n  ${attach};\n  use(user.id);\n}\ndeclare function use(s: string): void;\n`,
    'a narrowed parameter that is never reassigned': `export function f(s?: string) {\n  if (!s) return;\n  ${attach};\n  use(s);\n}\ndeclare function use(s: string): void;\n`,
    'a link behind an optional one': `export function f(msg: { content: { toString(): string } } | null) {\n  ${attach};\n  use(msg?.content.toString() ?? '');\n}\ndeclare function use(s: string): void;\n`,
    'a member of an enum': `enum Kind { A, B = 'b' }\nexport function f() {\n  ${attach};\n  use(Kind.A, Kind.B);\n}\ndeclare function use(...k: Kind[]): void;\n`,
    'a property narrowed in the range': `export function f(r: Req) {\n  ${attach};\n  if (r.user) use(r.user.id, r.name);\n}\ndeclare function use(...s: string[]): void;\n`,
    'a reassigned variable of one type': `export async function f(n: number) {\n  let count = 0;\n  count = n;\n  ${attach};\n  await load();\n  count += 1;\n  console.log(count);\n}\n`,
    'a method called before the range and in it': `export function f() {\n  use(context.active());\n  ${attach};\n  use(context.active());\n}\ndeclare function use(c: Context): void;\n`,
    'a type guard': `export function f(x: unknown): x is string {\n  ${attach};\n  return typeof x === 'string';\n}\n`,
  };
  for (const [name, body] of Object.entries(offered)) {
    for (const typed of [true, false]) {
      if (!typed && name === 'a reassigned variable of one type') continue;
      it(`is offered for ${name}, ${typed ? 'typed' : 'untyped'}, and the result type-checks`, () => {
        const text = typedHead + body;
        assert.deepEqual(typeErrors(text.replace(attach, 'context.attach(ctx)')), []);
        const output = withCallback(text, { typed }).output();
        assert.deepEqual(typeErrors(output), [], output);
      });
    }
  }

  const refused: Record<string, string> = {
    'a property narrowed before the range': `export function f(r: Req) {\n  if (!r.user) return;\n  ${attach};\n  use(r.user.id);\n}\ndeclare function use(s: string): void;\n`,
    'a property of this narrowed before the range': `export class A {\n  user?: { id: string };\n  f() {\n    if (!this.user) return;\n    ${attach};\n    use(this.user.id);\n  }\n}\ndeclare function use(s: string): void;\n`,
    'a property of a union narrowed before the range': `export function f(r: { v: string | number } | { v: boolean }) {\n  if (typeof r.v !== 'string') return;\n  ${attach};\n  use(r.v);\n}\ndeclare function use(s: string): void;\n`,
    'a reassigned variable narrowed before the range': `export function f(s: string | undefined) {\n  s ??= 'x';\n  ${attach};\n  use(s);\n}\ndeclare function use(s: string): void;\n`,
    'a variable that the range assigns for later': `export async function f() {\n  let s: string | undefined;\n  ${attach};\n  s = await load();\n  use(s);\n}\ndeclare function use(s: string): void;\n`,
    'a variable without type or value': `export async function f() {\n  let s;\n  ${attach};\n  s = await load();\n}\n`,
    'a literal returned from a function that takes its type from outside': `export const f: () => { k: 'a' } = () => {\n  ${attach};\n  return { k: 'a' };\n};\n`,
  };
  for (const [name, body] of Object.entries(refused)) {
    for (const typed of [true, false]) {
      it(`is not offered for ${name}, ${typed ? 'typed' : 'untyped'}`, () => {
        const until = body.includes('s = await load();') ? 's = await' : undefined;
        assert.equal(withCallback(typedHead + body, { typed, until }).edit, undefined);
      });
    }
  }
});

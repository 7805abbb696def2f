import assert from 'node:assert/strict';
import type { TSESLint } from '@typescript-eslint/utils';
import { type Definition, definitionsOf, isReassigned, soleDefinition } from '../../../src/analysis/bindings';
import { parseSource } from '../../support/source';

function variableNamed(sourceCode: TSESLint.SourceCode, name: string): TSESLint.Scope.Variable {
  for (const scope of sourceCode.scopeManager?.scopes ?? []) {
    const variable = scope.set.get(name);
    if (variable && variable.defs.length > 0) return variable;
  }
  throw new Error(`no variable ${name}`);
}

function describeDefinition(sourceCode: TSESLint.SourceCode, definition: Definition): string {
  switch (definition.kind) {
    case 'value':
      return [`value ${sourceCode.getText(definition.value)}`, ...definition.path].join(' . ');
    case 'parameter':
      return [`parameter ${definition.index}`, ...definition.path].join(' . ');
    case 'element':
    case 'key':
      return [`${definition.kind} of ${sourceCode.getText(definition.iterated)}`, ...definition.path].join(' . ');
    case 'import':
      return `import ${definition.imported} from ${definition.module}`;
    default:
      return definition.kind;
  }
}

/** The definitions of the variable `x`. */
function definitions(code: string): string[] {
  const sourceCode = parseSource(code);
  return definitionsOf(variableNamed(sourceCode, 'x')).map((definition) => describeDefinition(sourceCode, definition));
}

describe('definitionsOf', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['an initialiser', 'const x = a;', ['value a']],
    ['a declaration without a value and a write', 'let x; x = a;', ['unknown', 'value a']],
    ['a compound assignment', 'let x = a; x += b;', ['value a', 'unknown']],
    ['logical assignments', 'let x = a; x ??= b; x ||= c; x &&= d;', ['value a', 'value b', 'value c', 'value d']],
    ['destructured properties', 'const { a: { b: x } } = v;', ['value v . a . b']],
    ['a string key and an index', 'const { "a-b": [, x] } = v;', ['value v . a-b . 1']],
    ['a computed key', 'const { [k]: x } = v;', ['value v . *']],
    ['a default in a pattern', 'const { a: x = d } = v;', ['value v . a', 'value d']],
    ['a rest element', 'const { a, ...x } = v;', ['value v . *']],
    ['a destructuring assignment', 'let x; ({ a: x } = v);', ['unknown', 'value v . a']],
    ['a parameter', 'function f(a, x) {}', ['parameter 1']],
    ['a parameter with a default', 'function f(x = d) {}', ['parameter 0', 'value d']],
    ['a destructured parameter', 'const f = ({ a: x }) => {};', ['parameter 0 . a']],
    ['a rest parameter', 'function f(a, ...x) {}', ['parameter 1 . *']],
    ['a parameter property', 'class C { constructor(private x: string) {} }', ['parameter 0']],
    ['a for-of loop', 'for (const x of list) {}', ['element of list']],
    ['a for-of loop with a pattern', 'for (const [k, x] of list) {}', ['element of list . 1']],
    ['a for-of loop over an outer variable', 'let x; for (x of list) {}', ['unknown', 'element of list']],
    ['a for-in loop', 'for (const x in o) {}', ['key of o']],
    ['imports', "import { y as x } from 'm';", ['import y from m']],
    ['a default import', "import x from 'm';", ['import default from m']],
    ['a namespace import', "import * as x from 'm';", ['import * from m']],
    ['a string-named import', "import { 'y z' as x } from 'm';", ['import y z from m']],
    ['import equals', "import x = require('m');", ['import * from m']],
    ['a function', 'function x() {}', ['function']],
    ['a class', 'class x {}', ['class']],
    ['a catch parameter', 'try {} catch (x) {}', ['unknown']],
    ['an enum', 'enum x { A }', ['unknown']],
    ['an update', 'let x = a; x++;', ['value a', 'unknown']],
  ];
  for (const [name, code, expected] of cases) {
    it(`gives ${name}`, () => {
      const found = definitions(code);
      assert.deepEqual(found, expected);
    });
  }
});

describe('soleDefinition', () => {
  const sole = (code: string): string | undefined => {
    const sourceCode = parseSource(code);
    const definition = soleDefinition(variableNamed(sourceCode, 'x'));
    return definition && describeDefinition(sourceCode, definition);
  };

  it('gives the value of a constant', () => {
    assert.equal(sole('const x = a;'), 'value a');
  });
  it('gives the only write of a bare let', () => {
    assert.equal(sole('let x; x = a;'), 'value a');
  });
  it('gives nothing for two writes', () => {
    assert.equal(sole('let x = a; x = b;'), undefined);
  });
  it('gives nothing for a value that is updated', () => {
    assert.equal(sole('let x = a; x++;'), undefined);
  });
  it('does not count a default value beside the main one', () => {
    assert.equal(sole('const { x = d } = v;'), 'value v . x');
  });
});

describe('isReassigned', () => {
  it('tells a write from the initialiser', () => {
    assert.equal(isReassigned(variableNamed(parseSource('let x = 1;'), 'x')), false);
    assert.equal(isReassigned(variableNamed(parseSource('let x = 1; x = 2;'), 'x')), true);
  });
});

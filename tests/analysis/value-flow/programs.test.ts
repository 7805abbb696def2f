import type { TSESLint } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { parseSource } from '../../support/source';
import { askBackward, askForward, disagreements, type EngineAnswer } from './ask-engine';
import { LIMITS, limitsOf } from './limits';
import type { FlowProgram } from './flow-program';
import { programs } from './programs';
import { runProgram, sinksOf, sourcesOf, type Arrivals } from './run-program';
import { variationNames, variationsOf } from './variations';

/** A program as written, or varied. */
interface Version {
  readonly name: string;
  readonly sourceCode: TSESLint.SourceCode;
}

/** A program in all its versions, and what arrives in it. */
interface Measured {
  readonly program: FlowProgram;
  readonly versions: readonly Version[];
  readonly arrivals: Arrivals;
}

const measured = new Map<FlowProgram, Promise<Measured>>();

function measure(program: FlowProgram): Promise<Measured> {
  let known = measured.get(program);
  if (!known) measured.set(program, (known = measureAnew(program)));
  return known;
}

async function measureAnew(program: FlowProgram): Promise<Measured> {
  const written = { name: 'as written', sourceCode: parseSource(program.code) };
  const varied = variationsOf(program.code).map(({ name, code }) => ({ name, sourceCode: parseSource(code) }));
  return { program, versions: [written, ...varied], arrivals: await run(program, written) };
}

const run = (program: FlowProgram, { sourceCode }: Version): Promise<Arrivals> =>
  runProgram(sourceCode, program.typescript === true);

describe('runProgram', () => {
  const cases: readonly (readonly [code: string, arrivals: Arrivals])[] = [
    [`sink(source('a')); sink(null);`, [['a'], []]],
    [`sink({ x: source('a') }); sink([source('b')]);`, [[], []]],
    [`const x = sourceText('a'); sink(x); sinkText('-' + x); sink('-' + x);`, [['a'], ['a'], []]],
    [
      `sinkText(\`\${source('a')} \${source('b')}\`); sinkText(JSON.stringify({ x: source('c') }));`,
      [['a', 'b'], ['c']],
    ],
    [`sink(Promise.resolve(source('a'))); sink(Promise.reject(source('b')));`, [['a'], []]],
    [`setTimeout(() => sink(source('a')), 5);`, [['a']]],
    [`sink(flag() ? source('a') : flag() ? source('b') : source('c'));`, [['a', 'b', 'c']]],
    [`const f = (x) => sink(x); f(source('b')); f(source('a')); (sink)(null);`, [['a', 'b'], []]],
    [`sink((null, source('a')));`, [['a']]],
  ];
  for (const [code, arrivals] of cases) {
    it(`records what arrives in ${code}`, async () => {
      assert.deepEqual(await runProgram(parseSource(code), false), arrivals);
    });
  }

  it('passes on what a program throws', async () => {
    await assert.rejects(runProgram(parseSource(`sink(source('a')); throw new Error('own');`), false), /own/);
  });
});

describe('programs of value flow, run', () => {
  for (const program of programs) {
    it(`${program.kind}: ${program.name}: the same arrives in every variation`, async () => {
      const { versions, arrivals } = await measure(program);
      assert.ok(versions.length > 1, 'a program has variations');
      const runs = await Promise.all(
        versions.map(async (version) => [version.name, await run(program, version)] as const),
      );
      assert.deepEqual(
        Object.fromEntries(runs),
        Object.fromEntries(versions.map(({ name }) => [name, arrivals])),
        program.code,
      );
    });
  }

  it('holds programs in which a source surely does not arrive', async () => {
    const all = await Promise.all(programs.map(measure));
    const silent = all.filter(
      ({ program, versions, arrivals }) =>
        program.exact !== false &&
        sourcesOf(versions[0]!.sourceCode).some(({ name }) => !arrivals.some((names) => names.includes(name))),
    );
    assert.ok(silent.length >= 25, `${silent.length} programs`);
  });

  it('varies programs in every way', async () => {
    const all = await Promise.all(programs.map(measure));
    for (const name of variationNames()) {
      const varied = all.filter(({ versions }) => versions.some((version) => version.name === name));
      assert.ok(varied.length > programs.length / 2, `${name}: ${varied.length} programs`);
    }
  });

  it('gives each program a name of its own, and a reason where the analysis may fall behind', () => {
    assert.equal(new Set(programs.map(({ kind, name }) => `${kind} ${name}`)).size, programs.length);
    for (const { name, exact, complete, mayBeOpen, note } of programs) {
      assert.equal(note !== undefined, exact === false || complete === false || mayBeOpen === true, name);
    }
  });

  it('asks something in every program', () => {
    for (const program of programs) {
      const sourceCode = parseSource(program.code);
      assert.ok(sinksOf(sourceCode).length > 0, program.name);
      assert.ok(sourcesOf(sourceCode).length > 0, program.name);
    }
  });
});

const directions: Readonly<Record<string, (sourceCode: TSESLint.SourceCode) => EngineAnswer>> = {
  backward: askBackward,
  forward: askForward,
};

for (const [direction, ask] of Object.entries(directions)) {
  describe(`programs of value flow, asked ${direction}`, () => {
    for (const program of programs) {
      it(`${program.kind}: ${program.name}`, async () => {
        const { versions, arrivals } = await measure(program);
        const known = limitsOf(program);
        const wrong = versions
          .map(({ name, sourceCode }) => ({
            name,
            wrong: disagreements(program, arrivals, ask(sourceCode)).filter(
              ({ shortcoming }) => !known.includes(shortcoming),
            ),
          }))
          .filter((version) => version.wrong.length > 0);
        assert.deepEqual(wrong, [], program.code);
      });
    }
  });
}

describe('the limits of the value flow', () => {
  for (const program of programs.filter((each) => limitsOf(each).length > 0)) {
    it(`${program.kind}: ${program.name}: still falls behind as it is written down`, async () => {
      const { versions, arrivals } = await measure(program);
      const found = versions.flatMap(({ sourceCode }) =>
        Object.values(directions).flatMap((ask) => disagreements(program, arrivals, ask(sourceCode))),
      );
      const shortcomings = new Set(found.map(({ shortcoming }) => shortcoming));
      assert.deepEqual([...shortcomings].sort(), [...limitsOf(program)].sort());
    });
  }

  it('are those of programs that exist', () => {
    const names = new Set(programs.map(({ kind, name }) => `${kind}: ${name}`));
    assert.deepEqual(
      Object.keys(LIMITS).filter((name) => !names.has(name)),
      [],
    );
  });
});

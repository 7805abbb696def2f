import assert from 'node:assert/strict';
import { parseSource } from '../../support/source';
import { programs } from './programs';
import type { FlowProgram } from './flow-program';
import { runProgram, sinksOf, sourcesOf, type Arrivals } from './run-program';
import { variationsOf } from './variations';

const arrivalsOf = async (program: FlowProgram, code: string): Promise<Arrivals> =>
  runProgram(parseSource(code), program.typescript === true);

describe('programs of value flow, run', () => {
  for (const program of programs) {
    it(`${program.kind}: ${program.name}: the same arrives in every variation`, async () => {
      const arrivals = await arrivalsOf(program, program.code);
      const varied = await Promise.all(
        variationsOf(program.code).map(async ({ name, code }) => [name, await arrivalsOf(program, code)] as const),
      );
      assert.ok(varied.length > 0, 'a program has variations');
      assert.deepEqual(
        Object.fromEntries(varied),
        Object.fromEntries(varied.map(([name]) => [name, arrivals])),
        program.code,
      );
    });
  }

  it('holds programs in which a source surely does not arrive', async () => {
    const silent = await Promise.all(
      programs.map(async (program) => {
        const sourceCode = parseSource(program.code);
        const arrivals = await runProgram(sourceCode, program.typescript === true);
        const isSilent = sourcesOf(sourceCode).some(({ name }) => !arrivals.some((names) => names.includes(name)));
        return isSilent && program.exact !== false;
      }),
    );
    assert.ok(silent.filter(Boolean).length >= 25, `${silent.filter(Boolean).length} programs`);
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

import assert from 'node:assert/strict';
import type { TSESTree } from '@typescript-eslint/utils';
import {
  canonicalOrder,
  extractsTheSame,
  findDisorder,
  isExplained,
  type ListedPropagator,
  propagatorsLiteral,
} from '../../../src/analysis/propagation';
import { parseSource } from '../../support/source';

const preferTraceContext = { preferred: 'tracecontext', traceContextFirst: true } as const;

function assignment(text: string): TSESTree.AssignmentExpression {
  const statement = parseSource(text).ast.body.at(-1) as TSESTree.ExpressionStatement;
  return statement.expression as TSESTree.AssignmentExpression;
}

function listed(names: string): readonly ListedPropagator[] {
  return propagatorsLiteral(assignment(`process.env.OTEL_PROPAGATORS = '${names}';`))?.elements ?? [];
}

function disorderOf(names: string, requirements: Parameters<typeof findDisorder>[1] = preferTraceContext): string {
  const found = findDisorder(listed(names), requirements);
  return found ? `${found.kind}: ${found.early.name} before ${found.late.map(({ name }) => name).join(' ')}` : 'none';
}

describe('findDisorder', () => {
  it('finds the formats behind the preferred one, all of them', () => {
    assert.equal(disorderOf('tracecontext,b3,jaeger,baggage'), 'legacyWins: tracecontext before b3 jaeger');
    assert.equal(disorderOf('b3,tracecontext', { ...preferTraceContext, preferred: 'b3' }).split(':')[0], 'legacyWins');
  });
  it('goes by the last of several entries of the preferred format', () => {
    assert.equal(disorderOf('tracecontext,b3,tracecontext'), 'none');
  });
  it('finds trace formats behind baggage', () => {
    assert.equal(disorderOf('baggage,b3,tracecontext'), 'outOfPlace: baggage before b3 tracecontext');
    assert.equal(disorderOf('baggage,tracecontext', { ...preferTraceContext, traceContextFirst: false }), 'none');
  });
  it('knows nothing of the winner behind an unknown name', () => {
    assert.equal(disorderOf('tracecontext,b3,mine'), 'none');
    assert.equal(disorderOf('mine,tracecontext,b3'), 'legacyWins: tracecontext before b3');
  });
  it('has nothing to say where no format is preferred', () => {
    assert.equal(disorderOf('b3,jaeger,baggage'), 'none');
    assert.equal(disorderOf('baggage'), 'none');
  });
});

describe('extractsTheSame', () => {
  const same = (names: string): boolean => {
    const elements = listed(names);
    return extractsTheSame(elements, canonicalOrder(elements, preferTraceContext) ?? []);
  };
  it('says whether the canonical order lets the same trace format win', () => {
    assert.equal(same('baggage,b3,tracecontext'), true);
    assert.equal(same('baggage,tracecontext,b3'), false);
  });
  it('looks at formats that carry baggage of their own', () => {
    assert.equal(same('baggage,xray,tracecontext'), true);
    assert.equal(same('baggage,jaeger,tracecontext'), false);
    assert.equal(same('ottrace,baggage,tracecontext'), true);
  });
});

describe('isExplained', () => {
  const explained = (text: string): boolean => isExplained(parseSource(text), assignment(text).right);
  it('sees a comment directly above and one behind', () => {
    assert.equal(explained("// why\nenv.X = 'a,b';"), true);
    assert.equal(explained("env.X = 'a,b'; // why"), true);
    assert.equal(explained("/*\n * why\n */\nenv.X = [\n  'a',\n];"), true);
    assert.equal(explained("env.X = [\n  'a', // why\n];"), true);
  });
  it('does not see one further up, one that belongs to other code, or a directive', () => {
    assert.equal(explained("// why\n\nenv.X = 'a,b';"), false);
    assert.equal(explained("env.Y = 1; // why\nenv.X = 'a,b';"), false);
    assert.equal(explained("// eslint-disable-next-line no-x\nenv.X = 'a,b';"), false);
    assert.equal(explained("// @ts-expect-error why\nenv.X = 'a,b';"), false);
  });
});

import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { problemOfConstant, verdictOn } from '../../../src/analysis/manual-headers/header-verdict';
import type { Hole } from '../../../src/analysis/manual-headers/text-parts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

const rejected: readonly (readonly [text: string, problem: string])[] = [
  [`00-${traceId}-${spanId}-1`, 'flags'],
  [`00-${traceId}-${spanId}-001`, 'flags'],
  [`00-${spanId}-${traceId}-01`, 'swapped'],
  [`${traceId}-${spanId}-01`, 'unversioned'],
  [`${traceId}-${spanId}`, 'unversioned'],
  [`00-4bf92f35-77b3-4da6-a3ce-929d0e0e4736-${spanId}-01`, 'dashes'],
  [`00-${traceId.toUpperCase()}-${spanId}-01`, 'upperCase'],
  [`00-${traceId}-${spanId}-FF`, 'upperCase'],
  [`00-${'0'.repeat(32)}-${spanId}-01`, 'zeros'],
  [`00-${traceId}-${'0'.repeat(16)}-01`, 'zeros'],
  [`ff-${traceId}-${spanId}-01`, 'version'],
  [`0-${traceId}-${spanId}-01`, 'version'],
  [`00-${traceId}-${spanId}-01-extra`, 'suffix'],
  [`00-${traceId.slice(1)}-${spanId}-01`, 'idLength'],
  ['00-0-0-00', 'idLength'],
  [`  00-${traceId}-${spanId}-01`, 'spaces'],
  [`00-${traceId}-${spanId}-01  `, 'spaces'],
  [`00-${traceId}-${spanId}`, 'format'],
  [`00_${traceId}_${spanId}_01`, 'format'],
  [`00-${traceId}-${spanId}-zz`, 'format'],
  [traceId, 'onlyId'],
];

const accepted: readonly string[] = [
  `00-${traceId}-${spanId}-01`,
  `00-${traceId}-${spanId}-ff`,
  `01-${traceId}-${spanId}-01`,
  `01-${traceId}-${spanId}-01-what-comes`,
  ` 00-${traceId}-${spanId}-01`,
  `00-${traceId}-${spanId}-01\n`,
];

describe('constants as a traceparent', () => {
  const propagator = new W3CTraceContextPropagator();
  const isAccepted = (text: string): boolean => {
    const extracted = propagator.extract(
      ROOT_CONTEXT,
      { traceparent: text },
      { get: (carrier: Record<string, string>, key) => carrier[key], keys: Object.keys },
    );
    return trace.getSpanContext(extracted) !== undefined;
  };

  for (const [text, problem] of rejected) {
    it(`'${text}' is rejected, and the propagator agrees: ${problem}`, () => {
      assert.equal(problemOfConstant(text), problem);
      assert.equal(isAccepted(text), false);
    });
  }

  for (const text of accepted) {
    it(`${JSON.stringify(text)} is accepted, and the propagator agrees`, () => {
      assert.equal(problemOfConstant(text), undefined);
      assert.equal(isAccepted(text), true);
    });
  }

  it('what does not mean to be one is left alone', () => {
    for (const text of [
      '',
      'traceparent',
      'x-trace-id',
      'disabled',
      'none',
      'a-b-c',
      '{"traceId":"x"}',
      'trace-parent-header',
      '2024-01-01',
    ]) {
      assert.equal(problemOfConstant(text), undefined, text);
    }
  });
});

describe('texts with holes as a header', () => {
  const node = { type: 'Identifier' } as unknown as TSESTree.Expression;
  const hole = (given: Partial<Hole>): Hole => ({
    node,
    origin: 'other',
    role: undefined,
    length: undefined,
    shape: undefined,
    of: undefined,
    ...given,
  });
  const trace32 = hole({ origin: 'span-context', role: 'trace-id', length: 32 });
  const span16 = hole({ origin: 'span-context', role: 'span-id', length: 16 });
  const digit = hole({ origin: 'span-context', role: 'flags', length: 1 });
  const unknown = hole({});
  const kindOf = (format: Parameters<typeof verdictOn>[0], ...text: readonly (Hole | string)[]): string => {
    const verdict = verdictOn(format, [text]);
    return verdict.kind === 'rejected' ? verdict.problem : verdict.kind;
  };

  it('ids and two digits make a traceparent built by hand', () => {
    assert.equal(kindOf('traceparent', '00-', trace32, '-', span16, '-01'), 'built');
    assert.equal(kindOf('traceparent', '00-', trace32, '-', span16, '-0', digit), 'built');
    assert.equal(kindOf('traceparent', '00-', unknown, '-', unknown, '-01'), 'built');
  });

  it('one digit, a wrong order and a missing version are seen', () => {
    assert.equal(kindOf('traceparent', '00-', trace32, '-', span16, '-', digit), 'flags');
    assert.equal(kindOf('traceparent', '00-', unknown, '-', unknown, '-', digit), 'flags');
    assert.equal(kindOf('traceparent', '00-', span16, '-', trace32, '-01'), 'swapped');
    assert.equal(kindOf('traceparent', trace32, '-', span16, '-01'), 'unversioned');
    assert.equal(kindOf('traceparent', '00-', trace32, '-', span16), 'format');
    assert.equal(kindOf('traceparent', '00-', trace32, '-', span16, '-01-x'), 'suffix');
    assert.equal(kindOf('traceparent', 'ff-', trace32, '-', span16, '-01'), 'version');
  });

  it('a part that is wrong wherever it stands is seen beside unknown parts', () => {
    assert.equal(
      kindOf('traceparent', '00-', hole({ shape: 'uuid', origin: 'random', length: 36 }), '-', unknown, '-01'),
      'dashes',
    );
    assert.equal(kindOf('traceparent', '00-', unknown, '-0000000000000000-01'), 'zeros');
    assert.equal(kindOf('traceparent', '00-', hole({ ...trace32, shape: 'upper' }), '-', unknown, '-01'), 'upperCase');
  });

  it('an id alone and JSON are no traceparent, a whole text from elsewhere is forwarded', () => {
    assert.equal(kindOf('traceparent', trace32), 'onlyId');
    assert.equal(kindOf('traceparent', hole({ shape: 'json' })), 'json');
    assert.equal(kindOf('traceparent', unknown), 'forwarded');
    assert.equal(kindOf('traceparent', ' ', unknown), 'forwarded');
  });

  it('what was taken apart and put together again continues what came in', () => {
    const part = hole({ origin: 'received' });
    assert.equal(kindOf('traceparent', '00-', part, '-', part, '-01'), 'forwarded');
  });

  it('a text beside one that is forwarded is no verdict, unless it is rejected', () => {
    const built = ['00-', trace32, '-', span16, '-01'];
    assert.equal(verdictOn('traceparent', [[unknown], built]).kind, 'forwarded');
    assert.equal(verdictOn('traceparent', [undefined, built]).kind, 'built');
    assert.equal(verdictOn('traceparent', [[unknown], ['00-', span16, '-', trace32, '-01']]).kind, 'rejected');
  });

  it('other headers are built where they are put together', () => {
    assert.equal(kindOf('baggage', 'user=', unknown), 'built');
    assert.equal(kindOf('baggage', 'a=1'), 'fine');
    assert.equal(kindOf('baggage', unknown), 'forwarded');
    assert.equal(kindOf('baggage', 'sentry-trace_id=', unknown), 'forwarded');
    assert.equal(kindOf('tracestate', 'shop=', unknown), 'built');
    assert.equal(kindOf('tracestate', unknown), 'forwarded');
    assert.equal(kindOf('other', trace32, '-', span16, '-1'), 'built');
    assert.equal(kindOf('other', unknown, '-', unknown, '-1'), 'forwarded');
    assert.equal(kindOf('other', '0'), 'fine');
  });
});

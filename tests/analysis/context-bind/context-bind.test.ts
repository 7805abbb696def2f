import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { bindFault, staleRemovals } from '../../../src/analysis/context-bind';
import { ObjectTypes } from '../../../src/analysis/library-objects';
import type { DetectedManager } from '../../../src/model/context-managers';
import { findNodes, parseSource } from '../../support/source';

const api = `import { context, ROOT_CONTEXT, type Context } from '@opentelemetry/api';
import { EventEmitter } from 'node:events';
`;

function analyse(body: string, typed: boolean) {
  const sourceCode = parseSource(api + body, { typed });
  const resolver = new ApiResolver(sourceCode);
  const calls = findNodes(
    sourceCode,
    (node) => node.type === AST_NODE_TYPES.CallExpression,
  ) as readonly TSESTree.CallExpression[];
  const binds = calls.flatMap((node) => {
    const call = resolver.resolve(node);
    return call?.operation === 'context.bind' ? [call] : [];
  });
  return { sourceCode, resolver, calls, binds };
}

const modes = [true, false] as const;
const modeName = (typed: boolean): string => (typed ? 'typed' : 'untyped');

describe('bindFault', () => {
  const answers: readonly (readonly [code: string, kind: string | undefined, manager?: DetectedManager])[] = [
    ['export const f = context.bind(ROOT_CONTEXT, () => 1);', undefined],
    ['context.bind(ROOT_CONTEXT, () => 1);', 'discarded'],
    ['context.bind(ROOT_CONTEXT, new EventEmitter());', undefined],
    ['context.bind(ROOT_CONTEXT, new EventEmitter());', 'emitterUnderStack', 'stack'],
    ['export const f = context.bind((() => 1) as any, ROOT_CONTEXT as any);', 'swapped'],
    ['export const f = (context.bind as any)(() => 1);', 'noContext'],
    ['export const f = context.bind(undefined as any, () => 1);', 'erases'],
    ['export const f = context.bind(undefined as any, () => 1);', 'erases', 'unknown'],
    ['export const f = context.bind(undefined as any, () => 1);', undefined, 'stack'],
    ['export const f = context.bind(undefined as any, () => 1);', undefined, 'own'],
    ['export const f = context.bind(ROOT_CONTEXT, Promise.resolve());', 'promise'],
    ['export const f = context.bind(ROOT_CONTEXT, new EventTarget());', 'eventTarget'],
    ['export const f = context.bind(ROOT_CONTEXT, new EventTarget());', undefined, 'zone'],
    ['function work() {}\nexport const f = context.bind(ROOT_CONTEXT, work());', 'called'],
    ['declare const work: any;\nexport const f = context.bind(ROOT_CONTEXT, work());', undefined],
  ];
  for (const typed of modes) {
    for (const [code, kind, manager = 'async-local-storage'] of answers) {
      it(`${modeName(typed)}, ${manager}: ${code}`, () => {
        const { resolver, binds } = analyse(code, typed);
        const [bind] = binds;
        const fault = bind && bindFault(new ObjectTypes(resolver), bind, manager);
        assert.equal(fault?.kind, kind);
      });
    }
  }
});

describe('staleRemovals', () => {
  const head = 'export function f(bus: EventEmitter, other: EventEmitter, h: () => void, ctx: Context) {\n';
  const answers: readonly (readonly [body: string, stale: readonly string[]])[] = [
    ["bus.on('a', context.bind(ctx, h)); bus.off('a', h);", ["bus.off('a', h)"]],
    ["bus.on('b', h).on('a', context.bind(ctx, h)); bus.off('a', h);", ["bus.off('a', h)"]],
    ["const b = context.bind(ctx, h); bus.on('a', b); bus.off('a', h);", ["bus.off('a', h)"]],
    ["const b = context.bind(ctx, h); bus.on('a', b); bus.off('a', b);", []],
    ["bus.on('a', context.bind(ctx, h)); bus.on('a', h); bus.off('a', h);", []],
    ["bus.on('a', context.bind(ctx, h)); other.off('a', h); bus.off('b', h);", []],
    ["bus.off('a', context.bind(ctx, h));", ["bus.off('a', context.bind(ctx, h))"]],
    ["h = context.bind(ctx, h); bus.on('a', h); bus.off('a', h);", []],
  ];
  for (const typed of modes) {
    for (const [body, stale] of answers) {
      it(`${modeName(typed)}: ${body}`, () => {
        const { sourceCode, resolver, calls, binds } = analyse(`${head}${body}\n}`, typed);
        const found = staleRemovals(resolver, calls, binds).map(({ removal }) => sourceCode.getText(removal));
        assert.deepEqual(found, stale);
      });
    }
  }
});

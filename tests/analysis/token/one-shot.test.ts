import type { TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { ApiResolver } from '../../../src/analysis/api-resolution';
import { isOneShotCallback } from '../../../src/analysis/token/one-shot';
import { isFunction } from '../../../src/ast';
import { parseSource } from '../../support/source';

/** Whether the function that begins with `head` is the callback of a one-shot timer. */
function isOneShot(text: string, head = '() =>'): boolean {
  const sourceCode = parseSource(text);
  let found: TSESTree.Node | null | undefined = sourceCode.getNodeByRangeIndex(text.indexOf(head));
  while (found && !isFunction(found)) found = found.parent;
  assert.ok(found, head);
  return isOneShotCallback(new ApiResolver(sourceCode, []), found);
}

describe('isOneShotCallback', () => {
  it('knows the timers and microtasks of the platform', () => {
    for (const name of ['setTimeout', 'setImmediate', 'queueMicrotask', 'process.nextTick', 'globalThis.setTimeout']) {
      assert.equal(isOneShot(`${name}(() => {}, 1);`), true, name);
    }
  });
  it('knows them by import', () => {
    assert.equal(isOneShot("import { setTimeout as later } from 'timers'; later(() => {}, 1);"), true);
    assert.equal(isOneShot("import * as timers from 'node:timers'; timers.setImmediate(() => {});"), true);
    assert.equal(isOneShot("import { nextTick } from 'node:process'; nextTick(() => {});"), true);
    assert.equal(isOneShot("import process from 'node:process'; process.nextTick(() => {});"), true);
  });
  it('says no of what repeats', () => {
    assert.equal(isOneShot('setInterval(() => {}, 1);'), false);
    assert.equal(isOneShot('setTimeout(function tick() { setTimeout(tick, 1); }, 1);', 'function'), false);
    assert.equal(isOneShot('setTimeout(function once() {}, 1);', 'function'), true);
  });
  it('knows a function by its name, where that is given to nothing else', () => {
    assert.equal(isOneShot('function f() {} setTimeout(f, 1); setImmediate(f);', 'function'), true);
    assert.equal(isOneShot('const f = async () => {}; queueMicrotask(f);', 'async'), true);
    assert.equal(isOneShot('function f() {} setTimeout(f, 1); f();', 'function'), false);
    assert.equal(isOneShot('function f() {} setTimeout(work, f);', 'function'), false);
    assert.equal(isOneShot('function f() {} setTimeout(f, 1); setInterval(f, 1);', 'function'), false);
    assert.equal(isOneShot('function f() { setTimeout(f, 1); } setTimeout(f, 1);', 'function'), false);
    assert.equal(isOneShot('export function f() {} setTimeout(f, 1);', 'function'), false);
    assert.equal(isOneShot('function f() {}', 'function'), false);
  });
  it('says no of other functions', () => {
    assert.equal(isOneShot('const setTimeout = (f) => f(); setTimeout(() => {});', '() => {}'), false);
    assert.equal(isOneShot('clock.setTimeout(() => {}, 1);'), false);
    assert.equal(isOneShot('setTimeout(work, () => {});'), false);
    assert.equal(isOneShot('emitter.nextTick(() => {});'), false);
    assert.equal(isOneShot('const f = () => {};'), false);
  });
});

import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import assert from 'node:assert/strict';
import { callsAtBoundaries, isHandlerAssignment } from '../../../src/analysis/boundaries/boundary-names';
import { collectCalls } from '../../../src/analysis/collected-calls';
import { findNodes, parseSource } from '../../support/source';

describe('calls at boundaries, by name', () => {
  const callees = (code: string): string[] => {
    const sourceCode = parseSource(code);
    return callsAtBoundaries(sourceCode, collectCalls(sourceCode).calls).map((call) => sourceCode.getText(call.callee));
  };

  it('are those of the model', () => {
    assert.deepEqual(
      callees(
        `setTimeout(f); run(f); process.nextTick(f); bus.on('a', f); bus.emit('a', f); list.push(f); list.map(f); m.set('a', f);
         _.debounce(f); new Loader(f); queue.schedule(f); channel.subscribe(f); dl.default(f); on();`,
      ),
      [
        'setTimeout',
        'process.nextTick',
        'bus.on',
        'list.push',
        'm.set',
        '_.debounce',
        'queue.schedule',
        'channel.subscribe',
        'dl.default',
      ],
    );
  });

  for (const code of [
    `import Loader from 'dataloader'; new Loader(f);`,
    `const later = require("lodash/debounce"); later(f);`,
    `import { throttle as calm } from 'es-toolkit'; calm(f);`,
    `import { setTimeout as later } from 'node:timers'; later(f);`,
    `import limit from 'p-limit'; const run = limit(1); run(f);`,
    `const later = require(\`timers\`).setImmediate; later(f);`,
  ]) {
    it(`have any name where a module may have given it: ${code}`, () => {
      const found = callees(code);
      assert.ok(found.some((callee) => ['Loader', 'later', 'calm', 'run'].includes(callee)));
    });
  }

  it('may have no name', () =>
    assert.deepEqual(callees('bus[name]("a", f); (a ? b : c)(f);'), ['bus[name]', 'a ? b : c']));
});

describe('assignments of handlers, by name', () => {
  const targets = (code: string): string[] => {
    const sourceCode = parseSource(code);
    return findNodes(sourceCode, ({ type }) => type === AST_NODE_TYPES.AssignmentExpression)
      .filter((node) => isHandlerAssignment(node as TSESTree.AssignmentExpression))
      .map((node) => sourceCode.getText((node as TSESTree.AssignmentExpression).left));
  };

  it('are those of the model', () => {
    assert.deepEqual(targets('port.onmessage = f; this.name = f; onmessage = f; signal.onabort = f; o[k] = f;'), [
      'port.onmessage',
      'signal.onabort',
    ]);
  });
});

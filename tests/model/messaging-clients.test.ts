import assert from 'node:assert/strict';
import { INSTRUMENTED_LIBRARIES } from '../../src/model/instrumented-clients';
import { OBJECT_CALLBACKS, OBJECT_METHODS, OBJECT_ORIGINS, OBJECT_PROPERTIES } from '../../src/model/library-objects';
import { MESSAGING_CLIENTS } from '../../src/model/messaging-clients';

/** Libraries that no instrumentation of the collection covers: their name is only a name for the setting. */
const WITHOUT_INSTRUMENTATION = ['nats'];

describe('the table of messaging libraries', () => {
  it('names every library once', () => {
    const ids = MESSAGING_CLIENTS.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)]);
  });

  it('names instrumentations that are known', () => {
    const known: readonly string[] = [...INSTRUMENTED_LIBRARIES.map(({ id }) => id), ...WITHOUT_INSTRUMENTATION];
    assert.deepEqual(
      MESSAGING_CLIENTS.flatMap(({ library }) => (library === undefined || known.includes(library) ? [] : [library])),
      [],
    );
  });

  for (const { id, hint, sends, consumes } of MESSAGING_CLIENTS) {
    it(`gives ${id} a hint that a file with any of its calls or types matches`, () => {
      for (const { on, methods, commands = [] } of sends) {
        const words = [...on, ...commands]
          .flatMap(({ package: owner, name }) => [owner, name])
          .concat(methods === '*' ? [] : methods);
        assert.ok(
          words.some((word) => hint.test(word)),
          words.join(' '),
        );
      }
      for (const { handover } of consumes) {
        const words = JSON.stringify(handover);
        assert.match(words, hint);
      }
    });
    it(`gives ${id} paths of names and stars`, () => {
      const paths = [
        ...sends.map(({ messages }) => messages.path),
        ...consumes.flatMap(({ messages, carrier }) => [messages, carrier.path]),
      ];
      for (const path of paths) assert.match(path, /^(?:(?:\w+|\*)(?:\.(?:\w+|\*))*)?$/);
    });
    it(`gives ${id} reasons that end in no full stop`, () => {
      for (const { gap } of [...sends, ...consumes]) assert.ok(gap === undefined || !gap.endsWith('.'));
    });
  }

  it('knows how every receiver comes into a program without types', () => {
    const made = [...OBJECT_ORIGINS, ...OBJECT_METHODS, ...OBJECT_CALLBACKS, ...OBJECT_PROPERTIES].map(
      ({ type }) => `${type.package}#${type.name}`,
    );
    const without = MESSAGING_CLIENTS.filter(({ sends, consumes }) => {
      const receivers = [
        ...sends.flatMap(({ on }) => on),
        ...consumes.flatMap(({ handover }) => ('on' in handover ? handover.on : [])),
      ];
      return receivers.length > 0 && !receivers.some(({ package: owner, name }) => made.includes(`${owner}#${name}`));
    });
    assert.deepEqual(
      without.map(({ id }) => id),
      [],
    );
  });
});

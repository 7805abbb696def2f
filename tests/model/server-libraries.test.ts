import assert from 'node:assert/strict';
import { INSTRUMENTED_LIBRARIES } from '../../src/model/instrumented-clients';
import { SERVER_LIBRARIES, SERVER_METHODS, SERVER_ORIGINS } from '../../src/model/server-libraries';

describe('the table of server libraries', () => {
  const known = new Set<string>(INSTRUMENTED_LIBRARIES.map(({ id }) => id));
  const ids = SERVER_LIBRARIES.map(({ id }) => id);

  it('names each library once', () => assert.deepEqual(ids, [...new Set(ids)]));

  for (const {
    id,
    instrumentations,
    headers,
    registrations,
    requests,
    handlers = [],
    decorators = [],
  } of SERVER_LIBRARIES) {
    it(`${id}: names instrumentations that exist, a way to its headers, and a way to know its handlers`, () => {
      assert.deepEqual(
        instrumentations.filter((name) => !known.has(name)),
        [],
      );
      assert.ok(headers.length > 0);
      assert.ok(registrations.length + requests.length + handlers.length + decorators.length > 0);
      for (const row of registrations)
        assert.ok(row.exports ?? (row.on && row.methods), 'a registration says on what, and by which methods');
    });
  }

  it('knows how every server is made whose methods give a server', () => {
    const made = new Set([...SERVER_ORIGINS, ...SERVER_METHODS].map(({ type }) => `${type.package}#${type.name}`));
    const owners = SERVER_METHODS.flatMap(({ of }) => of.map((type) => `${type.package}#${type.name}`));
    assert.deepEqual(
      owners.filter((owner) => !made.has(owner)),
      [],
    );
  });
});

import assert from 'node:assert/strict';
import { classifyKey, describeClass, isPersonObject, typeRulesOut } from '../../../src/analysis/sensitive-data';
import { PERSONAL_CLASSES, SECRET_CLASSES, type TypeHint } from '../../../src/model/sensitive-data';

const classes = [...Object.keys(PERSONAL_CLASSES), ...Object.keys(SECRET_CLASSES)];

describe('typeRulesOut', () => {
  for (const hint of ['boolean', 'enum', 'string-literal-union', 'branded'] satisfies TypeHint[]) {
    it(`rules out every class for ${hint}`, () => {
      assert.deepEqual(
        [...classes, 'loyalty'].filter((name) => !typeRulesOut(hint, name)),
        [],
      );
    });
  }

  it('rules out nothing for an unknown type', () => {
    assert.deepEqual(
      [...classes, 'loyalty'].filter((name) => typeRulesOut('unknown', name)),
      [],
    );
  });

  it('rules out for a number only what is text', () => {
    const ruledOut = classes.filter((name) => typeRulesOut('number', name));
    assert.deepEqual(ruledOut, [
      'contact',
      'identity',
      'password',
      'token',
      'api-key',
      'cookie',
      'authorization',
      'private-key',
      'credential',
    ]);
  });

  it("keeps a project's own class for a number", () => {
    assert.equal(typeRulesOut('number', 'loyalty'), false);
  });
});

describe('describeClass', () => {
  it('has a phrase for every class', () => {
    assert.equal(describeClass('contact'), 'contact data (e-mail, phone)');
    assert.equal(describeClass('loyalty'), 'loyalty data');
    assert.equal(new Set(classes.map(describeClass)).size, classes.length);
  });
});

describe('isPersonObject', () => {
  it('knows objects that hold one person', () => {
    assert.deepEqual(
      ['user', 'currentUser', 'customer', 'userData', 'userDto', 'patient', 'getUser', 'users', 'loadUserById'].filter(
        (name) => !isPersonObject(name),
      ),
      [],
    );
    assert.deepEqual(
      ['userService', 'file', 'userCount', 'isUser', 'tenant', 'data', '', 'userRepository', 'username'].filter(
        isPersonObject,
      ),
      [],
    );
  });
});

describe('classifyKey', () => {
  it('reads dotted keys as paths', () => {
    assert.equal(classifyKey('user.email')?.class, 'contact');
    assert.equal(classifyKey('user.id')?.class, 'account-id');
    assert.equal(classifyKey('acme.user.id')?.class, 'account-id');
    assert.equal(classifyKey('acme/user_id')?.class, 'account-id');
    assert.equal(classifyKey('client.address')?.class, 'device');
    assert.equal(classifyKey('USER_ID')?.class, 'account-id');
    assert.equal(classifyKey('tenant.id'), undefined);
    assert.equal(classifyKey('user.tier'), undefined);
    assert.equal(classifyKey('server.address'), undefined);
    assert.equal(classifyKey('user.id.hash'), undefined);
  });
});

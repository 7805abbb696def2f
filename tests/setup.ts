import { RuleTester } from '@typescript-eslint/rule-tester';
import { after, describe, it } from 'mocha';

RuleTester.afterAll = after;
RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = (text, callback) => it.only(text, callback);

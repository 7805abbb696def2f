import * as parser from '@typescript-eslint/parser';
import { RuleTester } from '@typescript-eslint/rule-tester';
import { fixturesFolder } from './source';

/** A rule tester with a program: operations are known by declaration. */
export const typedTester = new RuleTester({
  languageOptions: {
    parser,
    parserOptions: { projectService: { allowDefaultProject: ['*.ts*'] }, tsconfigRootDir: fixturesFolder },
  },
});

/** A rule tester without a program: operations are known by imports. */
export const untypedTester = new RuleTester({ languageOptions: { parser } });

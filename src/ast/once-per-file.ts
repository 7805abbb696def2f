import type { TSESLint } from '@typescript-eslint/utils';

/** A question about a whole file, answered once and kept for as long as its SourceCode lives. */
export function oncePerFile<T>(find: (sourceCode: TSESLint.SourceCode) => T): (sourceCode: TSESLint.SourceCode) => T {
  const answers = new WeakMap<TSESLint.SourceCode, { readonly value: T }>();
  return (sourceCode) => {
    let answer = answers.get(sourceCode);
    if (!answer) {
      answer = { value: find(sourceCode) };
      answers.set(sourceCode, answer);
    }
    return answer.value;
  };
}

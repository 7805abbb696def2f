/** The texts that a new rule starts with. They compile, and their examples pass; `TODO` marks what is to be written. */
import { repositoryUrl } from '../../src/rule-kit/package-info';

/** `valid-carrier` → `validCarrier`. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
}

/** `src/rules/<name>.ts` */
export const ruleTemplate = (name: string): string => `import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId = 'found';

// TODO: a placeholder. It reports a 'context.active()' that is given an argument.
export const ${camelCase(name)} = createRule<[], MessageId>({
  name: '${name}',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require TODO: one line, imperative, no full stop',
      presets: [],
      gainsFromTypes: true,
    },
    messages: {
      found: "'context.active()' takes no argument, so 'TODO: subject' TODO: what breaks in production, and where.",
    },
    schema: [],
    defaultOptions: [],
  },
  create(context) {
    const file = analyzeFile(context);
    return file.onOperation('context.active', ({ node }) => {
      if (node.arguments.length > 0) context.report({ node, messageId: 'found' });
    });
  },
});
`;

/** `tests/rules/<name>.test.ts` */
export const testTemplate = (name: string): string => `import { ${camelCase(name)} } from '../../src/rules/${name}';
import { typedTester, untypedTester } from '../support/rule-tester';

const api = \`import { context } from '@opentelemetry/api';\`;

// TODO: a rule owes tests of: a look-alike; alias, namespace, require, destructured and typed-parameter receivers;
// early return, throw, loop, nested function, finally; hand-over; each option and setting; a comment inside the edited
// range; an existing import and a name clash; two reports in one file fixed together.
const valid = [
  { name: 'the plain call', code: \`\${api} context.active();\` },
  { name: 'a look-alike', code: \`declare const context: { active(id: number): void }; context.active(1);\` },
];

const invalid = [
  {
    name: 'an argument',
    code: \`\${api} context.active(1);\`,
    errors: [{ messageId: 'found' as const }],
  },
];

untypedTester.run('${name} without types', ${camelCase(name)}, { valid, invalid });
typedTester.run('${name} with types', ${camelCase(name)}, { valid, invalid });
`;

/** `docs/rules/<name>.md` */
export const docsTemplate = (
  name: string,
): string => `TODO: one paragraph on what breaks in production when this is wrong: who notices, what is lost, and why nothing is logged. Say it to somebody who has never read the specification, and name the symptom that they would search for: a trace that ends, a header that is missing, an entry that went to the wrong request.

## Incorrect

\`\`\`ts
import { context } from '@opentelemetry/api';

// @ts-expect-error TODO: the mistake
context.active('orders');
\`\`\`

## Correct

\`\`\`ts
import { context } from '@opentelemetry/api';

context.active();
\`\`\`

## Options

This rule has no options.

## Settings

None.

## Fix or suggestion

TODO: what the edit does, and why it is a fix or only a suggestion.

## With and without types

TODO: what types add.

## Known limitations

- TODO

## When not to use it

TODO

## Further reading

- OpenTelemetry specification: [Context](https://opentelemetry.io/docs/specs/otel/context/)
- Measured: TODO
- The runtime case, run before and after the edit: [\`tests/runtime/${name}\`](${repositoryUrl}/tree/main/tests/runtime/${name})
`;

/** `tests/runtime/<name>/case.ts` */
export const caseTemplate = (name: string): string => `import assert from 'node:assert/strict';
import { defineCase, everywhere, type ObservedSpan } from '../runtime-case';

interface Observed {
  readonly spans: readonly ObservedSpan[];
}

export const cases = [
  defineCase<Observed>({
    rule: '${name}',
    title: 'TODO: what breaks in production, in one line',
    file: 'broken.ts',
    edit: 'fix', // TODO: or { suggestion: 'messageId' }
    generations: everywhere,
    symptom: ({ spans }) => {
      assert.equal(spans.length, 0, 'TODO: assert what goes wrong');
    },
    healed: ({ spans }) => {
      assert.equal(spans.length, 1, 'TODO: assert that it no longer does, and that the rest still works');
    },
  }),
];
`;

/** `tests/runtime/<name>/broken.ts` */
export const programTemplate = (): string => `import { trace } from '@opentelemetry/api';
import { endedSpans, observe, startSdk } from '../setup';

startSdk();

// TODO: a small program that somebody could have written, with the mistake in it.
trace.getTracer('orders').startSpan('order').end();

observe({ spans: endedSpans() });
`;

import { describeEntry, entryLocation, isNeverSent, sensitiveEntries } from '../analysis/baggage';
import { removeEntry } from '../repairs/sensitive-entry';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';
import { flag, optionsObject } from '../rule-kit/option-schemas';

type Options = [{ includeWeak?: boolean }];
type MessageId = 'dropEntry' | 'secret' | 'secretByKey' | 'secretInKey';

const CONSEQUENCE = 'every service called from here on gets it, and so do their logs';
const REMEDY = "Remove it, or allow its name in 'settings.otel.safeNames'.";

export const noSecretInBaggage = createRule<Options, MessageId>({
  name: 'no-secret-in-baggage',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow passwords, tokens, keys and other secrets in baggage',
      presets: ['recommended'],
      presetOptions: { strict: [{ includeWeak: true }] },
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      secret: `{{ subject }} holds {{ class }} and goes into {{ entry }}{{ path }}: ${CONSEQUENCE}. ${REMEDY}`,
      secretByKey: `By its name, {{ entry }} holds {{ class }}, here {{ subject }}: ${CONSEQUENCE}. ${REMEDY}`,
      secretInKey: `{{ subject }} holds {{ class }} and becomes a baggage key{{ path }}: ${CONSEQUENCE}. ${REMEDY}`,
      dropEntry: 'Remove the entry. Let the services that need the secret get it from where it is kept.',
    },
    schema: optionsObject({
      includeWeak: flag('Report what is likely, not certain, to be a secret.'),
    }),
    defaultOptions: [{ includeWeak: false }],
  },
  create(context, [{ includeWeak = false }]) {
    const file = analyzeFile(context);
    const { sourceCode } = context;
    return file.onProgram(() => {
      for (const finding of sensitiveEntries(file)) {
        if (finding.kind !== 'secret' || (finding.isWeak && !includeWeak) || isNeverSent(file, finding)) continue;
        const { part } = finding;
        const fix = removeEntry(file, finding);
        context.report({
          loc: entryLocation(sourceCode, finding),
          messageId: part === 'value' ? 'secret' : part === 'key' ? 'secretInKey' : 'secretByKey',
          data: describeEntry(sourceCode, finding),
          suggest: fix ? [{ messageId: 'dropEntry', fix }] : [],
        });
      }
    });
  },
});

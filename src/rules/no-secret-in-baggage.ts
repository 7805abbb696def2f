import { describeEntry, sensitiveEntries } from '../analysis/baggage';
import { dropEntry } from '../fixes/baggage-entries';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';
import { flag, optionsObject } from '../rule-kit/option-schemas';

type Options = [{ includeWeak?: boolean }];
type MessageId = 'dropEntry' | 'secret' | 'secretByKey' | 'secretInKey';

const CONSEQUENCE =
  'every service called from here receives it, third parties included, and so do their logs and proxies.';

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
      secret: `{{ subject }} holds {{ class }} and goes into {{ entry }}{{ path }}: ${CONSEQUENCE}`,
      secretByKey: `By its name, {{ entry }} holds {{ class }}, and nothing shows that {{ subject }} is anything else: ${CONSEQUENCE}`,
      secretInKey: `{{ subject }} holds {{ class }} and becomes the key of a baggage entry{{ path }}: ${CONSEQUENCE}`,
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
        if (finding.kind !== 'secret' || (finding.isWeak && !includeWeak)) continue;
        const { entry, part } = finding;
        const drop = entry.through.length === 0 ? dropEntry({ sourceCode, site: entry.site }) : undefined;
        context.report({
          node: finding.place,
          messageId: part === 'value' ? 'secret' : part === 'key' ? 'secretInKey' : 'secretByKey',
          data: describeEntry(sourceCode, finding),
          suggest: drop ? [{ messageId: 'dropEntry', fix: drop }] : [],
        });
      }
    });
  },
});

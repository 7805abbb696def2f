import {
  describeEntry,
  entriesWithUnkeyedHash,
  entryLocation,
  isNeverSent,
  type SensitiveEntry,
  sensitiveEntries,
} from '../analysis/baggage';
import { HASH_KEY_VARIABLE } from '../fixes/hashing';
import { offered, type Suggestion } from '../repairs/offered';
import { hashEntry, keyHash, moveToSpan, removeEntry, sanitizeEntry } from '../repairs/sensitive-entry';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';
import { flag, optionsObject } from '../rule-kit/option-schemas';

type Options = [{ checkUnkeyedHash?: boolean; includeWeak?: boolean }];
type SuggestionId = 'dropEntry' | 'keyedHash' | 'moveToSpanAttribute' | 'plainHash' | 'useSanitizer';
type MessageId = SuggestionId | 'pii' | 'piiByKey' | 'piiInKey' | 'unkeyedHash';

const CONSEQUENCE = 'plain text in every request from here on';
const REMEDY = "Hash or drop it, or allow it in 'settings.otel': 'safeNames', 'sanitizers'.";

export const noPiiInBaggage = createRule<Options, MessageId>({
  name: 'no-pii-in-baggage',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow data that may identify a person in baggage',
      presets: ['recommended'],
      presetOptions: { strict: [{ checkUnkeyedHash: true, includeWeak: true }] },
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      pii: `{{ subject }} holds {{ class }} and goes into {{ entry }}{{ path }}, ${CONSEQUENCE}. ${REMEDY}`,
      piiByKey: `By its name, {{ entry }} holds {{ class }}, here {{ subject }}, ${CONSEQUENCE}. ${REMEDY}`,
      piiInKey: `{{ subject }} holds {{ class }} and is the key of a baggage entry{{ path }}, ${CONSEQUENCE}. ${REMEDY}`,
      unkeyedHash:
        '{{ subject }} holds {{ class }} and goes into {{ entry }} as a hash without a key, which a list of the possible values reverses. Use createHmac with a secret key.',
      keyedHash: `Put a keyed hash in its place; its key is read from ${HASH_KEY_VARIABLE}.`,
      plainHash: 'Put a hash without a key in its place. It can be reversed where the values can be listed.',
      useSanitizer: "Pass it through '{{ sanitizer }}()'.",
      dropEntry: 'Remove the entry.',
      moveToSpanAttribute: 'Record it on the active span, which stays with your own telemetry, and remove the entry.',
    },
    schema: optionsObject({
      checkUnkeyedHash: flag('Report personal data that is only hidden by a hash without a key.'),
      includeWeak: flag('Report what may identify a person: session and device ids, user agents.'),
    }),
    defaultOptions: [{ checkUnkeyedHash: false, includeWeak: false }],
  },
  create(context, [{ checkUnkeyedHash = false, includeWeak = false }]) {
    const file = analyzeFile(context);
    const { sourceCode } = context;

    const removals = (finding: SensitiveEntry): readonly Suggestion<SuggestionId>[] => [
      ...offered('dropEntry', removeEntry(file, finding)),
      ...offered('moveToSpanAttribute', moveToSpan(file, finding)),
    ];

    function hashes(finding: SensitiveEntry): readonly Suggestion<SuggestionId>[] {
      const own = sanitizeEntry(file, finding);
      return [
        ...offered('keyedHash', hashEntry(file, finding)),
        // A hash without a key is the next thing to be reported where they are checked.
        ...(checkUnkeyedHash ? [] : offered('plainHash', hashEntry(file, finding, 'plain'))),
        ...(own ? offered('useSanitizer', own.edit, { sanitizer: own.sanitizer }) : []),
      ];
    }

    function report(finding: SensitiveEntry): void {
      if (finding.kind !== 'pii' || (finding.isWeak && !includeWeak) || isNeverSent(file, finding)) return;
      context.report({
        loc: entryLocation(sourceCode, finding),
        messageId: finding.part === 'value' ? 'pii' : finding.part === 'key' ? 'piiInKey' : 'piiByKey',
        data: describeEntry(sourceCode, finding),
        suggest: [...hashes(finding), ...removals(finding)],
      });
    }

    function reportHash(finding: SensitiveEntry): void {
      if ((finding.isWeak && !includeWeak) || isNeverSent(file, finding)) return;
      context.report({
        loc: entryLocation(sourceCode, finding),
        messageId: 'unkeyedHash',
        data: describeEntry(sourceCode, finding),
        suggest: [...offered('keyedHash', keyHash(file, finding)), ...removals(finding)],
      });
    }

    return file.onProgram(() => {
      sensitiveEntries(file).forEach(report);
      if (checkUnkeyedHash) entriesWithUnkeyedHash(file).forEach(reportHash);
    });
  },
});

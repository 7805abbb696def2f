import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import {
  callableSanitizer,
  describeEntry,
  entriesWithUnkeyedHash,
  isSurelyString,
  type SensitiveEntry,
  sensitiveEntries,
  unkeyedHash,
} from '../analysis/baggage';
import { ensureImport, isTypeScript, textFor } from '../fixes';
import { dropEntry, replaceEntry } from '../fixes/baggage-entries';
import { combineEdits, type Edit } from '../fixes/edit';
import { addKey, callOn, HASH_KEY_VARIABLE, hashWithKey, hashWithoutKey } from '../fixes/hashing';
import { quoteOf } from '../fixes/layout';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';
import { flag, optionsObject } from '../rule-kit/option-schemas';

type Options = [{ checkUnkeyedHash?: boolean; includeWeak?: boolean }];
type SuggestionId = 'dropEntry' | 'keyedHash' | 'moveToSpanAttribute' | 'plainHash' | 'useSanitizer';
type MessageId = SuggestionId | 'pii' | 'piiByKey' | 'piiInKey' | 'unkeyedHash';

const CONSEQUENCE = 'baggage is a plain-text header of every request made from here on, to third parties too.';
/** What a pseudonym begins with, by class; `h_` for the others. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['account-id', 'usr_'],
  ['contact', 'usr_'],
  ['identity', 'usr_'],
  ['device', 'dev_'],
]);

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
      pii: `{{ subject }} holds {{ class }} and goes into {{ entry }}{{ path }}: ${CONSEQUENCE}`,
      piiByKey: `By its name, {{ entry }} holds {{ class }}, and nothing shows that {{ subject }} was made safe: ${CONSEQUENCE}`,
      piiInKey: `{{ subject }} holds {{ class }} and becomes the key of a baggage entry{{ path }}: ${CONSEQUENCE}`,
      unkeyedHash:
        '{{ subject }} holds {{ class }} and goes into {{ entry }} as a hash without a key: whoever can list the possible values can hash them all and look this one up.',
      keyedHash: `Put a keyed hash in its place; its key is read from ${HASH_KEY_VARIABLE}.`,
      plainHash: 'Put a hash without a key in its place. It can be reversed where the values can be listed.',
      useSanitizer: "Pass it through '{{ sanitizer }}()'.",
      dropEntry: 'Remove the entry.',
      moveToSpanAttribute: 'Record it on the active span, which stays with your own telemetry, and remove the entry.',
    },
    schema: optionsObject({
      checkUnkeyedHash: flag('Report personal data that is only hidden by a hash without a key.'),
      includeWeak: flag('Report what is likely, not certain, to be personal data: user agents, session ids.'),
    }),
    defaultOptions: [{ checkUnkeyedHash: false, includeWeak: false }],
  },
  create(context, [{ checkUnkeyedHash = false, includeWeak = false }]) {
    const file = analyzeFile(context);
    const { sourceCode } = context;
    const typescript = isTypeScript(sourceCode, context.physicalFilename);

    function hashes({ text, label }: SensitiveEntry): Suggestion[] {
      if (!text) return [];
      const hash = {
        sourceCode,
        text,
        isString: isSurelyString(file, text),
        isTypeScript: typescript,
        prefix: PREFIXES.get(label.verdict.class) ?? 'h_',
      };
      const sanitizer = callableSanitizer(file, text);
      return [
        ...offered('keyedHash', hashWithKey(hash)),
        ...offered('plainHash', hashWithoutKey(hash)),
        ...(sanitizer === undefined
          ? []
          : offered('useSanitizer', callOn({ ...hash, callee: sanitizer }), { sanitizer })),
      ];
    }

    function removals({ entry, value }: SensitiveEntry): Suggestion[] {
      const { site, key, keyText, through } = entry;
      if (through.length > 0) return [];
      const trace =
        key && value && ensureImport({ sourceCode, module: '@opentelemetry/api', imported: 'trace', at: site });
      const quote = quoteOf(sourceCode);
      const isPlainName =
        site.type === AST_NODE_TYPES.Property && !site.computed && key?.type === AST_NODE_TYPES.Identifier;
      const name = isPlainName ? `${quote}${keyText ?? ''}${quote}` : key && sourceCode.getText(key);
      const text =
        trace &&
        `${trace.localName}.getActiveSpan()?.setAttribute(${name ?? ''}, ${textFor(sourceCode, value, 'element')})`;
      return [
        ...offered('dropEntry', dropEntry({ sourceCode, site })),
        ...offered(
          'moveToSpanAttribute',
          text === undefined ? undefined : combineEdits(trace?.fix, replaceEntry({ sourceCode, site, text })),
        ),
      ];
    }

    function report(finding: SensitiveEntry): void {
      if (finding.kind !== 'pii' || (finding.isWeak && !includeWeak)) return;
      context.report({
        node: finding.place,
        messageId: finding.part === 'value' ? 'pii' : finding.part === 'key' ? 'piiInKey' : 'piiByKey',
        data: describeEntry(sourceCode, finding),
        suggest: [...hashes(finding), ...removals(finding)],
      });
    }

    function reportHash(finding: SensitiveEntry): void {
      const creation = finding.steps
        .map(({ node }) => unkeyedHash(sourceCode, node)?.creation)
        .find((node) => node !== undefined);
      context.report({
        node: finding.place,
        messageId: 'unkeyedHash',
        data: describeEntry(sourceCode, finding),
        suggest: offered('keyedHash', creation && addKey({ sourceCode, creation, isTypeScript: typescript })),
      });
    }

    return file.onProgram(() => {
      sensitiveEntries(file).forEach(report);
      if (checkUnkeyedHash) entriesWithUnkeyedHash(file).forEach(reportHash);
    });
  },
});

interface Suggestion {
  readonly messageId: SuggestionId;
  readonly data: Readonly<Record<string, string>>;
  readonly fix: Edit;
}

/** A suggestion, if its edit can be made. */
function offered(
  messageId: SuggestionId,
  fix: Edit | undefined,
  data: Readonly<Record<string, string>> = {},
): Suggestion[] {
  return fix ? [{ messageId, data, fix }] : [];
}

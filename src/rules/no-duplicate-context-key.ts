import { type ContextKey, contextKeys, type DuplicateKey, duplicateKeys } from '../analysis/context-keys';
import { describeAnew, useKey } from '../repairs/duplicate-key';
import { offered, type Suggestion } from '../repairs/offered';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId = 'describeAnew' | 'duplicate' | 'elsewhere' | 'useKey';

export const noDuplicateContextKey = createRule<[], MessageId>({
  name: 'no-duplicate-context-key',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow two context keys of one description, which are the same key',
      presets: ['strict'],
      gainsFromTypes: true,
    },
    hasSuggestions: true,
    messages: {
      duplicate:
        "'{{ name }}' and '{{ first }}' on line {{ line }} are the same key, both described as '{{ description }}': a value set by one overwrites the other's. Give each a description of its own.",
      elsewhere:
        "'{{ name }}' and '{{ first }}' on line {{ line }} of {{ file }} are the same key, both described as '{{ description }}': a value set by one overwrites the other's. Give each a description of its own.",
      describeAnew: "Give '{{ name }}' a description of its own.",
      useKey: "Use '{{ first }}' in its place.",
    },
    schema: [],
  },
  create(context) {
    const { sourceCode } = context;
    const file = analyzeFile(context);

    /** A description of its own; within a file, also the one key by its first name. */
    function edits(
      { duplicate, fileName, key }: DuplicateKey,
      keys: readonly ContextKey[],
    ): readonly Suggestion<MessageId>[] {
      const data = { name: duplicate.name, first: key.name };
      const same = fileName === undefined ? useKey(sourceCode, duplicate, key) : undefined;
      return [...offered('describeAnew', describeAnew(duplicate, keys), data), ...offered('useKey', same, data)];
    }

    function report(found: DuplicateKey, keys: readonly ContextKey[]): void {
      const { duplicate, fileName, key } = found;
      const data = {
        name: duplicate.name,
        first: key.name,
        line: String(key.call.loc.start.line),
        file: fileName === undefined ? '' : file.pathInPackage(fileName),
        description: duplicate.description,
      };
      context.report({
        node: duplicate.call,
        messageId: fileName === undefined ? 'duplicate' : 'elsewhere',
        data,
        suggest: edits(found, keys),
      });
    }

    return file.onProgram(() => {
      const calls = file.operations('context.createKey');
      const keys = calls.length > 0 ? contextKeys(file.resolver, calls) : [];
      if (keys.length === 0) return;
      const counts = (fileName: string): boolean => file.isOfPackage(fileName);
      for (const found of duplicateKeys(file.resolver, file.filename, keys, counts)) report(found, keys);
    });
  },
});

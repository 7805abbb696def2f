import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { detachedMembers, type Detachment } from '../analysis/data-flow/detached-members';
import { bindToObject, callOnObject } from '../repairs/detached-members';
import { offered } from '../repairs/offered';
import { analyzeFile } from '../rule-kit/analyze-file';
import { createRule } from '../rule-kit/create-rule';

type MessageId = 'bind' | 'called' | 'handedOut';

export const noDestructuredApi = createRule<[], MessageId>({
  name: 'no-destructured-api',
  meta: {
    type: 'problem',
    docs: {
      description: "Disallow taking a method that needs its 'this' off the OpenTelemetry API",
      presets: ['recommended'],
      inTests: ['called'],
      gainsFromTypes: true,
    },
    fixable: 'code',
    hasSuggestions: true,
    messages: {
      called:
        "Taken off '{{ object }}', {{ members }} cannot find 'this': the call on line {{ line }} throws a TypeError. Call '{{ object }}.{{ member }}()'.",
      handedOut:
        "Taken off '{{ object }}', {{ members }} cannot find 'this': what is handed out on line {{ line }} throws a TypeError when it is called. Hand out '{{ object }}' itself.",
      bind: "Bind what is taken to '{{ object }}'.",
    },
    schema: [],
  },
  create(context) {
    const { sourceCode } = context;
    const file = analyzeFile(context);

    function report(detachment: Detachment): void {
      const { api, members, site } = detachment;
      const [call] = members.flatMap(({ calls, name }) => calls.map((node) => ({ name, node }))).sort(inOrder);
      const [handedOut] = members.flatMap((member) => member.handedOut ?? []);
      const place = call?.node ?? handedOut;
      if (!place) return;
      const object = objectText(sourceCode, site) ?? api.name;
      const names = members.map(({ name }) => `'${name}'`);
      const last = names.pop() ?? '';
      const fix = callOnObject(file.resolver, detachment);
      context.report({
        node: site,
        messageId: call ? 'called' : 'handedOut',
        data: {
          object,
          members: names.length > 0 ? `${names.join(', ')} and ${last}` : last,
          member: call?.name ?? '',
          line: String(place.loc.start.line),
        },
        fix: fix ?? null,
        suggest: fix ? [] : offered('bind', bindToObject(file.resolver, detachment), { object }),
      });
    }

    return file.onProgram(() => {
      for (const detachment of detachedMembers(file.resolver, file.assignments)) report(detachment);
    });
  },
});

/** How the code calls the object, where that is a short path of names. */
function objectText(sourceCode: TSESLint.SourceCode, site: Detachment['site']): string | undefined {
  const { parent } = site;
  const object =
    site.type === AST_NODE_TYPES.MemberExpression
      ? site.object
      : parent.type === AST_NODE_TYPES.VariableDeclarator
        ? parent.init
        : undefined;
  const text = object ? sourceCode.getText(object) : '';
  return /^[\w$.]{1,40}$/.test(text) ? text : undefined;
}

const inOrder = (a: { readonly node: TSESTree.Node }, b: { readonly node: TSESTree.Node }): number =>
  a.node.range[0] - b.node.range[0];

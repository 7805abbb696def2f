/**
 * Messages that a builder of the library makes: the construction of the builder, and what its methods are given until
 * the message is built. `new RmqRecordBuilder(order).setOptions({ headers }).build()`.
 *
 * *Known limitations*: a builder that is handed to other code is not known.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { memberName, unwrap, wrapped } from '../../ast';
import type { RecordBuilder } from '../../model/messaging-clients';
import type { ApiResolver } from '../api-resolution';
import { namedExport } from '../library-objects';
import { SAME_VALUE, type ValueFlow, valueFlow } from '../value-flow';
import { constructionsOf } from './constructions';

const Kind = AST_NODE_TYPES;

/** A message that a builder makes. */
export interface BuiltRecord {
  readonly builder: RecordBuilder;
  readonly construction: TSESTree.NewExpression;
  /** The calls of the method that takes the headers, in the order of the source. */
  readonly setters: readonly TSESTree.CallExpression[];
  /** Whether the builder went elsewhere, where headers may be set. */
  readonly isOpen: boolean;
}

/** The builder that an expression comes from; undefined where it comes from none that is seen. */
export function builtRecord(
  resolver: ApiResolver,
  expression: TSESTree.Node,
  builders: readonly RecordBuilder[],
): BuiltRecord | undefined {
  const flow = valueFlow(resolver.sourceCode);
  const [construction, ...others] = constructionsOf(flow, expression) ?? [];
  if (!construction || others.length > 0) return undefined;
  const named = namedExport(resolver, construction.callee);
  const builder = builders.find(({ type }) => type.package === named?.package && type.name === named.name);
  if (!builder) return undefined;
  const { calls, isOpen } = callsOn(flow, construction, expression);
  const setters = calls.filter(({ callee }) => nameOf(callee) === builder.method);
  return { builder, construction, setters: setters.sort((a, b) => a.range[1] - b.range[1]), isOpen };
}

/** The calls of the methods of a builder, each of which gives the builder back, until its message is sent. */
function callsOn(
  flow: ValueFlow,
  construction: TSESTree.NewExpression,
  sent: TSESTree.Node,
): { readonly calls: readonly TSESTree.CallExpression[]; readonly isOpen: boolean } {
  const calls = new Set<TSESTree.CallExpression>();
  const { complete } = flow.forward(construction, {
    label: () => undefined,
    barrier: ({ node }) => node === sent,
    also: ({ node }) => {
      const member = wrapped(node).parent;
      const call =
        member?.type === Kind.MemberExpression && member.object === node ? wrapped(member).parent : undefined;
      if (call?.type !== Kind.CallExpression || unwrap(call.callee) !== member) return [];
      calls.add(call);
      return [{ kind: 'copy', to: call, site: call }];
    },
    kinds: SAME_VALUE,
  });
  return { calls: [...calls], isOpen: !complete };
}

function nameOf(callee: TSESTree.Node): string | undefined {
  const member = unwrap(callee);
  return member.type === Kind.MemberExpression ? memberName(member) : undefined;
}

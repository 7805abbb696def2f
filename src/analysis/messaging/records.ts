/**
 * Messages that a builder of the library makes: the construction of the builder, and what its methods are given until
 * the message is built. `new RmqRecordBuilder(order).setOptions({ headers }).build()`.
 *
 * *Known limitations*: a builder is followed through one constant; one that is handed to other code is not known.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { memberName, unwrap, wrapped } from '../../ast';
import type { RecordBuilder } from '../../model/messaging-clients';
import type { ApiResolver } from '../api-resolution';
import { soleDefinition, variableOf } from '../bindings';
import { namedExport } from '../library-objects';

const Kind = AST_NODE_TYPES;
const MAX_DEPTH = 12;

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
  const calls = new Set<TSESTree.CallExpression>();
  let isOpen = false;
  let node = unwrap(expression);
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    if (node.type === Kind.NewExpression) {
      const named = namedExport(resolver, node.callee);
      const builder = builders.find(({ type }) => type.package === named?.package && type.name === named.name);
      if (!builder) return undefined;
      const setters = [...calls].filter((call) => methodOf(call) === builder.method);
      return { builder, construction: node, setters: setters.sort((a, b) => a.range[1] - b.range[1]), isOpen };
    }
    if (node.type === Kind.CallExpression) {
      const callee = unwrap(node.callee);
      if (callee.type !== Kind.MemberExpression) return undefined;
      calls.add(node);
      node = unwrap(callee.object);
      continue;
    }
    const variable = node.type === Kind.Identifier ? variableOf(resolver.sourceCode, node) : undefined;
    const definition = variable && soleDefinition(variable);
    if (!variable || definition?.kind !== 'value' || definition.path.length > 0) return undefined;
    for (const { identifier, init } of variable.references) {
      const { parent } = wrapped(identifier);
      if (init === true) continue;
      const isCalled = parent?.type === Kind.MemberExpression && parent.parent.type === Kind.CallExpression;
      if (isCalled && parent.parent.type === Kind.CallExpression)
        for (const call of chainFrom(parent.parent)) calls.add(call);
      else isOpen ||= identifier !== node;
    }
    node = unwrap(definition.value);
  }
  return undefined;
}

/** The calls of a chain from its first on: `a.b()` and `.c()` of `a.b().c()`. */
function chainFrom(first: TSESTree.CallExpression): readonly TSESTree.CallExpression[] {
  const calls = [first];
  for (let at = wrapped(first).parent; at?.type === Kind.MemberExpression && at.parent.type === Kind.CallExpression;) {
    calls.push(at.parent);
    at = wrapped(at.parent).parent;
  }
  return calls;
}

function methodOf({ callee }: TSESTree.CallExpression): string | undefined {
  const member = unwrap(callee);
  return member.type === Kind.MemberExpression ? memberName(member) : undefined;
}

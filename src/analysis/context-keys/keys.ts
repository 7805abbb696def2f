/**
 * The context keys that a file makes, by their descriptions. A key is `Symbol.for(description)`: two of one description
 * are one key.
 *
 * Known limitations: a key that gets no name where it is made (`ctx.getValue(createContextKey('a'))`) counts as none,
 * and a description that is put together is unknown.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { keyName, literalString, memberName, wrapped } from '../../ast';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { soleValueOf, valueFlow } from '../value-flow';

const Kind = AST_NODE_TYPES;

export interface ContextKey {
  readonly description: string;
  /** The variable, the field or the property that holds it, with the class or the object around it: `Keys.user`. */
  readonly name: string;
  readonly call: TSESTree.CallExpression | TSESTree.NewExpression;
}

/** The keys that calls make, as far as they have a name and a known description. */
export function contextKeys(resolver: ApiResolver, calls: readonly ResolvedCall[]): readonly ContextKey[] {
  return calls.flatMap((call) => {
    const argument = call.isWrapper ? undefined : call.argument('name');
    const value = argument && (soleValueOf(valueFlow(resolver.sourceCode), argument) ?? argument);
    const description = literalString(value);
    const name = description === undefined ? undefined : holderName(wrapped(call.node));
    return description !== undefined && name !== undefined ? [{ description, name, call: call.node }] : [];
  });
}

function holderName(value: TSESTree.Node): string | undefined {
  const { parent } = value;
  switch (parent?.type) {
    case Kind.AssignmentExpression:
      return parent.right === value ? targetName(parent.left) : undefined;
    case Kind.VariableDeclarator:
      return targetName(parent.id);
    case Kind.PropertyDefinition:
      return within(parent.parent.parent.id?.name, keyName(parent));
    case Kind.Property:
      return parent.value === value && parent.parent.type === Kind.ObjectExpression
        ? within(holderName(wrapped(parent.parent)), keyName(parent))
        : undefined;
    default:
      return undefined;
  }
}

/** `key`; `Keys.user`; of `this.user` and `exports.user` the last part, which is what they are known by. */
function targetName(target: TSESTree.Node): string | undefined {
  if (target.type === Kind.Identifier) return target.name;
  if (target.type !== Kind.MemberExpression) return undefined;
  const { object } = target;
  const owner = object.type === Kind.Identifier && object.name !== 'exports' ? object.name : undefined;
  return within(owner, memberName(target));
}

const within = (owner: string | undefined, name: string | undefined): string | undefined =>
  owner === undefined || name === undefined ? name : `${owner}.${name}`;

/**
 * The arrays, maps and sets of a file that outlive a call, and every place that names one.
 *
 * *Known limitations*: fields are told apart by class, not by instance; a collection that a function makes and gives back
 * is none.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, isFunction, keyName, memberName, unwrap, wrapped } from '../../ast';
import { ITERABLE_COLLECTIONS } from '../../model/flow-summaries';
import { SAME_VALUE, type ValueFlow } from '../value-flow';

const Kind = AST_NODE_TYPES;

/** A collection in a variable or an object outside the functions that use it, or in a field. */
export interface SharedCollection {
  /** As it is written: `queue`, `this.pending`. */
  readonly name: string;
  /** Where it is made, and made anew. */
  readonly sites: readonly TSESTree.Expression[];
  /** Every place that names it, or is given it: found when it is asked for. */
  readonly mentions: readonly TSESTree.Node[];
  /** Whether elements may ever leave it for good: it is made anew, or something of the file is emptied. */
  readonly mayBeEmptied: boolean;
}

/** What empties a collection, in the text of a file; beside that, it may be made anew. */
const EMPTYING = /\b(?:splice|shift|pop|clear)\b|\blength\s*=(?!=)/;

/** The collections in what functions share: variables that are used in others than their own, and fields. */
export function sharedCollections(flow: ValueFlow): readonly SharedCollection[] {
  const { classes, sourceCode } = flow;
  const variables = (sourceCode.scopeManager?.scopes ?? []).flatMap(({ variables: declared }) =>
    declared
      .filter(isShared)
      .map(({ name, references }) => references.flatMap(({ identifier }) => writtenTo(identifier, name))),
  );
  const fields = classes.all.map((holder) => [
    ...holder.body.body.flatMap((member): Made[] => {
      if (member.type !== Kind.PropertyDefinition || !member.value) return [];
      const name = member.key.type === Kind.PrivateIdentifier ? `#${member.key.name}` : (keyName(member) ?? '');
      return collectionsIn(member.value, `${member.static ? (holder.id?.name ?? 'this') : 'this'}.${name}`);
    }),
    ...classes.thisOf(holder, false).flatMap((self) => writtenTo(self, 'this')),
  ]);
  const isEmptied = EMPTYING.test(sourceCode.text);
  return [...variables, ...fields].flatMap((made) =>
    [...new Set(made.map(({ name }) => name))].map((name): SharedCollection => {
      const sites = made.flatMap((one) => (one.name === name ? [one.site] : []));
      let mentions: readonly TSESTree.Node[] | undefined;
      return {
        name,
        sites,
        mayBeEmptied: isEmptied || sites.some((site) => renewed(site) !== undefined),
        get mentions() {
          return (mentions ??= mentionsOf(flow, sites));
        },
      };
    }),
  );
}

function mentionsOf(flow: ValueFlow, sites: readonly TSESTree.Expression[]): readonly TSESTree.Node[] {
  const mentions = new Set<TSESTree.Node>();
  for (const site of sites) {
    const target = renewed(site);
    if (target) mentions.add(target);
  }
  flow.forward(
    sites.map((node) => ({ node, path: [] })),
    {
      label: ({ node, path }) => {
        const isName = node.type === Kind.Identifier || node.type === Kind.MemberExpression;
        if (path.length === 0 && isName && !isParameter(node)) mentions.add(node);
        return undefined;
      },
      kinds: SAME_VALUE,
    },
  );
  return [...mentions].sort((a, b) => a.range[0] - b.range[0]);
}

/** What is assigned a collection in a function: it takes the place of the one before. */
function renewed(site: TSESTree.Expression): TSESTree.Node | undefined {
  const { parent } = wrapped(site);
  return parent?.type === Kind.AssignmentExpression && enclosingFunction(parent) ? parent.left : undefined;
}

/** Whether an expression makes a collection. */
function isCollection(node: TSESTree.Node): node is TSESTree.ArrayExpression | TSESTree.NewExpression {
  if (node.type === Kind.ArrayExpression) return true;
  return (
    node.type === Kind.NewExpression &&
    node.callee.type === Kind.Identifier &&
    ITERABLE_COLLECTIONS.has(node.callee.name)
  );
}

interface Made {
  readonly name: string;
  readonly site: TSESTree.Expression;
}

/** The collections that a value makes: itself, or the parts of an object. */
function collectionsIn(value: TSESTree.Node, name: string): Made[] {
  const node = unwrap(value);
  if (isCollection(node)) return [{ name, site: node }];
  if (node.type === Kind.LogicalExpression) return collectionsIn(node.right, name);
  if (node.type !== Kind.ObjectExpression) return [];
  return node.properties.flatMap((property) =>
    property.type === Kind.Property ? collectionsIn(property.value, `${name}.${keyName(property) ?? ''}`) : [],
  );
}

/** The collections that are made for a name, or for a part of what it names. */
function writtenTo(mention: TSESTree.Node, name: string): Made[] {
  const { parent } = mention;
  if (parent?.type === Kind.VariableDeclarator && parent.id === mention && parent.init)
    return collectionsIn(parent.init, name);
  if (parent?.type === Kind.AssignmentExpression && parent.left === mention) return collectionsIn(parent.right, name);
  if (parent?.type !== Kind.MemberExpression || parent.object !== mention) return [];
  const { property } = parent;
  const part = property.type === Kind.PrivateIdentifier ? `#${property.name}` : memberName(parent);
  return part === undefined ? [] : writtenTo(parent, `${name}.${part}`);
}

function isShared({ references, scope }: TSESLint.Scope.Variable): boolean {
  return references.some(({ from }) => from.variableScope !== scope.variableScope);
}

const isParameter = ({ parent }: TSESTree.Node): boolean => isFunction(parent);

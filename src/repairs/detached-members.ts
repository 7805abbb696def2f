/**
 * Repairs of members that were taken off their object: call them on the whole object, or bind them to it.
 *
 * Known limitations: an object that a pattern only reaches through another one, or through a parameter, is named, never
 * bound to; a declaration in the head of a loop stays.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { ApiResolver } from '../analysis/api-resolution';
import { isReassigned, variableOf } from '../analysis/bindings';
import type { DetachedMember, Detachment } from '../analysis/data-flow/detached-members';
import { keyName, unwrap } from '../ast';
import {
  combineEdits,
  type Edit,
  findStatementPlace,
  freshName,
  hasCommentsInside,
  insertAt,
  removeProperty,
  removeStatement,
  replace,
} from '../fixes';
import { findVisible } from '../fixes/names';
import { renameReads } from '../fixes/variables';

const Kind = AST_NODE_TYPES;

/**
 * `const { active } = context; active();` becomes `context.active();`. Where the object has no name that stays the same,
 * the pattern becomes one: `const context = require('@opentelemetry/api').context;`. Undefined where a member is used in
 * another way than by a call, where the object's name means something else there, and where a comment would be lost.
 */
export function callOnObject(resolver: ApiResolver, { api, members, site }: Detachment): Edit | undefined {
  const { sourceCode } = resolver;
  if (members.some(({ handedOut, others }) => handedOut !== undefined || others.length > 0)) return undefined;
  const object = objectOf(resolver, site);
  if (!object) return site.type === Kind.ObjectPattern ? nameObject(sourceCode, site, api.name) : undefined;
  const variable = variableOf(sourceCode, object.root);
  const isSeen = members.every(({ calls }) =>
    calls.every((call) => findVisible(sourceCode, call, object.root.name) === variable),
  );
  return isSeen
    ? combineEdits(
        removeMembers(sourceCode, site, members),
        ...members.map(({ calls, name }) => renameReads(calls, `${object.text}.${name}`)),
      )
    : undefined;
}

/**
 * `const { active } = context;` becomes `const active = context.active.bind(context);`, wherever it goes from there.
 */
export function bindToObject(resolver: ApiResolver, { api, members, site }: Detachment): Edit | undefined {
  const { sourceCode } = resolver;
  const object = objectOf(resolver, site);
  if (site.type === Kind.MemberExpression)
    return object && !site.optional ? insertAt(site.range[1], `.bind(${object.text})`) : undefined;
  const declarator = site.parent;
  if (declarator.type !== Kind.VariableDeclarator || !declarator.init) return undefined;
  const isExported = declarator.parent.parent.type === Kind.ExportNamedDeclaration;
  if (hasCommentsInside(sourceCode, site.range) || site.typeAnnotation || (isExported && !object)) return undefined;
  const kept = keptText(sourceCode, site, members);
  if (kept === undefined) return undefined;
  const text = object?.text ?? freshName(sourceCode, site, api.name);
  const named = object ? [] : [`${text} = ${sourceCode.getText(declarator.init)}`];
  const rest = kept === '' ? [] : [`${kept} = ${text}`];
  const bound = members.map(({ name, variable }) => `${variable.name} = ${text}.${name}.bind(${text})`);
  return replace(declarator.range, [...named, ...rest, ...bound].join(', '));
}

interface NamedObject {
  readonly root: TSESTree.Identifier;
  readonly text: string;
}

/** The object that members are taken from, if a name for it, or a way from an import to it, means the same anywhere. */
function objectOf(resolver: ApiResolver, site: Detachment['site']): NamedObject | undefined {
  const { sourceCode } = resolver;
  const declarator = site.parent;
  const value =
    site.type === Kind.MemberExpression
      ? site.object
      : declarator.type === Kind.VariableDeclarator && declarator.id === site
        ? declarator.init
        : undefined;
  const object = value && unwrap(value);
  let root: TSESTree.Node | null | undefined = object;
  while (root?.type === Kind.MemberExpression && !root.computed && !root.optional) root = root.object;
  if (!object || root?.type !== Kind.Identifier) return undefined;
  const variable = variableOf(sourceCode, root);
  const isConstant = variable !== undefined && !isReassigned(variable);
  return isConstant && (root === object || resolver.exportOf(object)) && !hasCommentsInside(sourceCode, object.range)
    ? { root, text: sourceCode.getText(object) }
    : undefined;
}

/** Takes members out of a declaration; all of it where nothing else is in it. */
function removeMembers(
  sourceCode: TSESLint.SourceCode,
  site: Detachment['site'],
  members: readonly DetachedMember[],
): Edit | undefined {
  if (site.type === Kind.MemberExpression) return removeDeclarator(sourceCode, declaratorOf(site));
  const kept = keptText(sourceCode, site, members);
  if (kept === '') return removeDeclarator(sourceCode, declaratorOf(site));
  const [only] = members.length === 1 ? site.properties.filter((property) => binds(property, members)) : [];
  if (kept === undefined) return undefined;
  if (only?.type === Kind.Property) return removeProperty({ sourceCode, property: only });
  return hasCommentsInside(sourceCode, site.range) ? undefined : replace(rangeOfPattern(sourceCode, site), kept);
}

/** What is left of a pattern without some members: nothing, or a pattern. Undefined where a rest takes what is left. */
function keptText(
  sourceCode: TSESLint.SourceCode,
  { properties }: TSESTree.ObjectPattern,
  members: readonly DetachedMember[],
): string | undefined {
  if (properties.some(({ type }) => type === Kind.RestElement)) return undefined;
  const kept = properties.filter((property) => !binds(property, members));
  return kept.length === 0 ? '' : `{ ${kept.map((property) => sourceCode.getText(property)).join(', ')} }`;
}

function binds(property: TSESTree.Property | TSESTree.RestElement, members: readonly DetachedMember[]): boolean {
  return members.some(({ variable }) => {
    const name = variable.defs[0]?.name.parent;
    return name === property || name?.parent === property;
  });
}

function declaratorOf(site: TSESTree.Node): TSESTree.VariableDeclarator | undefined {
  let node: TSESTree.Node | undefined = site;
  while (node && node.type !== Kind.VariableDeclarator) node = node.parent;
  return node;
}

function removeDeclarator(
  sourceCode: TSESLint.SourceCode,
  declarator: TSESTree.VariableDeclarator | undefined,
): Edit | undefined {
  const declaration = declarator?.parent;
  if (!declaration || !findStatementPlace(declaration)) return undefined;
  const all: readonly TSESTree.Node[] = declaration.declarations;
  const index = all.indexOf(declarator);
  const [before, after] = [all[index - 1], all[index + 1]];
  if (!before && !after) return removeStatement({ sourceCode, statement: declaration });
  const range: TSESTree.Range = [
    before ? before.range[1] : declarator.range[0],
    before ? declarator.range[1] : (after?.range[0] ?? declarator.range[1]),
  ];
  return hasCommentsInside(sourceCode, range) ? undefined : replace(range, '');
}

/** Puts a name in place of a pattern, and takes all that it bound from there. */
function nameObject(sourceCode: TSESLint.SourceCode, site: TSESTree.ObjectPattern, base: string): Edit | undefined {
  const range = rangeOfPattern(sourceCode, site);
  const name = freshName(sourceCode, site, base);
  const reads = site.properties.map((property) => readsOf(sourceCode, property, name));
  if (hasCommentsInside(sourceCode, range)) return undefined;
  const { parent } = site;
  const isShort = parent.type === Kind.Property && parent.value === site && keyName(parent) === name;
  return combineEdits(replace(isShort ? parent.range : range, name), ...reads);
}

/** Takes what a property of a pattern binds from an object instead, where it is read. */
function readsOf(
  sourceCode: TSESLint.SourceCode,
  property: TSESTree.Property | TSESTree.RestElement,
  object: string,
): Edit | undefined {
  const member = property.type === Kind.Property ? keyName(property) : undefined;
  const { value } = property;
  const variable = value?.type === Kind.Identifier ? variableOf(sourceCode, value) : undefined;
  if (member === undefined || !variable || variable.defs.length !== 1 || isReassigned(variable)) return undefined;
  const reads = variable.references.flatMap(({ identifier }) =>
    identifier !== value && identifier.type === Kind.Identifier ? [identifier] : [],
  );
  const isRenamable = reads.every(({ parent }) => parent.type !== Kind.ExportSpecifier);
  return isRenamable ? renameReads(reads, `${object}.${member}`) : undefined;
}

/** The braces of a pattern and what is in them, without its type. */
function rangeOfPattern(
  sourceCode: TSESLint.SourceCode,
  { range, typeAnnotation }: TSESTree.ObjectPattern,
): TSESTree.Range {
  const close = typeAnnotation && sourceCode.getTokenBefore(typeAnnotation);
  return [range[0], close?.range[1] ?? range[1]];
}

/**
 * Members of the API's singletons that a file takes off their object, and that throw without it: `const { active } =
 * context`, `function f({ inject }: PropagationAPI)`, `const run = context.with`.
 *
 * Known limitations: fields and properties (`this.active = context.active`) are not looked at, nor variables that are
 * written more than once. A member that is only passed to a function is unknown: that may bind it, or spy on it.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { isFunction, keyName, literalString, memberName, unwrap, wrapped } from '../../ast';
import type { ContainerId } from '../../model';
import { BOUND_MEMBER_NAMES, BOUND_MEMBERS, type BoundMembers } from '../../model/bound-members';
import type { ApiResolver } from '../api-resolution';
import { isReassigned } from '../bindings';
import { valuesOf, valueFlow } from '../value-flow';

const Kind = AST_NODE_TYPES;

/** One member that is taken off, and who reads it. */
export interface DetachedMember {
  /** The name that the API gives it. */
  readonly name: string;
  readonly variable: TSESLint.Scope.Variable;
  /** Where it is called, and throws. */
  readonly calls: readonly TSESTree.Identifier[];
  /** Where it is read otherwise. */
  readonly others: readonly TSESTree.Identifier[];
  /** Where it is handed out under a name: exported, or put into an object. */
  readonly handedOut: TSESTree.Node | undefined;
}

/** Members that one pattern, or one declaration, takes off an object. */
export interface Detachment {
  readonly site: TSESTree.ObjectPattern | TSESTree.MemberExpression;
  readonly api: BoundMembers;
  /** Those that throw; at least one of them is called or handed out. */
  readonly members: readonly DetachedMember[];
}

/** The detachments of a file, in source order. A file that takes off nothing of these names costs a look at its names. */
export function detachedMembers(
  resolver: ApiResolver,
  assignments: readonly TSESTree.AssignmentExpression[],
): readonly Detachment[] {
  const bySite = new Map<Detachment['site'], DetachedMember[]>();
  for (const scope of resolver.sourceCode.scopeManager?.scopes ?? []) {
    for (const variable of scope.variables) {
      const taken = takenBy(variable);
      if (!taken || isReassigned(variable)) continue;
      const members = bySite.get(taken.site);
      const member = { name: taken.name, variable, ...usesOf(variable) };
      if (members) members.push(member);
      else bySite.set(taken.site, [member]);
    }
  }
  return [...bySite]
    .filter(([, members]) => members.some(isFaulty))
    .sort(([a], [b]) => a.range[0] - b.range[0])
    .flatMap(([site, members]) => {
      const id = apiOf(resolver, site);
      const api = id && BOUND_MEMBERS[id];
      const own = members.filter(({ name }) => api?.members.has(name) && !isPatched(assignments, name));
      return api && own.some(isFaulty) && isTheirs(resolver, site) ? [{ site, api, members: own }] : [];
    });
}

/** A plain member access is how a method is kept, to be put back or applied: only a call of it is wrong for certain. */
function isFaulty({ calls, handedOut }: DetachedMember): boolean {
  return calls.length > 0 || handedOut !== undefined;
}

/** What a variable is declared by, if that takes a member of one of the names. */
function takenBy({
  defs,
}: TSESLint.Scope.Variable): { readonly site: Detachment['site']; readonly name: string } | undefined {
  const [def] = defs;
  if (def?.name.type !== Kind.Identifier || defs.length !== 1) return undefined;
  const target: TSESTree.Node = def.name.parent.type === Kind.AssignmentPattern ? def.name.parent : def.name;
  const { parent } = target;
  if (parent.type === Kind.Property && parent.value === target && parent.parent.type === Kind.ObjectPattern) {
    const name = keyName(parent);
    return name !== undefined && BOUND_MEMBER_NAMES.has(name) ? { site: parent.parent, name } : undefined;
  }
  const init = parent.type === Kind.VariableDeclarator && parent.id === target && parent.init && unwrap(parent.init);
  const name = init && init.type === Kind.MemberExpression ? memberName(init) : undefined;
  return init && init.type === Kind.MemberExpression && name !== undefined && BOUND_MEMBER_NAMES.has(name)
    ? { site: init, name }
    : undefined;
}

type Uses = Pick<DetachedMember, 'calls' | 'handedOut' | 'others'>;

function usesOf(variable: TSESLint.Scope.Variable): Uses {
  const calls: TSESTree.Identifier[] = [];
  const others: TSESTree.Identifier[] = [];
  for (const { identifier, init } of variable.references) {
    if (init || identifier.type !== Kind.Identifier) continue;
    const node = wrapped(identifier);
    const isCalled = node.parent?.type === Kind.CallExpression && node.parent.callee === node;
    (isCalled ? calls : others).push(identifier);
  }
  const declaration = variable.defs[0]?.parent;
  const isExported = declaration?.parent.type === Kind.ExportNamedDeclaration && !isFunction(declaration);
  return { calls, others, handedOut: isExported ? declaration : others.find(isHandedOut) };
}

/** Whether the members of an object, or of the module, get a name of their own here: whoever calls them has no `this`. */
function isHandedOut(identifier: TSESTree.Identifier): boolean {
  const { parent } = identifier;
  if (parent.type === Kind.ExportSpecifier || parent.type === Kind.ExportDefaultDeclaration) return true;
  if (parent.type === Kind.AssignmentExpression) return parent.right === identifier && isExports(parent.left);
  if (parent.type !== Kind.Property || parent.value !== identifier) return false;
  const object = wrapped(parent.parent);
  switch (object.parent?.type) {
    case Kind.ArrowFunctionExpression:
      return object.parent.body === object;
    case Kind.AssignmentExpression:
      return object.parent.right === object && isExports(object.parent.left);
    case Kind.ExportDefaultDeclaration:
    case Kind.ReturnStatement:
      return true;
    case Kind.VariableDeclarator:
      return object.parent.parent.parent.type === Kind.ExportNamedDeclaration;
    default:
      return false;
  }
}

/** `exports.active`, `module.exports`, `module.exports.active`. */
function isExports(target: TSESTree.Node): boolean {
  if (target.type !== Kind.MemberExpression) return false;
  const { object } = target;
  if (object.type !== Kind.Identifier) return isExports(object);
  return object.name === 'exports' || (object.name === 'module' && memberName(target) === 'exports');
}

/** Whether the file puts a member of that name in its place: then it keeps the old one to put it back, or to call it. */
function isPatched(assignments: readonly TSESTree.AssignmentExpression[], name: string): boolean {
  return assignments.some(
    ({ left }) => left.type === Kind.MemberExpression && memberName(left) === name && !isExports(left),
  );
}

/** Where the members come from: the object, and the way into it. Undefined for a parameter. */
function originOf(
  site: Detachment['site'],
): { readonly value: TSESTree.Expression; readonly path: readonly string[] } | undefined {
  if (site.type === Kind.MemberExpression) return { value: site.object, path: [] };
  const path: string[] = [];
  let pattern: TSESTree.Node = site;
  while (pattern.parent.type === Kind.Property) {
    path.unshift(keyName(pattern.parent) ?? '');
    pattern = pattern.parent.parent;
  }
  const { parent } = pattern;
  return parent.type === Kind.VariableDeclarator && parent.init ? { value: parent.init, path } : undefined;
}

function apiOf(resolver: ApiResolver, site: Detachment['site']): ContainerId | undefined {
  const origin = originOf(site);
  const known = origin && resolver.typeOfPart(origin.value, origin.path);
  return known ?? (site.type === Kind.ObjectPattern ? resolver.typeOf(site) : undefined);
}

/** Whether the object is the API's own: none that the file makes, and none that a call may have bound. */
function isTheirs(resolver: ApiResolver, site: Detachment['site']): boolean {
  const origin = originOf(site);
  if (!origin) return true;
  const { values } = valuesOf(valueFlow(resolver.sourceCode), origin.value, origin.path);
  return values.every(({ node }) => {
    if (node.type === Kind.CallExpression)
      return node.arguments.every((argument) => literalString(argument) !== undefined);
    return node.type !== Kind.ObjectExpression && node.type !== Kind.ClassBody && node.type !== Kind.NewExpression;
  });
}

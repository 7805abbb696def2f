/**
 * What is wrong with the getter or setter that `extract` or `inject` is given.
 *
 * *Known limitations*: only object literals and functions of the file are looked into; an accessor that a class or
 * another file gives is right until proven otherwise.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, isFunction, unwrap } from '../../ast';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { variableOf, walkOwn } from '../bindings';
import { readsOf } from '../data-flow';
import { SAME_VALUE, soleValueOf, sureLabel, valueFlow, type ValueNode } from '../value-flow';
import { concretePropagator } from './concrete-propagator';

/** The accessor argument of a call. */
export type Accessor =
  /** None: the default one, also where it is given by its name, or `undefined`. */
  | { readonly kind: 'default' }
  /** None, and there is no default one: the call is made on a propagator class, and throws. */
  | { readonly kind: 'missing'; readonly propagator: string }
  /** Nothing can be said against it. */
  | { readonly kind: 'given' }
  /** A function, where an object with methods is expected. */
  | { readonly kind: 'function'; readonly node: TSESTree.Expression }
  /** `get` is async: the propagator takes the promise for the value. */
  | { readonly kind: 'async'; readonly fn: FunctionNode }
  /** `get: (key, carrier) => carrier[key]`: the carrier comes first. */
  | { readonly kind: 'swapped'; readonly fn: FunctionNode; readonly carrier: TSESTree.Parameter }
  /** `set` puts a new object in place of the old one: each header erases the one before. */
  | { readonly kind: 'replaces'; readonly fn: FunctionNode; readonly at: TSESTree.AssignmentExpression };

const DEFAULTS: ReadonlySet<string> = new Set(['defaultTextMapGetter', 'defaultTextMapSetter']);

/** The accessor of an `extract` or `inject`. */
export function accessorOf(resolver: ApiResolver, call: ResolvedCall): Accessor {
  const role = call.operation === 'propagation.extract' ? 'getter' : 'setter';
  const argument = call.argument(role);
  if (!argument || isUndefined(resolver, argument)) return withoutAccessor(resolver, call, argument !== undefined);
  const node = unwrap(argument);
  const isNull = node.type === AST_NODE_TYPES.Literal && node.raw === 'null';
  const propagator = isNull ? concretePropagator(resolver, call) : undefined;
  if (propagator !== undefined) return { kind: 'missing', propagator };
  if (isDefaultAccessor(resolver, node)) return { kind: 'default' };
  if (resolver.exportOf(node)) return { kind: 'given' };
  if (isFunction(node) || functionBehind(resolver, node)) return { kind: 'function', node };
  const literal = literalBehind(resolver, node);
  const fn = literal && methodOf(resolver, literal, role === 'getter' ? 'get' : 'set');
  if (!fn) return { kind: 'given' };
  if (role === 'getter' && fn.async) return { kind: 'async', fn };
  const swapped = swappedCarrier(resolver.sourceCode, fn);
  if (swapped) return { kind: 'swapped', fn, carrier: swapped };
  const replaced = role === 'setter' ? replacement(resolver, fn) : undefined;
  return replaced ? { kind: 'replaces', fn, at: replaced } : { kind: 'given' };
}

/** Whether an expression is the default getter or setter of the API, by its name. */
export function isDefaultAccessor(resolver: ApiResolver, expression: TSESTree.Node): boolean {
  const exported = resolver.exportOf(expression);
  return exported?.package === '@opentelemetry/api' && DEFAULTS.has(exported.path.at(-1) ?? '');
}

function isUndefined({ sourceCode }: ApiResolver, expression: TSESTree.Expression): boolean {
  const node = unwrap(expression);
  return node.type === AST_NODE_TYPES.Identifier && node.name === 'undefined' && !variableOf(sourceCode, node);
}

function withoutAccessor(resolver: ApiResolver, call: ResolvedCall, isUndefinedGiven: boolean): Accessor {
  if (call.hasSpread) return { kind: 'given' };
  const propagator = concretePropagator(resolver, call);
  if (propagator !== undefined) return { kind: 'missing', propagator };
  return !isUndefinedGiven && isOwnPropagator(resolver, call) ? { kind: 'given' } : { kind: 'default' };
}

/**
 * Whether the setter of a call writes to its carrier and nowhere else: what it is not given cannot be filled. Undefined
 * for one of another file or package, which sees no local of this one.
 */
export function fillsItsCarrier(resolver: ApiResolver, call: ResolvedCall): boolean | undefined {
  const argument = call.argument('setter');
  if (!argument) return !isOwnPropagator(resolver, call);
  const node = unwrap(argument);
  if (isUndefined(resolver, node) || isDefaultAccessor(resolver, node)) return true;
  if (resolver.exportOf(node)) return undefined;
  const literal = literalBehind(resolver, node);
  const fn = literal && methodOf(resolver, literal, 'set');
  if (!fn) return false;
  const scope = resolver.sourceCode.scopeManager?.acquire(fn, true);
  const carrier = scope?.variables.find(({ identifiers }) => identifiers[0] === fn.params[0]);
  if (!scope || !carrier || readsOf(carrier).length === 0) return false;
  return scope.through.every(({ resolved, isTypeReference }) => isTypeReference || !resolved?.defs.length);
}

/**
 * Whether a call is of a propagator and not of the API: only the API has a default accessor, a propagator that takes
 * none has its own way.
 */
function isOwnPropagator(resolver: ApiResolver, { receiver, isWrapper }: ResolvedCall): boolean {
  return !isWrapper && receiver !== undefined && resolver.typeOf(receiver) === 'TextMapPropagator';
}

function functionBehind(resolver: ApiResolver, node: TSESTree.Node): FunctionNode | undefined {
  if (node.type !== AST_NODE_TYPES.Identifier) return undefined;
  // `getter.get = …`: a function with methods of its own.
  const hasMethods = variableOf(resolver.sourceCode, node)?.references.some(
    ({ identifier: { parent } }) =>
      parent.type === AST_NODE_TYPES.MemberExpression && parent.parent.type === AST_NODE_TYPES.AssignmentExpression,
  );
  return hasMethods ? undefined : soleFunction(resolver, { node, path: [] });
}

/** The object literal that an expression surely is. */
export function literalBehind(resolver: ApiResolver, node: TSESTree.Expression): TSESTree.ObjectExpression | undefined {
  const value = soleValueOf(valueFlow(resolver.sourceCode), node);
  return value?.type === AST_NODE_TYPES.ObjectExpression ? value : undefined;
}

/** The only function that a method of an object may be. */
export function methodOf(resolver: ApiResolver, object: TSESTree.Node, name: string): FunctionNode | undefined {
  return soleFunction(resolver, { node: object, path: [name] });
}

function soleFunction({ sourceCode }: ApiResolver, start: ValueNode): FunctionNode | undefined {
  const answer = valueFlow(sourceCode).backward(start, {
    label: ({ node, path }) => (path.length === 0 && isFunction(node) ? node : undefined),
    kinds: SAME_VALUE,
  });
  // The propagator that is given an accessor writes nothing to it.
  return sureLabel({ ...answer, complete: answer.unknown.every(({ cause }) => cause === 'escape') });
}

/**
 * The later parameter of a `get` or `set` that is the carrier: the first one is looked up in it, and nothing in the
 * first one.
 */
function swappedCarrier(sourceCode: TSESLint.SourceCode, fn: FunctionNode): TSESTree.Parameter | undefined {
  const [first, ...others] = fn.params;
  if (first?.type !== AST_NODE_TYPES.Identifier || others.length === 0) return undefined;
  const lookUps: TSESTree.MemberExpression[] = [];
  walkOwn(sourceCode, fn.body, (node) => {
    if (node.type === AST_NODE_TYPES.MemberExpression && node.computed) lookUps.push(node);
  });
  const isName = (node: TSESTree.Node, name: string): boolean =>
    node.type === AST_NODE_TYPES.Identifier && node.name === name;
  if (lookUps.some(({ object }) => isName(object, first.name))) return undefined;
  return others.find(
    (other) =>
      other.type === AST_NODE_TYPES.Identifier &&
      lookUps.some(({ object, property }) => isName(object, other.name) && isName(property, first.name)),
  );
}

/** The assignment by which a `set` replaces what it should add to. */
function replacement(resolver: ApiResolver, fn: FunctionNode): TSESTree.AssignmentExpression | undefined {
  const key = fn.params[1];
  if (key?.type !== AST_NODE_TYPES.Identifier) return undefined;
  const replacing: TSESTree.AssignmentExpression[] = [];
  const others: TSESTree.Node[] = [];
  walkOwn(resolver.sourceCode, fn.body, (node) => {
    if (node.type === AST_NODE_TYPES.AssignmentExpression && isWholeValue(resolver, node, fn, key.name))
      replacing.push(node);
    else if (node.type === AST_NODE_TYPES.AssignmentExpression || node.type === AST_NODE_TYPES.CallExpression)
      others.push(node);
  });
  return others.length === 0 ? replacing[0] : undefined;
}

/**
 * Whether an assignment puts an object with this one key in place of the carrier: `wrapper.headers = { [key]: value }`,
 * or, for the parameter itself, `carrier = { ...carrier, [key]: value }`, which nobody outside sees.
 */
function isWholeValue(
  resolver: ApiResolver,
  node: TSESTree.AssignmentExpression,
  fn: FunctionNode,
  key: string,
): boolean {
  if (node.operator !== '=') return false;
  const value = unwrap(node.right);
  if (value.type !== AST_NODE_TYPES.ObjectExpression) return false;
  const holdsKey = value.properties.some(
    (property) =>
      property.type === AST_NODE_TYPES.Property &&
      property.computed &&
      property.key.type === AST_NODE_TYPES.Identifier &&
      property.key.name === key,
  );
  if (!holdsKey) return false;
  const variable =
    node.left.type === AST_NODE_TYPES.Identifier ? variableOf(resolver.sourceCode, node.left) : undefined;
  if (variable?.defs.some((def) => (def.node as TSESTree.Node) === fn))
    return readsOf(variable).every(({ parent }) => parent.type === AST_NODE_TYPES.SpreadElement);
  return !value.properties.some(({ type }) => type === AST_NODE_TYPES.SpreadElement) && !isKeyed(node.left, key);
}

/** `all[key] = …` keeps what was there under other keys. */
function isKeyed(target: TSESTree.Node, key: string): boolean {
  return (
    target.type === AST_NODE_TYPES.MemberExpression &&
    target.computed &&
    target.property.type === AST_NODE_TYPES.Identifier &&
    target.property.name === key
  );
}

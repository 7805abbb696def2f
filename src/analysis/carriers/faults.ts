/**
 * What is wrong with an `extract` or `inject`: one fault a call, the one that must be mended first.
 *
 * Known limitations: those of the shapes, accessors and throwaway carriers that it asks; a spread argument hides all.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, enclosingBody, enclosingFunction, keyName, unwrap } from '../../ast';
import { ANY_CASE_HEADERS, type CarrierShape, PROPAGATION_HEADERS } from '../../model/carriers';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { soleDefinition, variableOf, walkOwn } from '../bindings';
import { objectShape, readsOf, useOf } from '../data-flow';
import { type Accessor, accessorOf } from './accessors';
import { isEverMissing } from './ever-missing';
import type { CarrierFinding, CarrierShapes } from './carrier-shapes';
import { type Throwaway, throwawayCarrier } from './throwaway';

export type CarrierFault =
  /** The carrier stands where the context belongs, and the context where the carrier does. */
  | { readonly kind: 'swapped'; readonly node: TSESTree.Expression }
  /** The context is left out: what stands first is the carrier. */
  | { readonly kind: 'noContext'; readonly node: TSESTree.Expression }
  /** The result of `inject`, which is nothing, is used. */
  | { readonly kind: 'result'; readonly node: TSESTree.Expression; readonly carrier: TSESTree.Expression }
  | { readonly kind: 'accessor'; readonly accessor: Exclude<Accessor, { readonly kind: 'default' | 'given' }> }
  | { readonly kind: 'throwaway'; readonly carrier: TSESTree.Expression; readonly throwaway: Throwaway }
  | {
      readonly kind: 'shape';
      readonly carrier: TSESTree.Expression;
      readonly finding: CarrierFinding & { readonly shape: Exclude<CarrierShape, 'plain'> };
    }
  /** A key that the default getter does not find, for its upper-case letters. */
  | { readonly kind: 'key'; readonly key: TSESTree.Node; readonly name: string };

/**
 * The fault of an `extract` or `inject`, or undefined.
 * `injections` finds the calls of `inject` in the file: one that fills something else, in the same function, does the
 * work that a default in place of a missing carrier leaves out.
 */
export function carrierFault(
  resolver: ApiResolver,
  shapes: CarrierShapes,
  call: ResolvedCall,
  injections: () => readonly ResolvedCall[] = () => [],
): CarrierFault | undefined {
  if (call.hasSpread) return undefined;
  const misplaced = call.isWrapper ? undefined : misplacedArguments(resolver, call);
  if (misplaced) return misplaced;
  const carrier = call.argument('carrier');
  if (!carrier) return undefined;
  const purpose = call.operation === 'propagation.extract' ? 'extract' : 'inject';
  if (purpose === 'inject' && isResultUsed(resolver, call)) return { kind: 'result', node: call.node, carrier };
  const accessor = accessorOf(resolver, call);
  if (accessor.kind === 'given') return undefined;
  if (accessor.kind !== 'default') return { kind: 'accessor', accessor };
  if (purpose === 'inject') {
    const throwaway = throwawayCarrier(resolver, carrier);
    if (throwaway)
      return isHarmless(resolver, call, throwaway, injections) ? undefined : { kind: 'throwaway', carrier, throwaway };
  }
  const finding = shapes.of(carrier, purpose);
  if (finding && isWrong(finding) && !(finding.isPartly && isLookedAt(resolver, carrier)))
    return { kind: 'shape', carrier, finding };
  return purpose === 'extract' ? capitalisedKey(resolver, carrier) : undefined;
}

/**
 * Whether the default in place of a carrier is never made, or the carrier that may be missing is filled beside another
 * one.
 */
function isHarmless(
  resolver: ApiResolver,
  call: ResolvedCall,
  throwaway: Throwaway,
  injections: () => readonly ResolvedCall[],
): boolean {
  const value = throwaway.kind === 'local' ? throwaway.value : throwaway;
  if (value.kind !== 'default') return false;
  if (!isEverMissing(resolver, value.target)) return true;
  const fn = enclosingFunction(call.node);
  return injections().some((other) => {
    const carrier = other.argument('carrier');
    return (
      other !== call &&
      enclosingFunction(other.node) === fn &&
      carrier !== undefined &&
      !throwawayCarrier(resolver, carrier)
    );
  });
}

/**
 * Whether a test in the same function asks what a carrier of several types is, in a way that the compiler does not
 * follow: `typeof (headers as Headers).get`, `'get' in headers`, `isHeaders(headers)`.
 */
function isLookedAt({ sourceCode }: ApiResolver, carrier: TSESTree.Expression): boolean {
  const name = unwrap(carrier);
  const variable = name.type === AST_NODE_TYPES.Identifier ? variableOf(sourceCode, name) : undefined;
  const definition = variable && soleDefinition(variable);
  const value = definition?.kind === 'value' ? unwrap(definition.value) : undefined;
  if (value?.type === AST_NODE_TYPES.ConditionalExpression) return true;
  const text = sourceCode.getText(name);
  let found = false;
  walkOwn(sourceCode, enclosingBody(carrier), (node) => {
    const isTest =
      (node.type === AST_NODE_TYPES.IfStatement || node.type === AST_NODE_TYPES.ConditionalExpression) &&
      node.range[0] < carrier.range[0];
    found ||=
      isTest &&
      /\btypeof\b|\bin\b|\(/.test(sourceCode.getText(node.test)) &&
      sourceCode.getText(node.test).includes(text);
  });
  return found;
}

function isWrong(
  finding: CarrierFinding,
): finding is CarrierFinding & { readonly shape: Exclude<CarrierShape, 'plain'> } {
  return finding.shape !== 'plain';
}

/** Arguments that stand in each other's place, or a carrier without a context. */
function misplacedArguments(resolver: ApiResolver, { node }: ResolvedCall): CarrierFault | undefined {
  const [first, second] = node.arguments as readonly TSESTree.Expression[];
  if (!first || resolver.typeOf(first) === 'Context') return undefined;
  if (second) return resolver.typeOf(second) === 'Context' ? { kind: 'swapped', node: first } : undefined;
  const isCarrier =
    unwrap(first).type === AST_NODE_TYPES.ObjectExpression ||
    (resolver.isTypeKnown(first) && !isEmptyHanded(resolver, first));
  return isCarrier ? { kind: 'noContext', node: first } : undefined;
}

/** Whether an expression is of a type that says nothing: a missing value, a type parameter. */
function isEmptyHanded(resolver: ApiResolver, node: TSESTree.Expression): boolean {
  const { types } = resolver;
  const type = types?.typeAt(node);
  return (
    !types ||
    !type ||
    (type.flags & (types.ts.TypeFlags.Undefined | types.ts.TypeFlags.Null | types.ts.TypeFlags.TypeParameter)) !== 0
  );
}

/** Whether the value of a call that returns nothing goes somewhere: a returned one may only end the function. */
function isResultUsed({ sourceCode }: ApiResolver, call: ResolvedCall): boolean {
  if (call.isWrapper) return false;
  const use = useOf(sourceCode, call.node);
  switch (use.kind) {
    case 'argument':
      // `Promise.resolve(inject(ctx, headers)).then(…)` only orders; what resolves to an object of its own is meant as
      // a value.
      return (
        !ASSERTION.test(calleeName(use.call) ?? '') &&
        !(isResolve(use.call) && unwrap(call.argument('carrier') ?? call.node).type !== AST_NODE_TYPES.ObjectExpression)
      );
    case 'variable':
      return readsOf(use.variable).length > 0;
    case 'destructured':
    case 'member':
      return true;
    case 'stored':
      return use.at.type === AST_NODE_TYPES.SpreadElement || use.at.type === AST_NODE_TYPES.Property;
    default:
      return false;
  }
}

function isResolve(call: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
  const callee = unwrap(call.callee);
  return (
    callee.type === AST_NODE_TYPES.MemberExpression &&
    callee.object.type === AST_NODE_TYPES.Identifier &&
    callee.object.name === 'Promise'
  );
}

const ASSERTION = /^(?:assert|expect|deepEqual|equal|is|ok|strictEqual)/;

/** A key of a literal carrier that holds a propagation header under capital letters. */
function capitalisedKey(resolver: ApiResolver, carrier: TSESTree.Expression): CarrierFault | undefined {
  const properties = objectShape(resolver.sourceCode, carrier, { followCalls: false })?.properties ?? [];
  const names = new Set(properties.map(({ name }) => name));
  for (const { name, key, site } of properties) {
    const lower = name?.toLowerCase();
    if (
      name === undefined ||
      lower === undefined ||
      lower === name ||
      !PROPAGATION_HEADERS.includes(lower) ||
      ANY_CASE_HEADERS.has(lower) ||
      names.has(lower)
    )
      continue;
    if (site.type === AST_NODE_TYPES.Property && keyName(site) === name) return { kind: 'key', key, name };
  }
  return undefined;
}

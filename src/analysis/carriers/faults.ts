/**
 * What is wrong with an `extract` or `inject`: one fault a call, the one that must be mended first.
 *
 * Known limitations: those of the shapes, accessors and throwaway carriers that it asks; a spread argument hides all.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, enclosingBody, enclosingFunction, keyName, unwrap } from '../../ast';
import { ANY_CASE_HEADERS, type CarrierShape, PROPAGATION_HEADERS } from '../../model/carriers';
import { COMPOSITE_PROPAGATOR } from '../../model/propagators';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { walkOwn } from '../bindings';
import { objectShape, readsOf, useOf } from '../data-flow';
import { valueFlow } from '../value-flow';
import { type Accessor, accessorOf, fillsItsCarrier } from './accessors';
import { type ArgumentOrder, wrongOrder } from './argument-order';
import { isEverMissing } from './ever-missing';
import type { CarrierFinding, CarrierShapes } from './carrier-shapes';
import { type Throwaway, throwawayCarrier } from './throwaway';

export type CarrierFault = { /** Where to report. */ readonly node: TSESTree.Node } & (
  | { readonly kind: 'wrongOrder' | 'wrongOrderReturns' | 'wrongOrderThrows'; readonly order: ArgumentOrder }
  /** No getter or setter, where the propagator has no default one. A composite swallows what its members throw. */
  | { readonly kind: 'missingAccessor' | 'missingAccessorSwallowed'; readonly propagator: string }
  /** The result of `inject`, which is nothing, is used. */
  | { readonly kind: 'usesResult'; readonly carrier: TSESTree.Expression }
  | { readonly kind: (typeof ACCESSOR_FAULTS)[keyof typeof ACCESSOR_FAULTS]; readonly accessor: FaultyAccessor }
  | {
      readonly kind: 'copy' | 'default' | 'unread' | 'unreadDefault' | 'unreferenced';
      readonly carrier: TSESTree.Expression;
      readonly throwaway: Throwaway;
    }
  | {
      readonly kind: 'extractsNothing' | 'injectsNothing';
      readonly carrier: TSESTree.Expression;
      readonly finding: CarrierFinding & { readonly shape: Exclude<CarrierShape, 'plain'> };
    }
  /** Keys that the default getter does not find, for their upper-case letters. */
  | { readonly kind: 'capitalKeys'; readonly keys: readonly CapitalKey[] }
);

/** A key of a carrier that holds a propagation header under capital letters. */
export interface CapitalKey {
  readonly key: TSESTree.Node;
  readonly name: string;
}

type FaultyAccessor = Exclude<Accessor, { readonly kind: 'default' | 'given' | 'missing' }>;

const ACCESSOR_FAULTS = {
  async: 'asyncGetter',
  function: 'bareFunction',
  replaces: 'replacingSetter',
  swapped: 'swappedParameters',
} as const;

/** The longest carrier that is underlined. */
const LONGEST = 60;

const ORDER_FAULTS = { nothing: 'wrongOrder', returns: 'wrongOrderReturns', throws: 'wrongOrderThrows' } as const;

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
  if (call.hasSpread || isExpectedToThrow(call)) return undefined;
  const order = wrongOrder(resolver, shapes, call);
  if (order) return { kind: ORDER_FAULTS[order.outcome], node: order.node, order };
  const carrier = call.argument('carrier');
  if (!carrier) return undefined;
  const purpose = call.operation === 'propagation.extract' ? 'extract' : 'inject';
  if (purpose === 'inject' && isResultUsed(resolver, call))
    return { kind: 'usesResult', node: nameOfCallee(call), carrier };
  const accessor = accessorOf(resolver, call);
  if (accessor.kind === 'missing') {
    const { propagator } = accessor;
    const kind = propagator === COMPOSITE_PROPAGATOR ? 'missingAccessorSwallowed' : 'missingAccessor';
    return { kind, node: nameOfCallee(call), propagator };
  }
  if (accessor.kind !== 'default' && accessor.kind !== 'given')
    return { kind: ACCESSOR_FAULTS[accessor.kind], node: placeOf(accessor), accessor };
  if (purpose === 'inject') {
    const throwaway = throwawayCarrier(resolver, carrier);
    // A setter of another file may put a carrier that is nothing but a place-holder to no use.
    const fills = throwaway && fillsItsCarrier(resolver, call);
    if (throwaway && fills !== false && (fills || throwaway.kind !== 'literal'))
      return isHarmless(resolver, call, throwaway, injections)
        ? undefined
        : { kind: throwawayFault(throwaway), node: shortOr(carrier, call), carrier, throwaway };
  }
  if (accessor.kind === 'given') return undefined;
  const finding = shapes.of(carrier, purpose);
  if (finding && isWrong(finding) && !(finding.isPartly && isLookedAt(resolver, carrier))) {
    const kind = purpose === 'extract' ? 'extractsNothing' : 'injectsNothing';
    return { kind, node: shortOr(carrier, call), carrier, finding };
  }
  return purpose === 'extract' ? capitalKeys(resolver, carrier) : undefined;
}

/** Whether a call stands in a function that a test gives to an assertion to see it throw. */
export function isExpectedToThrow({ node }: ResolvedCall): boolean {
  const fn = enclosingFunction(node);
  const call = fn?.parent;
  return (
    call?.type === AST_NODE_TYPES.CallExpression &&
    call.callee !== fn &&
    /^(?:expect|throws|rejects|doesNotThrow|doesNotReject)$/.test(calleeName(call) ?? '')
  );
}

/** `inject` of `propagation.inject(…)`. */
function nameOfCallee({ node }: ResolvedCall): TSESTree.Node {
  const callee = unwrap(node.callee);
  return callee.type === AST_NODE_TYPES.MemberExpression ? callee.property : callee;
}

/** A carrier that is a name or a few words; the name of the call where it is more. */
function shortOr(carrier: TSESTree.Expression, call: ResolvedCall): TSESTree.Node {
  const isShort = carrier.loc.start.line === carrier.loc.end.line && carrier.range[1] - carrier.range[0] <= LONGEST;
  return isShort ? carrier : nameOfCallee(call);
}

/** Where an accessor is at fault: its function, or what it assigns to. */
function placeOf(accessor: FaultyAccessor): TSESTree.Node {
  if (accessor.kind === 'function') return accessor.node;
  return accessor.kind === 'replaces' ? accessor.at.left : accessor.fn;
}

function throwawayFault(throwaway: Throwaway): 'copy' | 'default' | 'unread' | 'unreadDefault' | 'unreferenced' {
  if (throwaway.kind === 'local') return throwaway.value.kind === 'default' ? 'unreadDefault' : 'unread';
  if (throwaway.kind === 'default') return 'default';
  return throwaway.kind === 'copy' && throwaway.of ? 'copy' : 'unreferenced';
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
  const isChosen = valueFlow(sourceCode)
    .stepsOf('backward', name)
    .steps.some(({ to }) => unwrap(to).type === AST_NODE_TYPES.ConditionalExpression);
  if (isChosen) return true;
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

/** The keys of a literal carrier that hold propagation headers under capital letters. */
function capitalKeys(resolver: ApiResolver, carrier: TSESTree.Expression): CarrierFault | undefined {
  const shape = objectShape(resolver.sourceCode, carrier, { followCalls: false });
  // What is spread may hold the header in lower case.
  const properties = shape?.spreads.length === 0 ? shape.properties : [];
  const names = new Set(properties.map(({ name }) => name));
  const keys = properties.flatMap(({ name, key, site }) => {
    const lower = name?.toLowerCase() ?? '';
    const isLost = lower !== name && PROPAGATION_HEADERS.includes(lower) && !ANY_CASE_HEADERS.has(lower);
    const isKey = site.type === AST_NODE_TYPES.Property && name !== undefined && keyName(site) === name;
    return isLost && isKey && !names.has(lower) ? [{ key, name }] : [];
  });
  const [first] = keys;
  return first && { kind: 'capitalKeys', node: first.key, keys };
}

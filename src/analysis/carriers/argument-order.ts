/**
 * Arguments of `extract` and `inject` that stand in another order than context, carrier, accessor: such as that of
 * early versions of the API, `extract(carrier, getter)` and `inject(carrier, setter, context)`.
 *
 * Measured on both SDK generations: the API and a composite do nothing, and `extract` returns what stands first as the
 * context; the other propagators throw, but for `extract(carrier, context, getter)`, which returns the carrier.
 *
 * Known limitations: a carrier that stands alone is known by its type, its construction or its name; a call of a
 * propagator of the project is only looked at where a Context surely stands in the wrong place.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { isFunction, keyName, memberName, unwrap } from '../../ast';
import { oncePerFile } from '../../ast/once-per-file';
import { operationModel } from '../../model';
import { ACCESSOR_METHODS, ACCESSOR_TYPES } from '../../model/carriers';
import { COMPOSITE_PROPAGATOR } from '../../model/propagators';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { isDefaultAccessor, literalBehind } from './accessors';
import type { CarrierShapes } from './carrier-shapes';
import { concretePropagator } from './concrete-propagator';

/** What a call in the wrong order does. */
export type OrderOutcome =
  /** It throws. */
  | 'throws'
  /** It hands back its first argument as the context. */
  | 'returns'
  /** Nothing. */
  | 'nothing';

/** Arguments in the wrong order. */
export interface ArgumentOrder {
  readonly outcome: OrderOutcome;
  /** The first argument that stands in the place of another one. */
  readonly node: TSESTree.Expression;
  /** What stands first. */
  readonly first: TSESTree.Expression;
  /** The arguments by what they are, as far as that can be told; without a context it is left out. */
  readonly context: TSESTree.Expression | undefined;
  readonly carrier: TSESTree.Expression | undefined;
  readonly accessor: TSESTree.Expression | undefined;
}

type Role = 'accessor' | 'context' | 'other';

const CARRIER_NAME = /^(?:carrier|headers)$|(?:Carrier|Headers)$/;
const CONTEXT_NAME = /^(?:ctx|context)$|(?:Ctx|Context)$/;

/** The order of the arguments of an `extract` or `inject`, where it is wrong. */
export function wrongOrder(
  resolver: ApiResolver,
  shapes: CarrierShapes,
  call: ResolvedCall,
): ArgumentOrder | undefined {
  const args = call.node.arguments as readonly TSESTree.Expression[];
  const [first] = args;
  if (!first || args.length > 3 || call.isWrapper || call.hasSpread) return undefined;
  const role = roleOf(resolver, first);
  const [, second] = args;
  if (role === 'context' && !(second && isAccessor(resolver, second))) return undefined;
  const roles = [role, ...args.slice(1).map((argument) => roleOf(resolver, argument))];
  const propagator = concretePropagator(resolver, call);
  const isForeign = propagator === undefined && call.receiver && resolver.typeOf(call.receiver) === 'TextMapPropagator';
  const at = roles.findIndex(
    (role, index) => (role === 'context' && index > 0) || (role === 'accessor' && index < 2 && !isForeign),
  );
  // The propagators of the packages throw for one argument, whatever it is.
  const isOwn = propagator !== undefined && propagator !== COMPOSITE_PROPAGATOR;
  const isAlone =
    args.length === 1 &&
    !isForeign &&
    ((isOwn && !CONTEXT_NAME.test(nameOf(first) ?? '')) || isCarrier(resolver, shapes, first));
  if (at < 0 && !isAlone) return undefined;
  const isExtract = call.operation === 'propagation.extract';
  const throws = isOwn && !(isExtract && roles[2] === 'accessor');
  const isFirst = roles[0] === 'context' || CONTEXT_NAME.test(nameOf(first) ?? '');
  const outcome = throws ? 'throws' : isExtract && !isFirst ? 'returns' : 'nothing';
  return { outcome, node: (isFirst ? args[at] : undefined) ?? first, first, ...sorted(args, roles) };
}

/** Which argument is which. Of two that nothing tells, their names do. */
function sorted(
  args: readonly TSESTree.Expression[],
  roles: readonly Role[],
): Pick<ArgumentOrder, 'accessor' | 'carrier' | 'context'> {
  const accessor = args[roles.indexOf('accessor')];
  const known = args[roles.indexOf('context')];
  const others = args.filter((_, index) => roles[index] === 'other');
  const [one, other] = others;
  if (known) return { accessor: accessor ?? other, context: known, carrier: accessor && other ? undefined : one };
  if (others.length < 2) {
    const isContext = one !== undefined && CONTEXT_NAME.test(nameOf(one) ?? '');
    return { accessor, context: isContext ? one : undefined, carrier: isContext ? undefined : one };
  }
  const context = others.find((argument) => CONTEXT_NAME.test(nameOf(argument) ?? ''));
  // `inject(carrier, setter, context)`: without names, the order of the early API.
  const isEarly = !context && roles[1] === 'accessor' && !CARRIER_NAME.test((other && nameOf(other)) ?? '');
  return {
    accessor,
    context: isEarly ? other : context,
    carrier: isEarly ? one : context && others.find((argument) => argument !== context),
  };
}

function roleOf(resolver: ApiResolver, argument: TSESTree.Expression): Role {
  const call = resolver.resolve(unwrap(argument));
  const type = call ? operationModel(call.operation).returns : resolver.typeOf(argument);
  if (type === 'Context') return 'context';
  return isAccessor(resolver, argument) ? 'accessor' : 'other';
}

/** Whether the text of a file may define the methods of an accessor. */
const mentionsAccessors = oncePerFile(({ text }) => DEFINED_METHOD.test(text));
const DEFINED_METHOD = new RegExp(`(?<![.\\w$])['"]?(?:${[...ACCESSOR_METHODS].join('|')})['"]?\\s*[\\]:(<]`);

/** A default accessor, what is declared as one, or an object literal that has nothing but its methods. */
function isAccessor(resolver: ApiResolver, argument: TSESTree.Expression): boolean {
  if (isDefaultAccessor(resolver, argument)) return true;
  const isDeclared = resolver
    .declaredTypesOf(argument)
    .some((type) => type.package === '@opentelemetry/api' && ACCESSOR_TYPES.has(type.name));
  if (isDeclared) return true;
  const literal = mentionsAccessors(resolver.sourceCode) ? literalBehind(resolver, unwrap(argument)) : undefined;
  return (
    literal !== undefined &&
    literal.properties.length > 0 &&
    literal.properties.every(
      (property) =>
        property.type === AST_NODE_TYPES.Property &&
        ACCESSOR_METHODS.has(keyName(property) ?? '') &&
        isFunction(unwrap(property.value)),
    )
  );
}

/** Whether an argument that stands alone is a carrier, and no context that nothing tells of. */
function isCarrier(resolver: ApiResolver, shapes: CarrierShapes, argument: TSESTree.Expression): boolean {
  if (resolver.isTypeKnown(argument)) return !isEmptyHanded(resolver, argument);
  return shapes.of(argument, 'extract') !== undefined || CARRIER_NAME.test(nameOf(argument) ?? '');
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

function nameOf(expression: TSESTree.Expression): string | undefined {
  const node = unwrap(expression);
  if (node.type === AST_NODE_TYPES.Identifier) return node.name;
  return node.type === AST_NODE_TYPES.MemberExpression ? memberName(node) : undefined;
}

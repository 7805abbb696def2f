/**
 * The propagators a program lists, in order: the array given to a CompositePropagator or to a distribution, or a text
 * of names for a distribution or for `OTEL_PROPAGATORS`.
 *
 * Known limitations: an array that is built by `push`, from the environment or in another file is unknown; so is an
 * element that is not a known propagator.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, keyName, literalString, memberName, unwrap } from '../../ast';
import {
  PROPAGATOR_OPTIONS,
  propagatorByClass,
  propagatorByEnvName,
  propagatorByFormat,
  type PropagatorFormat,
  type PropagatorModel,
  type PropagatorOption,
  PROPAGATORS_VARIABLE,
} from '../../model/propagators';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { propertyValues } from '../data-flow';
import { sureLabel, valueFlow } from '../value-flow';
import { constantArrays, hasTupleType, isCallFree } from './constant-arrays';

/** One listed propagator; `format` is undefined for one that is not known. */
export interface ListedPropagator {
  readonly node: TSESTree.Node;
  /** How the source calls it: the class, or the name in the text. */
  readonly name: string;
  readonly format: PropagatorFormat | undefined;
  /** The header that carries its trace or baggage; empty for an unknown one. */
  readonly header: string;
  /** Whether a trace format carries baggage of its own. */
  readonly carriesBaggage: boolean;
  /** Whether it is of a class that extends the known one: what that does, and what it reads, is its own affair. */
  readonly isDerived: boolean;
}

/** A list of propagators: an array, or a text of names with commas between. */
export interface PropagatorList {
  readonly node: TSESTree.ArrayExpression | TSESTree.StringLiteral;
  readonly elements: readonly ListedPropagator[];
  /** Whether another order changes nothing else: nobody goes by the places, and building the elements runs no code. */
  readonly isPlain: boolean;
  /** A tuple type says which propagator stands where. */
  readonly isTuple: boolean;
}

/** Gives the propagator that a name stands for. */
type ByName = (name: string) => PropagatorModel | undefined;

/**
 * The arrays that `new CompositePropagator({ propagators })` may be built from: a literal, through local constants, and
 * the branches of `given ?? [ … ]` and `test ? [ … ] : [ … ]`.
 */
export function propagatorsOfComposite(resolver: ApiResolver, composite: ResolvedCall): readonly PropagatorList[] {
  const options = composite.argument('options');
  return options ? arraysIn(resolver, propertyValues(resolver.sourceCode, options, 'propagators')) : [];
}

/** What distributions are told: `registerOTel({ propagators: [ … ] })`. Asks nothing of a file that imports none. */
export function propagatorsOfDistributions(
  resolver: ApiResolver,
  calls: readonly (TSESTree.CallExpression | TSESTree.NewExpression)[],
): readonly PropagatorList[] {
  const options = PROPAGATOR_OPTIONS.filter((row) => resolver.sourceCode.text.includes(row.package));
  return options.flatMap((row) => {
    const byName: ByName = (name) => {
      const format = Object.hasOwn(row.names, name) ? row.names[name] : undefined;
      return format && propagatorByFormat(format);
    };
    return calls
      .filter(({ callee }) => isCallOf(resolver, callee, row))
      .flatMap(({ arguments: [first] }) => (first ? propertyValues(resolver.sourceCode, first, row.option) : []))
      .flatMap((value): readonly PropagatorList[] => {
        if (row.form === 'list') return arraysIn(resolver, [value], byName);
        const text = namesIn(value, byName);
        return text ? [text] : [];
      });
  });
}

function isCallOf(resolver: ApiResolver, callee: TSESTree.Node, row: PropagatorOption): boolean {
  const found = resolver.exportOf(callee);
  return found?.package === row.package && found.path.join('.') === row.path.join('.');
}

function arraysIn(
  resolver: ApiResolver,
  values: readonly TSESTree.Expression[],
  byName: ByName = () => undefined,
): readonly PropagatorList[] {
  return values
    .flatMap((value) => constantArrays(resolver.sourceCode, value))
    .map(({ array, isOwn }) => ({
      node: array,
      isPlain: isOwn && array.elements.every((element) => !element || isCallFree(element)),
      isTuple: hasTupleType(array),
      elements: array.elements.flatMap((element) => (element ? [listed(resolver, element, byName)] : [])),
    }))
    .map((list) => ({ ...list, isPlain: list.isPlain && !list.elements.some(({ isDerived }) => isDerived) }));
}

function listed(
  resolver: ApiResolver,
  element: TSESTree.Expression | TSESTree.SpreadElement,
  byName: ByName,
): ListedPropagator {
  const name = literalString(element);
  if (name !== undefined) return named(element, name, byName(name));
  const unknown = named(element, resolver.sourceCode.getText(element), undefined);
  if (element.type === AST_NODE_TYPES.SpreadElement) return unknown;
  const call = sureLabel(
    valueFlow(resolver.sourceCode).backward(element, {
      label: ({ node, path }) => (path.length === 0 ? resolver.resolve(node) : undefined),
    }),
  );
  if (call?.operation !== 'propagator.create' || call.exportName === undefined) return unknown;
  const model = propagatorByClass(call.exportName);
  if (!model) return unknown;
  const isDerived = resolver.exportOf(call.node.callee)?.path.at(-1) !== call.exportName;
  const className = (isDerived ? calleeName(call.node) : undefined) ?? call.exportName;
  return { ...named(element, className, model), isDerived };
}

function named(node: TSESTree.Node, name: string, model: PropagatorModel | undefined): ListedPropagator {
  return {
    node,
    name,
    format: model?.format,
    header: model?.header ?? '',
    carriesBaggage: model?.carriesBaggage ?? false,
    isDerived: false,
  };
}

/**
 * The literals that give `OTEL_PROPAGATORS` a value: `process.env.OTEL_PROPAGATORS = '…'` (also `??=`, `||=`) and
 * `{ OTEL_PROPAGATORS: '…' }`.
 */
export function propagatorsLiteral(
  node: TSESTree.AssignmentExpression | TSESTree.Property,
): PropagatorList | undefined {
  if (node.type === AST_NODE_TYPES.Property) {
    return keyName(node) === PROPAGATORS_VARIABLE ? namesIn(node.value, propagatorByEnvName) : undefined;
  }
  const target = node.left;
  const isVariable = target.type === AST_NODE_TYPES.MemberExpression && memberName(target) === PROPAGATORS_VARIABLE;
  return isVariable ? namesIn(node.right, propagatorByEnvName) : undefined;
}

function namesIn(value: TSESTree.Node, byName: ByName): PropagatorList | undefined {
  const literal = unwrap(value);
  const text = literalString(literal);
  if (text === undefined || literal.type !== AST_NODE_TYPES.Literal || typeof literal.value !== 'string')
    return undefined;
  const elements = text.split(',').map((part): ListedPropagator => {
    const name = part.trim();
    return named(literal, name, byName(name));
  });
  return { node: literal, elements, isPlain: true, isTuple: false };
}

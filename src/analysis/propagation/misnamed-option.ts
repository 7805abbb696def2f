/**
 * A propagator that a set-up is given under a name that it does not read: `new NodeSDK({ propagator })`,
 * `provider.register({ textMapPropagator })`.
 *
 * Known limitations: options that come from another file are not looked into.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { AST_NODE_TYPES } from '@typescript-eslint/utils';
import { unwrap } from '../../ast';
import { MISNAMED_OPTIONS, type MisnamedOption } from '../../model/ignored-options';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { type ObjectProperty, objectShape } from '../data-flow';
import { takesOption } from '../data-flow/declared-options';
import { isMadeFor } from '../data-flow/sole-use';

export interface MisnamedPropagator {
  readonly row: MisnamedOption;
  readonly property: ObjectProperty;
  /** The property whose key may be changed: nothing else reads the object, and the right name is surely not given. */
  readonly renamable: TSESTree.Property | undefined;
}

/** The propagator that a call does not read, because of its name; undefined where it is given under the right one too. */
export function misnamedPropagator(resolver: ApiResolver, call: ResolvedCall): MisnamedPropagator | undefined {
  const row = MISNAMED_OPTIONS.find(({ operation }) => operation === call.operation);
  const options = call.argument('options');
  const shape = row && options && !call.isWrapper ? objectShape(resolver.sourceCode, options) : undefined;
  if (!row || !shape || shape.properties.some(({ name }) => name === row.right)) return undefined;
  const property = shape.properties.find(({ name, value }) => name === row.option && !isUndefined(value));
  if (!property || !isTheirs(resolver, call, row)) return undefined;
  const { site } = property;
  const isOwn =
    shape.complete &&
    site.type === AST_NODE_TYPES.Property &&
    site.parent.type === AST_NODE_TYPES.ObjectExpression &&
    !site.computed &&
    isMadeFor(resolver.sourceCode, site.parent, call.node);
  return { row, property, renamable: isOwn ? site : undefined };
}

/** Whether OpenTelemetry's own code gets the options: a class that extends one may read what it likes. */
function isTheirs(resolver: ApiResolver, call: ResolvedCall, { operation, option }: MisnamedOption): boolean {
  const takes = takesOption(resolver, call, 0, option);
  if (takes !== undefined) return !takes;
  return operation === 'provider.register' || resolver.exportOf(call.node.callee)?.path.at(-1) === call.exportName;
}

function isUndefined(value: TSESTree.Node): boolean {
  const node = unwrap(value);
  return node.type === AST_NODE_TYPES.Identifier && node.name === 'undefined';
}

/**
 * Whether a header is made-up data: its ids are random, and it goes into what a helper returns, where no span is at
 * hand whose trace could break. Test data under whatever name; a request that is sent with such ids is none.
 *
 * *Known limitations*: what a function of another file does with the result of the helper is unknown: nothing, then.
 */
import { AST_NODE_TYPES, TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, type FunctionNode, unwrap } from '../../ast';
import { MADE_UP_WORDS } from '../../model/traceparent';
import type { ApiResolver } from '../api-resolution';
import { callSitesOf, functionName, variableOf, walkAll } from '../bindings';
import { splitWords } from '../sensitive-data';
import type { HeaderSite } from './header-sites';
import type { Hole } from './text-parts';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;
const MAX_DEPTH = 8;

/** Whether the ids of a header are random, and nothing around it has a live context. */
export function isMadeUp(resolver: ApiResolver, site: HeaderSite, holes: readonly Hole[]): boolean {
  const ids = holes.filter(({ role, origin }) => role !== 'flags' || origin === 'random');
  if (ids.length === 0 || !ids.every(({ origin }) => origin === 'random')) return false;
  const around = functionsAround(site.node);
  if (around.some((fn) => splitWords(functionName(fn) ?? '').some((word) => MADE_UP_WORDS.has(word)))) return true;
  const outermost = around.at(-1);
  if (!outermost || usesOpenTelemetry(resolver, outermost)) return false;
  const handOver = new HandOver(resolver);
  if (site.kind === 'pair') return !handOver.isHandedOver(site.list, 0);
  const object = unwrap(site.object);
  return object.type === Kind.Identifier
    ? !handOver.isVariableHandedOver(object, 0)
    : object.type === Kind.ObjectExpression && !handOver.isHandedOver(object, 0);
}

function functionsAround(node: TSESTree.Node): readonly FunctionNode[] {
  const found: FunctionNode[] = [];
  for (let fn = enclosingFunction(node); fn; fn = enclosingFunction(fn)) found.push(fn);
  return found;
}

function usesOpenTelemetry(resolver: ApiResolver, fn: FunctionNode): boolean {
  let found = false;
  walkAll(resolver.sourceCode, fn, (node) => {
    found ||= (node.type === Kind.CallExpression || node.type === Kind.NewExpression) && !!resolver.resolve(node);
  });
  return found;
}

/** Looks for a call that is given a value, as far as this file shows it. */
class HandOver {
  constructor(private readonly resolver: ApiResolver) {}

  isHandedOver(node: TSESTree.Node, depth: number): boolean {
    const { parent } = node;
    if (depth > MAX_DEPTH) return true;
    switch (parent?.type) {
      case Kind.CallExpression:
      case Kind.NewExpression:
        return parent.callee !== node;
      case Kind.VariableDeclarator:
        return parent.id.type !== Kind.Identifier || this.isVariableHandedOver(parent.id, depth);
      case Kind.ReturnStatement:
      case Kind.ArrowFunctionExpression: {
        const fn = parent.type === Kind.ReturnStatement ? enclosingFunction(parent) : parent;
        const { calls } = fn ? callSitesOf(this.resolver.sourceCode, fn) : { calls: [] };
        return calls.some((call) => this.isHandedOver(call, depth + 1));
      }
      case Kind.ExpressionStatement:
      case Kind.MemberExpression:
        return false;
      case Kind.AssignmentExpression: {
        const target = unwrap(parent.left);
        return parent.right === node && (target.type !== Kind.Identifier || this.isVariableHandedOver(target, depth));
      }
      default:
        return parent !== undefined && this.isHandedOver(parent, depth + 1);
    }
  }

  isVariableHandedOver(id: TSESTree.Identifier, depth: number): boolean {
    const variable = variableOf(this.resolver.sourceCode, id);
    // A parameter belongs to the caller.
    if (!variable || variable.defs.some(({ type }) => type === TSESLint.Scope.DefinitionType.Parameter)) return true;
    return variable.references.some(({ identifier }) => identifier !== id && this.isHandedOver(identifier, depth + 1));
  }
}

/**
 * A `baggage` header that is written by hand where `inject` has written one before: to the same variable, or to an
 * object into which the injected carrier is spread.
 *
 * *Known limitations*: another function that fills the carrier, and one that keeps it in a field, are not followed.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { contains, enclosingFunction, unwrap } from '../../ast';
import { ADDING_METHODS, FOREIGN_BAGGAGE } from '../../model/traceparent';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { valueFlow } from '../value-flow';
import type { HeaderSite } from './header-sites';
import type { HeaderText } from './text-parts';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** The `inject` whose baggage a site replaces. */
export function baggageWriter(
  resolver: ApiResolver,
  site: HeaderSite,
  texts: readonly HeaderText[],
  injections: readonly ResolvedCall[],
): ResolvedCall | undefined {
  if (site.format !== 'baggage' || injections.length === 0 || !replaces(resolver, site, texts)) return undefined;
  return injections.find((inject) => {
    const carrier = inject.argument('carrier');
    if (!carrier) return false;
    switch (site.kind) {
      case 'assignment':
      case 'call':
        return isSameObject(resolver, site.object, carrier) && runsAfter(site.node, inject.node);
      case 'property':
        return site.object.properties
          .slice(0, site.object.properties.indexOf(site.node))
          .some(
            (before) =>
              before.type === Kind.SpreadElement && isInjected(resolver, before.argument, carrier, inject, site),
          );
      default:
        return false;
    }
  });
}

/** Whether a site puts another text in the place of what is there, whatever that is. */
function replaces({ sourceCode }: ApiResolver, site: HeaderSite, texts: readonly HeaderText[]): boolean {
  if (texts.some((text) => text === undefined || text.length === 0 || (text.length === 1 && text[0] === '')))
    return false;
  if (!texts.every((text) => isOwn(sourceCode, text))) return false;
  if (site.kind === 'call') return !(site.method in ADDING_METHODS);
  if (site.kind !== 'assignment') return true;
  // `headers.baggage = headers.baggage ? `${headers.baggage},a=b` : 'a=b'`
  const isAppended = sourceCode.getText(site.value).includes(sourceCode.getText(site.node.left));
  return site.node.operator === '=' && !isAppended && !isGuarded(sourceCode, site.node);
}

/** Whether a text is put together here: with a `=` in it, or by a call that looks at no headers. */
function isOwn(sourceCode: ApiResolver['sourceCode'], text: HeaderText): boolean {
  const constants = (text ?? []).filter((part) => typeof part === 'string');
  if (constants.some((part) => part.includes(FOREIGN_BAGGAGE))) return false;
  const [first] = text ?? [];
  const isMade =
    typeof first === 'object' &&
    first.node.type === Kind.CallExpression &&
    !/headers|incoming|received|req\b|request|carrier/i.test(sourceCode.getText(first.node));
  return constants.some((part) => part.includes('=')) || (text?.length === 1 && isMade);
}

/** `if (!headers.baggage) headers.baggage = …` */
function isGuarded(sourceCode: ApiResolver['sourceCode'], node: TSESTree.AssignmentExpression): boolean {
  for (let { parent }: { parent?: TSESTree.Node | undefined } = node; parent; { parent } = parent) {
    if (parent.type === Kind.IfStatement && /baggage/i.test(sourceCode.getText(parent.test))) return true;
    if (parent.type === Kind.LogicalExpression) return true;
  }
  return false;
}

/** Whether two expressions are surely the same object. */
function isSameObject({ sourceCode }: ApiResolver, a: TSESTree.Node, b: TSESTree.Node): boolean {
  const [one, other] = [a, b].map((node) => valueFlow(sourceCode).objects.sitesOf(node).steps);
  const [first, second] = [one?.[0], other?.[0]];
  if (!first || !second || one?.length !== 1 || other?.length !== 1) return false;
  return first.to === second.to && first.put?.join() === second.put?.join();
}

/** Whether a spread holds what an `inject` filled: its carrier, or the result of the function that returns it. */
function isInjected(
  resolver: ApiResolver,
  spread: TSESTree.Expression,
  carrier: TSESTree.Node,
  inject: ResolvedCall,
  site: HeaderSite,
): boolean {
  if (!isSameObject(resolver, spread, carrier)) return false;
  const node = unwrap(spread);
  if (node.type !== Kind.CallExpression) return runsAfter(site.node, inject.node);
  const { callees } = valueFlow(resolver.sourceCode).calls.calleesOf(node);
  return callees.some(({ fn }) => fn === enclosingFunction(inject.node));
}

/** Whether a node stands behind another one in the same function, and not in another branch. */
function runsAfter(node: TSESTree.Node, first: TSESTree.Node): boolean {
  if (node.range[0] < first.range[1] || enclosingFunction(node) !== enclosingFunction(first)) return false;
  let fork: TSESTree.Node | undefined = first;
  let child: TSESTree.Node = first;
  while (fork && !contains(fork, node)) {
    child = fork;
    fork = fork.parent;
  }
  switch (fork?.type) {
    case Kind.IfStatement:
      return child !== fork.consequent;
    case Kind.ConditionalExpression:
      return child === fork.test;
    case Kind.SwitchStatement:
      return false;
    default:
      return true;
  }
}

/**
 * Edits that send a carrier along with a message: a carrier is declared in front of the statement, the context that
 * belongs to the work is injected into it, and it is put where the library's headers stand. All messages of one call
 * share one carrier.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { activationAround } from '../analysis/ambient-context';
import { soleDefinition, variableOf } from '../analysis/bindings';
import { uncarriedContext } from '../analysis/boundaries';
import type { FileAnalysis } from '../analysis/file-analysis';
import type { MessageSend } from '../analysis/messaging';
import { calleeName, contains, enclosingFunction, isFunction, unwrap } from '../ast';
import { combineEdits, type Edit, ensureImport, findStatementPlace, freshName } from '../fixes';
import { NATS_PACKAGES } from '../model/messaging/brokers';
import { CARRIER_PROPERTY } from '../model/worker-channels';
import { ensureAccessor } from './carrier-accessor';
import type { Placing } from './carrier-place';
import { CARRIER_TYPE, contextToSend, type ContextText, fillCarrier, type NewCarrier } from './fill-carrier';
import { carrierInMessages } from './message-places';

/** Methods that add a message to a list. */
const ADDS: ReadonlySet<string> = new Set(['push', 'unshift']);
const ATTRIBUTES_TYPE = 'Record<string, { DataType: string; StringValue: string }>';

/**
 * Injects a context into a new carrier and adds it to every message of the call that has none. Undefined where a
 * message is built elsewhere, where its type has no room, and where no statement can stand in front of all the messages
 * with the context that the call has.
 */
export function injectIntoMessages(file: FileAnalysis, send: MessageSend): Edit | undefined {
  const places = carrierInMessages(file, send);
  const anchor = places && anchorOf(file, send.call, places.nodes);
  if (!places || !anchor || !isSameContext(file, send.call, anchor)) return undefined;
  const made = newCarrier(file, send, places, anchor);
  const context = contextOf(file, anchor);
  return (
    made &&
    context &&
    combineEdits(
      context.fix,
      made.fix,
      places.put(made.carrier.name),
      fillCarrier(file, anchor, made.carrier, context.text),
    )
  );
}

/**
 * The node in front of whose statement a carrier is seen by all places: the call, or the statement that builds the
 * first.
 */
function anchorOf(
  file: FileAnalysis,
  call: TSESTree.CallExpression,
  nodes: readonly TSESTree.Node[],
): TSESTree.Node | undefined {
  const [first] = nodes.filter((node) => !contains(call, node)).sort((a, b) => a.range[0] - b.range[0]);
  for (let node = first; node; node = node.parent) {
    if (findStatementPlace(node)?.siblings.some((sibling) => contains(sibling, call)))
      return isAnnotated(file, node) ? undefined : node;
    const isCallback = !isFunction(node) || node.parent.type === AST_NODE_TYPES.CallExpression;
    if (!isCallback || isAnnotated(file, node)) return undefined;
  }
  return first ? undefined : call;
}

/** Whether a written type, which nobody can look into without a checker, may have no room for a carrier. */
function isAnnotated({ sourceCode, resolver }: FileAnalysis, node: TSESTree.Node): boolean {
  if (resolver.types) return false;
  const callee =
    node.type === AST_NODE_TYPES.CallExpression && ADDS.has(calleeName(node) ?? '') ? unwrap(node.callee) : undefined;
  const list = callee?.type === AST_NODE_TYPES.MemberExpression ? callee.object : undefined;
  const variable = list?.type === AST_NODE_TYPES.Identifier ? variableOf(sourceCode, list) : undefined;
  if (variable?.identifiers[0]?.typeAnnotation) return true;
  return node.type === AST_NODE_TYPES.VariableDeclaration
    ? node.declarations.some(({ id }) => id.typeAnnotation)
    : node.type === AST_NODE_TYPES.TSSatisfiesExpression;
}

/**
 * Whether the context is the same in front of another statement: neither activated, nor derived, nor started in
 * between.
 */
function isSameContext(file: FileAnalysis, call: TSESTree.Node, anchor: TSESTree.Node): boolean {
  if (call === anchor) return true;
  const { resolver } = file;
  const [own, other] = [contextOf(file, call), contextOf(file, anchor)];
  return (
    own?.text === other?.text &&
    activationAround(resolver, call)?.callback === activationAround(resolver, anchor)?.callback
  );
}

/**
 * The context that belongs to the work at a node; under no manager, one that was derived and that nothing else takes
 * up.
 */
function contextOf(file: FileAnalysis, at: TSESTree.Node): ContextText | undefined {
  const context = contextToSend(file, at, uncarriedContext(file.resolver, at));
  if (!context || file.project.contextManager !== 'none' || !context.text.endsWith('.active()')) return context;
  const derived = derivedBefore(file, at);
  return derived === undefined ? undefined : { text: derived, fix: () => [] };
}

/** The constant that holds the context derived last before a node, in the functions around it. */
function derivedBefore({ resolver, sourceCode }: FileAnalysis, at: TSESTree.Node): string | undefined {
  let found: { readonly name: string; readonly end: number } | undefined;
  for (let scope: ReturnType<typeof sourceCode.getScope> | null = sourceCode.getScope(at); scope; scope = scope.upper) {
    for (const variable of scope.variables) {
      const definition = soleDefinition(variable);
      if (definition?.kind !== 'value' || definition.path.length > 0 || !enclosingFunction(definition.value)) continue;
      const end = definition.value.range[1];
      const isDerived =
        resolver.typeOf(definition.value) === 'Context' &&
        resolver.resolveExpression(definition.value)?.operation !== 'context.active';
      if (isDerived && end <= at.range[0] && end > (found?.end ?? 0)) found = { name: variable.name, end };
    }
  }
  return found?.name;
}

/** The carrier that a library takes, and what makes and fills it. */
function newCarrier(
  file: FileAnalysis,
  { messages, row }: MessageSend,
  places: Placing,
  anchor: TSESTree.Node,
): { readonly carrier: NewCarrier; readonly fix: Edit } | undefined {
  const shape = messages.find(({ record }) => record)?.record?.builder.shape ?? row.carrier.shape;
  const { existing } = places;
  const name =
    existing?.type === AST_NODE_TYPES.Identifier ? existing.name : freshName(file.sourceCode, anchor, CARRIER_PROPERTY);
  if (shape === 'plain' || shape === 'list' || shape === 'text')
    return { carrier: { name, type: CARRIER_TYPE, isDeclared: existing !== undefined }, fix: () => [] };
  const setter = ensureAccessor(file, { kind: 'setter', shape, at: anchor });
  if (!setter) return undefined;
  if (shape === 'message-attributes')
    return {
      carrier: { name, type: ATTRIBUTES_TYPE, setter: setter.localName, isDeclared: existing !== undefined },
      fix: setter.fix,
    };
  if (existing) {
    const isDeclared = existing.type === AST_NODE_TYPES.Identifier;
    if (isDeclared && !isOwn(file, existing, anchor)) return undefined;
    return {
      carrier: {
        name,
        type: undefined,
        value: file.sourceCode.getText(existing),
        setter: setter.localName,
        isDeclared,
      },
      fix: setter.fix,
    };
  }
  const container = emptyContainer(file, shape, anchor);
  const fix = container && combineEdits(container.fix, setter.fix);
  return fix && { carrier: { name, type: undefined, value: container.text, setter: setter.localName }, fix };
}

/** Whether a container is made in the function that sends it, before: another one must not be written to. */
function isOwn({ sourceCode }: FileAnalysis, container: TSESTree.Identifier, at: TSESTree.Node): boolean {
  const variable = variableOf(sourceCode, container);
  const definition = variable && soleDefinition(variable);
  if (definition?.kind !== 'value' || definition.path.length > 0 || definition.value.range[1] > at.range[0])
    return false;
  const { type } = unwrap(definition.value);
  const isMade = type === AST_NODE_TYPES.NewExpression || type === AST_NODE_TYPES.CallExpression;
  return isMade && enclosingFunction(definition.value) === enclosingFunction(at);
}

/** `headers()` of NATS, `new Metadata()` of gRPC. */
function emptyContainer(
  { sourceCode }: FileAnalysis,
  shape: string,
  at: TSESTree.Node,
): { readonly text: string; readonly fix: Edit } | undefined {
  if (shape === 'grpc-metadata') {
    const metadata = ensureImport({ sourceCode, module: '@grpc/grpc-js', imported: 'Metadata', at });
    return metadata && { text: `new ${metadata.localName}()`, fix: metadata.fix };
  }
  const owner = NATS_PACKAGES.find(
    (name) => sourceCode.text.includes(`'${name}'`) || sourceCode.text.includes(`"${name}"`),
  );
  const headers =
    owner === undefined ? undefined : ensureImport({ sourceCode, module: owner, imported: 'headers', at });
  return headers && { text: `${headers.localName}()`, fix: headers.fix };
}

/**
 * Edits that send a carrier along with a message: a carrier is declared in front of the statement, the context that
 * belongs to the work is injected into it, and it is put where the library's headers stand. All messages of one call
 * share one carrier.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { activationAround } from '../analysis/ambient-context';
import { annotationOf } from '../analysis/bindings';
import { uncarriedContext } from '../analysis/boundaries';
import type { FileAnalysis } from '../analysis/file-analysis';
import type { MessageSend } from '../analysis/messaging';
import { SAME_VALUE, sureLabel, valueFlow, type ValueNode, valuesOf } from '../analysis/value-flow';
import { contains, enclosingFunction, isFunction, memberName, unwrap } from '../ast';
import { combineEdits, type Edit, ensureImport, findStatementPlace, freshName } from '../fixes';
import { NATS_PACKAGES } from '../model/messaging/brokers';
import { CARRIER_PROPERTY } from '../model/worker-channels';
import { ensureAccessor } from './carrier-accessor';
import type { Placing } from './carrier-place';
import { CARRIER_TYPE, contextToSend, type ContextText, fillCarrier, type NewCarrier } from './fill-carrier';
import { carrierInMessages } from './message-places';

const Kind = AST_NODE_TYPES;
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
  if (!made || !context) return undefined;
  const fill = fillCarrier(file, anchor, made.carrier, context.text);
  return combineEdits(context.fix, made.fix, places.put(made.carrier.name), fill);
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
    const isCallback = !isFunction(node) || node.parent.type === Kind.CallExpression;
    if (!isCallback || isAnnotated(file, node)) return undefined;
  }
  return first ? undefined : call;
}

/** Whether a written type, which nobody can look into without a checker, may have no room for a carrier. */
function isAnnotated({ sourceCode, resolver }: FileAnalysis, node: TSESTree.Node): boolean {
  if (resolver.types) return false;
  if (node.type === Kind.VariableDeclaration) return node.declarations.some(({ id }) => id.typeAnnotation);
  if (node.type !== Kind.CallExpression) return node.type === Kind.TSSatisfiesExpression;
  const callee = unwrap(node.callee);
  const isAdded = callee.type === Kind.MemberExpression && ADDS.has(memberName(callee) ?? '');
  return isAdded && annotationOf(sourceCode, callee.object) !== undefined;
}

/**
 * Whether the context is the same in front of another statement: neither activated, nor derived, nor started in
 * between.
 */
function isSameContext(file: FileAnalysis, call: TSESTree.Node, anchor: TSESTree.Node): boolean {
  if (call === anchor) return true;
  const isSame = (of: (at: TSESTree.Node) => unknown): boolean => of(call) === of(anchor);
  return isSame((at) => contextOf(file, at)?.text) && isSame((at) => activationAround(file.resolver, at)?.callback);
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

/** The variable that holds the context derived last before a node, in the functions around it. */
function derivedBefore({ resolver, sourceCode }: FileAnalysis, at: TSESTree.Node): string | undefined {
  const isActive = ({ node }: ValueNode): boolean => resolver.resolveExpression(node)?.operation === 'context.active';
  let found: { readonly name: string; readonly end: number } | undefined;
  for (let scope: TSESLint.Scope.Scope | null = sourceCode.getScope(at); scope; scope = scope.upper) {
    for (const { name, references } of scope.variables) {
      const [write, ...others] = references.filter((reference) => reference.isWrite());
      const value = write?.writeExpr;
      if (!value || others.length > 0 || value.range[1] > at.range[0] || value.range[1] <= (found?.end ?? 0)) continue;
      const isWhole = value.parent === write.identifier.parent && value.parent.type !== Kind.AssignmentPattern;
      if (!isWhole || !enclosingFunction(value) || resolver.typeOf(value) !== 'Context') continue;
      if (!valuesOf(valueFlow(sourceCode), value).values.every(isActive)) found = { name, end: value.range[1] };
    }
  }
  return found?.name;
}

/** The carrier that a library takes, and what makes and fills it. */
function newCarrier(
  file: FileAnalysis,
  { messages, row }: MessageSend,
  { existing }: Placing,
  anchor: TSESTree.Node,
): { readonly carrier: NewCarrier; readonly fix: Edit } | undefined {
  const shape = messages.find(({ record }) => record)?.record?.builder.shape ?? row.carrier.shape;
  const isDeclared = existing?.type === Kind.Identifier;
  const name = isDeclared ? existing.name : freshName(file.sourceCode, anchor, CARRIER_PROPERTY);
  if (shape === 'plain' || shape === 'list' || shape === 'text')
    return { carrier: { name, type: CARRIER_TYPE, isDeclared }, fix: () => [] };
  const setter = ensureAccessor(file, { kind: 'setter', shape, at: anchor });
  if (!setter) return undefined;
  const carrier = { name, setter: setter.localName, isDeclared };
  if (shape === 'message-attributes') return { carrier: { ...carrier, type: ATTRIBUTES_TYPE }, fix: setter.fix };
  if (isDeclared && !isOwn(file, existing, anchor)) return undefined;
  const container = existing
    ? { text: file.sourceCode.getText(existing), fix: () => [] }
    : emptyContainer(file, shape, anchor);
  const fix = container && combineEdits(container.fix, setter.fix);
  return fix && { carrier: { ...carrier, type: undefined, value: container.text }, fix };
}

/** Whether a container is made in the function that sends it, before: another one must not be written to. */
function isOwn({ sourceCode }: FileAnalysis, container: TSESTree.Identifier, at: TSESTree.Node): boolean {
  // A call makes it, whatever its function does.
  const label = ({ node, path }: ValueNode): true | undefined => {
    const isMade = path.length === 0 && (node.type === Kind.NewExpression || node.type === Kind.CallExpression);
    const isHere = node.range[1] <= at.range[0] && enclosingFunction(node) === enclosingFunction(at);
    return isMade && isHere ? true : undefined;
  };
  return sureLabel(valueFlow(sourceCode).backward(container, { label, kinds: SAME_VALUE })) === true;
}

/** `headers()` of NATS, `new Metadata()` of gRPC. */
function emptyContainer(
  { sourceCode }: FileAnalysis,
  shape: string,
  at: TSESTree.Node,
): { readonly text: string; readonly fix: Edit } | undefined {
  const isMetadata = shape === 'grpc-metadata';
  const module = isMetadata
    ? '@grpc/grpc-js'
    : NATS_PACKAGES.find((name) => sourceCode.text.includes(`'${name}'`) || sourceCode.text.includes(`"${name}"`));
  const imported = isMetadata ? 'Metadata' : 'headers';
  const made = module === undefined ? undefined : ensureImport({ sourceCode, module, imported, at });
  return made && { text: `${isMetadata ? 'new ' : ''}${made.localName}()`, fix: made.fix };
}

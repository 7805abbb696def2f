/** Edits that link a span to every message of a batch, in place of one of them as its parent. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { activationOf } from '../analysis/ambient-context';
import type { ResolvedCall } from '../analysis/api-resolution';
import { type BatchParent, callbackOf, type ParentUse } from '../analysis/batches';
import { isReassigned, variableOf } from '../analysis/bindings';
import type { FileAnalysis } from '../analysis/file-analysis';
import { valueFlow } from '../analysis/value-flow';
import { contains, enclosingFunction, keyName, unwrap, wrapped } from '../ast';
import {
  addProperty,
  combineEdits,
  type Edit,
  ensureImport,
  hasCommentsInside,
  insertArgument,
  isTypeScript,
  removeStatement,
  replace,
} from '../fixes';
import { ensureAccessor } from './carrier-accessor';
import { meansTheSame, nameInside } from './same-names';

const Kind = AST_NODE_TYPES;
const API = '@opentelemetry/api';
const OPTIONS = 1;

/**
 * Gives the span links to all messages, and what is active as its parent. Undefined where the span, its options or the
 * list are not at hand, and where the context has other uses.
 */
export function linkMessages(file: FileAnalysis, fault: BatchParent): Edit | undefined {
  const [use, ...others] = fault.parents;
  if (
    fault.kind === 'previous' ||
    !fault.isSole ||
    !use ||
    others.length > 0 ||
    use.call.isWrapper ||
    fault.extract.isWrapper
  )
    return undefined;
  const start = spanStart(file, use);
  const links = start && linksOf(file, fault, start);
  const context =
    start && ensureImport({ sourceCode: file.sourceCode, module: API, imported: 'context', at: use.call.node });
  if (!context || !links || hasCommentsInside(file.sourceCode, use.argument.range)) return undefined;
  return combineEdits(
    context.fix,
    links.fix,
    addLinks(file, start, links.text),
    replace(use.argument.range, `${context.localName}.active()`),
    removeSource(file, fault, use),
  );
}

/** Begins each turn with the context that the variable has before the loop. */
export function extractAnew(file: FileAnalysis, { kind, extract, variable }: BatchParent): Edit | undefined {
  const argument = extract.argument('context');
  const declaration = variable?.defs[0]?.node as TSESTree.Node | undefined;
  const initial = declaration?.type === Kind.VariableDeclarator ? declaration.init : undefined;
  if (kind !== 'previous' || !argument || !initial || hasCommentsInside(file.sourceCode, argument.range))
    return undefined;
  const isRoot = initial.type === Kind.Identifier && file.resolver.exportOf(initial)?.path.at(-1) === 'ROOT_CONTEXT';
  const isActive = file.resolver.resolve(initial)?.operation === 'context.active';
  if ((!isRoot && !isActive) || !meansTheSame(file, initial, argument)) return undefined;
  return replace(argument.range, file.sourceCode.getText(initial));
}

/**
 * The span that a use makes the message a parent of: its start, or the only one that starts right under the activation.
 */
function spanStart(file: FileAnalysis, { call }: ParentUse): ResolvedCall | undefined {
  if (call.operation === 'span.start' || call.operation === 'span.startActive') return call;
  const callback = call.operation === 'context.with' ? callbackOf(file.resolver, call) : undefined;
  if (!callback || activationOf(file.resolver, callback)?.call.node !== call.node) return undefined;
  const starts = [...file.operations('span.start'), ...file.operations('span.startActive')].filter(({ node }) =>
    contains(callback, node),
  );
  const [start, ...others] = starts.filter(({ node }) => enclosingFunction(node) === callback);
  return start && others.length === 0 && !start.argument('context') && !start.isWrapper ? start : undefined;
}

interface Links {
  readonly text: string;
  readonly fix: Edit;
}

function linksOf(
  file: FileAnalysis,
  { extract, part, consumer }: BatchParent,
  { node: at }: ResolvedCall,
): Links | undefined {
  const { sourceCode } = file;
  const carrier = extract.argument('carrier');
  const callee = unwrap(extract.node.callee);
  const list = listText(file, part.list, consumer?.row.messages === 'Messages.*');
  const getter = extract.argument('getter');
  if (!carrier || !list || !meansTheSame(file, part.list, at) || !meansTheSame(file, callee, at)) return undefined;
  if (hasCommentsInside(sourceCode, extract.node.range) || (getter && !meansTheSame(file, getter, at)))
    return undefined;
  const shape = consumer?.row.carrier.shape ?? file.carriers.of(carrier, 'extract')?.shape;
  const accessor =
    getter || shape === undefined || shape === 'plain'
      ? undefined
      : ensureAccessor(file, { kind: 'getter', shape, at });
  const [trace, root] = ['trace', 'ROOT_CONTEXT'].map((imported) =>
    ensureImport({ sourceCode, module: API, imported, at }),
  );
  if (!trace || !root || (!getter && !accessor && shape !== undefined && shape !== 'plain')) return undefined;
  const reader = getter ? sourceCode.getText(getter) : accessor?.localName;
  const inside = [sourceCode.getText(callee), part.write(''), reader ?? '', trace.localName];
  const message = nameInside(file, at, 'message', inside);
  const spanContext = nameInside(file, at, 'spanContext', inside);
  const extracted = `${sourceCode.getText(callee)}(${root.localName}, ${part.write(message)}${reader === undefined ? '' : `, ${reader}`})`;
  const body = `const ${spanContext} = ${trace.localName}.getSpanContext(${extracted}); return ${spanContext} ? [{ context: ${spanContext} }] : [];`;
  const fix = combineEdits(trace.fix, root.fix, accessor?.fix ?? (() => []));
  return fix && { text: `links: ${list}.flatMap((${message}) => { ${body} })`, fix };
}

/** A list as the object of a method; `(messages ?? [])` where it may be missing. Undefined for what is no array. */
function listText(
  { resolver, sourceCode, filename }: FileAnalysis,
  list: TSESTree.Expression,
  isOptional: boolean,
): string | undefined {
  const node = unwrap(list);
  const text = sourceCode.getText(node);
  if (hasCommentsInside(sourceCode, node.range)) return undefined;
  if (node.type === Kind.LogicalExpression) return `(${text})`;
  if (node.type !== Kind.Identifier && node.type !== Kind.MemberExpression) return undefined;
  const isChain = list.type === Kind.ChainExpression || text.includes('?.');
  const { types } = resolver;
  if (!types) return isChain || (isOptional && !hasDefault(sourceCode, node)) ? `(${text} ?? [])` : text;
  // What TypeScript narrowed here, it may forget in a callback.
  const symbol = types.symbolAt(node.type === Kind.MemberExpression ? node.property : node);
  const declared = symbol && types.checker.getTypeOfSymbol(symbol);
  if (!declared) return isTypeScript(sourceCode, filename) ? undefined : text;
  const { Null, Undefined, Any } = types.ts.TypeFlags;
  const isNothing = (flags: number): boolean => (flags & (Null | Undefined)) !== 0;
  const members = declared.isUnion() ? declared.types : [declared];
  const isArray = members.every((member) => isNothing(member.flags) || member.getProperty('flatMap') !== undefined);
  if (!isArray) return (declared.flags & Any) !== 0 && !isTypeScript(sourceCode, filename) ? text : undefined;
  return isChain || members.some(({ flags }) => isNothing(flags)) ? `(${text} ?? [])` : text;
}

/** Whether a variable has a default: `const { Messages = [] } = result`. */
function hasDefault(sourceCode: FileAnalysis['sourceCode'], node: TSESTree.Expression): boolean {
  const { steps } = valueFlow(sourceCode).stepsOf('backward', unwrap(node));
  return node.type === Kind.Identifier && steps.some(({ site }) => site.type === Kind.AssignmentPattern);
}

function addLinks({ sourceCode }: FileAnalysis, start: ResolvedCall, text: string): Edit | undefined {
  const options = start.argument('options');
  if (!options) return insertArgument({ sourceCode, call: start.node, index: OPTIONS, text: `{ ${text} }` });
  const object = unwrap(options);
  if (object.type === Kind.Identifier && object.name === 'undefined') return replace(options.range, `{ ${text} }`);
  if (object.type !== Kind.ObjectExpression) return undefined;
  const isOpen = object.properties.every(
    (property) => property.type === Kind.Property && keyName(property) !== undefined && keyName(property) !== 'links',
  );
  return isOpen ? addProperty({ sourceCode, object, text }) : undefined;
}

/** Removes what gave the context: the constant that holds it, the loop that fills a variable. */
function removeSource(
  file: FileAnalysis,
  { kind, variable, loop, value, extract }: BatchParent,
  { argument }: ParentUse,
): Edit | undefined {
  const { sourceCode } = file;
  const nothing: Edit = () => [];
  if (!variable) return contains(argument, value) && unwrap(argument) === unwrap(value) ? nothing : undefined;
  const declarator = variable.defs[0]?.node as TSESTree.Node | undefined;
  if (declarator?.type !== Kind.VariableDeclarator || declarator.parent.declarations.length !== 1) return undefined;
  const declaration = removeStatement({ sourceCode, statement: declarator.parent });
  if (declarator.init && unwrap(declarator.init) === unwrap(value))
    return isReassigned(variable) ? undefined : declaration;
  if (kind !== 'last' || !loop || !isNothingElse(file, loop, extract) || !isKnownBase(file, declarator.init))
    return undefined;
  const statement = loop.type === Kind.CallExpression ? wrapped(loop).parent : loop;
  return statement && combineEdits(declaration, removeStatement({ sourceCode, statement }));
}

/** Whether a variable begins with nothing, the root context or the active one, which the span keeps as its parent. */
function isKnownBase({ resolver }: FileAnalysis, initial: TSESTree.Expression | null): boolean {
  if (!initial) return true;
  return (
    resolver.resolve(initial)?.operation === 'context.active' ||
    resolver.exportOf(initial)?.path.at(-1) === 'ROOT_CONTEXT'
  );
}

/** Whether a loop does nothing but to assign what is extracted. */
function isNothingElse({ sourceCode }: FileAnalysis, loop: TSESTree.Node, { node }: ResolvedCall): boolean {
  const assignment = wrapped(node).parent;
  const statement = assignment && wrapped(assignment).parent;
  if (assignment?.type !== Kind.AssignmentExpression || !statement) return false;
  const callback = enclosingFunction(node);
  const body =
    loop.type === Kind.CallExpression ? callback?.body : 'body' in loop ? (loop.body as TSESTree.Node) : undefined;
  if (
    loop.type === Kind.CallExpression &&
    (callback?.parent !== loop || wrapped(loop).parent?.type !== Kind.ExpressionStatement)
  )
    return false;
  if (!body || hasCommentsInside(sourceCode, loop.range)) return false;
  if (body === assignment || body === statement) return true;
  return (
    body.type === Kind.BlockStatement &&
    body.body.length === 1 &&
    body.body[0] === statement &&
    variableOf(sourceCode, assignment.left as TSESTree.Identifier) !== undefined
  );
}

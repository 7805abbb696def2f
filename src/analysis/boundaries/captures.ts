/**
 * Reads of the active context whose result is kept for more than the request in which they run: at module scope, in a
 * static field, in what a class does when its one instance is made; in a memo (`headers ??= …`); in an object of a pool.
 *
 * A carrier that the active context is injected into counts, and so does a context that is made from the active one
 * with something more in it, a span or baggage taken out of it, a client that is built with one.
 *
 * *Known limitations*: those of the value flow and of {@link onceAt}; a map that is filled once a key is none of these;
 * a context that a span is put into, a carrier extracted into, or tracing suppressed in is what somebody wants to keep.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import {
  calleeName,
  contains,
  enclosingFunction,
  type FunctionNode,
  isFunction,
  isNothing,
  keyName,
  memberName,
  unwrap,
  wrapped,
} from '../../ast';
import { operationModel, type OperationId } from '../../model';
import { ONCE_FUNCTIONS, POOL_MAKERS } from '../../model/lifetimes';
import { isArgument } from '../ambient-context';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { isVisibleOutside, variableOf } from '../bindings';
import { namedExport } from '../library-objects';
import { type FlowStep, type Place, SAME_VALUE, valueFlow } from '../value-flow';
import { isSingleton, type Once, onceAt, runsForMany } from './once';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

export type Capture = { readonly read: ResolvedCall } &
  /** It runs once; `use` is where many requests use the result. */
  (
    | { readonly kind: 'once'; readonly when: Once; readonly use: TSESTree.Node }
    /** It runs once, and a variable that others import holds the result. */
    | { readonly kind: 'exported'; readonly name: string }
    /** It runs for the first request, and a variable, a field or a function keeps the result. */
    | { readonly kind: 'memo'; readonly holder: string; readonly assignment: TSESTree.AssignmentExpression | undefined }
    /** It runs when a pool makes an object. */
    | { readonly kind: 'pool'; readonly pool: string }
  );

/** Operations behind which a context is not what was active, but what somebody put into it. */
const OF_ITS_OWN: ReadonlySet<OperationId> = new Set<OperationId>([
  'core.suppressTracing',
  'propagation.extract',
  'trace.deleteSpan',
  'trace.setSpan',
  'trace.setSpanContext',
]);
/** What a context, or a part of it, is made into. */
const KEPT_TYPES: ReadonlySet<string> = new Set(['Baggage', 'Context', 'Span', 'SpanContext']);
const BUILDS = /^(?:create|defaults|extend|instance)/;

export class Captures {
  private memos: readonly TSESTree.AssignmentExpression[] | undefined;

  constructor(
    private readonly resolver: ApiResolver,
    private readonly assignments: () => readonly TSESTree.AssignmentExpression[],
  ) {}

  /** What keeps the result of a read of the active context; undefined where it is used once, or nobody can tell. */
  of(read: ResolvedCall): Capture | undefined {
    const call = this.takerOf(read.node);
    if (call && OF_ITS_OWN.has(call.operation)) return undefined;
    const isInjected = call?.operation === 'propagation.inject';
    const starts = isInjected ? this.carriersOf(call) : [read.node];
    const named = isInjected ? call : read;
    if (starts.length === 0) return undefined;
    const when = onceAt(this.resolver, read.node);
    if (when) return this.once(named, when, starts);
    const fn = enclosingFunction(read.node);
    return fn && (this.kept(named, starts, fn) ?? this.pooled(named, starts, fn));
  }

  private carriersOf(inject: ResolvedCall): readonly TSESTree.Node[] {
    const carrier = inject.argument('carrier');
    const sites = carrier && valueFlow(this.resolver.sourceCode).objects.sitesOf(carrier).steps;
    return sites?.map(({ to }) => to) ?? [];
  }

  private once(read: ResolvedCall, when: Once, starts: readonly TSESTree.Node[]): Capture | undefined {
    const own = enclosingFunction(read.node);
    const found = this.forward(starts, ({ node, path }): Capture | undefined => {
      const fn = enclosingFunction(node);
      if (!fn) {
        const name = path.length > 0 ? undefined : exportedName(this.resolver, node);
        return name === undefined ? undefined : { read, kind: 'exported', name };
      }
      const isRead = node.type === Kind.Identifier || node.type === Kind.MemberExpression;
      return isRead && fn !== own && runsForMany(this.resolver, node)
        ? { read, kind: 'once', when, use: node }
        : undefined;
    });
    return found.find(({ kind }) => kind === 'once') ?? found[0];
  }

  /** In a memo, in what a function that is called once gives back, or in a variable of the module that a helper fills. */
  private kept(read: ResolvedCall, starts: readonly TSESTree.Node[], fn: FunctionNode): Capture | undefined {
    const { resolver } = this;
    const all = (this.memos ??= this.assignments().filter((assignment) => this.isMemo(assignment)));
    const memos = all.filter((assignment) => this.runsFor(assignment, read.node));
    const once = onceCall(resolver, fn);
    // What is handed to a call is called there, and not by its name.
    const calls = isArgument(fn) ? [] : valueFlow(resolver.sourceCode).calls.callersOf(fn).calls;
    const outside = calls.filter((call) => onceAt(resolver, call) !== undefined);
    if (memos.length === 0 && !once && outside.length === 0) return undefined;
    const [first] = this.forward(starts, ({ node }): Capture | 'outside' | undefined => {
      const assignment = memos.find(({ right }) => right === wrapped(node));
      if (assignment) return { read, kind: 'memo', holder: resolver.sourceCode.getText(assignment.left), assignment };
      if (once && isResultOf(fn, node)) return { read, kind: 'memo', holder: once, assignment: undefined };
      return outside.some((call) => call === node) ? 'outside' : undefined;
    });
    if (first !== 'outside') return first;
    const [call] = outside;
    const when = call && onceAt(resolver, call);
    return when && this.once(read, when, outside);
  }

  /** Whether code runs with an assignment or in front of it, and not later, when the object in it is used. */
  private runsFor(
    assignment: TSESTree.AssignmentExpression,
    at: TSESTree.Node,
    seen = new Set<FunctionNode>(),
  ): boolean {
    const fn = enclosingFunction(at);
    if (contains(assignment, at)) return true;
    if (!fn || seen.has(fn)) return false;
    if (contains(fn, assignment)) return at.range[1] <= assignment.range[0];
    seen.add(fn);
    const { calls } = valueFlow(this.resolver.sourceCode).calls.callersOf(fn);
    return calls.some((call) => this.runsFor(assignment, call, seen));
  }

  /** In an object that a pool makes: it is part of the object, or its functions use it. */
  private pooled(read: ResolvedCall, starts: readonly TSESTree.Node[], fn: FunctionNode): Capture | undefined {
    const pool = poolOf(this.resolver, fn);
    if (pool === undefined) return undefined;
    const [first] = this.forward(starts, ({ node }): Capture | undefined => {
      const isKept = isResultOf(fn, node) || (isInLaterFunction(fn, node) && node !== read.node);
      return isKept ? { read, kind: 'pool', pool } : undefined;
    });
    return first;
  }

  private forward<L>(starts: readonly TSESTree.Node[], label: (place: Place) => L | undefined): readonly L[] {
    const { flows } = valueFlow(this.resolver.sourceCode).forward(
      starts.map((node) => ({ node, path: [] })),
      { label, also: ({ node, path }) => this.made(node, path.length === 0), kinds: SAME_VALUE },
    );
    return flows.map((flow) => flow.label);
  }

  /** From a context to what is made from it, from an option to the client that is built with it. */
  private made(node: TSESTree.Node, isWhole: boolean): readonly FlowStep[] {
    const { parent } = wrapped(node);
    const outer = parent?.type === Kind.MemberExpression ? wrapped(parent).parent : parent;
    if (outer?.type !== Kind.CallExpression && outer?.type !== Kind.NewExpression) return [];
    const call = this.takerOf(node);
    const step: FlowStep = { kind: 'copy', to: outer, site: outer };
    if (call) {
      const { returns } = operationModel(call.operation);
      return isWhole && returns && KEPT_TYPES.has(returns) && !OF_ITS_OWN.has(call.operation) ? [step] : [];
    }
    const isBuilding = outer.type === Kind.NewExpression || BUILDS.test(calleeName(outer) ?? '');
    const isArgument = outer === parent && outer.arguments.some((argument) => argument === wrapped(node));
    return isBuilding && isArgument && !this.resolver.resolve(outer) ? [step] : [];
  }

  /** The operation that takes a context, a span or baggage: as its context argument, or as its receiver. */
  private takerOf(node: TSESTree.Node): ResolvedCall | undefined {
    const outer = wrapped(node);
    const { parent } = outer;
    if (parent?.type === Kind.MemberExpression && parent.object === outer) {
      const call = this.resolver.resolve(wrapped(parent).parent ?? parent);
      return call?.receiver === outer ? call : undefined;
    }
    const call = parent && this.resolver.resolve(parent);
    return call?.argument('context') === outer ? call : undefined;
  }

  /** Whether an assignment fills what is kept, where it is empty: `x ??= …`, `if (!x) x = …`. */
  private isMemo(assignment: TSESTree.AssignmentExpression): boolean {
    const { left, operator } = assignment;
    const isFilling =
      operator === '??=' || operator === '||=' || (operator === '=' && isGuarded(this.resolver, assignment));
    if (!isFilling || !enclosingFunction(assignment)) return false;
    if (left.type === Kind.Identifier) {
      const variable = variableOf(this.resolver.sourceCode, left);
      const declaration = variable?.defs[0]?.node;
      return declaration !== undefined && !enclosingFunction(declaration);
    }
    if (left.type !== Kind.MemberExpression || memberName(left) === undefined) return false;
    const object = unwrap(left.object);
    if (object.type === Kind.Identifier) {
      const definition = variableOf(this.resolver.sourceCode, object)?.defs[0]?.node;
      return definition?.type === Kind.ClassDeclaration && !enclosingFunction(definition);
    }
    const owner = object.type === Kind.ThisExpression ? classAround(left) : undefined;
    return owner !== undefined && isSingleton(this.resolver, owner);
  }
}

/** The class whose members see a `this`. */
function classAround(node: TSESTree.Node): TSESTree.ClassDeclaration | TSESTree.ClassExpression | undefined {
  let fn = enclosingFunction(node);
  while (fn?.type === Kind.ArrowFunctionExpression && enclosingFunction(fn)) fn = enclosingFunction(fn);
  const member = fn?.parent;
  return member?.type === Kind.MethodDefinition && !member.static ? member.parent.parent : undefined;
}

/** `if (!x) x = …`, `if (x === undefined) { x = …; }`, `if (x) return x; x = …`. */
function isGuarded({ sourceCode }: ApiResolver, assignment: TSESTree.AssignmentExpression): boolean {
  const name = sourceCode.getText(assignment.left);
  const isName = (node: TSESTree.Node): boolean => sourceCode.getText(unwrap(node)) === name;
  const asksEmpty = (test: TSESTree.Expression): boolean =>
    (test.type === Kind.UnaryExpression && test.operator === '!' && isName(test.argument)) ||
    (test.type === Kind.BinaryExpression && /^===?$/.test(test.operator) && isName(test.left) && isNothing(test.right));
  let at: TSESTree.Node = assignment;
  for (let parent: TSESTree.Node | undefined = at.parent; parent && !isFunction(parent); parent = parent.parent) {
    if (parent.type === Kind.IfStatement && parent.consequent === at && asksEmpty(parent.test)) return true;
    const { range } = at;
    const before = parent.type === Kind.BlockStatement ? parent.body.filter((one) => one.range[1] <= range[0]) : [];
    if (before.some((one) => one.type === Kind.IfStatement && isName(one.test) && returns(one.consequent))) return true;
    at = parent;
  }
  return false;
}

const returns = (node: TSESTree.Statement): boolean =>
  node.type === Kind.ReturnStatement ||
  (node.type === Kind.BlockStatement && node.body.at(-1)?.type === Kind.ReturnStatement);

/** The name of the variable of the module that a value is the start of, where other files may read it. */
function exportedName({ sourceCode }: ApiResolver, node: TSESTree.Node): string | undefined {
  const { parent } = wrapped(node);
  const id = parent?.type === Kind.VariableDeclarator ? parent.id : undefined;
  const variable = id?.type === Kind.Identifier ? variableOf(sourceCode, id) : undefined;
  const isGlobal = (variable?.scope.type as string | undefined) === 'global';
  return variable && !isGlobal && isVisibleOutside(variable) && !/root/i.test(variable.name)
    ? variable.name
    : undefined;
}

/** What a function is handed to that calls it once: `once(() => …)`, in code that runs once itself. */
function onceCall(resolver: ApiResolver, fn: FunctionNode): string | undefined {
  const { parent } = fn;
  if (parent.type !== Kind.CallExpression || parent.arguments[0] !== fn) return undefined;
  const named = namedExport(resolver, parent.callee);
  const isOnce = named?.package !== undefined && ONCE_FUNCTIONS.get(named.package)?.includes(named.name) === true;
  return isOnce && onceAt(resolver, parent) ? resolver.sourceCode.getText(parent.callee) : undefined;
}

/** Whether a value is what a function gives back. */
function isResultOf(fn: FunctionNode, node: TSESTree.Node): boolean {
  const outer = wrapped(node);
  const { parent } = outer;
  return parent === fn ? fn.body === outer : parent?.type === Kind.ReturnStatement && enclosingFunction(parent) === fn;
}

/** Whether a node stands in a function that is made in another one, and not handed to a call there. */
function isInLaterFunction(fn: FunctionNode, node: TSESTree.Node): boolean {
  const inner = enclosingFunction(node);
  return inner !== undefined && inner !== fn && contains(fn, inner) && !isArgument(inner);
}

/** The pool whose objects a function makes: `createPool({ create: async () => … })`. */
function poolOf(resolver: ApiResolver, fn: FunctionNode): string | undefined {
  const property = fn.parent;
  if (property.type !== Kind.Property || property.parent.type !== Kind.ObjectExpression) return undefined;
  const makers = POOL_MAKERS.filter(({ member }) => member === keyName(property));
  if (makers.length === 0) return undefined;
  const { parent } = wrapped(property.parent);
  const id = parent?.type === Kind.VariableDeclarator && parent.id.type === Kind.Identifier ? parent.id : undefined;
  const places = id
    ? (variableOf(resolver.sourceCode, id)?.references ?? []).map(({ identifier }) => identifier.parent)
    : [parent];
  for (const place of places) {
    if (place?.type !== Kind.CallExpression && place?.type !== Kind.NewExpression) continue;
    const named = namedExport(resolver, place.callee);
    if (makers.some((row) => row.package === named?.package && row.name === named.name))
      return resolver.sourceCode.getText(place.callee);
  }
  return undefined;
}

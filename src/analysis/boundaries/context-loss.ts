/**
 * Where a callback that reads the active context is handed to somebody who runs it in another context.
 *
 * What each manager carries, and whose context the rest runs in, is data of the model; it was measured on both SDK
 * generations. Everything that cannot be told is left out: an emitter of unknown type or unknown life, a library of
 * unknown version, a function of another file.
 *
 * Known limitations: those of `ObjectTypes`, `outlivesWork`, `SharedCollections`, `AmbientUseFinder`; an emitter of a
 * third party's package is unknown, since the package may carry the context itself.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, contains, enclosingFunction, literalString, memberName, unwrap } from '../../ast';
import { endOfText, startOfText } from '../../ast/report-text';
import {
  BOUNDARY_OBJECTS,
  type BoundaryMethod,
  type BoundaryObject,
  CARRYING_TYPES,
  LISTENING_FUNCTIONS,
  PLAIN_EMITTER_PACKAGES,
  SCHEDULERS,
  SCHEDULERS_CARRIED_BY,
  SHARED_CALLBACKS,
} from '../../model/async-boundaries';
import {
  activationAround,
  type AmbientUse,
  type AmbientUseFinder,
  callbackFunction,
  requestScopeOf,
} from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import type { ProjectFacts } from '../project';
import { isSameType, namedExport, ObjectTypes } from '../library-objects';
import { INSERTING } from './boundary-names';
import { SharedCollections } from './collections';
import { standsAlone } from './deliberate-root';
import { leftBehindContext, uncarriedContext } from './derived-context';
import { drainIn, isActivated } from './drains';
import { storedFunctions, tasksOf } from './handed-functions';
import { isBuiltOnce, isProgramStart, isStarting, outlivesWork, workFunction } from './lifetime';
import type { ContextLoss } from './losses';
import { managerInstance, managerOf } from './manager-in-use';
import { Schedulers } from './schedulers';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

const boundaryMethods = new Set([
  ...BOUNDARY_OBJECTS.flatMap((row) => Object.keys(row.methods)),
  ...LISTENING_FUNCTIONS.map((row) => row.name),
]);
const boundaryHandlers = new Set(BOUNDARY_OBJECTS.flatMap((row) => row.handlers ?? []));
const sharedPackages = [...new Set(SHARED_CALLBACKS.map((row) => row.package))];
const callableQueues = BOUNDARY_OBJECTS.filter((row) => row.call);

/** Whether syntax leaves it open that an argument is, or holds, a function. */
function mayHoldFunction({ type }: TSESTree.Node): boolean {
  return type !== Kind.Literal && type !== Kind.TemplateLiteral && type !== Kind.BinaryExpression;
}

export class ContextLossFinder {
  private readonly types: ObjectTypes;
  private readonly collections: SharedCollections;
  private readonly schedulers: Schedulers;
  private namesQueues: boolean | undefined;
  /** Whether the text names a package whose callbacks are shared. */
  private namesShared: boolean | undefined;

  constructor(
    private readonly resolver: ApiResolver,
    private readonly ambient: AmbientUseFinder,
    private readonly project: Pick<ProjectFacts, 'contextManager' | 'isInstrumented' | 'majorVersion'>,
    /** The callbacks given to a test runner, in which nothing is active but what they activate themselves. */
    private readonly tests: { readonly contains: (node: TSESTree.Node) => boolean } = { contains: () => false },
  ) {
    this.types = new ObjectTypes(resolver);
    this.schedulers = new Schedulers(resolver);
    this.collections = new SharedCollections(resolver);
  }

  /** What a call loses; several for a list of tasks, none for most calls. */
  ofCall(node: TSESTree.CallExpression | TSESTree.NewExpression): readonly ContextLoss[] {
    if (!node.arguments.some(mayHoldFunction) || this.project.contextManager === 'none') return [];
    const single = this.ofSharedCallback(node);
    if (single) return [single];
    if (node.type === Kind.NewExpression) return [];
    const scheduled = this.ofScheduler(node);
    if (!enclosingFunction(node)) return scheduled?.kind === 'drain' ? [scheduled] : [];
    const loss = scheduled ?? this.ofListener(node);
    const losses = loss ? [loss] : this.ofTask(node);
    return losses.length > 0 && this.isBareTest(node) ? losses.filter(({ kind }) => kind === 'derived') : losses;
  }

  private ofTask(node: TSESTree.CallExpression): readonly ContextLoss[] {
    const tasks = this.ofQueue(node);
    return tasks.length > 0 ? tasks : this.ofInsertion(node);
  }

  /** What the assignment of a handler property loses: `port.onmessage = fn`. */
  ofAssignment({ left, right, operator }: TSESTree.AssignmentExpression): ContextLoss | undefined {
    if (operator !== '=' || left.type !== Kind.MemberExpression || !enclosingFunction(left)) return undefined;
    const name = memberName(left);
    if (this.project.contextManager === 'none' || name === undefined || !boundaryHandlers.has(name)) return undefined;
    const use = this.useIn(right);
    const row = use && this.rowOf(left.object, (candidate) => candidate.handlers?.includes(name) === true);
    const isBare = row !== undefined && this.isBareTest(left);
    return row && !isBare ? this.listener(row, left.object, name.slice('on'.length), right, use) : undefined;
  }

  /** Whether code stands in a test that has activated nothing: then there is no context to lose. */
  private isBareTest(node: TSESTree.Node): boolean {
    return this.tests.contains(node) && activationAround(this.resolver, node) === undefined;
  }

  /** The read of the active context in a callback that has no context of its own. */
  private useIn(expression: TSESTree.Node): AmbientUse | undefined {
    if (!callbackFunction(this.resolver, expression)) return undefined;
    const use = this.ambient.inCallback(expression);
    const isOfAnother = use && (standsAlone(this.resolver, use) || this.ambient.extractsInCallback(expression));
    return isOfAnother ? undefined : use;
  }

  private ofScheduler(node: TSESTree.CallExpression): ContextLoss | undefined {
    const { resolver, ambient, collections } = this;
    const scheduler = this.schedulers.of(node);
    const [argument] = node.arguments;
    const callback = scheduler === undefined || !argument ? undefined : callbackFunction(resolver, argument);
    // A timer that arms itself again is a loop, not the work of a request.
    if (scheduler === undefined || !argument || !callback || contains(callback, node)) return undefined;
    const use = this.useIn(argument);
    const base = { node: argument, scheduler };
    const derived = use && leftBehindContext(resolver, node, ambient.directlyInCallback(argument) !== undefined);
    if (derived) return { ...base, kind: 'derived', use, derived, bindable: undefined, manager: this.instance(use) };
    const drain = drainIn({ resolver, ambient, collections }, callback, node);
    if (drain) return { ...base, ...drain, kind: 'drain', bindable: drain.insertion?.value };
    const lost = use && this.lostBy(argument, use);
    if (!lost || ((SCHEDULERS[scheduler]?.repeats || isStarting(node)) && !requestScopeOf(resolver, node)))
      return undefined;
    return { ...base, kind: 'scheduler', ...lost, bindable: argument as TSESTree.Expression };
  }

  /** The read of the active context that a scheduled callback loses, and the manager that loses it. */
  private lostBy(
    callback: TSESTree.Node,
    use: AmbientUse,
  ): Pick<ContextLoss & { kind: 'scheduler' }, 'by' | 'manager' | 'use'> | undefined {
    const manager = this.instance(use);
    const by = manager ? managerOf(this.types, manager) : this.project.contextManager;
    if (SCHEDULERS_CARRIED_BY.includes(by)) return undefined;
    if (by !== 'unknown') return { use, by, manager };
    const direct = this.ambient.directlyInCallback(callback);
    return direct && !standsAlone(this.resolver, direct) ? { use: direct, by, manager } : undefined;
  }

  private instance(use: AmbientUse): TSESTree.Expression | undefined {
    return managerInstance(this.resolver, use);
  }

  private ofListener(node: TSESTree.CallExpression): ContextLoss | undefined {
    const name = calleeName(node);
    const callee = unwrap(node.callee);
    if (name === undefined || !boundaryMethods.has(name)) return undefined;
    const listening = LISTENING_FUNCTIONS.find(
      (row) => row.name === name && namedExport(this.resolver, callee)?.package === row.package,
    );
    if (listening) {
      const callback = node.arguments[listening.method.callback];
      const use = callback && this.useIn(callback);
      const row = BOUNDARY_OBJECTS.find((candidate) => candidate.name === listening.of);
      return (
        use &&
        row &&
        this.listener(row, callee, this.eventOf(node, listening.method), callback as TSESTree.Expression, use)
      );
    }
    if (callee.type !== Kind.MemberExpression) return undefined;
    const uses = node.arguments.slice(0, 2).map((argument) => this.useIn(argument));
    if (uses.every((use) => !use)) return undefined;
    const row = this.rowOf(
      callee.object,
      (candidate) => candidate.kind === 'listener' && uses[candidate.methods[name]?.callback ?? -1] !== undefined,
    );
    const method = row?.methods[name];
    const use = method && uses[method.callback];
    if (!row || !use || this.isLeftToWorkers(callee.object, node, row)) return undefined;
    return this.listener(
      row,
      callee.object,
      this.eventOf(node, method),
      node.arguments[method.callback] as TSESTree.Expression,
      use,
    );
  }

  /** Messages that arrive in a worker or a forked process: what they lack is a carrier, and no binding helps. */
  private isLeftToWorkers(receiver: TSESTree.Expression, node: TSESTree.CallExpression, row: BoundaryObject): boolean {
    if (namedExport(this.resolver, receiver)?.name === 'parentPort') return true;
    return row.name === 'process' && literalString(node.arguments[0]) === 'message';
  }

  private listener(
    row: BoundaryObject,
    receiver: TSESTree.Expression,
    event: string | undefined,
    callback: TSESTree.Expression,
    use: AmbientUse,
  ): ContextLoss | undefined {
    const manager = this.instance(use);
    if (row.carriedBy.includes(manager ? managerOf(this.types, manager) : this.project.contextManager))
      return undefined;
    if (!row.isGlobal && !outlivesWork(this.resolver, receiver)) return undefined;
    const scope = requestScopeOf(this.resolver, callback);
    // What a program listens to from its start on is meant to run in the context of the code that emits.
    if (!scope || isProgramStart(workFunction(callback))) return undefined;
    const derived = uncarriedContext(this.resolver, callback);
    const emitter = endOfText(this.resolver.sourceCode, unwrap(receiver));
    return {
      kind: 'listener',
      node: callback,
      use,
      derived,
      emitter,
      event,
      runsIn: row.runsIn,
      scope,
      bindable: callback,
      manager,
    };
  }

  private ofQueue(node: TSESTree.CallExpression): ContextLoss[] {
    const callee = unwrap(node.callee);
    const name = calleeName(node);
    const isMethod = callee.type === Kind.MemberExpression && name !== undefined && boundaryMethods.has(name);
    const isCallable = (this.namesQueues ??= callableQueues.some((row) =>
      this.resolver.sourceCode.text.includes(row.name),
    ));
    if (!isMethod && !isCallable) return [];
    const [first, second] = node.arguments;
    const isOptions = first?.type === Kind.ObjectExpression;
    const candidates = tasksOf(isOptions ? second : first).flatMap((task) => {
      const use = this.useIn(task);
      return use ? [{ task, use }] : [];
    });
    if (candidates.length === 0) return [];
    const called = isCallable ? this.rowOf(callee, (row) => row.call !== undefined) : undefined;
    const row =
      called ??
      (isMethod
        ? this.rowOf(callee.object, (candidate) => candidate.kind === 'queue' && Object.hasOwn(candidate.methods, name))
        : undefined);
    if (!row || !this.isLostInVersion(row) || (isOptions && !row.methods[name ?? '']?.isAfterOptions)) return [];
    const derived = uncarriedContext(this.resolver, node);
    return candidates.map(({ task, use }) => ({
      kind: 'task',
      node: task,
      use,
      derived,
      library: row.name,
      runsIn: row.runsIn,
      bindable: task,
      manager: this.instance(use),
    }));
  }

  private isLostInVersion({ lostBelow }: BoundaryObject): boolean {
    if (!lostBelow) return true;
    const major = this.project.majorVersion(lostBelow.package);
    return major !== undefined && major < lostBelow.major;
  }

  private ofSharedCallback(node: TSESTree.CallExpression | TSESTree.NewExpression): ContextLoss | undefined {
    if (!(this.namesShared ??= sharedPackages.some((name) => this.resolver.sourceCode.text.includes(name))))
      return undefined;
    const named = namedImport(this.resolver, node.callee);
    const isNew = node.type === Kind.NewExpression;
    const row =
      named &&
      SHARED_CALLBACKS.find(
        (one) => one.package === named.package && one.name === named.name && (one.isConstructed ?? false) === isNew,
      );
    const callback = row && isBuiltOnce(node) ? node.arguments[row.callback] : undefined;
    if (!row || !callback || (row.instrumentation !== undefined && this.project.isInstrumented(row.instrumentation)))
      return undefined;
    const use = this.useIn(callback);
    return use && { kind: 'shared', node: callback, use, library: row.label, runsIn: row.runsIn, bindable: undefined };
  }

  private ofInsertion(node: TSESTree.CallExpression): ContextLoss[] {
    const first = INSERTING.get(calleeName(node) ?? '');
    if (first === undefined) return [];
    const stored = node.arguments.slice(first).flatMap((value) =>
      storedFunctions(value).flatMap((one) => {
        const use = this.useIn(one.value);
        return use ? [{ ...one, use }] : [];
      }),
    );
    const collection = stored.length > 0 ? this.collections.insertionsOf(node)[0]?.collection : undefined;
    if (!collection) return [];
    const removals = this.collections.removalsFrom(collection);
    const home = enclosingFunction(node);
    return stored.flatMap(({ value, property, use }): ContextLoss[] => {
      for (const removal of removals) {
        const call = removal.calls.find(
          (one) =>
            one.property === property && !isActivated(this.resolver, one.node) && !(home && contains(home, one.node)),
        );
        if (!call || ((removal.how !== 'removed' || isStarting(node)) && !requestScopeOf(this.resolver, node)))
          continue;
        const derived = uncarriedContext(this.resolver, node);
        const manager = this.instance(use);
        return [{ kind: 'stored', node: value, use, derived, collection, at: call.node, bindable: value, manager }];
      }
      return [];
    });
  }

  /** The row of the object that an expression is, if nobody else's class stands between. */
  private rowOf(
    expression: TSESTree.Expression,
    isMeant: (row: BoundaryObject) => boolean,
  ): BoundaryObject | undefined {
    const types = this.types.of(expression);
    if (types.length === 0) return undefined;
    const row = BOUNDARY_OBJECTS.find(({ declaredAs }) =>
      declaredAs.some((ref) => types.some((type) => isSameType(type, ref))),
    );
    if (!row || !isMeant(row)) return undefined;
    const isCarrying = types.some((type) => CARRYING_TYPES.some((carrying) => isSameType(type, carrying)));
    // A package that adds members to a declaration of Node's or the DOM's is listed with the name of that declaration.
    const plainNames = new Set(types.flatMap((type) => (PLAIN_EMITTER_PACKAGES.has(type.package) ? type.name : [])));
    const isPlain = types.every((type) => plainNames.has(type.name));
    return !isCarrying && (isPlain || row.kind === 'queue') ? row : undefined;
  }

  private eventOf(node: TSESTree.CallExpression, method: BoundaryMethod): string | undefined {
    const event = method.event === undefined ? undefined : node.arguments[method.event];
    return event && (literalString(event) ?? startOfText(this.resolver.sourceCode, unwrap(event)));
  }
}

/** An export reached through imports; undefined for globals. */
function namedImport(
  resolver: ApiResolver,
  node: TSESTree.Node,
): { readonly package: string; readonly name: string } | undefined {
  const named = namedExport(resolver, node);
  return named?.package === undefined ? undefined : { package: named.package, name: named.name };
}

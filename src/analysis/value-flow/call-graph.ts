/**
 * Which functions of the file a call may enter, and which calls enter a function: through names, members, fields,
 * parameters, containers. Asked of the value flow itself: a function is a value like any other.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type CallNode, type FunctionNode, isFunction, memberName, unwrap, wrapped } from '../../ast';
import { COLLECTIONS } from '../../model/flow-summaries';
import { resolveFunction, variableOf } from '../bindings';
import { BOUNDS } from './bounds';
import { MemberNames } from './member-names';
import { type Cycles, Memo } from './memo';
import { type ClassNode, memberKey } from './classes';
import type { Callee, Callees, Callers, FlowGraph, Given, Handing } from './flow-graph';
import { ANY, type FlowStep, SAME_VALUE } from './value-node';

const Kind = AST_NODE_TYPES;

const NONE: Callees = { callees: [], isComplete: false };
const NOBODY: Callers = { calls: [], handings: [], isOpen: true };

export class CallGraph {
  private readonly names: MemberNames;
  private readonly callees: Memo<CallNode, Callees>;
  private readonly callers: Memo<FunctionNode, Callers>;
  private readonly classes: Memo<TSESTree.Node, readonly ClassNode[]>;
  private readonly made: Memo<ClassNode, readonly CallNode[]>;

  constructor(
    private readonly flow: FlowGraph,
    cycles: Cycles,
  ) {
    this.names = new MemberNames(flow.sourceCode.text);
    this.callees = new Memo(cycles, NONE);
    this.callers = new Memo(cycles, NOBODY);
    this.classes = new Memo(cycles, []);
    this.made = new Memo(cycles, []);
  }

  /** The functions of the file that a call may enter. */
  calleesOf(call: CallNode): Callees {
    return this.callees.get(call, () => this.findCallees(call));
  }

  /** The functions of the file that an expression may be; `isMethod` where it is known for a method of a library's. */
  functionsOf(expression: TSESTree.Node, isMethod = false): Callees {
    const node = unwrap(expression) as TSESTree.Node;
    if (isFunction(node)) return { callees: [{ fn: node, bound: [] }], isComplete: true };
    const direct = resolveFunction(this.flow.sourceCode, node);
    if (direct && node.type === Kind.Identifier && direct.type === Kind.FunctionDeclaration)
      return { callees: [{ fn: direct, bound: [] }], isComplete: true };
    const own = node.type === Kind.MemberExpression ? this.ownMethod(node) : undefined;
    if (own) return { callees: [{ fn: own, bound: [] }], isComplete: true };
    const answer = this.flow.backward(
      node,
      {
        label: ({ node: at, path }) => (path.length === 0 && isFunction(at) ? at : undefined),
        barrier: ({ node: at, path }) => isMethod && path.length === 1 && isCollection(at),
        kinds: SAME_VALUE,
      },
      BOUNDS.callGraph,
    );
    // `jobs.shift()` calls no element of `jobs`.
    const flows = isMethod ? answer.flows.filter(({ steps }) => !isElement(steps)) : answer.flows;
    return {
      callees: flows.map(({ label, steps }) => ({ fn: label, bound: steps.flatMap(boundAt) })),
      isComplete: answer.complete && answer.others.length === 0,
    };
  }

  /** The method that `this.method` is, where the classes of the file have one of that name and nobody assigns it. */
  private ownMethod({ object, property, computed }: TSESTree.MemberExpression): FunctionNode | undefined {
    const self = object.type === Kind.ThisExpression ? this.flow.classes.thisAt(object) : undefined;
    const holder = self && self.holder.type !== Kind.ObjectExpression ? self.holder : undefined;
    if (!self || !holder || computed) return undefined;
    const name = property.type === Kind.PrivateIdentifier ? `#${property.name}` : property.name;
    const found = this.flow.classes
      .derivedFrom(holder)
      .flatMap((each) => this.flow.classes.members(each, self.isStatic).filter((member) => member.name === name));
    const [first] = found;
    const values = new Set(found.map((member) => (member.kind === 'value' ? member.value : undefined)));
    if (first?.kind !== 'value' || values.size > 1 || first.value.parent.type !== Kind.MethodDefinition)
      return undefined;
    return isFunction(first.value) && !this.names.mayBeAssigned(name) ? first.value : undefined;
  }

  private findCallees(call: CallNode): Callees {
    const callee = unwrap(call.callee) as TSESTree.Node;
    if (callee.type === Kind.Super) {
      const base = this.baseAround(call);
      return base ? this.ofConstructors([base]) : NONE;
    }
    if (call.type === Kind.NewExpression) {
      const made = this.classesOf(callee);
      if (made.length > 0) return this.ofConstructors(made);
    }
    const invoked = invokedThrough(call);
    const method = callee.type === Kind.MemberExpression && !invoked ? memberName(callee) : undefined;
    if (method !== undefined && !this.names.mayBeDefined(method)) return NONE;
    return this.functionsOf(invoked?.fn ?? callee, this.flow.summariesOf(call) !== undefined);
  }

  private ofConstructors(made: readonly ClassNode[]): Callees {
    const found = made.map((node) => this.flow.classes.constructorOf(node));
    return {
      callees: found.flatMap((fn) => (fn ? [{ fn, bound: [] }] : [])),
      isComplete: found.every((fn, index) => fn !== undefined || !made[index]?.superClass),
    };
  }

  /** The classes of the file that an expression may be. */
  classesOf(expression: TSESTree.Node): readonly ClassNode[] {
    const named = this.flow.classes.named(expression);
    if (named) return [named];
    if (this.flow.classes.all.length === 0) return [];
    return this.classes.get(expression, () =>
      this.flow
        .backward(
          expression,
          { label: ({ node, path }) => (path.length === 0 && isClass(node) ? node : undefined), kinds: SAME_VALUE },
          BOUNDS.callGraph,
        )
        .flows.map(({ label }) => label),
    );
  }

  /** Where instances of just this class are made. */
  constructionsOf(node: ClassNode): readonly CallNode[] {
    return this.made.get(node, () =>
      this.callsOfValue([{ node, path: [] }]).calls.filter(({ type }) => type === Kind.NewExpression),
    );
  }

  private baseAround(node: TSESTree.Node): ClassNode | undefined {
    const holder = this.flow.classes.thisAt(node)?.holder;
    return holder && holder.type !== Kind.ObjectExpression ? this.flow.classes.named(holder.superClass) : undefined;
  }

  /** The calls that enter a function of the file. */
  callersOf(fn: FunctionNode): Callers {
    return this.callers.get(fn, () => this.findCallers(fn));
  }

  private findCallers(fn: FunctionNode): Callers {
    const { parent } = fn;
    if (parent.type === Kind.MethodDefinition) {
      const holder = parent.parent.parent;
      if (parent.kind === 'constructor') {
        const derived = this.flow.classes.derivedFrom(holder);
        const runs = derived.filter((each) => this.flow.classes.constructorOf(each) === fn);
        const made = runs.map((each) => this.callsOfValue([{ node: each, path: [] }]));
        const calls = [
          ...made.flatMap((found) => found.calls.filter(({ type }) => type === Kind.NewExpression)),
          ...this.flow.classes.superCallsOf(holder),
        ];
        return { calls, handings: [], isOpen: calls.length === 0 || made.some(({ isOpen }) => isOpen) };
      }
      const name = memberKey(parent);
      if (name === undefined) return NOBODY;
      const own = this.ownCallers(parent, holder, name);
      if (own) return own;
      const starts = this.flow.classes
        .derivedFrom(holder)
        .map((each) => ({ node: parent.static ? each : each.body, path: [name] }));
      return this.callsOfValue(starts, isPrivate(parent));
    }
    if (fn.type === Kind.FunctionDeclaration) {
      if (!fn.id) return NOBODY;
      const variable = variableOf(this.flow.sourceCode, fn.id);
      if (!variable) return NOBODY;
    }
    return this.callsOfValue([{ node: fn, path: [] }]);
  }

  /** The calls of a method, where all that its file says of it is `this.method()` in its class. */
  private ownCallers(method: TSESTree.MethodDefinition, holder: ClassNode, name: string): Callers | undefined {
    if (method.computed || method.kind !== 'method' || this.flow.classes.familyOf(holder).length > 1) return undefined;
    const calls = this.flow.classes.thisOf(holder, method.static).flatMap(({ parent }) => {
      const isNamed = parent.type === Kind.MemberExpression && !parent.computed && this.flow.stepOf(parent) === name;
      const call = isNamed ? parent.parent : undefined;
      return call?.type === Kind.CallExpression && call.callee === parent ? [call] : [];
    });
    // One time more for the method itself.
    if (this.names.mayBeReadMoreThan(calls.length + 1, name)) return undefined;
    const self = method.static ? holder : holder.body;
    return {
      calls,
      handings: [],
      isOpen: !isPrivate(method) && this.flow.objects.writesInto(self).escapes.length > 0,
    };
  }

  /**
   * The calls of the function that stands at some places; where it is hidden, whoever knows the object that holds it
   * does not know the function.
   */
  callsOfValue(starts: readonly Given[], isHidden = false): Callers {
    const calls = new Set<CallNode>();
    const handings: Handing[] = [];
    const answer = this.flow.forward(
      starts,
      {
        label: ({ node, path }) => {
          if (path.length > 0) return undefined;
          const call = callOf(node);
          if (call) {
            calls.add(call);
            return true;
          }
          const handing = this.handingAt(node);
          if (handing) handings.push(handing);
          return handing ? true : undefined;
        },
        kinds: SAME_VALUE,
      },
      BOUNDS.callGraph,
    );
    const isOpen = answer.unknown.some(({ cause, path }) => !isHidden || cause === 'bound' || path.length === 0);
    return { calls: [...calls], handings, isOpen };
  }

  /** Whether a function stands where a library function takes a callback. */
  private handingAt(node: TSESTree.Node): Handing | undefined {
    const call = node.parent;
    if (call?.type !== Kind.CallExpression && call?.type !== Kind.NewExpression) return undefined;
    const index = call.arguments.indexOf(node as TSESTree.Expression);
    if (index < 0) return undefined;
    const isCallback = this.flow
      .summariesOf(call)
      ?.some(({ from, to }) =>
        [from, to].some(
          (place) => place.index === index && ['callback-result', 'parameter', 'given'].includes(place.base),
        ),
      );
    return isCallback === true ? { call, index } : undefined;
  }

  /** What a parameter is given by a call; undefined where nobody can tell. */
  argumentsAt(call: CallNode, callee: Callee, index: number): readonly Given[] | undefined {
    const invoked = invokedThrough(call);
    const isRest = callee.fn.params[index]?.type === Kind.RestElement;
    const list = [...callee.bound, ...(invoked?.arguments ?? call.arguments)];
    const spread = list.findIndex(({ type }) => type === Kind.SpreadElement);
    const at = (position: number): Given | undefined => {
      const argument = list[position];
      return argument && (spread < 0 || position < spread) ? { node: argument, path: [] } : undefined;
    };
    if (invoked?.list) return [{ node: invoked.list, path: isRest ? [] : [String(index)] }];
    if (isRest) return undefined;
    const plain = at(index);
    if (plain) return [plain];
    if (spread < 0 || spread > index) return [];
    return list
      .slice(spread, index + 1)
      .flatMap((argument): Given[] =>
        argument.type === Kind.SpreadElement
          ? [{ node: argument.argument, path: spread === list.length - 1 ? [String(index - spread)] : ['*'] }]
          : [{ node: argument, path: [] }],
      );
  }

  /** The arguments of a call from an index on, as they stand in a rest parameter. */
  restAt(call: CallNode, callee: Callee, index: number): readonly (Given & { readonly at: string })[] {
    const invoked = invokedThrough(call);
    if (invoked?.list) return [{ node: invoked.list, path: ['*'], at: '*' }];
    let isSpread = false;
    return [...callee.bound, ...(invoked?.arguments ?? call.arguments)].flatMap(
      (argument, position): (Given & { readonly at: string })[] => {
        isSpread ||= argument.type === Kind.SpreadElement;
        if (position < index && !isSpread) return [];
        const at = isSpread ? '*' : String(position - index);
        return argument.type === Kind.SpreadElement
          ? [{ node: argument.argument, path: ['*'], at }]
          : [{ node: argument, path: [], at }];
      },
    );
  }
}

/** The call that calls the function which stands at a node. */
export function callOf(node: TSESTree.Node): CallNode | undefined {
  const { parent } = node;
  if ((parent?.type === Kind.CallExpression || parent?.type === Kind.NewExpression) && parent.callee === node)
    return parent;
  // `fn.call(thing, a)`, `fn.apply(thing, list)`
  if (parent?.type !== Kind.MemberExpression || parent.object !== node) return undefined;
  const outer = wrapped(parent).parent;
  return outer?.type === Kind.CallExpression && invokedThrough(outer)?.fn === node ? outer : undefined;
}

interface Invoked {
  readonly fn: TSESTree.Node;
  readonly arguments: readonly TSESTree.CallExpressionArgument[];
  /** The list of arguments, where they are given as one. */
  readonly list?: TSESTree.Node;
}

/** The function that is called by its own method `call` or `apply`. */
function invokedThrough(call: CallNode): Invoked | undefined {
  const callee = unwrap(call.callee) as TSESTree.Node;
  if (callee.type !== Kind.MemberExpression || call.type !== Kind.CallExpression) return undefined;
  const name = memberName(callee);
  if (name === 'call') return { fn: callee.object, arguments: call.arguments.slice(1) };
  if (name !== 'apply') return undefined;
  const list = call.arguments[1];
  return { fn: callee.object, arguments: [], ...(list && { list }) };
}

/** The arguments that a step through `fn.bind(thing, a)` gives. */
function boundAt({ site, to }: FlowStep): readonly TSESTree.CallExpressionArgument[] {
  if (site.type !== Kind.CallExpression) return [];
  const callee = unwrap(site.callee) as TSESTree.Node;
  const isBind = callee.type === Kind.MemberExpression && memberName(callee) === 'bind' && callee.object === to;
  return isBind ? site.arguments.slice(1) : [];
}

/** `#name()`, `private name()`. */
function isPrivate({ accessibility, key }: TSESTree.MethodDefinition): boolean {
  return accessibility === 'private' || key.type === Kind.PrivateIdentifier;
}

/** Whether a list, a map or a set is made: none of its methods is an element. */
function isCollection(node: TSESTree.Node): boolean {
  if (node.type === Kind.ArrayExpression) return true;
  return node.type === Kind.NewExpression && node.callee.type === Kind.Identifier && COLLECTIONS.has(node.callee.name);
}

/** Whether a name stands for any element of a list at the end of a way, backward. */
function isElement(steps: readonly FlowStep[]): boolean {
  let depth = 0;
  for (const { site, take = [], put = [] } of steps) {
    depth -= take.length;
    if (depth === 0 && take.at(-1) === ANY) return site.type !== Kind.AssignmentExpression;
    depth += put.length;
  }
  return false;
}

function isClass(node: TSESTree.Node): node is ClassNode {
  return node.type === Kind.ClassDeclaration || node.type === Kind.ClassExpression;
}

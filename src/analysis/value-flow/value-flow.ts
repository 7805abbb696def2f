/**
 * The value flow of one file: where values come from and who gets them, each step found when a question first needs it,
 * and then kept for all questions.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { type BodyOwner, type CallNode, type FunctionNode, isFunction, memberName, unwrap } from '../../ast';
import { buildControlFlowGraph, type ControlFlowGraph } from '../control-flow';
import { countersOf } from '../counters';
import { BackwardSteps, resultsOf } from './backward-steps';
import { BOUNDS } from './bounds';
import { CallGraph } from './call-graph';
import { LocalClasses } from './classes';
import { ForwardSteps } from './forward-steps';
import type { FlowGraph, Result, Start } from './flow-graph';
import { Cycles, Memo } from './memo';
import { isSite, Objects } from './objects';
import { keyText, type Place, type Summary, summariesOf } from './summaries';
import type { Answer } from './answer';
import { type Origin, type Query, type StepSource, track } from './track';
import { type AccessPath, ANY, type FlowStep, NOWHERE, type Steps } from './value-node';

const Kind = AST_NODE_TYPES;

export class ValueFlow implements FlowGraph {
  readonly classes: LocalClasses;
  readonly calls: CallGraph;
  readonly objects: Objects;
  private readonly backwardSteps: BackwardSteps;
  private readonly forwardSteps: ForwardSteps;
  private readonly cycles = new Cycles();
  private readonly known = {
    backward: new Memo<TSESTree.Node, Steps>(this.cycles, { steps: [], open: 'bound' }),
    forward: new Memo<TSESTree.Node, Steps>(this.cycles, { steps: [], open: 'bound' }),
  };
  private readonly graphs = new WeakMap<BodyOwner, ControlFlowGraph>();
  private readonly results = new WeakMap<FunctionNode, readonly Result[]>();
  private readonly rows = new WeakMap<TSESTree.Node, readonly Summary[] | null>();

  constructor(readonly sourceCode: TSESLint.SourceCode) {
    this.classes = new LocalClasses(sourceCode);
    this.calls = new CallGraph(this, this.cycles);
    this.objects = new Objects(this, this.cycles);
    this.backwardSteps = new BackwardSteps(this);
    this.forwardSteps = new ForwardSteps(this);
  }

  /** The control-flow graph of a body of the file. */
  readonly graphOf = (body: BodyOwner): ControlFlowGraph => {
    let graph = this.graphs.get(body);
    if (!graph) {
      graph = buildControlFlowGraph(body, this.sourceCode.visitorKeys);
      this.graphs.set(body, graph);
      const counters = countersOf(this.sourceCode);
      counters.graphs++;
      counters.graphNodes += graph.nodes.length;
    }
    return graph;
  };

  /** What may a value be made from? */
  backward<L>(start: Start, query: Query<L>, bound: number = BOUNDS.nodes): Answer<L> {
    return track(this.source('backward'), startsOf(start), query, bound);
  }

  /** Who may get a value? */
  forward<L>(start: Start, query: Query<L>, bound: number = BOUNDS.nodes): Answer<L> {
    return track(this.source('forward'), startsOf(start), query, bound);
  }

  private source(direction: 'backward' | 'forward'): StepSource {
    return {
      direction,
      steps: (node) => this.stepsOf(direction, node),
      stores: ({ node, path, read }, isOpen) =>
        direction === 'backward' && isSite(node) ? this.objects.storesSeen(node, read, path, isOpen) : undefined,
      isSeen: (write, read, path) => this.objects.isSeen(write, read, path),
      isOverwritten: (step, node, read) => this.objects.isOverwritten(step, node, read),
      count: (places, steps) => {
        const counters = countersOf(this.sourceCode);
        counters.flowNodes += places;
        counters.flowSteps += steps;
      },
    };
  }

  /** The steps from a place, remembered. */
  stepsOf(direction: 'backward' | 'forward', node: TSESTree.Node): Steps {
    if (node === NOWHERE) return { steps: [], open: 'call' };
    const steps = direction === 'backward' ? this.backwardSteps : this.forwardSteps;
    return this.known[direction].get(node, () => steps.of(node));
  }

  /** The rows of the model for a call; undefined for a function of which nothing is known. */
  summariesOf(call: CallNode): readonly Summary[] | undefined {
    let rows = this.rows.get(call);
    if (rows === undefined) this.rows.set(call, (rows = summariesOf(this.sourceCode, call) ?? null));
    return rows ?? undefined;
  }

  /** What a function gives back. */
  resultsOf(fn: FunctionNode): readonly Result[] {
    let results = this.results.get(fn);
    if (!results) this.results.set(fn, (results = resultsOf(this, fn)));
    return results;
  }

  /** The step of a path that a member is; `#name` for a private one. */
  stepOf(member: TSESTree.MemberExpression): string {
    if (member.property.type === Kind.PrivateIdentifier) return `#${member.property.name}`;
    return memberName(member) ?? keyText(this.sourceCode, member.property) ?? ANY;
  }

  /** The expression at a place of a call. */
  placeOf(call: CallNode, base: Place['base'], index: number): TSESTree.Node | undefined {
    if (base === 'argument') {
      const argument = call.arguments[index];
      return argument?.type === Kind.SpreadElement ? undefined : argument;
    }
    const callee = unwrap(call.callee) as TSESTree.Node;
    return callee.type === Kind.MemberExpression ? callee.object : undefined;
  }

  /** The steps from what a row of a call leads to, back to where it comes from. */
  sourcesOf(call: CallNode, { from, to, kind }: Summary): readonly FlowStep[] {
    const step = (node: TSESTree.Node, path: AccessPath = from.path): FlowStep => ({
      kind,
      to: node,
      take: to.path,
      put: path,
      ...(kind === 'text' && { isWhole: true }),
      site: call,
    });
    switch (from.base) {
      case 'receiver': {
        const receiver = this.placeOf(call, 'receiver', 0);
        return receiver ? [step(receiver)] : [];
      }
      case 'argument':
        return call.arguments.flatMap((argument, index) => {
          if (index !== from.index && !(from.isRest && index > from.index)) return [];
          return argument.type === Kind.SpreadElement
            ? [step(argument.argument, ['*', ...from.path])]
            : [step(argument)];
        });
      case 'callback-result': {
        const callback = call.arguments[from.index];
        if (!callback) return [];
        return this.calls
          .functionsOf(callback)
          .callees.flatMap(({ fn }) => this.resultsOf(fn).map(({ node }) => step(node)));
      }
      case 'given': {
        const callback = call.arguments[from.index];
        if (!callback) return [];
        return this.calls
          .functionsOf(callback)
          .callees.flatMap(({ fn }) => this.givenIn(fn, from.parameter).map((node) => step(node)));
      }
      case 'unknown':
        return [step(NOWHERE)];
      default:
        return [];
    }
  }

  /** What a function gives to the function that one of its parameters is: `resolve(value)`. */
  private givenIn(fn: FunctionNode, index: number): readonly TSESTree.Node[] {
    const parameter = fn.params[index];
    if (!parameter) return [];
    const { calls, handings } = this.calls.callsOfValue([{ node: parameter, path: [] }]);
    const handed = handings.flatMap(({ call, index: at }) =>
      (this.summariesOf(call) ?? [])
        .filter(({ to }) => to.base === 'parameter' && to.index === at && to.parameter === 0)
        .flatMap((row) => this.sourcesOf(call, row).map((step) => step.to)),
    );
    return [...calls.flatMap((call) => call.arguments.slice(0, 1)), ...handed];
  }

  /** Where the argument of a call goes that calls a function which a library gave: `resolve(value)`. */
  givenTo(callee: TSESTree.Node, site: TSESTree.Node): readonly FlowStep[] {
    const answer = this.backward(
      callee,
      { label: ({ node, path }) => (path.length === 0 && isFunction(node.parent) ? node : undefined) },
      BOUNDS.callGraph,
    );
    return answer.flows.flatMap(({ label }): FlowStep[] => {
      const fn = label.parent as FunctionNode;
      const index = fn.params.indexOf(label as TSESTree.Parameter);
      if (index < 0) return [];
      return this.calls
        .callersOf(fn)
        .handings.flatMap((handing) =>
          (this.summariesOf(handing.call) ?? [])
            .filter(({ from }) => from.base === 'given' && from.index === handing.index && from.parameter === index)
            .map(({ to }) => ({ kind: 'callback', to: handing.call, put: to.path, site })),
        );
    });
  }
}

function startsOf(start: Start): readonly Origin[] {
  if (Array.isArray(start)) return start as readonly Origin[];
  const one = start as TSESTree.Node | Origin;
  return 'type' in one ? [{ node: one, path: [] }] : [one];
}

/**
 * Everything the analyses know about one file, each part found when first asked for and kept: the shared walk, resolved
 * operations, control-flow graphs, ambient use, project facts.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type { BodyOwner } from '../ast';
import type { OperationId } from '../model';
import type { Settings } from '../model/settings';
import { AmbientUseFinder } from './ambient-context';
import { ApiResolver, type ResolvedCall, wrapperMatchers } from './api-resolution';
import { buildControlFlowGraph, type ControlFlowGraph } from './control-flow';
import { projectFacts, type ProjectFacts } from './project';
import { attachedToken, type AttachedToken } from './token';

type CallNode = TSESTree.CallExpression | TSESTree.NewExpression;

/** Texts without one of which a file cannot hold an OpenTelemetry operation, even one injected from another file. */
const TRACES_OF_USE = [
  'opentelemetry', 'startSpan', 'startActiveSpan', 'ActiveSpan', 'ActiveBaggage', 'Baggage(', '.setEntry', '.removeEntr',
  '.inject(', '.extract(', '.attach(', '.active(', '.with(', 'setSpan', 'suppressTracing', 'Propagator',
]; // prettier-ignore

export class FileAnalysis {
  readonly resolver: ApiResolver;
  private walked: Walk | undefined;
  private facts: ProjectFacts | undefined;
  private finder: AmbientUseFinder | undefined;
  private relevant: boolean | undefined;
  private byOperation: ReadonlyMap<OperationId, readonly ResolvedCall[]> | undefined;
  private readonly graphs = new WeakMap<BodyOwner, ControlFlowGraph>();
  private readonly tokens = new WeakMap<ResolvedCall, AttachedToken>();

  constructor(
    readonly sourceCode: TSESLint.SourceCode,
    readonly filename: string,
    readonly settings: Settings,
  ) {
    this.resolver = new ApiResolver(sourceCode, wrapperMatchers(settings.wrappers));
  }

  /** Whether the file can hold OpenTelemetry at all: a look at its text, before anything else is computed. */
  get isRelevant(): boolean {
    return (this.relevant ??= this.mentionsOpenTelemetry());
  }

  private mentionsOpenTelemetry(): boolean {
    const { text } = this.sourceCode;
    if (text.includes('opentelemetry') || text.includes('OTEL_')) return true;
    if (this.settings.wrappers.some((wrapper) => wrapper.names.some((name) => text.includes(name)))) return true;
    const services = this.sourceCode.parserServices;
    return Boolean(services?.program) && TRACES_OF_USE.some((trace) => text.includes(trace));
  }

  /** Facts about the project the file belongs to. */
  get project(): ProjectFacts {
    return (this.facts ??= projectFacts(this.filename, this.settings));
  }

  /** Finds reads of the active context. */
  get ambient(): AmbientUseFinder {
    return (this.finder ??= new AmbientUseFinder(this.resolver, (library) => this.project.isInstrumented(library)));
  }

  /** Every call and construction of the file, in source order. */
  get calls(): readonly CallNode[] {
    return this.walk.calls;
  }

  /** Every assignment of the file, in source order. */
  get assignments(): readonly TSESTree.AssignmentExpression[] {
    return this.walk.assignments;
  }

  /** The resolved calls of one operation, in source order. */
  operations(id: OperationId): readonly ResolvedCall[] {
    this.byOperation ??= groupByOperation(this.resolver, this.calls);
    return this.byOperation.get(id) ?? [];
  }

  /** The control-flow graph of a function, program or static block. */
  graphOf(body: BodyOwner): ControlFlowGraph {
    let graph = this.graphs.get(body);
    if (!graph) {
      graph = buildControlFlowGraph(body, this.sourceCode.visitorKeys);
      this.graphs.set(body, graph);
    }
    return graph;
  }

  /** The token of a `context.attach()` and what becomes of it. */
  attachedToken(call: ResolvedCall): AttachedToken {
    let token = this.tokens.get(call);
    if (!token) {
      token = attachedToken(this.resolver, (body) => this.graphOf(body), call);
      this.tokens.set(call, token);
    }
    return token;
  }

  /**
   * A listener that hands every call of some operations to a rule, in source order, after one walk that all rules
   * share. Empty for a file that cannot hold one, so that ESLint has nothing to call.
   */
  onOperation(ids: OperationId | readonly OperationId[], handle: (call: ResolvedCall) => void): TSESLint.RuleListener {
    return this.onProgram(() => {
      for (const id of typeof ids === 'string' ? [ids] : ids) for (const call of this.operations(id)) handle(call);
    });
  }

  /** A listener that runs once for a file that can hold OpenTelemetry, when the whole tree is there. */
  onProgram(run: () => void): TSESLint.RuleListener {
    return this.isRelevant ? { 'Program:exit': run } : {};
  }

  private get walk(): Walk {
    return (this.walked ??= walkProgram(this.sourceCode));
  }
}

interface Walk {
  readonly calls: readonly CallNode[];
  readonly assignments: readonly TSESTree.AssignmentExpression[];
}

function walkProgram(sourceCode: TSESLint.SourceCode): Walk {
  const calls: CallNode[] = [];
  const assignments: TSESTree.AssignmentExpression[] = [];
  const stack: TSESTree.Node[] = [sourceCode.ast];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === AST_NODE_TYPES.CallExpression || node.type === AST_NODE_TYPES.NewExpression) calls.push(node);
    else if (node.type === AST_NODE_TYPES.AssignmentExpression) assignments.push(node);
    const keys = sourceCode.visitorKeys[node.type] ?? [];
    for (const key of keys) {
      const child = (node as unknown as Record<string, unknown>)[key];
      if (Array.isArray(child)) {
        for (const item of child) if (item) stack.push(item as TSESTree.Node);
      } else if (child) {
        stack.push(child as TSESTree.Node);
      }
    }
  }
  const inOrder = (a: TSESTree.Node, b: TSESTree.Node): number => a.range[0] - b.range[0] || b.range[1] - a.range[1];
  return { calls: calls.sort(inOrder), assignments: assignments.sort(inOrder) };
}

function groupByOperation(resolver: ApiResolver, calls: readonly CallNode[]): ReadonlyMap<OperationId, readonly ResolvedCall[]> {
  const groups = new Map<OperationId, ResolvedCall[]>();
  for (const node of calls) {
    const call = resolver.resolve(node);
    if (!call) continue;
    const group = groups.get(call.operation);
    if (group) group.push(call);
    else groups.set(call.operation, [call]);
  }
  return groups;
}

/**
 * Everything the analyses know about one file, each part found when first asked for and kept: the shared walk, resolved
 * operations, control-flow graphs, ambient use, project facts.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { BodyOwner, CallNode } from '../ast';
import type { OperationId } from '../model';
import type { Settings } from '../model/settings';
import { AmbientUseFinder } from './ambient-context';
import { ApiResolver, type ResolvedCall, wrapperMatchers } from './api-resolution';
import { CarrierShapes } from './carriers';
import { CallCollector, type CollectedCalls, collectCalls, inSourceOrder } from './collected-calls';
import type { ControlFlowGraph } from './control-flow';
import { type Counters, countersOf } from './counters';
import { Messaging } from './messaging';
import { NO_SET_UP, projectFacts, type ProjectFacts, type SetUp } from './project';
import { isRelevant } from './relevance';
import { endsSpanFromContext, type StartedSpan, startedSpan } from './spans';
import { mentionsSetUp, programSetUp, setUpIn } from './set-up';
import { TestCode } from './test-code';
import { attachedToken, type AttachedToken } from './token';
import { valueFlow } from './value-flow';

const NONE: readonly ResolvedCall[] = [];

export class FileAnalysis {
  readonly resolver: ApiResolver;
  /** How much work was done for the file. */
  readonly counters: Counters;
  private walked: CollectedCalls | undefined;
  private collector: CallCollector | undefined;
  private facts: ProjectFacts | undefined;
  private finder: AmbientUseFinder | undefined;
  private carrierShapes: CarrierShapes | undefined;
  private messages: Messaging | undefined;
  private tests: TestCode | undefined;
  private testFile: boolean | undefined;
  private callsByName: ReadonlyMap<string, readonly CallNode[]> | undefined;
  private readonly byOperation = new Map<OperationId, readonly ResolvedCall[]>();
  private readonly spans = new WeakMap<ResolvedCall, StartedSpan | null>();
  private contextSpansEnd: boolean | undefined;
  private readonly tokens = new WeakMap<ResolvedCall, AttachedToken>();

  constructor(
    readonly sourceCode: TSESLint.SourceCode,
    readonly filename: string,
    readonly settings: Settings,
  ) {
    this.counters = countersOf(sourceCode);
    this.resolver = new ApiResolver(sourceCode, wrapperMatchers(settings.wrappers));
  }

  /** Whether the file can hold OpenTelemetry at all. */
  get isRelevant(): boolean {
    return isRelevant(this.sourceCode, this.settings);
  }

  /** Facts about the project the file belongs to. */
  get project(): ProjectFacts {
    return (this.facts ??= projectFacts(this.filename, this.settings, {
      file: () => (mentionsSetUp(this.sourceCode.text) ? setUpIn(this.sourceCode, this.calls) : NO_SET_UP),
      program: () => this.programSetUp(),
    }));
  }

  /** What the other files of the package set up, as far as the program has them; tests do not count. */
  private programSetUp(): SetUp {
    if (!this.sourceCode.parserServices?.program) return NO_SET_UP;
    const folder = this.project.packageFolder;
    if (folder === undefined) return NO_SET_UP;
    return programSetUp(this.sourceCode, folder, (fileName) => this.isOfPackage(fileName));
  }

  /** Whether a file of the program is of the same package as this one, and no test. */
  isOfPackage(fileName: string): boolean {
    const { packageFolder, pathInPackage } = projectFacts(fileName, this.settings);
    return packageFolder === this.project.packageFolder && !this.settings.testFiles.matches(pathInPackage);
  }

  /** The path of a file of the program, from the root of its package. */
  pathInPackage(fileName: string): string {
    return projectFacts(fileName, this.settings).pathInPackage;
  }

  /** Whether the file is one of tests, by its path: `settings.otel.testFiles`. */
  get isTestFile(): boolean {
    const { testFiles } = this.settings;
    return (this.testFile ??= testFiles.matches(this.filename) && testFiles.matches(this.project.pathInPackage));
  }

  /** Whether a node stands in a test: in a file of tests, or in a callback of a test runner. */
  isTestCode(node: TSESTree.Node): boolean {
    if (this.settings.testFiles.isEmpty) return false;
    return this.isTestFile || this.testCode.contains(node);
  }

  /** The callbacks given to a test runner. */
  private get testCode(): TestCode {
    return (this.tests ??= new TestCode(this.sourceCode, () => this.calls));
  }

  /** Finds reads of the active context. */
  get ambient(): AmbientUseFinder {
    return (this.finder ??= new AmbientUseFinder(
      this.resolver,
      (library) => this.project.isInstrumented(library),
      () => this.operations('propagation.extract'),
    ));
  }

  /** What is sent through brokers, and who handles what arrives. */
  get messaging(): Messaging {
    return (this.messages ??= new Messaging({
      resolver: this.resolver,
      ambient: this.ambient,
      calls: this.calls,
      project: this.project,
      injections: () => this.operations('propagation.inject'),
    }));
  }

  /** The shapes of carriers. */
  get carriers(): CarrierShapes {
    return (this.carrierShapes ??= new CarrierShapes(this.resolver, (expression) =>
      this.messaging.shapeOf(expression),
    ));
  }

  /** Every call and construction of the file, in source order. */
  get calls(): readonly CallNode[] {
    return this.walk.calls;
  }

  /** Every assignment of the file, in source order. */
  get assignments(): readonly TSESTree.AssignmentExpression[] {
    return this.walk.assignments;
  }

  /** The resolved calls of one operation, in source order. Only calls by a name of that operation are resolved. */
  operations(id: OperationId): readonly ResolvedCall[] {
    let found = this.byOperation.get(id);
    if (!found) {
      found = this.findOperations(id);
      this.byOperation.set(id, found);
    }
    return found;
  }

  private findOperations(id: OperationId): readonly ResolvedCall[] {
    this.callsByName ??= groupByName(this.resolver, this.calls);
    const nodes: CallNode[] = [];
    for (const name of this.resolver.namesOf(id)) {
      const group = this.callsByName.get(name);
      if (group) nodes.push(...group);
    }
    if (nodes.length === 0) return NONE;
    const found: ResolvedCall[] = [];
    for (const node of nodes.sort(inSourceOrder)) {
      const call = this.resolver.resolve(node);
      if (call?.operation === id) found.push(call);
    }
    return found;
  }

  /** The control-flow graph of a function, program or static block. */
  graphOf(body: BodyOwner): ControlFlowGraph {
    return valueFlow(this.sourceCode).graphOf(body);
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

  /** The span that a call starts, and what becomes of it; undefined where nobody can tell who gets it. */
  startedSpan(call: ResolvedCall): StartedSpan | undefined {
    let span = this.spans.get(call);
    if (span === undefined) this.spans.set(call, (span = startedSpan(this.resolver, call) ?? null));
    return span ?? undefined;
  }

  /** Whether the file ends spans that it reads from a context. */
  get endsSpanFromContext(): boolean {
    return (this.contextSpansEnd ??= endsSpanFromContext(this.resolver, this.operations('span.end')));
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

  /**
   * The listener of a rule, and with that of the first rule what collects the calls of the file while ESLint walks its
   * tree: to be told costs a tenth of a walk of our own.
   */
  collecting(listener: TSESLint.RuleListener): TSESLint.RuleListener {
    if (this.collector) return listener;
    this.collector = new CallCollector(this.counters);
    return this.collector.beside(listener);
  }

  private get walk(): CollectedCalls {
    return this.collector?.collected ?? (this.walked ??= collectCalls(this.sourceCode));
  }
}

function groupByName(resolver: ApiResolver, calls: readonly CallNode[]): ReadonlyMap<string, readonly CallNode[]> {
  const groups = new Map<string, CallNode[]>();
  for (const node of calls) {
    for (const name of resolver.candidateNames(node)) {
      const group = groups.get(name);
      if (group) group.push(node);
      else groups.set(name, [node]);
    }
  }
  return groups;
}

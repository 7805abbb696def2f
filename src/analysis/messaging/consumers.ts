/**
 * The code of a file that handles messages: handlers that are registered, functions that are annotated, results that
 * are polled, loops over a subscription.
 *
 * Known limitations: those of `ObjectTypes`; a handler of another file has no body here and is not listed; of a loop
 * only `for await` counts; whether a foreign wrapper of a handler sets a context is told by its name.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import {
  calleeName,
  contains,
  enclosingFunction,
  type FunctionNode,
  literalString,
  memberName,
  unwrap,
} from '../../ast';
import type { OperationId, TypeRef } from '../../model';
import type { ConsumeModel, Handover, MessagingClient } from '../../model/messaging-clients';
import type { ResolvedCall } from '../api-resolution';
import { callSitesOf, resolveFunction, variableOf } from '../bindings';
import { objectShape } from '../data-flow';
import { isSameType, type ObjectTypes } from '../library-objects';
import { valueFlow } from '../value-flow';
import { annotatedFunctions } from './annotated';
import { coverageOf } from './coverage';
import { stepsOf } from './expand';
import { handlerMethods } from './handler-methods';
import { Origins } from './origin';
import { commandOf } from './sends';
import type { CallNode, MessageCarrier, MessageConsumer, MessagingParts } from './types';

const Kind = AST_NODE_TYPES;
/** Names of functions that most likely run their callback under the context of what they are given. */
const SETS_CONTEXT = /context|extract|carrier|propagat|baggage/i;
/** Names of functions that may start a span from what they are given. */
const MAY_TRACE = /span|trac(?:e[A-Z_]|ed|ing)|otel|telemetry|instrument/i;
/** Operations that make a parent, or a link, of a span context that came by other means than a propagator. */
const OTHER_MEANS: ReadonlySet<OperationId> = new Set<OperationId>(['trace.setSpanContext', 'trace.wrapSpanContext']);

interface CandidateOf<H extends Handover> {
  readonly client: MessagingClient;
  readonly row: ConsumeModel;
  readonly handover: H;
}

type Candidate<By extends Handover['by']> = CandidateOf<Extract<Handover, { by: By }>>;
type MethodCandidate = CandidateOf<Extract<Handover, { by: 'handler' | 'result' }>>;

/** A handler as it is given: the function, and what it is wrapped in. */
interface Given {
  readonly fn: FunctionNode;
  readonly wrapper: TSESTree.CallExpression | undefined;
}

export class Consumers {
  readonly origins: Origins;
  private list: readonly MessageConsumer[] | undefined;
  private readonly byHandler = new Map<TSESTree.Node, MessageConsumer>();
  /** The same with handlers that are wrapped, whose parameters may be anything. */
  private readonly registered = new Map<TSESTree.Node, MessageConsumer>();
  private readonly bySite = new Map<TSESTree.Node, MessageConsumer>();

  constructor(
    private readonly parts: MessagingParts,
    private readonly types: ObjectTypes,
    private readonly clients: readonly MessagingClient[],
  ) {
    this.origins = new Origins(valueFlow(parts.resolver.sourceCode), {
      ofParameter: (parameter) => {
        const consumer = parameter.parent && this.find(this.byHandler, parameter.parent);
        return consumer?.parameter === parameter ? consumer : undefined;
      },
      ofSite: (site) => this.find(this.bySite, site),
    });
  }

  /** Every consumer of the file, in source order. */
  get all(): readonly MessageConsumer[] {
    if (!this.list) {
      this.list = [];
      const found = [...this.fromCalls(), ...this.fromLoops(), ...this.fromMethods(), ...this.fromAnnotations()];
      this.list = found.sort((a, b) => a.site.range[0] - b.site.range[0]);
    }
    return this.list;
  }

  private find(index: ReadonlyMap<TSESTree.Node, MessageConsumer>, node: TSESTree.Node): MessageConsumer | undefined {
    return this.all.length > 0 || index.size > 0 ? index.get(node) : undefined;
  }

  private candidates<By extends Handover['by']>(by: By): readonly Candidate<By>[] {
    return this.clients.flatMap((client) =>
      client.consumes.flatMap((row) =>
        row.handover.by === by ? [{ client, row, handover: row.handover as Extract<Handover, { by: By }> }] : [],
      ),
    );
  }

  private fromCalls(): readonly MessageConsumer[] {
    const byName = new Map<string, MethodCandidate[]>();
    for (const candidate of [...this.candidates('handler'), ...this.candidates('result')]) {
      for (const name of candidate.handover.methods) byName.set(name, [...(byName.get(name) ?? []), candidate]);
    }
    const constructors = this.candidates('constructor');
    const names = new Set(constructors.map(({ handover }) => handover.type.name));
    if (byName.size === 0 && constructors.length === 0) return [];
    return this.parts.calls.flatMap((call) => {
      if (call.type === Kind.NewExpression) return names.size > 0 ? this.ofConstruction(call, constructors, names) : [];
      const callee = unwrap(call.callee);
      const rows = callee.type === Kind.MemberExpression ? byName.get(memberName(callee) ?? '') : undefined;
      return rows && callee.type === Kind.MemberExpression ? this.ofMethod(call, callee.object, rows) : [];
    });
  }

  private ofMethod(
    call: TSESTree.CallExpression,
    object: TSESTree.Expression,
    candidates: readonly MethodCandidate[],
  ): readonly MessageConsumer[] {
    const found: MessageConsumer[] = [];
    for (const { client, row, handover } of candidates) {
      if (handover.by === 'handler') {
        if (handover.event !== undefined && literalString(call.arguments[0]) !== handover.event) continue;
        const argument = call.arguments[handover.handler.argument];
        if (!argument || !this.isOne(object, handover.on)) continue;
        for (const given of this.handlersAt(argument, stepsOf(handover.handler.path)))
          found.push(...this.ofHandler(client, row, call, given, object));
      } else if (
        handover.commands
          ? commandOf(this.types, call.arguments[0], handover.commands)
          : this.isOne(object, handover.on)
      ) {
        found.push(this.ofResult(client, row, call, object));
      }
    }
    return found;
  }

  private ofConstruction(
    call: CallNode,
    candidates: readonly Candidate<'constructor'>[],
    names: ReadonlySet<string>,
  ): readonly MessageConsumer[] {
    if (!this.parts.resolver.candidateNames(call).some((name) => names.has(name) || !/^[A-Za-z$_]/.test(name)))
      return [];
    return candidates.flatMap(({ client, row, handover }) => {
      const argument = call.arguments[handover.handler.argument];
      if (!argument || !this.types.of(call).some((type) => isSameType(type, handover.type))) return [];
      return this.handlersAt(argument, stepsOf(handover.handler.path)).flatMap((given) =>
        this.ofHandler(client, row, call, given, call),
      );
    });
  }

  private isOne(object: TSESTree.Expression, refs: readonly TypeRef[]): boolean {
    return this.types.of(object).some((type) => refs.some((ref) => isSameType(ref, type)));
  }

  /** The functions at a place of an argument: the argument itself, a property of it, every property of it. */
  private handlersAt(argument: TSESTree.Node, steps: readonly string[]): readonly Given[] {
    const [step, ...rest] = steps;
    if (argument.type === Kind.SpreadElement) return [];
    if (step === undefined) {
      const node = unwrap(argument);
      const fn = resolveFunction(this.sourceCode, node);
      if (fn) return [{ fn, wrapper: undefined }];
      if (node.type !== Kind.CallExpression) return [];
      const inner = node.arguments
        .flatMap((one) => (one.type === Kind.SpreadElement ? [] : (resolveFunction(this.sourceCode, one) ?? [])))
        .at(-1);
      return inner ? [{ fn: inner, wrapper: node }] : [];
    }
    const properties = objectShape(this.sourceCode, argument)?.properties ?? [];
    return properties
      .filter(({ name }) => step === '*' || name === step)
      .flatMap(({ value }) => this.handlersAt(value, rest));
  }

  private ofHandler(
    client: MessagingClient,
    row: ConsumeModel,
    site: TSESTree.Node,
    { fn, wrapper }: Given,
    object: TSESTree.Node | undefined,
  ): readonly MessageConsumer[] {
    if (this.byHandler.has(fn)) return [];
    const parameter = fn.params[parameterIndex(row.handover, fn)];
    const consumer = this.build(client, row, { site, handler: fn, body: fn.body, parameter, wrapper, object });
    const isBound = wrapper && this.parts.resolver.resolve(wrapper)?.operation === 'context.bind';
    if (!wrapper || isBound) this.byHandler.set(fn, consumer);
    this.registered.set(fn, consumer);
    return [consumer];
  }

  private ofResult(
    client: MessagingClient,
    row: ConsumeModel,
    call: TSESTree.CallExpression,
    object: TSESTree.Node,
  ): MessageConsumer {
    const handler = enclosingFunction(call);
    let node = call as TSESTree.Node;
    for (
      let outer: TSESTree.Node | undefined = node.parent;
      outer?.type === Kind.AwaitExpression || outer?.type === Kind.ChainExpression;
      outer = outer.parent
    )
      node = outer;
    const parameter = node.parent?.type === Kind.VariableDeclarator ? node.parent.id : undefined;
    const consumer = this.build(client, row, {
      site: call,
      handler,
      body: handler?.body ?? this.sourceCode.ast,
      parameter,
      wrapper: undefined,
      object,
    });
    this.bySite.set(call, consumer);
    return consumer;
  }

  /** `for await` loops, found through the scopes of the file: a loop that declares a variable has one. */
  private fromLoops(): readonly MessageConsumer[] {
    const candidates = this.candidates('iteration');
    const scopes =
      candidates.length > 0 && this.sourceCode.text.includes('for await')
        ? (this.sourceCode.scopeManager?.scopes ?? [])
        : [];
    return scopes.flatMap(({ block }) => {
      const loop = block as TSESTree.Node;
      if (loop.type !== Kind.ForOfStatement || !loop.await || this.bySite.has(loop)) return [];
      const found = candidates.find(({ handover }) => this.isOne(loop.right, handover.on));
      if (!found) return [];
      const declared = loop.left.type === Kind.VariableDeclaration ? loop.left.declarations[0].id : loop.left;
      const consumer = this.build(found.client, found.row, {
        site: loop,
        handler: enclosingFunction(loop),
        body: loop.body,
        parameter: declared,
        wrapper: undefined,
        object: loop.right,
      });
      this.bySite.set(loop, consumer);
      return [consumer];
    });
  }

  private fromMethods(): readonly MessageConsumer[] {
    return handlerMethods(this.parts.resolver, this.clients).flatMap((method): readonly MessageConsumer[] => {
      const { client, row, owner, fn, key, name, parameter, isIntercepted } = method;
      if (this.byHandler.has(fn)) return [];
      const consumer = this.build(client, row, {
        ...{ site: key, handler: fn, body: fn.body, parameter, object: owner },
        ...{ wrapper: undefined, isIntercepted, description: `${name}()` },
      });
      this.byHandler.set(fn, consumer);
      this.registered.set(fn, consumer);
      return [consumer];
    });
  }

  private fromAnnotations(): readonly MessageConsumer[] {
    return this.candidates('annotation').flatMap(({ client, row, handover }) =>
      annotatedFunctions(this.types, handover)
        .filter((fn) => !this.isPartOfAnother(fn))
        .flatMap((fn) => this.ofAnnotated(client, row, fn)),
    );
  }

  /** A function that is a handler by its type: what it is given is known, whatever it is wrapped in. */
  private ofAnnotated(client: MessagingClient, row: ConsumeModel, fn: FunctionNode): readonly MessageConsumer[] {
    const known = this.registered.get(fn);
    const found = known ? [] : this.ofHandler(client, row, fn, { fn, wrapper: this.wrapperOf(fn) }, undefined);
    const consumer = known ?? found[0];
    if (consumer && !this.byHandler.has(fn)) this.byHandler.set(fn, consumer);
    return found;
  }

  /** The call that a function is an argument of, itself or by its name: `middy(handle)`. */
  private wrapperOf(fn: FunctionNode): TSESTree.CallExpression | undefined {
    const name =
      fn.id ??
      (fn.parent.type === Kind.VariableDeclarator && fn.parent.id.type === Kind.Identifier ? fn.parent.id : undefined);
    const variable = name && variableOf(this.sourceCode, name);
    const uses = [fn, ...(variable?.references.map(({ identifier }) => identifier) ?? [])];
    for (const { parent, range } of uses) {
      if (parent.type === Kind.CallExpression && parent.callee.range[0] !== range[0]) return parent;
    }
    return undefined;
  }

  /**
   * Whether a function is called by a handler that is known already: `eachMessage: (payload) => this.handle(payload)`.
   */
  private isPartOfAnother(fn: FunctionNode): boolean {
    const { calls } = callSitesOf(this.sourceCode, fn);
    return calls.some((call) => [...this.registered.values()].some(({ body }) => contains(body, call)));
  }

  private build(
    client: MessagingClient,
    row: ConsumeModel,
    at: Pick<MessageConsumer, 'body' | 'handler' | 'parameter' | 'site'> & {
      readonly wrapper: TSESTree.CallExpression | undefined;
      readonly object: TSESTree.Node | undefined;
      readonly isIntercepted?: boolean;
      readonly description?: string;
    },
  ): MessageConsumer {
    const { site, handler, body, parameter, isIntercepted = false } = at;
    const extracts = memo(() => this.extractsIn(body, at.wrapper));
    const instrumentation = memo(() =>
      coverageOf(this.types, this.parts.project, { client, gap: row.gap, object: at.object }),
    );
    return {
      client,
      row,
      site,
      handler,
      body,
      parameter,
      isBatch: row.isBatch,
      wrapper: at.wrapper && (calleeName(at.wrapper) ?? 'a function'),
      description: at.description ?? row.label,
      get instrumentation() {
        return instrumentation();
      },
      get extracts() {
        return extracts() || !isIntercepted ? extracts() : undefined;
      },
      carrierOf: (message): MessageCarrier => ({
        text: row.carrier.path === '' ? message : `${message}.${row.carrier.path}`,
        shape: row.carrier.shape,
        isPayload: row.carrier.isPayload ?? false,
      }),
    };
  }

  /** Whether code takes a context from a carrier; undefined where a function of another file may. */
  private extractsIn(body: TSESTree.Node, wrapper: TSESTree.CallExpression | undefined): boolean | undefined {
    if (this.parts.ambient.extractsInCode(body)) return true;
    let isUnknown = false;
    if (wrapper) {
      if (this.parts.resolver.resolve(wrapper)?.operation !== 'context.bind') {
        const fn = resolveFunction(this.sourceCode, wrapper.callee);
        if (fn ? this.parts.ambient.extractsInCode(fn.body) : SETS_CONTEXT.test(calleeName(wrapper) ?? '')) return true;
        isUnknown = !fn;
      }
    }
    for (const call of this.parts.calls) {
      if (!contains(body, call)) continue;
      const operation = this.parts.resolver.resolve(call);
      isUnknown ||= operation !== undefined && (OTHER_MEANS.has(operation.operation) || this.hasLinks(operation));
      if (operation || resolveFunction(this.sourceCode, call.callee)) continue;
      const origins = call.arguments.flatMap((argument) =>
        argument.type === Kind.SpreadElement ? [] : (this.origins.of(argument) ?? []),
      );
      if (origins.length === 0) continue;
      if (SETS_CONTEXT.test(calleeName(call) ?? '')) return true;
      const name = calleeName(call) ?? '';
      isUnknown ||= MAY_TRACE.test(name) || (origins.some(({ what }) => what === 'carrier') && !isHarmless(call));
    }
    return isUnknown ? undefined : false;
  }

  /** Whether a span is started with links: most likely to the sender. */
  private hasLinks(call: ResolvedCall): boolean {
    const options =
      call.operation === 'span.start' || call.operation === 'span.startActive' ? call.argument('options') : undefined;
    return (
      options !== undefined &&
      objectShape(this.sourceCode, options)?.properties.some(({ name }) => name === 'links') === true
    );
  }

  private get sourceCode(): MessagingParts['resolver']['sourceCode'] {
    return this.parts.resolver.sourceCode;
  }
}

/** Looking at headers, or logging them, takes no context. */
function isHarmless(call: CallNode): boolean {
  return /^(?:log|debug|info|warn|error|stringify|keys|values|entries|String|Number|from)$/.test(
    calleeName(call) ?? '',
  );
}

/** The position of the message among the parameters; a declared `this` stands before them. */
function parameterIndex(handover: Handover, fn: FunctionNode): number {
  const [first] = fn.params;
  const offset = first?.type === Kind.Identifier && first.name === 'this' ? 1 : 0;
  return ('parameter' in handover ? handover.parameter : 0) + offset;
}

function memo<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: compute() }).value;
}

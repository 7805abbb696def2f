/**
 * The code of a file that handles messages: handlers that are registered, functions that are annotated, results that
 * are polled, loops over a subscription.
 *
 * Known limitations: those of `ObjectTypes`; a handler of another file has no body here and is not listed; of a loop
 * only `for await` counts.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import {
  calleeName,
  type CallNode,
  contains,
  enclosingFunction,
  type FunctionNode,
  literalString,
  memberName,
  unwrap,
} from '../../ast';
import type { TypeRef } from '../../model';
import type { ConsumeModel, Handover, MessagingClient } from '../../model/messaging-clients';
import { isSameType, type ObjectTypes } from '../library-objects';
import { type ValueFlow, valueFlow } from '../value-flow';
import { annotatedFunctions } from './annotated';
import { coverageOf } from './coverage';
import { stepsOf } from './expand';
import { extractsIn } from './extracts';
import { handlerMethods } from './handler-methods';
import { type Given, handlersAt, wrapperOf } from './handlers';
import { Origins } from './origin';
import { commandOf } from './sends';
import type { MessageCarrier, MessageConsumer, MessagingParts } from './types';

const Kind = AST_NODE_TYPES;

interface CandidateOf<H extends Handover> {
  readonly client: MessagingClient;
  readonly row: ConsumeModel;
  readonly handover: H;
}

type Candidate<By extends Handover['by']> = CandidateOf<Extract<Handover, { by: By }>>;
type MethodCandidate = CandidateOf<Extract<Handover, { by: 'handler' | 'result' }>>;

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
        for (const given of handlersAt(this.flow, argument, stepsOf(handover.handler.path)))
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
      return handlersAt(this.flow, argument, stepsOf(handover.handler.path)).flatMap((given) =>
        this.ofHandler(client, row, call, given, call),
      );
    });
  }

  private isOne(object: TSESTree.Expression, refs: readonly TypeRef[]): boolean {
    return this.types.of(object).some((type) => refs.some((ref) => isSameType(ref, type)));
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
    const found = known ? [] : this.ofHandler(client, row, fn, { fn, wrapper: wrapperOf(this.flow, fn) }, undefined);
    const consumer = known ?? found[0];
    if (consumer && !this.byHandler.has(fn)) this.byHandler.set(fn, consumer);
    return found;
  }

  /**
   * Whether a function is called by a handler that is known already: `eachMessage: (payload) => this.handle(payload)`.
   */
  private isPartOfAnother(fn: FunctionNode): boolean {
    const { calls } = this.flow.calls.callersOf(fn);
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
    const extracts = memo(() => extractsIn(this.parts, this.origins, body, at.wrapper));
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

  private get flow(): ValueFlow {
    return valueFlow(this.sourceCode);
  }

  private get sourceCode(): MessagingParts['resolver']['sourceCode'] {
    return this.parts.resolver.sourceCode;
  }
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

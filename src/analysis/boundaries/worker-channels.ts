/**
 * Work that goes to another thread or process without the context, and handlers there that need it.
 *
 * What a thread starts or receives is known by the declared types of the model. A reply to a message needs no carrier:
 * the other side waits in a context of its own.
 *
 * Known limitations: those of `ObjectTypes` and `Payloads`; a handler of another file, and the exported function of a
 * pool's worker file, are unknown; a wrapper that posts its parameter is unknown without types; what is called `res` or
 * `reply` counts as a response, whatever its type.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import {
  type CallNode,
  contains,
  enclosingFunction,
  isFunction,
  keyName,
  memberName,
  propertyValue,
  unwrap,
  wrapped,
} from '../../ast';
import { RESPONSE_NAMES } from '../../model/server-libraries';
import {
  CARRIER_NAME,
  type Crossing,
  SENDING_METHODS,
  type SendingMethod,
  type Starter,
  STARTERS,
} from '../../model/worker-channels';
import { type AmbientUse, type AmbientUseFinder, type RequestScope, requestScopeOf } from '../ambient-context';
import type { ApiResolver } from '../api-resolution';
import { variableOf } from '../bindings';
import { objectShape, type Payloads, type PayloadState, type StrandedValue } from '../data-flow';
import { type DerivedContext, uncarriedContext } from './derived-context';
import { isSameType, namedExport, ObjectTypes } from '../library-objects';
import { type MessageHandler, messageHandlers, takesCommands } from './worker-handlers';
import { mentionsCarrier, namesCarrier, type UnboundWorker, unboundWorker } from './worker-data';

/** A call that sends a payload across, or starts what runs across. */
export interface Crossover {
  readonly call: CallNode;
  readonly starts: boolean;
  /** For messages: `worker thread`. */
  readonly target: string;
  readonly crossing: Crossing;
  /** Undefined where a start has none. */
  readonly payload: TSESTree.Expression | undefined;
  /** The options of a start, where they are a literal. */
  readonly options: TSESTree.ObjectExpression | undefined;
  readonly starter: Starter | undefined;
}

/** Work that crosses without the context. */
export interface MissingCarrier extends Crossover {
  readonly scope: RequestScope;
  readonly derived: DerivedContext | undefined;
}

/** A handler of messages that reads the active context and never takes one from a message. */
export interface UnboundHandler extends MessageHandler {
  readonly use: AmbientUse;
}

interface Parts {
  readonly resolver: ApiResolver;
  readonly ambient: AmbientUseFinder;
  readonly calls: readonly CallNode[];
  readonly assignments: readonly TSESTree.AssignmentExpression[];
  readonly payloads: Payloads;
}

/** The rows by the names of their methods. */
const sendingRows = new Map<string, SendingMethod[]>();
for (const row of SENDING_METHODS) {
  for (const name of row.methods) sendingRows.set(name, [...(sendingRows.get(name) ?? []), row]);
}
/** Modules whose objects may be threads, processes or ways to them. */
const OWN_MODULES: ReadonlySet<string> = new Set(
  [...SENDING_METHODS.flatMap((row) => row.declaredAs), ...STARTERS.map((row) => row.type)].map((ref) => ref.package),
);

export class WorkerChannels {
  private readonly types: ObjectTypes;
  private known: readonly Crossover[] | undefined;
  private handlers: readonly MessageHandler[] | undefined;
  private hasStarters: boolean | undefined;

  constructor(private readonly parts: Parts) {
    this.types = new ObjectTypes(parts.resolver);
  }

  /** Every call of the file that sends or starts something across. */
  get crossovers(): readonly Crossover[] {
    return (this.known ??= this.findCrossovers());
  }

  /** What of a payload is lost or throws on the way. */
  stranded({ payload }: Crossover): readonly StrandedValue[] {
    return this.parts.payloads.strandedIn(payload);
  }

  /**
   * Whether a crossover leaves the context of a piece of work behind; `needsDerived` for a project without a manager.
   */
  missingCarrier(crossover: Crossover, needsDerived: boolean): MissingCarrier | undefined {
    if (this.isReply(crossover) || this.state(crossover) !== 'work' || this.isLeftToAnother(crossover))
      return undefined;
    const scope = requestScopeOf(this.parts.resolver, crossover.call);
    const derived = uncarriedContext(this.parts.resolver, crossover.call);
    return scope && (derived || !needsDerived) ? { ...crossover, scope, derived } : undefined;
  }

  /** The message handlers of this file, on the side of the worker, that read the active context and extract none. */
  get unboundHandlers(): readonly UnboundHandler[] {
    return this.messageHandlers.flatMap(({ callback, fn, message }) => {
      const use = this.parts.ambient.inCallback(fn);
      const isLeftAlone =
        this.parts.ambient.extractsInCallback(fn) ||
        mentionsCarrier(this.parts.resolver, fn) ||
        takesCommands(this.parts.resolver.sourceCode, fn);
      return use && !isLeftAlone ? [{ callback, fn, use, message }] : [];
    });
  }

  /** This file, where it is a worker that does its work at the top, reads the active context and extracts none. */
  get unboundWorker(): UnboundWorker | undefined {
    return this.messageHandlers.length > 0 ? undefined : unboundWorker(this.parts.resolver, this.parts.ambient);
  }

  /** Whether the text names a module that starts threads or processes: asked once a file. */
  private get namesStarters(): boolean {
    return (this.hasStarters ??= /worker_threads|child_process/.test(this.parts.resolver.sourceCode.text));
  }

  private findCrossovers(): readonly Crossover[] {
    const found: Crossover[] = [];
    for (const call of this.parts.calls) {
      const crossover = (this.namesStarters ? this.startOf(call) : undefined) ?? this.sendOf(call);
      if (crossover) found.push(crossover);
    }
    return found;
  }

  private startOf(call: CallNode): Crossover | undefined {
    const by = call.type === AST_NODE_TYPES.NewExpression ? 'new' : 'call';
    if (by === 'call' && namedExport(this.parts.resolver, call.callee)?.name !== 'fork') return undefined;
    if (by === 'new' && !this.mayStart(call)) return undefined;
    const starter = STARTERS.find(
      (row) => row.by === by && this.types.of(call).some((type) => isSameType(type, row.type)),
    );
    if (!starter || call.arguments.some((argument) => argument.type === AST_NODE_TYPES.SpreadElement)) return undefined;
    const options = call.arguments
      .slice(starter.options)
      .map((argument) => unwrap(argument))
      .find((argument) => argument.type === AST_NODE_TYPES.ObjectExpression);
    const payload = options && starter.payload !== undefined ? propertyValue(options, starter.payload) : undefined;
    return { call, starts: true, target: starter.target, crossing: starter.crossing, payload, options, starter };
  }

  /** Whether a class may be one that starts a thread: no class of the platform's is, but those of the model. */
  private mayStart(call: CallNode): boolean {
    const callee = unwrap(call.callee);
    if (callee.type === AST_NODE_TYPES.Identifier && !variableOf(this.parts.resolver.sourceCode, callee))
      return STARTERS.some(({ type }) => type.name === callee.name);
    return !this.parts.resolver.isSurelyForeign(call, OWN_MODULES);
  }

  private sendOf(call: CallNode): Crossover | undefined {
    const callee = unwrap(call.callee);
    if (call.type !== AST_NODE_TYPES.CallExpression || callee.type !== AST_NODE_TYPES.MemberExpression)
      return undefined;
    const name = memberName(callee);
    const rows = name === undefined ? undefined : sendingRows.get(name);
    const possible = rows?.filter((row) => hasPayload(call, row)) ?? [];
    const row = possible.length > 0 ? this.senderOf(callee.object, possible) : undefined;
    if (!row) return undefined;
    return {
      call,
      starts: false,
      target: row.target,
      crossing: row.crossing,
      payload: call.arguments[row.payload] as TSESTree.Expression,
      options: undefined,
      starter: undefined,
    };
  }

  /** The row of the object that sends. Nobody calls a thread `res`, nor is one what Node's other modules make. */
  private senderOf(receiver: TSESTree.Expression, rows: readonly SendingMethod[]): SendingMethod | undefined {
    const node = unwrap(receiver);
    if (node.type === AST_NODE_TYPES.Identifier && RESPONSE_NAMES.has(node.name)) return undefined;
    if (this.parts.resolver.isSurelyForeign(node, OWN_MODULES)) return undefined;
    const types = this.types.of(receiver);
    return rows.find((row) => row.declaredAs.some((ref) => types.some((type) => isSameType(type, ref))));
  }

  private state(crossover: Crossover): PayloadState {
    const { payloads } = this.parts;
    const { starter, options, call, payload } = crossover;
    if (!starter) return payloads.stateOf(payload);
    if (this.carriesArguments(crossover)) return 'carrier';
    const given = call.arguments
      .slice(starter.options)
      .filter((argument) => unwrap(argument).type !== AST_NODE_TYPES.ArrayExpression);
    if (given.length > 0 && !options) return 'unknown';
    const environment = options && propertyValue(options, starter.environment);
    if (environment && this.carriesVariables(environment)) return 'carrier';
    const isOpen = options?.properties.some((property) => property.type === AST_NODE_TYPES.SpreadElement) ?? false;
    if (isOpen) return 'unknown';
    const state = payload ? payloads.stateOf(payload) : 'work';
    return state === 'command' ? 'work' : state;
  }

  /** Whether a carrier stands among the command-line arguments: `fork(file, [JSON.stringify(carrier)])`, `argv`. */
  private carriesArguments({ call, options, starter }: Crossover): boolean {
    const { resolver } = this.parts;
    const lists = [...call.arguments.slice(starter?.options), options && propertyValue(options, 'argv')];
    return lists.some(
      (list) => list && unwrap(list).type === AST_NODE_TYPES.ArrayExpression && namesCarrier(resolver, list),
    );
  }

  /** Whether variables for a process hold a carrier, or cannot be told to hold none. */
  private carriesVariables(environment: TSESTree.Expression): boolean {
    if (this.isProcessEnvironment(environment)) return false;
    const shape = objectShape(this.parts.resolver.sourceCode, environment);
    if (!shape) return !this.isSymbol(environment);
    return (
      shape.properties.some(({ name }) => name === undefined || CARRIER_NAME.test(name)) ||
      shape.spreads.some((spread) => !this.isProcessEnvironment(spread))
    );
  }

  private isProcessEnvironment(node: TSESTree.Expression): boolean {
    const member = unwrap(node);
    return member.type === AST_NODE_TYPES.MemberExpression && memberName(member) === 'env';
  }

  /** `env: SHARE_ENV`. */
  private isSymbol(node: TSESTree.Expression): boolean {
    return namedExport(this.parts.resolver, node)?.name === 'SHARE_ENV';
  }

  /** Whether another call to the same object brings the context, or is the one to report. */
  private isLeftToAnother(crossover: Crossover): boolean {
    const others = this.related(crossover);
    if (crossover.starts) {
      const sends = others.filter((other) => !other.starts);
      if (sends.some((send) => this.state(send) === 'carrier')) return true;
      return crossover.payload === undefined && sends.length > 0;
    }
    // The start gives the context already, or is reported for the whole conversation.
    return others.some(
      (other) => other.starts && other.payload !== undefined && isSameWork(other.call, crossover.call),
    );
  }

  /** The other crossovers on the object that this one starts or sends on. */
  private related(crossover: Crossover): readonly Crossover[] {
    const name = this.objectName(crossover);
    return name === undefined
      ? []
      : this.crossovers.filter((other) => other !== crossover && this.objectName(other) === name);
  }

  private objectName({ starts, call }: Crossover): unknown {
    let node: TSESTree.Node | undefined;
    if (starts) {
      const { parent } = wrapped(call);
      if (parent?.type === AST_NODE_TYPES.VariableDeclarator) node = parent.id;
      else if (parent?.type === AST_NODE_TYPES.AssignmentExpression) node = parent.left;
      else if (parent?.type === AST_NODE_TYPES.PropertyDefinition) return `this.${keyName(parent) ?? ''}`;
    } else {
      const callee = unwrap(call.callee);
      node = callee.type === AST_NODE_TYPES.MemberExpression ? unwrap(callee.object) : undefined;
    }
    if (node?.type === AST_NODE_TYPES.Identifier) return variableOf(this.parts.resolver.sourceCode, node);
    return node && this.parts.resolver.sourceCode.getText(node).replaceAll(/[\s#!?]/g, '');
  }

  /** Whether a crossover answers a message of the other side, or reports the result of a start. */
  private isReply({ starts, call }: Crossover): boolean {
    const callee = unwrap(call.callee);
    if (starts || callee.type !== AST_NODE_TYPES.MemberExpression || !this.isOwnPort(callee.object)) return false;
    const { sourceCode } = this.parts.resolver;
    return (
      this.messageHandlers.length > 0 ||
      sourceCode.text.includes('workerData') ||
      this.parts.ambient.extractsInCode(sourceCode.ast)
    );
  }

  /** Whether an expression is the way to whoever started this thread. */
  private isOwnPort(expression: TSESTree.Expression): boolean {
    return namedExport(this.parts.resolver, expression)?.name === 'parentPort';
  }

  private get messageHandlers(): readonly MessageHandler[] {
    return (this.handlers ??= messageHandlers(this.parts));
  }
}

/** Whether a payload stands where a method takes one, and no callback beside it: no method of the model has any. */
function hasPayload({ arguments: list }: TSESTree.CallExpression, { payload }: SendingMethod): boolean {
  const given = list[payload];
  if (!given || list.slice(0, payload + 1).some(({ type }) => type === AST_NODE_TYPES.SpreadElement)) return false;
  return !list.some((argument, index) => index > payload && isFunction(argument));
}

/** Whether something is sent in the function that started the receiver, or in a function within. */
function isSameWork(start: TSESTree.Node, send: TSESTree.Node): boolean {
  const fn = enclosingFunction(start);
  return fn !== undefined && contains(fn, send);
}

/**
 * How an expression relates to what a consumer was handed: the whole, the list, a message, its carrier. By structure:
 * from parameters, results and loops of known consumers through constants, destructuring, members, list methods, loops
 * and functions of the file.
 *
 * *Known limitations*: a variable with several values, a field of a class, and what comes out of a container are
 * unknown; a function of the file that is called with parts of different consumers is unknown.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { memberName, unwrap } from '../../ast';
import { CARRIER_NAME } from '../../model/worker-channels';
import type { ApiResolver } from '../api-resolution';
import { callSitesOf, type Definition, soleDefinition, variableOf } from '../bindings';
import { stepsOf } from './expand';
import type { MessageConsumer, MessageOrigin } from './types';

const Kind = AST_NODE_TYPES;
const MAX_DEPTH = 12;
/** Methods that hand each element to a callback, as its first parameter. */
const EACH: ReadonlySet<string> = new Set(['every', 'filter', 'find', 'flatMap', 'forEach', 'map', 'some']);
const SAME_LIST: ReadonlySet<string> = new Set([
  'concat',
  'filter',
  'reverse',
  'slice',
  'sort',
  'toReversed',
  'toSorted',
]);
const ONE: Readonly<Record<string, string>> = { shift: '0', pop: '*', find: '*' };

/** What the tracing needs to know of the consumers. */
export interface Sources {
  /** The consumer that hands its messages to a parameter of a function. */
  ofParameter(fn: TSESTree.Node, index: number): MessageConsumer | undefined;
  /** The consumer that a call or loop is. */
  ofSite(site: TSESTree.Node): MessageConsumer | undefined;
}

interface Trail {
  readonly consumer: MessageConsumer;
  readonly path: readonly string[];
}

export class Origins {
  private readonly known = new WeakMap<TSESTree.Node, Trail | null>();

  constructor(
    private readonly resolver: ApiResolver,
    private readonly sources: Sources,
  ) {}

  of(expression: TSESTree.Node): MessageOrigin | undefined {
    const trail = this.trace(expression, 0);
    return trail && originAt(trail);
  }

  private trace(expression: TSESTree.Node, depth: number): Trail | undefined {
    const node = unwrap(expression);
    if (depth > MAX_DEPTH) return undefined;
    let known = this.known.get(node);
    if (known === undefined) {
      this.known.set(node, null);
      known = this.find(node, depth) ?? null;
      this.known.set(node, known);
    }
    return known ?? undefined;
  }

  private find(node: TSESTree.Expression, depth: number): Trail | undefined {
    switch (node.type) {
      case Kind.Identifier: {
        const variable = variableOf(this.resolver.sourceCode, node);
        const definition = variable && soleDefinition(variable);
        return definition && this.ofDefinition(definition, depth);
      }
      case Kind.MemberExpression: {
        const step = stepOf(node);
        return step === undefined ? undefined : then(this.trace(node.object, depth + 1), [step]);
      }
      case Kind.AwaitExpression:
        return this.trace(node.argument, depth + 1);
      case Kind.LogicalExpression:
        return this.trace(node.operator === '&&' ? node.right : node.left, depth + 1);
      case Kind.ConditionalExpression:
        return this.trace(node.consequent, depth + 1) ?? this.trace(node.alternate, depth + 1);
      case Kind.CallExpression:
        return this.ofCall(node, depth);
      default:
        return undefined;
    }
  }

  private ofDefinition(definition: Definition, depth: number): Trail | undefined {
    switch (definition.kind) {
      case 'value':
        return then(this.trace(definition.value, depth + 1), definition.path);
      case 'element': {
        const loop = this.sources.ofSite(loopOf(definition.iterated));
        if (loop) return { consumer: loop, path: definition.path };
        return then(this.trace(definition.iterated, depth + 1), ['*', ...definition.path]);
      }
      case 'parameter':
        return then(this.ofParameter(definition, depth), definition.path);
      default:
        return undefined;
    }
  }

  private ofParameter({ fn, index }: Extract<Definition, { kind: 'parameter' }>, depth: number): Trail | undefined {
    const consumer = this.sources.ofParameter(fn, index);
    if (consumer) return { consumer, path: [] };
    const { parent } = fn;
    if (parent.type === Kind.CallExpression && parent.callee !== fn) {
      const callee = unwrap(parent.callee);
      const name = callee.type === Kind.MemberExpression ? memberName(callee) : undefined;
      if (callee.type !== Kind.MemberExpression || name === undefined || parent.arguments[0] !== fn) return undefined;
      if (EACH.has(name) && index === 0) return then(this.trace(callee.object, depth + 1), ['*']);
      if (name === 'reduce' && index === 1) return then(this.trace(callee.object, depth + 1), ['*']);
      return name === 'then' && index === 0 ? this.trace(callee.object, depth + 1) : undefined;
    }
    const { calls } = callSitesOf(this.resolver.sourceCode, fn);
    const trails = calls.map((call) => {
      const argument = call.arguments[index];
      return argument && argument.type !== Kind.SpreadElement ? this.trace(argument, depth + 1) : undefined;
    });
    const [first] = trails;
    return first && trails.every((trail) => trail && isSameTrail(trail, first)) ? first : undefined;
  }

  private ofCall(node: TSESTree.CallExpression, depth: number): Trail | undefined {
    const consumer = this.sources.ofSite(node);
    if (consumer) return { consumer, path: [] };
    const callee = unwrap(node.callee);
    const name = callee.type === Kind.MemberExpression ? memberName(callee) : undefined;
    if (callee.type !== Kind.MemberExpression || name === undefined) return undefined;
    if (name === 'at') return then(this.trace(callee.object, depth + 1), [indexText(node.arguments[0]) ?? '*']);
    if (Object.hasOwn(ONE, name)) return then(this.trace(callee.object, depth + 1), [ONE[name] ?? '*']);
    if (name === 'catch' || name === 'finally' || SAME_LIST.has(name)) return this.trace(callee.object, depth + 1);
    return undefined;
  }
}

function then(trail: Trail | undefined, steps: readonly string[]): Trail | undefined {
  return trail && (steps.length === 0 ? trail : { consumer: trail.consumer, path: [...trail.path, ...steps] });
}

function isSameTrail(a: Trail, b: Trail): boolean {
  return a.consumer === b.consumer && a.path.join('.') === b.path.join('.');
}

/** The loop that iterates an expression. */
function loopOf(iterated: TSESTree.Node): TSESTree.Node {
  return iterated.parent ?? iterated;
}

/** The step of a member: its name, an index as text, `*` for an element by any other key. */
function stepOf(node: TSESTree.MemberExpression): string | undefined {
  return memberName(node) ?? (node.computed ? (indexText(node.property) ?? '*') : undefined);
}

function indexText(node: TSESTree.Node | undefined): string | undefined {
  return node?.type === Kind.Literal && typeof node.value === 'number' ? String(node.value) : undefined;
}

const isIndex = (step: string): boolean => /^\d+$/.test(step);

/** What a path is by the model: how far it goes along the way to a message and its carrier. */
function originAt({ consumer, path }: Trail): MessageOrigin | undefined {
  const way = stepsOf(consumer.row.messages);
  const common = Math.min(way.length, path.length);
  for (let at = 0; at < common; at++) {
    const step = path[at] ?? '';
    if (way[at] === '*' ? step !== '*' && !isIndex(step) : step !== way[at]) return undefined;
  }
  const lastList = way.lastIndexOf('*');
  if (path.length < way.length) {
    const what =
      path.length === lastList && lastList === way.length - 1 ? 'messages' : consumer.row.isBatch ? 'batch' : 'payload';
    return { consumer, what, shape: undefined, element: 'only' };
  }
  const element = lastList < 0 ? 'only' : path[lastList] === '0' ? 'first' : 'each';
  const rest = path.slice(way.length);
  if (rest.length === 0) return { consumer, what: 'message', shape: undefined, element };
  const { carrier } = consumer.row;
  const wanted = stepsOf(carrier.path);
  if (!wanted.every((step, index) => step === rest[index])) return undefined;
  const more = rest.slice(wanted.length);
  const isCarrier = carrier.isPayload ? more.length === 1 && CARRIER_NAME.test(more[0] ?? '') : more.length === 0;
  return isCarrier ? { consumer, what: 'carrier', shape: carrier.shape, element } : undefined;
}

/**
 * How an expression relates to what a consumer was handed: the whole, the list, a message, its carrier. Asked of the
 * value flow: the way back ends at a parameter, a result or a loop of a known consumer, with the path into it.
 *
 * *Known limitations*: an expression that may be parts of different consumers, or something else entirely, is unknown;
 * a fallback (`headers ?? {}`, a default value) does not count as something else, nor do callers in other files.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { unwrap } from '../../ast';
import { CARRIER_NAME } from '../../model/worker-channels';
import {
  type AccessPath,
  ANY,
  type End,
  type OpenCause,
  SAME_VALUE,
  type ValueFlow,
  type ValueNode,
} from '../value-flow';
import { stepsOf } from './expand';
import type { MessageConsumer, MessageOrigin } from './types';

/** What the question needs to know of the consumers. */
export interface Sources {
  /** The consumer that hands its messages to a parameter of a function. */
  ofParameter(parameter: TSESTree.Node): MessageConsumer | undefined;
  /** The consumer that a call or loop is. */
  ofSite(site: TSESTree.Node): MessageConsumer | undefined;
}

/** A consumer, and the part of what it hands over. */
interface Trail {
  readonly consumer: MessageConsumer;
  readonly path: AccessPath;
}

export class Origins {
  private readonly known = new WeakMap<TSESTree.Node, MessageOrigin | null>();

  constructor(
    private readonly flow: ValueFlow,
    private readonly sources: Sources,
  ) {}

  of(expression: TSESTree.Node): MessageOrigin | undefined {
    const node = unwrap(expression);
    let known = this.known.get(node);
    if (known === undefined) {
      const trail = this.trailOf(node);
      this.known.set(node, (known = (trail && originAt(trail)) ?? null));
    }
    return known ?? undefined;
  }

  private trailOf(node: TSESTree.Node): Trail | undefined {
    const { flows, others, unknown } = this.flow.backward(node, {
      label: (place) => this.trailAt(place),
      kinds: SAME_VALUE,
    });
    const [first] = flows;
    if (!first || flows.some(({ label }) => !isSameTrail(label, first.label))) return undefined;
    const passed = new Set(flows.flatMap(({ steps }) => steps.map(({ to }) => to)));
    const isOther = (end: End & { readonly cause?: OpenCause }): boolean =>
      !(end.cause !== undefined && end.cause !== 'bound' && passed.has(end.node)) &&
      !end.steps.some(({ kind }) => kind === 'choice');
    return [...others, ...unknown].some(isOther) ? undefined : first.label;
  }

  private trailAt({ node, path }: ValueNode): Trail | undefined {
    const consumer = this.sources.ofParameter(node) ?? this.sources.ofSite(node);
    if (consumer) return { consumer, path };
    const loop = node.parent;
    if (loop?.type !== AST_NODE_TYPES.ForOfStatement || loop.right !== node || path[0] !== ANY) return undefined;
    const iterated = this.sources.ofSite(loop);
    return iterated && { consumer: iterated, path: path.slice(1) };
  }
}

function isSameTrail(a: Trail, b: Trail): boolean {
  return a.consumer === b.consumer && a.path.join('.') === b.path.join('.');
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

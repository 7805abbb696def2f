/** Are two resources released in the reverse order of their acquisition? */
import type { TSESTree } from '@typescript-eslint/utils';
import { pathTo, type ControlFlowGraph, type FlowPath } from '../control-flow';
import { explore, happening, startsOf } from './exploration';
import { factsFor, followsThrow, type Resource, type ResourceQuery } from './resource';

export interface ReleaseOrderQuery extends Pick<ResourceQuery, 'ignoreThrow' | 'throws'> {
  readonly graph: ControlFlowGraph;
  /** Acquired first, so to be released last. */
  readonly outer: Resource;
  readonly inner: Resource;
}

/** A release in the wrong order. */
export interface OutOfOrderRelease {
  /** The release of the outer resource, which comes too early. */
  readonly release: TSESTree.Node;
  /** The release of the inner resource, which comes after it. */
  readonly late: TSESTree.Node;
  readonly path: FlowPath;
}

const OUTER_HELD = 0;
const BOTH_HELD = 1;
const INNER_HELD = 2;

/**
 * A path on which the outer resource is acquired, then the inner one, then the outer one is released, and only then
 * the inner one; undefined when there is none. An inner resource that is never released is a leak, not a wrong order.
 *
 * *Known limitations*: those of `findLeak`.
 */
export function findOutOfOrderRelease(query: ReleaseOrderQuery): OutOfOrderRelease | undefined {
  const { graph, inner, outer } = query;
  if (graph.isApproximate) return undefined;
  const facts = factsFor(graph, [outer, inner]);
  const starts = startsOf(graph, outer.acquire, facts);
  if (!starts) return undefined;
  const releasesOuter = happening(outer.releases);
  const releasesInner = happening(inner.releases);
  const handsOver = [happening(outer.transfers), happening(inner.transfers)];
  const acquiresOuter = new Set(graph.nodesOf(outer.acquire));
  const acquiresInner = new Set(graph.nodesOf(inner.acquire));
  let found: OutOfOrderRelease | undefined;
  const complete = explore(starts, {
    facts,
    phase: OUTER_HELD,
    isHeld: (phase, acquire) => (acquire === outer.acquire ? phase !== INNER_HELD : phase !== OUTER_HELD),
    follow: (edge) => {
      const isFailedAcquisition = acquiresOuter.has(edge.from) || acquiresInner.has(edge.from);
      return !(isFailedAcquisition && edge.kind === 'exception') && followsThrow(edge, query);
    },
    enter: (step, phase) => {
      const { node } = step;
      if (acquiresOuter.has(node) || handsOver.some((test) => test(node))) return undefined;
      if (acquiresInner.has(node)) return phase === OUTER_HELD ? BOTH_HELD : undefined;
      const endsInner = releasesInner(node);
      if (phase === INNER_HELD && endsInner) {
        const path = pathTo(step);
        const release = path.nodes.find((passed) => releasesOuter(passed));
        if (!release) return undefined;
        found = { release: release.ast, late: node.ast, path };
        return 'finish';
      }
      if (phase === BOTH_HELD && endsInner) return undefined;
      if (releasesOuter(node)) return phase === BOTH_HELD ? INNER_HELD : phase === OUTER_HELD ? undefined : phase;
      return phase;
    },
  });
  return complete ? found : undefined;
}

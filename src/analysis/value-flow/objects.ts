/**
 * The objects of a file: where they are made, and what is written to their parts under whatever name, in which order.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type BodyOwner, type CallNode, type FunctionNode, isFunction, keyName, parameterOwner } from '../../ast';
import { firstFrom } from '../../ast/sorted';
import { targetDefinitions } from '../bindings';
import { BOUNDS } from './bounds';
import { type Cycles, Memo } from './memo';
import { isReplaced, mayPrecede } from './order';
import type { Summary } from './summaries';
import type { Write } from './answer';
import type { FlowGraph, Stores } from './flow-graph';
import {
  type AccessPath,
  advance,
  ANY,
  DEEP,
  type FlowStep,
  keyOf,
  NO_STEPS,
  SAME_VALUE,
  type Steps,
} from './value-node';

const Kind = AST_NODE_TYPES;

export class Objects {
  private readonly stores: Memo<TSESTree.Node, Stores>;
  private readonly sites: Memo<TSESTree.Node, Steps>;
  private readonly kept = new WeakMap<Stores, Stores>();
  private readonly replacing = new WeakMap<Stores, Map<string, readonly FlowStep[]>>();

  constructor(
    private readonly flow: FlowGraph,
    cycles: Cycles,
  ) {
    this.stores = new Memo(cycles, { steps: [], sure: new Set(), escapes: [] });
    this.sites = new Memo<TSESTree.Node, Steps>(cycles, { steps: [], open: 'escape' });
  }

  /**
   * The places at which the object is made that an expression is, or that stands at a path of it: literals,
   * constructions, parameters whose callers nobody knows. As steps: to the place, with the path that leads to the object
   * from there.
   */
  sitesOf(expression: TSESTree.Node, path: AccessPath = []): Steps {
    return path.length === 0
      ? this.sites.get(expression, () => this.findSites(expression, path))
      : this.findSites(expression, path);
  }

  private findSites(expression: TSESTree.Node, path: AccessPath): Steps {
    const answer = this.flow.backward(
      { node: expression, path },
      {
        label: ({ node, path: part }) => (part.length === 0 && isSite(node) && this.isOrigin(node) ? true : undefined),
        kinds: SAME_VALUE,
      },
      BOUNDS.callGraph,
    );
    const ends = [...answer.flows, ...answer.unknown, ...answer.others.filter(({ node }) => isSite(node))];
    const steps = ends.map(({ node, path: put }): FlowStep => ({ kind: 'store', to: node, put, site: expression }));
    return answer.unknown.length > 0 ? { steps, open: 'escape' } : { steps };
  }

  /** Whether an object is made at a node, and does not come from elsewhere in the file. */
  private isOrigin(node: TSESTree.Node): boolean {
    if (node.type === Kind.CallExpression || isFunction(node.parent))
      return this.flow.stepsOf('backward', node).steps.length === 0;
    return true;
  }

  /** What is written to the parts of the object that is made at a node, and stays there: no setter takes it. */
  storesInto(site: TSESTree.Node): Stores {
    const writes = this.writesInto(site);
    if (site.type !== Kind.ObjectExpression && site.type !== Kind.ClassBody && site.type !== Kind.NewExpression)
      return writes;
    let kept = this.kept.get(writes);
    if (!kept) {
      const steps = writes.steps.filter(({ take }) => this.settersOf(site, take?.[0] ?? '').length === 0);
      this.kept.set(writes, (kept = { ...writes, steps }));
    }
    return kept;
  }

  /** Everything that is written to the parts of the object that is made at a node, wherever it is known. */
  writesInto(site: TSESTree.Node): Stores {
    return this.stores.get(site, () => this.findWrites(site));
  }

  private findWrites(site: TSESTree.Node): Stores {
    const steps: FlowStep[] = [];
    const sure = new Set<FlowStep>();
    const starts =
      site.type === Kind.ClassBody
        ? this.flow.classes.thisOf(site.parent, false).map((node) => ({ node, path: [] }))
        : [{ node: site, path: [] }];
    const isInstance = site.type === Kind.NewExpression;
    const answer = this.flow.forward(
      starts,
      {
        label: ({ node, path, isCertain }) => {
          const isSelf = isInstance && node.type === Kind.ThisExpression;
          if (path.length > 0 || node === site || isSelf) return undefined;
          const stores = this.storesAt(node);
          steps.push(...stores);
          if (isCertain) for (const store of stores) sure.add(store);
          return undefined;
        },
        barrier: ({ node }) => isInstance && node.type === Kind.ThisExpression,
        kinds: SAME_VALUE,
      },
      BOUNDS.callGraph,
    );
    if (site.type !== Kind.ClassBody) {
      const own = this.storesAt(site);
      steps.push(...own);
      for (const store of own) sure.add(store);
    }
    const escapes = answer.unknown.filter(({ path }) => path.length === 0).map(({ node }) => node);
    return { steps, sure, escapes };
  }

  /** What is written to a part of the object at a node: `node.name = value`, `node.set(name, value)`. */
  private storesAt(node: TSESTree.Node): readonly FlowStep[] {
    const { parent } = node;
    if (parent?.type === Kind.MemberExpression && parent.object === node) {
      const outer = parent.parent;
      const take = [this.flow.stepOf(parent)];
      if (outer.type === Kind.AssignmentExpression && outer.left === parent && outer.operator === '+=')
        return [{ kind: 'text', to: outer.right, take, site: outer }];
      if (outer.type === Kind.UnaryExpression && outer.operator === 'delete')
        return [{ kind: 'store', to: outer, take, site: outer }];
      const written = targetDefinitions(parent).flatMap((definition): FlowStep[] => {
        const { site } = definition;
        if (definition.kind === 'value')
          return [{ kind: 'store', to: definition.value, take, put: definition.path, site }];
        if (definition.kind !== 'element') return [];
        return [{ kind: 'store', to: definition.iterated, take, put: [ANY, ...definition.path], site }];
      });
      if (written.length > 0) return written;
      if (outer.type !== Kind.CallExpression || outer.callee !== parent) return [];
      return this.rowStores(outer, ({ to }) => to.base === 'receiver');
    }
    if (parent?.type !== Kind.CallExpression && parent?.type !== Kind.NewExpression) return [];
    const index = parent.arguments.indexOf(node as TSESTree.Expression);
    return index < 0 ? [] : this.rowStores(parent, ({ to }) => to.base === 'argument' && to.index === index);
  }

  private rowStores(call: CallNode, isMeant: (row: Summary) => boolean): readonly FlowStep[] {
    const rows = this.flow.summariesOf(call)?.filter(isMeant) ?? [];
    if (rows.length === 0 || this.flow.calls.calleesOf(call).callees.length > 0) return [];
    return rows.flatMap((row) => this.flow.sourcesOf(call, row));
  }

  /**
   * The writes to an object that a read of it, or of a part of it, may see; where the object is open anyway, it is not
   * asked who else knows it.
   */
  storesSeen(
    site: TSESTree.Node,
    read: TSESTree.Node | undefined,
    path: AccessPath = [DEEP],
    isOpenAnyway = false,
  ): Steps {
    if (read === site) return NO_STEPS; // read where it is made
    const stores = this.storesInto(site);
    const { escapes } = stores;
    const steps = stores.steps.filter((step) => advance(path, step) !== undefined);
    if (!read) return escapes.length > 0 ? { steps, open: 'escape' } : { steps };
    const seen = steps.filter((step) => this.isStepSeen(step, stores, read));
    if (isOpenAnyway) return { steps: seen };
    const isOpen = escapes.some((escape) => mayPrecede(escape, read, this.callsOf) && escape !== read);
    return isOpen ? { steps: seen, open: 'escape' } : { steps: seen };
  }

  private isStepSeen(step: FlowStep, stores: Stores, read: TSESTree.Node): boolean {
    if (!mayPrecede(step.site, read, this.callsOf)) return false;
    return !this.isWrittenOver(step.take, step.site, stores, read);
  }

  /** Whether another write surely puts something else at a part before a read. */
  private isWrittenOver(
    part: AccessPath | undefined,
    site: TSESTree.Node,
    stores: Stores,
    read: TSESTree.Node,
  ): boolean {
    if (!part || part.length === 0 || part.includes(ANY)) return false;
    const later = this.replacementsOf(stores, keyOf(part));
    for (let at = firstFrom(later, site.range[0] + 1, startOf); at < later.length; at++) {
      const other = later[at] as FlowStep;
      if (other.site.range[0] >= read.range[0]) return false;
      if (isReplaced(site, other.site, read)) return true;
    }
    return false;
  }

  /** The writes that surely put something else at a part, in source order. */
  private replacementsOf(stores: Stores, part: string): readonly FlowStep[] {
    const byPart = this.replacing.get(stores) ?? new Map<string, readonly FlowStep[]>();
    this.replacing.set(stores, byPart);
    let found = byPart.get(part);
    if (!found) {
      found = stores.steps
        .filter((step) => step.take && keyOf(step.take) === part && replaces(step) && stores.sure.has(step))
        .sort((a, b) => a.site.range[0] - b.site.range[0]);
      byPart.set(part, found);
    }
    return found;
  }

  /** Whether what an object has from the start at a part is surely written over before a read. */
  isOverwritten({ take }: FlowStep, node: TSESTree.Node, read: TSESTree.Node): boolean {
    if (!take || take.length === 0 || read === node || !isSite(node)) return false;
    return this.isWrittenOver(take, node, this.storesInto(node), read);
  }

  /** Whether a read may see what was written to a part of an object at a site. */
  isSeen({ site, object }: Write, read: TSESTree.Node, path: AccessPath): boolean {
    if (!mayPrecede(site, read, this.callsOf)) return false;
    return !this.isWrittenOver(path.slice(0, 1), site, this.storesInto(object), read);
  }

  /** The setters that run when a member of the object at a place is assigned. */
  settersOf(site: TSESTree.Node, name: string): readonly FunctionNode[] {
    if (site.type === Kind.ObjectExpression) {
      return site.properties.flatMap((property) =>
        property.type === Kind.Property &&
        property.kind === 'set' &&
        keyName(property) === name &&
        isFunction(property.value)
          ? [property.value]
          : [],
      );
    }
    if (site.type === Kind.ClassBody) return this.flow.classes.setters(site.parent, name, false);
    if (site.type !== Kind.NewExpression) return [];
    return this.flow.calls.classesOf(site.callee).flatMap((made) => this.flow.classes.setters(made, name, false));
  }

  private readonly callsOf = (fn: BodyOwner): readonly TSESTree.Node[] =>
    isFunction(fn) ? this.flow.calls.callersOf(fn).calls : [];
}

/** Whether a write puts one value in the place of another. */
function replaces({ site }: FlowStep): boolean {
  if (site.type === Kind.UnaryExpression) return true;
  return site.type === Kind.AssignmentExpression && site.operator === '=';
}

const startOf = ({ site }: FlowStep): number => site.range[0];

/** Whether an object may be made at a node, to whose parts others may write. */
export function isSite(node: TSESTree.Node): boolean {
  switch (node.type) {
    case Kind.ObjectExpression:
    case Kind.ArrayExpression:
    case Kind.NewExpression:
    case Kind.CallExpression:
    case Kind.ClassBody:
    case Kind.ClassDeclaration:
    case Kind.ClassExpression:
    case Kind.FunctionDeclaration:
    case Kind.FunctionExpression:
    case Kind.ArrowFunctionExpression:
    case Kind.ImportSpecifier:
    case Kind.ImportDefaultSpecifier:
    case Kind.ImportNamespaceSpecifier:
      return true;
    default:
      return parameterOwner(node) !== undefined;
  }
}

/** Forward steps through calls: into parameters, through what the rows of the model say of library functions. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type CallNode, memberName, unwrap } from '../../ast';
import type { Callee, FlowGraph } from './flow-graph';
import { join } from './forward-bindings';
import type { Place, Summary } from './summaries';
import { type AccessPath, ANY, type FlowStep, NO_STEPS, NOWHERE, type Steps } from './value-node';

const Kind = AST_NODE_TYPES;

export class ForwardCalls {
  constructor(private readonly flow: FlowGraph) {}

  /** What an argument becomes. */
  argument(call: CallNode, node: TSESTree.Node): Steps {
    const index = call.arguments.indexOf(node as TSESTree.CallExpressionArgument);
    const { callees, isComplete } = this.flow.calls.calleesOf(call);
    if (callees.length > 0) {
      const entered = callees.map((callee): Steps => ({ steps: this.entering(call, callee, index, node) }));
      const isLost = entered.every(({ steps }) => steps.length === 0) && this.isUsedOtherwise(callees, call, index);
      return join([...entered, isComplete && !isLost ? NO_STEPS : { steps: [], open: 'call' }]);
    }
    const bound = this.boundBy(call, index);
    if (bound) return bound;
    const given = this.flow.givenTo(call.callee, call);
    if (given.length > 0 && index === 0) return { steps: given };
    const rows = this.flow.summariesOf(call);
    if (!rows) return this.flow.calls.classesOf(call.callee).length > 0 ? NO_STEPS : { steps: [], open: 'call' };
    const meant = rows.filter(({ from }) => {
      const isHere = from.index === index || (from.isRest && from.index < index);
      return from.base === 'argument' && isHere;
    });
    const steps = meant.flatMap((row) => this.through(call, atArgument(row, index - row.from.index)));
    return { steps };
  }

  /** Whether functions may use an argument that is none of their parameters: as `this`, by `arguments`. */
  private isUsedOtherwise(callees: readonly Callee[], call: CallNode, index: number): boolean {
    const callee = unwrap(call.callee) as TSESTree.Node;
    const method = callee.type === Kind.MemberExpression ? memberName(callee) : undefined;
    const usesArguments = callees.some(({ fn }) => {
      const scope = this.flow.sourceCode.scopeManager?.acquire(fn);
      return (scope?.set.get('arguments')?.references.length ?? 0) > 0;
    });
    return usesArguments || (index === 0 && (method === 'call' || method === 'apply'));
  }

  /** What `fn.bind(thing, a)` gives to a function of the file. */
  private boundBy(call: CallNode, index: number): Steps | undefined {
    const callee = unwrap(call.callee) as TSESTree.Node;
    if (callee.type !== Kind.MemberExpression || memberName(callee) !== 'bind') return undefined;
    const { callees } = this.flow.calls.functionsOf(callee.object);
    if (callees.length === 0) return undefined;
    if (index === 0) return { steps: [], open: 'call' };
    const steps = callees.flatMap(({ fn }): FlowStep[] => {
      const parameter = fn.params[index - 1];
      return parameter ? [{ kind: 'argument', to: parameter, site: call }] : [];
    });
    return { steps };
  }

  /** The parameters that an argument of a call becomes. */
  private entering(call: CallNode, callee: Callee, index: number, node: TSESTree.Node): readonly FlowStep[] {
    const { fn } = callee;
    const enters = { fn, call };
    return fn.params.flatMap((parameter, position): FlowStep[] => {
      const given =
        parameter.type === Kind.RestElement
          ? this.flow.calls.restAt(call, callee, position)
          : (this.flow.calls.argumentsAt(call, callee, position) ?? []).map((each) => ({ ...each, at: undefined }));
      return given
        .filter((each) => each.node === node || each.node.parent === node)
        .map(({ at, path }) => ({
          kind: 'argument',
          to: parameter,
          take: path,
          ...(at !== undefined && { put: [at] }),
          enters,
          site: call.arguments[index] ?? call,
        }));
    });
  }

  /** Where a row of a call leads. */
  through(call: CallNode, row: Summary): readonly FlowStep[] {
    const { from, kind } = row;
    const take = from.path;
    const step = (target: TSESTree.Node, put: AccessPath): FlowStep => ({
      kind,
      to: target,
      take,
      put,
      ...(kind === 'text' && { isWhole: true }),
      site: call,
    });
    const { base, index, parameter, isRestParameter, path } = row.to;
    switch (base) {
      case 'result':
        return [step(call, path)];
      case 'receiver':
      case 'argument': {
        const target = this.flow.placeOf(call, base, index);
        if (!target) return [step(NOWHERE, path)];
        const sites = this.flow.objects.sitesOf(target);
        const stored = sites.steps.map((site): FlowStep => ({
          ...step(site.to, [...(site.put ?? []), ...path]),
          // `Object.assign(target, value)` copies what the value holds.
          kind: kind === 'entries' ? kind : 'store',
        }));
        // Whoever gave the object may take the value out of it.
        return sites.open === undefined ? stored : [...stored, step(NOWHERE, path)];
      }
      case 'parameter': {
        const callback = call.arguments[index];
        if (!callback) return [];
        const { callees } = this.flow.calls.functionsOf(callback);
        if (callees.length === 0) {
          const given = parameter === 0 ? this.flow.givenTo(callback, call) : [];
          return given.length > 0 ? given : [step(NOWHERE, path)];
        }
        return callees.flatMap(({ fn }) =>
          fn.params
            .filter((_, position) => position === parameter || (isRestParameter && position >= parameter))
            .map((each) => step(each, each.type === Kind.RestElement ? [ANY, ...path] : path)),
        );
      }
      case 'unknown':
        return [step(NOWHERE, path)];
      default:
        return [];
    }
  }
}

/** A row for one of its `argument[n..]`. */
function atArgument(row: Summary, offset: number): Summary {
  if (!row.to.isRestParameter) return row;
  const target: Place = { ...row.to, parameter: row.to.parameter + offset, isRestParameter: false };
  return { ...row, to: target };
}

/**
 * What a value may be made from: the steps of JavaScript, backward. With `forward-steps`, the only place that knows how
 * the language hands values on; what library functions do is in `model/flow-summaries`.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type CallNode, type FunctionNode, isFunction, keyName, parameterOwner } from '../../ast';
import { COUNTING, EMPTY_GLOBALS } from '../../model/flow-summaries';
import { returnedExpressions, variableOf, walkOwn } from '../bindings';
import { type ClassMember, type ClassNode, isIterator, memberKey } from './classes';
import { reachingDefinitions } from './reaching-definitions';
import { arraySteps, definitionSteps, expressionSteps } from './syntax-steps';
import { type Place, type Summary } from './summaries';
import type { Callee, FlowGraph, Result } from './flow-graph';
import { ANY, type Crossing, type FlowStep, NO_STEPS, type OpenCause, RETURNED, type Steps } from './value-node';

const Kind = AST_NODE_TYPES;

export class BackwardSteps {
  constructor(private readonly flow: FlowGraph) {}

  of(node: TSESTree.Node): Steps {
    const owner = parameterOwner(node);
    if (owner) return this.parameter(owner, node as TSESTree.Parameter);
    switch (node.type) {
      case Kind.Identifier:
        return this.identifier(node);
      case Kind.MemberExpression:
        return this.member(node);
      case Kind.ThisExpression:
      case Kind.Super:
        return this.self(node);
      case Kind.ClassBody:
        return this.instance(node.parent);
      case Kind.ClassDeclaration:
      case Kind.ClassExpression:
        return { steps: this.members(node, true) };
      case Kind.CallExpression:
        return this.call(node);
      case Kind.NewExpression:
        return this.construction(node);
      case Kind.ObjectExpression:
        return { steps: this.object(node) };
      case Kind.ArrayExpression:
        return { steps: arraySteps(node) };
      case Kind.ImportExpression:
      case Kind.ImportSpecifier:
      case Kind.ImportDefaultSpecifier:
      case Kind.ImportNamespaceSpecifier:
      case Kind.TSImportEqualsDeclaration:
        return { steps: [], open: 'import' };
      default:
        return expressionSteps(node);
    }
  }

  private identifier(node: TSESTree.Identifier): Steps {
    const variable = variableOf(this.flow.sourceCode, node);
    if (!variable) return EMPTY_GLOBALS.has(node.name) ? NO_STEPS : { steps: [], open: 'global' };
    let open: OpenCause | undefined;
    const steps = reachingDefinitions(this.flow.graphOf, variable, node).flatMap((definition) => {
      const found = definitionSteps(definition, node);
      open ??= found.open;
      return found.steps;
    });
    return { steps, ...(open && { open }) };
  }

  private member(node: TSESTree.MemberExpression): Steps {
    const step = this.flow.stepOf(node);
    if (COUNTING.has(step)) return NO_STEPS;
    const kind = step === ANY || /^\d+$/.test(step) ? 'element' : 'load';
    return { steps: [{ kind, to: node.object, put: [step], site: node }] };
  }

  private self(node: TSESTree.Super | TSESTree.ThisExpression): Steps {
    const self = this.flow.classes.thisAt(node);
    if (!self) return { steps: [], open: 'value' };
    const { holder, isStatic } = self;
    if (holder.type === Kind.ObjectExpression) return { steps: [{ kind: 'copy', to: holder, site: node }] };
    if (isStatic) {
      const derived = this.flow.classes.derivedFrom(holder);
      return { steps: derived.map((each) => ({ kind: 'copy', to: each, site: node })) };
    }
    const classes =
      node.type === Kind.Super ? this.flow.classes.basesOf(holder) : this.flow.classes.derivedFrom(holder);
    return {
      steps: classes.flatMap((each): FlowStep[] => [
        { kind: 'copy', to: each.body, site: node },
        ...this.flow.calls.constructionsOf(each).map((made): FlowStep => ({ kind: 'capture', to: made, site: node })),
      ]),
    };
  }

  /** What stands in an instance. A field that is only declared may be filled by whoever makes the instances. */
  private instance(node: ClassNode): Steps {
    const steps = this.members(node, false);
    if (this.flow.classes.hasForeignBase(node)) return { steps, openElse: 'call' };
    const isFilled = this.flow.classes
      .linesOf(node)
      .some(({ body }) => body.body.some((member) => member.type === Kind.PropertyDefinition && !member.value));
    return isFilled ? { steps, openElse: 'value' } : { steps };
  }

  /** What stands in the members of an instance, or of a class itself. */
  private members(node: ClassNode, isStatic: boolean): readonly FlowStep[] {
    return this.flow.classes.members(node, isStatic).flatMap((member) => this.memberSteps(member));
  }

  private memberSteps(member: ClassMember): readonly FlowStep[] {
    const { name } = member;
    switch (member.kind) {
      case 'value':
        return [{ kind: 'load', to: member.value, take: [name], site: member.value.parent }];
      case 'parameter':
        return [{ kind: 'load', to: member.parameter, take: [name], site: member.parameter }];
      case 'iterator':
        return this.results({ fn: member.fn, bound: [] }, undefined, member.fn);
      case 'getter':
        return this.results({ fn: member.fn, bound: [] }, undefined, member.fn).map((step) => ({
          ...step,
          take: [name, ...(step.take ?? [])],
        }));
    }
  }

  private object(node: TSESTree.ObjectExpression): readonly FlowStep[] {
    const later = new Set<string>();
    const steps: FlowStep[] = [];
    for (const property of node.properties.toReversed()) {
      if (property.type === Kind.SpreadElement) {
        steps.push({ kind: 'entries', to: property.argument, except: new Set(later), site: property });
        continue;
      }
      const name = keyName(property);
      if (name !== undefined && later.has(name)) continue;
      const take = [name ?? ANY];
      if (property.computed && isFunction(property.value) && name === undefined && isIterator(property.key))
        steps.push(...this.results({ fn: property.value, bound: [] }, undefined, property));
      else if (property.kind === 'init') steps.push({ kind: 'load', to: property.value, take, site: property });
      else if (property.kind === 'get' && isFunction(property.value))
        for (const step of this.results({ fn: property.value, bound: [] }, undefined, property))
          steps.push({ ...step, take: [...take, ...(step.take ?? [])] });
      if (name !== undefined && property.kind !== 'set') later.add(name);
    }
    return steps.reverse();
  }

  private call(node: TSESTree.CallExpression): Steps {
    const { callees, isComplete } = this.flow.calls.calleesOf(node);
    const steps = callees.flatMap((callee) => this.results(callee, node, node));
    if (callees.length > 0) return isComplete ? { steps } : { steps, open: 'call' };
    return this.library(node);
  }

  private construction(node: TSESTree.NewExpression): Steps {
    const made = this.flow.calls.classesOf(node.callee);
    if (made.length === 0) return this.library(node);
    const steps = made.flatMap((each): FlowStep[] => {
      const fn = this.flow.classes.constructorOf(each);
      const enters = fn && { fn, call: node };
      const instance: FlowStep = { kind: 'copy', to: each.body, site: node, ...(enters && { enters }) };
      return fn ? [instance, ...this.results({ fn, bound: [] }, node, node)] : [instance];
    });
    return { steps };
  }

  private library(node: CallNode): Steps {
    const rows = this.flow.summariesOf(node);
    if (!rows) return { steps: [], open: 'call' };
    const given = rows.filter(({ to }) => to.base === 'result');
    const steps = given.flatMap((row) => this.flow.sourcesOf(node, row));
    // What a callback gives back that nobody sees.
    const isUnseen = steps.length === 0 && given.some(({ from }) => from.base === 'callback-result');
    return isUnseen ? { steps, open: 'call' } : { steps };
  }

  /** What a function gives back to a call. */
  private results(callee: Callee, call: CallNode | undefined, site: TSESTree.Node): readonly FlowStep[] {
    const { fn } = callee;
    const enters: Crossing | undefined = call && { fn, call };
    return this.flow.resultsOf(fn).map(({ node, part }) => ({
      kind: 'return',
      to: node,
      ...(part !== undefined && { take: [part] }),
      ...(enters && { enters }),
      site,
    }));
  }

  /** What a parameter is given: by the calls of the function, by the library that it is handed to, by its default. */
  private parameter(fn: FunctionNode, node: TSESTree.Parameter): Steps {
    const index = fn.params.indexOf(node);
    const { calls, handings, isOpen } = this.flow.calls.callersOf(fn);
    const steps: FlowStep[] = [];
    let isUnclear = isOpen || (calls.length === 0 && handings.length === 0);
    for (const call of calls) {
      const leaves: Crossing = { fn, call };
      const callee = this.flow.calls.calleesOf(call).callees.find((each) => each.fn === fn) ?? { fn, bound: [] };
      if (node.type === Kind.RestElement) {
        for (const { at, node: to, path } of this.flow.calls.restAt(call, callee, index))
          steps.push({ kind: 'argument', to, take: [at], put: path, leaves, site: call });
        continue;
      }
      const given = this.flow.calls.argumentsAt(call, callee, index);
      isUnclear ||= given === undefined;
      for (const { node: to, path } of given ?? []) steps.push({ kind: 'argument', to, put: path, leaves, site: call });
    }
    for (const { call, index: position } of handings) {
      const handed = this.handed(call, position, index);
      isUnclear ||= handed === undefined;
      steps.push(...(handed ?? []));
    }
    const owner = fn.parent;
    if ((owner.type === Kind.MethodDefinition || owner.type === Kind.Property) && owner.kind === 'set') {
      steps.push(...this.assigned(owner));
      isUnclear = false;
    }
    const plain = node.type === Kind.TSParameterProperty ? node.parameter : node;
    if (plain.type === Kind.AssignmentPattern) steps.push({ kind: 'choice', to: plain.right, site: plain });
    return isUnclear ? { steps, open: 'parameter' } : { steps };
  }

  /** What a library hands to a parameter of a callback. */
  private handed(call: CallNode, index: number, parameter: number): readonly FlowStep[] | undefined {
    const rows = (this.flow.summariesOf(call) ?? []).filter(
      ({ to }) =>
        to.base === 'parameter' &&
        to.index === index &&
        (to.parameter === parameter || (to.isRestParameter && to.parameter <= parameter)),
    );
    if (rows.length === 0) return undefined;
    return rows.flatMap((row) => this.flow.sourcesOf(call, at(row, parameter - row.to.parameter)));
  }

  /** What is assigned to the name of a setter. */
  private assigned(member: TSESTree.MethodDefinition | TSESTree.Property): readonly FlowStep[] {
    const name = memberKey(member);
    const holder = member.parent;
    const isStatic = member.type === Kind.MethodDefinition && member.static;
    const sites: TSESTree.Node[] = [isStatic ? holder.parent : holder];
    if (holder.type === Kind.ClassBody) sites.push(...this.flow.calls.constructionsOf(holder.parent));
    return sites
      .flatMap((site) => this.flow.objects.writesInto(site).steps)
      .flatMap((step) => (step.take?.[0] === name ? [{ ...step, take: step.take?.slice(1) ?? [] }] : []));
  }
}

/** A row for the one of its `argument[n..]` that goes to a certain parameter. */
function at(row: Summary, offset: number): Summary {
  if (!row.from.isRest || !row.to.isRestParameter) return row;
  const from: Place = { ...row.from, index: row.from.index + offset, isRest: false };
  return { ...row, from };
}

/** What a function gives back: its returned values, and of a generator what it yields. */
export function resultsOf(flow: FlowGraph, fn: FunctionNode): readonly Result[] {
  if (!fn.generator) return returnedExpressions(flow.sourceCode, fn).map((node) => ({ node }));
  const results: Result[] = [];
  walkOwn(flow.sourceCode, fn.body, (node) => {
    if (node.type === Kind.ReturnStatement && node.argument) results.push({ node: node.argument, part: RETURNED });
    if (node.type !== Kind.YieldExpression || !node.argument) return;
    results.push(node.delegate ? { node: node.argument } : { node: node.argument, part: ANY });
  });
  return results;
}

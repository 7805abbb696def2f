/**
 * Who may get a value: the steps of JavaScript, forward. With `backward-steps`, the only place that knows how the
 * language hands values on; what library functions do is in `model/flow-summaries`.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { enclosingBody, type FunctionNode, isFunction, isTransparent, keyName, parameterOwner } from '../../ast';
import { COUNTING } from '../../model/flow-summaries';
import { type ClassNode, memberKey } from './classes';
import { ForwardCalls } from './forward-calls';
import { Bindings, ESCAPES, isExported, join } from './forward-bindings';
import type { FlowGraph } from './flow-graph';
import { isRaw } from './syntax-steps';
import { ANY, type FlowStep, NO_STEPS, RETURNED, type Steps } from './value-node';

const Kind = AST_NODE_TYPES;

export class ForwardSteps {
  private readonly bindings: Bindings;
  private readonly calls: ForwardCalls;

  constructor(private readonly flow: FlowGraph) {
    this.bindings = new Bindings(flow);
    this.calls = new ForwardCalls(flow);
  }

  of(node: TSESTree.Node): Steps {
    const owner = parameterOwner(node);
    if (owner) return this.parameter(node as TSESTree.Parameter, owner);
    switch (node.type) {
      case Kind.FunctionDeclaration:
        return node.id ? this.bindings.declared(node, node.id) : ESCAPES;
      case Kind.ClassBody:
        return this.instances(node.parent);
      case Kind.ClassDeclaration:
      case Kind.ClassExpression:
        return join([
          this.bindings.named(node),
          { steps: this.selves(node, true) },
          node.type === Kind.ClassExpression ? this.ofParent(node) : NO_STEPS,
        ]);
      case Kind.ImportSpecifier:
      case Kind.ImportDefaultSpecifier:
      case Kind.ImportNamespaceSpecifier:
        return this.bindings.declared(node, node.local);
      case Kind.ObjectExpression:
        return join([this.ofParent(node), { steps: this.selves(node, false) }]);
      case Kind.NewExpression: {
        const made = this.flow.calls.classesOf(node.callee);
        return join([this.ofParent(node), { steps: made.flatMap((each) => this.selves(each, false)) }]);
      }
      default:
        return this.ofParent(node);
    }
  }

  private ofParent(node: TSESTree.Node): Steps {
    const { parent } = node;
    if (!parent) return NO_STEPS;
    if (isTransparent(parent)) return to(parent, 'copy');
    switch (parent.type) {
      case Kind.AwaitExpression:
        return to(parent, 'copy');
      case Kind.SequenceExpression:
        return parent.expressions.at(-1) === node ? to(parent, 'copy') : NO_STEPS;
      case Kind.ConditionalExpression:
        return parent.test === node ? NO_STEPS : to(parent, 'choice');
      case Kind.LogicalExpression:
        return parent.left === node && parent.operator === '&&' ? NO_STEPS : to(parent, 'choice');
      case Kind.TemplateLiteral:
        if (parent.parent.type === Kind.TaggedTemplateExpression && !isRaw(parent.parent))
          return { steps: [], open: 'call' };
        return { steps: [{ kind: 'text', to: parent, isWhole: true, site: parent }] };
      case Kind.TaggedTemplateExpression:
        return isRaw(parent) ? to(parent, 'text') : ESCAPES;
      case Kind.BinaryExpression:
        return parent.operator === '+'
          ? { steps: [{ kind: 'text', to: parent, isWhole: true, site: parent }] }
          : NO_STEPS;
      case Kind.Property:
        return this.property(parent, node);
      case Kind.SpreadElement:
        return this.spread(parent);
      case Kind.ArrayExpression: {
        const index = parent.elements.indexOf(node as TSESTree.Expression);
        const isSpread = parent.elements.slice(0, index).some((element) => element?.type === Kind.SpreadElement);
        return { steps: [{ kind: 'store', to: parent, put: [isSpread ? ANY : String(index)], site: parent }] };
      }
      case Kind.VariableDeclarator:
        return parent.init === node ? this.bindings.bound(parent.id, { kind: 'copy', site: parent }) : NO_STEPS;
      case Kind.AssignmentPattern:
        return parent.right === node ? this.fallback(parent) : NO_STEPS;
      case Kind.AssignmentExpression:
        return this.assignment(parent, node);
      case Kind.ForOfStatement: {
        if (parent.right !== node) return NO_STEPS;
        const target = parent.left.type === Kind.VariableDeclaration ? parent.left.declarations[0].id : parent.left;
        return this.bindings.bound(target, { kind: 'element', take: [ANY], site: parent });
      }
      case Kind.MemberExpression:
        return parent.object === node ? this.member(parent) : NO_STEPS;
      case Kind.CallExpression:
      case Kind.NewExpression:
        return parent.callee === node ? NO_STEPS : this.calls.argument(parent, node);
      case Kind.ReturnStatement:
      case Kind.ArrowFunctionExpression:
      case Kind.YieldExpression:
        return this.result(parent, node);
      case Kind.ClassDeclaration:
      case Kind.ClassExpression: // `extends`
        return this.flow.classes.named(node) ? NO_STEPS : ESCAPES;
      case Kind.PropertyDefinition:
        return parent.value === node ? this.field(parent, memberKey(parent), parent.static, parent) : NO_STEPS;
      case Kind.MethodDefinition:
        return this.field(parent, memberKey(parent), parent.static, parent);
      case Kind.ExpressionStatement:
      case Kind.IfStatement:
      case Kind.WhileStatement:
      case Kind.DoWhileStatement:
      case Kind.ForStatement:
      case Kind.ForInStatement:
      case Kind.SwitchStatement:
      case Kind.SwitchCase:
      case Kind.UnaryExpression:
      case Kind.UpdateExpression:
      case Kind.Program:
      case Kind.BlockStatement:
      case Kind.ExportNamedDeclaration:
        return NO_STEPS;
      default:
        return ESCAPES;
    }
  }

  /** A default value: of a parameter, or of a part of a pattern. */
  private fallback(pattern: TSESTree.AssignmentPattern): Steps {
    const { parent } = pattern;
    const isParameter = isFunction(parent) || parent.type === Kind.TSParameterProperty;
    if (!isParameter) return this.bindings.bound(pattern.left, { kind: 'choice', site: pattern });
    return to(isFunction(parent) ? pattern : parent, 'choice');
  }

  private property(property: TSESTree.Property, node: TSESTree.Node): Steps {
    if (property.value !== node || property.parent.type !== Kind.ObjectExpression) return NO_STEPS;
    const object = property.parent;
    const name = keyName(property);
    const later = object.properties.slice(object.properties.indexOf(property) + 1);
    if (later.some((other) => other.type === Kind.Property && name !== undefined && keyName(other) === name))
      return NO_STEPS;
    if (property.kind !== 'init') return NO_STEPS;
    return { steps: [{ kind: 'store', to: object, put: [name ?? ANY], site: object }] };
  }

  private spread(spread: TSESTree.SpreadElement): Steps {
    const { parent } = spread;
    if (parent.type === Kind.ObjectExpression) {
      const later = parent.properties.slice(parent.properties.indexOf(spread) + 1);
      const except = new Set(
        later.flatMap((property) => (property.type === Kind.Property ? (keyName(property) ?? []) : [])),
      );
      return { steps: [{ kind: 'entries', to: parent, except, site: spread }] };
    }
    if (parent.type === Kind.ArrayExpression)
      return { steps: [{ kind: 'element', to: parent, take: [ANY], put: [ANY], site: spread }] };
    return this.calls.argument(parent, spread);
  }

  private assignment(assignment: TSESTree.AssignmentExpression, node: TSESTree.Node): Steps {
    if (assignment.right !== node) return NO_STEPS;
    if (assignment.operator === '+=') {
      const read = this.bindings.bound(assignment.left, { kind: 'text', site: assignment });
      const steps = [...read.steps, { kind: 'text', to: assignment, site: assignment } as FlowStep];
      return { ...read, steps: steps.map((step) => ({ ...step, isWhole: true })) };
    }
    if (!['=', '??=', '||=', '&&='].includes(assignment.operator)) return NO_STEPS;
    return join([this.bindings.bound(assignment.left, { kind: 'copy', site: assignment }), to(assignment, 'copy')]);
  }

  private member(member: TSESTree.MemberExpression): Steps {
    const { parent } = member;
    const step = this.flow.stepOf(member);
    const call = parent.type === Kind.CallExpression && parent.callee === member ? parent : undefined;
    const isTarget = parent.type === Kind.AssignmentExpression && parent.left === member && parent.operator === '=';
    const steps: FlowStep[] = [];
    if (!isTarget && !COUNTING.has(step))
      steps.push({ kind: /^[*\d]/.test(step) ? 'element' : 'load', to: member, take: [step], site: member });
    // `value.unknownMethod()`: what it does with the value, nobody knows; most ask, and hand nothing on.
    const rows = (call && this.flow.summariesOf(call))?.filter(({ from }) => from.base === 'receiver') ?? [];
    if (!call || rows.length === 0 || this.flow.calls.calleesOf(call).callees.length > 0) return { steps };
    for (const row of rows) steps.push(...this.calls.through(call, row));
    return { steps };
  }

  /** Out of a function, to the calls that entered it. */
  private result(parent: TSESTree.Node, node: TSESTree.Node): Steps {
    if (parent.type === Kind.ArrowFunctionExpression && parent.body !== node) return NO_STEPS;
    const fn = isFunction(parent) ? parent : enclosingBody(parent);
    if (!isFunction(fn)) return ESCAPES;
    const isReturned = fn.generator && parent.type === Kind.ReturnStatement;
    const put = isReturned ? [RETURNED] : parent.type === Kind.YieldExpression && !parent.delegate ? [ANY] : [];
    const { parent: owner } = fn;
    if (owner.type === Kind.MethodDefinition && owner.kind === 'get')
      return this.field(owner, keyName(owner), owner.static, parent);
    if (owner.type === Kind.Property && owner.kind === 'get' && owner.parent.type === Kind.ObjectExpression)
      return { steps: [{ kind: 'store', to: owner.parent, put: [keyName(owner) ?? ANY], site: owner.parent }] };
    const { calls, handings, isOpen } = this.flow.calls.callersOf(fn);
    const delegated: FlowStep[] =
      parent.type === Kind.YieldExpression && parent.delegate
        ? [{ kind: 'return', to: parent, take: [RETURNED], site: parent }]
        : [];
    const steps: FlowStep[] = calls.map((call) => ({
      kind: 'return',
      to: call,
      put,
      leaves: { fn, call },
      site: parent,
    }));
    for (const { call, index } of handings) {
      for (const row of this.flow.summariesOf(call) ?? [])
        if (row.from.base === 'callback-result' && row.from.index === index)
          steps.push(...this.calls.through(call, row));
    }
    steps.push(...delegated);
    return isOpen ? { steps, open: 'escape' } : { steps };
  }

  /** Into a member of the instances of a class, or of the class itself. */
  private field(member: TSESTree.Node, name: string | undefined, isStatic: boolean, site: TSESTree.Node): Steps {
    const body = member.parent;
    if (body?.type !== Kind.ClassBody) return ESCAPES;
    return { steps: [{ kind: 'store', to: isStatic ? body.parent : body, put: [name ?? ANY], site }] };
  }

  private parameter(node: TSESTree.Parameter, fn: FunctionNode): Steps {
    const site = fn;
    if (node.type === Kind.RestElement) return this.bindings.bound(node.argument, { kind: 'copy', site });
    if (node.type !== Kind.TSParameterProperty) return this.bindings.bound(node, { kind: 'copy', site });
    const target = node.parameter.type === Kind.AssignmentPattern ? node.parameter.left : node.parameter;
    const bound = this.bindings.bound(target, { kind: 'copy', site });
    return join([bound, this.field(fn.parent, target.name, false, node)]);
  }

  /** Where the instances of a class are: `this` in its methods, and what `new` gives. */
  private instances(node: ClassNode): Steps {
    const { calls, isOpen } = this.flow.calls.callsOfValue([{ node, path: [] }]);
    const made = calls.flatMap((call): FlowStep[] =>
      call.type === Kind.NewExpression ? [{ kind: 'copy', to: call, site: node }] : [],
    );
    const derived = this.flow.classes
      .derivedFrom(node)
      .flatMap((each): FlowStep[] => (each === node ? [] : [{ kind: 'copy', to: each.body, site: node }]));
    const steps = [...this.selves(node, false), ...made, ...derived];
    return isOpen || isExported(node) ? { steps, open: 'escape' } : { steps };
  }

  private selves(holder: ClassNode | TSESTree.ObjectExpression, isStatic: boolean): readonly FlowStep[] {
    return this.flow.classes.thisOf(holder, isStatic).map((node) => {
      const only = this.memberOf(node);
      return { kind: 'capture', to: node, site: holder, ...(only !== undefined && { only }) };
    });
  }

  /** The one part of an object that a mention of it reads or writes. */
  private memberOf(node: TSESTree.Node): string | undefined {
    const { parent } = node;
    if (parent?.type !== Kind.MemberExpression || parent.object !== node) return undefined;
    const call = parent.parent;
    // Of a library's method the row says which parts it knows.
    const isMethod = call.type === Kind.CallExpression && call.callee === parent;
    return isMethod && this.flow.summariesOf(call) ? undefined : this.flow.stepOf(parent);
  }
}

function to(node: TSESTree.Node, kind: FlowStep['kind']): Steps {
  return { steps: [{ kind, to: node, site: node }] };
}

/** Expressions as flow: every evaluation is a node, in the order JavaScript evaluates them. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { decoratorsOf, isFunction } from '../../ast';
import type { Assembly, LooseEnd } from './assembly';
import type { FlowNode } from './flow-types';

/** The keys of each node type that hold children, as the parser gives them. */
export type VisitorKeys = Readonly<Record<string, readonly string[] | undefined>>;

/** Where control goes after a test. */
interface Outcomes {
  readonly whenTrue: LooseEnd[];
  readonly whenFalse: LooseEnd[];
}

/**
 * Builds the flow of expressions.
 *
 * *Known limitations*: property access, operators and getters are taken not to throw. A function is one value; its
 * body is another graph. Of a class, the superclass, decorators, computed keys and static fields are evaluated in
 * place; instance fields (the constructor runs them) and static blocks (bodies of their own) are left out.
 */
export class ExpressionFlow {
  /** The paths that have left each optional chain around the current expression. */
  private readonly shortCircuits: LooseEnd[][] = [];

  constructor(
    private readonly flow: Assembly,
    private readonly visitorKeys: VisitorKeys,
  ) {}

  /** Evaluates an expression; does nothing for what costs no step (names, literals, types, nothing at all). */
  evaluate(node: TSESTree.Node | null | undefined): void {
    if (!node) return;
    if (isFunction(node)) {
      this.flow.add('evaluate', node);
      return;
    }
    switch (node.type) {
      case AST_NODE_TYPES.Identifier:
      case AST_NODE_TYPES.PrivateIdentifier:
      case AST_NODE_TYPES.Literal:
      case AST_NODE_TYPES.ThisExpression:
      case AST_NODE_TYPES.Super:
      case AST_NODE_TYPES.MetaProperty:
      case AST_NODE_TYPES.TemplateElement:
      case AST_NODE_TYPES.JSXEmptyExpression:
      case AST_NODE_TYPES.JSXIdentifier:
      case AST_NODE_TYPES.JSXText:
        return;
      case AST_NODE_TYPES.TSAsExpression:
      case AST_NODE_TYPES.TSSatisfiesExpression:
      case AST_NODE_TYPES.TSNonNullExpression:
      case AST_NODE_TYPES.TSTypeAssertion:
      case AST_NODE_TYPES.TSInstantiationExpression:
        this.evaluate(node.expression);
        return;
      case AST_NODE_TYPES.CallExpression:
        this.evaluate(node.callee);
        if (node.optional) this.optionalStep(node.callee);
        this.evaluateAll(node.arguments);
        this.flow.mayThrow(this.flow.add('evaluate', node), 'call');
        return;
      case AST_NODE_TYPES.NewExpression:
      case AST_NODE_TYPES.ImportExpression:
      case AST_NODE_TYPES.TaggedTemplateExpression:
        this.evaluateChildren(node);
        this.flow.mayThrow(this.flow.add('evaluate', node), 'call');
        return;
      case AST_NODE_TYPES.MemberExpression:
        this.reference(node);
        this.flow.add('evaluate', node);
        return;
      case AST_NODE_TYPES.ChainExpression: {
        const exits: LooseEnd[] = [];
        this.shortCircuits.push(exits);
        this.evaluate(node.expression);
        this.shortCircuits.pop();
        this.flow.pending.push(...exits);
        this.flow.add('evaluate', node);
        return;
      }
      case AST_NODE_TYPES.AwaitExpression:
        this.evaluate(node.argument);
        this.flow.mayThrow(this.flow.add('evaluate', node, 'await'), 'await');
        return;
      case AST_NODE_TYPES.YieldExpression: {
        this.evaluate(node.argument);
        const event = this.flow.add('evaluate', node, 'yield');
        this.flow.mayThrow(event, 'yield');
        this.flow.mayReturnEarly(event);
        return;
      }
      case AST_NODE_TYPES.SpreadElement:
        this.spread(node);
        return;
      case AST_NODE_TYPES.AssignmentExpression:
        this.assignment(node);
        return;
      case AST_NODE_TYPES.UpdateExpression:
        this.reference(node.argument);
        this.flow.add('evaluate', node);
        return;
      case AST_NODE_TYPES.LogicalExpression:
        this.logical(node);
        return;
      case AST_NODE_TYPES.ConditionalExpression: {
        const { whenTrue, whenFalse } = this.test(node.test);
        this.flow.pending = whenTrue;
        this.evaluate(node.consequent);
        const ends = this.flow.takePending();
        this.flow.pending = whenFalse;
        this.evaluate(node.alternate);
        this.flow.pending.push(...ends);
        this.flow.add('evaluate', node);
        return;
      }
      case AST_NODE_TYPES.ClassExpression:
        this.evaluateClass(node);
        return;
      default:
        if (node.type.startsWith('TS')) return;
        this.evaluateChildren(node);
        this.flow.add('evaluate', node);
    }
  }

  /** Evaluates a class: what runs where it stands, then the class itself. */
  evaluateClass(node: TSESTree.ClassDeclaration | TSESTree.ClassExpression): void {
    this.evaluateAll(decoratorsOf(node));
    this.evaluate(node.superClass);
    for (const member of node.body.body) {
      if ('decorators' in member) this.evaluateAll(decoratorsOf(member));
      if ('computed' in member && member.computed) this.evaluate(member.key);
    }
    for (const member of node.body.body) {
      const isField =
        member.type === AST_NODE_TYPES.PropertyDefinition || member.type === AST_NODE_TYPES.AccessorProperty;
      if (isField && member.static) this.evaluate(member.value);
    }
    this.flow.add('evaluate', node);
  }

  evaluateAll(nodes: readonly (TSESTree.Node | null)[]): void {
    for (const node of nodes) this.evaluate(node);
  }

  /** Evaluates a test and hands back both ways out of it; a constant has only one. */
  test(node: TSESTree.Expression): Outcomes {
    switch (node.type) {
      case AST_NODE_TYPES.TSAsExpression:
      case AST_NODE_TYPES.TSSatisfiesExpression:
      case AST_NODE_TYPES.TSNonNullExpression:
      case AST_NODE_TYPES.TSTypeAssertion:
        return this.test(node.expression);
      case AST_NODE_TYPES.UnaryExpression:
        if (node.operator === '!') {
          const { whenTrue, whenFalse } = this.test(node.argument);
          return { whenTrue: whenFalse, whenFalse: whenTrue };
        }
        break;
      case AST_NODE_TYPES.LogicalExpression:
        if (node.operator !== '??') return this.logicalTest(node, node.operator);
        break;
      case AST_NODE_TYPES.SequenceExpression: {
        const last = node.expressions.at(-1);
        if (!last) break;
        this.evaluateAll(node.expressions.slice(0, -1));
        return this.test(last);
      }
      case AST_NODE_TYPES.Literal: {
        const ends = this.flow.takePending();
        return node.value === null || node.value === false || node.value === 0 || node.value === ''
          ? { whenTrue: [], whenFalse: ends }
          : { whenTrue: ends, whenFalse: [] };
      }
      default:
    }
    this.evaluate(node);
    const branch = this.flow.add('branch', node);
    this.flow.pending = [];
    return { whenTrue: [{ from: branch, kind: 'true' }], whenFalse: [{ from: branch, kind: 'false' }] };
  }

  /** Evaluates what a binding or assignment target contains: references, computed keys, default values. */
  target(node: TSESTree.Node | null | undefined): void {
    switch (node?.type) {
      case AST_NODE_TYPES.MemberExpression:
        this.reference(node);
        return;
      case AST_NODE_TYPES.ArrayPattern:
        for (const element of node.elements) this.target(element);
        return;
      case AST_NODE_TYPES.ObjectPattern:
        for (const property of node.properties) {
          if (property.type === AST_NODE_TYPES.Property) {
            if (property.computed) this.evaluate(property.key);
            this.target(property.value);
          } else {
            this.target(property);
          }
        }
        return;
      case AST_NODE_TYPES.AssignmentPattern: {
        const left = node.left as TSESTree.Node; // a member access in an assignment, though the type has names only
        const isReference = left.type === AST_NODE_TYPES.MemberExpression;
        if (isReference) this.target(left);
        const branch = this.flow.add('branch', node);
        this.flow.continueFrom(branch, 'true');
        this.evaluate(node.right);
        this.flow.pending.push({ from: branch, kind: 'false' });
        if (!isReference) this.target(left);
        return;
      }
      case AST_NODE_TYPES.RestElement:
        this.target(node.argument);
        return;
      case AST_NODE_TYPES.TSParameterProperty:
        this.target(node.parameter);
        return;
      case AST_NODE_TYPES.TSAsExpression:
      case AST_NODE_TYPES.TSSatisfiesExpression:
      case AST_NODE_TYPES.TSNonNullExpression:
      case AST_NODE_TYPES.TSTypeAssertion:
        this.target(node.expression);
        return;
      default:
    }
  }

  /** The object and key of a member access, without the access itself. */
  private reference(node: TSESTree.Node): void {
    if (node.type !== AST_NODE_TYPES.MemberExpression) {
      this.evaluate(node);
      return;
    }
    this.evaluate(node.object);
    if (node.optional) this.optionalStep(node.object);
    if (node.computed) this.evaluate(node.property);
  }

  /** `?.`: a nullish value leaves for the end of the chain. */
  private optionalStep(tested: TSESTree.Node): void {
    const branch = this.flow.add('branch', tested);
    this.shortCircuits.at(-1)?.push({ from: branch, kind: 'nullish' });
    this.flow.continueFrom(branch, 'non-nullish');
  }

  private spread(node: TSESTree.SpreadElement): void {
    this.evaluate(node.argument);
    const event = this.flow.add('evaluate', node);
    if (node.parent.type !== AST_NODE_TYPES.ObjectExpression) this.flow.mayThrow(event, 'iteration');
  }

  private assignment(node: TSESTree.AssignmentExpression): void {
    const { operator } = node;
    const isPattern = node.left.type === AST_NODE_TYPES.ArrayPattern || node.left.type === AST_NODE_TYPES.ObjectPattern;
    if (operator !== '&&=' && operator !== '||=' && operator !== '??=') {
      if (!isPattern) this.target(node.left);
      this.evaluate(node.right);
      if (isPattern) this.target(node.left);
      this.flow.add('evaluate', node);
      return;
    }
    this.target(node.left);
    const branch = this.flow.add('branch', node.left);
    const skipped = this.decide(branch, operator);
    this.evaluate(node.right);
    this.flow.add('evaluate', node);
    this.flow.pending.push(skipped);
  }

  private logical(node: TSESTree.LogicalExpression): void {
    let skipped: LooseEnd[];
    if (node.operator === '??') {
      this.evaluate(node.left);
      skipped = [this.decide(this.flow.add('branch', node.left), '??=')];
    } else {
      const { whenTrue, whenFalse } = this.test(node.left);
      const needsRightWhenTrue = node.operator === '&&';
      this.flow.pending = needsRightWhenTrue ? whenTrue : whenFalse;
      skipped = needsRightWhenTrue ? whenFalse : whenTrue;
    }
    this.evaluate(node.right);
    this.flow.pending.push(...skipped);
    this.flow.add('evaluate', node);
  }

  /** Goes on where the right operand is needed; hands back the other way. */
  private decide(branch: FlowNode, operator: '&&=' | '??=' | '||='): LooseEnd {
    switch (operator) {
      case '&&=':
        this.flow.continueFrom(branch, 'true');
        return { from: branch, kind: 'false' };
      case '||=':
        this.flow.continueFrom(branch, 'false');
        return { from: branch, kind: 'true' };
      case '??=':
        this.flow.continueFrom(branch, 'nullish');
        return { from: branch, kind: 'non-nullish' };
    }
  }

  private logicalTest(node: TSESTree.LogicalExpression, operator: '&&' | '||'): Outcomes {
    const left = this.test(node.left);
    this.flow.pending = operator === '&&' ? left.whenTrue : left.whenFalse;
    const right = this.test(node.right);
    return operator === '&&'
      ? { whenTrue: right.whenTrue, whenFalse: [...left.whenFalse, ...right.whenFalse] }
      : { whenTrue: [...left.whenTrue, ...right.whenTrue], whenFalse: right.whenFalse };
  }

  /** Evaluates the children that are expressions, in source order. */
  private evaluateChildren(node: TSESTree.Node): void {
    for (const key of this.visitorKeys[node.type] ?? []) {
      const value = (node as unknown as Record<string, unknown>)[key];
      for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
        if (isNode(child)) this.evaluate(child);
      }
    }
  }
}

function isNode(value: unknown): value is TSESTree.Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

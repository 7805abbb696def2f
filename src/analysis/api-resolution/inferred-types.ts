/**
 * Which OpenTelemetry type an expression is by imports, annotations, construction and what the operations return: without
 * types, and as the first look with them.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { keyName, memberName, unwrap } from '../../ast';
import { type ContainerId, operationModel } from '../../model';
import {
  type Definition,
  definitionsOf,
  resolveFunction,
  returnedExpressions,
  thisHolder,
  variableOf,
  walkOwn,
} from '../bindings';
import { containerById, lookUp, valueType, withPath } from './known-exports';
import { resolveExport } from './references';
import type { ResolvedCall } from './resolved-call';
import { parameterName, sequenceTail } from './syntax';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** Expressions that wait for each other's types, at most. */
const MAX_PENDING = 60;

/** Answers are remembered. */
export class InferredTypes {
  private readonly known = new Map<TSESTree.Node, ContainerId | null>();
  private readonly pending = new Set<TSESTree.Node>();

  constructor(
    private readonly sourceCode: TSESLint.SourceCode,
    private readonly resolve: (node: TSESTree.Node) => ResolvedCall | undefined,
  ) {}

  /** The OpenTelemetry type of an expression, or undefined. */
  of(expression: TSESTree.Node): ContainerId | undefined {
    let known = this.known.get(expression);
    if (known === undefined) {
      if (this.pending.has(expression) || this.pending.size > MAX_PENDING) return undefined;
      this.pending.add(expression);
      known = this.inferType(unwrap(expression)) ?? null;
      this.pending.delete(expression);
      this.known.set(expression, known);
    }
    return known ?? undefined;
  }

  private inferType(node: TSESTree.Expression): ContainerId | undefined {
    const exported = lookUp(resolveExport(this.sourceCode, node));
    if (exported) return valueType(exported.model, exported.rest);
    switch (node.type) {
      case Kind.Identifier: {
        const variable = variableOf(this.sourceCode, node);
        return variable && this.typeOfVariable(variable);
      }
      case Kind.MemberExpression:
        return this.typeOfMember(node);
      case Kind.CallExpression:
      case Kind.NewExpression:
        return this.typeOfCall(node);
      case Kind.AwaitExpression: {
        const awaited = unwrap(node.argument);
        return awaited.type === Kind.CallExpression ? this.typeOfCall(awaited, true) : this.of(awaited);
      }
      case Kind.ConditionalExpression:
        return this.of(node.consequent) ?? this.of(node.alternate);
      case Kind.LogicalExpression:
        return this.of(node.right) ?? this.of(node.left);
      case Kind.AssignmentExpression:
        return this.of(node.right);
      case Kind.SequenceExpression:
        return this.of(sequenceTail(node));
      default:
        return undefined;
    }
  }

  private typeOfCall(
    node: TSESTree.CallExpression | TSESTree.NewExpression,
    isAwaited = false,
  ): ContainerId | undefined {
    const call = this.resolve(node);
    if (call) return operationModel(call.operation).returns;
    if (node.type === Kind.NewExpression) {
      const exported = lookUp(resolveExport(this.sourceCode, node.callee));
      return exported?.model.kind === 'class' && exported.rest.length === 0 ? exported.model.type : undefined;
    }
    const fn = resolveFunction(this.sourceCode, node.callee);
    if (!fn || fn.generator || (fn.async && !isAwaited)) return undefined;
    if (fn.returnType && !fn.async) return this.typeOfAnnotation(fn.returnType.typeAnnotation);
    for (const returned of returnedExpressions(this.sourceCode, fn)) {
      const type = this.of(returned);
      if (type) return type;
    }
    return undefined;
  }

  private typeOfVariable(variable: TSESLint.Scope.Variable): ContainerId | undefined {
    const annotation = variable.identifiers[0]?.typeAnnotation;
    if (annotation) return this.typeOfAnnotation(annotation.typeAnnotation);
    for (const definition of definitionsOf(variable)) {
      const type = this.typeOfDefinition(definition);
      if (type) return type;
    }
    return undefined;
  }

  private typeOfDefinition(definition: Definition): ContainerId | undefined {
    if (definition.kind === 'value') return this.ofPart(definition.value, definition.path);
    if (definition.kind !== 'parameter') return undefined;
    const { fn, index, path } = definition;
    const parameter = fn.params[index];
    if (path.length > 0) return undefined;
    if (parameter?.type === Kind.TSParameterProperty) return this.typeOfParameterProperty(parameter);
    const call = fn.parent.type === Kind.CallExpression ? this.resolve(fn.parent) : undefined;
    return call?.argument('callback') === fn ? operationModel(call.operation).callbackParameters?.[index] : undefined;
  }

  /** The type of a part of a value: `['tracer']` of `{ tracer }`. */
  ofPart(value: TSESTree.Expression, path: readonly string[]): ContainerId | undefined {
    if (path.length === 0) return this.of(value);
    const exported = lookUp(withPath(resolveExport(this.sourceCode, value), path));
    if (exported) return valueType(exported.model, exported.rest);
    const [step = '', ...rest] = path;
    const node = unwrap(value);
    if (node.type === Kind.ObjectExpression) {
      const property = node.properties.find(
        (candidate) => candidate.type === Kind.Property && keyName(candidate) === step,
      );
      return property?.type === Kind.Property ? this.ofPart(property.value as TSESTree.Expression, rest) : undefined;
    }
    const container = this.of(value);
    const member = container && containerById.get(container)?.members[step];
    return member && 'type' in member && rest.length === 0 ? member.type : undefined;
  }

  private typeOfMember(node: TSESTree.MemberExpression): ContainerId | undefined {
    const name = node.property.type === Kind.PrivateIdentifier ? node.property.name : memberName(node);
    if (name === undefined) return undefined;
    const object = unwrap(node.object);
    if (object.type === Kind.ThisExpression) return this.typeOfField(object, name);
    if (object.type === Kind.Identifier) {
      const variable = variableOf(this.sourceCode, object);
      for (const definition of variable ? definitionsOf(variable) : []) {
        if (definition.kind !== 'value' || definition.path.length > 0) continue;
        const type = unwrap(definition.value).type === Kind.ObjectExpression && this.ofPart(definition.value, [name]);
        if (type) return type;
      }
    }
    const container = this.of(node.object);
    const member = container && containerById.get(container)?.members[name];
    return member && 'type' in member ? member.type : undefined;
  }

  /** A field of the class around `this`: by annotation, initialiser, parameter property, or assignment in the class. */
  private typeOfField(node: TSESTree.ThisExpression, name: string): ContainerId | undefined {
    const holder = thisHolder(node);
    if (!holder || holder.type === Kind.ObjectExpression) return undefined;
    for (const member of holder.body.body) {
      if (member.type === Kind.PropertyDefinition && keyName(member) === name) {
        if (member.typeAnnotation) return this.typeOfAnnotation(member.typeAnnotation.typeAnnotation);
        const initial = member.value && this.of(member.value);
        if (initial) return initial;
      }
      if (member.type !== Kind.MethodDefinition || member.kind !== 'constructor') continue;
      for (const parameter of member.value.params) {
        if (parameter.type === Kind.TSParameterProperty && parameterName(parameter) === name) {
          return this.typeOfParameterProperty(parameter);
        }
      }
      const assigned = member.value.body && this.typeOfAssignedField(member.value.body, name);
      if (assigned) return assigned;
    }
    return undefined;
  }

  private typeOfAssignedField(body: TSESTree.BlockStatement, name: string): ContainerId | undefined {
    let found: ContainerId | undefined;
    walkOwn(this.sourceCode, body, (node) => {
      if (found || node.type !== Kind.AssignmentExpression || node.left.type !== Kind.MemberExpression) return;
      const { left } = node;
      const assigned = left.property.type === Kind.PrivateIdentifier ? left.property.name : memberName(left);
      if (left.object.type === Kind.ThisExpression && assigned === name) found = this.of(node.right);
    });
    return found;
  }

  private typeOfParameterProperty(node: TSESTree.TSParameterProperty): ContainerId | undefined {
    const parameter = node.parameter.type === Kind.AssignmentPattern ? node.parameter.left : node.parameter;
    return parameter.typeAnnotation && this.typeOfAnnotation(parameter.typeAnnotation.typeAnnotation);
  }

  private typeOfAnnotation(node: TSESTree.TypeNode): ContainerId | undefined {
    if (node.type === Kind.TSUnionType || node.type === Kind.TSIntersectionType) {
      for (const part of node.types) {
        const type = this.typeOfAnnotation(part);
        if (type) return type;
      }
      return undefined;
    }
    if (node.type !== Kind.TSTypeReference) return undefined;
    const path: string[] = [];
    let name: TSESTree.EntityName = node.typeName;
    while (name.type === Kind.TSQualifiedName) {
      path.unshift(name.right.name);
      name = name.left;
    }
    if (name.type !== Kind.Identifier) return undefined;
    const found = lookUp(withPath(resolveExport(this.sourceCode, name), path));
    return found && found.rest.length === 0 && (found.model.kind === 'type' || found.model.kind === 'class')
      ? found.model.type
      : undefined;
  }
}

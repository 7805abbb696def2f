/**
 * The one answer to "is this call OpenTelemetry, and which operation?": by declaration when the parser gave a program,
 * by imports, aliases, annotations and the operations' own result types when it did not, or where a type is `any`.
 *
 * Known limitations: `.call`/`.apply` forms, computed members, and values that come out of containers (`map.get(k)`)
 * are unknown without types.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { calleeName, keyName, memberName, unwrap } from '../../ast';
import { type ContainerId, type OperationId, operationModel, PACKAGE_EXPORTS, type TypeRef } from '../../model';
import {
  type Definition,
  definitionsOf,
  resolveFunction,
  returnedExpressions,
  thisHolder,
  variableOf,
  walkOwn,
} from '../bindings';
import {
  containerById,
  containerByRef,
  functionNames,
  knownNames,
  lookUp,
  namesOfOperation,
  operationOf,
  SUBCLASS,
  valueType,
  withPath,
} from './known-exports';
import { type ExportRef, resolveExport } from './references';
import { ResolvedCall } from './resolved-call';
import { isSurelyForeign, memberNameOf, parameterName, sequenceTail } from './syntax';
import { namesOfVariable } from './variable-names';
import { declaredTypes, declaringPackage } from './type-identity';
import { type TypeServices, typeServicesOf } from './typescript';
import type { WrapperMatcher } from './wrappers';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** The OpenTelemetry types that a type is, by declaration. */
export function declaredContainers(services: TypeServices, type: ts.Type): readonly ContainerId[] {
  return declaredTypes(services, type).flatMap((ref) => containerByRef.get(`${ref.package}#${ref.name}`) ?? []);
}

export class ApiResolver {
  private readonly calls = new WeakMap<TSESTree.Node, ResolvedCall | null>();
  private readonly containers = new WeakMap<TSESTree.Node, ContainerId | null>();
  private readonly pending = new Set<TSESTree.Node>();
  private services: TypeServices | null | undefined;

  constructor(
    readonly sourceCode: TSESLint.SourceCode,
    private readonly wrappers: readonly WrapperMatcher[] = [],
  ) {}

  /** Type services, or undefined in untyped mode. */
  get types(): TypeServices | undefined {
    if (this.services === undefined) this.services = typeServicesOf(this.sourceCode) ?? null;
    return this.services ?? undefined;
  }

  /** The operation a call is, or undefined. Answers are remembered. */
  resolve(node: TSESTree.Node): ResolvedCall | undefined {
    if (node.type !== Kind.CallExpression && node.type !== Kind.NewExpression) return undefined;
    let known = this.calls.get(node);
    if (known === undefined) {
      known = this.resolveWrapper(node) ?? this.resolveOperation(node) ?? null;
      this.calls.set(node, known);
    }
    return known ?? undefined;
  }

  /** The names among which {@link candidateNames} of every call of an operation are. */
  namesOf(operation: OperationId): readonly string[] {
    const own = namesOfOperation(operation);
    const wrappers = this.wrappers.flatMap((wrapper) => (wrapper.operation === operation ? wrapper.names : []));
    return wrappers.length === 0 ? own : [...new Set([...own, ...wrappers])];
  }

  /**
   * The names a call may go by: the last name of its callee, and what that is called where it is imported or taken
   * from. Looks at syntax and scopes only.
   */
  candidateNames(node: TSESTree.CallExpression | TSESTree.NewExpression): readonly string[] {
    const callee = sequenceTail(unwrap(node.callee));
    if (callee.type === Kind.MemberExpression) {
      const name = memberName(callee);
      return name === undefined ? [] : [name];
    }
    if (callee.type !== Kind.Identifier) return [];
    const variable = variableOf(this.sourceCode, callee);
    const names = variable && namesOfVariable(variable);
    if (!names) return [callee.name];
    return node.type === Kind.NewExpression ? names.constructed : names.called;
  }

  /** The operation of an expression that is a call (through `await`, casts and optional chains), or undefined. */
  resolveExpression(expression: TSESTree.Node): ResolvedCall | undefined {
    const node = unwrap(expression);
    return this.resolve(node.type === Kind.AwaitExpression ? unwrap(node.argument) : node);
  }

  /** The export an expression refers to, by imports alone. */
  exportOf(expression: TSESTree.Node): ExportRef | undefined {
    return resolveExport(this.sourceCode, expression);
  }

  /** The declared types of an expression's type: package and name, bases included. Empty in untyped mode. */
  declaredTypesOf(expression: TSESTree.Node): readonly TypeRef[] {
    const type = this.types?.typeAt(expression);
    return this.types && type ? declaredTypes(this.types, type) : [];
  }

  /** Whether the checker knows the type of an expression, so that the absence of a type is an answer. */
  isTypeKnown(expression: TSESTree.Node): boolean {
    const type = this.types?.typeAt(expression);
    if (!this.types || !type) return false;
    const { TypeFlags } = this.types.ts;
    return (type.flags & (TypeFlags.Any | TypeFlags.Unknown | TypeFlags.Never)) === 0;
  }

  /**
   * The OpenTelemetry type of an expression, or undefined. Imports, annotations and known results answer first: they
   * cost next to nothing, and mean the same; then the declared type.
   */
  typeOf(expression: TSESTree.Node): ContainerId | undefined {
    const inferred = this.inferredTypeOf(expression);
    return inferred ?? (isSurelyForeign(this.sourceCode, expression) ? undefined : this.declaredContainer(expression));
  }

  /** The same without asking for types. */
  inferredTypeOf(expression: TSESTree.Node): ContainerId | undefined {
    let known = this.containers.get(expression);
    if (known === undefined) {
      if (this.pending.has(expression) || this.pending.size > 60) return undefined;
      this.pending.add(expression);
      known = this.inferType(unwrap(expression)) ?? null;
      this.pending.delete(expression);
      this.containers.set(expression, known);
    }
    return known ?? undefined;
  }

  private declaredContainer(expression: TSESTree.Node): ContainerId | undefined {
    const type = this.types?.typeAt(expression);
    return this.types && type ? declaredContainers(this.types, type)[0] : undefined;
  }

  private resolveWrapper(node: TSESTree.CallExpression | TSESTree.NewExpression): ResolvedCall | undefined {
    const wrapper = this.wrappers.find((candidate) => candidate.matches(node, this));
    if (!wrapper) return undefined;
    const callee = unwrap(node.callee);
    const receiver = callee.type === Kind.MemberExpression ? callee.object : undefined;
    return new ResolvedCall(node, wrapper.operation, receiver, calleeName(node), wrapper.positions);
  }

  private resolveOperation(node: TSESTree.CallExpression | TSESTree.NewExpression): ResolvedCall | undefined {
    const callee = sequenceTail(unwrap(node.callee));
    if (callee.type === Kind.MemberExpression) {
      const name = memberName(callee);
      if (name === undefined || !knownNames.has(name)) return undefined;
      const container = node.type === Kind.CallExpression ? this.typeOf(callee.object) : undefined;
      const member = container && containerById.get(container)?.members[name];
      if (member && 'operation' in member) return new ResolvedCall(node, member.operation, callee.object);
    } else if (callee.type !== Kind.Identifier) {
      return undefined;
    }
    return (
      this.resolveExported(node, callee) ?? this.resolveDestructured(node, callee) ?? this.resolveConstructed(node)
    );
  }

  /** A function or class reached through imports: `suppressTracing(ctx)`, `new core.CompositePropagator()`. */
  private resolveExported(
    node: TSESTree.CallExpression | TSESTree.NewExpression,
    callee: TSESTree.Expression,
  ): ResolvedCall | undefined {
    const found = lookUp(this.exportOf(callee));
    if (!found) return this.resolveImportedFunction(node, callee);
    const operation = operationOf(found.model, found.rest);
    const isClass = found.model.kind === 'class' && found.rest.length === 0;
    return operation && isClass === (node.type === Kind.NewExpression)
      ? new ResolvedCall(node, operation, undefined, found.name)
      : undefined;
  }

  /** A function that another file of the project re-exports: known by its declaration only. */
  private resolveImportedFunction(
    node: TSESTree.CallExpression | TSESTree.NewExpression,
    callee: TSESTree.Expression,
  ): ResolvedCall | undefined {
    const { types } = this;
    if (
      !types ||
      node.type !== Kind.CallExpression ||
      !this.candidateNames(node).some((name) => functionNames.has(name))
    )
      return undefined;
    const symbol = types.symbolAt(callee);
    if (!symbol) return undefined;
    const target = symbol.flags & types.ts.SymbolFlags.Alias ? types.checker.getAliasedSymbol(symbol) : symbol;
    for (const declaration of target.declarations ?? []) {
      if (!types.ts.isFunctionDeclaration(declaration)) continue;
      const owner = declaringPackage(types, declaration);
      const model = owner === undefined ? undefined : PACKAGE_EXPORTS[owner]?.[target.name];
      if (model?.kind === 'function') return new ResolvedCall(node, model.operation, undefined, target.name);
    }
    return undefined;
  }

  /** A member taken off by destructuring: `const { setSpan } = trace`, `const { startSpan: start } = this.tracer`. */
  private resolveDestructured(
    node: TSESTree.CallExpression | TSESTree.NewExpression,
    callee: TSESTree.Expression,
  ): ResolvedCall | undefined {
    if (callee.type !== Kind.Identifier || node.type !== Kind.CallExpression) return undefined;
    const variable = variableOf(this.sourceCode, callee);
    for (const definition of variable ? definitionsOf(variable) : []) {
      if (definition.kind !== 'value') continue;
      const { path, value } = definition;
      const name = path.at(-1) ?? memberNameOf(value);
      if (name === undefined || !knownNames.has(name)) continue;
      const holder =
        path.length > 0
          ? this.typeOfPart(value, path.slice(0, -1))
          : this.typeOf((unwrap(value) as TSESTree.MemberExpression).object);
      const member = holder && containerById.get(holder)?.members[name];
      if (member && 'operation' in member) return new ResolvedCall(node, member.operation, undefined, name);
    }
    return undefined;
  }

  /** `new X()` where X is, or extends, a class that the tables know by the declaration of its instances. */
  private resolveConstructed(node: TSESTree.CallExpression | TSESTree.NewExpression): ResolvedCall | undefined {
    if (node.type !== Kind.NewExpression) return undefined;
    if (!this.candidateNames(node).some((name) => name === SUBCLASS || knownNames.has(name))) return undefined;
    for (const ref of this.declaredTypesOf(node)) {
      const model = PACKAGE_EXPORTS[ref.package]?.[ref.name];
      if (model?.kind === 'class' && model.operation)
        return new ResolvedCall(node, model.operation, undefined, ref.name);
    }
    return undefined;
  }

  private inferType(node: TSESTree.Expression): ContainerId | undefined {
    const exported = lookUp(this.exportOf(node));
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
        return awaited.type === Kind.CallExpression ? this.typeOfCall(awaited, true) : this.inferredTypeOf(awaited);
      }
      case Kind.ConditionalExpression:
        return this.inferredTypeOf(node.consequent) ?? this.inferredTypeOf(node.alternate);
      case Kind.LogicalExpression:
        return this.inferredTypeOf(node.right) ?? this.inferredTypeOf(node.left);
      case Kind.AssignmentExpression:
        return this.inferredTypeOf(node.right);
      case Kind.SequenceExpression:
        return this.inferredTypeOf(sequenceTail(node));
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
      const exported = lookUp(this.exportOf(node.callee));
      return exported?.model.kind === 'class' && exported.rest.length === 0 ? exported.model.type : undefined;
    }
    const fn = resolveFunction(this.sourceCode, node.callee);
    if (!fn || fn.generator || (fn.async && !isAwaited)) return undefined;
    if (fn.returnType && !fn.async) return this.typeOfAnnotation(fn.returnType.typeAnnotation);
    for (const returned of returnedExpressions(this.sourceCode, fn)) {
      const type = this.inferredTypeOf(returned);
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
    if (definition.kind === 'value') return this.typeOfPart(definition.value, definition.path);
    if (definition.kind !== 'parameter') return undefined;
    const { fn, index, path } = definition;
    const parameter = fn.params[index];
    if (path.length > 0) return undefined;
    if (parameter?.type === Kind.TSParameterProperty) return this.typeOfParameterProperty(parameter);
    const call = fn.parent.type === Kind.CallExpression ? this.resolve(fn.parent) : undefined;
    return call?.argument('callback') === fn ? operationModel(call.operation).callbackParameters?.[index] : undefined;
  }

  private typeOfPart(value: TSESTree.Expression, path: readonly string[]): ContainerId | undefined {
    if (path.length === 0) return this.inferredTypeOf(value);
    const exported = lookUp(withPath(this.exportOf(value), path));
    if (exported) return valueType(exported.model, exported.rest);
    const [step = '', ...rest] = path;
    const node = unwrap(value);
    if (node.type === Kind.ObjectExpression) {
      const property = node.properties.find(
        (candidate) => candidate.type === Kind.Property && keyName(candidate) === step,
      );
      return property?.type === Kind.Property
        ? this.typeOfPart(property.value as TSESTree.Expression, rest)
        : undefined;
    }
    const container = this.inferredTypeOf(value);
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
        const type =
          unwrap(definition.value).type === Kind.ObjectExpression && this.typeOfPart(definition.value, [name]);
        if (type) return type;
      }
    }
    const container = this.inferredTypeOf(node.object);
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
        const initial = member.value && this.inferredTypeOf(member.value);
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
      if (left.object.type === Kind.ThisExpression && assigned === name) found = this.inferredTypeOf(node.right);
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
    const found = lookUp(withPath(this.exportOf(name), path));
    return found && found.rest.length === 0 && (found.model.kind === 'type' || found.model.kind === 'class')
      ? found.model.type
      : undefined;
  }
}

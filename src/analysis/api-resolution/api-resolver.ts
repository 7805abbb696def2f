/**
 * The one answer to "is this call OpenTelemetry, and which operation?": by declaration when the parser gave a program,
 * by imports, aliases, annotations and the operations' own result types when it did not, or where a type is `any`.
 *
 * Known limitations: `.call`/`.apply` forms, computed members, and values that come out of containers (`map.get(k)`)
 * are unknown without types. A member that many types have (`COMMON_MEMBERS`) is none of OpenTelemetry's where the text
 * never says the name of its type, or on a receiver that is called as responses are, unless imports or annotations tell.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import { calleeName, memberName, unwrap } from '../../ast';
import { COMMON_MEMBERS, type ContainerId, type OperationId, PACKAGE_EXPORTS, type TypeRef } from '../../model';
import { RESPONSE_NAMES } from '../../model/server-libraries';
import { definitionsOf, variableOf } from '../bindings';
import { isSurelyForeign } from './foreign';
import { InferredTypes } from './inferred-types';
import {
  containerById,
  containerByRef,
  functionNames,
  knownNames,
  lookUp,
  namesOfOperation,
  operationOf,
  SUBCLASS,
} from './known-exports';
import { type ExportRef, resolveExport } from './references';
import { ResolvedCall } from './resolved-call';
import { memberNameOf, sequenceTail } from './syntax';
import { namesOfVariable, type VariableNames } from './variable-names';
import { declaredTypes, declaringPackage } from './type-identity';
import { type TypeServices, typeServicesOf } from './typescript';
import type { WrapperMatcher } from './wrappers';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** The OpenTelemetry types that a type is, by declaration. */
export function declaredContainers(services: TypeServices, type: ts.Type): readonly ContainerId[] {
  return declaredTypes(services, type).flatMap((ref) => containerByRef.get(`${ref.package}#${ref.name}`) ?? []);
}

/** Lives as long as its file, and remembers its answers: maps that hold their keys strongly are quicker. */
export class ApiResolver {
  private readonly calls = new Map<TSESTree.Node, ResolvedCall | null>();
  private readonly names = new Map<TSESLint.Scope.Variable, VariableNames>();
  private readonly inferred: InferredTypes;
  private readonly mentioned = new Map<RegExp, boolean>();
  private services: TypeServices | null | undefined;

  constructor(
    readonly sourceCode: TSESLint.SourceCode,
    private readonly wrappers: readonly WrapperMatcher[] = [],
  ) {
    this.inferred = new InferredTypes(sourceCode, (node) => this.resolve(node));
  }

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
    if (!variable) return [callee.name];
    let names = this.names.get(variable);
    if (!names) this.names.set(variable, (names = namesOfVariable(variable)));
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
    return this.inferredTypeOf(expression) ?? this.declaredTypeOf(expression);
  }

  /** The same of a part of a value: `['context']` of a namespace of the API. */
  typeOfPart(value: TSESTree.Expression, path: readonly string[]): ContainerId | undefined {
    return path.length === 0 ? this.typeOf(value) : this.inferred.ofPart(value, path);
  }

  /**
   * Whether syntax alone shows that an expression is of no library that the tables know. `own` are modules of Node's that
   * count as known.
   */
  isSurelyForeign(expression: TSESTree.Node, own?: ReadonlySet<string>): boolean {
    return isSurelyForeign(this.sourceCode, expression, own);
  }

  private declaredTypeOf(expression: TSESTree.Node): ContainerId | undefined {
    return !this.types || this.isSurelyForeign(expression) ? undefined : this.declaredContainer(expression);
  }

  /** What `name` is taken from. A name that others have too is no reason to ask for the type of what is called `res`. */
  private holderOf(expression: TSESTree.Expression, name: string): ContainerId | undefined {
    const inferred = this.inferredTypeOf(expression);
    if (inferred || !this.types) return inferred;
    return this.mayHold(expression, name) ? this.declaredTypeOf(expression) : undefined;
  }

  private mayHold(expression: TSESTree.Expression, name: string): boolean {
    const trace = Object.hasOwn(COMMON_MEMBERS, name) ? COMMON_MEMBERS[name] : undefined;
    if (!trace) return true;
    const node = unwrap(expression);
    return !(node.type === Kind.Identifier && RESPONSE_NAMES.has(node.name)) && this.mentions(trace);
  }

  /** Whether the text matches a pattern: asked once a file. */
  private mentions(pattern: RegExp): boolean {
    let answer = this.mentioned.get(pattern);
    if (answer === undefined) this.mentioned.set(pattern, (answer = pattern.test(this.sourceCode.text)));
    return answer;
  }

  /** The same without asking for types. */
  inferredTypeOf(expression: TSESTree.Node): ContainerId | undefined {
    return this.inferred.of(expression);
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
      const container = node.type === Kind.CallExpression ? this.holderOf(callee.object, name) : undefined;
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
          ? this.inferred.ofPart(value, path.slice(0, -1))
          : this.holderOf((unwrap(value) as TSESTree.MemberExpression).object, name);
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
}

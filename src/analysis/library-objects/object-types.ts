/**
 * Which library object an expression is: by declaration where the checker knows its type, else by what it was built
 * from: construction, imports, globals, annotations, fields, a class of the file that extends a library's.
 *
 * Known limitations: without types, what a function of the file returns or another file exports is unknown, and so are
 * elements of containers; a promise counts as what it resolves to; a reassigned variable is what any of its definitions
 * says.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { keyName, literalString, memberName, unwrap } from '../../ast';
import {
  DEFAULT_CLASS_NAMES,
  GLOBAL_TYPES,
  OBJECT_CALLBACKS,
  OBJECT_METHODS,
  OBJECT_ORIGINS,
  OBJECT_PROPERTIES,
  type ObjectMethod,
  type ObjectOrigin,
} from '../../model/library-objects';
import type { TypeRef } from '../../model';
import type { ApiResolver } from '../api-resolution';
import {
  type Definition,
  definitionsOf,
  resolveFunction,
  returnedExpressions,
  thisHolder,
  variableOf,
  walkOwn,
} from '../bindings';

type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/** Steps from an expression to where its object is made: `connect` to `consume` of NATS takes ten. */
const MAX_DEPTH = 16;

/** The export or global that an expression names: package undefined for a global, `default` for a module itself. */
export interface NamedExport {
  readonly package: string | undefined;
  readonly name: string;
}

/** The export or global behind an expression, by imports alone; undefined for what is declared in the file. */
export function namedExport(resolver: ApiResolver, expression: TSESTree.Node): NamedExport | undefined {
  const node = unwrap(expression);
  const ref = resolver.exportOf(node);
  if (ref) {
    const path = ref.path.at(-1) === 'default' ? ref.path.slice(0, -1) : ref.path;
    return path.length <= 1 ? { package: ref.package, name: path[0] ?? 'default' } : undefined;
  }
  if (node.type === AST_NODE_TYPES.Identifier) {
    return variableOf(resolver.sourceCode, node) ? undefined : { package: undefined, name: node.name };
  }
  if (node.type !== AST_NODE_TYPES.MemberExpression || !isGlobalObject(resolver, node.object)) return undefined;
  const name = memberName(node);
  return name === undefined ? undefined : { package: undefined, name };
}

/** Whether an expression is `globalThis`, `window`, `self` or `global`. */
export function isGlobalObject(resolver: ApiResolver, expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  return (
    node.type === AST_NODE_TYPES.Identifier && GLOBAL_OBJECTS.has(node.name) && !variableOf(resolver.sourceCode, node)
  );
}

const GLOBAL_OBJECTS: ReadonlySet<string> = new Set(['globalThis', 'window', 'self', 'global']);

/** Answers are remembered, one per expression; `undefined` is never one of them: no type is an empty list. */
export class ObjectTypes {
  private readonly known = new Map<TSESTree.Node, readonly TypeRef[]>();

  constructor(readonly resolver: ApiResolver) {}

  /** The declared types of an expression, nearest first; empty when nothing tells. */
  of(expression: TSESTree.Node, depth = 0): readonly TypeRef[] {
    const node = unwrap(expression);
    let types = this.known.get(node);
    if (!types) {
      if (depth > MAX_DEPTH) return [];
      this.known.set(node, []);
      const declared = this.resolver.declaredTypesOf(node);
      types = declared.length > 0 || this.resolver.isTypeKnown(node) ? declared : this.infer(node, depth);
      this.known.set(node, types);
    }
    return types;
  }

  private infer(node: TSESTree.Expression, depth: number): readonly TypeRef[] {
    switch (node.type) {
      case AST_NODE_TYPES.NewExpression:
        return this.ofOrigin(node.callee, 'new') ?? this.ofClassValue(node.callee, depth);
      case AST_NODE_TYPES.CallExpression:
        return this.ofOrigin(node.callee, 'call') ?? this.ofMethodResult(node, depth);
      case AST_NODE_TYPES.AwaitExpression:
        return this.of(node.argument, depth + 1);
      case AST_NODE_TYPES.ThisExpression: {
        const holder = thisHolder(node);
        return holder && holder.type !== AST_NODE_TYPES.ObjectExpression ? this.ofClass(holder, depth) : [];
      }
      case AST_NODE_TYPES.LogicalExpression:
        return [...this.of(node.left, depth + 1), ...this.of(node.right, depth + 1)];
      case AST_NODE_TYPES.ConditionalExpression:
        return [...this.of(node.consequent, depth + 1), ...this.of(node.alternate, depth + 1)];
      case AST_NODE_TYPES.AssignmentExpression:
        return this.of(node.right, depth + 1);
      case AST_NODE_TYPES.Identifier:
        return this.ofOrigin(node, 'value') ?? this.ofVariable(node, depth);
      case AST_NODE_TYPES.MemberExpression:
        return this.ofOrigin(node, 'value') ?? this.ofMember(node, depth);
      default:
        return [];
    }
  }

  private ofOrigin(node: TSESTree.Node, by: ObjectOrigin['by']): readonly TypeRef[] | undefined {
    const named = namedExport(this.resolver, node);
    const found =
      named && OBJECT_ORIGINS.find((row) => row.by === by && row.package === named.package && row.name === named.name);
    return found && [found.type];
  }

  /**
   * `kafka.producer()`; what a promise's callback returns: `connect().then((connection) =>
   * connection.createChannel())`.
   */
  private ofMethodResult(node: TSESTree.CallExpression, depth: number): readonly TypeRef[] {
    const callee = unwrap(node.callee);
    const name = callee.type === AST_NODE_TYPES.MemberExpression ? memberName(callee) : undefined;
    if (callee.type !== AST_NODE_TYPES.MemberExpression || name === undefined) return [];
    if (name === 'then') {
      const callback = node.arguments[0] && resolveFunction(this.resolver.sourceCode, node.arguments[0]);
      const returned = callback ? returnedExpressions(this.resolver.sourceCode, callback) : [];
      return returned.flatMap((value) => this.of(value, depth + 1));
    }
    const rows = methodsByName.get(name);
    if (!rows) return [];
    const owners = this.of(callee.object, depth + 1);
    return rows
      .filter((row) => owners.some((type) => row.of.some((ref) => isSameType(ref, type))))
      .map((row) => row.type);
  }

  /** `wss.on('connection', (socket) => …)`, `connect(url, (error, connection) => …)`, `.then((connection) => …)`. */
  private ofCallbackParameter(
    { fn, index }: Extract<Definition, { kind: 'parameter' }>,
    depth: number,
  ): readonly TypeRef[] {
    const call = fn.parent;
    if (call.type !== AST_NODE_TYPES.CallExpression || call.callee === fn) return [];
    const callee = unwrap(call.callee);
    const name = callee.type === AST_NODE_TYPES.MemberExpression ? memberName(callee) : undefined;
    if (name === 'then' && index === 0 && callee.type === AST_NODE_TYPES.MemberExpression && call.arguments[0] === fn) {
      return this.of(callee.object, depth + 1);
    }
    return OBJECT_CALLBACKS.filter((row) => {
      if (row.parameter !== index || (row.event !== undefined && literalString(call.arguments[0]) !== row.event))
        return false;
      if (!row.of) return isExportOf(namedExport(this.resolver, callee), row.package, row.method);
      const { of } = row;
      if (name !== row.method || callee.type !== AST_NODE_TYPES.MemberExpression) return false;
      return this.of(callee.object, depth + 1).some((type) => isSameType(of, type));
    }).map((row) => row.type);
  }

  private ofVariable(node: TSESTree.Identifier, depth: number): readonly TypeRef[] {
    const variable = variableOf(this.resolver.sourceCode, node);
    if (!variable) return [];
    const annotation = variable.identifiers[0]?.typeAnnotation;
    if (annotation) return this.ofAnnotation(annotation.typeAnnotation, depth);
    return definitionsOf(variable).flatMap((definition) => this.ofDefinition(definition, depth));
  }

  private ofDefinition(definition: Definition, depth: number): readonly TypeRef[] {
    if (definition.kind === 'parameter')
      return definition.path.length === 0 ? this.ofCallbackParameter(definition, depth) : [];
    if (definition.kind !== 'value') return [];
    let types = this.of(definition.value, depth + 1);
    for (const step of definition.path) types = propertyTypes(types, step);
    return types;
  }

  private ofMember(node: TSESTree.MemberExpression, depth: number): readonly TypeRef[] {
    const name = node.property.type === AST_NODE_TYPES.PrivateIdentifier ? node.property.name : memberName(node);
    if (name === undefined) return [];
    const object = unwrap(node.object);
    if (object.type === AST_NODE_TYPES.ThisExpression) {
      const holder = thisHolder(object);
      if (holder && holder.type !== AST_NODE_TYPES.ObjectExpression) return this.ofField(holder, name, depth);
    }
    return propertyTypes(this.of(object, depth + 1), name);
  }

  /** A field by annotation, initialiser, parameter property or assignment anywhere in the class. */
  private ofField(holder: ClassNode, name: string, depth: number): readonly TypeRef[] {
    for (const member of holder.body.body) {
      if (member.type === AST_NODE_TYPES.PropertyDefinition && keyName(member) === name) {
        if (member.typeAnnotation) return this.ofAnnotation(member.typeAnnotation.typeAnnotation, depth);
        if (member.value) return this.of(member.value, depth + 1);
      }
      if (member.type !== AST_NODE_TYPES.MethodDefinition || member.kind !== 'constructor') continue;
      for (const parameter of member.value.params) {
        if (parameter.type !== AST_NODE_TYPES.TSParameterProperty) continue;
        const target =
          parameter.parameter.type === AST_NODE_TYPES.AssignmentPattern
            ? parameter.parameter.left
            : parameter.parameter;
        if (target.name === name)
          return target.typeAnnotation ? this.ofAnnotation(target.typeAnnotation.typeAnnotation, depth) : [];
      }
    }
    return fieldWrites(this.resolver, holder, name).flatMap((value) => this.of(value, depth + 1));
  }

  private ofClassValue(callee: TSESTree.Node, depth: number): readonly TypeRef[] {
    const node = unwrap(callee);
    if (node.type !== AST_NODE_TYPES.Identifier) return [];
    const variable = variableOf(this.resolver.sourceCode, node);
    const definition = variable && definitionsOf(variable).find(({ kind }) => kind === 'class');
    return definition?.kind === 'class' ? this.ofClass(definition.node, depth) : [];
  }

  private ofClass(node: ClassNode, depth: number): readonly TypeRef[] {
    if (!node.superClass || depth > MAX_DEPTH) return [];
    return this.ofOrigin(node.superClass, 'new') ?? this.ofClassValue(node.superClass, depth + 1);
  }

  private ofAnnotation(node: TSESTree.TypeNode, depth: number): readonly TypeRef[] {
    if (node.type === AST_NODE_TYPES.TSUnionType || node.type === AST_NODE_TYPES.TSIntersectionType) {
      return node.types.flatMap((part) => this.ofAnnotation(part, depth));
    }
    if (node.type !== AST_NODE_TYPES.TSTypeReference) return [];
    const path: string[] = [];
    let name: TSESTree.EntityName = node.typeName;
    while (name.type === AST_NODE_TYPES.TSQualifiedName) {
      path.unshift(name.right.name);
      name = name.left;
    }
    if (name.type !== AST_NODE_TYPES.Identifier) return [];
    const ref = this.resolver.exportOf(name);
    if (ref) {
      const last = [...ref.path, ...path].at(-1) ?? DEFAULT_CLASS_NAMES[ref.package];
      return last === undefined ? [] : [{ package: ref.package, name: last }];
    }
    if (variableOf(this.resolver.sourceCode, name)) return this.ofClassValue(name, depth + 1);
    const found = GLOBAL_TYPES[[name.name, ...path].join('.')];
    return found ? [found] : [];
  }
}

/** The values that a class assigns to one of its fields. */
export function fieldWrites(resolver: ApiResolver, holder: ClassNode, name: string): readonly TSESTree.Expression[] {
  let writes = writesByClass.get(holder);
  if (!writes) {
    writes = findWrites(resolver, holder);
    writesByClass.set(holder, writes);
  }
  return writes.get(name) ?? [];
}

/** Found in one walk over the class, since many fields are asked for. */
const writesByClass = new WeakMap<ClassNode, ReadonlyMap<string, readonly TSESTree.Expression[]>>();

function findWrites(resolver: ApiResolver, holder: ClassNode): ReadonlyMap<string, readonly TSESTree.Expression[]> {
  const found = new Map<string, TSESTree.Expression[]>();
  const add = (name: string | undefined, value: TSESTree.Expression): void => {
    if (name !== undefined) found.set(name, [...(found.get(name) ?? []), value]);
  };
  for (const member of holder.body.body) {
    if (member.type === AST_NODE_TYPES.PropertyDefinition && member.value) add(keyName(member), member.value);
    if (member.type !== AST_NODE_TYPES.MethodDefinition || !member.value.body) continue;
    walkOwn(resolver.sourceCode, member.value.body, (node) => {
      if (node.type !== AST_NODE_TYPES.AssignmentExpression || node.left.type !== AST_NODE_TYPES.MemberExpression)
        return;
      const { left } = node;
      if (left.object.type !== AST_NODE_TYPES.ThisExpression) return;
      add(left.property.type === AST_NODE_TYPES.PrivateIdentifier ? left.property.name : memberName(left), node.right);
    });
  }
  return found;
}

const methodsByName = new Map<string, ObjectMethod[]>();
for (const row of OBJECT_METHODS) methodsByName.set(row.method, [...(methodsByName.get(row.method) ?? []), row]);

function isExportOf(named: NamedExport | undefined, packageName: string | undefined, name: string): boolean {
  return named !== undefined && named.package === packageName && named.name === name;
}

function propertyTypes(types: readonly TypeRef[], property: string): readonly TypeRef[] {
  return types.flatMap((type) =>
    OBJECT_PROPERTIES.filter((row) => row.property === property && isSameType(row.of, type)).map((row) => row.type),
  );
}

/** Whether two references name the same declaration. */
export function isSameType(a: TypeRef, b: TypeRef): boolean {
  return a.package === b.package && a.name === b.name;
}

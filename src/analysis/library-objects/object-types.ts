/**
 * Which library object an expression is: by declaration where the checker knows its type, else by what it was built
 * from: construction, imports, globals, annotations, fields, a class of the file that extends a library's.
 *
 * Known limitations: without types, what a function of the file returns or another file exports is unknown, and so are
 * elements of containers; a promise counts as what it resolves to; a reassigned variable is what any of its definitions
 * says.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { isFunction, keyName, literalString, memberName, unwrap } from '../../ast';
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
import { annotationOf, variableOf, walkOwn } from '../bindings';
import { BOUNDS, SAME_VALUE, type ValueFlow, valueFlow } from '../value-flow';

type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

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
  private readonly flow: ValueFlow;

  constructor(readonly resolver: ApiResolver) {
    this.flow = valueFlow(resolver.sourceCode);
  }

  /** The declared types of an expression, nearest first; empty when nothing tells. */
  of(expression: TSESTree.Node): readonly TypeRef[] {
    const node = unwrap(expression);
    let types = this.known.get(node);
    if (!types) {
      this.known.set(node, []); // while they are being found
      const declared = this.resolver.declaredTypesOf(node);
      types = declared.length > 0 || this.resolver.isTypeKnown(node) ? declared : this.infer(node);
      this.known.set(node, types);
    }
    return types;
  }

  /** By where the object is made, on any way that leads here. */
  private infer(node: TSESTree.Expression): readonly TypeRef[] {
    const { flows } = this.flow.backward(
      node,
      {
        label: ({ node: at, path }) => {
          const made = path.reduce(propertyTypes, this.madeAt(at, at === node));
          return made.length > 0 ? made : undefined;
        },
        kinds: SAME_VALUE,
      },
      BOUNDS.callGraph,
    );
    const found = flows.flatMap(({ label }) => label);
    return found.filter((type, index) => found.findIndex((other) => isSameType(other, type)) === index);
  }

  /** What an object is by the place itself: a construction, a declaration, a name. */
  private madeAt(node: TSESTree.Node, isStart: boolean): readonly TypeRef[] {
    const annotation = annotationOf(this.resolver.sourceCode, node);
    const annotated = annotation ? this.ofAnnotation(annotation.typeAnnotation) : [];
    if (annotated.length > 0) return annotated;
    switch (node.type) {
      case AST_NODE_TYPES.NewExpression:
        return this.ofOrigin(node.callee, 'new') ?? [];
      case AST_NODE_TYPES.CallExpression:
        return this.ofOrigin(node.callee, 'call') ?? this.ofMethodResult(node);
      case AST_NODE_TYPES.ClassBody:
        return this.ofClass(node.parent);
      case AST_NODE_TYPES.Identifier:
      case AST_NODE_TYPES.MemberExpression: {
        const origin = this.ofOrigin(node, 'value') ?? this.ofCallbackParameter(node);
        return origin.length > 0 || isStart ? origin : this.ofDeclared(node);
      }
      default:
        return this.ofCallbackParameter(node);
    }
  }

  /** Of a name on the way: what it is declared as, at its variable or its field; with types, by the checker. */
  private ofDeclared(node: TSESTree.Identifier | TSESTree.MemberExpression): readonly TypeRef[] {
    return this.resolver.types && !isFunction(node.parent) ? this.resolver.declaredTypesOf(node) : [];
  }

  private ofOrigin(node: TSESTree.Node, by: ObjectOrigin['by']): readonly TypeRef[] | undefined {
    const named = namedExport(this.resolver, node);
    const found =
      named && OBJECT_ORIGINS.find((row) => row.by === by && row.package === named.package && row.name === named.name);
    return found && [found.type];
  }

  /** `kafka.producer()`. */
  private ofMethodResult(node: TSESTree.CallExpression): readonly TypeRef[] {
    const callee = unwrap(node.callee);
    const rows =
      callee.type === AST_NODE_TYPES.MemberExpression ? methodsByName.get(memberName(callee) ?? '') : undefined;
    if (callee.type !== AST_NODE_TYPES.MemberExpression || !rows) return [];
    const owners = this.of(callee.object);
    return rows
      .filter((row) => owners.some((type) => row.of.some((ref) => isSameType(ref, type))))
      .map((row) => row.type);
  }

  /** `wss.on('connection', (socket) => …)`, `connect(url, (error, connection) => …)`. */
  private ofCallbackParameter(node: TSESTree.Node): readonly TypeRef[] {
    const fn = node.parent;
    const call = isFunction(fn) ? fn.parent : undefined;
    if (!isFunction(fn) || call?.type !== AST_NODE_TYPES.CallExpression || call.callee === fn) return [];
    const index = fn.params.indexOf(node as TSESTree.Parameter);
    const callee = unwrap(call.callee);
    const name = callee.type === AST_NODE_TYPES.MemberExpression ? memberName(callee) : undefined;
    return OBJECT_CALLBACKS.filter((row) => {
      if (row.parameter !== index || (row.event !== undefined && literalString(call.arguments[0]) !== row.event))
        return false;
      if (!row.of) return isExportOf(namedExport(this.resolver, callee), row.package, row.method);
      const { of } = row;
      if (name !== row.method || callee.type !== AST_NODE_TYPES.MemberExpression) return false;
      return this.of(callee.object).some((type) => isSameType(of, type));
    }).map((row) => row.type);
  }

  /** A class of the file is what it extends. */
  private ofClass(node: ClassNode): readonly TypeRef[] {
    for (const each of this.flow.classes.linesOf(node)) {
      const base = each.superClass ? this.ofOrigin(each.superClass, 'new') : undefined;
      if (base) return base;
    }
    return [];
  }

  private ofAnnotation(node: TSESTree.TypeNode): readonly TypeRef[] {
    if (node.type === AST_NODE_TYPES.TSUnionType || node.type === AST_NODE_TYPES.TSIntersectionType) {
      return node.types.flatMap((part) => this.ofAnnotation(part));
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
    const own = this.flow.classes.named(name);
    if (own) return this.ofClass(own);
    const found = variableOf(this.resolver.sourceCode, name) ? undefined : GLOBAL_TYPES[[name.name, ...path].join('.')];
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

/**
 * The classes of a file, as the value flow sees them: who extends whom, what `this` stands for, where instances are
 * made, what stands in a field.
 *
 * *Known limitations*: a base class of another file is not seen; two instances share what methods write to `this`.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { type CallNode, type FunctionNode, keyName, memberName, unwrap } from '../../ast';
import { definitionsOf, thisHolder, variableOf, walkAll } from '../bindings';
import { ANY } from './value-node';

const Kind = AST_NODE_TYPES;

export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/** `this`, and `super` where a member is taken of it. */
export type SelfNode = TSESTree.Super | TSESTree.ThisExpression;

/** What `this` stands for: an instance of a class, the class itself in static members, an object with methods. */
export interface ThisObject {
  readonly holder: ClassNode | TSESTree.ObjectExpression;
  readonly isStatic: boolean;
}

/** A member of a class that gives a value when its name is read. */
export type ClassMember = { readonly name: string } & (
  | { readonly kind: 'value'; readonly value: TSESTree.Expression }
  | { readonly kind: 'getter' | 'iterator'; readonly fn: FunctionNode }
  /** `constructor(private readonly name: T)`. */
  | { readonly kind: 'parameter'; readonly parameter: TSESTree.TSParameterProperty }
);

export class LocalClasses {
  private classes: readonly ClassNode[] | undefined;
  private readonly thisByHolder = new WeakMap<TSESTree.Node, readonly SelfNode[]>();
  private readonly selves = {
    ofClasses: new WeakMap<TSESTree.Node, readonly SelfNode[]>(),
    ofInstances: new WeakMap<TSESTree.Node, readonly SelfNode[]>(),
  };
  private readonly families = new WeakMap<ClassNode, readonly ClassNode[]>();
  constructor(private readonly sourceCode: TSESLint.SourceCode) {}

  /** Every class of the file. */
  get all(): readonly ClassNode[] {
    return (this.classes ??= (this.sourceCode.scopeManager?.scopes ?? []).flatMap(({ block }): ClassNode[] =>
      (block as TSESTree.Node).type === Kind.ClassDeclaration || (block as TSESTree.Node).type === Kind.ClassExpression
        ? [block as unknown as ClassNode]
        : [],
    ));
  }

  /** The class of this file that an expression names. */
  named(expression: TSESTree.Node | null | undefined): ClassNode | undefined {
    if (!expression) return undefined;
    const node = unwrap(expression) as TSESTree.Node;
    if (node.type === Kind.ClassExpression) return node;
    const variable = node.type === Kind.Identifier ? variableOf(this.sourceCode, node) : undefined;
    for (const definition of variable ? definitionsOf(variable) : []) {
      if (definition.kind === 'class') return definition.node;
      const value = definition.kind === 'value' ? unwrap(definition.value) : undefined;
      if (value?.type === Kind.ClassExpression) return value;
    }
    return undefined;
  }

  /** A class, what it extends in this file, and what extends it. */
  familyOf(node: ClassNode): readonly ClassNode[] {
    let family = this.families.get(node);
    if (!family) {
      family = [...new Set([...this.linesOf(node), ...this.all.filter((other) => this.linesOf(other).includes(node))])];
      this.families.set(node, family);
    }
    return family;
  }

  /** A class and its bases, nearest first. */
  linesOf(node: ClassNode): readonly ClassNode[] {
    const line: ClassNode[] = [];
    for (let at: ClassNode | undefined = node; at && !line.includes(at); at = this.named(at.superClass)) line.push(at);
    return line;
  }

  /** What `this` stands for at a node; undefined in a plain function. */
  thisAt(node: TSESTree.Node): ThisObject | undefined {
    const holder = thisHolder(node);
    if (!holder) return undefined;
    if (holder.type === Kind.ObjectExpression) return { holder, isStatic: false };
    let member: TSESTree.Node = node;
    while (member.parent && member.parent !== holder.body) member = member.parent;
    return { holder, isStatic: member.type === Kind.StaticBlock || ('static' in member && member.static) };
  }

  /** The bases of a class in this file, nearest first. */
  basesOf(node: ClassNode): readonly ClassNode[] {
    return this.linesOf(node).slice(1);
  }

  /** Whether a class extends one that is not of this file. */
  hasForeignBase(node: ClassNode): boolean {
    const base = this.linesOf(node).at(-1);
    return base !== undefined && base.superClass !== null && this.named(base.superClass) === undefined;
  }

  /** A class and those that extend it: what `this` may be an instance of in its methods. */
  derivedFrom(node: ClassNode): readonly ClassNode[] {
    return this.familyOf(node).filter((each) => this.linesOf(each).includes(node));
  }

  /** Every `this` that may stand for an instance of a class, for the class itself, or for an object literal. */
  thisOf(holder: ClassNode | TSESTree.ObjectExpression, isStatic: boolean): readonly SelfNode[] {
    const lists = isStatic ? this.selves.ofClasses : this.selves.ofInstances;
    let found = lists.get(holder);
    if (!found) lists.set(holder, (found = this.findThis(holder, isStatic)));
    return found;
  }

  private findThis(holder: ClassNode | TSESTree.ObjectExpression, isStatic: boolean): readonly SelfNode[] {
    const holders = holder.type === Kind.ObjectExpression ? [holder] : this.linesOf(holder);
    const derived = holder.type === Kind.ObjectExpression ? [] : this.derivedFrom(holder);
    return [
      ...holders.flatMap((each) => this.thisIn(each).filter(({ type }) => type === Kind.ThisExpression)),
      ...derived.flatMap((each) => this.thisIn(each).filter(({ type }) => type === Kind.Super)),
    ].filter((node) => (this.thisAt(node)?.isStatic ?? false) === isStatic);
  }

  private thisIn(holder: ClassNode | TSESTree.ObjectExpression): readonly SelfNode[] {
    let found = this.thisByHolder.get(holder);
    if (!found) {
      const nodes: SelfNode[] = [];
      walkAll(this.sourceCode, holder.type === Kind.ObjectExpression ? holder : holder.body, (node) => {
        const isSelf =
          node.type === Kind.ThisExpression || (node.type === Kind.Super && node.parent.type === Kind.MemberExpression);
        if (isSelf && thisHolder(node) === holder) nodes.push(node);
      });
      this.thisByHolder.set(holder, (found = nodes));
    }
    return found;
  }

  /** What stands in the members of an instance, or of the class itself: its own before those of its bases. */
  members(node: ClassNode, isStatic: boolean): readonly ClassMember[] {
    const found = new Map<string, ClassMember[]>();
    for (const each of this.linesOf(node)) {
      const own = each.body.body.flatMap((member) => membersAt(member, isStatic));
      const names = new Set(own.map(({ name }) => name).filter((name) => name === ANY || !found.has(name)));
      for (const member of own)
        if (names.has(member.name)) found.set(member.name, [...(found.get(member.name) ?? []), member]);
    }
    return [...found.values()].flat();
  }

  /** The setters of a name: what is assigned is their parameter. */
  setters(node: ClassNode, name: string, isStatic: boolean): readonly FunctionNode[] {
    return this.linesOf(node).flatMap((each) =>
      each.body.body.flatMap((member) =>
        member.type === Kind.MethodDefinition &&
        member.kind === 'set' &&
        member.static === isStatic &&
        memberKey(member) === name &&
        member.value.type === Kind.FunctionExpression
          ? [member.value]
          : [],
      ),
    );
  }

  /** The constructor that runs for `new C()`: its own, else that of the nearest base. */
  constructorOf(node: ClassNode): FunctionNode | undefined {
    for (const each of this.linesOf(node)) {
      for (const member of each.body.body) {
        if (member.type !== Kind.MethodDefinition || member.kind !== 'constructor') continue;
        return member.value.type === Kind.FunctionExpression ? member.value : undefined;
      }
    }
    return undefined;
  }

  /** `super()` in the classes that extend one, where it runs the constructor of that one. */
  superCallsOf(node: ClassNode): readonly CallNode[] {
    const own = this.constructorOf(node);
    return this.derivedFrom(node).flatMap((each) => {
      const base = this.named(each.superClass);
      if (!base || this.constructorOf(base) !== own) return [];
      const calls: CallNode[] = [];
      walkAll(this.sourceCode, each.body, (inner) => {
        if (inner.type === Kind.CallExpression && inner.callee.type === Kind.Super) calls.push(inner);
      });
      return calls;
    });
  }
}

function membersAt(member: TSESTree.ClassElement, isStatic: boolean): readonly ClassMember[] {
  if (member.type === Kind.MethodDefinition && member.kind === 'constructor')
    return isStatic ? [] : parameterProperties(member);
  if (member.type !== Kind.MethodDefinition && member.type !== Kind.PropertyDefinition) return [];
  if (member.static !== isStatic) return [];
  const name = memberKey(member) ?? ANY;
  if (member.type === Kind.PropertyDefinition)
    return member.value ? [{ name, kind: 'value', value: member.value }] : [];
  const fn = member.value;
  if (member.kind === 'set' || fn.type !== Kind.FunctionExpression) return [];
  if (member.computed && isIterator(member.key)) return [{ name, kind: 'iterator', fn }];
  return [member.kind === 'get' ? { name, kind: 'getter', fn } : { name, kind: 'value', value: fn }];
}

/** The name of a member; `#name` for a private one. */
export function memberKey(member: { readonly computed: boolean; readonly key: TSESTree.Node }): string | undefined {
  return member.key.type === Kind.PrivateIdentifier ? `#${member.key.name}` : keyName(member);
}

/** Whether a key is `Symbol.iterator`, or that of async iteration. */
export function isIterator(key: TSESTree.Node): boolean {
  return (
    key.type === Kind.MemberExpression &&
    key.object.type === Kind.Identifier &&
    key.object.name === 'Symbol' &&
    /^(?:asyncI|i)terator$/.test(memberName(key) ?? '')
  );
}

function parameterProperties(member: TSESTree.MethodDefinition): ClassMember[] {
  return member.value.params.flatMap((parameter): ClassMember[] => {
    if (parameter.type !== Kind.TSParameterProperty) return [];
    const target = parameter.parameter.type === Kind.AssignmentPattern ? parameter.parameter.left : parameter.parameter;
    return [{ name: target.name, kind: 'parameter', parameter }];
  });
}

/** The identifiers that name a class, types among them. */
export function referencesTo(node: ClassNode, sourceCode: TSESLint.SourceCode): readonly TSESTree.Node[] {
  const { parent } = node;
  const target =
    node.type === Kind.ClassExpression && parent.type === Kind.VariableDeclarator && parent.id.type === Kind.Identifier
      ? parent.id
      : node.id;
  // A class declaration has a variable inside of it as well: the one outside has the uses.
  const inner = node.id ? (sourceCode.scopeManager?.getDeclaredVariables(node) ?? []) : [];
  const outer = target ? variableOf(sourceCode, target) : undefined;
  return [...new Set([...inner, ...(outer ? [outer] : [])])].flatMap(({ references }) =>
    references.map(({ identifier }) => identifier as TSESTree.Node),
  );
}

/**
 * Arrays, maps and sets of the file that outlive a call and hold functions or data for later: who puts something in,
 * who takes it out, and whether what is taken out is called.
 *
 * Known limitations: a collection that another file fills or drains is half known; an element that is passed on before
 * it is called is lost sight of; fields are told apart by class, not by instance.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, isFunction, keyName, memberName, unwrap, wrapped } from '../../ast';
import type { ApiResolver } from '../api-resolution';
import { definitionsOf, thisHolder, variableOf, walkAll } from '../bindings';
import { readsOf } from '../data-flow';
import { fieldWrites } from '../library-objects';

type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/** A collection in a variable outside the functions that use it, or in a field. */
export interface SharedCollection {
  /** As it is written: `queue`, `this.pending`. */
  readonly name: string;
  /** Every place that names it. */
  readonly mentions: readonly TSESTree.Expression[];
}

/** Something is put into a collection. */
export interface Insertion {
  readonly collection: SharedCollection;
  readonly call: TSESTree.CallExpression;
  readonly value: TSESTree.Expression;
}

/** An element comes out of a collection. */
export interface Removal {
  /** The mention of the collection. */
  readonly at: TSESTree.Expression;
  /**
   * `removed`: taken out for good, as a queue does. `looked-up`: found by key. `visited`: all of them are gone through,
   * as an emitter does.
   */
  readonly how: 'looked-up' | 'removed' | 'visited';
  /** The code that runs once an element: the body of the loop or the callback. */
  readonly body: TSESTree.Node | undefined;
  /** The calls of the element, or of a property of it. */
  readonly calls: readonly ElementCall[];
}

export interface ElementCall {
  readonly node: TSESTree.CallExpression;
  /** `run` of `job.run()`; undefined where the element itself is called. */
  readonly property: string | undefined;
}

const COLLECTION_CLASSES: ReadonlySet<string> = new Set(['Array', 'Map', 'Set']);
const INSERTING: Readonly<Record<string, number>> = { push: 0, unshift: 0, add: 0, set: 1 };
const VISITING: ReadonlySet<string> = new Set(['forEach', 'map', 'some', 'every', 'flatMap']);
const TAKING: ReadonlySet<string> = new Set(['shift', 'pop']);
const COPYING: ReadonlySet<string> = new Set([
  'slice',
  'values',
  'entries',
  'reverse',
  'toReversed',
  'filter',
  'sort',
  'concat',
]);

export class SharedCollections {
  private readonly byVariable = new Map<TSESLint.Scope.Variable, SharedCollection | null>();
  private readonly byField = new Map<ClassNode, Map<string, SharedCollection | null>>();
  private readonly removals = new Map<SharedCollection, readonly Removal[]>();

  constructor(private readonly resolver: ApiResolver) {}

  /** The shared collection that an expression names, or undefined. */
  of(expression: TSESTree.Node): SharedCollection | undefined {
    const node = unwrap(expression);
    if (node.type === AST_NODE_TYPES.Identifier) {
      const variable = variableOf(this.resolver.sourceCode, node);
      return variable && this.ofVariable(variable);
    }
    if (node.type !== AST_NODE_TYPES.MemberExpression || node.object.type !== AST_NODE_TYPES.ThisExpression)
      return undefined;
    const holder = thisHolder(node.object);
    const name = fieldName(node);
    return holder && name !== undefined && holder.type !== AST_NODE_TYPES.ObjectExpression
      ? this.ofField(holder, name)
      : undefined;
  }

  /** The insertion that a call is: `queue.push(job)`, `pending.set(id, done)`. */
  insertionOf(call: TSESTree.CallExpression): Insertion | undefined {
    const callee = unwrap(call.callee);
    if (callee.type !== AST_NODE_TYPES.MemberExpression) return undefined;
    const method = memberName(callee) ?? '';
    const position = Object.hasOwn(INSERTING, method) ? INSERTING[method] : undefined;
    const value = position === undefined ? undefined : call.arguments[position];
    if (!value || value.type === AST_NODE_TYPES.SpreadElement || !enclosingFunction(call)) return undefined;
    const collection = this.of(callee.object);
    return collection && { collection, call, value };
  }

  /** What is put into a collection, anywhere in the file. */
  insertionsInto(collection: SharedCollection): readonly Insertion[] {
    return collection.mentions.flatMap((mention) => {
      const call = methodCall(mention)?.call;
      return (call && this.insertionOf(call)) ?? [];
    });
  }

  /** What comes out of a collection, anywhere in the file. */
  removalsFrom(collection: SharedCollection): readonly Removal[] {
    let found = this.removals.get(collection);
    if (!found) {
      const isEmptied = collection.mentions.some((mention) => isEmptying(mention));
      found = collection.mentions.flatMap((mention) => this.removalsAt(mention, isEmptied));
      this.removals.set(collection, found);
    }
    return found;
  }

  /**
   * Whether all elements are taken out at once at one of some mentions, for use: `splice(0)`, or another name for the
   * collection before it is emptied.
   */
  isTakenWhole(collection: SharedCollection, isMeant: (mention: TSESTree.Expression) => boolean): boolean {
    const mentions = collection.mentions.filter(isMeant);
    const isEmptied = mentions.some((mention) => isEmptying(mention));
    return mentions.some((mention) => {
      const method = methodCall(mention);
      if (method) {
        const isUsed = wrapped(method.call).parent?.type !== AST_NODE_TYPES.ExpressionStatement;
        return isUsed && (method.name === 'splice' || (isEmptied && COPYING.has(method.name)));
      }
      const { parent } = wrapped(mention);
      if (!isEmptied || !parent) return false;
      const isNamed = parent.type === AST_NODE_TYPES.VariableDeclarator && parent.init !== null;
      return isNamed || parent.type === AST_NODE_TYPES.SpreadElement || isArrayFrom(parent);
    });
  }

  private ofVariable(variable: TSESLint.Scope.Variable): SharedCollection | undefined {
    let known = this.byVariable.get(variable);
    if (known === undefined) {
      const values = definitionsOf(variable).flatMap((definition) =>
        definition.kind === 'value' && definition.path.length === 0 ? [definition.value] : [],
      );
      const owner = variable.defs[0] && enclosingFunction(variable.defs[0].name);
      const mentions = variable.references.map((reference) => reference.identifier as TSESTree.Identifier);
      const isUsedWithin = mentions.some((mention) => enclosingFunction(mention) !== owner);
      known = values.some(isCollectionValue) && isUsedWithin ? { name: variable.name, mentions } : null;
      this.byVariable.set(variable, known);
    }
    return known ?? undefined;
  }

  private ofField(holder: ClassNode, name: string): SharedCollection | undefined {
    const fields = this.byField.get(holder) ?? new Map<string, SharedCollection | null>();
    this.byField.set(holder, fields);
    let known = fields.get(name);
    if (known === undefined) {
      known = fieldWrites(this.resolver, holder, name).some(isCollectionValue)
        ? { name: `this.${isPrivate(holder, name) ? '#' : ''}${name}`, mentions: this.mentionsOfField(holder, name) }
        : null;
      fields.set(name, known);
    }
    return known ?? undefined;
  }

  private mentionsOfField(holder: ClassNode, name: string): TSESTree.Expression[] {
    const mentions: TSESTree.Expression[] = [];
    walkAll(this.resolver.sourceCode, holder.body, (node) => {
      if (node.type !== AST_NODE_TYPES.MemberExpression || node.object.type !== AST_NODE_TYPES.ThisExpression) return;
      if (fieldName(node) === name && thisHolder(node.object) === holder) mentions.push(node);
    });
    return mentions.sort((a, b) => a.range[0] - b.range[0]);
  }

  private removalsAt(mention: TSESTree.Expression, isEmptied: boolean): Removal[] {
    const method = methodCall(mention);
    if (method && TAKING.has(method.name)) {
      return [{ at: mention, how: 'removed', body: loopBody(method.call), calls: this.callsOf(method.call) }];
    }
    if (method?.name === 'get')
      return [{ at: mention, how: 'looked-up', body: undefined, calls: this.callsOf(method.call) }];
    const how = isEmptied ? 'removed' : 'visited';
    const isTaken = method?.name === 'splice';
    return this.visitsOf(mention, 0).map((visit) => ({ at: mention, how: isTaken ? 'removed' : how, ...visit }));
  }

  /** The loops and callbacks that go through the elements of a value, its copies and other names for it. */
  private visitsOf(
    value: TSESTree.Node,
    depth: number,
  ): { readonly body: TSESTree.Node; readonly calls: readonly ElementCall[] }[] {
    if (depth > 4) return [];
    const node = wrapped(value);
    const { parent } = node;
    switch (parent?.type) {
      case AST_NODE_TYPES.ForOfStatement:
        return parent.right === node ? [{ body: parent.body, calls: this.callsOfPattern(parent.left) }] : [];
      case AST_NODE_TYPES.SpreadElement:
        return parent.parent.type === AST_NODE_TYPES.ArrayExpression ? this.visitsOf(parent.parent, depth + 1) : [];
      case AST_NODE_TYPES.VariableDeclarator: {
        if (parent.init !== node || parent.id.type !== AST_NODE_TYPES.Identifier) return [];
        const alias = variableOf(this.resolver.sourceCode, parent.id);
        return alias ? readsOf(alias).flatMap((read) => this.visitsOf(read, depth + 1)) : [];
      }
      case AST_NODE_TYPES.CallExpression:
        return isArrayFrom(parent) ? this.visitsOf(parent, depth + 1) : [];
      case AST_NODE_TYPES.MemberExpression: {
        const method = methodCall(node);
        if (!method) return [];
        if (method.name === 'splice' || COPYING.has(method.name)) return this.visitsOf(method.call, depth + 1);
        const callback = method.call.arguments[0];
        if (!VISITING.has(method.name) || !callback || !isFunction(callback)) return [];
        const [element] = callback.params;
        return [{ body: callback.body, calls: element ? this.callsOfPattern(element) : [] }];
      }
      default:
        return [];
    }
  }

  /** The calls of an element that an expression evaluates to. */
  private callsOf(value: TSESTree.Node, depth = 0): ElementCall[] {
    if (depth > 6) return [];
    const node = wrapped(value);
    const { parent } = node;
    switch (parent?.type) {
      case AST_NODE_TYPES.VariableDeclarator:
        return parent.init === node ? this.callsOfPattern(parent.id, depth + 1) : [];
      case AST_NODE_TYPES.AssignmentExpression:
        if (parent.right !== node) return [];
        return [...this.callsOfPattern(parent.left, depth + 1), ...this.callsOf(parent, depth + 1)];
      case AST_NODE_TYPES.LogicalExpression:
      case AST_NODE_TYPES.AwaitExpression:
        return this.callsOf(parent, depth + 1);
      case AST_NODE_TYPES.CallExpression:
        return parent.callee === node ? [{ node: parent, property: undefined }] : [];
      case AST_NODE_TYPES.MemberExpression: {
        const call = methodCall(node);
        if (!call) return [];
        return call.name === 'call' || call.name === 'apply'
          ? [{ node: call.call, property: undefined }]
          : [{ node: call.call, property: call.name }];
      }
      default:
        return [];
    }
  }

  private callsOfPattern(pattern: TSESTree.Node, depth = 0): ElementCall[] {
    switch (pattern.type) {
      case AST_NODE_TYPES.VariableDeclaration:
        return pattern.declarations.flatMap(({ id }) => this.callsOfPattern(id, depth));
      case AST_NODE_TYPES.Identifier: {
        const variable = variableOf(this.resolver.sourceCode, pattern);
        return variable ? readsOf(variable).flatMap((read) => this.callsOf(read, depth + 1)) : [];
      }
      case AST_NODE_TYPES.ObjectPattern:
        return pattern.properties.flatMap((property) => {
          if (property.type !== AST_NODE_TYPES.Property) return [];
          return this.callsOfPattern(property.value, depth).map((call) => ({
            node: call.node,
            property: keyName(property),
          }));
        });
      case AST_NODE_TYPES.ArrayPattern:
        // `for (const [key, callback] of map)`
        return pattern.elements.flatMap((element) => (element ? this.callsOfPattern(element, depth) : []));
      default:
        return [];
    }
  }
}

function fieldName(node: TSESTree.MemberExpression): string | undefined {
  return node.property.type === AST_NODE_TYPES.PrivateIdentifier ? node.property.name : memberName(node);
}

function isPrivate(holder: ClassNode, name: string): boolean {
  return holder.body.body.some(
    (member) =>
      member.type === AST_NODE_TYPES.PropertyDefinition &&
      member.key.type === AST_NODE_TYPES.PrivateIdentifier &&
      member.key.name === name,
  );
}

function isCollectionValue(value: TSESTree.Expression): boolean {
  const node = unwrap(value);
  if (node.type === AST_NODE_TYPES.ArrayExpression) return true;
  return (
    node.type === AST_NODE_TYPES.NewExpression &&
    node.callee.type === AST_NODE_TYPES.Identifier &&
    COLLECTION_CLASSES.has(node.callee.name)
  );
}

/** The method that is called on a value: `value.name(…)`. */
function methodCall(
  value: TSESTree.Node,
): { readonly name: string; readonly call: TSESTree.CallExpression } | undefined {
  const node = wrapped(value);
  const member = node.parent;
  if (member?.type !== AST_NODE_TYPES.MemberExpression || member.object !== node) return undefined;
  const name = memberName(member);
  const outer = wrapped(member).parent;
  if (name === undefined || outer?.type !== AST_NODE_TYPES.CallExpression || unwrap(outer.callee) !== member)
    return undefined;
  return { name, call: outer };
}

/** Whether a mention empties the collection: `queue = []`, `queue.length = 0`, `queue.clear()`. */
function isEmptying(mention: TSESTree.Expression): boolean {
  const method = methodCall(mention)?.name;
  if (method === 'clear') return true;
  const { parent } = mention;
  const isLength =
    parent.type === AST_NODE_TYPES.MemberExpression && parent.object === mention && memberName(parent) === 'length';
  const target = isLength ? parent : mention;
  const assignment = target.parent;
  return (
    assignment.type === AST_NODE_TYPES.AssignmentExpression &&
    assignment.left === target &&
    enclosingFunction(mention) !== undefined
  );
}

function isArrayFrom(call: TSESTree.Node): boolean {
  if (call.type !== AST_NODE_TYPES.CallExpression) return false;
  const callee = unwrap(call.callee);
  return (
    callee.type === AST_NODE_TYPES.MemberExpression &&
    callee.object.type === AST_NODE_TYPES.Identifier &&
    callee.object.name === 'Array' &&
    memberName(callee) === 'from'
  );
}

/** The body of the loop around a node, within its function. */
function loopBody(node: TSESTree.Node): TSESTree.Node | undefined {
  for (let current = node.parent; current && !isFunction(current); current = current.parent) {
    if (
      current.type === AST_NODE_TYPES.WhileStatement ||
      current.type === AST_NODE_TYPES.DoWhileStatement ||
      current.type === AST_NODE_TYPES.ForStatement
    ) {
      return current.body;
    }
  }
  return undefined;
}

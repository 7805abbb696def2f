/**
 * A resource from the call that acquires it: where it is bound, which calls release it, and whether it is handed over
 * to another owner (returned, stored, passed to a parameter that takes it, captured by a closure that is handed over).
 *
 * An operation of OpenTelemetry takes nothing over, but what it gives may be the resource (`span.setAttribute()`) or hold
 * it (`trace.setSpan(ctx, span)`), and is followed then. A function of the file is looked into.
 *
 * Known limitations: without types every argument position counts as a hand-over; aliases are followed one assignment
 * at a time; a resource kept in a reassigned variable counts all of that variable's uses.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import {
  type BodyOwner,
  calleeName,
  contains,
  enclosingBody,
  enclosingFunction,
  type FunctionNode,
  isFunction,
  memberName,
  unwrap,
} from '../../ast';
import { type ContainerId, operationModel, type OperationId } from '../../model';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { declaredContainers } from '../api-resolution';
import { isVisibleOutside, variableOf } from '../bindings';
import { valueFlow } from '../value-flow';
import { keepsClosure } from './kept-closure';
import { useOf, type ValueUse } from './value-use';

/** What kind of resource to track. */
export interface ResourceKind {
  /** The type of the resource: a parameter of this type takes it over. */
  readonly type: ContainerId;
  /** The operation that releases it, with the resource as receiver. */
  readonly release: OperationId;
  /** The role of the resource in a wrapper of the release operation, where it is an argument. */
  readonly wrapperRole: 'span' | 'token';
  /** The type of what may hold one, and passes it on wherever it goes: a context holds a span. */
  readonly heldIn?: ContainerId;
}

/** A release in a function other than the one that acquired. */
export interface RemoteRelease {
  readonly call: TSESTree.CallExpression;
  /** The outermost function between the acquire and the release. */
  readonly fn: FunctionNode;
}

/** What becomes of a resource in one body. */
export interface HeldResource {
  /** The variables that hold it, the first one first. */
  readonly variables: readonly TSESLint.Scope.Variable[];
  /** The calls that release it in the acquiring function (calls of a local closure that releases count). */
  readonly releases: ReadonlySet<TSESTree.Node>;
  /** Those of them that release by themselves, without a closure. */
  readonly directReleases: ReadonlySet<TSESTree.Node>;
  readonly remoteReleases: readonly RemoteRelease[];
  /** Nodes that hand it over to another owner. */
  readonly handOvers: readonly TSESTree.Node[];
  /** Operations of OpenTelemetry that are given it, or what holds it. */
  readonly operations: readonly ResolvedCall[];
}

export interface TrackedResource extends HeldResource {
  readonly acquire: ResolvedCall;
  /** What becomes of the value of the acquiring call itself. */
  readonly use: ValueUse;
}

/** Follows a resource from its acquiring call. */
export function trackResource(resolver: ApiResolver, acquire: ResolvedCall, kind: ResourceKind): TrackedResource {
  const use = useOf(resolver.sourceCode, acquire.node);
  const tracker = new ResourceTracker(resolver, enclosingBody(acquire.node), kind, acquire.node);
  return { acquire, use, ...tracker.trackValue(acquire.node, use) };
}

/** Follows a resource that a body has from its start, in variables: a parameter, or names of the code around it. */
export function trackHeldResource(
  resolver: ApiResolver,
  owner: FunctionNode,
  variables: readonly TSESLint.Scope.Variable[],
  kind: ResourceKind,
): HeldResource {
  return new ResourceTracker(resolver, owner, kind).trackVariables(variables);
}

class ResourceTracker {
  private readonly seen = new Set<TSESLint.Scope.Variable>();
  private readonly variables: TSESLint.Scope.Variable[] = [];
  private readonly releases = new Set<TSESTree.Node>();
  private readonly directReleases = new Set<TSESTree.Node>();
  private readonly remoteReleases: RemoteRelease[] = [];
  private readonly handOvers: TSESTree.Node[] = [];
  private readonly operations: ResolvedCall[] = [];

  constructor(
    private readonly resolver: ApiResolver,
    private readonly owner: BodyOwner,
    private readonly kind: ResourceKind,
    /** The acquiring call, where it is acquired in this body. */
    private readonly acquire?: TSESTree.Node,
  ) {}

  trackValue(node: TSESTree.Node, use: ValueUse): HeldResource {
    this.follow(node, use, false);
    return this.result;
  }

  trackVariables(variables: readonly TSESLint.Scope.Variable[]): HeldResource {
    for (const variable of variables) this.followVariable(variable, false);
    return this.result;
  }

  private get result(): HeldResource {
    const { variables, releases, directReleases, remoteReleases, handOvers, operations } = this;
    return { variables, releases, directReleases, remoteReleases, handOvers, operations };
  }

  /** @param isHolder whether the value is not the resource itself, but holds it */
  private follow(node: TSESTree.Node, use: ValueUse, isHolder: boolean): void {
    switch (use.kind) {
      case 'variable':
        this.followVariable(use.variable, isHolder);
        break;
      case 'returned':
      case 'stored':
        this.handOvers.push(node);
        break;
      case 'argument':
        this.followArgument(node, use, isHolder);
        break;
      case 'member':
        this.followMember(use, isHolder);
        break;
      default:
    }
  }

  private followMember({ call, member }: Extract<ValueUse, { kind: 'member' }>, isHolder: boolean): void {
    const resolved = call && this.resolver.resolve(call);
    const returns = resolved && operationModel(resolved.operation).returns;
    if (call && returns !== undefined && returns === (isHolder ? this.kind.heldIn : this.kind.type))
      this.follow(call, useOf(this.resolver.sourceCode, call), isHolder);
    else if (isHolder) return;
    else if (call) this.addRelease(call, member);
    else if (this.kind.heldIn && memberName(member) === RELEASE_NAMES[this.kind.type]) this.handOvers.push(member);
  }

  private followVariable(variable: TSESLint.Scope.Variable, isHolder: boolean): void {
    if (this.seen.has(variable)) return;
    this.seen.add(variable);
    if (!isHolder) this.variables.push(variable);
    const exported = variable.defs.some(
      (def) => (def.node as TSESTree.Node).parent?.parent?.type === AST_NODE_TYPES.ExportNamedDeclaration,
    );
    // A variable of an outer function or of the module outlives the acquiring function: that is a store.
    if (this.acquire && (exported || enclosingScopeOwner(variable) !== this.owner)) this.handOvers.push(this.acquire);
    for (const reference of variable.references) {
      const identifier = reference.identifier as TSESTree.Identifier;
      if (!reference.isRead() || (!this.acquire && !contains(this.owner, identifier))) continue;
      this.follow(identifier, useOf(this.resolver.sourceCode, identifier), isHolder);
    }
  }

  private followArgument(node: TSESTree.Node, use: Extract<ValueUse, { kind: 'argument' }>, isHolder: boolean): void {
    const call = this.resolver.resolve(use.call);
    if (call?.isWrapper && call.operation === this.kind.release && use.call.type === AST_NODE_TYPES.CallExpression) {
      this.addReleaseCall(use.call);
    } else if (call && !call.isWrapper && this.kind.heldIn) {
      this.operations.push(call);
      if (operationModel(call.operation).returns === this.kind.heldIn)
        this.follow(call.node, useOf(this.resolver.sourceCode, call.node), true);
    } else if (isHolder) {
      if (!isHarmlessSink(use.call)) this.handOvers.push(node);
    } else if (this.takesOver(use)) {
      this.followHelper(node, use);
    }
  }

  /** What is given to a function: one of the file may release it, surely or not, or leave it alone. */
  private followHelper(node: TSESTree.Node, { call, index }: Extract<ValueUse, { kind: 'argument' }>): void {
    const helper = this.kind.heldIn ? this.helperOf(call, index) : undefined;
    if (!helper || helper.handOvers.length > 0 || helper.remoteReleases.length > 0) this.handOvers.push(node);
    else if (helper.releases.size > 0 && call.type === AST_NODE_TYPES.CallExpression) this.addReleaseCall(call);
  }

  /** What the only function of the file that a call enters does with an argument; undefined where that is not known. */
  private helperOf(call: TSESTree.CallExpression | TSESTree.NewExpression, index: number): HeldResource | undefined {
    const { callees, isComplete } = valueFlow(this.resolver.sourceCode).calls.calleesOf(call);
    const [callee, ...others] = callees;
    const parameter = callee?.fn.params[index];
    const isKnown = isComplete && others.length === 0 && callee?.bound.length === 0 && !callee.fn.generator;
    if (!isKnown || parameter?.type !== AST_NODE_TYPES.Identifier || contains(callee.fn, call)) return undefined;
    const variable = variableOf(this.resolver.sourceCode, parameter);
    if (!variable || this.seen.has(variable)) return undefined;
    const tracker = new ResourceTracker(this.resolver, callee.fn, this.kind);
    for (const one of this.seen) tracker.seen.add(one);
    return tracker.trackVariables([variable]);
  }

  /** Whether the parameter takes a resource of this kind; without types, whether any function might. */
  private takesOver({ call, index }: Extract<ValueUse, { kind: 'argument' }>): boolean {
    if (isHarmlessSink(call)) return false;
    if (STORES.test(calleeName(call) ?? '')) return true;
    const { types } = this.resolver;
    if (!types || call.type === AST_NODE_TYPES.NewExpression || !this.resolver.isTypeKnown(call.callee)) return true;
    const calleeType = types.typeAt(unwrap(call.callee));
    const signatures = calleeType ? types.checker.getSignaturesOfType(calleeType, types.ts.SignatureKind.Call) : [];
    if (signatures.length === 0) return true;
    return signatures.some((signature) => {
      const parameter = signature.parameters[Math.min(index, signature.parameters.length - 1)];
      const declaration = parameter?.valueDeclaration;
      if (!parameter || !declaration) return true;
      const declared = types.checker.getTypeOfSymbolAtLocation(parameter, declaration);
      const isRest = types.ts.isParameter(declaration) && declaration.dotDotDotToken !== undefined;
      const type = (isRest ? declared.getNumberIndexType() : undefined) ?? declared;
      const release = type.getProperty(RELEASE_NAMES[this.kind.type] ?? '');
      if ((type.flags & types.ts.TypeFlags.NonPrimitive) !== 0) return true;
      if ((type.flags & (types.ts.TypeFlags.Any | types.ts.TypeFlags.Unknown)) !== 0) return !isPrinter(call);
      return (
        release !== undefined || declaredContainers(types, type).includes(this.kind.type) || type.isTypeParameter()
      );
    });
  }

  private addRelease(call: TSESTree.CallExpression, member: TSESTree.MemberExpression): void {
    const resolved = this.resolver.resolve(call);
    const isRelease = resolved
      ? resolved.operation === this.kind.release
      : memberName(member) === RELEASE_NAMES[this.kind.type];
    if (isRelease) this.addReleaseCall(call);
  }

  private addReleaseCall(call: TSESTree.CallExpression): void {
    const fn = this.outermostInnerFunction(call);
    if (fn) {
      this.addInnerRelease(call, fn);
    } else {
      this.releases.add(call);
      this.directReleases.add(call);
    }
  }

  /** A release inside a closure: the closure's own use decides. */
  private addInnerRelease(call: TSESTree.CallExpression, fn: FunctionNode): void {
    const { sourceCode } = this.resolver;
    if (fn.type === AST_NODE_TYPES.FunctionDeclaration) {
      const variable = fn.id ? variableOf(sourceCode, fn.id) : undefined;
      if (this.kind.heldIn && (!variable || isVisibleOutside(variable))) this.handOvers.push(fn);
      if (variable) this.followClosureVariable(call, fn, variable);
      return;
    }
    if (fn.parent.type === AST_NODE_TYPES.CallExpression && unwrap(fn.parent.callee) === fn && !fn.async) {
      this.releases.add(fn.parent); // called on the spot
      return;
    }
    const use = useOf(sourceCode, fn);
    if (use.kind === 'variable') this.followClosureVariable(call, fn, use.variable);
    else if (this.isKept(use)) this.handOvers.push(fn);
    else this.remoteReleases.push({ call, fn });
  }

  /** Whether a closure that releases is given to another owner. */
  private isKept(use: ValueUse): boolean {
    return (
      use.kind === 'returned' ||
      use.kind === 'stored' ||
      (use.kind === 'argument' && keepsClosure(this.resolver, use.call))
    );
  }

  private followClosureVariable(
    call: TSESTree.CallExpression,
    fn: FunctionNode,
    variable: TSESLint.Scope.Variable,
  ): void {
    for (const reference of variable.references) {
      if (!reference.isRead()) continue;
      const identifier = reference.identifier as TSESTree.Identifier;
      const parent = identifier.parent;
      const isCall = parent.type === AST_NODE_TYPES.CallExpression && parent.callee === identifier;
      if (isCall && !this.outermostInnerFunction(identifier) && !fn.async) {
        this.releases.add(parent);
        continue;
      }
      const use = useOf(this.resolver.sourceCode, identifier);
      if (this.isKept(use)) this.handOvers.push(identifier);
      else this.remoteReleases.push({ call, fn: this.outermostInnerFunction(identifier) ?? fn });
    }
  }

  /** The outermost function that contains `node` and lies inside the acquiring body. */
  private outermostInnerFunction(node: TSESTree.Node): FunctionNode | undefined {
    let found: FunctionNode | undefined;
    for (let fn = enclosingFunction(node); fn && fn !== this.owner; fn = enclosingFunction(fn)) found = fn;
    return found;
  }
}

/** Methods of collections that keep what they are given. */
const STORES = /^(?:add|push|set|unshift)$/;

const RELEASE_NAMES: Partial<Record<ContainerId, string>> = { ContextManagementToken: 'dispose', Span: 'end' };

function enclosingScopeOwner(variable: TSESLint.Scope.Variable): TSESTree.Node {
  let scope: TSESLint.Scope.Scope | null = variable.scope;
  while (scope) {
    const { block } = scope;
    if (
      isFunction(block) ||
      (block as TSESTree.Node).type === AST_NODE_TYPES.Program ||
      (block as TSESTree.Node).type === AST_NODE_TYPES.StaticBlock
    ) {
      return block;
    }
    scope = scope.upper;
  }
  return variable.scope.block;
}

/** `console.log(token)` and the like do not take anything over. */
function isHarmlessSink(call: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
  const callee = unwrap(call.callee);
  if (callee.type === AST_NODE_TYPES.Identifier) return callee.name === 'Boolean' || callee.name === 'String';
  return (
    callee.type === AST_NODE_TYPES.MemberExpression &&
    callee.object.type === AST_NODE_TYPES.Identifier &&
    callee.object.name === 'console'
  );
}

function isPrinter(call: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
  const callee = unwrap(call.callee);
  const name = callee.type === AST_NODE_TYPES.MemberExpression ? memberName(callee) : undefined;
  return (
    name !== undefined &&
    /^(?:log|debug|info|warn|error|trace|inspect|stringify|equal|strictEqual|deepEqual|ok|assert)$/.test(name)
  );
}

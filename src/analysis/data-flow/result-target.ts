/**
 * Where a dropped result belongs: back into the variable or field it was derived from, or into a new constant that the
 * later reads take.
 *
 * Known limitations: whether code after a loop or a branch runs is not asked; a read counts as later when it stands
 * below, in a loop around both, or in another function.
 */
import { AST_NODE_TYPES, TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { contains, enclosingBody, isFunction, isLoop, keyName, memberName, unwrap } from '../../ast';
import { operationModel } from '../../model';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { isReassigned, thisHolder, variableOf, isVisibleOutside } from '../bindings';
import { derivationRoot } from './dropped-result';

export type ResultTarget =
  /**
   * Assign it: `bag = …`. `isPlain` when nothing but the propagation can change: a `let` of the code around the call.
   */
  | {
      readonly kind: 'assign';
      readonly text: string;
      readonly isPlain: boolean;
      /** The `let` that nothing else assigns to: it could be a `const` as long as the result is dropped. */
      readonly onlyWritten?: TSESTree.VariableDeclaration;
    }
  /** Make the constant a `let`, then assign. */
  | { readonly kind: 'relax'; readonly text: string; readonly declaration: TSESTree.VariableDeclaration }
  /** Bind it to a new constant below which these reads stand. */
  | {
      readonly kind: 'rename';
      readonly name: string;
      readonly statement: TSESTree.ExpressionStatement;
      readonly reads: readonly TSESTree.Identifier[];
    };

/**
 * Where the result of a pure operation belongs; undefined where nothing below would see it, or a type would not fit.
 */
export function resultTargetOf(resolver: ApiResolver, call: ResolvedCall): ResultTarget | undefined {
  const root = derivationRoot(resolver, call);
  const node = root && unwrap(root);
  if (node?.type === AST_NODE_TYPES.MemberExpression) return fieldTarget(resolver, call, node);
  if (node?.type !== AST_NODE_TYPES.Identifier) return undefined;
  const variable = variableOf(resolver.sourceCode, node);
  return variable && variableTarget(resolver, call, node, variable);
}

/** The identifiers that read the root of a dropped derivation after it. Empty when the root is no variable. */
export function laterReadsOf(resolver: ApiResolver, call: ResolvedCall): readonly TSESTree.Identifier[] {
  const root = derivationRoot(resolver, call);
  const node = root && unwrap(root);
  const variable = node?.type === AST_NODE_TYPES.Identifier ? variableOf(resolver.sourceCode, node) : undefined;
  return variable ? laterReads(variable, call.node) : [];
}

function variableTarget(
  resolver: ApiResolver,
  call: ResolvedCall,
  root: TSESTree.Identifier,
  variable: TSESLint.Scope.Variable,
): ResultTarget | undefined {
  const [def] = variable.defs;
  const later = laterReads(variable, call.node);
  if (
    !def ||
    variable.defs.length !== 1 ||
    isVisibleOutside(variable) ||
    later.length === 0 ||
    !fits(resolver, call, def.name)
  )
    return undefined;
  const isParameter = def.type === TSESLint.Scope.DefinitionType.Parameter;
  const declaration = def.type === TSESLint.Scope.DefinitionType.Variable ? def.parent : undefined;
  const canAssign = !isCaptured(variable, call.node) || isNeverNullish(resolver, variable);
  if (declaration?.kind === 'let' || declaration?.kind === 'var') {
    if (!canAssign) return undefined;
    const target = { kind: 'assign', text: root.name, isPlain: runsInPlace(variable, call.node) } as const;
    return declaration.kind === 'let' && !isReassigned(variable) ? { ...target, onlyWritten: declaration } : target;
  }
  const statement = isReassigned(variable) ? undefined : renameableFrom(call.node, later);
  if (statement) return { kind: 'rename', name: root.name, statement, reads: later };
  if (!canAssign) return undefined;
  if (isParameter) return { kind: 'assign', text: root.name, isPlain: false };
  const isRelaxable =
    declaration?.type === AST_NODE_TYPES.VariableDeclaration &&
    declaration.kind === 'const' &&
    declaration.declarations.length === 1 &&
    declaration.declarations[0]?.init &&
    def.name.parent === declaration.declarations[0];
  return isRelaxable ? { kind: 'relax', text: root.name, declaration } : undefined;
}

function laterReads(variable: TSESLint.Scope.Variable, call: TSESTree.Node): TSESTree.Identifier[] {
  const loop = outermostLoop(call, variable.scope.block);
  const body = enclosingBody(call);
  return variable.references
    .filter((reference) => reference.isRead() && !contains(call, reference.identifier))
    .map((reference) => reference.identifier as TSESTree.Identifier)
    .filter(
      (identifier) =>
        identifier.range[0] > call.range[1] ||
        (loop && contains(loop, identifier)) === true ||
        !isSameBody(body, identifier),
    );
}

const isSameBody = (body: TSESTree.Node, node: TSESTree.Node): boolean => enclosingBody(node) === body;

function outermostLoop(node: TSESTree.Node, boundary: TSESTree.Node): TSESTree.Node | undefined {
  let found: TSESTree.Node | undefined;
  for (let current = node.parent; current && current !== boundary; current = current.parent)
    if (isLoop(current)) found = current;
  return found;
}

/** The statement of the call, when every later read stands below it in its own block, and runs after it. */
function renameableFrom(
  call: TSESTree.Node,
  later: readonly TSESTree.Identifier[],
): TSESTree.ExpressionStatement | undefined {
  const expression = call.parent?.type === AST_NODE_TYPES.ChainExpression ? call.parent : call;
  const statement = expression.parent;
  const block = statement?.parent;
  if (statement?.type !== AST_NODE_TYPES.ExpressionStatement || !block) return undefined;
  if (block.type !== AST_NODE_TYPES.BlockStatement && block.type !== AST_NODE_TYPES.Program) return undefined;
  const isBelow = (read: TSESTree.Identifier): boolean =>
    read.range[0] >= statement.range[1] &&
    contains(block, read) &&
    !isInHoistedFunction(read, call) &&
    read.parent.type !== AST_NODE_TYPES.ExportSpecifier;
  return later.every(isBelow) ? statement : undefined;
}

/** Whether a read stands in a function declaration that may be called before the statements above it have run. */
function isInHoistedFunction(read: TSESTree.Node, call: TSESTree.Node): boolean {
  for (let node = read.parent; node && !contains(node, call); node = node.parent) {
    if (node.type === AST_NODE_TYPES.FunctionDeclaration) return true;
  }
  return false;
}

/**
 * Whether functions other than the variable's own use it, or the call does: the compiler then forgets what it narrowed.
 */
function isCaptured(variable: TSESLint.Scope.Variable, call: TSESTree.Node): boolean {
  const home = homeOf(variable);
  return (
    enclosingBody(call) !== home || variable.references.some(({ identifier }) => enclosingBody(identifier) !== home)
  );
}

function homeOf(variable: TSESLint.Scope.Variable): TSESTree.Node {
  const { block } = variable.scope;
  return isFunction(block) || (block as TSESTree.Node).type === AST_NODE_TYPES.Program ? block : enclosingBody(block);
}

/** Whether the call runs where it stands in the variable's own function, or in the callback of a `forEach` there. */
function runsInPlace(variable: TSESLint.Scope.Variable, call: TSESTree.Node): boolean {
  const body = enclosingBody(call);
  if (body === homeOf(variable)) return true;
  const caller = isFunction(body) && !body.async ? body.parent : undefined;
  return (
    caller?.type === AST_NODE_TYPES.CallExpression &&
    caller.callee.type === AST_NODE_TYPES.MemberExpression &&
    memberName(caller.callee) === 'forEach' &&
    enclosingBody(caller) === homeOf(variable)
  );
}

/** Whether the variable cannot be undefined, so that no narrowing can be lost. */
function isNeverNullish(resolver: ApiResolver, variable: TSESLint.Scope.Variable): boolean {
  const name = variable.defs[0]?.name;
  if (name?.type !== AST_NODE_TYPES.Identifier) return false;
  const type = resolver.types?.typeAt(name);
  if (type && resolver.isTypeKnown(name)) return !type.isUnion();
  if (name.typeAnnotation) return name.typeAnnotation.typeAnnotation.type === AST_NODE_TYPES.TSTypeReference;
  const init = name.parent.type === AST_NODE_TYPES.VariableDeclarator ? name.parent.init : undefined;
  const call = init && resolver.resolve(unwrap(init));
  return (
    call !== null &&
    call !== undefined &&
    (operationModel(call.operation).pure === true || call.operation === 'context.active')
  );
}

/** Whether the result may be assigned to what it was derived from. Without types: yes. */
function fits(resolver: ApiResolver, call: ResolvedCall, target: TSESTree.Node): boolean {
  const { types } = resolver;
  const source = types?.typeAt(call.node.parent.type === AST_NODE_TYPES.ChainExpression ? call.node.parent : call.node);
  const declared = types?.typeAt(target);
  // TypeScript before 5.4 has no such method.
  const checker = types?.checker as { isTypeAssignableTo?: (source: unknown, target: unknown) => boolean } | undefined;
  if (!source || !declared || !checker?.isTypeAssignableTo) return true;
  return checker.isTypeAssignableTo(source, declared);
}

/** `this.bag`, where the class around declares a field that may be assigned. */
function fieldTarget(
  resolver: ApiResolver,
  call: ResolvedCall,
  node: TSESTree.MemberExpression,
): ResultTarget | undefined {
  const name = node.property.type === AST_NODE_TYPES.PrivateIdentifier ? node.property.name : memberName(node);
  const object = unwrap(node.object);
  if (name === undefined || node.optional || object.type !== AST_NODE_TYPES.ThisExpression) return undefined;
  const holder = thisHolder(object);
  if (!holder || holder.type === AST_NODE_TYPES.ObjectExpression || !declaresWritableField(holder, name))
    return undefined;
  return fits(resolver, call, node)
    ? { kind: 'assign', text: resolver.sourceCode.getText(node), isPlain: false }
    : undefined;
}

function declaresWritableField(holder: TSESTree.ClassDeclaration | TSESTree.ClassExpression, name: string): boolean {
  return holder.body.body.some((member) => {
    if (member.type === AST_NODE_TYPES.PropertyDefinition)
      return keyName(member) === name && !member.readonly && !member.static;
    if (member.type !== AST_NODE_TYPES.MethodDefinition || member.kind !== 'constructor') return false;
    return member.value.params.some((parameter) => {
      if (parameter.type !== AST_NODE_TYPES.TSParameterProperty || parameter.readonly) return false;
      const binding =
        parameter.parameter.type === AST_NODE_TYPES.AssignmentPattern ? parameter.parameter.left : parameter.parameter;
      return binding.name === name;
    });
  });
}

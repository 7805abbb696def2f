/** Edits that give `extract` and `inject` a carrier they understand, or the accessor that understands the carrier. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { ResolvedCall } from '../analysis/api-resolution';
import { type Accessor, accessorOf, type CarrierFinding, type Throwaway } from '../analysis/carriers';
import type { FileAnalysis } from '../analysis/file-analysis';
import { variableOf } from '../analysis/bindings';
import { isFunction, isLoop, keyName, unwrap } from '../ast';
import {
  combineEdits,
  type Edit,
  hasCommentsInside,
  insertArgument,
  insertStatementAfter,
  isReassigned,
  isTypeScript,
  needsParens,
  rangeWithParens,
  replace,
  replaceArgument,
} from '../fixes';
import type { CarrierShape } from '../model/carriers';
import { ensureAccessor } from './carrier-accessor';

const CARRIER = 1;
const ACCESSOR = 2;
/** Shapes whose entries `Object.fromEntries` can read. */
const ITERABLE: ReadonlySet<CarrierShape> = new Set<CarrierShape>(['headers', 'map', 'search-params']);

/** `extract(ctx, headers)` becomes `extract(ctx, Object.fromEntries(headers))`; with a union, only where it is one. */
export function givePlainObject(
  file: FileAnalysis,
  call: ResolvedCall,
  carrier: TSESTree.Expression,
  finding: CarrierFinding,
): Edit | undefined {
  const { sourceCode } = file;
  const value = withoutCasts(carrier);
  if (
    !ITERABLE.has(finding.shape) ||
    !finding.isDeclared ||
    mayBeMissing(file, value) ||
    hasCommentsInside(sourceCode, carrier.range)
  )
    return undefined;
  const text = sourceCode.getText(value);
  const plain = `Object.fromEntries(${text})`;
  if (!finding.isPartly) return replaceArgument({ sourceCode, call: call.node, index: CARRIER, text: plain });
  if (!finding.isGlobal || finding.shape !== 'headers' || !isPath(value)) return undefined;
  return replaceArgument({
    sourceCode,
    call: call.node,
    index: CARRIER,
    text: `${text} instanceof Headers ? ${plain} : ${text}`,
  });
}

/** Adds the getter or setter of a shape as the third argument. A cast that hides the shape goes. */
export function giveAccessor(
  file: FileAnalysis,
  call: ResolvedCall,
  carrier: TSESTree.Expression,
  finding: CarrierFinding,
): Edit | undefined {
  const { sourceCode } = file;
  if (finding.isPartly) return undefined;
  const value = withoutCasts(carrier);
  const accessor = accessorFor(file, call, finding, mayBeMissing(file, value));
  const isCast = value !== carrier;
  if (isCast && hasCommentsInside(sourceCode, carrier.range)) return undefined;
  const uncast = isCast
    ? replaceArgument({ sourceCode, call: call.node, index: CARRIER, text: sourceCode.getText(value) })
    : () => [];
  return accessor && combineEdits(accessor.fix, uncast, putAccessor(file, call, accessor.localName));
}

/** What is cast: `headers` of `headers as unknown as Carrier`. */
function withoutCasts(node: TSESTree.Expression): TSESTree.Expression {
  let current = node;
  while (current.type === AST_NODE_TYPES.TSAsExpression || current.type === AST_NODE_TYPES.TSTypeAssertion)
    current = current.expression;
  return current;
}

/** `extract(ctx, request)` becomes `extract(ctx, request.headers)`, with the accessor that the headers need. */
export function takeHeaders(
  file: FileAnalysis,
  call: ResolvedCall,
  carrier: TSESTree.Expression,
  { inner }: CarrierFinding,
): Edit | undefined {
  const { sourceCode } = file;
  const isInject = call.operation === 'propagation.inject';
  const isMissing = mayBeMissing(file, carrier) || (inner?.isOptional === true && !file.resolver.types);
  if (!inner || (isInject && (inner.isOptional || isMissing)) || hasCommentsInside(sourceCode, carrier.range))
    return undefined;
  const node = unwrap(carrier);
  const whole = needsParens(node, 'object') ? `(${sourceCode.getText(node)})` : sourceCode.getText(node);
  // A literal has the headers in it: `extract(ctx, { headers })` becomes `extract(ctx, headers)`.
  const literal = node.type === AST_NODE_TYPES.ObjectExpression ? node.properties.find(isHeaders) : undefined;
  const text =
    literal?.type === AST_NODE_TYPES.Property
      ? sourceCode.getText(literal.value)
      : `${whole}${isMissing ? '?' : ''}.${inner.path.join('.')}`;
  const edit = replaceArgument({ sourceCode, call: call.node, index: CARRIER, text });
  const shape = isInject && inner.shape === 'buffers' ? 'plain' : inner.shape;
  if (shape === 'plain') return edit;
  const accessor = accessorFor(file, call, { shape, isGlobal: inner.isGlobal }, isMissing || inner.isOptional);
  return accessor && combineEdits(accessor.fix, edit, putAccessor(file, call, accessor.localName));
}

const isHeaders = (property: TSESTree.ObjectLiteralElement): boolean =>
  property.type === AST_NODE_TYPES.Property &&
  property.key.type === AST_NODE_TYPES.Identifier &&
  property.key.name === 'headers';

function accessorFor(
  file: FileAnalysis,
  call: ResolvedCall,
  { shape, isGlobal }: Pick<CarrierFinding, 'isGlobal' | 'shape'>,
  isMissing: boolean,
): ReturnType<typeof ensureAccessor> {
  if (call.isWrapper || call.node.arguments.length < 2) return undefined;
  const kind = call.operation === 'propagation.inject' ? 'setter' : 'getter';
  return ensureAccessor(file, { kind, shape, isGlobal, mayBeMissing: isMissing, at: call.node });
}

/** Puts an accessor at its place: new, or instead of the default one. */
export function putAccessor({ sourceCode }: FileAnalysis, { node }: ResolvedCall, text: string): Edit | undefined {
  if (node.arguments.length > ACCESSOR) return replaceArgument({ sourceCode, call: node, index: ACCESSOR, text });
  return insertArgument({ sourceCode, call: node, index: ACCESSOR, text });
}

/** Passes the original in place of its copy, with the setter that the original needs. */
export function useOriginal(
  file: FileAnalysis,
  call: ResolvedCall,
  carrier: TSESTree.Expression,
  throwaway: Throwaway,
): Edit | undefined {
  const { sourceCode } = file;
  const node = unwrap(carrier);
  const original = throwaway.kind === 'copy' ? throwaway.of : undefined;
  const isWholeCopy = node.type !== AST_NODE_TYPES.ObjectExpression || node.properties.length === 1;
  if (
    !original ||
    !isWholeCopy ||
    !isPath(original) ||
    mayBeMissing(file, original) ||
    hasCommentsInside(sourceCode, carrier.range)
  )
    return undefined;
  const edit = replaceArgument({ sourceCode, call: call.node, index: CARRIER, text: sourceCode.getText(original) });
  const shape = file.carriers.of(original, 'inject');
  if (!shape || shape.shape === 'plain') return edit;
  // A setter for the copy may be none for the original.
  const accessor =
    shape.isPartly || accessorOf(file.resolver, call).kind === 'given'
      ? undefined
      : accessorFor(file, call, shape, false);
  return accessor && combineEdits(accessor.fix, edit, putAccessor(file, call, accessor.localName));
}

/** `options.headers || {}` becomes `options.headers ||= {}`, so that the new object stays where it is looked for. */
export function keepDefault(file: FileAnalysis, throwaway: Throwaway): Edit | undefined {
  const { sourceCode } = file;
  const found = throwaway.kind === 'local' ? throwaway.value : throwaway;
  if (found.kind !== 'default') return undefined;
  const { expression, target } = found;
  const node = unwrap(target);
  if (node !== target || !isAssignable(file, node)) return undefined;
  const operator = sourceCode.getTokenAfter({ range: rangeWithParens(sourceCode, target) } as TSESTree.Node);
  const value = unwrap(expression.right);
  const isBare =
    expression.parent.type !== AST_NODE_TYPES.LogicalExpression &&
    expression.parent.type !== AST_NODE_TYPES.ConditionalExpression;
  return operator?.value === expression.operator &&
    isBare &&
    (value.type === AST_NODE_TYPES.ObjectExpression
      ? admits(file, node, value)
      : value.type === AST_NODE_TYPES.NewExpression && isAssignableTo(file, value, node))
    ? replace(operator.range, `${expression.operator}=`)
    : undefined;
}

/** Whether an object literal may be assigned to a target, as far as types tell: it has all that the type asks for. */
function admits({ resolver }: FileAnalysis, target: TSESTree.Expression, literal: TSESTree.ObjectExpression): boolean {
  const { types } = resolver;
  const type = types?.typeAt(target);
  if (!types || !type) return true;
  const { SymbolFlags, TypeFlags } = types.ts;
  const names = literal.properties.map((property) =>
    property.type === AST_NODE_TYPES.Property ? keyName(property) : undefined,
  );
  const parts = (type.isUnion() ? type.types : [type]).filter(
    (part) => (part.flags & (TypeFlags.Null | TypeFlags.Undefined)) === 0,
  );
  return parts.some((part) => {
    const asksFor = part.getProperties().filter(({ flags }) => (flags & SymbolFlags.Optional) === 0);
    return (part.flags & TypeFlags.TypeParameter) === 0 && asksFor.every(({ name }) => names.includes(name));
  });
}

/** Whether a target takes a value, as far as types tell. */
function isAssignableTo({ resolver }: FileAnalysis, value: TSESTree.Expression, target: TSESTree.Expression): boolean {
  const { types } = resolver;
  const [from, to] = [types?.typeAt(value), types?.typeAt(target)];
  return !types || !from || !to || types.checker.isTypeAssignableTo(from, to);
}

function isAssignable(file: FileAnalysis, node: TSESTree.Expression): boolean {
  if (node.type === AST_NODE_TYPES.Identifier) {
    const variable = variableOf(file.sourceCode, node);
    const definition = variable?.defs[0];
    const declaration = definition?.node as TSESTree.Node | undefined;
    if (!variable || !declaration) return false;
    return declaration.type === AST_NODE_TYPES.VariableDeclarator
      ? declaration.parent.kind !== 'const'
      : isReassigned(variable);
  }
  return node.type === AST_NODE_TYPES.MemberExpression && isPath(node) && !isReadonly(file, node);
}

function isReadonly({ resolver }: FileAnalysis, node: TSESTree.MemberExpression): boolean {
  const { types } = resolver;
  if (!types) return false;
  const { ModifierFlags, SymbolFlags, getCombinedModifierFlags } = types.ts;
  // A mapped type has the declarations of the type that it maps.
  if (/readonly/i.test(types.typeAt(node.object)?.aliasSymbol?.name ?? '')) return true;
  const symbol = types.symbolAt(node.property);
  const has = (flag: number): boolean => ((symbol?.flags ?? 0) & flag) !== 0;
  if (has(SymbolFlags.GetAccessor) && !has(SymbolFlags.SetAccessor)) return true;
  const declarations = symbol?.declarations ?? [];
  return declarations.some((declaration) => (getCombinedModifierFlags(declaration) & ModifierFlags.Readonly) !== 0);
}

/** `const headers = inject(ctx, {})` becomes a carrier that is declared, and then filled. */
export function fillDeclared(file: FileAnalysis, call: ResolvedCall, carrier: TSESTree.Expression): Edit | undefined {
  const { sourceCode } = file;
  const { parent } = call.node;
  const declaration = parent.type === AST_NODE_TYPES.VariableDeclarator ? parent.parent : undefined;
  if (
    !declaration ||
    parent.type !== AST_NODE_TYPES.VariableDeclarator ||
    parent.id.type !== AST_NODE_TYPES.Identifier ||
    parent.id.typeAnnotation
  )
    return undefined;
  // Not `export const …`, and not the head of a loop.
  const isAlone =
    declaration.declarations.length === 1 &&
    declaration.parent.type !== AST_NODE_TYPES.ExportNamedDeclaration &&
    !isLoop(declaration.parent);
  if (
    !isAlone ||
    unwrap(carrier).type !== AST_NODE_TYPES.ObjectExpression ||
    hasCommentsInside(sourceCode, call.node.range)
  )
    return undefined;
  const [from, to] = rangeWithParens(sourceCode, carrier);
  const name = parent.id.name;
  const text = sourceCode.getText(call.node);
  const start = call.node.range[0];
  const filled = `${text.slice(0, from - start)}${name}${text.slice(to - start)};`;
  const annotation = isTypeScript(sourceCode, file.filename) ? ': Record<string, string>' : '';
  return combineEdits(
    replace([parent.id.range[1], call.node.range[1]], `${annotation} = ${sourceCode.getText(carrier)}`),
    insertStatementAfter({ sourceCode, statement: declaration, text: filled }),
  );
}

/** A function becomes an accessor with it; swapped parameters are put right; a setter adds to what is there. */
export function mendAccessor(file: FileAnalysis, call: ResolvedCall, accessor: Accessor): Edit | undefined {
  const { sourceCode } = file;
  switch (accessor.kind) {
    case 'function': {
      const text = sourceCode.getText(accessor.node);
      // An async getter is of no use as a method either.
      if (isFunction(accessor.node) && accessor.node.async && call.operation === 'propagation.extract')
        return undefined;
      const members =
        call.operation === 'propagation.inject'
          ? `set: ${text}`
          : `keys: (carrier) => Object.keys(carrier ?? {}), get: ${text}`;
      return replaceArgument({ sourceCode, call: call.node, index: ACCESSOR, text: `{ ${members} }` });
    }
    case 'swapped': {
      const [first, second] = accessor.fn.params;
      if (
        !first ||
        !second ||
        accessor.carrier !== second ||
        hasCommentsInside(sourceCode, [first.range[0], second.range[1]])
      )
        return undefined;
      return combineEdits(
        replace(first.range, sourceCode.getText(second)),
        replace(second.range, sourceCode.getText(first)),
      );
    }
    case 'replaces': {
      const { left, right } = accessor.at;
      const value = unwrap(right);
      if (value.type !== AST_NODE_TYPES.ObjectExpression || hasCommentsInside(sourceCode, accessor.at.range))
        return undefined;
      const target = sourceCode.getText(left);
      // Nobody outside sees what is assigned to the parameter: the object itself has to be filled.
      if (
        accessor.fn.params.some(
          (parameter) => parameter.type === AST_NODE_TYPES.Identifier && parameter.name === target,
        )
      ) {
        const added = value.properties.filter(
          (one) => one.type === AST_NODE_TYPES.Property || sourceCode.getText(unwrap(one.argument)) !== target,
        );
        return replace(
          accessor.at.range,
          `Object.assign(${target}, { ${added.map((one) => sourceCode.getText(one)).join(', ')} })`,
        );
      }
      const [first] = value.properties;
      return first && isPath(left) ? (fixer) => [fixer.insertTextBefore(first, `...${target}, `)] : undefined;
    }
    default:
      return undefined;
  }
}

/** `a`, `this.a`, `a.b.c`: what may be written twice. */
export function isPath(node: TSESTree.Expression): boolean {
  const inner = unwrap(node);
  if (inner.type === AST_NODE_TYPES.Identifier || inner.type === AST_NODE_TYPES.ThisExpression) return true;
  return inner.type === AST_NODE_TYPES.MemberExpression && !inner.optional && !inner.computed && isPath(inner.object);
}

/** Whether a value may be undefined or null, as far as its type, or an optional chain, tells. */
function mayBeMissing({ resolver }: FileAnalysis, node: TSESTree.Expression): boolean {
  const { types } = resolver;
  const type = types?.typeAt(node);
  if (!types || !type) return node.type === AST_NODE_TYPES.ChainExpression;
  const { Null, Undefined } = types.ts.TypeFlags;
  return (type.isUnion() ? type.types : [type]).some((part) => (part.flags & (Null | Undefined)) !== 0);
}

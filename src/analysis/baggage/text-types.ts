/**
 * What an edit has to know of a text before it wraps it in a call: whether it is surely a string, and which of the
 * project's own sanitizers may be called on it.
 *
 * *Known limitations*: without types only expressions that make strings are known to be strings, and a sanitizer is
 * taken at its name.
 */
import { AST_NODE_TYPES, ASTUtils, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, literalString, parameterOwner, unwrap } from '../../ast';
import { resolveFunction } from '../bindings';
import { type FlowStep, valueFlow } from '../value-flow';
import type { BaggageFacts } from './facts';

const STRING_MAKERS: ReadonlySet<string> = new Set([
  'String',
  'toString',
  'toLowerCase',
  'toUpperCase',
  'trim',
  'stringify',
  'join',
  'slice',
  'toISOString',
]);

/** Whether an expression is surely a string, never undefined. */
export function isSurelyString({ resolver }: BaggageFacts, expression: TSESTree.Node): boolean {
  const type = resolver.types?.typeAt(expression);
  if (resolver.types && type && resolver.isTypeKnown(expression)) {
    const { TypeFlags } = resolver.types.ts;
    return (type.isUnion() ? type.types : [type]).every(
      (part) => (part.flags & TypeFlags.StringLike) !== 0 || isStringBrand(part, TypeFlags.StringLike),
    );
  }
  const node = unwrap(expression);
  if (expression.type === AST_NODE_TYPES.ChainExpression) return false;
  if (node.type === AST_NODE_TYPES.TemplateLiteral || literalString(node) !== undefined) return true;
  if (node.type === AST_NODE_TYPES.BinaryExpression && node.operator === '+')
    return (
      isSurelyString({ resolver } as BaggageFacts, node.left) ||
      isSurelyString({ resolver } as BaggageFacts, node.right)
    );
  return node.type === AST_NODE_TYPES.CallExpression && !node.optional && STRING_MAKERS.has(calleeName(node) ?? '');
}

function isStringBrand(
  type: { isIntersection(): boolean; readonly types?: readonly { readonly flags: number }[] },
  stringLike: number,
): boolean {
  return type.isIntersection() && (type.types ?? []).some((part) => (part.flags & stringLike) !== 0);
}

/** The first of the project's sanitizers that can be called at a node: by a name that is visible there. */
export function callableSanitizer({ resolver, settings }: BaggageFacts, at: TSESTree.Node): string | undefined {
  return settings.sanitizers.callable.find((name) => {
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) return false;
    const identifier = ASTUtils.findVariable(resolver.sourceCode.getScope(at), name)?.identifiers[0];
    if (!identifier) return false;
    const { steps, open } = valueFlow(resolver.sourceCode).stepsOf('backward', identifier);
    if (open !== undefined || !steps.every(mayGiveFunction)) return false;
    return makesString(resolver, identifier) ?? steps.some(({ kind }) => kind === 'import');
  });
}

function mayGiveFunction({ kind, to }: FlowStep): boolean {
  return kind !== 'element' && to.type !== AST_NODE_TYPES.ClassDeclaration && !parameterOwner(to);
}

/** Whether the function takes one text and gives one; undefined where neither its type nor its definition tells. */
function makesString(
  { sourceCode, types }: BaggageFacts['resolver'],
  identifier: TSESTree.Identifier,
): boolean | undefined {
  const type = types?.typeAt(identifier);
  const signatures = types && type ? types.checker.getSignaturesOfType(type, types.ts.SignatureKind.Call) : [];
  if (types && signatures.length > 0) {
    return signatures.some((signature) => {
      const [first, ...rest] = signature.getParameters();
      const declaration = first?.valueDeclaration;
      const parameter = first && declaration && types.checker.getTypeOfSymbolAtLocation(first, declaration);
      const takesText =
        parameter &&
        (parameter.flags & (types.ts.TypeFlags.String | types.ts.TypeFlags.Any | types.ts.TypeFlags.Unknown)) !== 0;
      const needsMore = rest.some(
        (other) =>
          other.valueDeclaration &&
          types.ts.isParameter(other.valueDeclaration) &&
          !types.checker.isOptionalParameter(other.valueDeclaration),
      );
      return (
        Boolean(takesText) && !needsMore && (signature.getReturnType().flags & types.ts.TypeFlags.StringLike) !== 0
      );
    });
  }
  const fn = resolveFunction(sourceCode, identifier);
  return fn && !fn.async && !fn.generator && fn.params.length === 1;
}

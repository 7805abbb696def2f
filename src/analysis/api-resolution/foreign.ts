/**
 * Which values are surely not of a library that the tables know, by syntax alone: literals, what the platform makes, what
 * nothing is said about. Asked before a checker is: what it would answer costs a thousand times as much.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { isTypeScript, keyName, memberName, unwrap } from '../../ast';
import { NODE_MODULES } from '../../model/node-modules';
import { PLATFORM_CLASSES } from '../../model/platform';
import { type Definition, soleDefinition, thisHolder, variableOf } from '../bindings';
import { resolveExport } from './references';
import { withoutNodePrefix } from './type-identity';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/** What is looked for, and is not foreign although Node or the platform has it: modules of Node's. */
type Own = ReadonlySet<string>;

const NONE: Own = new Set();

/**
 * Whether syntax alone shows that a value is of none of some modules of Node's, nor of OpenTelemetry: a literal, `new
 * Map()`, an export of Node's own modules, `res: ServerResponse`, a parameter that has no type, also behind a constant or
 * a field.
 */
export function isSurelyForeign(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node, own: Own = NONE): boolean {
  if (isObjectLiteral(expression)) return true;
  const node = unwrap(expression);
  if (isForeignValue(sourceCode, node, own)) return true;
  if (node.type === Kind.Identifier) return isForeignVariable(sourceCode, node, own);
  return node.type === Kind.MemberExpression && isForeignMember(sourceCode, node, own);
}

/** An object that is written where it stands has the type of what is written: `{} as Tracer` has another. */
function isObjectLiteral({ type }: TSESTree.Node): boolean {
  return type === Kind.ObjectExpression;
}

function isForeignValue(sourceCode: TSESLint.SourceCode, node: TSESTree.Expression, own: Own): boolean {
  switch (node.type) {
    case Kind.ArrayExpression:
    case Kind.ArrowFunctionExpression:
    case Kind.BinaryExpression:
    case Kind.FunctionExpression:
    case Kind.Literal:
    case Kind.TemplateLiteral:
    case Kind.UnaryExpression:
      return true;
    case Kind.NewExpression:
      return (
        (node.callee.type === Kind.Identifier &&
          PLATFORM_CLASSES.has(node.callee.name) &&
          !variableOf(sourceCode, node.callee)) ||
        isOfNode(sourceCode, node.callee, own)
      );
    case Kind.CallExpression:
      return isOfNode(sourceCode, node.callee, own);
    default:
      return false;
  }
}

/** Whether an expression is an export of one of Node's own modules: its functions and classes make nothing of others. */
function isOfNode(sourceCode: TSESLint.SourceCode, expression: TSESTree.Node, own: Own): boolean {
  const ref = resolveExport(sourceCode, expression);
  return ref !== undefined && ref.path.length > 0 && isForeignModule(ref.package, own);
}

function isForeignModule(name: string, own: Own): boolean {
  const bare = withoutNodePrefix(name);
  return NODE_MODULES.has(bare) && !own.has(bare);
}

function isForeignVariable(sourceCode: TSESLint.SourceCode, node: TSESTree.Identifier, own: Own): boolean {
  const variable = variableOf(sourceCode, node);
  const definition = variable && soleDefinition(variable);
  if (!definition) return false;
  switch (definition.kind) {
    case 'function':
      return true;
    case 'import':
      return isForeignModule(definition.module, own);
    case 'parameter':
      return isForeignParameter(sourceCode, definition, own);
    case 'value': {
      const annotation = variable.identifiers[0]?.typeAnnotation;
      if (annotation) return isForeignAnnotation(sourceCode, annotation.typeAnnotation, own);
      const { path, value } = definition;
      if (path.length > 0) return false;
      return isForeignValue(sourceCode, unwrap(value), own) || (isObjectLiteral(value) && isTypeScript(sourceCode));
    }
    default:
      return false;
  }
}

/**
 * A parameter with the type of another library, or with none where nothing gives it one: TypeScript gives types to the
 * parameters of callbacks, and a comment may to those of JavaScript.
 */
function isForeignParameter(
  sourceCode: TSESLint.SourceCode,
  { fn, index, path }: Extract<Definition, { kind: 'parameter' }>,
  own: Own,
): boolean {
  const parameter = fn.params[index];
  if (parameter?.type !== Kind.Identifier || path.length > 0) return false;
  if (parameter.typeAnnotation) return isForeignAnnotation(sourceCode, parameter.typeAnnotation.typeAnnotation, own);
  const hasContext = fn.type !== Kind.FunctionDeclaration && fn.parent.type !== Kind.MethodDefinition;
  return !hasContext && isTypeScript(sourceCode);
}

function isForeignAnnotation(sourceCode: TSESLint.SourceCode, node: TSESTree.TypeNode, own: Own): boolean {
  switch (node.type) {
    case Kind.TSAnyKeyword:
    case Kind.TSArrayType:
    case Kind.TSBooleanKeyword:
    case Kind.TSFunctionType:
    case Kind.TSLiteralType:
    case Kind.TSNullKeyword:
    case Kind.TSNumberKeyword:
    case Kind.TSObjectKeyword:
    case Kind.TSStringKeyword:
    case Kind.TSTupleType:
    case Kind.TSTypeLiteral:
    case Kind.TSUndefinedKeyword:
      return true;
    case Kind.TSUnionType:
      return node.types.every((part) => isForeignAnnotation(sourceCode, part, own));
    case Kind.TSTypeReference: {
      let name: TSESTree.EntityName = node.typeName;
      while (name.type === Kind.TSQualifiedName) name = name.left;
      if (name.type !== Kind.Identifier) return false;
      if (!variableOf(sourceCode, name)) return name === node.typeName && PLATFORM_CLASSES.has(name.name);
      const ref = resolveExport(sourceCode, name);
      return ref !== undefined && isForeignModule(ref.package, own);
    }
    default:
      return false;
  }
}

function isForeignMember(sourceCode: TSESLint.SourceCode, node: TSESTree.MemberExpression, own: Own): boolean {
  if (node.object.type !== Kind.ThisExpression) return isOfNode(sourceCode, node, own);
  const name = node.property.type === Kind.PrivateIdentifier ? node.property.name : memberName(node);
  const holder = thisHolder(node.object);
  if (name === undefined || !holder || holder.type === Kind.ObjectExpression) return false;
  const field = fieldOf(holder, name);
  if (!field) return false;
  if (field.typeAnnotation) return isForeignAnnotation(sourceCode, field.typeAnnotation.typeAnnotation, own);
  // `null` and other literals are placeholders: the field is filled in later.
  const value = field.value ? unwrap(field.value) : undefined;
  return value?.type === Kind.NewExpression && isForeignValue(sourceCode, value, own);
}

const fieldsByClass = new WeakMap<ClassNode, ReadonlyMap<string, TSESTree.PropertyDefinition>>();

function fieldOf(holder: ClassNode, name: string): TSESTree.PropertyDefinition | undefined {
  let fields = fieldsByClass.get(holder);
  if (!fields) {
    const found = new Map<string, TSESTree.PropertyDefinition>();
    for (const member of holder.body.body) {
      const key = member.type === Kind.PropertyDefinition ? keyName(member) : undefined;
      if (member.type === Kind.PropertyDefinition && key !== undefined && !found.has(key)) found.set(key, member);
    }
    fieldsByClass.set(holder, (fields = found));
  }
  return fields.get(name);
}

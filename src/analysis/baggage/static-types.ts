/**
 * What static types say about a value that may be sensitive: by the checker when there is one, by annotations in the
 * file when there is none.
 *
 * *Known limitations*: without types only annotations on the variable itself and `as` casts are read. A brand counts as
 * safe only when the settings list it.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import type { TypeHint } from '../../model/sensitive-data';
import type { Sanitizers } from '../../model/settings';
import { type ApiResolver, declaringPackage, matchesSpecifier, type TypeServices } from '../api-resolution';
import { thisHolder, variableOf } from '../bindings';

/** A property of an object type. */
export interface Field {
  readonly name: string;
  readonly hint: TypeHint;
  readonly type: ts.Type | undefined;
}

/** Types that only hold others: what is inside counts. */
const BOXES: ReadonlySet<string> = new Set([
  'Promise',
  'PromiseLike',
  'Array',
  'ReadonlyArray',
  'Set',
  'ReadonlySet',
  'Awaited',
]);
const PLATFORM: ReadonlySet<string> = new Set(['lib', 'node', 'buffer']);
const MOST_FIELDS = 60;

export class StaticTypes {
  private readonly services: TypeServices | undefined;

  constructor(
    private readonly resolver: ApiResolver,
    private readonly sanitizers: Sanitizers,
  ) {
    this.services = resolver.types;
  }

  /** What the type of an expression says of its value. */
  hintOf(node: TSESTree.Node): TypeHint {
    if (this.isListedBrand(node)) return 'branded';
    const type = this.typeOf(node);
    return type ? this.hintOfType(type) : hintOfAnnotation(annotationOf(this.resolver.sourceCode, node));
  }

  /**
   * Whether the value is, for all its type says, an object of the project's own: no text that could identify anyone.
   */
  isOwnObject(node: TSESTree.Node): boolean {
    const type = this.typeOf(node);
    return type !== undefined && this.services !== undefined && this.isOwnObjectType(this.unboxed(type));
  }

  /**
   * The name of the type of a value, or of a pattern: `Customer` for `c: Customer`. Undefined for the platform's types.
   */
  typeNameOf(node: TSESTree.Node): string | undefined {
    if (node.type === AST_NODE_TYPES.ThisExpression) {
      const holder = thisHolder(node);
      return holder && 'id' in holder ? holder.id?.name : undefined;
    }
    const type = this.typeOf(node);
    if (type && this.services) {
      const inner = this.unboxed(type);
      const symbol = inner.aliasSymbol ?? inner.getSymbol();
      return symbol && /^[A-Za-z]/.test(symbol.name) && !this.isPlatformType(inner) ? symbol.name : undefined;
    }
    return referenceName(annotationOf(this.resolver.sourceCode, node));
  }

  /** The properties of an object's type; undefined when its type is not known. */
  fieldsOf(node: TSESTree.Node): readonly Field[] | undefined {
    const type = this.typeOf(node);
    return type && this.fieldsOfType(type);
  }

  fieldsOfType(boxed: ts.Type): readonly Field[] | undefined {
    const { services } = this;
    const type = this.unboxed(boxed);
    if (!services || !this.isOwnObjectType(type)) return [];
    const properties = services.checker.getPropertiesOfType(type);
    if (properties.length > MOST_FIELDS) return [];
    return properties.map((property) => {
      const declaration = property.valueDeclaration;
      const own = declaration && services.checker.getTypeOfSymbolAtLocation(property, declaration);
      return { name: property.name, hint: own ? this.hintOfType(own) : 'unknown', type: own };
    });
  }

  /** The type of an expression; undefined without types, and for `any`. */
  private typeOf(node: TSESTree.Node): ts.Type | undefined {
    return this.services && this.resolver.isTypeKnown(node) ? this.services.typeAt(node) : undefined;
  }

  private hintOfType(boxed: ts.Type): TypeHint {
    const { services } = this;
    if (!services) return 'unknown';
    const { TypeFlags } = services.ts;
    const type = this.unboxed(boxed);
    const parts = (type.isUnion() ? type.types : [type]).filter(
      (part) => (part.flags & (TypeFlags.Null | TypeFlags.Undefined | TypeFlags.Void)) === 0,
    );
    const all = (flags: ts.TypeFlags): boolean => parts.every((part) => (part.flags & flags) !== 0);
    if (all(TypeFlags.BooleanLike)) return 'boolean';
    if (all(TypeFlags.EnumLike)) return 'enum';
    if (all(TypeFlags.NumberLike | TypeFlags.BigIntLike)) return 'number';
    if (all(TypeFlags.TemplateLiteral)) return 'string-literal-union';
    // One literal alone is the type of a constant, whose text has been looked at.
    if (parts.length > 1 && all(TypeFlags.StringLiteral | TypeFlags.TemplateLiteral | TypeFlags.BooleanLike))
      return 'string-literal-union';
    return 'unknown';
  }

  private isOwnObjectType(type: ts.Type): boolean {
    if (!this.services) return false;
    const { TypeFlags } = this.services.ts;
    const parts = type.isUnion() ? type.types : [type];
    const objects = parts.filter((part) => (part.flags & (TypeFlags.Null | TypeFlags.Undefined)) === 0);
    return (
      objects.length > 0 &&
      objects.every((part) =>
        (part.isIntersection() ? part.types : [part]).every(
          (one) => (one.flags & TypeFlags.Object) !== 0 && !this.isPlatformType(one),
        ),
      )
    );
  }

  private isPlatformType(type: ts.Type): boolean {
    const { services } = this;
    const declaration = type.getSymbol()?.declarations?.[0];
    const owner = services && declaration && declaringPackage(services, declaration);
    return owner !== undefined && PLATFORM.has(owner);
  }

  /** What a promise, an array or a set holds. */
  private unboxed(type: ts.Type): ts.Type {
    const opened = new Set<ts.Type>();
    let current = type;
    while (!opened.has(current)) {
      opened.add(current);
      const name = current.getSymbol()?.name;
      if (name === undefined || !BOXES.has(name) || !this.isPlatformType(current)) return current;
      current = this.services?.checker.getTypeArguments(current as ts.TypeReference)[0] ?? current;
    }
    return current;
  }

  private isListedBrand(node: TSESTree.Node): boolean {
    const { names, specifierNames, specifiers } = this.sanitizers;
    if (names.isEmpty && specifiers.length === 0) return false;
    const type = this.typeOf(node);
    if (!type) {
      const name = referenceName(annotationOf(this.resolver.sourceCode, node));
      return name !== undefined && (names.matches(name) || specifierNames.matches(name));
    }
    const alias = (type.aliasSymbol ?? type.getSymbol())?.name;
    if (alias !== undefined && names.matches(alias)) return true;
    return specifiers.some((specifier) => matchesSpecifier(this.resolver, node as TSESTree.Expression, specifier));
  }
}

function annotationOf(sourceCode: TSESLint.SourceCode, node: TSESTree.Node): TSESTree.TypeNode | undefined {
  switch (node.type) {
    case AST_NODE_TYPES.TSAsExpression:
    case AST_NODE_TYPES.TSTypeAssertion:
      return node.typeAnnotation;
    case AST_NODE_TYPES.Identifier:
      return (node.typeAnnotation ?? variableOf(sourceCode, node)?.identifiers[0]?.typeAnnotation)?.typeAnnotation;
    case AST_NODE_TYPES.ObjectPattern:
    case AST_NODE_TYPES.ArrayPattern:
      return node.typeAnnotation?.typeAnnotation;
    case AST_NODE_TYPES.AssignmentPattern:
      return annotationOf(sourceCode, node.left);
    case AST_NODE_TYPES.TSParameterProperty:
      return annotationOf(sourceCode, node.parameter);
    default:
      return undefined;
  }
}

function hintOfAnnotation(node: TSESTree.TypeNode | undefined): TypeHint {
  switch (node?.type) {
    case AST_NODE_TYPES.TSBooleanKeyword:
      return 'boolean';
    case AST_NODE_TYPES.TSNumberKeyword:
    case AST_NODE_TYPES.TSBigIntKeyword:
      return 'number';
    case AST_NODE_TYPES.TSTemplateLiteralType:
      return 'string-literal-union';
    case AST_NODE_TYPES.TSUnionType: {
      const parts = node.types.filter(
        (part) => part.type !== AST_NODE_TYPES.TSUndefinedKeyword && part.type !== AST_NODE_TYPES.TSNullKeyword,
      );
      const hints = new Set(parts.map(hintOfAnnotation));
      if (parts.length > 1 && parts.every((part) => part.type === AST_NODE_TYPES.TSLiteralType))
        return 'string-literal-union';
      return hints.size === 1 ? ([...hints][0] ?? 'unknown') : 'unknown';
    }
    default:
      return 'unknown';
  }
}

/** The name in `x: Customer`, `x: api.Customer`, `x: Customer | undefined`, `x: Customer[]`. */
function referenceName(node: TSESTree.TypeNode | undefined): string | undefined {
  switch (node?.type) {
    case AST_NODE_TYPES.TSTypeReference: {
      const { typeName } = node;
      const name =
        typeName.type === AST_NODE_TYPES.TSQualifiedName
          ? typeName.right.name
          : typeName.type === AST_NODE_TYPES.Identifier
            ? typeName.name
            : undefined;
      const [argument] = node.typeArguments?.params ?? [];
      return name !== undefined && (BOXES.has(name) || name === 'Readonly' || name === 'Partial') && argument
        ? referenceName(argument)
        : name;
    }
    case AST_NODE_TYPES.TSArrayType:
      return referenceName(node.elementType);
    case AST_NODE_TYPES.TSUnionType:
      return node.types.map(referenceName).find((name) => name !== undefined);
    default:
      return undefined;
  }
}

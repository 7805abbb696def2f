/**
 * The headers of a request that a file received, where it reads them: `req.headers` of a handler, of a Fetch request, of
 * a parameter whose type is a request of a server; `headers()` of Next.js.
 *
 * *Known limitations*: a Fetch `Request` that is no parameter of a known handler may be one that the project builds
 * itself, and is none; headers under another name are found only where they are taken out of the request.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { isFunction, parameterOwner } from '../../ast';
import { nodeAt } from '../../ast/node-at';
import {
  EXPORTED_REQUEST_FUNCTIONS,
  HEADER_FUNCTIONS,
  RECEIVED_REQUEST_TYPES,
  RESPONSE_NAMES,
} from '../../model/server-libraries';
import { functionName, variableOf } from '../bindings';
import { type Ingress, type IngressParts, ingressOf } from '../ingress';
import { type NamedExport, namedExport } from '../library-objects';
import { type AccessPath, SAME_VALUE, sureLabel, valueFlow } from '../value-flow';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** The reads of received headers, in source order. */
export function receivedHeaders(parts: IngressParts): readonly TSESTree.Expression[] {
  const finder = new ReceivedHeaders(parts, ingressOf(parts));
  const found = [...parts.sourceCode.text.matchAll(/(?<![\w$])headers(?![\w$])/g)].flatMap(({ index }) => {
    const node = nodeAt(parts.sourceCode, index);
    return node?.type === Kind.Identifier && node.name === 'headers' ? finder.at(node) : [];
  });
  return [...new Set(found)];
}

class ReceivedHeaders {
  constructor(
    private readonly parts: IngressParts,
    private readonly ingress: Ingress,
  ) {}

  /** The reads that an identifier `headers` is a part of. */
  at(node: TSESTree.Identifier): readonly TSESTree.Expression[] {
    const { parent } = node;
    const { resolver, sourceCode } = this.parts;
    switch (parent.type) {
      case Kind.MemberExpression: {
        if (parent.property !== node || parent.computed || isWritten(parent)) return [];
        return this.isCarrier(parent) || this.isRequest(parent.object) ? [parent] : [];
      }
      case Kind.Property: {
        const value = parent.value.type === Kind.AssignmentPattern ? parent.value.left : parent.value;
        if (parent.parent.type !== Kind.ObjectPattern || parent.key !== node || value.type !== Kind.Identifier)
          return [];
        const { parent: owner } = parent.parent;
        const isTaken = owner.type === Kind.VariableDeclarator && owner.init !== null && this.isRequest(owner.init);
        const reads = (variableOf(sourceCode, value)?.references ?? []).filter((reference) => reference.isRead());
        return reads
          .map(({ identifier }) => identifier as TSESTree.Identifier)
          .filter((identifier) => isTaken || this.isCarrier(identifier));
      }
      case Kind.CallExpression: {
        const named = parent.callee === node ? namedExport(resolver, node) : undefined;
        return HEADER_FUNCTIONS.some((row) => row.package === named?.package && row.name === named?.name)
          ? [parent]
          : [];
      }
      default:
        return [];
    }
  }

  private isCarrier(node: TSESTree.Expression): boolean {
    const origin = this.ingress.originOf(node);
    return origin?.what === 'carrier' && origin.handler.entryKind === 'SERVER';
  }

  /** Whether an expression is surely the request that a function was given, by its type or where the function stands. */
  private isRequest(expression: TSESTree.Node): boolean {
    const answer = valueFlow(this.parts.sourceCode).backward(expression, {
      label: ({ node, path }) => this.isRequestParameter(node, path, expression),
      kinds: SAME_VALUE,
    });
    return sureLabel(answer) ?? false;
  }

  private isRequestParameter(node: TSESTree.Node, path: AccessPath, read: TSESTree.Node): boolean | undefined {
    const fn = parameterOwner(node);
    if (!fn) return undefined;
    if (path.length > 0) return path.join('.') === 'request' && fn.params[0] === node && isExportedHandler(fn);
    if (node.type !== Kind.Identifier || RESPONSE_NAMES.has(node.name)) return false;
    const annotation = node.typeAnnotation?.typeAnnotation;
    const annotated = annotation?.type === Kind.TSTypeReference ? this.typeNamed(annotation.typeName) : undefined;
    const types = [...this.parts.resolver.declaredTypesOf(read), ...(annotated ? [annotated] : [])];
    return types.some((type) =>
      RECEIVED_REQUEST_TYPES.some((row) => row.name === type.name && row.package === type.package),
    );
  }

  /** `IncomingMessage`, `http.IncomingMessage`. */
  private typeNamed(name: TSESTree.EntityName): NamedExport | undefined {
    const { resolver } = this.parts;
    if (name.type !== Kind.TSQualifiedName) return namedExport(resolver, name);
    const owner = namedExport(resolver, name.left);
    return owner?.name === 'default' ? { package: owner.package, name: name.right.name } : undefined;
  }
}

/** `export async function loader({ request }) { … }`. */
function isExportedHandler(fn: TSESTree.Node): boolean {
  if (!isFunction(fn) || !EXPORTED_REQUEST_FUNCTIONS.has(functionName(fn) ?? '')) return false;
  const declaration = fn.type === Kind.FunctionDeclaration ? fn : fn.parent.parent;
  return declaration?.parent?.type === Kind.ExportNamedDeclaration;
}

function isWritten({ parent, ...member }: TSESTree.MemberExpression): boolean {
  return parent.type === Kind.AssignmentExpression && parent.left.range[0] === member.range[0];
}

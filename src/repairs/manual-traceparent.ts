/** Edits that let the propagator write what was a `traceparent` built by hand. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { resolveFunction, variableOf } from '../analysis/bindings';
import type { FileAnalysis } from '../analysis/file-analysis';
import type { HeaderContext, HeaderSite, ManualHeader } from '../analysis/manual-headers';
import { calleeName, contains, enclosingFunction, isFunction, keyName, memberName, unwrap, wrapped } from '../ast';
import {
  combineEdits,
  type Edit,
  ensureImport,
  findStatementPlace,
  freshName,
  hasCommentsInside,
  insertAt,
  insertStatementAfter,
  insertStatementBefore,
  isTypeScript,
  rangeWithParens,
  removeProperty,
  replace,
} from '../fixes';
import { ADDING_METHODS } from '../model/traceparent';
import { CARRIER_TYPE, statementAround } from './fill-carrier';

const API = '@opentelemetry/api';
/** Types in which the propagator may put any header. */
const OPEN_TYPE =
  /^(?:Promise<)?(?:Record<string,|HeadersInit\b|OutgoingHttpHeaders\b|any\b|\{\s*(?:readonly\s+)?\[\w+:\s*string\]:)/;

type PropertySite = HeaderSite & { readonly kind: 'getter' | 'property' };

/**
 * Puts `propagation.inject()` in the place of a header. Undefined where the header is no `traceparent`, where it is not
 * known which span it means, in the scope of the module, and where the text around it leaves no room for a statement.
 */
export function injectInstead(file: FileAnalysis, { site, context }: ManualHeader): Edit | undefined {
  const { sourceCode } = file;
  if (
    site.format !== 'traceparent' ||
    !context ||
    !enclosingFunction(site.node) ||
    hasCommentsInside(sourceCode, site.node.range)
  )
    return undefined;
  if (isWrapped(site.value)) return undefined;
  const text = contextText(file, site.node, context);
  const propagation = ensureImport({ sourceCode, module: API, imported: 'propagation', at: site.node });
  if (!text || !propagation) return undefined;
  const writer: Writer = {
    file,
    context,
    inject: (carrier) => `${propagation.localName}.inject(${text.text}, ${carrier})`,
  };
  return combineEdits(text.fix, propagation.fix, injectAt(writer, site));
}

/**
 * Drops the header of another format from `sentry ?? traceparent`, so that the received traceparent is passed on.
 * Undefined where none stands beside it.
 */
export function passOnTraceparent({ sourceCode }: FileAnalysis, { foreign }: ManualHeader): Edit | undefined {
  const node = foreign && wrapped(foreign.node);
  const parent = node?.parent;
  if (!node || parent?.type !== AST_NODE_TYPES.LogicalExpression || parent.operator === '&&') return undefined;
  const isLeft = parent.left === node;
  const other = isLeft ? parent.right : parent.left;
  if (!/trace_?parent/i.test(sourceCode.getText(other))) return undefined;
  const [start, end] = rangeWithParens(sourceCode, other);
  const range: TSESTree.Range = isLeft ? [parent.range[0], start] : [end, parent.range[1]];
  return hasCommentsInside(sourceCode, range) ? undefined : replace(range, '');
}

interface Writer {
  readonly file: FileAnalysis;
  readonly context: HeaderContext;
  /** The call, without a semicolon. */
  readonly inject: (carrier: string) => string;
}

function injectAt(writer: Writer, site: HeaderSite): Edit | undefined {
  const { sourceCode } = writer.file;
  switch (site.kind) {
    case 'property':
    case 'getter':
      return injectIntoVariable(writer, site) ?? injectBefore(writer, site);
    case 'pair':
      return hoisted(writer, site, (carrier) => replace(site.node.range, `...Object.entries(${carrier})`));
    case 'assignment': {
      const isStatement = site.node.parent.type === AST_NODE_TYPES.ExpressionStatement && site.node.operator === '=';
      if (!isStatement || site.written === site.written.toUpperCase()) return undefined;
      return replace(site.node.range, writer.inject(sourceCode.getText(site.object)));
    }
    case 'call': {
      if (site.node.parent.type !== AST_NODE_TYPES.ExpressionStatement) return undefined;
      const method = ADDING_METHODS[site.method] ?? site.method;
      const setter = `{ set: (carrier, key, value) => carrier.${method}(key, value) }`;
      return replace(site.node.range, writer.inject(`${sourceCode.getText(site.object)}, ${setter}`));
    }
  }
}

/** Whether a value is more than a text: bytes, an attribute of SQS. */
function isWrapped(value: TSESTree.Expression): boolean {
  const node = unwrap(value);
  if (node.type === AST_NODE_TYPES.ObjectExpression) return true;
  return node.type === AST_NODE_TYPES.CallExpression && ['from', 'encode'].includes(calleeName(node) ?? '');
}

interface ContextText {
  readonly text: string;
  readonly fix: Edit;
}

function contextText({ sourceCode }: FileAnalysis, at: TSESTree.Node, found: HeaderContext): ContextText | undefined {
  if (found.kind === 'context') return { text: sourceCode.getText(found.node), fix: () => [] };
  const context = ensureImport({ sourceCode, module: API, imported: 'context', at });
  if (!context) return undefined;
  const active = `${context.localName}.active()`;
  if (found.kind === 'active') return { text: active, fix: context.fix };
  const trace = ensureImport({ sourceCode, module: API, imported: 'trace', at });
  const fix = combineEdits(context.fix, trace?.fix);
  const method = found.kind === 'span' ? 'setSpan' : 'setSpanContext';
  return trace && fix && { text: `${trace.localName}.${method}(${active}, ${sourceCode.getText(found.node)})`, fix };
}

/** `const headers = { accept, traceparent }` loses the property, and `inject` fills it in the next line. */
function injectIntoVariable(writer: Writer, site: PropertySite): Edit | undefined {
  const { sourceCode } = writer.file;
  const declarator = wrapped(site.object).parent;
  if (
    declarator?.type !== AST_NODE_TYPES.VariableDeclarator ||
    declarator.init !== site.object ||
    declarator.id.type !== AST_NODE_TYPES.Identifier
  )
    return undefined;
  const declaration = declarator.parent;
  const { id } = declarator;
  const annotation = id.typeAnnotation?.typeAnnotation;
  const at = site.object.properties.indexOf(site.node);
  const isOverridden = site.object.properties.slice(at).some(({ type }) => type === AST_NODE_TYPES.SpreadElement);
  const variable = variableOf(sourceCode, id);
  if (
    !variable ||
    isOverridden ||
    declaration.declarations.length !== 1 ||
    !findStatementPlace(declaration) ||
    isEnvironment(site)
  )
    return undefined;
  if (annotation && !sourceCode.getText(annotation).startsWith('Record<string,')) return undefined;
  if (
    isReadAsItWas(writer.file, variable) ||
    !variable.references.every(({ identifier }) => admitsCarrier(writer.file, identifier))
  )
    return undefined;
  const edits = removeAll(sourceCode, [site.node, ...siblingsOf(sourceCode, site)]);
  const inserted = insertStatementAfter({ sourceCode, statement: declaration, text: `${writer.inject(id.name)};` });
  return combineEdits(edits, inserted);
}

const HEADER_NAME = /^(?:trace(?:parent|state)|baggage)$/;

/** A read of a header by name: its type goes with the property. */
function isReadAsItWas({ sourceCode }: FileAnalysis, variable: TSESLint.Scope.Variable): boolean {
  return variable.references.some(({ identifier }) => {
    const { parent } = identifier;
    if (
      parent.type === AST_NODE_TYPES.VariableDeclarator &&
      parent.init === identifier &&
      parent.id.type === AST_NODE_TYPES.ObjectPattern
    ) {
      return parent.id.properties.some(
        (property) => property.type === AST_NODE_TYPES.Property && HEADER_NAME.test(keyName(property) ?? ''),
      );
    }
    const isMember = parent.type === AST_NODE_TYPES.MemberExpression && parent.object === identifier;
    return (isMember && HEADER_NAME.test(memberName(parent) ?? '')) || sourceCode.getText(parent).startsWith('typeof ');
  });
}

/** The headers beside a property that the propagator writes as well. */
function siblingsOf(sourceCode: TSESLint.SourceCode, { object, node }: PropertySite): readonly TSESTree.Property[] {
  return object.properties.filter(
    (property) => property.type === AST_NODE_TYPES.Property && property !== node && isWrittenToo(sourceCode, property),
  ) as TSESTree.Property[];
}

/** Removes properties of one object. Two at its end share a comma, so they go as one. */
export function removeAll(sourceCode: TSESLint.SourceCode, removed: readonly TSESTree.Property[]): Edit | undefined {
  const object = removed[0]?.parent;
  if (object?.type !== AST_NODE_TYPES.ObjectExpression) return undefined;
  const { properties } = object;
  const kept = properties.filter((property) => !removed.some((other) => other === property));
  const last = kept.at(-1);
  if (removed.length === 1) return combineEdits(...removed.map((property) => removeProperty({ sourceCode, property })));
  if (!last) return hasCommentsInside(sourceCode, object.range) ? undefined : replace(object.range, '{}');
  const tail = properties.slice(properties.indexOf(last) + 1);
  const others = removed
    .filter((property) => !tail.includes(property))
    .map((property) => removeProperty({ sourceCode, property }));
  const range: TSESTree.Range = [last.range[1], properties.at(-1)?.range[1] ?? last.range[1]];
  if (tail.length === 0) return combineEdits(...others);
  return hasCommentsInside(sourceCode, range) ? undefined : combineEdits(...others, replace(range, ''));
}

/** Whether the propagator writes a property just as well: the trace state of a span, the baggage of a context. */
function isWrittenToo(sourceCode: TSESLint.SourceCode, property: TSESTree.Property): boolean {
  const value = sourceCode.getText(property.value);
  const name = keyName(property)?.toLowerCase();
  return (
    (name === 'tracestate' && /\btraceState\b/.test(value)) ||
    (name === 'baggage' && /\bget(?:Active)?Baggage\b|\bgetAllEntries\b/.test(value))
  );
}

/** `{ traceparent }` becomes `{ ...carrier }`, and the carrier is filled in front of the statement. */
function injectBefore(writer: Writer, site: PropertySite): Edit | undefined {
  if (isEnvironment(site)) {
    if (site.node.shorthand || site.kind === 'getter') return undefined;
    return hoisted(writer, site, (carrier) => replace(site.node.value.range, `${carrier}['${site.header}']`));
  }
  const siblings = siblingsOf(writer.file.sourceCode, site);
  const removed = siblings.length === 0 ? undefined : removeAll(writer.file.sourceCode, siblings);
  if (!admitsCarrier(writer.file, site.object) || isAskedByName(writer.file, site) || (siblings.length > 0 && !removed))
    return undefined;
  return hoisted(writer, site, (carrier) => (fixer) => [
    ...replace(site.node.range, `...${carrier}`)(fixer),
    ...(removed?.(fixer) ?? []),
  ]);
}

/** Whether the variable that holds the headers, without a type of its own, is read or taken with the header by name. */
function isAskedByName(file: FileAnalysis, { object }: PropertySite): boolean {
  const declarator = wrapped(object).parent;
  if (
    declarator?.type !== AST_NODE_TYPES.VariableDeclarator ||
    declarator.id.type !== AST_NODE_TYPES.Identifier ||
    declarator.id.typeAnnotation
  )
    return false;
  const variable = variableOf(file.sourceCode, declarator.id);
  // `{ ...carrier }` alone has any header by name, beside others it has none.
  const isRead = object.properties.length > 1 && variable !== undefined && isReadAsItWas(file, variable);
  return (
    variable !== undefined &&
    (isRead || !variable.references.every(({ identifier }) => admitsCarrier(file, identifier)))
  );
}

function isEnvironment({ written }: HeaderSite): boolean {
  return written !== '' && written === written.toUpperCase();
}

/** Declares a carrier, fills it in front of the statement of a site, and puts it to use there. */
function hoisted(writer: Writer, site: HeaderSite, use: (carrier: string) => Edit): Edit | undefined {
  const { file, context } = writer;
  const { sourceCode } = file;
  const statement = statementAround(site.node);
  if (!statement || !isUsableAt(file, context, site.node, statement)) return undefined;
  const name = freshName(sourceCode, site.node, 'carrier');
  const lines = [
    `const ${name}${isTypeScript(sourceCode, file.filename) ? `: ${CARRIER_TYPE}` : ''} = {};`,
    `${writer.inject(name)};`,
  ];
  if (!isFunction(statement))
    return combineEdits(use(name), insertStatementBefore({ sourceCode, statement, text: lines.join('\n') }));
  const [start, end] = rangeWithParens(sourceCode, statement.body);
  return combineEdits(insertAt(start, `{ ${lines.join(' ')} return `), use(name), insertAt(end, '; }'));
}

/**
 * Whether a span can be named in front of the statement: it is declared before, and no condition in between guards it.
 */
function isUsableAt(
  { sourceCode }: FileAnalysis,
  context: HeaderContext,
  site: TSESTree.Node,
  statement: TSESTree.Node,
): boolean {
  if (context.kind === 'active') return true;
  const node = unwrap(context.node);
  const variable = node.type === AST_NODE_TYPES.Identifier ? variableOf(sourceCode, node) : undefined;
  const isDeclared =
    variable === undefined || variable.defs.every(({ name }) => !contains(statement, name) || isFunction(statement));
  for (let { parent } = site; parent && parent !== statement; { parent } = parent) {
    if (parent.type === AST_NODE_TYPES.ConditionalExpression || parent.type === AST_NODE_TYPES.LogicalExpression)
      return false;
  }
  return isDeclared;
}

/** Whether the place of an object has room for any header, and does not ask for this one by name. */
function admitsCarrier(file: FileAnalysis, node: TSESTree.Node): boolean {
  const { types } = file.resolver;
  const map = file.sourceCode.parserServices?.esTreeNodeToTSNodeMap as
    { get(node: TSESTree.Node): unknown } | undefined;
  const tsNode = types && map?.get(node);
  if (types && tsNode) {
    const expected = types.checker.getContextualType(tsNode as Parameters<typeof types.checker.getContextualType>[0]);
    const parts = expected?.isUnion() ? expected.types : expected ? [expected] : [];
    return !parts.some((part) => part.getProperty('traceparent') !== undefined);
  }
  const annotation = expectedAnnotation(file, node);
  return annotation === undefined || OPEN_TYPE.test(file.sourceCode.getText(annotation));
}

/**
 * The annotation of the variable an object fills, of the function that returns it, or of the parameter that takes it.
 */
function expectedAnnotation({ sourceCode }: FileAnalysis, node: TSESTree.Node): TSESTree.TypeNode | undefined {
  const { parent } = node;
  switch (parent?.type) {
    case AST_NODE_TYPES.VariableDeclarator:
      return parent.id.typeAnnotation?.typeAnnotation;
    case AST_NODE_TYPES.TSSatisfiesExpression:
    case AST_NODE_TYPES.TSAsExpression:
      return parent.typeAnnotation;
    case AST_NODE_TYPES.CallExpression: {
      const parameter = resolveFunction(sourceCode, unwrap(parent.callee))?.params[
        parent.arguments.indexOf(node as TSESTree.CallExpressionArgument)
      ];
      return parameter?.type === AST_NODE_TYPES.Identifier ? parameter.typeAnnotation?.typeAnnotation : undefined;
    }
    case AST_NODE_TYPES.ReturnStatement:
      return enclosingFunction(parent)?.returnType?.typeAnnotation;
    case AST_NODE_TYPES.ArrowFunctionExpression:
      return parent.returnType?.typeAnnotation;
    default:
      return undefined;
  }
}

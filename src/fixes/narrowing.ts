/** What TypeScript knows about a value at a place and would forget if the place moved into a callback. */
import {
  AST_NODE_TYPES,
  type ParserServicesWithTypeInformation,
  type TSESLint,
  type TSESTree,
} from '@typescript-eslint/utils';
import { enclosingBody, literalString } from '../ast';
import { nodeAt } from '../ast/node-at';
import { oncePerFile } from '../ast/once-per-file';
import { isReassigned, isTypeScript } from './safety';
import { walkOwn } from './walk';

/**
 * Whether code that moves into a callback could stop to type-check under `strict`, or see a value too late for the
 * compiler. TypeScript (handbook, "Narrowing") keeps in a callback what it knows of constants and parameters that are
 * never reassigned, and forgets what it knows of reassigned variables and of properties; and after a call it does not
 * see what the callback assigned. JavaScript files have nothing to lose.
 *
 * With types, the type of the first use is compared with the declared type. Without, a test or an assignment of the
 * same variable or property in front of the range counts.
 *
 * Known limitations: nested functions are not entered (they had nothing to lose); boolean variables count as not
 * narrowed.
 */
export function losesNarrowing(sourceCode: TSESLint.SourceCode, nodes: readonly TSESTree.Node[]): boolean {
  const [first] = nodes;
  if (!first || !isTypeScript(sourceCode)) return false;
  const range: TSESTree.Range = [first.range[0], nodes.at(-1)?.range[1] ?? first.range[1]];
  return assignsForLater(sourceCode, range) || readsNarrowed(sourceCode, nodes, range);
}

const isWithin = (node: TSESTree.Node, range: Readonly<TSESTree.Range>): boolean =>
  range[0] <= node.range[0] && node.range[1] <= range[1];

/** A use of a variable, at its identifier. */
interface Use {
  readonly identifier: TSESTree.Node;
  readonly variable: TSESLint.Scope.Variable;
}

/** Every use of a variable that the file declares, in source order. */
const usesOf = oncePerFile(({ scopeManager }): readonly Use[] =>
  (scopeManager?.scopes ?? [])
    .flatMap((scope) => scope.variables)
    .filter((variable) => variable.defs.length > 0)
    .flatMap((variable) => variable.references.map(({ identifier }) => ({ identifier, variable })))
    .sort((left, right) => left.identifier.range[0] - right.identifier.range[0]),
);

/** The uses that stand in a range. */
function usesWithin(sourceCode: TSESLint.SourceCode, range: Readonly<TSESTree.Range>): readonly Use[] {
  const uses = usesOf(sourceCode);
  let low = 0;
  let high = uses.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((uses[middle]?.identifier.range[0] ?? Infinity) < range[0]) low = middle + 1;
    else high = middle;
  }
  const found: Use[] = [];
  for (let index = low; index < uses.length; index++) {
    const use = uses[index];
    if (!use || use.identifier.range[0] >= range[1]) break;
    if (isWithin(use.identifier, range)) found.push(use);
  }
  return found;
}

const isDeclaredWithin = (variable: TSESLint.Scope.Variable, range: Readonly<TSESTree.Range>): boolean =>
  variable.defs.some((def) => isWithin(def.name, range));

/** The variables declared outside a range and used in it. */
function outerVariables(sourceCode: TSESLint.SourceCode, range: Readonly<TSESTree.Range>): TSESLint.Scope.Variable[] {
  const used = new Set(usesWithin(sourceCode, range).map(({ variable }) => variable));
  return [...used].filter((variable) => !isDeclaredWithin(variable, range));
}

/** Whether a variable gets in the range a value that code outside reads, in a way that the compiler has to follow. */
function assignsForLater(sourceCode: TSESLint.SourceCode, range: Readonly<TSESTree.Range>): boolean {
  return outerVariables(sourceCode, range).some((variable) => {
    const declarator = variable.defs[0]?.node;
    const isBare =
      declarator?.type === AST_NODE_TYPES.VariableDeclarator && !declarator.init && !isLoopHead(declarator);
    // `let x;` without a type takes its type from what follows; a callback ends that.
    if (isBare && !declarator.id.typeAnnotation) return true;
    const isWritten = variable.references.some((one) => one.isWrite() && isWithin(one.identifier, range));
    const isReadLater = variable.references.some((one) => one.isRead() && !isWithin(one.identifier, range));
    if (!isWritten || !isReadLater) return false;
    const services = typedServices(sourceCode);
    const name = variable.defs[0]?.name;
    if (isBare || !services || !name) return true;
    return services.program.getTypeChecker().getTypeAtLocation(services.esTreeNodeToTSNodeMap.get(name)).isUnion();
  });
}

function isLoopHead(declarator: TSESTree.VariableDeclarator | TSESTree.Node): boolean {
  const head = declarator.parent?.parent;
  return head?.type === AST_NODE_TYPES.ForOfStatement || head?.type === AST_NODE_TYPES.ForInStatement;
}

/** Whether a narrowed use stands in the range whose narrowing comes from in front of it. */
function readsNarrowed(
  sourceCode: TSESLint.SourceCode,
  nodes: readonly TSESTree.Node[],
  range: Readonly<TSESTree.Range>,
): boolean {
  const changing = new Set<TSESTree.Node>(
    outerVariables(sourceCode, range)
      .filter(isReassigned)
      .flatMap((variable) => variable.references.map(({ identifier }) => identifier)),
  );
  const inner = innerIdentifiers(sourceCode, range);
  const services = typedServices(sourceCode);
  const start = nodeAt(sourceCode, range[0]) ?? sourceCode.ast;
  const narrowed = narrowedIn(sourceCode, enclosingBody(start));
  const seen = new Set<string>();
  let loses = false;
  for (const root of nodes) {
    walkOwn(sourceCode, root, (node) => {
      const path = pathOf(node);
      if (path === undefined || loses || seen.has(path)) return;
      const base = rootOf(node);
      if (node.type === AST_NODE_TYPES.Identifier ? !changing.has(node) : inner.has(base)) return;
      seen.add(path);
      const known = services && isNarrowedByType(services, node);
      loses = known ?? (narrowed.get(path) ?? Infinity) <= range[0];
    });
  }
  return loses;
}

/** The identifiers of a range that refer to variables declared in it. */
function innerIdentifiers(
  sourceCode: TSESLint.SourceCode,
  range: Readonly<TSESTree.Range>,
): ReadonlySet<TSESTree.Node> {
  return new Set(
    usesWithin(sourceCode, range)
      .filter(({ variable }) => isDeclaredWithin(variable, range))
      .map(({ identifier }) => identifier),
  );
}

/** `a`, `a.b`, `this.b['c']` as one key; undefined for everything else. */
function pathOf(node: TSESTree.Node): string | undefined {
  switch (node.type) {
    case AST_NODE_TYPES.Identifier:
      return node.name;
    case AST_NODE_TYPES.ThisExpression:
      return 'this';
    case AST_NODE_TYPES.TSNonNullExpression:
    case AST_NODE_TYPES.ChainExpression:
      return undefined;
    case AST_NODE_TYPES.MemberExpression: {
      const object = pathOf(skipMarks(node.object));
      const name = node.computed
        ? literalString(node.property)
        : node.property.type === AST_NODE_TYPES.Identifier
          ? node.property.name
          : undefined;
      return object !== undefined && name !== undefined ? `${object}.${name}` : undefined;
    }
    default:
      return undefined;
  }
}

function skipMarks(node: TSESTree.Node): TSESTree.Node {
  return node.type === AST_NODE_TYPES.TSNonNullExpression || node.type === AST_NODE_TYPES.ChainExpression
    ? skipMarks(node.expression)
    : node;
}

function rootOf(node: TSESTree.Node): TSESTree.Node {
  return node.type === AST_NODE_TYPES.MemberExpression ? rootOf(skipMarks(node.object)) : node;
}

function typedServices(sourceCode: TSESLint.SourceCode): ParserServicesWithTypeInformation | undefined {
  const services = sourceCode.parserServices;
  return services?.program && services.esTreeNodeToTSNodeMap
    ? (services as ParserServicesWithTypeInformation)
    : undefined;
}

/** Whether a member is a link of an optional chain: what `?.` looks at is narrowed there, wherever the chain stands. */
function isOptionalLink(node: TSESTree.MemberExpression): boolean {
  return node.optional || (node.object.type === AST_NODE_TYPES.MemberExpression && isOptionalLink(node.object));
}

/** Whether the type at a use is not the declared one. Undefined if the declaration is not to be found. */
function isNarrowedByType(services: ParserServicesWithTypeInformation, node: TSESTree.Node): boolean | undefined {
  if (node.type === AST_NODE_TYPES.ThisExpression) return false;
  if (
    node.type === AST_NODE_TYPES.MemberExpression &&
    (isOptionalLink(node) || node.parent.type === AST_NODE_TYPES.ChainExpression)
  )
    return false;
  const checker = services.program.getTypeChecker();
  const name = node.type === AST_NODE_TYPES.MemberExpression ? node.property : node;
  const isShorthand = node.parent?.type === AST_NODE_TYPES.Property && node.parent.shorthand;
  const symbol = isShorthand
    ? checker.getShorthandAssignmentValueSymbol(services.esTreeNodeToTSNodeMap.get(node.parent as TSESTree.Node))
    : checker.getSymbolAtLocation(services.esTreeNodeToTSNodeMap.get(name));
  // A property of a union may have several declarations and no main one.
  const declaration = symbol?.valueDeclaration ?? symbol?.declarations?.[0];
  if (!symbol || !declaration) return undefined;
  const declared = checker.getTypeOfSymbolAtLocation(symbol, declaration);
  const used = checker.getTypeAtLocation(services.esTreeNodeToTSNodeMap.get(node));
  // The members of an enum, and of an object `as const`: one literal type at their declaration, another where they are
  // used.
  const isSameLiteral = declared.isLiteral() && used.isLiteral() && declared.value === used.value;
  return declared !== used && !isSameLiteral && checker.typeToString(declared) !== 'boolean';
}

const narrowedByBody = new WeakMap<TSESTree.Node, ReadonlyMap<string, number>>();

/**
 * The variables and properties of a body that a test or an assignment may have narrowed, each with the offset at which
 * the first of these ends.
 */
function narrowedIn(sourceCode: TSESLint.SourceCode, body: TSESTree.Node): ReadonlyMap<string, number> {
  const known = narrowedByBody.get(body);
  if (known) return known;
  const narrowed = new Map<string, number>();
  const add = (node: TSESTree.Node | null | undefined): void => {
    if (!node) return;
    walkOwn(sourceCode, node, (part) => {
      const isCallee = part.parent?.type === AST_NODE_TYPES.CallExpression && part.parent.callee === part;
      const path = isCallee ? undefined : pathOf(part);
      if (path !== undefined) narrowed.set(path, Math.min(narrowed.get(path) ?? Infinity, node.range[1]));
    });
  };
  walkOwn(sourceCode, body, (node) => {
    switch (node.type) {
      case AST_NODE_TYPES.IfStatement:
      case AST_NODE_TYPES.ConditionalExpression:
      case AST_NODE_TYPES.WhileStatement:
      case AST_NODE_TYPES.DoWhileStatement:
      case AST_NODE_TYPES.ForStatement:
        add(node.test);
        break;
      case AST_NODE_TYPES.LogicalExpression:
      case AST_NODE_TYPES.AssignmentExpression:
        add(node.left);
        break;
      case AST_NODE_TYPES.SwitchStatement:
        add(node.discriminant);
        break;
      case AST_NODE_TYPES.ExpressionStatement:
        // A call may be an assertion: `assert(req.user)`.
        if (node.expression.type === AST_NODE_TYPES.CallExpression) node.expression.arguments.forEach(add);
        break;
      default:
    }
  });
  narrowedByBody.set(body, narrowed);
  return narrowed;
}

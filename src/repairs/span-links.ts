/** Edits of links: what is no link becomes one, and a link stands only where there is a span context. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { FileAnalysis } from '../analysis/file-analysis';
import type { LinkFault } from '../analysis/spans';
import { type FunctionNode, isFunction, isNothing, memberName, unwrap, wrapped } from '../ast';
import {
  combineEdits,
  commentsWouldBeLost,
  type Edit,
  ensureImport,
  findStatementPlace,
  freshName,
  insertAt,
  insertStatementBefore,
  rangeWithParens,
  replace,
  textFor,
} from '../fixes';

const Kind = AST_NODE_TYPES;

export interface LinkRepair {
  readonly messageId: 'guardLink' | 'linkSpan' | 'linkSpanContext';
  readonly edit: Edit;
}

/** The edit that mends a faulty link, or undefined where none is safe. */
export function repairLink(file: FileAnalysis, fault: LinkFault): LinkRepair | undefined {
  const { sourceCode } = file;
  switch (fault.kind) {
    case 'missingContext': {
      if (isNothing(fault.node)) return undefined;
      return guard(guardContext(file, fault.link, fault.node, sourceCode.getText(unwrap(fault.node))));
    }
    case 'missingLink':
      return guard(guardChoice(file, fault.link));
    case 'notASpanContext': {
      if (fault.type === 'Span')
        return plain('linkSpan', replaceValue(file, fault.node, spanContextOf(file, fault.node)));
      const read = readSpanContext(file, fault.node);
      return guard(read && combineEdits(read.fix, guardContext(file, fault.link, fault.node, read.text)));
    }
    case 'notALink': {
      if (fault.isShared) return undefined;
      if (fault.type === 'Span')
        return plain(
          'linkSpan',
          mayBeNothing(file, fault.node)
            ? undefined
            : replaceLink(file, fault.link, `{ context: ${spanContextOf(file, fault.node)} }`),
        );
      const literal = unwrap(fault.node).type === Kind.ObjectExpression || !fault.mayBeMissing;
      const text = sourceCode.getText(unwrap(fault.node));
      if (fault.type === 'SpanContext') {
        return literal
          ? plain('linkSpanContext', replaceLink(file, fault.link, `{ context: ${text} }`))
          : guard(guardValue(file, fault.link, text, asLink));
      }
      const read = readSpanContext(file, fault.node);
      return guard(read && combineEdits(read.fix, guardValue(file, fault.link, read.text, asLink)));
    }
  }
}

const guard = (edit: Edit | undefined): LinkRepair | undefined => plain('guardLink', edit);
const plain = (messageId: LinkRepair['messageId'], edit: Edit | undefined): LinkRepair | undefined =>
  edit && { messageId, edit };
const asLink = (name: string): string => (name === 'context' ? '{ context }' : `{ context: ${name} }`);

function spanContextOf({ sourceCode }: FileAnalysis, span: TSESTree.Expression): string {
  return `${textFor(sourceCode, unwrap(span), 'object')}.spanContext()`;
}

function readSpanContext(
  { sourceCode }: FileAnalysis,
  context: TSESTree.Expression,
): { readonly text: string; readonly fix: Edit } | undefined {
  const trace = ensureImport({ sourceCode, module: '@opentelemetry/api', imported: 'trace', at: context });
  return trace && { text: `${trace.localName}.getSpanContext(${sourceCode.getText(unwrap(context))})`, fix: trace.fix };
}

/** Whether the type of an expression admits undefined, so that a method cannot be called on it. */
function mayBeNothing({ resolver }: FileAnalysis, expression: TSESTree.Expression): boolean {
  const { types } = resolver;
  const call = resolver.resolve(unwrap(expression));
  if (call?.operation === 'trace.getSpan' || call?.operation === 'trace.getActiveSpan') return true;
  const type = types?.typeAt(unwrap(expression));
  return (
    types !== undefined &&
    type?.isUnion() === true &&
    type.types.some((part) => (part.flags & (types.ts.TypeFlags.Undefined | types.ts.TypeFlags.Null)) !== 0)
  );
}

/** Puts a text in place of the value of a property; `{ context }` becomes `{ context: … }`. */
function replaceValue({ sourceCode }: FileAnalysis, value: TSESTree.Expression, text: string): Edit | undefined {
  const { parent } = value;
  const key = parent.type === Kind.Property && parent.shorthand ? 'context: ' : '';
  return commentsWouldBeLost(sourceCode, value.range, [unwrap(value).range])
    ? undefined
    : replace(value.range, `${key}${text}`);
}

function replaceLink({ sourceCode }: FileAnalysis, link: TSESTree.Expression, text: string): Edit | undefined {
  const whole = wrapped(link);
  if (commentsWouldBeLost(sourceCode, whole.range, [unwrap(link).range])) return undefined;
  const isBody = whole.parent?.type === Kind.ArrowFunctionExpression && whole.parent.body === whole;
  return replace(whole.range, isBody ? `(${text})` : text);
}

/** `[{ context: c! }]` → `c ? [{ context: c }] : []`, in every place that a link can stand in. */
function guardContext(
  file: FileAnalysis,
  link: TSESTree.Expression,
  value: TSESTree.Expression,
  text: string,
): Edit | undefined {
  const { sourceCode } = file;
  const literal = unwrap(link);
  const { parent } = value;
  if (literal.type !== Kind.ObjectExpression || parent.type !== Kind.Property || parent.parent !== literal)
    return undefined;
  const [start] = literal.range;
  const source = sourceCode.getText(literal);
  return guardValue(file, link, text, (name) => {
    const own = parent.shorthand && name !== 'context' ? `context: ${name}` : name;
    return `${source.slice(0, value.range[0] - start)}${own}${source.slice(value.range[1] - start)}`;
  });
}

/** The same for a link made from a value: a constant holds what is more than a name. */
function guardValue(
  file: FileAnalysis,
  link: TSESTree.Expression,
  text: string,
  make: (name: string) => string,
): Edit | undefined {
  if (/^[\w$]+$/.test(text)) return guardItem(file, link, { test: text, link: make(text) });
  const name = freshName(file.sourceCode, link, 'spanContext');
  return guardItem(file, link, { test: name, link: make(name), before: `const ${name} = ${text};` });
}

/** `ctx && { … }` and `ctx ? { … } : undefined`, which may be no link. */
function guardChoice(file: FileAnalysis, link: TSESTree.Expression): Edit | undefined {
  const { sourceCode } = file;
  const node = unwrap(link);
  if (node.type === Kind.LogicalExpression && node.operator === '&&') {
    return guardItem(file, link, {
      test: textFor(sourceCode, node.left, 'operand'),
      link: sourceCode.getText(unwrap(node.right)),
    });
  }
  if (node.type !== Kind.ConditionalExpression || !isNothing(node.alternate)) return undefined;
  return guardItem(file, link, {
    test: textFor(sourceCode, node.test, 'operand'),
    link: sourceCode.getText(unwrap(node.consequent)),
  });
}

interface Guarded {
  readonly test: string;
  readonly link: string;
  /** A statement that must run before. */
  readonly before?: string;
}

function guardItem(file: FileAnalysis, link: TSESTree.Expression, guarded: Guarded): Edit | undefined {
  const { sourceCode } = file;
  const whole = wrapped(link);
  const { parent } = whole;
  const range = rangeWithParens(sourceCode, whole);
  if (!parent || commentsWouldBeLost(sourceCode, range)) return undefined;
  switch (parent.type) {
    case Kind.ArrayExpression:
      return combineEdits(beforeElement(file, parent, guarded), guardElement(file, parent, range, guarded));
    case Kind.CallExpression:
      return parent.arguments.length === 1 && parent.callee !== whole
        ? guardCall(file, parent, range, guarded)
        : undefined;
    case Kind.ReturnStatement:
      return returnList(file, enclosingCallback(parent), range, guarded, parent);
    case Kind.ArrowFunctionExpression:
      return parent.body === whole ? returnList(file, parent, range, guarded) : undefined;
    default:
      return undefined;
  }
}

/** Whether any expression may stand in place of an array. */
function takesAnyExpression(array: TSESTree.Node): boolean {
  const { parent } = array;
  switch (parent?.type) {
    case Kind.Property:
      return parent.value === array;
    case Kind.VariableDeclarator:
    case Kind.AssignmentExpression:
    case Kind.ArrowFunctionExpression:
    case Kind.CallExpression:
    case Kind.ReturnStatement:
      return true;
    default:
      return false;
  }
}

function guardElement(
  { sourceCode }: FileAnalysis,
  array: TSESTree.ArrayExpression,
  range: TSESTree.Range,
  { test, link, before }: Guarded,
): Edit | undefined {
  if (array.elements.length === 1 && takesAnyExpression(array)) {
    const isBody = before !== undefined && array.parent.type === Kind.ArrowFunctionExpression;
    const [open, close] = isBody ? [`{ ${before} return `, '; }'] : ['', ''];
    return combineEdits(
      insertAt(array.range[0], `${open}${test} ? `),
      replace(range, link),
      insertAt(array.range[1], ` : []${close}`),
    );
  }
  return sourceCode.getTokenBefore({ range } as TSESTree.Node)
    ? replace(range, `...(${test} ? [${link}] : [])`)
    : undefined;
}

/** Declares what an element needs in front of its statement, where all in between surely runs. */
function beforeElement(
  { sourceCode }: FileAnalysis,
  array: TSESTree.ArrayExpression,
  { before }: Guarded,
): Edit | undefined {
  if (before === undefined) return () => [];
  let node: TSESTree.Node = array;
  // The braces of an arrow function around the list itself belong to the edit of the list.
  if (array.parent.type === Kind.ArrowFunctionExpression && array.elements.length === 1) return () => [];
  for (let parent: TSESTree.Node | undefined = node.parent; parent; node = parent, parent = node.parent) {
    if (findStatementPlace(node))
      return isLoopHead(node) ? undefined : insertStatementBefore({ sourceCode, statement: node, text: before });
    if (isFunction(parent))
      return parent.type === Kind.ArrowFunctionExpression && parent.body === node
        ? bracesAround(sourceCode, node, before)
        : undefined;
    if (
      parent.type === Kind.ConditionalExpression ||
      parent.type === Kind.LogicalExpression ||
      parent.type === Kind.PropertyDefinition
    )
      return undefined;
  }
  return undefined;
}

const isLoopHead = ({ type }: TSESTree.Node): boolean => /^(?:For|While|DoWhile)/.test(type);

function bracesAround(sourceCode: FileAnalysis['sourceCode'], body: TSESTree.Node, before: string): Edit | undefined {
  const [start, end] = rangeWithParens(sourceCode, body);
  return combineEdits(insertAt(start, `{ ${before} return `), insertAt(end, '; }'));
}

/** `span.addLink({ context: c! });` → `if (c) span.addLink({ context: c });`, and the same for `push`. */
function guardCall(
  { sourceCode }: FileAnalysis,
  call: TSESTree.CallExpression,
  range: TSESTree.Range,
  { test, link, before }: Guarded,
): Edit | undefined {
  const expression = wrapped(call);
  const { parent } = expression;
  const edit = replace(range, link);
  const isThrownAway = parent?.type === Kind.ArrowFunctionExpression && parent.body === expression && isForEach(parent);
  if (isThrownAway)
    return combineEdits(
      insertAt(expression.range[0], `{ ${before === undefined ? '' : `${before} `}if (${test}) `),
      edit,
      insertAt(expression.range[1], '; }'),
    );
  if (parent?.type !== Kind.ExpressionStatement) return undefined;
  const guarded = combineEdits(insertAt(parent.range[0], `if (${test}) `), edit);
  if (findStatementPlace(parent)) {
    const declared =
      before === undefined ? undefined : insertStatementBefore({ sourceCode, statement: parent, text: before });
    return before === undefined ? guarded : combineEdits(declared, guarded);
  }
  // An `else` would go over to the new `if`.
  if (parent.parent.type === Kind.IfStatement && parent.parent.alternate !== null) return undefined;
  if (before === undefined) return guarded;
  return combineEdits(insertAt(parent.range[0], `{ ${before} if (${test}) `), edit, insertAt(parent.range[1], ' }'));
}

function isForEach(fn: FunctionNode): boolean {
  const { parent } = fn;
  return parent.type === Kind.CallExpression && parent.arguments[0] === fn && methodOf(parent)?.name === 'forEach';
}

function methodOf(call: TSESTree.CallExpression): TSESTree.Identifier | undefined {
  const callee = unwrap(call.callee);
  return callee.type === Kind.MemberExpression &&
    !callee.computed &&
    memberName(callee) !== undefined &&
    callee.property.type === Kind.Identifier
    ? callee.property
    : undefined;
}

function enclosingCallback(node: TSESTree.Node): FunctionNode | undefined {
  let current = node.parent;
  while (current && !isFunction(current)) current = current.parent;
  return current;
}

/** The callback of a `map` returns a list, and the `map` becomes a `flatMap`. */
function returnList(
  file: FileAnalysis,
  fn: FunctionNode | undefined,
  range: TSESTree.Range,
  guarded: Guarded,
  statement?: TSESTree.ReturnStatement,
): Edit | undefined {
  const { sourceCode } = file;
  const call = fn?.parent;
  if (!fn || call?.type !== Kind.CallExpression || call.arguments[0] !== fn || fn.async || fn.generator)
    return undefined;
  const method = methodOf(call);
  const isFlat = method?.name === 'flatMap';
  if (!method || (!isFlat && method.name !== 'map') || !isList(file, call)) return undefined;
  const type = fn.returnType?.typeAnnotation;
  if (type && (isFlat || type.type !== Kind.TSTypeReference || countReturns(file, fn) > 1)) return undefined;
  const { test, link, before } = guarded;
  const list = `${test} ? [${link}] : []`;
  const inPlace = statement
    ? combineEdits(before === undefined ? () => [] : declareBefore(sourceCode, statement, before), replace(range, list))
    : replace(range, before === undefined ? list : `{ ${before} return ${list}; }`);
  return combineEdits(
    isFlat ? () => [] : replace(method.range, 'flatMap'),
    type ? insertAt(type.range[1], '[]') : () => [],
    inPlace,
  );
}

function declareBefore(
  sourceCode: FileAnalysis['sourceCode'],
  statement: TSESTree.ReturnStatement,
  before: string,
): Edit | undefined {
  return findStatementPlace(statement) ? insertStatementBefore({ sourceCode, statement, text: before }) : undefined;
}

/** Whether the receiver of `map` is an array; without types it is taken for one. */
function isList({ resolver }: FileAnalysis, call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee);
  if (callee.type !== Kind.MemberExpression) return false;
  const { types } = resolver;
  const type = types?.typeAt(callee.object);
  if (!types || !type || !resolver.isTypeKnown(callee.object)) return true;
  const parts = type.isUnion()
    ? type.types.filter((part) => (part.flags & (types.ts.TypeFlags.Undefined | types.ts.TypeFlags.Null)) === 0)
    : [type];
  return parts.every((part) => part.getProperty('flatMap') !== undefined);
}

function countReturns({ sourceCode }: FileAnalysis, fn: FunctionNode): number {
  return fn.body.type === Kind.BlockStatement ? sourceCode.getText(fn.body).split(/\breturn\b/).length - 1 : 1;
}

/** What a condition says about a value, and what an expression is known to be: coarse classes of values. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { literalString, memberName, unwrap } from '../../ast';

/** A set of {@link ValueClass} bits: what a value may be. */
export type ValueClasses = number;

export const ValueClass = { null: 1, undefined: 2, falsy: 4, truthy: 8 } as const;

/** Nothing is known. */
export const ANY_VALUE: ValueClasses = 15;
export const NULLISH: ValueClasses = ValueClass.null | ValueClass.undefined;
export const NOT_NULLISH: ValueClasses = ValueClass.falsy | ValueClass.truthy;
export const NOT_TRUTHY: ValueClasses = NULLISH | ValueClass.falsy;

/** Something a condition can speak of twice: a name, a property of it, or a comparison of such things. */
export interface Subject {
  /** The same for every expression that means the same, so long as nothing is assigned between. */
  readonly key: string;
  /** Names and `.properties` that the value depends on. */
  readonly mentions: ReadonlySet<string>;
  /** For `left === literal`: both sides, so that another literal is known not to match. */
  readonly equality?: { readonly left: string; readonly literal: string };
}

/** A condition's outcome, as a claim about one subject. */
export interface Claim {
  readonly subject: Subject;
  readonly keep: ValueClasses;
}

/** The subject an expression stands for, or undefined when it may differ from one evaluation to the next (calls). */
export function subjectOf(expression: TSESTree.Node): Subject | undefined {
  const mentions = new Set<string>();
  const key = writeKey(unwrap(expression), mentions);
  return key === undefined ? undefined : { key, mentions };
}

function writeKey(node: TSESTree.Node, mentions: Set<string>): string | undefined {
  switch (node.type) {
    case AST_NODE_TYPES.Identifier:
      mentions.add(node.name);
      return node.name;
    case AST_NODE_TYPES.ThisExpression:
      return 'this';
    case AST_NODE_TYPES.Literal:
      return node.raw;
    case AST_NODE_TYPES.MemberExpression: {
      const object = writeKey(unwrap(node.object), mentions);
      const name =
        node.property.type === AST_NODE_TYPES.PrivateIdentifier ? `#${node.property.name}` : memberName(node);
      if (object === undefined || name === undefined) return undefined;
      mentions.add(`.${name}`);
      return `${object}.${name}`;
    }
    case AST_NODE_TYPES.UnaryExpression: {
      const argument = node.operator === 'delete' ? undefined : writeKey(unwrap(node.argument), mentions);
      return argument === undefined ? undefined : `${node.operator}(${argument})`;
    }
    case AST_NODE_TYPES.BinaryExpression: {
      const left = writeKey(unwrap(node.left), mentions);
      const right = writeKey(unwrap(node.right), mentions);
      return left === undefined || right === undefined ? undefined : `(${left} ${node.operator} ${right})`;
    }
    default:
      return undefined;
  }
}

/** The names and `.properties` that an assignment to this target changes. */
export function assignedMentions(target: TSESTree.Node | null | undefined): string[] {
  switch (target?.type) {
    case AST_NODE_TYPES.Identifier:
      return [target.name];
    case AST_NODE_TYPES.MemberExpression: {
      if (target.property.type === AST_NODE_TYPES.PrivateIdentifier) return [`.#${target.property.name}`];
      const name = memberName(target);
      return name === undefined ? [] : [`.${name}`];
    }
    case AST_NODE_TYPES.ArrayPattern:
      return target.elements.flatMap(assignedMentions);
    case AST_NODE_TYPES.ObjectPattern:
      return target.properties.flatMap((property) =>
        assignedMentions(property.type === AST_NODE_TYPES.Property ? property.value : property),
      );
    case AST_NODE_TYPES.AssignmentPattern:
      return assignedMentions(target.left);
    case AST_NODE_TYPES.RestElement:
      return assignedMentions(target.argument);
    case AST_NODE_TYPES.TSAsExpression:
    case AST_NODE_TYPES.TSNonNullExpression:
      return assignedMentions(target.expression);
    default:
      return [];
  }
}

/** Gives the initial value of a `const` by name, where the name has only one in the body. */
export type Constants = ReadonlyMap<string, TSESTree.Expression>;

/**
 * What holds when `test` had this outcome. A `const` is also read as the expression it was given, so that
 * `const held = token !== undefined; if (held) …` speaks of `token`.
 * @param read the constants that were read already, with the outcome: once says all
 */
export function claimsOf(
  test: TSESTree.Node,
  outcome: boolean,
  constants: Constants,
  read = new Set<string>(),
): Claim[] {
  const node: TSESTree.Node = unwrap(test);
  const again = (inner: TSESTree.Node, expected: boolean): Claim[] => claimsOf(inner, expected, constants, read);
  switch (node.type) {
    case AST_NODE_TYPES.UnaryExpression:
      if (node.operator === '!') return again(node.argument, !outcome);
      break;
    case AST_NODE_TYPES.LogicalExpression:
      if (node.operator === '??' || outcome !== (node.operator === '&&')) return [];
      return [...again(node.left, outcome), ...again(node.right, outcome)];
    case AST_NODE_TYPES.AssignmentExpression:
      return node.operator === '=' ? again(node.left, outcome) : [];
    case AST_NODE_TYPES.CallExpression: {
      const [argument] = node.arguments;
      const isBoolean = node.callee.type === AST_NODE_TYPES.Identifier && node.callee.name === 'Boolean';
      return isBoolean && argument ? again(argument, outcome) : [];
    }
    case AST_NODE_TYPES.BinaryExpression:
      switch (node.operator) {
        case '===':
        case '==':
          return equalityClaims(node.left, node.right, outcome, node.operator === '==');
        case '!==':
        case '!=':
          return equalityClaims(node.left, node.right, !outcome, node.operator === '!=');
        default:
      }
      break;
    default:
  }
  const subject = subjectOf(node);
  if (!subject) return [];
  const claims: Claim[] = [{ subject, keep: outcome ? ValueClass.truthy : NOT_TRUTHY }];
  const initial = node.type === AST_NODE_TYPES.Identifier ? constants.get(node.name) : undefined;
  if (initial && !read.has(`${subject.key} ${String(outcome)}`)) {
    read.add(`${subject.key} ${String(outcome)}`);
    claims.push(...again(initial, outcome));
  }
  return claims;
}

/** What holds when a value was, or was not, nullish. */
export function nullishClaims(tested: TSESTree.Node, isNullish: boolean): Claim[] {
  const node: TSESTree.Node = unwrap(tested);
  const subject = subjectOf(node.type === AST_NODE_TYPES.AssignmentExpression ? node.left : node);
  return subject ? [{ subject, keep: isNullish ? NULLISH : NOT_NULLISH }] : [];
}

/** What holds when `left === right` (or `==`) had this outcome. Also what a switch case says of its discriminant. */
export function equalityClaims(left: TSESTree.Node, right: TSESTree.Node, outcome: boolean, loose = false): Claim[] {
  const leftClasses = constantClasses(left);
  const [subjectSide, constantSide, classes] =
    leftClasses === undefined ? [left, right, constantClasses(right)] : [right, left, leftClasses];
  const typeOfClaims = typeofUndefinedClaims(subjectSide, constantSide, outcome);
  if (typeOfClaims) return typeOfClaims;
  const subject = subjectOf(subjectSide);
  const constant = subjectOf(constantSide);
  if (!subject || !constant) return [];
  if (classes !== undefined && (classes & NULLISH) !== 0) {
    const same = loose ? NULLISH : classes;
    return [{ subject, keep: outcome ? same : ANY_VALUE & ~same }];
  }
  const key = `(${subject.key} === ${constant.key})`;
  const mentions = new Set([...subject.mentions, ...constant.mentions]);
  const equality = classes === undefined ? undefined : { left: subject.key, literal: constant.key };
  const claims: Claim[] = [{ subject: { key, mentions, equality }, keep: outcome ? ValueClass.truthy : NOT_TRUTHY }];
  if (classes !== undefined && outcome && !loose) claims.push({ subject, keep: classes });
  return claims;
}

function typeofUndefinedClaims(side: TSESTree.Node, constant: TSESTree.Node, outcome: boolean): Claim[] | undefined {
  const node: TSESTree.Node = unwrap(side);
  if (node.type !== AST_NODE_TYPES.UnaryExpression || node.operator !== 'typeof') return undefined;
  if (literalString(constant) !== 'undefined') return undefined;
  const subject = subjectOf(node.argument);
  if (!subject) return undefined;
  return [{ subject, keep: outcome ? ValueClass.undefined : ANY_VALUE & ~ValueClass.undefined }];
}

/** The class of a literal, `null` or `undefined`; undefined for any other expression. */
function constantClasses(expression: TSESTree.Node): ValueClasses | undefined {
  const node: TSESTree.Node = unwrap(expression);
  if (node.type === AST_NODE_TYPES.Identifier && node.name === 'undefined') return ValueClass.undefined;
  if (node.type === AST_NODE_TYPES.UnaryExpression && node.operator === 'void') return ValueClass.undefined;
  if (node.type !== AST_NODE_TYPES.Literal) return undefined;
  if ('regex' in node || 'bigint' in node) return NOT_NULLISH;
  if (node.value === null) return ValueClass.null;
  return node.value ? ValueClass.truthy : ValueClass.falsy;
}

/**
 * What an expression may be.
 * @param known the classes of a subject, where something is known of it
 * @param isTruthy expressions that are known to be truthy (a resource that has just been acquired)
 */
export function classesOf(
  expression: TSESTree.Node,
  known: (key: string) => ValueClasses | undefined,
  isTruthy: (node: TSESTree.Node) => boolean,
): ValueClasses {
  const node: TSESTree.Node = unwrap(expression);
  if (isTruthy(node)) return ValueClass.truthy;
  const constant = constantClasses(node);
  if (constant !== undefined) return constant;
  const inner = (part: TSESTree.Node): ValueClasses => classesOf(part, known, isTruthy);
  switch (node.type) {
    case AST_NODE_TYPES.ArrayExpression:
    case AST_NODE_TYPES.ArrowFunctionExpression:
    case AST_NODE_TYPES.ClassExpression:
    case AST_NODE_TYPES.FunctionExpression:
    case AST_NODE_TYPES.NewExpression:
    case AST_NODE_TYPES.ObjectExpression:
      return ValueClass.truthy;
    case AST_NODE_TYPES.ConditionalExpression:
      return inner(node.consequent) | inner(node.alternate);
    case AST_NODE_TYPES.LogicalExpression: {
      const left = inner(node.left);
      const kept = node.operator === '&&' ? NOT_TRUTHY : node.operator === '||' ? ValueClass.truthy : NOT_NULLISH;
      return (left & kept) | ((left & ~kept) !== 0 ? inner(node.right) : 0);
    }
    case AST_NODE_TYPES.AssignmentExpression:
      return node.operator === '=' ? inner(node.right) : ANY_VALUE;
    case AST_NODE_TYPES.SequenceExpression: {
      const last = node.expressions.at(-1);
      return last ? inner(last) : ANY_VALUE;
    }
    case AST_NODE_TYPES.UnaryExpression: {
      if (node.operator !== '!') return NOT_NULLISH;
      const argument = inner(node.argument);
      const whenTruthy = (argument & ValueClass.truthy) !== 0 ? ValueClass.falsy : 0;
      return whenTruthy | ((argument & NOT_TRUTHY) !== 0 ? ValueClass.truthy : 0);
    }
    case AST_NODE_TYPES.BinaryExpression:
    case AST_NODE_TYPES.TemplateLiteral:
    case AST_NODE_TYPES.UpdateExpression:
      return NOT_NULLISH;
    default: {
      const subject = subjectOf(node);
      return (subject && known(subject.key)) ?? ANY_VALUE;
    }
  }
}

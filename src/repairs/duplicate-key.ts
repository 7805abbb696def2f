/** Repairs of a context key that is another one's: a description of its own, or the one key by one name. */
import { AST_NODE_TYPES, type TSESLint } from '@typescript-eslint/utils';
import { isReassigned, variableOf } from '../analysis/bindings';
import type { ContextKey } from '../analysis/context-keys';
import { literalString } from '../ast';
import { type Edit, hasCommentsInside, replace } from '../fixes';
import { findVisible, firstFree } from '../fixes/names';

/** `createContextKey('user')` → `createContextKey('user.requestUser')`. Undefined where the text stands elsewhere. */
export function describeAnew({ call, description, name }: ContextKey, others: readonly ContextKey[]): Edit | undefined {
  const [argument] = call.arguments;
  if (argument?.type !== AST_NODE_TYPES.Literal || literalString(argument) === undefined) return undefined;
  const taken = new Set(others.map((other) => other.description));
  const text = firstFree(`${description}.${name}`, (one) => !taken.has(one));
  const quote = argument.raw.slice(0, 1);
  return text.includes(quote) || text.includes('\\') ? undefined : replace(argument.range, `${quote}${text}${quote}`);
}

/** The name of a key in place of what makes it anew. Undefined where that name means something else, or nothing yet. */
export function useKey(sourceCode: TSESLint.SourceCode, { call }: ContextKey, first: ContextKey): Edit | undefined {
  const declarator = first.call.parent;
  if (declarator.type !== AST_NODE_TYPES.VariableDeclarator || declarator.id.type !== AST_NODE_TYPES.Identifier)
    return undefined;
  const variable = variableOf(sourceCode, declarator.id);
  const isSeen = variable && findVisible(sourceCode, call, variable.name) === variable && !isReassigned(variable);
  return isSeen && !hasCommentsInside(sourceCode, call.range) ? replace(call.range, variable.name) : undefined;
}

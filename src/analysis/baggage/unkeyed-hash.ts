/**
 * Hashes without a key: whoever can list the inputs (e-mail addresses, phone numbers, numbered ids) can hash them all
 * and look the result up. `createHash(…).update(x).digest()`, `crypto.hash('sha256', x)`, and functions that are named
 * after the algorithm alone, `sha256(x)`.
 *
 * *Known limitations*: a hash object that is kept in a variable, and a salt mixed into the input, are not recognised.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, memberName, unwrap } from '../../ast';
import { builtinName } from '../data-flow';

export interface UnkeyedHash {
  /** What is hashed. */
  readonly input: TSESTree.Expression;
  /** The `createHash(…)` of a chain. */
  readonly creation?: TSESTree.CallExpression;
}

const ALGORITHM = /^(?:md5|sha1|sha224|sha256|sha384|sha512|sha3)(?:hex|base64)?$/i;

/** The hash that a call makes, or undefined when it makes none or uses a key. */
export function unkeyedHash(sourceCode: TSESLint.SourceCode, call: TSESTree.Node): UnkeyedHash | undefined {
  const node = unwrap(call);
  if (node.type !== AST_NODE_TYPES.CallExpression) return undefined;
  if (builtinName(sourceCode, node.callee) === 'crypto.hash') return oneInput(node.arguments[1]);
  const callee = unwrap(node.callee);
  const name = calleeName(node);
  if (name !== undefined && ALGORITHM.test(name) && node.arguments.length === 1) return oneInput(node.arguments[0]);
  if (name !== 'digest' || callee.type !== AST_NODE_TYPES.MemberExpression) return undefined;
  const update = unwrap(callee.object);
  if (update.type !== AST_NODE_TYPES.CallExpression || calleeName(update) !== 'update') return undefined;
  const creation = update.callee.type === AST_NODE_TYPES.MemberExpression ? unwrap(update.callee.object) : undefined;
  if (creation?.type !== AST_NODE_TYPES.CallExpression || calleeName(creation) !== 'createHash') return undefined;
  const input = oneInput(update.arguments[0]);
  return input && { ...input, creation };
}

/** Methods that shorten a digest: what is left can still be looked up. */
const SHORTENING: ReadonlySet<string> = new Set(['slice', 'substring', 'substr', 'toString', 'subarray']);

/** The expression whose text an unkeyed hash, or a shortened one, stands for. */
export function hashedInput(
  sourceCode: TSESLint.SourceCode,
  call: TSESTree.CallExpression | TSESTree.NewExpression,
): TSESTree.Expression | undefined {
  const callee = unwrap(call.callee);
  if (
    callee.type === AST_NODE_TYPES.MemberExpression &&
    SHORTENING.has(memberName(callee) ?? '') &&
    unkeyedHash(sourceCode, callee.object)
  )
    return callee.object;
  return unkeyedHash(sourceCode, call)?.input;
}

function oneInput(argument: TSESTree.CallExpressionArgument | undefined): UnkeyedHash | undefined {
  return argument && argument.type !== AST_NODE_TYPES.SpreadElement ? { input: argument } : undefined;
}

/**
 * What the methods of strings and numbers make of a text: `toString(16)`, `padStart`, `replace`, `slice`,
 * `toUpperCase`.
 *
 * *Known limitations*: a method that is not listed makes the text unknown; `replace` is understood only where it takes
 * the dashes out of a UUID.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName } from '../../ast';
import { TRACE_ID_LENGTH } from '../../model/traceparent';
import type { HeaderText, Hole } from './text-parts';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** A text after one of the methods of strings and numbers; undefined for any other method. */
export function changedText(call: TSESTree.CallExpression, method: string | undefined, text: HeaderText): HeaderText {
  const [first, second] = call.arguments.map((argument) => (argument.type === Kind.Literal ? argument : undefined));
  const only = text?.length === 1 ? text[0] : undefined;
  const changed = (change: Partial<Hole>): HeaderText =>
    only === undefined || typeof only === 'string'
      ? undefined
      : [{ ...only, foreign: undefined, ...change, node: call }];
  switch (method) {
    case 'toString':
      if (typeof only === 'object' && only.origin === 'random' && first?.value === 'hex')
        return changed({ length: randomLength(only.node) });
      if (first?.value === 16)
        return typeof only === 'string'
          ? [Number(only).toString(16)]
          : changed({ length: only?.role === 'flags' ? 1 : undefined });
      return call.arguments.length === 0 ? text : undefined;
    case 'toLowerCase':
      return typeof only === 'string'
        ? [only.toLowerCase()]
        : changed(typeof only === 'object' && only.shape === 'upper' ? { shape: undefined } : {});
    case 'toUpperCase':
      return typeof only === 'string'
        ? [only.toUpperCase()]
        : typeof only === 'object' && only.role === 'flags'
          ? text
          : changed({ shape: 'upper' });
    case 'trim':
      return text;
    case 'padStart': {
      if (typeof first?.value !== 'number') return undefined;
      if (typeof only === 'string')
        return typeof second?.value === 'string' ? [only.padStart(first.value, second.value)] : undefined;
      const padded = first.value;
      return changed({
        length:
          typeof only === 'object' && only.length !== undefined
            ? Math.max(only.length, padded)
            : only?.role === 'flags'
              ? padded
              : undefined,
      });
    }
    case 'repeat':
      return typeof only === 'string' && typeof first?.value === 'number' && first.value <= 64
        ? [only.repeat(first.value)]
        : undefined;
    case 'replace':
    case 'replaceAll':
      // Whatever goes, it is not known what stays: only that a UUID without its dashes has 32 digits.
      if (typeof only !== 'object' || call.arguments.length !== 2) return undefined;
      if (only.shape !== 'uuid') return changed({ length: undefined });
      return removesDashes(call)
        ? changed({ shape: undefined, length: TRACE_ID_LENGTH })
        : changed({ shape: undefined, length: undefined });
    case 'slice':
    case 'substring':
    case 'substr': {
      if (typeof only !== 'object') return undefined;
      const [from, to] = [first?.value, second?.value];
      const length =
        typeof from === 'number' && typeof to === 'number' && from >= 0 && to >= 0
          ? method === 'substr'
            ? to
            : to - from
          : undefined;
      const known =
        length !== undefined && only.length !== undefined && from === 0 && length <= only.length ? length : undefined;
      return changed({
        length: known,
        role: undefined,
        ...(only.shape === 'uuid' && (length === undefined || length < 9) ? { shape: undefined } : {}),
      });
    }
    default:
      return undefined;
  }
}

function removesDashes(call: TSESTree.CallExpression): boolean {
  const [pattern, by] = call.arguments;
  if (by?.type !== Kind.Literal || by.value !== '' || pattern?.type !== Kind.Literal) return false;
  if ('regex' in pattern)
    return pattern.regex.flags.includes('g') && ['-', '\\-', '[-]', '-+'].includes(pattern.regex.pattern);
  return pattern.value === '-' && calleeName(call) === 'replaceAll';
}

/** The digits of `randomBytes(n).toString('hex')`. */
function randomLength(node: TSESTree.Node): number | undefined {
  const count =
    node.type === Kind.CallExpression && node.arguments[0]?.type === Kind.Literal ? node.arguments[0].value : undefined;
  return typeof count === 'number' ? count * 2 : undefined;
}

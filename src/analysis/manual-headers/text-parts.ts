/** What a text is made of, as far as the code shows it. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Frame } from '../value-flow';

/**
 * Where the content of a hole comes from: a span of OpenTelemetry, chance, a header that was taken apart, elsewhere.
 */
export type HoleOrigin = 'other' | 'random' | 'received' | 'span-context';

export interface Hole {
  readonly node: TSESTree.Node;
  readonly origin: HoleOrigin;
  /** What it is called: a name, or, for `span-context`, what it is. */
  readonly role: 'flags' | 'span-id' | 'trace-id' | undefined;
  /** How many characters it has, where that is sure. */
  readonly length: number | undefined;
  readonly shape: 'json' | 'upper' | 'uuid' | undefined;
  /** The header of another format that it is the text of. */
  readonly foreign?: string;
  /** The SpanContext it is a part of, and the calls in which it stands. */
  readonly of: { readonly node: TSESTree.Node; readonly frame: Frame | undefined } | undefined;
}

export type TextPart = Hole | string;

/** One text that an expression may have; `undefined` for no text at all (`undefined`, `null`). */
export type HeaderText = readonly TextPart[] | undefined;

/** Suggestions of a report, as far as their edits can be made. */
import type { Edit } from '../fixes';

export interface Suggestion<Id extends string> {
  readonly messageId: Id;
  readonly data: Readonly<Record<string, string>>;
  readonly fix: Edit;
}

/** A suggestion, if its edit can be made: none or one, to be spread into a list. */
export function offered<Id extends string>(
  messageId: Id,
  fix: Edit | undefined,
  data: Readonly<Record<string, string>> = {},
): readonly Suggestion<Id>[] {
  return fix ? [{ messageId, data, fix }] : [];
}

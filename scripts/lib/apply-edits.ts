import type { Linter } from 'eslint';

/** A text after its edits, and what the linter says of it then. */
export interface EditedText {
  readonly text: string;
  /** The reports that are left. */
  readonly messages: readonly Linter.LintMessage[];
  /** What was applied, in order. */
  readonly applied: readonly AppliedEdit[];
  /** False when the last pass still changed the text. */
  readonly settled: boolean;
}

/** One edit that was applied: a rule's own fix (`messageId` undefined) or one of its suggestions. */
export interface AppliedEdit {
  readonly ruleId: string;
  readonly messageId: string | undefined;
  readonly line: number;
}

/** An edit chosen for a report. */
export interface ChosenEdit {
  readonly edit: { readonly range: readonly [number, number]; readonly text: string };
  readonly messageId: string | undefined;
}

/** Picks the edit to apply for a report; undefined leaves the report alone. */
export type ChooseEdit = (message: Linter.LintMessage) => ChosenEdit | undefined;

/**
 * Lints a text, applies the first chosen edit, and starts again, as a person in an editor does, until no report has a
 * chosen edit or `maximum` edits are done. One edit at a time, because an edit may move or settle the other reports.
 *
 * @param lint Answers the reports of a text. A report that says the text does not parse ends the work.
 */
export async function applyEdits(
  text: string,
  lint: (text: string) => readonly Linter.LintMessage[] | Promise<readonly Linter.LintMessage[]>,
  choose: ChooseEdit,
  maximum: number,
): Promise<EditedText> {
  const applied: AppliedEdit[] = [];
  let current = text;
  for (;;) {
    const messages = await lint(current);
    const next = messages.some((message) => message.fatal) ? undefined : firstEdit(messages, choose);
    if (!next) return { text: current, messages, applied, settled: true };
    if (applied.length === maximum) return { text: current, messages, applied, settled: false };
    const [start, end] = next.chosen.edit.range;
    current = current.slice(0, start) + next.chosen.edit.text + current.slice(end);
    applied.push({ ruleId: next.message.ruleId ?? '', messageId: next.chosen.messageId, line: next.message.line });
  }
}

function firstEdit(
  messages: readonly Linter.LintMessage[],
  choose: ChooseEdit,
): { message: Linter.LintMessage; chosen: ChosenEdit } | undefined {
  for (const message of messages) {
    const chosen = choose(message);
    if (chosen) return { message, chosen };
  }
  return undefined;
}

/** The rule's own fix, or else the first of the preferred suggestions that the report offers. */
export function preferredEdit(message: Linter.LintMessage, preferred: readonly string[]): ChosenEdit | undefined {
  if (message.fix) return { edit: message.fix, messageId: undefined };
  for (const messageId of preferred) {
    const suggestion = message.suggestions?.find((offered) => offered.messageId === messageId);
    if (suggestion) return { edit: suggestion.fix, messageId };
  }
  return undefined;
}

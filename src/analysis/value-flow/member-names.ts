/**
 * What the text of a file says of the names of members, before anything is followed: whether one may be defined,
 * assigned, or read at all. A comment or a string counts like code, and only makes that a question is asked for nothing.
 */

/** What follows a member that is assigned. Moved by its `lastIndex`. */
const ASSIGNED = /\s*=(?!=)/y;

/** A member is called whose name is not written there: `this[name]()`. */
const DYNAMIC_CALL = /\bthis\s*\[[^\]]*\]\s*(?:\?\.\s*)?\(/;

/** What may write to members of `this` whose names are not written there. */
const DYNAMIC_WRITE =
  /\b(?:this|prototype)\s*\[[^\]]*\]\s*=(?!=)|\b(?:assign|define\w+|setPrototypeOf)\(\s*(?:this|[\w$.]*prototype)\b/;

export class MemberNames {
  private readonly ends = new Map<string, readonly number[]>();
  private readonly defined = new Map<string, boolean>();
  private readonly assigned = new Map<string, boolean>();
  private writesAny: boolean | undefined;
  private callsAny: boolean | undefined;

  constructor(private readonly text: string) {}

  /** Whether the file may define a member of a name: it stands there otherwise than behind a dot, or is assigned. */
  mayBeDefined(name: string): boolean {
    let known = this.defined.get(name);
    if (known === undefined) {
      const isBare = (end: number): boolean => this.text[end - name.length - 1] !== '.';
      known = this.endsOf(name).some((end) => isBare(end) || this.isAssignedAt(end));
      this.defined.set(name, known);
    }
    return known;
  }

  /** Whether a member of a name may be assigned, on `this` or elsewhere. */
  mayBeAssigned(name: string): boolean {
    let known = this.assigned.get(name);
    if (known === undefined) {
      this.writesAny ??= DYNAMIC_WRITE.test(this.text);
      known = this.writesAny || this.endsOf(name).some((end) => this.isAssignedAt(end));
      this.assigned.set(name, known);
    }
    return known;
  }

  /** Whether a name may stand in the file more often than some times, written there or not. */
  mayBeReadMoreThan(times: number, name: string): boolean {
    this.callsAny ??= DYNAMIC_CALL.test(this.text);
    return this.callsAny || this.endsOf(name).length > times;
  }

  private isAssignedAt(end: number): boolean {
    ASSIGNED.lastIndex = end;
    return ASSIGNED.test(this.text);
  }

  /** Where a name stands: the ends. */
  private endsOf(name: string): readonly number[] {
    let ends = this.ends.get(name);
    if (!ends) {
      ends = endsIn(this.text, name);
      this.ends.set(name, ends);
    }
    return ends;
  }
}

function endsIn(text: string, name: string): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const end = at + name.length;
    if (!/[\w$]/.test(text[at - 1] ?? '') && !/[\w$]/.test(text[end] ?? '')) found.push(end);
  }
  return found;
}

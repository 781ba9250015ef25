/** What a verification may find; SPEC.md, section 7. */
export type FindingKind = "changed" | "moved" | "inserted" | "missing" | "cut" | "head" | "put-back" | "unknown";

/** Something that is not as it was written, on one entry or on several in a row. */
export interface Finding {
  readonly kind: FindingKind;
  readonly from: number;
  readonly to: number;
  /** For `moved`: how much higher the number stands than it was. */
  readonly by?: number;
  /** What else is to be said, for `head` and `put-back`. */
  readonly about?: string;
}

/** One line for the person at the terminal. */
export function renderFinding(finding: Finding): string {
  const { from, to, kind, by = 0, about } = finding;
  const which = entriesOf(from, to);
  switch (kind) {
    case "moved":
      return `${which} ${verbOf(from, to, "was")} recorded as ${entriesOf(from - by, to - by)}`;
    case "unknown":
      return `${which} cannot be checked: the key file does not hold the key`;
    case "head":
      return `the head of the chain ${about ?? "was changed"}`;
    case "put-back":
      return `an older copy was put back: ${about ?? which}`;
    case "missing":
      return `${which} ${verbOf(from, to, "is")} missing`;
    case "cut":
      return `${which} ${verbOf(from, to, "was")} cut off at the end`;
    default:
      return `${which} ${verbOf(from, to, "was")} ${kind}`;
  }
}

function entriesOf(from: number, to: number): string {
  return from === to ? `entry ${String(from)}` : `entries ${String(from)} to ${String(to)}`;
}

function verbOf(from: number, to: number, one: "is" | "was"): string {
  if (from === to) return one;
  return one === "is" ? "are" : "were";
}

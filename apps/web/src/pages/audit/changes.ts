/** Members of a thing before or after an act; null when there was none. */
export type Image = Readonly<Record<string, unknown>> | null;

/** One member of a thing, held side by side. `kind` says what became of it. */
export interface Change {
  readonly member: string;
  readonly kind: "added" | "removed" | "changed" | "same";
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Every member of either image, by name; those that differ come first. */
export function changesOf(before: Image, after: Image): readonly Change[] {
  const members = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
  const changes = members.map((member) => changeOf(member, wordsOf(before?.[member]), wordsOf(after?.[member])));
  return [...changes.filter(({ kind }) => kind !== "same"), ...changes.filter(({ kind }) => kind === "same")];
}

function changeOf(member: string, before: string | undefined, after: string | undefined): Change {
  if (before === after) return { member, kind: "same", before, after };
  if (before === undefined) return { member, kind: "added", before, after };
  return { member, kind: after === undefined ? "removed" : "changed", before, after };
}

/** A value as people write it. Null is "none", which is another thing than a member that is not there. */
function wordsOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value === null) return "none";
  if (typeof value === "string") return value;
  return hiddenWords(value) ?? JSON.stringify(value);
}

/** Secrets, scripts and long texts are kept as a hash: two hashes that differ say that it changed, and nothing else. */
function hiddenWords(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if ("$secret" in value) return `secret (hash ${shortHash(value.$secret)})`;
  if ("$long" in value) return `text (hash ${shortHash(value.$long)}${"length" in value ? `, ${String(value.length)} characters` : ""})`;
  return undefined;
}

const shortHash = (hash: unknown): string => String(hash).slice(0, 12);

import type { DescribedKeys, VerifiedEnvelopes } from "@postern/server";

type Rotation = NonNullable<DescribedKeys["rotation"]>;

/** The keys, one a line, then how far a rotation is and what could not be brought over. */
export function describeKeys({ sealName, terms, rotation, problems, trouble }: DescribedKeys): string {
  const lines = terms.map(({ term, state, createdAt, recordCount, isNeededByAudit }) => {
    const since = new Date(createdAt).toISOString();
    const audit = isNeededByAudit && state !== "dropped" ? ", the audit trail needs it" : "";
    return `${String(term).padStart(4)}  ${state.padEnd(7)}  since ${since}  ${count(recordCount, "record")}${audit}\n`;
  });
  const listed = problems.map(
    ({ envelope_id, kind, code, owner }) => `FAIL  ${kind} (${code}): ${nameOf(owner, envelope_id)}\n      ${cures[kind]}\n`,
  );
  const blocked = trouble === undefined ? "" : `FAIL  ${trouble.message}\n      ${trouble.hint}\n`;
  return [`${sealName}\n`, ...lines, rotation === undefined ? "" : describeRotation(rotation), ...listed, blocked].join("");
}

export function describeRotation({ term, state, done_count, leftCount, failedCount, orphanedCount }: Rotation): string {
  const counts = [
    `${String(done_count)} done`,
    `${String(leftCount)} left`,
    `${String(failedCount)} failed`,
    `${String(orphanedCount)} orphaned`,
  ];
  return `rotation to term ${String(term)}: ${state}, ${counts.join(", ")}\n`;
}

export function describeUnreadable({ openedCount, failedCount, orphanedCount, unreadable }: VerifiedEnvelopes): string {
  const lines = unreadable.map(
    ({ envelopeId, kind, code, owner }) => `FAIL  ${kind} (${code}): ${nameOf(owner, envelopeId)}\n      ${cures[kind]}\n`,
  );
  const more = failedCount + orphanedCount > unreadable.length ? "FAIL  and more than is listed here\n" : "";
  return `${lines.join("")}${more}${count(openedCount, "record")} opened, ${String(failedCount)} failed, ${String(orphanedCount)} orphaned\n`;
}

const cures = {
  failed: "Enter its secret anew, delete it, or restore it from a backup; then run ./postern keys resume",
  orphaned: "Nothing names this record any more. Look into an older backup for what it was",
} as const;

function nameOf(owner: DescribedKeys["problems"][number]["owner"], envelopeId: string): string {
  if (owner === undefined) return `record ${envelopeId}`;
  const place = owner.workspaceId === null ? "a personal workspace" : `workspace ${String(owner.workspaceId)}`;
  return `${owner.kind} ${owner.name} (${owner.id}) in ${place}`;
}

function count(number: number, thing: string): string {
  return `${String(number)} ${thing}${number === 1 ? "" : "s"}`;
}

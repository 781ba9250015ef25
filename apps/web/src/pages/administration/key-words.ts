import type { KeyRotation, KeyRotationProblem, MasterKey } from "@postern/contracts";
import type { StateLook } from "../../ui/StateMark.tsx";

export function keyLook({ state }: Pick<MasterKey, "state">): StateLook {
  switch (state) {
    case "active":
      return { shape: "full", tone: "running", word: "Active" };
    case "old":
      return { shape: "open", tone: "quiet", word: "Old" };
    case "dropped":
      return { shape: "barred", tone: "quiet", word: "Dropped" };
    case "missing":
      return { shape: "cross", tone: "failed", word: "Missing" };
  }
}

export function rotationLook({ state, failedCount, orphanedCount }: KeyRotation): StateLook {
  if (state === "running") return { shape: "full", tone: "running", word: "Running" };
  if (state === "stopped") return { shape: "barred", tone: "quiet", word: "Stopped" };
  return failedCount + orphanedCount === 0
    ? { shape: "check", tone: "succeeded", word: "Done" }
    : { shape: "question", tone: "unknown", word: "Done, with records left behind" };
}

/** "120 done, 380 left, 1 failed, 0 orphaned". */
export function countsOf({ doneCount, leftCount, failedCount, orphanedCount }: KeyRotation): string {
  const counts = { done: doneCount, left: leftCount, failed: failedCount, orphaned: orphanedCount };
  return Object.entries(counts)
    .map(([word, count]) => `${count.toLocaleString()} ${word}`)
    .join(", ");
}

/** From 0 to 1. Failed and orphaned records have been looked at, too. */
export function doneShare({ doneCount, leftCount, failedCount, orphanedCount }: KeyRotation): number {
  const looked = doneCount + failedCount + orphanedCount;
  return looked + leftCount === 0 ? 1 : looked / (looked + leftCount);
}

/** Why an old key cannot go yet; undefined when nothing here needs it. */
export function neededBy({ state, recordCount, isNeededByAudit }: MasterKey): string | undefined {
  if (state === "active") return "Seals what is new";
  if (state === "dropped") return undefined;
  const needs = [
    ...(recordCount === 0 ? [] : [recordCount === 1 ? "1 record" : `${recordCount.toLocaleString()} records`]),
    ...(isNeededByAudit ? ["the audit trail"] : []),
  ];
  return needs.length === 0 ? undefined : needs.join(" and ");
}

export function cureOf({ kind }: KeyRotationProblem): string {
  if (kind === "failed") return "It does not open: damaged, or changed from outside. Enter its secret anew or delete it, then resume.";
  return "Nothing says what it is, so nobody can open it. Look into an older backup.";
}

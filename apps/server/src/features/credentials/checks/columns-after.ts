import type { TimeMs } from "@postern/domain";
import { nextCheckAt } from "./check-schedule.ts";
import type { ProbeOutcome } from "./probes/probe.ts";
import type { CheckColumns } from "./check-store.ts";

/**
 * What is known of a credential after a check. An outcome that says nothing of it changes neither what is known nor since when; where
 * nothing is known yet, its words stand in place of a status.
 */
export function columnsAfter(
  before: CheckColumns,
  outcome: ProbeOutcome,
  { now, random }: { now: TimeMs; random: () => number },
): CheckColumns {
  const next_check_at = nextCheckAt(outcome.kind, { now, failures: before.check_failures, random });
  switch (outcome.kind) {
    case "valid":
      return { status: "AVAILABLE", status_message: null, validated_at: now, next_check_at, check_failures: 0 };
    case "invalid":
      return { status: "INVALID", status_message: outcome.message, validated_at: now, next_check_at, check_failures: 0 };
    case "inconclusive":
      return { ...before, status_message: wordsFor(before, outcome.message), next_check_at, check_failures: before.check_failures + 1 };
    case "unchecked":
      return { ...before, status_message: wordsFor(before, outcome.message), next_check_at, check_failures: 0 };
  }
}

function wordsFor({ status, status_message }: CheckColumns, message: string): string | null {
  return status === null ? message : status_message;
}

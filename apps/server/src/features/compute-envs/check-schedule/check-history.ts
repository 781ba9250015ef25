import { checkReasons } from "@postern/contracts";
import type { CheckOutcome, CheckReason } from "@postern/contracts";
import type { EnvironmentCheckRow, Query } from "@postern/database";
import type { Selectable } from "kysely";
import type { ComputeEnvId, TimeMs } from "@postern/domain";
import { cleanText } from "../../../clean-text.ts";
import type { CheckStep } from "../check/check-step.ts";
import { judgeLook } from "./judge-look.ts";

export type StoredCheck = Selectable<EnvironmentCheckRow>;

/** Checks that are kept of each environment; older ones go. The audit trail knows who asked for which. */
export const mostKept = 20;
/** Of those before launches: a script that launches again and again would else leave nothing but itself. */
const mostLaunchesKept = 5;
const mostLetters = 500;

/** One check that has ended. */
export interface EndedCheck {
  readonly id: ComputeEnvId;
  readonly reason: CheckReason;
  readonly outcome: CheckOutcome;
  /** What made it other than well. */
  readonly trouble?: Pick<CheckStep, "name" | "summary"> | undefined;
  readonly startedAt: TimeMs;
  readonly endedAt: TimeMs;
}

/** Inside the transaction that ends the check. */
export async function keepCheck(query: Query, { id, reason, outcome, trouble, startedAt, endedAt }: EndedCheck): Promise<void> {
  const summary = trouble?.summary === undefined || trouble.summary === null ? null : cleanText(trouble.summary).slice(0, mostLetters);
  const took = { at: endedAt, took_ms: Math.max(0, endedAt - startedAt) };
  await query
    .insertInto("environment_checks")
    .values({ compute_env_id: id, reason, outcome, step: trouble?.name ?? null, summary, ...took })
    .execute();
  if (reason === "launch") await dropOld(query, { id, most: mostLaunchesKept, reasons: ["launch"] });
  await dropOld(query, { id, most: mostKept, reasons: checkReasons });
}

interface Kept {
  readonly id: ComputeEnvId;
  readonly most: number;
  readonly reasons: readonly CheckReason[];
}

async function dropOld(query: Query, { id, most, reasons }: Kept): Promise<void> {
  const oldest = await query
    .selectFrom("environment_checks")
    .select("id")
    .where("compute_env_id", "=", id)
    .where("reason", "in", reasons)
    .orderBy("id", "desc")
    .offset(most - 1)
    .limit(1)
    .executeTakeFirst();
  if (oldest === undefined) return;
  const older = query.deleteFrom("environment_checks").where("compute_env_id", "=", id).where("id", "<", oldest.id);
  await older.where("reason", "in", reasons).execute();
}

/** The newest first. */
export function listChecks(query: Query, id: ComputeEnvId): Promise<StoredCheck[]> {
  return query
    .selectFrom("environment_checks")
    .selectAll()
    .where("compute_env_id", "=", id)
    .orderBy("id", "desc")
    .limit(mostKept)
    .execute();
}

/** The newest of each of these environments. */
export async function listLastChecks(query: Query, ids: readonly string[]): Promise<readonly StoredCheck[]> {
  if (ids.length === 0) return [];
  const newest = query
    .selectFrom("environment_checks")
    .select((row) => row.fn.max("id").as("id"))
    .where("compute_env_id", "in", ids)
    .groupBy("compute_env_id");
  return query.selectFrom("environment_checks").selectAll().where("id", "in", newest).execute();
}

/** What steps come to, and what made them other than well. */
export function outcomeOf(steps: readonly CheckStep[]): Pick<EndedCheck, "outcome" | "trouble"> {
  const verdict = judgeLook(steps);
  if (verdict.kind === "unreached") return { outcome: "unreached", trouble: verdict.step };
  if (verdict.kind !== "well") return { outcome: "failed", trouble: verdict.step };
  const warning = steps.find(({ status }) => status === "warning");
  return warning === undefined ? { outcome: "passed" } : { outcome: "warning", trouble: warning };
}

import type { Query } from "@postern/database";
import { runStatuses, isTerminal, toComputeEnvId, toCredentialId, toRunId, toUserId } from "@postern/domain";
import type { ComputeEnvId, CredentialId, RunId, TimeMs, UserId } from "@postern/domain";
import type { EnvironmentConfig } from "../../compute-envs/environment.ts";
import type { LaunchRecord } from "../bundle/launch-plan.ts";

/** A folder on a cluster whose run is over. */
export interface LeftFolder {
  readonly runId: RunId;
  readonly folder: string;
  readonly computeEnvId: ComputeEnvId;
  /** Whoever launched it reaches it. */
  readonly userId: UserId;
  /** Where the environment led when it was launched; `undefined` for runs of versions that did not keep it. */
  readonly way: FormerWay | undefined;
}

/** What decides where an environment leads. */
export interface FormerWay {
  readonly address: Pick<EnvironmentConfig, "hostName" | "port" | "userName">;
  readonly credentialId: CredentialId | null;
}

/** Before anything is written, so that nothing can lie on a cluster without a row. May be repeated. */
export async function noteRegistryFolder(query: Query, { runId, folder, at }: { runId: RunId; folder: string; at: TimeMs }): Promise<void> {
  await query
    .insertInto("registry_files")
    .values({ run_id: runId, folder, written_at: at })
    .onConflict((conflict) => conflict.column("run_id").doUpdateSet({ folder, written_at: at }))
    .execute();
}

export async function forgetRegistryFolder(query: Query, runId: RunId): Promise<void> {
  await query.deleteFrom("registry_files").where("run_id", "=", runId).execute();
}

/**
 * Those of runs that are over: no job of theirs exists or ever will. A job that was not found yet after a lost answer is none of these, and
 * neither is a run that has reported its end while its job still cleans up.
 */
export async function listLeftFolders(query: Query): Promise<readonly LeftFolder[]> {
  const ended = runStatuses.filter(isTerminal);
  const rows = await query
    .selectFrom("registry_files")
    .innerJoin("head_jobs", "head_jobs.run_id", "registry_files.run_id")
    .innerJoin("runs", "runs.id", "registry_files.run_id")
    .select(["registry_files.run_id", "folder", "head_jobs.compute_env_id", "head_jobs.user_id", "runs.launch"])
    .where((where) =>
      where.or([
        where("submit_state", "in", ["finished", "refused"]),
        where.and([where("submit_state", "=", "submitted"), where("absent_since", "is not", null), where("runs.status", "in", ended)]),
      ]),
    )
    .orderBy("written_at")
    .execute();
  return rows.map((row) => ({
    ...{ runId: toRunId(row.run_id), folder: row.folder },
    ...{ computeEnvId: toComputeEnvId(row.compute_env_id), userId: toUserId(row.user_id) },
    way: readWay(row.launch),
  }));
}

function readWay(launch: string | null): FormerWay | undefined {
  const { config, credentialId } = JSON.parse(launch ?? "{}") as Partial<LaunchRecord>;
  if (config === undefined || credentialId === undefined) return undefined;
  const { hostName, port, userName } = config;
  // Members that are not there are no members: two ways are compared as texts.
  const address = JSON.parse(JSON.stringify({ hostName, port, userName })) as FormerWay["address"];
  return { address, credentialId: credentialId === null ? null : toCredentialId(credentialId) };
}

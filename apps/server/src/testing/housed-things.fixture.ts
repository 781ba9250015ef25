import type { ComputeEnvRow } from "@postern/database";
import { toComputeEnvId, toRunId } from "@postern/domain";
import type { Actor } from "../http/caller.ts";
import { newComputeEnvId, newRunId } from "../new-id.ts";
import type { RunningServer } from "../start-server.ts";

/** One of everything that lives somewhere. */
export interface HousedThings {
  readonly credential: string;
  readonly environment: string;
  /** Ended well. */
  readonly run: string;
}

/** What one person leaves where they are: a credential, an environment that is available, and a run of it that has ended. */
export async function addThings({ services }: RunningServer, actor: Actor): Promise<HousedThings> {
  const { credentials, database, runs } = services;
  const keys = { connectionId: "site", shared: true };
  const credential = await credentials.create(actor, { name: `site-of-${String(actor.userId)}`, provider: "tw-agent", keys });
  const environment = newComputeEnvId();
  await database.query
    .insertInto("compute_envs")
    .values(environmentRow(actor, environment, credential))
    .execute();
  const runId = newRunId();
  await database.transaction(async ({ query }) => {
    await runs.insertRun(query, {
      ...{ id: runId, userId: actor.userId, workspaceId: actor.place.workspaceId, computeEnvId: toComputeEnvId(environment) },
      ...{ runName: `run_${String(actor.userId)}_${runId}`, sessionId: runId, projectName: "hello", userName: "x", workDir: "/w", at: 1 },
      launch: { pipeline: "https://example.org/hello.git", launchDir: "/w" },
    });
    await runs.updateRun(query, toRunId(runId), { status: "SUCCEEDED", completed_at: 2 });
    await query.insertInto("tasks").values({ run_id: runId, task_id: 1, status: "COMPLETED", rank: 3, instant: 1, data: "{}" }).execute();
    await query
      .insertInto("run_logs")
      .values({ run_id: runId, kind: "console", bytes: Buffer.from("done"), file_size_bytes: 4, captured_at: 2 })
      .execute();
  });
  return { credential, environment, run: runId };
}

export function environmentRow(actor: Actor, id: string, credentialId: string): ComputeEnvRow {
  return {
    ...{ id, user_id: actor.userId, workspace_id: actor.place.workspaceId, name: `hpc-of-${String(actor.userId)}`, description: null },
    ...{
      platform: "slurm-platform",
      credential_id: credentialId,
      managed_identity_id: null,
      config: JSON.stringify({ workDir: "/w" }),
      status: "AVAILABLE",
    },
    ...{
      status_reason: null,
      is_primary: 0,
      is_use_limited: 0,
      resources: null,
      node_setup: null,
      launch_rules: null,
      nextflow_version: null,
      check_steps: "[]",
      check_started_at: 1,
      check_user_id: null,
    },
    ...{ check_finished_at: 1, created_at: 1, updated_at: 1, last_used_at: null, deleted_at: null },
    ...{
      check_reason: null,
      is_check_scheduled: 1 as const,
      next_check_at: null,
      check_failures: 0,
      standing: null,
      standing_reason: null,
    },
  };
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InProcessBus } from "@postern/bus";
import { openDatabase } from "@postern/database";
import { silentLogger, toRunId, toUserId } from "@postern/domain";
import { ManualClock, seededRandom } from "@postern/testing";
import { LiveEvents } from "../../live/live-events.ts";
import { openAudit } from "../open-audit.fixture.ts";
import { addUser } from "../run-people.fixture.ts";
import { toEnvironment } from "../../features/compute-envs/environment.ts";
import { RunService } from "../../features/runs/service.ts";
import { testRecord } from "../../features/launches/bundle/plan.fixture.ts";
import { insertHeadJob } from "../../features/launches/head-job-store.ts";
import { headJobName } from "../../features/launches/submit/make-plan.ts";
import { HistoryWorld } from "./history-world.fixture.ts";
import type { HistoryStage } from "./history-server.fixture.ts";
import type { PlantedFault } from "./history-world.fixture.ts";
import type { History } from "./judge-history.fixture.ts";

export interface Stage extends HistoryStage, AsyncDisposable {
  /** Plays one schedule; the same seed gives the same one. */
  play(seed: number, planted?: PlantedFault): Promise<History>;
}

/** A real database with one person and one environment. */
export async function openHistoryStage(): Promise<Stage> {
  const clock = new ManualClock();
  const bus = new InProcessBus(silentLogger, clock);
  const live = new LiveEvents(bus);
  const folder = await mkdtemp(join(tmpdir(), "postern-history-"));
  const database = await openDatabase(`sqlite:${join(folder, "postern.db")}`, { clock, log: silentLogger });
  const runs = new RunService({ database, clock, live, audit: openAudit(database, clock) });
  const userId = await addUser(database, "jane");
  const row = {
    ...{ id: testRecord().computeEnvId, user_id: userId, workspace_id: null, name: "model", description: null, platform: "slurm-platform" },
    ...{
      credential_id: null,
      managed_identity_id: null,
      config: JSON.stringify({ workDir: "/work" }),
      resources: null,
      node_setup: null,
      launch_rules: null,
      nextflow_version: null,
      status: "AVAILABLE",
      status_reason: null,
    },
    ...{ is_primary: 1 as const, is_use_limited: 0 as const, check_steps: null, check_started_at: null, check_user_id: null },
    ...{ check_finished_at: null, created_at: 1, updated_at: 1, last_used_at: null, deleted_at: null },
    ...{
      check_reason: null,
      is_check_scheduled: 1 as const,
      next_check_at: null,
      check_failures: 0,
      standing: null,
      standing_reason: null,
    },
  };
  await database.query.insertInto("compute_envs").values(row).execute();
  const stage: HistoryStage = { database, clock, live, runs, environment: toEnvironment(row) };
  let played = 0;
  return {
    ...stage,
    play: async (seed, planted) => {
      const runId = toRunId(`history${String((played += 1)).padStart(7, "0")}`);
      const record = testRecord({ workDir: "/work" });
      const at = clock.now();
      await database.transaction(async ({ query }) => {
        await runs.insertRun(query, {
          ...{ id: runId, userId: toUserId(userId), workspaceId: null, computeEnvId: stage.environment.id },
          ...{ runName: `run-${runId}`, sessionId: record.sessionId, projectName: "hello", userName: "jane" },
          ...{ workDir: "/work", launchDir: "/work", commandLine: "nextflow run hello", launch: record, at },
        });
        await insertHeadJob(query, { runId, computeEnvId: stage.environment.id, userId, jobName: headJobName(runId), at });
      });
      const history = await new HistoryWorld(stage, {
        runId,
        random: seededRandom(seed),
        ...(planted === undefined ? {} : { planted }),
      }).play();
      // What never came to its end must not be looked at beside the next one.
      await database.query.updateTable("head_jobs").set({ submit_state: "refused" }).where("run_id", "=", runId).execute();
      return history;
    },
    [Symbol.asyncDispose]: async () => {
      await database[Symbol.asyncDispose]();
      await bus[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

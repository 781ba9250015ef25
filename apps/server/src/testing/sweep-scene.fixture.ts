import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InProcessBus } from "@postern/bus";
import { openDatabase } from "@postern/database";
import type { HeadJobRow } from "@postern/database";
import { AppError, silentLogger, toComputeEnvId, toCredentialId, toRunId } from "@postern/domain";
import type { CommandRequest, CommandResult, ComputeEnvId, RunId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { RunReconciler } from "../background/run-reconciler.ts";
import { toEnvironment } from "../features/compute-envs/environment.ts";
import type { ComputeEnvironment } from "../features/compute-envs/environment.ts";
import { testRecord } from "../features/launches/bundle/plan.fixture.ts";
import { findHeadJob, insertHeadJob } from "../features/launches/head-job-store.ts";
import { headJobName } from "../features/launches/submit/make-plan.ts";
import { HeadJobSubmitter } from "../features/launches/submit/head-job-submitter.ts";
import { HeadJobFollower } from "../features/launches/sweep/head-job-follower.ts";
import { RunService } from "../features/runs/service.ts";
import { LiveEvents } from "../live/live-events.ts";
import { ModelChannel } from "./history/model-channel.fixture.ts";
import { SchedulerModel } from "./history/scheduler-model.fixture.ts";
import { alwaysReady, noRegistries, noVariables } from "./no-registries.fixture.ts";
import { openAudit } from "./open-audit.fixture.ts";
import { addUser } from "./run-people.fixture.ts";

/** Answers the commands of one cluster. */
export type ClusterAnswer = (command: CommandRequest) => Promise<CommandResult>;

/** Clusters that answer as a test says, under a clock that it moves, and the real sweep over a real database. */
export interface SweepScene extends AsyncDisposable {
  readonly clock: ManualClock;
  readonly reconciler: RunReconciler;
  /** A cluster with an account of its own, and one environment there. */
  addCluster(name: string, answer: ClusterAnswer): Promise<ComputeEnvId>;
  /** A run whose head job the scheduler has taken under that number; without one it waits to be submitted. */
  addRun(environment: ComputeEnvId, jobId?: string): Promise<RunId>;
  askToCancel(runId: RunId): Promise<void>;
  jobOf(runId: RunId): Promise<HeadJobRow>;
  statusOf(runId: RunId): Promise<string | undefined>;
  /** How many looks at a cluster are over: what was seen in them is written, and the next may begin. */
  looksAt(environment: ComputeEnvId): number;
}

export async function openSweepScene(intervalMs: number): Promise<SweepScene> {
  const clock = new ManualClock();
  const bus = new InProcessBus(silentLogger, clock);
  const live = new LiveEvents(bus);
  const folder = await mkdtemp(join(tmpdir(), "postern-sweep-"));
  const database = await openDatabase(`sqlite:${join(folder, "postern.db")}`, { clock, log: silentLogger });
  const runs = new RunService({ database, clock, live, audit: openAudit(database, clock) });
  const userId = await addUser(database, "jane");
  const environments = new Map<ComputeEnvId, ComputeEnvironment>();
  const answers = new Map<ComputeEnvId, ClusterAnswer>();
  const looks = new Map<ComputeEnvId, number>();
  const looksAt = (id: ComputeEnvId): number => looks.get(id) ?? 0;
  const own = {
    ...{ database, clock, log: silentLogger, runs },
    tokens: { mintRunToken: () => Promise.resolve("token"), endRunTokens: () => Promise.resolve() },
    environments: {
      findEnvironment: (id: ComputeEnvId) => Promise.resolve(environments.get(id)),
      markUsed: () => Promise.resolve(),
      requireLaunch: () => Promise.resolve(),
    },
    credentials: {
      markUsed: () => Promise.resolve(),
      // Each environment has a credential of its own, of an agent that all share.
      findAgentConnection: () =>
        Promise.resolve({ connectionId: "c", workDir: null, shared: true, ownerUserId: userId, workspaceId: null }),
      findSshSignIn: () => Promise.resolve(undefined),
    },
    ready: alwaysReady,
    registries: noRegistries,
    variables: noVariables,
    listJumpHosts: () => Promise.resolve([]),
    channels: {
      open: (id: ComputeEnvId) => {
        const isOver = (): void => void looks.set(id, looksAt(id) + 1);
        return Promise.resolve(new AnsweringChannel(answers.get(id) ?? absent, isOver));
      },
    },
  };
  const places = { findRights: () => Promise.resolve(undefined) };
  const submitter = new HeadJobSubmitter({ ...own, places, publicUrl: () => "https://postern.example.org", authorityPem: undefined });
  const follower = new HeadJobFollower({ ...own, live, submitter });
  const reconciler = new RunReconciler({ ...own, submitter, follower, intervalMs });
  const addRow = async (name: string): Promise<ComputeEnvironment> => {
    const row = {
      ...{ id: toComputeEnvId(name), user_id: userId, workspace_id: null, name, description: null, platform: "slurm-platform" },
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
      ...{ is_primary: 0 as const, is_use_limited: 0 as const, check_steps: null, check_started_at: null, check_user_id: null },
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
    return { ...toEnvironment(row), credentialId: toCredentialId(`credential of ${name}`) };
  };
  let made = 0;
  return {
    ...{ clock, reconciler, looksAt },
    addCluster: async (name, answer) => {
      const environment = await addRow(name);
      environments.set(environment.id, environment);
      answers.set(environment.id, answer);
      return environment.id;
    },
    addRun: async (computeEnvId, jobId) => {
      const runId = toRunId(`sweep${String((made += 1)).padStart(9, "0")}`);
      const record = testRecord({ workDir: "/work", launchDir: "/work" });
      const at = clock.now();
      await database.transaction(async ({ query }) => {
        await runs.insertRun(query, {
          ...{ id: runId, userId, workspaceId: null, computeEnvId, runName: `run-${runId}`, sessionId: record.sessionId },
          ...{ projectName: "hello", userName: "jane", workDir: "/work", launchDir: "/work", commandLine: "nextflow", launch: record, at },
        });
        await insertHeadJob(query, { runId, computeEnvId, userId, jobName: headJobName(runId), at });
        if (jobId === undefined) return;
        const sent = { submit_state: "submitted", job_id: jobId, submit_tried_at: at } as const;
        await query.updateTable("head_jobs").set(sent).where("run_id", "=", runId).execute();
      });
      return runId;
    },
    askToCancel: async (runId) => {
      await database.query.updateTable("runs").set({ cancel_requested_at: clock.now() }).where("id", "=", runId).execute();
    },
    jobOf: async (runId) => {
      const job = await findHeadJob(database.query, runId);
      if (job !== undefined) return job;
      throw new AppError("run.not_found", `The test has no head job ${runId}.`);
    },
    statusOf: async (runId) => (await runs.findRun(runId))?.status,
    [Symbol.asyncDispose]: async () => {
      await reconciler[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      await bus[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const absent: ClusterAnswer = () => Promise.reject(new AppError("agent.offline", "No agent is connected."));
const model = new SchedulerModel(
  { exitCode: 0, isNodeLost: false, queuedMs: 0, runsMs: 0, isFolderLost: false, shownAfterMs: 0 },
  { hasAccounting: true, sendsTwice: false, ignoresRevocation: false, isSilentWhenDown: false },
);

/** Files as on an empty cluster; commands as the test says. */
class AnsweringChannel extends ModelChannel {
  readonly #answer: ClusterAnswer;
  readonly #isOver: () => void;

  constructor(answer: ClusterAnswer, isOver: () => void) {
    super(model, ({ do: act }) => Promise.resolve(act()));
    this.#answer = answer;
    this.#isOver = isOver;
  }

  override run(command: CommandRequest): Promise<CommandResult> {
    return this.#answer(command);
  }

  override [Symbol.asyncDispose](): Promise<void> {
    this.#isOver();
    return Promise.resolve();
  }
}

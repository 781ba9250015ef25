import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { openDatabase } from "@postern/database";
import type { Database, HeadJobRow, RunRow } from "@postern/database";
import { AppError, silentLogger } from "@postern/domain";
import type { ComputeEnvId, RunId, RunStatus } from "@postern/domain";
import { SystemClock } from "@postern/runtime";
import { findHeadJob } from "../features/launches/head-job-store.ts";
import { makeCluster, openClusterApp, removeCluster } from "./cluster-app.fixture.ts";
import type { ClusterApp, ClusterAppOptions, TestCluster } from "./cluster-app.fixture.ts";

export interface SceneOptions extends Omit<ClusterAppOptions, "database" | "cluster"> {
  readonly platform?: "slurm-platform" | "uge-platform" | "local-platform";
  /** Of the environment. */
  readonly config?: object;
  /** Waits for a state with a deadline. */
  readonly eventually: <Value>(what: string, ask: () => Promise<Value | undefined | false>, deadlineMs?: number) => Promise<Value>;
}

/** One server, one cluster, one environment; and what tests of launches ask of them again and again. */
export class LaunchScene implements AsyncDisposable {
  readonly cluster: TestCluster;
  readonly database: Database;
  readonly #options: SceneOptions;
  app: ClusterApp;
  environment: ComputeEnvId;

  private constructor(
    parts: { cluster: TestCluster; database: Database; app: ClusterApp; environment: ComputeEnvId },
    options: SceneOptions,
  ) {
    this.cluster = parts.cluster;
    this.database = parts.database;
    this.app = parts.app;
    this.environment = parts.environment;
    this.#options = options;
  }

  static async open(options: SceneOptions): Promise<LaunchScene> {
    const cluster = await makeCluster();
    const database = await openDatabase(`sqlite:${join(cluster.root, "postern.db")}`, { clock: new SystemClock(), log: silentLogger });
    const app = await openClusterApp({ patienceMs: 60_000, ...options, database, cluster });
    const environment = await app.environment(options.platform ?? "local-platform", options.config);
    return new LaunchScene({ cluster, database, app, environment }, options);
  }

  /**
   * Another instance on the same database and cluster: what is left after a kill, seen by its successor. It goes on with the time that the test
   * has moved on; else the new one would take what was stored for its future, and wait until the sweeps have made up for it.
   */
  async restart(change: Pick<ClusterAppOptions, "patienceMs"> = {}): Promise<void> {
    const { cluster, database } = this;
    const { vault, clock } = this.app;
    await this.app[Symbol.asyncDispose]();
    this.app = await openClusterApp({ patienceMs: 60_000, ...this.#options, ...change, database, cluster, vault, clock });
  }

  launch(pipeline: string, more: object = {}): Promise<RunId> {
    return this.app.launches.launch(this.app.jane, { pipeline, ...more });
  }

  async runOf(runId: RunId): Promise<RunRow> {
    const run = await this.app.runs.findRun(runId);
    if (run !== undefined) return run;
    throw new AppError("run.not_found", `The test has no run ${runId}.`);
  }

  async jobOf(runId: RunId): Promise<HeadJobRow> {
    const job = await findHeadJob(this.database.query, runId);
    if (job !== undefined) return job;
    throw new AppError("run.not_found", `The test has no head job ${runId}.`);
  }

  fileOf(runId: RunId, ending: string): string {
    return join(this.cluster.work, `nf-${runId}${ending}`);
  }

  exists(path: string): Promise<boolean> {
    return stat(path).then(
      () => true,
      () => false,
    );
  }

  /** The launcher has written its exit file, and who supervises a local job has seen its end, a moment later. */
  async ended(runId: RunId): Promise<void> {
    await this.#options.eventually("the job ends", () => this.exists(this.fileOf(runId, ".exit")));
    const { job_id: id } = await this.jobOf(runId);
    // Ids of local jobs are their folders.
    if (id?.includes("/") !== true) return;
    await this.#options.eventually("the end of the job is seen", () => this.exists(resolve(this.cluster.work, id, "exit")));
  }

  async started(runId: RunId): Promise<void> {
    await this.#options.eventually("the job starts", () => this.exists(this.fileOf(runId, ".started")));
  }

  /** How often Nextflow was started for the run. */
  async startsOf(runId: RunId): Promise<number> {
    const { session_id: session } = await this.runOf(runId);
    const text = await readFile(join(this.cluster.work, "starts"), "utf8").catch(() => "");
    return text.split("\n").filter((line) => line === session).length;
  }

  /** Commands that submit a job, whatever the scheduler. */
  get submits(): number {
    return this.app.ways.commands.filter(
      (words) => words[0] === "sbatch" || words[0] === "qsub" || (words[0] === "sh" && words.includes("submit")),
    ).length;
  }

  sweepUntil(runId: RunId, status: RunStatus, deadlineMs?: number): Promise<RunRow> {
    const ask = async (): Promise<RunRow | undefined> => {
      await this.app.sweep();
      const run = await this.runOf(runId);
      return run.status === status ? run : undefined;
    };
    return this.#options.eventually(`the run is ${status}`, ask, deadlineMs);
  }

  async sweepUntilJob(runId: RunId, isSo: (job: HeadJobRow) => boolean): Promise<void> {
    await this.#options.eventually("the job is as wanted", async () => {
      await this.app.sweep();
      return isSo(await this.jobOf(runId));
    });
  }

  sweepUntilClosed(runId: RunId): Promise<void> {
    return this.sweepUntilJob(runId, (job) => job.submit_state === "finished");
  }

  /** What telemetry does when Nextflow begins. */
  async begin(runId: RunId): Promise<void> {
    const at = this.app.clock.now();
    await this.#patch(runId, { status: "RUNNING", started_at: at, last_contact_at: at });
  }

  /** What telemetry does when Nextflow reports its end. */
  async complete(runId: RunId): Promise<void> {
    const at = this.app.clock.now();
    await this.#patch(runId, { status: "SUCCEEDED", completed_at: at, last_contact_at: at });
  }

  /** As a server leaves it that was killed before it sent anything. */
  async setUnsent(runId: RunId, state: "prepared" | "written"): Promise<void> {
    const unsent = { submit_state: state, job_id: null, submit_tried_at: null };
    await this.database.query.updateTable("head_jobs").set(unsent).where("run_id", "=", runId).execute();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app[Symbol.asyncDispose]();
    await this.database[Symbol.asyncDispose]();
    await removeCluster(this.cluster);
  }

  async #patch(runId: RunId, patch: Partial<Omit<RunRow, "id" | "user_id" | "created_at">>): Promise<void> {
    await this.database.transaction(({ query }) => this.app.runs.updateRun(query, runId, patch));
  }
}

import type { Database } from "@postern/database";
import { AppError, isTerminal, silentLogger } from "@postern/domain";
import type { RunId, RunStatus } from "@postern/domain";
import type { ManualClock } from "@postern/testing";
import type { LiveEvents } from "../../live/live-events.ts";
import { toRunStatus } from "../../features/runs/service.ts";
import type { RunService } from "../../features/runs/service.ts";
import type { ComputeEnvironment } from "../../features/compute-envs/environment.ts";
import { bundlePaths } from "../../features/launches/bundle/bundle-paths.ts";
import { findHeadJob } from "../../features/launches/head-job-store.ts";
import { HeadJobSubmitter } from "../../features/launches/submit/head-job-submitter.ts";
import { listClusters, sweepCluster } from "../../features/launches/sweep/cluster-sweep.ts";
import { HeadJobFollower } from "../../features/launches/sweep/head-job-follower.ts";
import { JointAnswers } from "../../features/launches/sweep/joint-answers.ts";
import { QuestionBudget } from "../../features/launches/sweep/question-budget.ts";
import { SweepPace } from "../../features/launches/sweep/sweep-pace.ts";
import type { History } from "./judge-history.fixture.ts";
import { ModelChannel } from "./model-channel.fixture.ts";
import type { Carrier } from "./model-channel.fixture.ts";
import { SchedulerModel } from "./scheduler-model.fixture.ts";
import { alwaysReady, noRegistries, noVariables } from "../no-registries.fixture.ts";

/** What all schedules share: the database is real, and so is everything that writes to it. */
export interface HistoryStage {
  readonly database: Database;
  readonly clock: ManualClock;
  readonly live: LiveEvents;
  readonly runs: RunService;
  readonly environment: ComputeEnvironment;
}

/** A fault of ours, planted to show that the checker sees it. */
export type PlantedFault = "takes a lost answer for a refusal" | "does not revoke a lost submission" | "takes silence for absence";

interface Schedule {
  readonly runId: RunId;
  readonly random: () => number;
  readonly planted?: PlantedFault;
}

type Server = { readonly submitter: HeadJobSubmitter; readonly sweep: () => Promise<void>; readonly died: Promise<void> };
type Fate = "pass" | "dies before" | "dies after" | "request lost" | "answer lost" | "offline" | "slow" | "timeout";

const faults: readonly Fate[] = ["dies before", "dies after", "request lost", "answer lost", "offline", "slow", "timeout"];
const faultShare = 0.18;
const calmRounds = 60;

/** One run under one random schedule: parties die, answers get lost, time passes; then all is calm, and it must come to its one end. */
export class HistoryWorld {
  readonly #stage: HistoryStage;
  readonly #schedule: Schedule;
  readonly #model: SchedulerModel;
  readonly #statuses: RunStatus[] = [];
  readonly #reports: boolean;
  #server: Server;
  #life = 0;
  #isCalm = false;
  #wasCancelAsked = false;

  constructor(stage: HistoryStage, schedule: Schedule) {
    this.#stage = stage;
    this.#schedule = schedule;
    const { random } = schedule;
    const plan = {
      exitCode: random() < 0.6 ? 0 : 3,
      isNodeLost: random() < 0.15,
      queuedMs: random() * 150_000,
      runsMs: random() * 600_000,
    };
    const { planted } = schedule;
    this.#model = new SchedulerModel(plan, {
      hasAccounting: random() < 0.5,
      sendsTwice: random() < 0.15,
      ignoresRevocation: planted === "does not revoke a lost submission",
      isSilentWhenDown: planted === "takes silence for absence",
    });
    this.#reports = random() < 0.5;
    this.#server = this.#start();
  }

  async play(): Promise<History> {
    const { random, runId } = this.#schedule;
    await this.#whileAlive(this.#server.submitter.submit(runId));
    for (let steps = 5 + Math.floor(random() * 10); steps > 0; steps -= 1) await this.#step();
    this.#isCalm = true;
    this.#model.isDown = false;
    let isClosed = false;
    for (let round = 0; round < calmRounds && !isClosed; round += 1) {
      this.#advance(150_000);
      await this.#report();
      await this.#whileAlive(this.#server.sweep());
      isClosed = await this.#isClosed();
    }
    return this.#end(isClosed);
  }

  async #step(): Promise<void> {
    const { random } = this.#schedule;
    const choice = random();
    if (choice < 0.45) await this.#whileAlive(this.#server.sweep());
    else if (choice < 0.75) this.#advance(random() * 120_000);
    else if (choice < 0.83) this.#restart();
    else if (choice < 0.9) this.#model.isDown = !this.#model.isDown;
    else if (choice < 0.97) await this.#report();
    else await this.#cancel();
    await this.#observe();
  }

  async #end(isClosed: boolean): Promise<History> {
    const model = this.#model;
    const begunAtEnd = model.begun;
    const alive = model.live.filter(({ state }) => state === "RUNNING").length;
    // What is still on its way arrives, begins, and ends.
    this.#advance(3_600_000);
    this.#advance(3_600_000);
    await this.#observe();
    const left = model.files.get(bundlePaths("/work", this.#schedule.runId).exit);
    return {
      statuses: this.#statuses,
      submissions: model.jobs.length - model.doubled,
      begun: model.begun,
      begunAfterEnd: model.begun - begunAtEnd,
      ...{ alive, isClosed, wasCancelAsked: this.#wasCancelAsked },
      exitCode: left === undefined ? undefined : Number(left),
    };
  }

  async #isClosed(): Promise<boolean> {
    const state = (await findHeadJob(this.#stage.database.query, this.#schedule.runId))?.submit_state;
    return state === "finished" || state === "refused";
  }

  #advance(ms: number): void {
    this.#stage.clock.advance(Math.round(ms));
    this.#model.moveTo(this.#stage.clock.now());
  }

  async #observe(): Promise<void> {
    const { query } = this.#stage.database;
    const run = await query.selectFrom("runs").select("status").where("id", "=", this.#schedule.runId).executeTakeFirstOrThrow();
    const status = toRunStatus(run);
    if (this.#statuses.at(-1) !== status) this.#statuses.push(status);
  }

  /** Nextflow, which reaches the server whenever it is there. */
  async #report(): Promise<void> {
    const model = this.#model;
    if (!this.#reports || model.begun === 0) return;
    const { clock, database, runs } = this.#stage;
    const { runId } = this.#schedule;
    const left = model.files.get(bundlePaths("/work", runId).exit);
    if (left === undefined && model.live.every(({ state }) => state !== "RUNNING")) return;
    const at = clock.now();
    await database.transaction(async ({ query }) => {
      const run = await runs.lockRun(query, runId);
      if (run === undefined || isTerminal(toRunStatus(run))) return;
      const end = left === undefined ? {} : { completed_at: at };
      const status =
        left === undefined ? "RUNNING" : Number(left) === 0 ? "SUCCEEDED" : run.cancel_requested_at === null ? "FAILED" : "CANCELLED";
      await runs.updateRun(query, runId, { status, last_contact_at: at, ...end });
    });
  }

  async #cancel(): Promise<void> {
    const { clock, database, runs } = this.#stage;
    this.#wasCancelAsked = true;
    await database.transaction(({ query }) => runs.updateRun(query, this.#schedule.runId, { cancel_requested_at: clock.now() }));
  }

  /** Work of the server, for as long as it lives. What is left of it then stands still for ever, as after kill -9. */
  async #whileAlive(work: Promise<unknown>): Promise<void> {
    const life = this.#life;
    await Promise.race([work, this.#server.died]);
    if (life !== this.#life) this.#server = this.#start();
  }

  #restart(): void {
    this.#life += 1;
    this.#server = this.#start();
  }

  #start(): Server {
    const { clock, database, environment, live } = this.#stage;
    const death = Promise.withResolvers<void>();
    const life = this.#life;
    const die = <Answer>(): Promise<Answer> => {
      if (life === this.#life) this.#life += 1;
      death.resolve();
      return new Promise(() => {});
    };
    const carry = this.#carrier(die);
    const mortal = <Answer>(act: () => Promise<Answer>): Promise<Answer> => {
      const chance = this.#isCalm ? 1 : this.#schedule.random();
      if (chance < 0.01) return die();
      return chance < 0.02 ? act().then(() => die<Answer>()) : act();
    };
    const runs = this.#mortalRuns(mortal);
    const log = silentLogger;
    const tokens = { mintRunToken: () => Promise.resolve("token"), endRunTokens: () => mortal(() => Promise.resolve()) };
    const environments = {
      findEnvironment: () => Promise.resolve(environment),
      markUsed: () => Promise.resolve(),
      requireLaunch: () => Promise.resolve(),
    };
    const credentials = {
      markUsed: () => Promise.resolve(),
      findAgentConnection: () => Promise.resolve(undefined),
      findSshSignIn: () => Promise.resolve(undefined),
    };
    const channels = { open: () => carry({ do: () => new ModelChannel(this.#model, carry) }) };
    const places = { findRights: () => Promise.resolve(undefined) };
    const listJumpHosts = () => Promise.resolve([]);
    const own = {
      ready: alwaysReady,
      registries: noRegistries,
      variables: noVariables,
      database,
      clock,
      log,
      channels,
      environments,
      credentials,
      runs,
      tokens,
      listJumpHosts,
    };
    const submitter = new HeadJobSubmitter({ ...own, places, publicUrl: () => "https://postern.example.org", authorityPem: undefined });
    const follower = new HeadJobFollower({ ...own, live, submitter });
    const asking = {
      budget: new QuestionBudget(clock, 30),
      pace: new SweepPace(clock, 30_000),
      answers: new JointAnswers(() => clock.now()),
    };
    const parts = { ...own, ...asking, submitter, follower };
    const sweep = async () => {
      for (const key of await listClusters(parts))
        await sweepCluster(parts, { key, neighbours: [], since: clock.now(), isOutOfTurn: false });
    };
    return { submitter, sweep, died: death.promise };
  }

  #mortalRuns(mortal: <Answer>(act: () => Promise<Answer>) => Promise<Answer>): RunService {
    const { runs } = this.#stage;
    return new Proxy(runs, {
      get: (whole, name) => {
        const member: unknown = Reflect.get(whole, name, whole);
        if (typeof member !== "function") return member;
        const call = (...given: unknown[]) => Reflect.apply(member, whole, given) as Promise<unknown>;
        return name === "settle" || name === "noteReason" || name === "findRun"
          ? (...given: unknown[]) => mortal(() => call(...given))
          : call;
      },
    });
  }

  #carrier(die: <Answer>() => Promise<Answer>): Carrier {
    return async ({ words, do: act }) => {
      await this.#observe();
      this.#advance(20);
      const fate = this.#fate();
      if (fate === "dies before") return die();
      this.#refuseBefore(fate, words);
      const answer = act();
      if (fate === "dies after") return die();
      if (fate === "answer lost") throw this.#lost(words);
      if (fate !== "timeout") return answer;
      this.#advance(60_000);
      throw new AppError("command.timeout", "The command took too long.");
    };
  }

  /** What happens before the act; it throws where the act does not happen, or not yet. */
  #refuseBefore(fate: Fate, words: readonly string[] | undefined): void {
    const { random } = this.#schedule;
    if (fate === "offline") throw new AppError("agent.offline", "No agent is connected.");
    if (fate === "slow") this.#advance(random() * 50_000);
    if (fate !== "request lost") return;
    if (words?.[0] === "sbatch" && random() < 0.6) this.#model.late.push({ at: this.#stage.clock.now() + random() * 300_000, words });
    throw this.#lost(words);
  }

  #lost(words: readonly string[] | undefined): AppError {
    const isPlanted = this.#schedule.planted === "takes a lost answer for a refusal" && words?.[0] === "sbatch";
    return isPlanted ? new AppError("agent.offline", "Planted.") : new AppError("agent.gone", "The connection broke.");
  }

  #fate(): Fate {
    const { random } = this.#schedule;
    if (this.#isCalm || random() > faultShare) return "pass";
    return faults[Math.floor(random() * faults.length)] ?? "pass";
  }
}

import { AppError, isTerminal } from "@postern/domain";
import type { RunId, RunStatus } from "@postern/domain";
import { toRunStatus } from "../../features/runs/service.ts";
import { bundlePaths } from "../../features/launches/bundle/bundle-paths.ts";
import { findHeadJob } from "../../features/launches/head-job-store.ts";
import { openHistoryServer } from "./history-server.fixture.ts";
import type { HistoryServer, HistoryStage, Mortal } from "./history-server.fixture.ts";
import type { History } from "./judge-history.fixture.ts";
import { ModelChannel } from "./model-channel.fixture.ts";
import type { Carrier } from "./model-channel.fixture.ts";
import { SchedulerModel } from "./scheduler-model.fixture.ts";
import type { JobPlan } from "./scheduler-model.fixture.ts";

/** A fault of ours, planted to show that the checker sees it. */
export type PlantedFault = "takes a lost answer for a refusal" | "does not revoke a lost submission" | "takes silence for absence";

interface Schedule {
  readonly runId: RunId;
  readonly random: () => number;
  readonly planted?: PlantedFault;
}

type Server = HistoryServer & {
  /** Resolves when it has died, or stands still so that another one has taken over. */
  readonly gone: Promise<void>;
};
type Fate = "pass" | (typeof faults)[number] | (typeof stalls)[number];
type Die = <Answer>() => Promise<Answer>;

interface Ends {
  readonly die: Die;
  /** Resolves when it goes on. */
  readonly stall: () => Promise<void>;
  readonly isSpared: () => boolean;
}

const faults = ["dies before", "dies after", "request lost", "answer lost", "offline", "slow", "timeout"] as const;
const stalls = ["stalls", "stalls with the answer"] as const;
const faultShare = 0.18;
/** Of what a server writes down, before it and after it. */
const deathShare = 0.03;
const calmRounds = 60;

/** One run under one random schedule: parties die, answers get lost, time passes; then all is calm, and it must come to its one end. */
export class HistoryWorld {
  readonly #stage: HistoryStage;
  readonly #schedule: Schedule;
  readonly #model: SchedulerModel;
  readonly #statuses: RunStatus[] = [];
  readonly #plan: JobPlan;
  readonly #reports: boolean;
  /** One that stands still is followed by another one on the same database, and may go on beside it later. */
  readonly #hasOthers: boolean;
  readonly #stalled: { readonly goOn: () => void; readonly work: Promise<unknown> }[] = [];
  /** What the present server is at. */
  #working: Promise<unknown> = Promise.resolve();
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
      isFolderLost: random() < 0.1,
      shownAfterMs: random() < 0.2 ? random() * 200_000 : 0,
    };
    this.#plan = plan;
    const { planted } = schedule;
    this.#model = new SchedulerModel(plan, {
      hasAccounting: random() < 0.5,
      sendsTwice: random() < 0.15,
      ignoresRevocation: planted === "does not revoke a lost submission",
      isSilentWhenDown: planted === "takes silence for absence",
    });
    this.#reports = random() < 0.5;
    this.#hasOthers = random() < 0.3;
    this.#server = this.#start();
  }

  async play(): Promise<History> {
    const { random, runId } = this.#schedule;
    await this.#whileAlive(this.#server.submitter.submit(runId));
    for (let steps = 5 + Math.floor(random() * 20); steps > 0; steps -= 1) await this.#step();
    if (random() < 0.5) await this.#wake();
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
    else if (choice < 0.83) this.#server = this.#start();
    else if (choice < 0.9) this.#model.isDown = !this.#model.isDown;
    else if (choice < 0.95) await this.#report();
    else if (choice < 0.98) await this.#wake();
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
      endedWell: model.endedWell,
      isConsoleKept: this.#plan.isFolderLost || (await this.#stage.runs.findLog(this.#schedule.runId, "console")) !== undefined,
      // What is shown after the run was cancelled need not be waited for.
      exitCode: left === undefined || (this.#plan.shownAfterMs > 0 && this.#wasCancelAsked) ? undefined : Number(left),
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
    this.#working = work;
    await Promise.race([work, this.#server.gone]);
    if (life !== this.#life) this.#server = this.#start();
  }

  /** All that stand still go on, beside the one that has taken over. */
  async #wake(): Promise<void> {
    for (const { goOn, work } of this.#stalled.splice(0)) {
      goOn();
      await work;
    }
  }

  #start(): Server {
    // INVARIANT: the newest one leads; one that has stalled finds out when it goes on.
    const life = (this.#life += 1);
    const gone = Promise.withResolvers<void>();
    let isSpared = false;
    /** From here on another server looks after the run. */
    const leave = (): void => {
      if (life === this.#life) this.#life += 1;
      gone.resolve();
    };
    const die: Die = () => {
      leave();
      return new Promise(() => {});
    };
    const stall = (): Promise<void> => {
      leave();
      const woken = Promise.withResolvers<void>();
      // It goes on to the end of what it was at, and nothing happens to it any more.
      const goOn = (): void => {
        isSpared = true;
        woken.resolve();
      };
      this.#stalled.push({ goOn, work: this.#working });
      return woken.promise;
    };
    const carry = this.#carrier({ die, stall, isSpared: () => isSpared });
    const mortal: Mortal = (act) => {
      const chance = this.#isCalm || isSpared ? 1 : this.#schedule.random();
      if (chance < deathShare) return die();
      return chance < 2 * deathShare ? act().then(() => die()) : act();
    };
    const open = () => carry({ do: () => new ModelChannel(this.#model, carry) });
    const team = { isLeading: () => life === this.#life, hasOthers: this.#hasOthers };
    return { ...openHistoryServer(this.#stage, { open, mortal, team }), gone: gone.promise };
  }

  #carrier({ die, stall, isSpared }: Ends): Carrier {
    return async ({ words, do: act }) => {
      await this.#observe();
      this.#advance(20);
      const fate = isSpared() ? "pass" : this.#fate();
      if (fate === "dies before") return die();
      if (fate === "stalls") await stall();
      this.#refuseBefore(fate, words);
      const answer = act();
      if (fate === "dies after") return die();
      if (fate === "stalls with the answer") await stall();
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
    const possible = this.#hasOthers ? [...faults, ...stalls] : faults;
    return possible[Math.floor(random() * possible.length)] ?? "pass";
  }
}

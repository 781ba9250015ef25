import { isAppError } from "@postern/domain";
import type { Logger, UserId } from "@postern/domain";
import { checkEnvironment } from "../features/compute-envs/check/check-environment.ts";
import type { CheckScheduleService } from "../features/compute-envs/check-schedule/service.ts";
import type { ComputeEnvironment } from "../features/compute-envs/environment.ts";
import { checkTools } from "./check-tools.ts";
import type { CheckWays } from "./check-tools.ts";
import type { Reconciler } from "./driver.ts";
import { OngoingWork } from "./ongoing-work.ts";
import type { LookQuestions } from "./run-reconciler.ts";

export interface CheckScheduleReconcilerParts extends CheckWays {
  readonly log: Logger;
  readonly schedule: CheckScheduleService;
  /** Which account a look is under, whatever the environment, and what is left of its questions. */
  readonly findQuestions: (at: { readonly computeEnvId: ComputeEnvironment["id"]; readonly userId: UserId }) => Promise<LookQuestions>;
  /** Asks for another step soon. */
  readonly wake: () => void;
}

/** Looks at once: each starts a Java machine on a login node, and nobody waits for it. */
const looksAtOnce = { all: 3, perOwner: 2 };
const listed = 50;
/** As many as a look asks a scheduler at most. */
const questionsOfLook = 8;
const pauseMs = 300_000;
const whyNoTrial = "Checks on schedule send no job. Check again to have one sent.";

/**
 * Looks at every environment whose time has come, as whoever made it. One after the other where they are under one account of a cluster, beside
 * the checks that people wait for, and without a job.
 */
export class CheckScheduleReconciler implements Reconciler, AsyncDisposable {
  readonly name = "check-schedule";
  readonly intervalMs = 60_000;
  readonly #parts: CheckScheduleReconcilerParts;
  readonly #ongoing: OngoingWork;

  constructor(parts: CheckScheduleReconcilerParts) {
    this.#parts = parts;
    this.#ongoing = new OngoingWork(parts.log, looksAtOnce);
  }

  async step(signal: AbortSignal): Promise<void> {
    const { findQuestions, schedule } = this.#parts;
    await schedule.spread();
    for (const due of await schedule.listDue(listed)) {
      if (signal.aborted) return;
      const environment = { ...due, checkUserId: await this.#chooseActor(due) };
      const questions = await findQuestions({ computeEnvId: due.id, userId: environment.checkUserId });
      // The others of this account come at a later step.
      this.#ongoing.start({ key: questions.account, owner: due.userId }, () => this.#look(environment, questions, signal));
    }
  }

  /** Resolves when nothing is being looked at. */
  idle(): Promise<void> {
    return this.#ongoing.idle();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#ongoing[Symbol.asyncDispose]();
  }

  /** Whoever made it; who has left, or may not use it any more, leaves it to whoever asked for its last check. */
  async #chooseActor(environment: ComputeEnvironment): Promise<UserId> {
    try {
      await this.#parts.environments.requireUse(environment.userId, environment);
      return environment.userId;
    } catch (error) {
      if (!isAppError(error)) throw error;
      return environment.checkUserId;
    }
  }

  async #look(environment: ComputeEnvironment, questions: LookQuestions, signal: AbortSignal): Promise<void> {
    const { clock, schedule, wake } = this.#parts;
    // It may have waited for its turn.
    if (signal.aborted || !(await schedule.isWanted(environment))) return;
    if (!questions.take(questionsOfLook)) return schedule.putOff(environment, pauseMs);
    const startedAt = clock.now();
    const isWanted = async () => !signal.aborted && (await schedule.isWanted(environment));
    const tools = { ...(await checkTools(this.#parts, environment)), whyNoTrial };
    const steps = await checkEnvironment(environment, tools, isWanted);
    if (steps === undefined || signal.aborted) return;
    await schedule.finish({ environment, startedAt, steps });
    // Another environment of this account may wait.
    wake();
  }
}

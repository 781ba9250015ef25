import { isAppError } from "@postern/domain";
import type { Logger } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import type { CheckService } from "../features/compute-envs/check-service.ts";
import { checkEnvironment } from "../features/compute-envs/check/check-environment.ts";
import type { TrialSettings } from "../features/compute-envs/check/trial/trial.ts";
import { findFailedStep, isOfTheWay } from "../features/compute-envs/check/check-step.ts";
import type { ComputeEnvironment } from "../features/compute-envs/environment.ts";
import { checkTools, openForCheck } from "./check-tools.ts";
import type { CheckWays } from "./check-tools.ts";
import type { Reconciler } from "./driver.ts";
import { OngoingWork } from "./ongoing-work.ts";

/** Checks at once: each may start a Java machine on a login node. */
const maxChecks = { all: 4, perOwner: 2 };
/** Ways that are tried at once, each by a connection that may take its time. */
const maxRetries = { all: 16, perOwner: 4 };

export interface EnvironmentReconcilerParts extends CheckWays {
  readonly log: Logger;
  readonly checks: CheckService;
  /** What a job on a compute node needs; undefined: checks send none. Asked for each check: the address is known once the server listens. */
  readonly trial: () => TrialSettings | undefined;
  /** Longest time between two looks for work. Default 15 s; it is woken for each new check. */
  readonly intervalMs?: number;
}

/**
 * Brings every environment to a checked state: new ones, ones that were asked for again, ones whose check a restart
 * cut short, and ones that failed for want of an agent which has come since. Checks go on after the step that began them.
 */
export class EnvironmentReconciler implements Reconciler, AsyncDisposable {
  readonly name = "environments";
  readonly intervalMs: number;
  readonly #parts: EnvironmentReconcilerParts;
  readonly #ongoing: OngoingWork;
  readonly #retries: OngoingWork;

  constructor(parts: EnvironmentReconcilerParts) {
    this.intervalMs = parts.intervalMs ?? 15_000;
    this.#parts = parts;
    this.#ongoing = new OngoingWork(parts.log, maxChecks);
    this.#retries = new OngoingWork(parts.log, maxRetries);
  }

  async step(signal: AbortSignal): Promise<void> {
    for (const environment of await this.#parts.checks.listCandidates()) {
      if (environment.checkFinishedAt === null) this.#start(environment, signal);
      // Beside the checks: a host that swallows what is sent to it would else hold up those of everybody.
      else this.#retries.start({ key: environment.id, owner: environment.checkUserId }, () => this.#retry(environment, signal));
    }
  }

  #start(environment: ComputeEnvironment, signal: AbortSignal): void {
    if (signal.aborted) return;
    const key = `${environment.id} ${String(environment.checkStartedAt)}`;
    this.#ongoing.start({ key, owner: environment.checkUserId }, () => this.#check(environment, signal));
  }

  /** Resolves when no check is under way. */
  async idle(): Promise<void> {
    await this.#retries.idle();
    await this.#ongoing.idle();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#retries[Symbol.asyncDispose]();
    await this.#ongoing[Symbol.asyncDispose]();
  }

  /** A failed environment is tried again only when what failed was the connection, and that is there now. */
  async #retry(environment: ComputeEnvironment, signal: AbortSignal): Promise<void> {
    const failed = findFailedStep(environment.checkSteps);
    if (failed === undefined || !isOfTheWay(failed.key)) return;
    const channel = await this.#tryToOpen(environment);
    if (channel === undefined || signal.aborted) return;
    await channel[Symbol.asyncDispose]();
    const wanted = await this.#parts.checks.restartFor(environment);
    if (wanted !== undefined) this.#start(wanted, signal);
  }

  async #tryToOpen(environment: ComputeEnvironment): Promise<CommandChannel | undefined> {
    try {
      return await openForCheck(this.#parts, environment);
    } catch (error) {
      if (!isAppError(error)) throw error;
      return undefined;
    }
  }

  async #check(environment: ComputeEnvironment, signal: AbortSignal): Promise<void> {
    const { checks } = this.#parts;
    const key = { id: environment.id, startedAt: environment.checkStartedAt ?? 0 };
    const tools = { ...(await checkTools(this.#parts, environment)), trial: this.#parts.trial() };
    // A server that closes leaves the check unfinished: the next one starts it anew.
    const steps = await checkEnvironment(environment, tools, async (so) => !signal.aborted && checks.saveSteps(environment, key, so));
    if (steps !== undefined && !signal.aborted) await checks.finish(key, steps);
  }
}

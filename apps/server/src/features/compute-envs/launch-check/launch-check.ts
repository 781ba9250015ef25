import { createHash } from "node:crypto";
import { AppError, isAppError } from "@postern/domain";
import type { Clock, ComputeEnvId, TimeMs, UserId } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import { schedulerOf } from "../../../clusters/scheduler-of-platform.ts";
import { withinTime } from "../../../time-limit.ts";
import type { ComputeEnvironment } from "../environment.ts";
import { fileOf } from "../check/trial/trial-mark.ts";
import type { MarkOf } from "../check/trial/trial-mark.ts";
import { FreshAnswers } from "./fresh-answers.ts";
import { lookAtDirectory, lookAtScheduler, lookForNextflow } from "./quick-looks.ts";
import type { QuickAnswer } from "./quick-looks.ts";

export interface LaunchCheckParts {
  readonly clock: Clock;
  readonly markOf: MarkOf;
  /** Which account a launch is under, whatever its environment, and whether its scheduler may be asked so many questions now. */
  readonly findQuestions: (at: { readonly computeEnvId: ComputeEnvId; readonly userId: UserId }) => Promise<{
    readonly account: string;
    readonly take: (count: number) => boolean;
  }>;
  /** Keeps what kept a launch back, for the page of its environment. */
  readonly noteRefusal: (environment: ComputeEnvironment, refusal: LaunchRefusal) => Promise<void>;
}

export interface LaunchRefusal {
  readonly step: string;
  readonly summary: string;
  readonly startedAt: TimeMs;
  readonly endedAt: TimeMs;
}

/** A launch, before anything of it is on its cluster. */
export interface ReadyLaunch {
  readonly environment: ComputeEnvironment;
  readonly userId: UserId;
  readonly channel: CommandChannel;
  /** That it writes to. */
  readonly directories: readonly string[];
  readonly preRun: string | undefined;
  /** It says which Nextflow it wants, which its launcher finds or fetches. */
  readonly namesNextflow: boolean;
}

/** Of the twenty seconds that somebody waits at a launch form. What takes longer is no failure. */
const limitMs = 8000;
const wellMs = 5 * 60_000;
/** Who has mended it launches again in a moment; a script that launches hundreds asks no more often than this. */
const illMs = 10_000;

/**
 * Looks at a cluster before a launch: whether its directories can be written, its scheduler answers, and Nextflow is there. Only what the cluster
 * itself says keeps a launch back; where it says nothing, or not in time, the launch goes on as without a look.
 */
export class LaunchCheck {
  readonly #parts: LaunchCheckParts;
  readonly #answers: FreshAnswers<QuickAnswer>;
  /** One that is given again to others is no other look. */
  readonly #noted = new WeakSet<QuickAnswer>();

  constructor(parts: LaunchCheckParts) {
    this.#parts = parts;
    this.#answers = new FreshAnswers({ clock: parts.clock, freshMs: ({ kind }) => (kind === "well" ? wellMs : illMs) });
  }

  /** @throws launch.not_ready with the step that failed, what was seen, and the cure. */
  async requireReady(launch: ReadyLaunch): Promise<void> {
    const startedAt = this.#parts.clock.now();
    const looks = await this.#look(launch);
    const found: QuickAnswer[] = [];
    await withinTime(this.#parts.clock, limitMs, Promise.all(looks.map(async (look) => found.push(await look))));
    const ill = found.find((answer) => answer.kind === "ill");
    if (ill?.kind !== "ill") return;
    await this.#note(launch.environment, ill, startedAt);
    const { name } = launch.environment;
    const message = `Compute environment ${name} is not ready for a run. ${ill.step}: ${ill.summary} ${ill.cure}`;
    throw new AppError("launch.not_ready", message, ill.detail === undefined ? {} : { detail: ill.detail });
  }

  async #note(environment: ComputeEnvironment, ill: Extract<QuickAnswer, { readonly kind: "ill" }>, startedAt: TimeMs): Promise<void> {
    if (this.#noted.has(ill)) return;
    this.#noted.add(ill);
    const { step, summary } = ill;
    await this.#parts.noteRefusal(environment, { step, summary, startedAt, endedAt: this.#parts.clock.now() });
  }

  async #look({ environment, userId, channel, directories, preRun, namesNextflow }: ReadyLaunch) {
    const { findQuestions, markOf } = this.#parts;
    // What one launch saw is so for all under its account: in other environments, and for others who share it.
    const { account, take } = await findQuestions({ computeEnvId: environment.id, userId });
    const ask = (what: string, look: () => Promise<QuickAnswer>) => this.#answers.get(`${account} ${what}`, () => unlessUnknown(look));
    const scheduler = schedulerOf(environment);
    const mark = markOf(fileOf(environment.id, userId));
    return [
      ...[...new Set(directories)].map((path) => ask(`write ${path}`, () => lookAtDirectory(channel, path, mark))),
      ask("scheduler", () => lookAtScheduler(channel, scheduler, take)),
      ...(namesNextflow ? [] : [ask(`nextflow ${hashOf(preRun ?? "")}`, () => lookForNextflow(channel, preRun))]),
    ];
  }
}

/** What is not known now: the launch finds out. */
async function unlessUnknown(look: () => Promise<QuickAnswer>): Promise<QuickAnswer> {
  try {
    return await look();
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { kind: "unknown" };
  }
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

import { isAppError, toUserId } from "@postern/domain";
import type { RunId } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import type { LiveEvents } from "../../../live/live-events.ts";
import type { FollowedJob } from "./followed-job.ts";

/** Tells open pages that the console output of a run has grown. Remembers sizes only: forgetting one costs a needless look. */
export class GrowthWatch {
  readonly #live: LiveEvents;
  readonly #sizes = new Map<RunId, number>();

  constructor(live: LiveEvents) {
    this.#live = live;
  }

  async look(channel: CommandChannel, { paths, run, runId }: Pick<FollowedJob, "paths" | "run" | "runId">): Promise<void> {
    const sizeBytes = await sizeOf(channel, paths.console);
    if (sizeBytes === undefined || sizeBytes === this.#sizes.get(runId)) return;
    this.#sizes.set(runId, sizeBytes);
    this.#live.publish({ userId: toUserId(run.user_id) }, { type: "run-log", runId, workspaceId: run.workspace_id });
  }

  forget(runId: RunId): void {
    this.#sizes.delete(runId);
  }
}

async function sizeOf(channel: CommandChannel, path: string): Promise<number | undefined> {
  try {
    return (await channel.stat(path))?.sizeBytes;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return undefined;
  }
}

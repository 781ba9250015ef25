import type { Clock, TimeMs } from "@postern/domain";
import { audienceAt } from "../../../live/live-events.ts";
import type { LiveEvents } from "../../../live/live-events.ts";
import { homeOfEnvironment } from "../environment.ts";
import type { ComputeEnvironment } from "../environment.ts";

/** Often enough to see it move. */
const betweenMs = 500;

export interface CopyNewsParts {
  readonly clock: Clock;
  readonly live: Pick<LiveEvents, "publish">;
  readonly environment: ComputeEnvironment;
  readonly version: string;
}

/** Tells open pages how far a copy is: at its first piece, now and then, and at its end. */
export class CopyNews {
  readonly #parts: CopyNewsParts;
  #toldAt: TimeMs | undefined;

  constructor(parts: CopyNewsParts) {
    this.#parts = parts;
  }

  tell(copiedBytes: number, sizeBytes: number): void {
    const { clock, environment, live, version } = this.#parts;
    const now = clock.now();
    if (this.#toldAt !== undefined && now - this.#toldAt < betweenMs && copiedBytes < sizeBytes) return;
    this.#toldAt = now;
    const { id, workspaceId } = environment;
    const event = { type: "nextflow-copy", computeEnvId: id, workspaceId, version, copiedBytes, sizeBytes } as const;
    live.publish(audienceAt(homeOfEnvironment(environment), "compute_environment:read"), event);
  }
}

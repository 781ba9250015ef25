import type { Clock } from "@postern/domain";
import type { Scheduler } from "@postern/schedulers";
import type { CommandChannel } from "@postern/transport";
import type { ComputeEnvironment } from "../environment.ts";

/** What a step looks at. */
export interface CheckContext {
  readonly environment: ComputeEnvironment;
  readonly scheduler: Scheduler;
  readonly channel: CommandChannel;
}

/** For a step that compares or waits. */
export interface TimedCheckContext extends CheckContext {
  readonly clock: Clock;
}

/** For a step that makes a small file. */
export interface MarkedCheckContext extends TimedCheckContext {
  /** The name of that file, as `trialFolderIn` takes it. */
  readonly mark: string;
}

import type { RunRow } from "@postern/database";
import { isAppError, toComputeEnvId, toRunId, toUserId } from "@postern/domain";
import type { ChannelProvider } from "../../channels/channel-provider.ts";
import { bundlePaths } from "./bundle/bundle-paths.ts";

const tailBytes = 1024 * 1024;

/** Reads the growing logs of a run where they are written: on its cluster. */
export class ChannelLiveLogSource {
  readonly #channels: ChannelProvider;

  constructor(channels: ChannelProvider) {
    this.#channels = channels;
  }

  /**
   * The end of a log, at most 1 MiB of it; `undefined` when there is none (yet), or when the cluster cannot be reached.
   * For runs that Postern launched; of others it does not know where their logs are.
   */
  async tail(
    run: Pick<RunRow, "id" | "user_id" | "compute_env_id" | "launch">,
    kind: "console" | "nextflow" | "job",
  ): Promise<{ readonly bytes: Uint8Array; readonly fileSizeBytes: number } | undefined> {
    const { launchDir } = JSON.parse(run.launch ?? "{}") as { launchDir?: string };
    if (run.compute_env_id === null || launchDir === undefined) return undefined;
    const paths = bundlePaths(launchDir, toRunId(run.id));
    const path = { console: paths.console, nextflow: paths.log, job: paths.job }[kind];
    try {
      await using channel = await this.#channels.open(toComputeEnvId(run.compute_env_id), toUserId(run.user_id));
      const { bytes, fileSizeBytes } = await channel.tail(path, tailBytes);
      return { bytes, fileSizeBytes };
    } catch (error) {
      if (!isAppError(error)) throw error;
      return undefined;
    }
  }
}

import { isAppError } from "@postern/domain";
import type { RunId } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import type { BundlePaths } from "../bundle/bundle-paths.ts";
import type { Runs } from "../ports.ts";

/** Of longer files the end is kept: it tells how the run came out. */
const keptBytes = 1024 * 1024;

/**
 * Copies the logs of an ended run to the server, so that they can be read when the cluster cannot. May be repeated.
 *
 * @returns whether all that exist were copied; else it is worth another try.
 */
export async function captureLogs(channel: CommandChannel, paths: BundlePaths, target: { runId: RunId; runs: Runs }): Promise<boolean> {
  const files = [
    { kind: "console", path: paths.console },
    { kind: "nextflow", path: paths.log },
    { kind: "job", path: paths.job },
  ] as const;
  let isComplete = true;
  for (const { kind, path } of files) {
    try {
      const { bytes, fileSizeBytes } = await channel.tail(path, keptBytes);
      await target.runs.keepLog(target.runId, kind, { bytes, fileSizeBytes });
    } catch (error) {
      if (!isAppError(error)) throw error;
      // A run that ended early has not all of them.
      if (error.code !== "file.not_found") isComplete = false;
    }
  }
  return isComplete;
}

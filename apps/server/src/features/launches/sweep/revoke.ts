import { isAppError } from "@postern/domain";
import type { RunId } from "@postern/domain";
import type { BundlePaths } from "../bundle/bundle-paths.ts";
import type { Cluster } from "./ask-scheduler.ts";

/** Puts a file in the way of any job of the run that has not begun. `false`: it could not be written. */
export async function revoke(
  { channel }: Cluster,
  { paths, runId }: { readonly paths: BundlePaths; readonly runId: RunId },
): Promise<boolean> {
  try {
    await channel.writeFile(paths.revoked, new TextEncoder().encode(`The run ${runId} was given up.\n`));
    return true;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return false;
  }
}

import type { Database } from "@postern/database";
import { isAppError } from "@postern/domain";
import type { Logger } from "@postern/domain";
import type { ChannelProvider } from "../../../channels/channel-provider.ts";
import { forEachLimited } from "../../../for-each-limited.ts";
import type { ComputeEnvService } from "../../compute-envs/service.ts";
import { removeRegistryFolder } from "./remove-registry-folder.ts";
import { forgetRegistryFolder, listLeftFolders } from "./store.ts";
import type { LeftFolder } from "./store.ts";

/** Clusters that are looked at side by side: one that hangs holds nobody up but those who come after eight of its kind. */
const maxClustersAtOnce = 8;

export interface CleaningParts {
  readonly database: Database;
  readonly log: Logger;
  readonly channels: ChannelProvider;
  readonly environments: Pick<ComputeEnvService, "findEnvironment">;
}

/**
 * Looks on the clusters for credentials of registries that runs which are over have left, and takes them away. A launcher does that itself when its
 * job ends; not one that was killed, never began or lost its node. What cannot be reached now is for the next time.
 */
export async function cleanRegistries(parts: CleaningParts, signal: AbortSignal): Promise<void> {
  const ways = Map.groupBy(await listLeftFolders(parts.database.query), ({ computeEnvId, userId }) => `${computeEnvId} ${String(userId)}`);
  await forEachLimited([...ways.values()], maxClustersAtOnce, async (left) => {
    if (!signal.aborted) await cleanCluster(parts, left);
  });
}

async function cleanCluster({ channels, database, environments, log }: CleaningParts, left: readonly LeftFolder[]): Promise<void> {
  const [first] = left;
  if (first === undefined) return;
  const { computeEnvId, userId } = first;
  const environment = await environments.findEnvironment(computeEnvId);
  if (environment === undefined || environment.deletedAt !== null) {
    log.warn({ computeEnvId, runs: left.length }, "credentials of registries may be left on a cluster whose environment was deleted");
    for (const one of left) await forgetRegistryFolder(database.query, one.runId);
    return;
  }
  try {
    await using channel = await channels.open(computeEnvId, userId);
    for (const one of left) {
      await removeRegistryFolder(channel, one.folder);
      await forgetRegistryFolder(database.query, one.runId);
    }
  } catch (error) {
    if (!isAppError(error)) throw error;
    log.warn({ computeEnvId, runs: left.length, error }, "credentials of registries cannot be taken away from a cluster now");
  }
}

import type { Database } from "@postern/database";
import { isAppError } from "@postern/domain";
import type { Logger } from "@postern/domain";
import type { FormerWays } from "../../../channels/channel-provider.ts";
import { forEachLimited } from "../../../for-each-limited.ts";
import type { AuditService } from "../../audit/service.ts";
import type { ComputeEnvironment } from "../../compute-envs/environment.ts";
import type { ComputeEnvService } from "../../compute-envs/service.ts";
import type { CredentialService } from "../../credentials/service.ts";
import { environmentThen } from "./environment-then.ts";
import { removeRegistryFolder } from "./remove-registry-folder.ts";
import { forgetRegistryFolder, listLeftFolders } from "./store.ts";
import type { LeftFolder } from "./store.ts";

/** Clusters that are looked at side by side: one that hangs holds nobody up but those who come after eight of its kind. */
const maxClustersAtOnce = 8;

export interface CleaningParts {
  readonly database: Database;
  readonly log: Logger;
  readonly channels: FormerWays;
  readonly environments: Pick<ComputeEnvService, "findEnvironment">;
  readonly credentials: Pick<CredentialService, "findSshSignIn">;
  readonly audit: Pick<AuditService, "record">;
}

/**
 * Looks on the clusters for what runs that are over were lent, credentials of registries and secret variables, and takes it away. A launcher does
 * that itself when its job ends; not one that was killed, never began or lost its node. What cannot be reached now is for the next time; what
 * nobody can reach any more is told, once, in the trail.
 */
export async function cleanRegistries(parts: CleaningParts, signal: AbortSignal): Promise<void> {
  const ways = Map.groupBy(await listLeftFolders(parts.database.query), ({ computeEnvId, userId, way }) =>
    JSON.stringify([computeEnvId, userId, way]),
  );
  await forEachLimited([...ways.values()], maxClustersAtOnce, async (left) => {
    if (!signal.aborted) await cleanCluster(parts, left);
  });
}

/** All by the same way. */
async function cleanCluster(parts: CleaningParts, left: readonly LeftFolder[]): Promise<void> {
  const { channels, credentials, database, environments, log } = parts;
  const [first] = left;
  if (first === undefined) return;
  const { computeEnvId, userId, way } = first;
  const now = await environments.findEnvironment(computeEnvId);
  if (now === undefined) return;
  const isSsh = now.credentialId !== null && (await credentials.findSshSignIn(now.credentialId)) !== undefined;
  const environment = environmentThen(now, way, isSsh);
  if (now.deletedAt !== null) return tellLeft(parts, environment, left);
  try {
    await using channel = await channels.openFormer(environment, userId);
    for (const one of left) {
      await removeRegistryFolder(channel, one.folder);
      await forgetRegistryFolder(database.query, one.runId);
    }
  } catch (error) {
    if (!isAppError(error)) throw error;
    // It will not come back under this id. The one of the environment now is no such: another may be chosen for it.
    if (isAppError(error, "credential.not_found") && environment !== now) return tellLeft(parts, environment, left);
    log.warn({ computeEnvId, runs: left.length, error }, "what runs were lent cannot be taken away from a cluster now");
  }
}

/** Nobody here can take it away any more: who looks after the cluster is to know where it lies. */
async function tellLeft(
  { audit, database, log }: CleaningParts,
  environment: ComputeEnvironment,
  left: readonly LeftFolder[],
): Promise<void> {
  const { id, name, config, workspaceId } = environment;
  log.warn({ computeEnvId: id, runs: left.length }, "what runs were lent may be left on a cluster that cannot be reached any more");
  for (const { folder, runId } of left) {
    await database.transaction(async ({ query }) => {
      await forgetRegistryFolder(query, runId);
      await audit.record(query, {
        ...{ actor: null, action: "environment.left_secrets", targetKind: "environment", targetId: id, targetName: name, workspaceId },
        detail: { runId, folder, host: config.hostName ?? null },
      });
    });
  }
}

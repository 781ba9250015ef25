import { AppError } from "@postern/domain";
import type { UserId, WorkspaceId } from "@postern/domain";
import type { ComputeEnvironment } from "../features/compute-envs/environment.ts";

interface CredentialPlace {
  readonly ownerUserId: UserId;
  readonly workspaceId: WorkspaceId | null;
}

/**
 * An environment and its credential are at one place, by construction. Nothing acts for a place whose credential does not name it, so this is
 * looked at again where it matters.
 *
 * @throws credential.not_found
 */
export function refuseElsewhere(environment: Pick<ComputeEnvironment, "userId" | "workspaceId">, credential: CredentialPlace): void {
  const isSame = environment.workspaceId === credential.workspaceId;
  if (isSame && (environment.workspaceId !== null || environment.userId === credential.ownerUserId)) return;
  throw new AppError("credential.not_found", "The credential of the environment was deleted.");
}

import type { Query } from "@postern/database";
import { AppError } from "@postern/domain";
import type { UserId } from "@postern/domain";
import type { Actor } from "../../http/caller.ts";
import type { ComputeEnvironment } from "./environment.ts";

/**
 * Who may run pipelines on the server's own machine, under its own account, which can read every secret that Postern keeps:
 * administrators of the server, each for themselves. Never a workspace, because there others would launch.
 *
 * @throws request.invalid when a credential is missing. @throws auth.forbidden
 */
export function refuseNoCredential(
  actor: Actor,
  { platform, hasLocalEnvironments }: { readonly platform: string; readonly hasLocalEnvironments: boolean },
): void {
  const fields = ["computeEnv.credentialsId"];
  if (platform !== "local-platform" || !hasLocalEnvironments || actor.place.kind === "workspace") {
    throw new AppError("request.invalid", "computeEnv.credentialsId is missing: choose an agent credential.", { fields });
  }
  if (!isAdministrator(actor)) {
    throw new AppError("auth.forbidden", "Only an administrator may run pipelines on the machine of the server.", { fields });
  }
}

/** Also for an environment that somebody made while they were an administrator. @throws auth.forbidden */
export function refuseLocalLaunch(actor: Actor, environment: Pick<ComputeEnvironment, "credentialId" | "managedIdentityId">): void {
  if (!isOnServer(environment) || (isAdministrator(actor) && actor.place.kind === "personal")) return;
  throw new AppError("auth.forbidden", "Only an administrator may run pipelines on the machine of the server.");
}

/** The same later, of somebody who is known by their id alone: checks and launches act when their person is not there. @throws auth.forbidden */
export async function requireServerMachine(
  query: Query,
  userId: UserId,
  { credentialId, platform }: Pick<ComputeEnvironment, "credentialId" | "platform">,
): Promise<void> {
  if (platform !== "local-platform" || credentialId !== null) return;
  const user = await query.selectFrom("users").select("is_administrator").where("id", "=", userId).executeTakeFirst();
  if (user?.is_administrator === 1) return;
  throw new AppError("auth.forbidden", "Only an administrator may run anything on the machine of the server.");
}

/** Nothing leads to another machine. */
export function isOnServer({ credentialId, managedIdentityId }: Pick<ComputeEnvironment, "credentialId" | "managedIdentityId">): boolean {
  return credentialId === null && managedIdentityId === undefined;
}

function isAdministrator(actor: Actor): boolean {
  return actor.kind !== "run" && actor.isAdministrator;
}

import type { Query } from "@postern/database";
import { AppError } from "@postern/domain";
import { refuseTwice } from "../../channels/ssh/refuse-twice.ts";
import { given } from "../../given.ts";
import type { Actor } from "../../http/caller.ts";
import type { ComputeEnvironment } from "./environment.ts";
import { refuseNoWay } from "./environment-errors.ts";
import type { JumpHost } from "./jump-hosts/jump-host.ts";
import type { ComputeEnvParts } from "./service-parts.ts";

type Opened = Pick<ComputeEnvironment, "credentialId" | "managedIdentityId" | "platform" | "config">;

interface Wanted extends Pick<ComputeEnvParts, "credentials" | "managed"> {
  readonly environment: Opened;
  readonly jumpHosts: readonly JumpHost[];
}

/**
 * Inside the transaction that makes or changes an environment: what opens it is there, leads to a cluster, and stays until the end. Gives the
 * provider by which it is reached; `undefined` for the machine of the server.
 *
 * @throws credential.not_found · identity.not_found · use.limited. @throws request.invalid naming the member at fault.
 */
export async function holdOpener(query: Query, actor: Actor, wanted: Wanted): Promise<string | undefined> {
  const { credentials, environment } = wanted;
  if (environment.managedIdentityId !== undefined) return holdManaged(query, actor, wanted);
  if (environment.credentialId === null) return undefined;
  const { provider } = await credentials.holdForUse(query, actor, environment.credentialId);
  refuseNoWay(environment, provider);
  return provider;
}

async function holdManaged(query: Query, actor: Actor, { managed, environment, jumpHosts }: Wanted): Promise<"ssh"> {
  const { managedIdentityId: id, platform, config } = environment;
  if (id === undefined) return "ssh";
  refuseOwnAddress(config);
  const identity = await managed.holdForUse(query, actor, id);
  if (identity.platform !== platform) {
    throw new AppError("request.invalid", `The managed identity ${identity.name} is a cluster of the platform ${identity.platform}.`, {
      fields: ["computeEnv.platform"],
    });
  }
  if (jumpHosts.length > 0) refuseTwice([...jumpHosts, identity]);
  return "ssh";
}

/** Host, port and account are those of the managed identity and of each person: what stood here would be believed by who reads it. */
export function refuseOwnAddress(config: Opened["config"]): void {
  const { hostName, port, userName } = config;
  const named = Object.entries({ hostName, port: port?.toString(), userName }).find(([, value]) => given(value) !== undefined)?.[0];
  if (named === undefined) return;
  const field = `computeEnv.config.${named}`;
  throw new AppError("request.invalid", `${field} is what the managed identity says: leave it out.`, { fields: [field] });
}

/** An environment is opened by one thing, for life. @throws request.invalid */
export function refuseTwoOpeners(credentialsId: string | null | undefined, managedIdentityId: string | null | undefined): void {
  if (given(credentialsId) === undefined || given(managedIdentityId) === undefined) return;
  const message = "computeEnv.managedIdentityId stands in the place of computeEnv.credentialsId: leave one of them out.";
  throw new AppError("request.invalid", message, { fields: ["computeEnv.managedIdentityId"] });
}

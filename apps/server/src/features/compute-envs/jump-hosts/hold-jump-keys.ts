import type { Query } from "@postern/database";
import { AppError, isAppError } from "@postern/domain";
import type { CredentialId } from "@postern/domain";
import type { Actor } from "../../../http/caller.ts";
import type { JumpHost } from "./jump-host.ts";

export interface HeldCredentials {
  /** Held until the end of the transaction. @throws credential.not_found also for one of another place. @throws use.limited */
  holdForUse(query: Query, actor: Actor, id: CredentialId): Promise<{ readonly provider: string }>;
}

/**
 * Inside the transaction that sets jump hosts: their credentials are SSH keys of the place that the person may use, and stay until its end.
 *
 * @throws request.invalid · credential.not_found · use.limited, naming the member at fault.
 */
export async function holdJumpKeys(query: Query, actor: Actor, wanted: JumpKeys): Promise<void> {
  const { credentials, hosts } = wanted;
  const ids = hosts.map(({ credentialId }) => credentialId);
  // In one order, whoever holds several.
  for (const id of [...new Set(ids)].toSorted()) {
    const fields = [`jumpHosts.${String(ids.indexOf(id))}.credentialsId`];
    const { provider } = await credentials.holdForUse(query, actor, id).catch((error: unknown) => {
      throw isAppError(error) ? new AppError(error.code, error.message, { fields, cause: error }) : error;
    });
    if (provider === "ssh") continue;
    throw new AppError("request.invalid", `A credential of the provider ${provider} does not sign in to a jump host: choose an SSH key.`, {
      fields,
    });
  }
}

interface JumpKeys {
  readonly credentials: HeldCredentials;
  readonly hosts: readonly JumpHost[];
}

/** @throws request.invalid for jump hosts where the way to the cluster is not by SSH. */
export function refuseNoSsh(hosts: readonly JumpHost[], provider: string | undefined): void {
  if (hosts.length === 0 || provider === "ssh") return;
  throw new AppError("request.invalid", "Jump hosts are on the way by SSH alone: the credential of the environment is no SSH key.", {
    fields: ["jumpHosts"],
  });
}

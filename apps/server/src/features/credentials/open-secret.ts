import type { Database } from "@postern/database";
import type { CredentialId, UserId } from "@postern/domain";
import type { Secret, Vault } from "@postern/vault";
import { homeOfRow } from "../../home.ts";
import type { AuditService } from "../audit/service.ts";
import { credentialNotFound } from "./credential-errors.ts";
import { sealContextOf } from "./seal-context.ts";
import * as store from "./store.ts";

export interface SecretParts {
  readonly database: Database;
  readonly audit: AuditService;
  readonly vault: Pick<Vault, "open">;
}

/** Who needs a secret, and what for. Whether they may is decided before. */
export interface SecretUse {
  /** Null for what the server does by itself. */
  readonly actor: UserId | null;
  readonly credentialId: CredentialId;
  /** One word, such as `launch`. */
  readonly purpose: string;
  /** The run that it is opened for. */
  readonly runId?: string;
}

/**
 * The one way to what is sealed in a credential. The caller destroys the secret after the call that it is for.
 *
 * INVARIANT: nothing is opened before the entry `secret.open` has been committed. When that fails, nothing is opened: so there is no use of
 * a secret that the trail does not know. An entry without a use can be, when the vault does not open.
 *
 * @throws credential.not_found for one that is gone. @throws audit.broken · storage.unavailable when it cannot be recorded.
 * @throws vault.sealed · vault.envelope_invalid · vault.key_term_unknown
 */
export async function openSecret({ database, audit, vault }: SecretParts, use: SecretUse): Promise<Secret> {
  const { actor, credentialId, purpose, runId } = use;
  const { row, bytes } = await database.transaction(async ({ query }) => {
    // Held: what is deleted meanwhile is wiped, and must not be opened from a copy.
    const found = await store.keepCredential(query, database.engine, credentialId);
    const envelope = found === undefined ? undefined : await store.findEnvelope(query, found.envelope_id);
    if (found === undefined || envelope === undefined) throw credentialNotFound(credentialId);
    await audit.record(query, {
      ...{ actor, action: "secret.open", targetKind: "credential", targetId: credentialId, targetName: found.name },
      ...{ workspaceId: found.workspace_id, detail: { purpose, runId: runId ?? null } },
    });
    return { row: found, bytes: envelope };
  });
  return vault.open(bytes, sealContextOf({ id: row.id, home: homeOfRow(row), provider: row.provider }));
}

import type { Query } from "@postern/database";
import type { Actor } from "../../http/caller.ts";
import type { AuditEntry, AuditService } from "../audit/service.ts";
import type { StoredCredential } from "./store.ts";

export interface CredentialAct extends Pick<AuditEntry, "action" | "before" | "after"> {
  readonly row: StoredCredential;
}

/** The entry of what somebody did to a credential: the last act of its transaction. */
export async function recordAct(
  audit: AuditService,
  query: Query,
  { actor, act }: { readonly actor: Actor; readonly act: CredentialAct },
): Promise<void> {
  const { action, row, ...images } = act;
  const { organizationId, workspaceId } = actor.place;
  await audit.record(query, {
    ...{ actor: actor.userId, action, targetKind: "credential", targetId: row.id, targetName: row.name, organizationId, workspaceId },
    detail: { name: row.name, provider: row.provider },
    ...images,
  });
}

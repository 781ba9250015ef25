import type { UserId } from "@postern/domain";
import type { AuditEntry } from "../audit/service.ts";

/** What the trail says of an act on the master keys. */
export function keysEntry(actor: UserId | null, action: `keys.${string}`, detail: NonNullable<AuditEntry["detail"]>): AuditEntry {
  return { actor, action, targetKind: "vault", targetId: "keys", detail };
}

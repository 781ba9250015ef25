import type { Database } from "@postern/database";
import type { Clock } from "@postern/domain";
import { KeyRing, Secret, Vault } from "@postern/vault";
import { ActContexts } from "../act-context.ts";
import { AuditService } from "../features/audit/service.ts";

/** The audit trail as the server puts it together, with a key that all tests share. */
export function openAudit(database: Database, clock: Clock, contexts: ActContexts = new ActContexts()): AuditService {
  const vault = auditVault();
  return new AuditService({ database, clock, contexts, openVault: () => Promise.resolve(vault) });
}

export function auditVault(): Vault {
  return new Vault(new KeyRing([{ term: 1, key: Secret.fromBytes(new Uint8Array(32).fill(1)), createdAt: 0 }], 1));
}

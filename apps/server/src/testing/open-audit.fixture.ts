import type { Clock } from "@postern/domain";
import { ActContexts } from "../act-context.ts";
import { AuditService } from "../features/audit/service.ts";

/** The audit trail as the server puts it together. */
export function openAudit(clock: Clock, contexts: ActContexts = new ActContexts()): AuditService {
  return new AuditService({ clock, contexts });
}

import type { Database } from "@postern/database";
import type { Clock, UserId } from "@postern/domain";
import { ActContexts } from "../act-context.ts";
import { composeAccounts } from "../compose-accounts.ts";
import type { Accounts as ComposedAccounts } from "../compose-accounts.ts";
import type { AuditService } from "../features/audit/service.ts";
import { openAudit } from "./open-audit.fixture.ts";

export interface Accounts extends ComposedAccounts {
  readonly audit: AuditService;
  readonly contexts: ActContexts;
  /** Whose open streams were to be cut off, in this order. */
  readonly cutOff: readonly UserId[];
}

/** The services of accounts on a database, put together as the server does. */
export function openAccounts(database: Database, clock: Clock): Accounts {
  const contexts = new ActContexts();
  const audit = openAudit(database, clock, contexts);
  const cutOff: UserId[] = [];
  const accounts = composeAccounts({ database, clock, audit, contexts, onSessionsEnded: (userId) => cutOff.push(userId) });
  return { ...accounts, audit, contexts, cutOff };
}

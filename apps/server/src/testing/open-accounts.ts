import type { Database } from "@postern/database";
import type { Clock } from "@postern/domain";
import type { AuditService } from "../features/audit/service.ts";
import { SessionService } from "../features/sessions/service.ts";
import { TokenService } from "../features/tokens/service.ts";
import { UserService } from "../features/users/service.ts";
import { openAudit } from "./open-audit.fixture.ts";

export interface Accounts {
  readonly users: UserService;
  readonly sessions: SessionService;
  readonly tokens: TokenService;
  readonly audit: AuditService;
}

/** The services of accounts on a database, put together as the server does. */
export function openAccounts(database: Database, clock: Clock): Accounts {
  const audit = openAudit(clock);
  const users = new UserService({ database, clock, audit });
  const parts = { database, clock, audit, users };
  return { users, audit, sessions: new SessionService(parts), tokens: new TokenService({ ...parts, onRemoved: () => undefined }) };
}

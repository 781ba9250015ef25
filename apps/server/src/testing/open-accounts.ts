import type { Database } from "@postern/database";
import type { Clock } from "@postern/domain";
import type { AuditService } from "../features/audit/service.ts";
import { SessionService } from "../features/sessions/service.ts";
import { SetupLinkService } from "../features/setup-links/service.ts";
import { TokenService } from "../features/tokens/service.ts";
import { UserService } from "../features/users/service.ts";
import { openAudit } from "./open-audit.fixture.ts";

export interface Accounts {
  readonly users: UserService;
  readonly links: SetupLinkService;
  readonly sessions: SessionService;
  readonly tokens: TokenService;
  readonly audit: AuditService;
}

/** The services of accounts on a database, put together as the server does. */
export function openAccounts(database: Database, clock: Clock): Accounts {
  const audit = openAudit(clock);
  const links = new SetupLinkService({ database, clock });
  const users = new UserService({ database, clock, audit, links });
  const parts = { database, clock, audit, users, links };
  return { users, audit, links, sessions: new SessionService(parts), tokens: new TokenService({ ...parts, onRemoved: () => undefined }) };
}

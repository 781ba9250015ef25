import type { Database } from "@postern/database";
import type { Clock, TokenId, UserId } from "@postern/domain";
import type { ActContexts } from "./act-context.ts";
import { tellAdministrators } from "./features/accounts/tell-administrators.ts";
import type { AccessService } from "./features/access/service.ts";
import type { AuditService } from "./features/audit/service.ts";
import { LocalAccounts } from "./features/identity/local-accounts.ts";
import { PasswordService } from "./features/identity/password-service.ts";
import { SessionService } from "./features/sessions/service.ts";
import { SignInLimits } from "./features/sessions/sign-in-limits.ts";
import { SetupLinkService } from "./features/setup-links/service.ts";
import { TokenService } from "./features/tokens/service.ts";
import { UserService } from "./features/users/service.ts";
import { CallerMemory } from "./http/caller-memory.ts";
import type { LiveEvents } from "./live/live-events.ts";
import { PasswordHashes } from "./passwords/password-hashes.ts";
import type { SlowHashing } from "./passwords/slow-hashing.ts";
import type { ServerSettings } from "./server-settings.ts";

export interface AccountParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly contexts: ActContexts;
  readonly access: Pick<AccessService, "listWorkspaceIds">;
  readonly live: LiveEvents;
  readonly hashing: SlowHashing;
  readonly settings: Pick<ServerSettings, "maxTokenLifeMs" | "whoMakesAccounts">;
  /** Told after the fact, where there is something that is still open. */
  readonly onTokenRemoved?: (id: TokenId) => void;
  readonly onSessionsEnded?: (userId: UserId) => void;
}

/** Everything that knows who people are: what a server needs, and the command line beside it. */
export function composeAccounts(parts: AccountParts) {
  const { database, clock, audit, contexts, access, live, settings } = parts;
  const { maxTokenLifeMs: maxLifeMs, whoMakesAccounts } = settings;
  const { onTokenRemoved = () => undefined, onSessionsEnded = () => undefined } = parts;
  const links = new SetupLinkService({ database, clock });
  const hashes = new PasswordHashes(parts.hashing);
  const users = new UserService({ database, clock, audit, links, hashes, whoMakesAccounts });
  const limits = new SignInLimits(clock);
  const identity = new LocalAccounts(users, hashes);
  const callers = new CallerMemory(clock);
  const session = { database, clock, audit, contexts, live, users, links, identity, limits, callers };
  const onJoined = (): Promise<void> => tellAdministrators({ database, live });
  const sessions = new SessionService({ ...session, onEnded: onSessionsEnded, onJoined });
  const passwords = new PasswordService({ database, audit, users, links, sessions, limits, hashes });
  const tokens = new TokenService({ database, clock, audit, contexts, live, access, users, callers, maxLifeMs, onRemoved: onTokenRemoved });
  return { links, users, identity, callers, sessions, passwords, tokens };
}

export type Accounts = ReturnType<typeof composeAccounts>;

import type { Database } from "@postern/database";
import type { Clock, TokenId, UserId } from "@postern/domain";
import { ActContexts } from "../act-context.ts";
import { composeAccounts } from "../compose-accounts.ts";
import type { Accounts as ComposedAccounts } from "../compose-accounts.ts";
import type { AuditService } from "../features/audit/service.ts";
import type { LiveEvents } from "../live/live-events.ts";
import { argon2InPlace } from "../passwords/argon2-in-place.ts";
import type { SlowHashing } from "../passwords/slow-hashing.ts";
import { openAccess } from "./open-access.fixture.ts";
import { openAudit } from "./open-audit.fixture.ts";

export interface Accounts extends ComposedAccounts {
  readonly audit: AuditService;
  readonly contexts: ActContexts;
  readonly live: LiveEvents;
  /** Whose open streams were to be cut off, in this order. */
  readonly cutOff: readonly UserId[];
  /** Tokens whose agents were to be cut off. */
  readonly lostTokens: readonly TokenId[];
}

export interface AccountOptions {
  /** Null: tokens may live for ever. */
  readonly maxTokenLifeMs?: number;
  readonly whoMakesAccounts?: "owners" | "administrators";
  readonly hashing?: SlowHashing;
}

/** The services of accounts on a database, put together as the server does. */
export function openAccounts(database: Database, clock: Clock, options: AccountOptions = {}): Accounts {
  const contexts = new ActContexts();
  const audit = openAudit(database, clock, contexts);
  const cutOff: UserId[] = [];
  const lostTokens: TokenId[] = [];
  const { access, live } = openAccess(database, clock);
  const accounts = composeAccounts({
    ...{ database, clock, audit, contexts, access, live, hashing: options.hashing ?? argon2InPlace },
    settings: { maxTokenLifeMs: options.maxTokenLifeMs ?? null, whoMakesAccounts: options.whoMakesAccounts ?? "owners" },
    onSessionsEnded: (userId) => cutOff.push(userId),
    onTokenRemoved: (id) => lostTokens.push(id),
  });
  return { ...accounts, audit, contexts, live, cutOff, lostTokens };
}

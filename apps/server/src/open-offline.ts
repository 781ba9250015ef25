import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { openDatabase } from "@postern/database";
import type { Database } from "@postern/database";
import type { Clock, Logger } from "@postern/domain";
import { actsBy, ActContexts } from "./act-context.ts";
import { composeAccounts } from "./compose-accounts.ts";
import { AuditService } from "./features/audit/service.ts";
import type { SessionService } from "./features/sessions/service.ts";
import type { TokenService } from "./features/tokens/service.ts";
import type { UserService } from "./features/users/service.ts";
import { openVault } from "./open-vault.ts";
import type { ServerSettings } from "./server-settings.ts";

/** What commands need of a server that may be stopped or running. */
export interface OfflineServices extends AsyncDisposable {
  readonly database: Database;
  readonly users: UserService;
  readonly tokens: TokenService;
  readonly sessions: SessionService;
  /** Makes the key file where none is needed to open anything yet. @throws as `openVault`. */
  ensureKeyFile(): Promise<void>;
}

/** Opens the storage of a data folder beside a running server, or without one. */
export async function openOffline(
  settings: ServerSettings,
  parts: { readonly clock: Clock; readonly log: Logger },
): Promise<OfflineServices> {
  const { clock, log } = parts;
  await mkdir(settings.dataDir, { recursive: true, mode: 0o700 });
  const database = await openDatabase(settings.databaseUrl, { clock, log });
  const contexts = new ActContexts(actsBy("command-line", randomUUID()));
  const audit = new AuditService({ clock, contexts });
  const { users, tokens, sessions } = composeAccounts({ database, clock, audit, contexts });
  return {
    ...{ database, users, tokens, sessions },
    ensureKeyFile: async () => {
      using vault = await openVault(database, settings.keyFile, clock);
      vault.lock();
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { InProcessBus } from "@postern/bus";
import { openDatabase } from "@postern/database";
import type { Database } from "@postern/database";
import { AppError } from "@postern/domain";
import type { Clock, Logger } from "@postern/domain";
import type { Vault } from "@postern/vault";
import { actsBy, ActContexts } from "./act-context.ts";
import { composeAccounts } from "./compose-accounts.ts";
import { envelopeOwners } from "./envelope-owners.ts";
import { AccessService } from "./features/access/service.ts";
import { AccountService } from "./features/accounts/service.ts";
import { WitnessFile } from "./features/audit/chain/witness.ts";
import { AuditService } from "./features/audit/service.ts";
import { AuditTrail } from "./features/audit/trail.ts";
import type { HeldKeys } from "./features/keys/held-keys.ts";
import { KeyService } from "./features/keys/service.ts";
import type { SessionService } from "./features/sessions/service.ts";
import type { TokenService } from "./features/tokens/service.ts";
import type { UserService } from "./features/users/service.ts";
import { LiveEvents } from "./live/live-events.ts";
import { argon2InPlace } from "./passwords/argon2-in-place.ts";
import { openKeys, openVault, replaceLostKeys } from "./open-vault.ts";
import type { ServerSettings } from "./server-settings.ts";

/** What commands need of a server that may be stopped or running. */
export interface OfflineServices extends AsyncDisposable {
  readonly database: Database;
  readonly users: UserService;
  readonly tokens: TokenService;
  readonly sessions: SessionService;
  /** A server that runs beside it is not told, and finds out by itself: at the next request, or at the next heartbeat of an open connection. */
  readonly accounts: AccountService;
  readonly trail: AuditTrail;
  /** Beside a running server, which learns of a new term from the seal. */
  readonly keys: KeyService;
  /** Makes the key file where none is needed to open anything yet. @throws as `openVault`. */
  ensureKeyFile(): Promise<void>;
  /** Makes a new key file in the place of one that is lost, unless it seals something. Makes the audit trail unreadable as a chain. */
  replaceLostKeyFile(): Promise<void>;
}

/** Opens the storage of a data folder beside a running server, or without one. */
export async function openOffline(
  settings: ServerSettings,
  parts: { readonly clock: Clock; readonly log: Logger },
): Promise<OfflineServices> {
  const { clock, log } = parts;
  await mkdir(settings.dataDir, { recursive: true, mode: 0o700 });
  const database = await openDatabase(settings.databaseUrl, { clock, log });
  let held: Promise<HeldKeys> | undefined;
  // From files alone: it is asked for inside transactions, where nobody else gets at an embedded database.
  const openHeld = (): Promise<HeldKeys> => (held ??= openUnlocked(settings, clock));
  const openHashing = async (): Promise<Vault> => (await openHeld()).vault;
  const contexts = new ActContexts(actsBy("command-line", randomUUID()));
  const audit = new AuditService({ database, clock, contexts, openVault: openHashing });
  // Nobody listens here: pages look again when the server tells them, or at the latest with their next request.
  const live = new LiveEvents(new InProcessBus(log, clock));
  const access = new AccessService({ database, clock, live });
  const { users, tokens, sessions, links, callers } = composeAccounts({
    ...{ settings, database, clock, audit, contexts, live, access },
    hashing: argon2InPlace,
  });
  const accounts = new AccountService({
    database,
    clock,
    audit,
    users,
    links,
    sessions,
    callers,
    access,
    live,
    onStopped: () => undefined,
  });
  const witness = new WitnessFile(settings.witnessFile);
  const trail = new AuditTrail({ database, clock, log, audit, witness, openVault: openHashing });
  return {
    ...{ database, users, tokens, sessions, accounts },
    trail,
    keys: new KeyService({ database, clock, audit, trail, owners: envelopeOwners, openKeys: openHeld }),
    ensureKeyFile: async () => (await openVault(database, settings, clock)).vault.lock(),
    replaceLostKeyFile: () => replaceLostKeys(database, settings, clock),
    [Symbol.asyncDispose]: async () => {
      // A key file that could not be opened has said so already.
      await held?.then(
        ({ vault }) => vault.lock(),
        () => undefined,
      );
      await database[Symbol.asyncDispose]();
    },
  };
}

async function openUnlocked(settings: ServerSettings, clock: Clock): Promise<HeldKeys> {
  const keys = await openKeys(settings, clock);
  if (!keys.vault.isSealed) return keys;
  throw new AppError("vault.sealed", "The keys are under a passphrase. Name the file that holds it with --passphrase-file.");
}

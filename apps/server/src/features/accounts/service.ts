import type { CreateAccountRequest, UpdateAccountRequest } from "@postern/contracts";
import type { Database, Query } from "@postern/database";
import { AppError, toUserId } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import type { CallerMemory } from "../../http/caller-memory.ts";
import type { LiveEvents } from "../../live/live-events.ts";
import type { PageOf } from "../../read-page.ts";
import type { AccessService } from "../access/service.ts";
import type { AuditEntry, AuditService } from "../audit/service.ts";
import type { SessionService } from "../sessions/service.ts";
import type { OneTimeLink, SetupLinkService } from "../setup-links/service.ts";
import type { UserService } from "../users/service.ts";
import { holdAccount, isRunningServer } from "./hold-account.ts";
import type { StoredUser } from "./hold-account.ts";
import { tellAdministrators } from "./tell-administrators.ts";
import * as store from "./store.ts";
import type { AccountSearch, StoredAccount } from "./store.ts";

export type { StoredAccount } from "./store.ts";

export interface AccountParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly users: UserService;
  readonly links: SetupLinkService;
  readonly sessions: SessionService;
  readonly access: Pick<AccessService, "changed">;
  readonly callers: Pick<CallerMemory, "forget">;
  readonly live: LiveEvents;
  /** Told after somebody has lost what they may do here: whatever they still have open is cut off. */
  readonly onStopped: (userId: UserId) => void;
}

export interface CreatedAccount {
  readonly account: StoredAccount;
  /** Null when a password was given. */
  readonly invitation: OneTimeLink | null;
}

/** Accounts as those who run the server look after them. */
export class AccountService {
  readonly #parts: AccountParts;

  constructor(parts: AccountParts) {
    this.#parts = parts;
  }

  list(search: AccountSearch): Promise<PageOf<StoredAccount>> {
    return store.listAccounts(this.#parts.database.query, search);
  }

  /**
   * An account with a password, or with a link at which its person chooses one.
   *
   * @throws user.exists · user.name_taken · user.name_invalid · user.password_weak · request.invalid
   */
  async create(by: UserId | null, request: CreateAccountRequest): Promise<CreatedAccount> {
    const { database, audit, users, links } = this.#parts;
    const account = await users.prepareNewAccount(request);
    const created = await database.transaction(async ({ query }) => {
      const { user, entries } = await users.insertAccount(query, { ...account, by });
      const userId = toUserId(user.id);
      const needsLink = account.passwordHash === null;
      const invitation = needsLink ? await links.create(query, { purpose: "invitation", userId, by }) : null;
      const linked = invitation === null ? [] : [entryOf("invitation.create", user, by)];
      for (const entry of [...entries, ...linked]) await audit.record(query, entry);
      return { account: { ...user, organizationCount: 0 }, invitation };
    });
    await tellAdministrators(this.#parts);
    return created;
  }

  /**
   * A link for the person of an account: to choose the first password, or another one. Earlier links of the account stop working.
   *
   * @throws user.not_found · user.disabled
   */
  createLink(by: UserId | null, id: UserId): Promise<OneTimeLink> {
    const { database, audit, links } = this.#parts;
    return database.transaction(async ({ query }) => {
      const { user } = await holdAccount(query, database.engine, id);
      if (user.is_disabled === 1) throw new AppError("user.disabled", `The account ${user.user_name} is disabled.`);
      const purpose = user.password_hash === null ? "invitation" : "password-reset";
      const link = await links.create(query, { purpose, userId: id, by });
      await audit.record(query, entryOf(purpose === "invitation" ? "invitation.create" : "user.create_reset_link", user, by));
      return link;
    });
  }

  /**
   * Disables or enables, makes an administrator or an ordinary person of somebody. Of a disabled account everything stops at once; its runs
   * go on, with tokens of their own.
   *
   * @throws user.not_found · user.last_administrator
   */
  async update(by: UserId | null, id: UserId, request: UpdateAccountRequest): Promise<StoredAccount> {
    const { database, audit } = this.#parts;
    const entries = await database.transaction(async ({ query }) => {
      const { user, hasOtherAdministrator } = await holdAccount(query, database.engine, id);
      const changes = changesOf(user, request);
      const isLost = changes.some(({ action }) => action === "user.disable" || action === "user.unmake_administrator");
      if (isLost && isRunningServer(user) && !hasOtherAdministrator) throw lastAdministrator(user);
      const made = await this.#apply(query, user, changes);
      for (const entry of made) await audit.record(query, { ...entry, actor: by });
      return made;
    });
    if (entries.length > 0) this.#parts.callers.forget();
    if (entries.some(({ action }) => action === "user.disable")) this.#parts.onStopped(id);
    if (entries.length > 0) {
      await this.#parts.access.changed({ userIds: [id] });
      await tellAdministrators(this.#parts);
    }
    return this.#get(id);
  }

  async #apply(query: Query, user: StoredUser, changes: readonly Change[]): Promise<readonly AuditEntry[]> {
    if (changes.length === 0) return [];
    const { clock, sessions, links } = this.#parts;
    const id = toUserId(user.id);
    const columns = Object.assign({}, ...changes.map(({ column }) => column)) as Change["column"];
    await store.updateAccount(query, id, { ...columns, updated_at: clock.now() });
    if (columns.is_disabled === 1) {
      await sessions.endAllOf(query, id);
      await links.stopLinksOf(query, id);
    }
    return changes.map(({ action }) => entryOf(action, user, null));
  }

  async #get(id: UserId): Promise<StoredAccount> {
    const account = await store.findAccount(this.#parts.database.query, id);
    if (account === undefined) throw new AppError("user.not_found", "User not found.");
    return account;
  }
}

interface Change {
  readonly action: "user.disable" | "user.enable" | "user.make_administrator" | "user.unmake_administrator";
  readonly column: Partial<Pick<StoredUser, "is_disabled" | "is_administrator">>;
}

// What is so already is no change, and leaves no trace.
function changesOf(user: StoredUser, { isDisabled, isAdministrator }: UpdateAccountRequest): readonly Change[] {
  const changes: Change[] = [];
  if (isDisabled !== undefined && isDisabled !== (user.is_disabled === 1)) {
    changes.push({ action: isDisabled ? "user.disable" : "user.enable", column: { is_disabled: isDisabled ? 1 : 0 } });
  }
  if (isAdministrator !== undefined && isAdministrator !== (user.is_administrator === 1)) {
    const action = isAdministrator ? "user.make_administrator" : "user.unmake_administrator";
    changes.push({ action, column: { is_administrator: isAdministrator ? 1 : 0 } });
  }
  return changes;
}

function entryOf(action: string, { id, user_name: targetName }: StoredUser, actor: UserId | null): AuditEntry {
  return { actor, action, targetKind: "user", targetId: String(id), targetName };
}

function lastAdministrator({ user_name: name }: StoredUser): AppError {
  return new AppError("user.last_administrator", `${name} is the last administrator of this server.`);
}

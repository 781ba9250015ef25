import type { Database, Query } from "@postern/database";
import { AppError, toUserId } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import { given } from "../../given.ts";
import type { AuditEntry, AuditService } from "../audit/service.ts";
import { linkUsed } from "../setup-links/service.ts";
import type { SetupLinkService } from "../setup-links/service.ts";
import type { PasswordHashes } from "../../passwords/password-hashes.ts";
import { checkedEmail, normalizeEmail } from "./email-address.ts";
import { invite, isPending } from "./invitation.ts";
import type { InvitedAccount } from "./invitation.ts";
import { accountCreated, insertAccount } from "./new-account.ts";
import type { NewAccount } from "./new-account.ts";
import { countUsers, findUserByEmail, findUserById, keepUsersAsTheyAre, lockUser, touchUser, updateUser } from "./store.ts";
import type { StoredUser } from "./store.ts";

export interface UserParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly links: SetupLinkService;
  readonly hashes: PasswordHashes;
  /** Who makes accounts for others by inviting them. */
  readonly whoMakesAccounts: "owners" | "administrators";
}

export interface AccountRequest {
  readonly email: string;
  readonly password: string;
  readonly isAdministrator: boolean;
}

export interface WantedAccount {
  readonly email: string;
  readonly userName?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly password?: string;
  readonly isAdministrator?: boolean;
}

/** A request that passed every check, with its password hashed: ready to be stored. */
export interface PreparedAccount {
  readonly email: string;
  readonly passwordHash: string;
}

/** What somebody says of themselves at the link of an invitation. */
export interface NewPerson {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly passwordHash: string;
}

/** Accounts of people. How these show who they are is no matter of this part: see `features/identity`. */
export class UserService {
  readonly #parts: UserParts;

  constructor(parts: UserParts) {
    this.#parts = parts;
  }

  async hasUsers(): Promise<boolean> {
    return (await countUsers(this.#parts.database.query)) > 0;
  }

  findUser(id: UserId): Promise<StoredUser | undefined> {
    return findUserById(this.#parts.database.query, id);
  }

  findByEmail(email: string): Promise<StoredUser | undefined> {
    return findUserByEmail(this.#parts.database.query, normalizeEmail(email));
  }

  async getUser(id: UserId): Promise<StoredUser> {
    const user = await this.findUser(id);
    if (user === undefined) throw new AppError("user.not_found", "There is no such user.");
    return user;
  }

  /** @throws user.exists, user.password_weak, request.invalid for an address that is none. */
  async createAccount(request: AccountRequest): Promise<UserId> {
    const account = await this.prepareAccount(request);
    const { isAdministrator } = request;
    return this.#parts.database.transaction(({ query }) => this.#insert(query, { ...account, isAdministrator, by: null }));
  }

  /** Checks and hashes, which takes long, before a transaction begins. @throws user.password_weak · request.invalid */
  async prepareAccount({ email, password }: Pick<AccountRequest, "email" | "password">): Promise<PreparedAccount> {
    const checked = checkedEmail(email);
    return { email: checked, passwordHash: await this.hashPassword(password) };
  }

  /** The same for an account that an administrator makes, who may leave the password to its person. */
  async prepareNewAccount(request: WantedAccount): Promise<Omit<NewAccount, "by">> {
    const { password, userName, isAdministrator = false } = request;
    return {
      email: checkedEmail(request.email),
      userName,
      firstName: given(request.firstName)?.trim() ?? null,
      lastName: given(request.lastName)?.trim() ?? null,
      passwordHash: password === undefined ? null : await this.hashPassword(password),
      isAdministrator,
    };
  }

  /** In the transaction of the caller, who records `entries`. @throws user.exists · user.name_taken · user.name_invalid */
  async insertAccount(query: Query, account: NewAccount): Promise<{ readonly user: StoredUser; readonly entries: readonly AuditEntry[] }> {
    const user = await insertAccount(query, account, this.#parts.clock.now());
    return { user, entries: [accountCreated(user, account.by)] };
  }

  /** As `insertFirstAdministrator`, in a transaction of its own. @throws also what `prepareAccount` does. */
  async createFirstAdministrator(request: Pick<AccountRequest, "email" | "password">): Promise<UserId> {
    const account = await this.prepareAccount(request);
    return this.#parts.database.transaction(({ query }) => this.insertFirstAdministrator(query, account));
  }

  /**
   * The first account, which administers the server. Only while there is no other.
   *
   * @throws auth.link_used when somebody was faster.
   */
  async insertFirstAdministrator(query: Query, account: PreparedAccount): Promise<UserId> {
    await keepUsersAsTheyAre(query, this.#parts.database.engine);
    if ((await countUsers(query)) > 0) throw new AppError("auth.link_used", "The first account exists already.");
    return this.#insert(query, { ...account, isAdministrator: true, by: null });
  }

  /**
   * The account of an address, made if there is none: then it can sign in once its person has chosen a password at the link.
   * Writes in the transaction of the caller, who records `entries` as the last thing in it. Safe when two do it at once.
   *
   * @throws request.invalid for an address that is none · user.making_closed where administrators only make accounts.
   */
  async inviteAccount(query: Query, { email, by }: { readonly email: string; readonly by: UserId | null }): Promise<InvitedAccount> {
    const { links, clock, database, whoMakesAccounts } = this.#parts;
    return invite(query, { email: checkedEmail(email), by }, { links, whoMakesAccounts, engine: database.engine, at: clock.now() });
  }

  /** @throws user.password_weak */
  hashPassword(password: string): Promise<string> {
    return this.#parts.hashes.hash(password);
  }

  /** Undefined for an account that is disabled or removed. */
  async findActive(query: Query, id: UserId): Promise<StoredUser | undefined> {
    return ifActive(await findUserById(query, id));
  }

  /** The same, and it stays so until the transaction ends. */
  async holdActive(query: Query, id: UserId): Promise<StoredUser | undefined> {
    return ifActive(await lockUser(query, this.#parts.database.engine, id));
  }

  /** The person of an invited account has chosen a password. @throws auth.link_used when the account no longer waits for one. */
  async acceptInvitation(query: Query, id: UserId, { firstName, lastName, passwordHash }: NewPerson): Promise<UserId> {
    const user = await this.holdActive(query, id);
    if (user === undefined || !isPending(user)) throw linkUsed();
    const at = this.#parts.clock.now();
    await updateUser(query, id, { first_name: firstName, last_name: lastName, password_hash: passwordHash, updated_at: at });
    return id;
  }

  /** The caller holds the account, records it, and ends what the old one opened. */
  async setPassword(query: Query, id: UserId, passwordHash: string): Promise<void> {
    await updateUser(query, id, { password_hash: passwordHash, updated_at: this.#parts.clock.now() });
  }

  /** Notes that the person was here. */
  async touch(query: Query, id: UserId): Promise<void> {
    await touchUser(query, id, this.#parts.clock.now());
  }

  async #insert(query: Query, account: NewAccount): Promise<UserId> {
    const user = await insertAccount(query, account, this.#parts.clock.now());
    await this.#parts.audit.record(query, accountCreated(user, account.by));
    return toUserId(user.id);
  }
}

function ifActive(user: StoredUser | undefined): StoredUser | undefined {
  return user === undefined || user.is_disabled === 1 || user.deleted_at !== null ? undefined : user;
}

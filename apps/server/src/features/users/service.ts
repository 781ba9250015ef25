import { isUniqueViolation } from "@postern/database";
import type { Database, Query } from "@postern/database";
import { AppError, toUserId } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import type { AuditService } from "../audit/service.ts";
import { hashPassword, isPasswordRight } from "./password.ts";
import { countUsers, findUserByEmail, findUserById, insertUser, isUserNameTaken, keepUsersAsTheyAre, touchUser } from "./store.ts";
import type { StoredUser } from "./store.ts";

export interface UserParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
}

export interface AccountRequest {
  readonly email: string;
  readonly password: string;
  readonly isAdministrator: boolean;
}

/** A request that passed every check, with its password hashed: ready to be stored. */
export interface PreparedAccount {
  readonly email: string;
  readonly passwordHash: string;
}

/** Local accounts: the one identity that Postern has today. */
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
    return this.#parts.database.transaction(({ query }) => this.#insert(query, { ...account, isAdministrator }));
  }

  /** Checks and hashes, which takes long, before a transaction begins. @throws user.password_weak · request.invalid */
  async prepareAccount({ email, password }: Pick<AccountRequest, "email" | "password">): Promise<PreparedAccount> {
    const checked = checkedEmail(email);
    return { email: checked, passwordHash: await hashPassword(password) };
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
    return this.#insert(query, { ...account, isAdministrator: true });
  }

  /** @throws auth.failed with the same words for an unknown address, a wrong password and a disabled account. */
  async verifyPassword(email: string, password: string): Promise<StoredUser> {
    const user = await this.findByEmail(email);
    const isRight = await isPasswordRight(user?.password_hash ?? null, password);
    if (user === undefined || !isRight || user.is_disabled === 1) {
      throw new AppError("auth.failed", "The e-mail address or the password is wrong.");
    }
    await touchUser(this.#parts.database.query, toUserId(user.id), this.#parts.clock.now());
    return user;
  }

  async #insert(query: Query, user: { email: string; passwordHash: string; isAdministrator: boolean }): Promise<UserId> {
    try {
      const userName = await freeUserName(query, user.email);
      const id = await insertUser(query, { ...user, userName, at: this.#parts.clock.now() });
      const detail = { userName, isAdministrator: user.isAdministrator };
      await this.#parts.audit.record(query, { actor: null, action: "user.create", targetKind: "user", targetId: String(id), detail });
      return id;
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new AppError("user.exists", `An account for ${user.email} already exists.`, { cause: error, fields: ["email"] });
    }
  }
}

function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}

function checkedEmail(raw: string): string {
  const email = normalizeEmail(raw);
  if (/^[^\s@]+@[^\s@]+$/.test(email) && email.length <= 255) return email;
  throw new AppError("request.invalid", "The e-mail address is not one.", { fields: ["email"] });
}

// The name appears in addresses of pages, so it has only what an address can show as it is.
async function freeUserName(query: Query, email: string): Promise<string> {
  const local = email.split("@")[0] ?? "";
  const base =
    local
      .replaceAll(/[^a-z0-9_-]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, 30) || "user";
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? base : `${base}-${String(number)}`;
    if (!(await isUserNameTaken(query, candidate))) return candidate;
  }
}

import type { Database } from "@postern/database";
import { AppError } from "@postern/domain";
import type { SessionCaller } from "../../http/caller.ts";
import type { AuditService } from "../audit/service.ts";
import type { SessionService } from "../sessions/service.ts";
import type { SignInLimits } from "../sessions/sign-in-limits.ts";
import type { SetupLinkService } from "../setup-links/service.ts";
import type { UserService } from "../users/service.ts";
import type { PasswordHashes } from "../../passwords/password-hashes.ts";

export interface PasswordParts {
  readonly database: Database;
  readonly audit: AuditService;
  readonly users: UserService;
  readonly links: SetupLinkService;
  readonly sessions: SessionService;
  readonly limits: SignInLimits;
  readonly hashes: PasswordHashes;
}

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** How people give their own local account another password. */
export class PasswordService {
  readonly #parts: PasswordParts;

  constructor(parts: PasswordParts) {
    this.#parts = parts;
  }

  /**
   * Sets the password, and ends all other sessions of the person, who may fear that somebody else knows the old one.
   *
   * @throws auth.password_wrong · user.password_weak · request.limited · server.busy. Nothing is changed then.
   */
  async change({ userId, sessionHash }: SessionCaller, { currentPassword, newPassword }: PasswordChange): Promise<void> {
    const { database, audit, users, links, sessions, limits, hashes } = this.#parts;
    const attempt = limits.beginConfirmation(sessionHash);
    const { password_hash: known } = await users.getUser(userId);
    if (!(await attempt.judge(() => hashes.isRight(known, currentPassword)))) throw wrong();
    attempt.succeed();
    const passwordHash = await hashes.hash(newPassword, "newPassword");
    await database.transaction(async ({ query }) => {
      const now = await users.holdActive(query, userId);
      if (now?.password_hash !== known) throw wrong();
      await users.setPassword(query, userId, passwordHash);
      await links.stopLinksOf(query, userId);
      await sessions.endAllOf(query, userId, { except: sessionHash });
      await audit.record(query, { actor: userId, action: "user.change_password", targetKind: "user", targetId: String(userId) });
    });
    sessions.announceEnd(userId);
  }
}

function wrong(): AppError {
  return new AppError("auth.password_wrong", "The current password is wrong.", { fields: ["currentPassword"] });
}

import type { Query } from "@postern/database";
import { AppError, toUserId } from "@postern/domain";
import type { UserId } from "@postern/domain";
import { linkUsed } from "../setup-links/service.ts";
import type { OpenSetupLink } from "../setup-links/service.ts";
import type { UserService } from "../users/service.ts";

/** What a person fills in at a link. Which of it is needed hangs on the purpose of the link. */
export interface LinkAccount {
  readonly email?: string;
  readonly password?: string;
  readonly firstName?: string;
  readonly lastName?: string;
}

/** Does what the link was made for, in the transaction that takes it, and says who has come in. */
export type Entry = (query: Query) => Promise<UserId>;

/**
 * Checks what was filled in, and hashes the password, which takes long, before a transaction begins.
 *
 * @throws request.invalid · user.password_weak. The link is still good then.
 */
export async function prepareEntry(link: OpenSetupLink, account: LinkAccount, users: UserService): Promise<Entry> {
  switch (link.purpose) {
    case "first-run": {
      const { email, password } = account;
      if (email === undefined || password === undefined)
        throw missing("The first account needs an e-mail address and a password.", account);
      const newcomer = await users.prepareAccount({ email, password });
      return (query) => users.insertFirstAdministrator(query, newcomer);
    }
    case "sign-in":
      return (query) => requireActive(query, ownerOf(link), users);
    case "invitation": {
      const passwordHash = await hashChosen(account, users);
      const person = { firstName: nameOf(account.firstName), lastName: nameOf(account.lastName), passwordHash };
      return (query) => users.acceptInvitation(query, ownerOf(link), person);
    }
    case "password-reset": {
      const passwordHash = await hashChosen(account, users);
      return async (query) => {
        const id = await requireActive(query, ownerOf(link), users);
        await users.setPassword(query, id, passwordHash);
        return id;
      };
    }
  }
}

function hashChosen(account: LinkAccount, users: UserService): Promise<string> {
  if (account.password === undefined) throw missing("Choose a password.", { ...account, email: "known" });
  return users.hashPassword(account.password);
}

// It may have been disabled or removed since the link was made.
async function requireActive(query: Query, id: UserId, users: UserService): Promise<UserId> {
  if ((await users.holdActive(query, id)) === undefined) throw linkUsed();
  return id;
}

function missing(message: string, { email, password }: LinkAccount): AppError {
  const fields = [...(email === undefined ? ["email"] : []), ...(password === undefined ? ["password"] : [])];
  return new AppError("request.invalid", message, { fields });
}

function nameOf(name: string | undefined): string | null {
  const trimmed = name?.trim() ?? "";
  return trimmed === "" ? null : trimmed;
}

function ownerOf(link: OpenSetupLink): UserId {
  if (link.user_id === null) throw linkUsed();
  return toUserId(link.user_id);
}

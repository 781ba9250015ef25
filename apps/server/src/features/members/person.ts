import type { Database, Query } from "@postern/database";
import { AppError, isAppError, toUserId } from "@postern/domain";
import type { UserId } from "@postern/domain";
import type { AuditEntry } from "../audit/service.ts";
import type { InvitedAccount } from "../users/invitation.ts";
import type { UserService } from "../users/service.ts";
import { findUserId, holdUserId } from "./store.ts";

/** How somebody names a person, and the member of the request in which they did. */
export interface NamedPerson {
  /** A user name, or an e-mail address. */
  readonly name: string;
  readonly field: string;
}

export interface FoundPerson {
  readonly userId: UserId;
  /** What has to be recorded when an account was made for them. */
  readonly entries: readonly AuditEntry[];
}

export interface InviteParts {
  readonly users: Pick<UserService, "inviteAccount">;
  readonly database: Pick<Database, "engine">;
}

/** @throws user.not_found */
export async function findPerson(query: Query, { name, field }: NamedPerson): Promise<UserId> {
  const id = await findUserId(query, plain(name));
  if (id !== undefined) return toUserId(id);
  throw personNotFound({ name, field });
}

/** The same words for somebody who has no account and for somebody who is none of the asker's business. */
export function personNotFound({ name, field }: NamedPerson): AppError {
  return new AppError("user.not_found", `User ${plain(name)} not found.`, { fields: [field] });
}

/**
 * The same, and an address that nobody has gets an account that waits for its person. No link is made anew for an account that waits
 * already: the one that its person was sent must go on working.
 *
 * @throws user.not_found for a user name that nobody has · request.invalid for an address that is none
 */
export async function findOrInvite(
  query: Query,
  { name, field, by }: NamedPerson & { readonly by: UserId },
  { users, database }: InviteParts,
): Promise<FoundPerson> {
  // Held, because who is removed at this moment must not belong anywhere afterwards.
  const id = await holdUserId(query, database.engine, plain(name));
  if (id !== undefined) return { userId: toUserId(id), entries: [] };
  if (!name.includes("@")) throw personNotFound({ name, field });
  return invite(users.inviteAccount(query, { email: plain(name), by }), field);
}

/** The account that others make knows the address by its own name. */
export async function invite(invitation: Promise<InvitedAccount>, field: string): Promise<InvitedAccount> {
  try {
    return await invitation;
  } catch (error) {
    if (!isAppError(error, "request.invalid")) throw error;
    throw new AppError("request.invalid", error.message, { cause: error, fields: [field] });
  }
}

// Addresses and user names are kept in lower case.
function plain(name: string): string {
  return name.trim().toLowerCase();
}

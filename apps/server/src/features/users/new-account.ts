import type { Query } from "@postern/database";
import { AppError, toUserId, userNameProblem } from "@postern/domain";
import type { TimeMs, UserId } from "@postern/domain";
import type { AuditEntry } from "../audit/service.ts";
import { findUserByEmail, insertUserIfFree, isUserNameTaken } from "./store.ts";
import type { NewUser, StoredUser } from "./store.ts";
import { freeUserName } from "./user-name.ts";

export interface NewAccount extends Omit<NewUser, "userName" | "at"> {
  /** Made from the address when it is left out. */
  readonly userName?: string | undefined;
  /** Who makes it; null for the command line and for the first one. */
  readonly by: UserId | null;
}

/** @throws user.name_invalid */
export function refuseBadUserName(name: string, field = "userName"): void {
  const problem = userNameProblem(name);
  if (problem !== undefined) throw new AppError("user.name_invalid", problem, { fields: [field] });
}

export function userNameTaken(name: string, cause?: unknown): AppError {
  return new AppError("user.name_taken", `A user named ${name} already exists.`, { fields: ["userName"], cause });
}

/**
 * A new row, in a transaction that goes on. Who has an equal address or name at the same time waits here, and is refused or named otherwise.
 *
 * @throws user.exists · user.name_taken · user.name_invalid
 */
export async function insertAccount(query: Query, account: NewAccount, at: TimeMs): Promise<StoredUser> {
  const { by: _by, userName, ...person } = account;
  if (userName !== undefined) refuseBadUserName(userName);
  for (let tries = 0; tries < maxTries; tries += 1) {
    if ((await findUserByEmail(query, person.email)) !== undefined) throw emailTaken(person.email);
    if (userName !== undefined && (await isUserNameTaken(query, userName))) throw userNameTaken(userName);
    const name = userName ?? (await freeUserName(query, person.email));
    const made = await insertUserIfFree(query, { ...person, userName: name, at });
    if (made !== undefined) return made;
  }
  throw emailTaken(person.email);
}

export function accountCreated(user: StoredUser, by: UserId | null): AuditEntry {
  const { id, user_name: userName, email, is_administrator: isAdministrator } = user;
  const after = { userName, email, isAdministrator: isAdministrator === 1 };
  return { actor: by, action: "user.create", targetKind: "user", targetId: String(toUserId(id)), targetName: userName, after };
}

/** Names that others take at the very same moment; more than a few in a row would be no coincidence. */
const maxTries = 10;

function emailTaken(email: string): AppError {
  return new AppError("user.exists", `An account for ${email} already exists.`, { fields: ["email"] });
}

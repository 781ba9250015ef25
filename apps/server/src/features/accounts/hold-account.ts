import type { Engine, Query, UserRow } from "@postern/database";
import { AppError } from "@postern/domain";
import type { UserId } from "@postern/domain";
import type { Selectable } from "kysely";
import { holdWithAdministrators } from "./store.ts";

export type StoredUser = Selectable<UserRow>;

export interface HeldAccount {
  readonly user: StoredUser;
  /** Whether somebody else could run the server without this person. */
  readonly hasOtherAdministrator: boolean;
}

/** An account that nobody else changes until the transaction ends, and neither those who run the server. @throws user.not_found */
export async function holdAccount(query: Query, engine: Engine, id: UserId): Promise<HeldAccount> {
  const held = await holdWithAdministrators(query, engine, id);
  const user = held.find((one) => one.id === id);
  if (user === undefined || user.deleted_at !== null) throw new AppError("user.not_found", "User not found.");
  return { user, hasOtherAdministrator: held.some((one) => one.id !== id) };
}

/** Whether this is one of those who can administer the server today: who was invited and never came cannot. */
export function isRunningServer(user: StoredUser): boolean {
  return user.is_administrator === 1 && user.is_disabled === 0 && user.password_hash !== null;
}

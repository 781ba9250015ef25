import type { Query } from "@postern/database";
import { AppError, toUserId } from "@postern/domain";
import type { TimeMs, UserId } from "@postern/domain";
import type { AuditEntry } from "../audit/service.ts";
import type { OneTimeLink, SetupLinkService } from "../setup-links/service.ts";
import { countMemberships, findUserByEmail, findUserById, insertUserIfFree } from "./store.ts";
import type { StoredUser } from "./store.ts";
import { freeUserName } from "./user-name.ts";

export interface InvitedAccount {
  readonly userId: UserId;
  readonly isNew: boolean;
  /**
   * The link at which the person chooses a password. Null for somebody who can sign in already, and for an account that others
   * have invited: who got its link would get in there too.
   */
  readonly invitation: OneTimeLink | null;
  /** What the caller records as the last thing of the transaction. */
  readonly entries: readonly AuditEntry[];
}

export interface InvitationParts {
  readonly links: SetupLinkService;
  readonly at: TimeMs;
}

export interface Invitation {
  /** Checked, and in lower case. */
  readonly email: string;
  readonly by: UserId | null;
}

/** See `UserService.inviteAccount`. */
export async function invite(query: Query, { email, by }: Invitation, { links, at }: InvitationParts): Promise<InvitedAccount> {
  const { user, isNew } = await findOrInsert(query, email, at);
  const userId = toUserId(user.id);
  const made: AuditEntry[] = isNew ? [created(user, by)] : [];
  if (!isPending(user) || !(isNew || (await mayLetIn(query, user, by)))) return { userId, isNew, invitation: null, entries: made };
  const invitation = await links.create(query, { purpose: "invitation", userId, by });
  const linked: AuditEntry = { actor: by, action: "invitation.create", targetKind: "user", targetId: String(userId) };
  return { userId, isNew, invitation, entries: [...made, linked] };
}

/** Whether an account waits for its person to choose a password. */
export function isPending(user: StoredUser): boolean {
  return user.password_hash === null && user.is_disabled === 0 && user.deleted_at === null;
}

// Two who invite one address at once get the same account: the second waits for the first, and finds what it made.
async function findOrInsert(query: Query, email: string, at: TimeMs): Promise<{ readonly user: StoredUser; readonly isNew: boolean }> {
  for (let tries = 0; tries < 5; tries += 1) {
    const known = await findUserByEmail(query, email);
    if (known !== undefined) return { user: known, isNew: false };
    const userName = await freeUserName(query, email);
    const account = { userName, email, passwordHash: null, isAdministrator: false, at };
    const made = await insertUserIfFree(query, account);
    if (made !== undefined) return { user: made, isNew: true };
  }
  throw new AppError("user.exists", `An account for ${email} already exists.`, { fields: ["email"] });
}

// An account that waits may have been invited by others already, who gave it something. Whoever has its link has all of that.
async function mayLetIn(query: Query, user: StoredUser, by: UserId | null): Promise<boolean> {
  if (by === null) return true;
  const inviter = await findUserById(query, by);
  if (inviter?.is_administrator === 1) return true;
  if (user.is_administrator === 1) return false;
  const { all, owned } = await countMemberships(query, { userId: toUserId(user.id), ownerId: by });
  return all > 0 && owned === all;
}

function created({ id, user_name: userName }: StoredUser, by: UserId | null): AuditEntry {
  const detail = { userName, isAdministrator: false };
  return { actor: by, action: "user.create", targetKind: "user", targetId: String(id), detail };
}

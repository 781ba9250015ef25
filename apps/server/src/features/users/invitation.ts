import type { Engine, Query } from "@postern/database";
import { AppError, isAppError, toUserId } from "@postern/domain";
import type { TimeMs, UserId } from "@postern/domain";
import type { AuditEntry } from "../audit/service.ts";
import type { OneTimeLink, SetupLinkService } from "../setup-links/service.ts";
import { accountCreated, insertAccount } from "./new-account.ts";
import { countMemberships, findUserById, holdUserByEmail } from "./store.ts";
import type { StoredUser } from "./store.ts";

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
  readonly whoMakesAccounts: "owners" | "administrators";
  readonly engine: Engine;
  readonly at: TimeMs;
}

export interface Invitation {
  /** Checked, and in lower case. */
  readonly email: string;
  readonly by: UserId | null;
}

/** See `UserService.inviteAccount`. */
export async function invite(query: Query, { email, by }: Invitation, parts: InvitationParts): Promise<InvitedAccount> {
  const { user, isNew } = await findOrInsert(query, { email, by }, parts);
  const userId = toUserId(user.id);
  const made = isNew ? [accountCreated(user, by)] : [];
  if (!isPending(user) || !(isNew || (await mayLetIn(query, user, by)))) return { userId, isNew, invitation: null, entries: made };
  const invitation = await parts.links.create(query, { purpose: "invitation", userId, by });
  return { userId, isNew, invitation, entries: [...made, linkMade(user, by)] };
}

/** Whether an account waits for its person to choose a password. */
export function isPending(user: StoredUser): boolean {
  return user.password_hash === null && user.is_disabled === 0 && user.deleted_at === null;
}

export function linkMade({ id, user_name: userName }: StoredUser, by: UserId | null): AuditEntry {
  return { actor: by, action: "invitation.create", targetKind: "user", targetId: String(id), targetName: userName };
}

// Two who invite one address at once get the same account: the second waits for the first, and finds what it made.
async function findOrInsert(query: Query, { email, by }: Invitation, { whoMakesAccounts, engine, at }: InvitationParts) {
  const known = await holdUserByEmail(query, engine, email);
  if (known !== undefined) return { user: known, isNew: false };
  const invitedBy = (await isAdministrator(query, by)) ? null : by;
  if (whoMakesAccounts === "administrators" && invitedBy !== null) throw makingClosed(email);
  try {
    const account = { email, by, invitedBy, passwordHash: null, isAdministrator: false };
    return { user: await insertAccount(query, account, at), isNew: true };
  } catch (error) {
    const made = isAppError(error, "user.exists") ? await holdUserByEmail(query, engine, email) : undefined;
    if (made === undefined) throw error;
    return { user: made, isNew: false };
  }
}

// An account that waits may have been invited by others already, who gave it something. Whoever has its link has all of that. And one
// that those who run the server made stands for its person: whoever lets it in somewhere must not become that person.
async function mayLetIn(query: Query, user: StoredUser, by: UserId | null): Promise<boolean> {
  if (await isAdministrator(query, by)) return true;
  if (by === null || user.invited_by === null || user.is_administrator === 1) return false;
  const { all, owned } = await countMemberships(query, { userId: toUserId(user.id), ownerId: by });
  return all > 0 && owned === all;
}

// The command line is used by whoever runs the server.
async function isAdministrator(query: Query, id: UserId | null): Promise<boolean> {
  return id === null || (await findUserById(query, id))?.is_administrator === 1;
}

function makingClosed(email: string): AppError {
  return new AppError("user.making_closed", `There is no account for ${email}, and only administrators make accounts here.`);
}

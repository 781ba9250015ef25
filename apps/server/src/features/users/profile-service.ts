import type { UpdateUserRequest } from "@postern/contracts";
import type { Database, Query } from "@postern/database";
import { AppError, toUserId } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import { isAdministering } from "../../http/caller.ts";
import type { Caller } from "../../http/caller.ts";
import { laterThan, refuseOutdated } from "../../refuse-outdated.ts";
import type { AccessService } from "../access/service.ts";
import type { AuditService } from "../audit/service.ts";
import { normalizeEmail } from "./email-address.ts";
import { refuseBadUserName, userNameTaken } from "./new-account.ts";
import { imageOf, mergeProfile } from "./profile-fields.ts";
import type { ProfileFields } from "./profile-fields.ts";
import { findUserById, isAvatarOf, isUserNameTaken, lockUser, updateUserIfFree } from "./store.ts";
import type { StoredUser } from "./store.ts";

export interface ProfileParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly access: Pick<AccessService, "listWorkspaceIds" | "changed">;
}

export interface Profile {
  readonly user: StoredUser;
  /** Null also when the person cannot see the chosen one any more. */
  readonly defaultWorkspaceId: number | null;
}

/** What people say of themselves. */
export class ProfileService {
  readonly #parts: ProfileParts;

  constructor(parts: ProfileParts) {
    this.#parts = parts;
  }

  /** @throws user.not_found for anybody but the caller, unless the caller runs the server. */
  async describe(caller: Caller, id: UserId): Promise<Profile> {
    refuseOthers(caller, id);
    const { query } = this.#parts.database;
    const user = requirePerson(await findUserById(query, id));
    const chosen = user.default_workspace_id;
    const isSeen = chosen !== null && (await this.#sees(query, id, chosen));
    return { user, defaultWorkspaceId: isSeen ? chosen : null };
  }

  /** @throws user.name_invalid · user.name_taken */
  async checkName(name: string): Promise<void> {
    refuseBadUserName(name, "name");
    if (!(await isUserNameTaken(this.#parts.database.query, name))) return;
    throw new AppError("user.name_taken", `A user named ${name} already exists.`, { fields: ["name"] });
  }

  /**
   * What is left out or null stays as it is, and an empty text takes it away; only the default workspace is taken away by null.
   *
   * @throws user.not_found · user.name_invalid · user.name_taken · workspace.not_found · request.outdated · request.invalid
   */
  async update(caller: Caller, id: UserId, request: UpdateUserRequest): Promise<void> {
    refuseOthers(caller, id);
    const { database, access } = this.#parts;
    const isChanged = await database.transaction(async ({ query }) => {
      const user = requirePerson(await lockUser(query, database.engine, id));
      refuseOutdated(user.updated_at ?? user.created_at, request.lastUpdated);
      const next = mergeProfile(user, request);
      await this.#refuseBad(query, { user, next, request });
      return this.#store(query, { user, next, by: caller.userId });
    });
    if (isChanged) await access.changed({ userIds: [id] });
  }

  async #refuseBad(query: Query, { user, next, request }: Wanted): Promise<void> {
    if (normalizeEmail(request.email) !== user.email) {
      throw new AppError("request.invalid", "The e-mail address cannot be changed here.", { fields: ["email"] });
    }
    // Names of old accounts may have another form; they stay good.
    if (next.user_name !== user.user_name) refuseBadUserName(next.user_name);
    const { avatar_id: avatarId, default_workspace_id: workspaceId } = next;
    const isNewAvatar = avatarId !== null && avatarId !== user.avatar_id;
    if (isNewAvatar && !(await isAvatarOf(query, avatarId, toUserId(user.id)))) {
      throw new AppError("request.invalid", "There is no such picture of yours. Send it first.", { fields: ["avatarId"] });
    }
    const isNewPlace = workspaceId !== null && workspaceId !== user.default_workspace_id;
    if (isNewPlace && !(await this.#sees(query, toUserId(user.id), workspaceId))) {
      throw new AppError("workspace.not_found", `Workspace ${String(workspaceId)} not found.`, { fields: ["defaultWorkspaceId"] });
    }
  }

  async #store(query: Query, { user, next, by }: Omit<Wanted, "request"> & { readonly by: UserId }): Promise<boolean> {
    const [before, after] = [imageOf(user), imageOf(next)];
    if (JSON.stringify(before) === JSON.stringify(after)) return false;
    const updatedAt = laterThan(user.updated_at ?? user.created_at, this.#parts.clock.now());
    if (!(await updateUserIfFree(query, toUserId(user.id), { ...next, updated_at: updatedAt }))) throw userNameTaken(next.user_name);
    const target = { targetKind: "user", targetId: String(user.id), targetName: next.user_name };
    await this.#parts.audit.record(query, { actor: by, action: "user.update", ...target, before, after });
    return true;
  }

  async #sees(query: Query, id: UserId, workspaceId: number): Promise<boolean> {
    return (await this.#parts.access.listWorkspaceIds(id, query)).some((seen) => seen === workspaceId);
  }
}

interface Wanted {
  readonly user: StoredUser;
  readonly next: ProfileFields;
  readonly request: UpdateUserRequest;
}

function refuseOthers(caller: Caller, id: UserId): void {
  if (caller.userId === id || isAdministering(caller)) return;
  throw notFound();
}

function requirePerson(user: StoredUser | undefined): StoredUser {
  if (user === undefined || user.deleted_at !== null) throw notFound();
  return user;
}

// The same words for somebody who is not there, and for somebody who is none of the caller's business.
function notFound(): AppError {
  return new AppError("user.not_found", "User not found.");
}

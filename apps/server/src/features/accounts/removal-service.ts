import type { Database, Query } from "@postern/database";
import { AppError } from "@postern/domain";
import type { Clock, Conflict, UserId } from "@postern/domain";
import type { Caller } from "../../http/caller.ts";
import type { CallerMemory } from "../../http/caller-memory.ts";
import type { LiveEvents } from "../../live/live-events.ts";
import type { AccessService } from "../access/service.ts";
import type { AuditEntry, AuditService } from "../audit/service.ts";
import type { ComputeEnvService } from "../compute-envs/service.ts";
import type { CredentialService } from "../credentials/service.ts";
import type { LabelService } from "../labels/service.ts";
import type { WipeManagedKeys } from "../managed-identities/wipe-keys.ts";
import type { RunService } from "../runs/service.ts";
import type { SessionService } from "../sessions/service.ts";
import type { SetupLinkService } from "../setup-links/service.ts";
import { holdAccount, isRunningServer } from "./hold-account.ts";
import type { StoredUser } from "./hold-account.ts";
import { tellAdministrators } from "./tell-administrators.ts";
import * as store from "./store.ts";
import type { Membership } from "./store.ts";

export interface RemovalParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly access: Pick<AccessService, "holdOrganization" | "changed">;
  readonly sessions: Pick<SessionService, "endAllOf">;
  readonly links: Pick<SetupLinkService, "stopLinksOf">;
  readonly runs: Pick<RunService, "listUnfinishedOf">;
  readonly environments: Pick<ComputeEnvService, "removeAll">;
  readonly credentials: Pick<CredentialService, "wipeAll">;
  readonly labels: Pick<LabelService, "removeAll">;
  readonly wipeManagedKeys: WipeManagedKeys;
  readonly callers: Pick<CallerMemory, "forget">;
  readonly live: LiveEvents;
  /** Told after somebody has gone: whatever they still have open is cut off. */
  readonly onStopped: (userId: UserId) => void;
}

interface Removal {
  readonly by: UserId | null;
  readonly id: UserId;
}

/** Somebody can be let into another organization while we wait for theirs, but hardly this often in a row. */
const maxTries = 5;

/** Takes people away for good. */
export class AccountRemovalService {
  readonly #parts: RemovalParts;

  constructor(parts: RemovalParts) {
    this.#parts = parts;
  }

  /**
   * Sessions, tokens, memberships, personal credentials and environments go. Runs and the audit trail stay readable. People may remove
   * themselves; others are removed by administrators.
   *
   * @throws user.not_found · user.last_administrator · user.last_owner · user.has_runs, with what is in the way
   */
  async remove(caller: Caller, id: UserId): Promise<void> {
    if (caller.userId !== id && (caller.kind === "run" || !caller.isAdministrator)) throw new AppError("user.not_found", "User not found.");
    const left = await this.#remove({ by: caller.userId, id });
    const { access, callers, onStopped } = this.#parts;
    callers.forget();
    onStopped(id);
    await access.changed({ userIds: [id] });
    for (const { organizationId } of left) await access.changed({ organizationId });
    await tellAdministrators(this.#parts);
  }

  async #remove(removal: Removal): Promise<readonly Membership[]> {
    const { database } = this.#parts;
    for (let tries = 0; tries < maxTries; tries += 1) {
      const left = await database.transaction(({ query }) => tryToRemove(this.#parts, removal, query));
      if (left !== undefined) return left;
    }
    throw new AppError("storage.unavailable", "The memberships of the account are changing all the time. Try again.");
  }
}

/** Undefined: the person has come into another organization meanwhile, and nothing was done. */
async function tryToRemove(parts: RemovalParts, { by, id }: Removal, query: Query): Promise<readonly Membership[] | undefined> {
  // Organizations before people, like everybody who changes who belongs where.
  const held = await store.listMemberships(query, id);
  for (const { organizationId } of held) await parts.access.holdOrganization(query, organizationId);
  const { user, hasOtherAdministrator } = await holdAccount(query, parts.database.engine, id);
  const memberships = await store.listMemberships(query, id);
  if (memberships.some(({ organizationId }) => !held.some((known) => known.organizationId === organizationId))) return undefined;
  if (isRunningServer(user) && !hasOtherAdministrator) {
    throw new AppError("user.last_administrator", `${user.user_name} is the last administrator of this server.`);
  }
  await refuseLastOwner(query, user, memberships);
  await refuseUnfinished(parts, query, user);
  const entries = await takeAway(parts, { by, id, user, query });
  const departures = memberships.map((membership) => departure(membership, user, by));
  for (const entry of [...entries, ...departures, removed(user, by)]) await parts.audit.record(query, entry);
  return memberships;
}

async function refuseLastOwner(query: Query, user: StoredUser, memberships: readonly Membership[]): Promise<void> {
  const conflicts: Conflict[] = [];
  for (const membership of memberships) {
    if (membership.role !== "owner" || (await store.hasOtherOwner(query, membership))) continue;
    conflicts.push({ type: "organization", id: String(membership.organizationId), name: membership.organizationName });
  }
  if (conflicts.length === 0) return;
  const names = conflicts.map(({ name }) => name).join(", ");
  throw new AppError("user.last_owner", `${user.user_name} is the last owner of: ${names}.`, { conflicts });
}

// Runs in workspaces go on there. Those at home need what goes with the account: nobody could follow or cancel them.
async function refuseUnfinished({ runs }: RemovalParts, query: Query, user: StoredUser): Promise<void> {
  const unfinished = await runs.listUnfinishedOf(query, { userId: user.id });
  const own = unfinished.filter((run) => run.workspace_id === null);
  if (own.length === 0) return;
  const conflicts = own.map((run) => ({ type: "workflow", id: run.id, name: run.run_name }));
  throw new AppError(
    "user.has_runs",
    `${user.user_name} has ${String(own.length)} runs in the personal workspace that have not ended yet.`,
    {
      conflicts,
    },
  );
}

async function takeAway(
  parts: RemovalParts,
  { by, id, user, query }: Removal & { user: StoredUser; query: Query },
): Promise<readonly AuditEntry[]> {
  const home = { kind: "personal", userId: id } as const;
  // Environments are made of credentials, so they go first.
  const environments = await parts.environments.removeAll(query, home, by);
  const credentials = await parts.credentials.wipeAll(query, home, by);
  await parts.labels.removeAll(query, home);
  await parts.sessions.endAllOf(query, id);
  await parts.links.stopLinksOf(query, id);
  await store.deleteBelongings(query, id);
  const at = parts.clock.now();
  const managedKeys = await parts.wipeManagedKeys(query, { userId: id }, { at, actor: by });
  await store.updateAccount(query, id, {
    email: `none-${String(id)}@removed.invalid`,
    user_name: `${user.user_name}-removed-${String(id)}`,
    ...{ first_name: null, last_name: null, organization: null, description: null, avatar_id: null, default_workspace_id: null },
    ...{ password_hash: null, is_administrator: 0, is_disabled: 1, wants_notification: 0, updated_at: at, deleted_at: at },
  });
  await store.deleteAvatarOf(query, user);
  return [...environments, ...credentials, ...managedKeys];
}

function departure({ organizationId, memberId, role }: Membership, user: StoredUser, by: UserId | null): AuditEntry {
  const target = { targetKind: "member", targetId: String(memberId), targetName: user.user_name };
  return { actor: by, action: "member.delete", ...target, organizationId, before: { role } };
}

function removed(user: StoredUser, by: UserId | null): AuditEntry {
  const before = { userName: user.user_name, email: user.email };
  return { actor: by, action: "user.delete", targetKind: "user", targetId: String(user.id), targetName: user.user_name, before };
}

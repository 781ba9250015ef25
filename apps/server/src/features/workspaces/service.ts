import type { CreateWorkspaceRequest, UpdateWorkspaceRequest, UpdateWorkspaceSettingsRequest, WorkspaceSettings } from "@postern/contracts";
import type { Query } from "@postern/database";
import { AppError, nameKey, placeNameProblem, refuseBeyond, toWorkspaceId } from "@postern/domain";
import type { Clock, Limits, UserId } from "@postern/domain";
import { given } from "../../given.ts";
import type { Caller, OrganizationActor, WorkspaceActor } from "../../http/caller.ts";
import type { OrganizationPlace, WorkspacePlace } from "../../http/place.ts";
import { laterThan, refuseOutdated } from "../../refuse-outdated.ts";
import { changeOrganization, changeWorkspace } from "../access/service.ts";
import type { AccessService, Changed, ChangeParts } from "../access/service.ts";
import type { AuditEntry } from "../audit/service.ts";
import { listOwnPlaces } from "./own-places.ts";
import type { OwnPlace } from "./own-places.ts";
import * as store from "./store.ts";
import type { StoredWorkspace, WorkspaceFields } from "./store.ts";
import { refuseUnfinished, takeContentAway } from "./take-away.ts";
import type { ContentParts } from "./take-away.ts";

export type { OwnPlace } from "./own-places.ts";
export type { StoredWorkspace } from "./store.ts";

export interface WorkspaceParts extends ChangeParts<AccessService>, ContentParts {
  readonly clock: Clock;
  readonly limits: Limits;
}

/** Workspaces of organizations: their owners make them, and those who administer one change it. */
export class WorkspaceService {
  readonly #parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    this.#parts = parts;
  }

  /** The organizations and workspaces of the caller. */
  listOwnPlaces(caller: Caller): Promise<readonly OwnPlace[]> {
    return listOwnPlaces(this.#parts, caller);
  }

  /** Those that the actor takes part in, and for members the shared ones. Administrators of the server enter none. */
  async list({ userId, organization }: OrganizationActor): Promise<readonly StoredWorkspace[]> {
    const all = await store.listWorkspaces(this.#parts.database.query, organization.organizationId);
    const own: ReadonlySet<number> = new Set(await this.#parts.access.listWorkspaceIds(userId));
    const isMember = organization.role === "owner" || organization.role === "member";
    return all.filter(({ id, visibility }) => own.has(id) || (isMember && visibility === "SHARED"));
  }

  /** @throws workspace.not_found when it was deleted just now. */
  async get({ workspaceId }: WorkspacePlace): Promise<StoredWorkspace> {
    return getWorkspace(this.#parts.database.query, workspaceId);
  }

  /** @throws workspace.name_invalid · workspace.name_taken */
  async checkName({ organizationId }: OrganizationPlace, name: string): Promise<void> {
    refuseBadName(name, "name");
    await refuseTaken(this.#parts.database.query, organizationId, { name, field: "name" });
  }

  /**
   * Owners of the organization take part in all its workspaces as owners, so nobody is made a participant.
   *
   * @throws workspace.name_invalid · workspace.name_taken · organization.limit_reached
   */
  async create(
    actor: OrganizationActor,
    { workspace: { name, fullName, description, visibility } }: CreateWorkspaceRequest,
  ): Promise<StoredWorkspace> {
    const { organizationId } = actor.organization;
    refuseBadName(name, "workspace.name");
    const full_name = filled(fullName, "workspace.fullName");
    return changeOrganization(this.#parts, { actor, permission: "organization:write" }, async (query) => {
      await refuseTaken(query, organizationId, { name, field: "workspace.name" });
      refuseBeyond(this.#parts.limits, "workspaces", await store.countWorkspaces(query, organizationId));
      const at = this.#parts.clock.now();
      const words = { name, name_key: nameKey(name), full_name, description: given(description) ?? null, visibility };
      const times = { created_at: at, updated_at: at, deleted_at: null };
      const id = await store.insertWorkspace(query, { organization_id: organizationId, ...words, ...times });
      const workspace = await getWorkspace(query, id);
      return { result: workspace, entries: [{ action: "workspace.create", ...targetOf(workspace), after: imageOf(workspace) }] };
    });
  }

  /**
   * What is left out or null stays as it is, and an empty description takes it away.
   *
   * @throws workspace.name_invalid · workspace.name_taken · request.outdated
   */
  async update(
    actor: WorkspaceActor,
    { lastUpdated, name, fullName, description, visibility }: UpdateWorkspaceRequest,
  ): Promise<StoredWorkspace> {
    const newName = name ?? undefined;
    if (newName !== undefined) refuseBadName(newName, "name");
    const newFullName = fullName === null || fullName === undefined ? undefined : filled(fullName, "fullName");
    return this.#change(actor, async (query, old) => {
      refuseOutdated(old.updated_at, lastUpdated);
      const words = newName === undefined ? {} : { name: newName, name_key: nameKey(newName) };
      const wanted = {
        ...old,
        ...words,
        full_name: newFullName ?? old.full_name,
        description: description === null || description === undefined ? old.description : (given(description) ?? null),
        visibility: visibility ?? old.visibility,
      };
      if (wanted.name_key !== old.name_key) await refuseTaken(query, old.organization_id, { name: wanted.name, field: "name" });
      return wanted;
    });
  }

  async getSettings(place: WorkspacePlace): Promise<WorkspaceSettings> {
    return toSettings(await this.get(place));
  }

  async changeSettings(
    actor: WorkspaceActor,
    { whoMayEndRuns, confirmHostKeys }: UpdateWorkspaceSettingsRequest,
  ): Promise<WorkspaceSettings> {
    const launchers_end_runs = whoMayEndRuns === "launchers" ? 1 : 0;
    const confirms = confirmHostKeys ?? undefined;
    const keys = confirms === undefined ? {} : ({ confirms_host_keys: confirms ? 1 : 0 } as const);
    return toSettings(await this.#change(actor, (_query, old) => Promise.resolve({ ...old, launchers_end_runs, ...keys })));
  }

  /** Its credentials are wiped and its environments go; what happened in it stays in the audit trail. @throws workspace.in_use */
  remove(actor: WorkspaceActor): Promise<void> {
    return changeWorkspace(this.#parts, { actor, permission: "workspace:delete" }, async ({ query }) => {
      const workspaces = [await getWorkspace(query, actor.place.workspaceId)];
      await refuseUnfinished(this.#parts, { query, workspaces }, "workspace.in_use");
      return { result: undefined, entries: await this.#takeAway(query, workspaces, actor.userId) };
    });
  }

  /**
   * All workspaces of an organization that goes, inside its transaction and with it held. What comes back is to be recorded.
   *
   * @throws organization.in_use with the runs that have not ended
   */
  async removeAll(query: Query, organizationId: number, actor: UserId): Promise<readonly AuditEntry[]> {
    const workspaces = await store.holdWorkspaces(query, this.#parts.database.engine, organizationId);
    await refuseUnfinished(this.#parts, { query, workspaces }, "organization.in_use");
    return this.#takeAway(query, workspaces, actor);
  }

  async #takeAway(query: Query, workspaces: readonly StoredWorkspace[], actor: UserId): Promise<readonly AuditEntry[]> {
    const entries = await takeContentAway(this.#parts, { query, workspaces, actor });
    const ids = workspaces.map(({ id }) => id);
    await store.markWorkspacesDeleted(query, ids, this.#parts.clock.now());
    const gone = workspaces.map((workspace) => ({
      ...{ actor, action: "workspace.delete", ...targetOf(workspace) },
      before: imageOf(workspace),
    }));
    return [...entries, ...gone];
  }

  // A change that changes nothing leaves no trace, and the time of the last one as it is.
  #change(actor: WorkspaceActor, decide: (query: Query, old: StoredWorkspace) => Promise<StoredWorkspace>): Promise<StoredWorkspace> {
    return changeWorkspace(this.#parts, { actor, permission: "workspace:write" }, async ({ query }): Promise<Changed<StoredWorkspace>> => {
      const old = await getWorkspace(query, actor.place.workspaceId);
      const wanted = await decide(query, old);
      const [before, after] = [imageOf(old), imageOf(wanted)];
      if (JSON.stringify(before) === JSON.stringify(after)) return { result: old, entries: [] };
      const changed = { ...wanted, updated_at: laterThan(old.updated_at, this.#parts.clock.now()) };
      await store.updateWorkspace(query, old.id, toFields(changed));
      return { result: changed, entries: [{ action: "workspace.update", ...targetOf(changed), before, after }] };
    });
  }
}

async function getWorkspace(query: Query, id: number): Promise<StoredWorkspace> {
  const found = await store.findWorkspace(query, toWorkspaceId(id));
  if (found !== undefined) return found;
  throw new AppError("workspace.not_found", `Workspace ${String(id)} not found.`, { fields: ["workspaceId"] });
}

function toFields({
  name,
  name_key,
  full_name,
  description,
  visibility,
  launchers_end_runs,
  confirms_host_keys,
  updated_at,
}: StoredWorkspace): WorkspaceFields {
  return { name, name_key, full_name, description, visibility, launchers_end_runs, confirms_host_keys, updated_at };
}

function toSettings({ launchers_end_runs, confirms_host_keys }: StoredWorkspace): WorkspaceSettings {
  return { whoMayEndRuns: launchers_end_runs === 1 ? "launchers" : "maintainers", confirmHostKeys: confirms_host_keys === 1 };
}

function targetOf({ id, name }: StoredWorkspace) {
  return { targetKind: "workspace", targetId: String(id), targetName: name, workspaceId: id };
}

function imageOf(workspace: StoredWorkspace) {
  const { name, full_name: fullName, description, visibility } = workspace;
  return { name, fullName, description, visibility, ...toSettings(workspace) };
}

function refuseBadName(name: string, field: string): void {
  const problem = placeNameProblem(name);
  if (problem !== undefined) throw new AppError("workspace.name_invalid", problem, { fields: [field] });
}

interface NamedField {
  readonly name: string;
  readonly field: string;
}

async function refuseTaken(query: Query, organizationId: number, { name, field }: NamedField): Promise<void> {
  if (!(await store.isNameTaken(query, organizationId, nameKey(name)))) return;
  throw new AppError("workspace.name_taken", `A workspace named ${name} already exists in the organization.`, { fields: [field] });
}

function filled(fullName: string, field: string): string {
  if (fullName.trim() !== "") return fullName;
  throw new AppError("request.invalid", `${field} must not be empty.`, { fields: [field] });
}

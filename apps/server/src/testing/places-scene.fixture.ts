import { InProcessBus } from "@postern/bus";
import type { Database } from "@postern/database";
import { AppError, silentLogger } from "@postern/domain";
import type { Clock, Limits, UserId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { composePeople } from "../compose-people.ts";
import { composePlaces } from "../compose-places.ts";
import { AccessService } from "../features/access/service.ts";
import type { AuditEntry } from "../features/audit/service.ts";
import { UseLimitService } from "../features/use-limits/service.ts";
import type { OrganizationActor, WorkspaceActor } from "../http/caller.ts";
import { LiveEvents } from "../live/live-events.ts";
import { tokenCaller } from "./callers.fixture.ts";
import { openAccounts } from "./open-accounts.ts";
import { openAudit } from "./open-audit.fixture.ts";
import { addUser } from "./run-people.fixture.ts";

const noLimits: Limits = { members: null, workspaces: null, teams: null, participants: null, customRoles: null, activeRuns: null };

export interface PlacesOptions {
  readonly founders?: "everybody" | "administrators";
  readonly limits?: Partial<Limits>;
}

/** Organizations and workspaces as the server puts them together; what is in workspaces is told by the test. */
export async function openPlaces(database: Database, clock: Clock, { founders = "everybody", limits = {} }: PlacesOptions = {}) {
  const live = new LiveEvents(new InProcessBus(silentLogger, new ManualClock()));
  const access = new AccessService({ database, clock, live });
  const unfinished = new Map<number, { id: string; run_name: string; workspace_id: number }[]>();
  const emptied: string[] = [];
  const take = (what: string) => (_query: unknown, home: object, actor: UserId | null) => {
    emptied.push(`${what} ${JSON.stringify(home)}`);
    return Promise.resolve<AuditEntry[]>([{ actor, action: `${what}.delete`, targetKind: what, targetId: "x" }]);
  };
  const runsOf = (workspaceId: number) => Promise.resolve(unfinished.get(workspaceId) ?? []);
  const { audit, recorded } = openHeardAudit(database, clock);
  const parts = { database, clock, access, audit, limits: { ...noLimits, ...limits } };
  const { users } = openAccounts(database, clock);
  const { members } = composePeople({ ...parts, users, useLimits: new UseLimitService({ database, clock }) });
  const { workspaces, organizations, administration } = composePlaces({
    ...{ ...parts, members, founders },
    runs: { listUnfinishedOf: (_query, whose) => ("workspaceId" in whose ? runsOf(whose.workspaceId) : Promise.resolve([])) },
    environments: { removeAll: take("environment") },
    credentials: { wipeAll: take("credential") },
    labels: { removeAll: () => Promise.resolve() },
  });
  const ada = await addUser(database, "ada");
  return {
    ...{ database, live, access, members, organizations, workspaces, administration, unfinished, emptied, recorded, ada },
    inOrganization: (userId: UserId, id: number) => inOrganization(access, userId, id),
    inWorkspace: (userId: UserId, id: number) => inWorkspace(access, userId, id),
    /** An organization of Ada, and Ada in it. */
    found: async (name = "alpha") => {
      const { id } = await organizations.create(tokenCaller(ada), { organization: { name, fullName: name } });
      return inOrganization(access, ada, id);
    },
  };
}

/** With the images as they were given, before their secret members are hashed. */
function openHeardAudit(database: Database, clock: Clock) {
  const audit = openAudit(database, clock);
  const recorded: AuditEntry[] = [];
  const record = audit.record.bind(audit);
  audit.record = (query, entry) => {
    recorded.push(entry);
    return record(query, entry);
  };
  return { audit, recorded };
}

/** Somebody as the guard lets them through to an organization. */
async function inOrganization(access: AccessService, userId: UserId, id: number): Promise<OrganizationActor> {
  const organization = await access.findOrganization(userId, id);
  if (organization === undefined) throw new AppError("organization.not_found", `Organization ${String(id)} not found.`);
  return { ...tokenCaller(userId), organization };
}

async function inWorkspace(access: AccessService, userId: UserId, id: number): Promise<WorkspaceActor> {
  const place = await access.findWorkspace(userId, id);
  if (place === undefined) throw new AppError("workspace.not_found", `Workspace ${String(id)} not found.`);
  return { ...tokenCaller(userId), place };
}

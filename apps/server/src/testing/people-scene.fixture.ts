import { InProcessBus } from "@postern/bus";
import type { Database } from "@postern/database";
import { AppError, silentLogger, toParticipantId, toTeamId } from "@postern/domain";
import type { Clock, Limits, OrganizationRole, UserId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { composePeople } from "../compose-people.ts";
import { AccessService } from "../features/access/service.ts";
import { UseLimitService } from "../features/use-limits/service.ts";
import type { OrganizationActor, WorkspaceActor } from "../http/caller.ts";
import { LiveEvents } from "../live/live-events.ts";
import { tokenCaller } from "./callers.fixture.ts";
import { openAccounts } from "./open-accounts.ts";
import { organizationRows } from "./organization-rows.fixture.ts";
import { addUser } from "./run-people.fixture.ts";

const noLimits: Limits = { members: null, workspaces: null, teams: null, participants: null, customRoles: null, activeRuns: null };

/** The services of people and their rights on a database, and the organization alpha with the workspace genomics, which Ada owns. */
export async function openPeople(database: Database, clock: Clock, limits: Partial<Limits> = {}) {
  const { audit, users } = openAccounts(database, clock);
  const live = new LiveEvents(new InProcessBus(silentLogger, new ManualClock()));
  const access = new AccessService({ database, clock, live });
  const useLimits = new UseLimitService({ database, clock });
  const parts = {
    database,
    clock,
    audit,
    access,
    users,
    useLimits,
    limits: { ...noLimits, ...limits },
  };
  const { members, teams, roles, participants, userRights: rights } = composePeople(parts);

  const rows = organizationRows(database);
  const alpha = await rows.organization("alpha");
  const genomics = await rows.workspace(alpha, "genomics");
  const join = async (name: string, role: OrganizationRole, organization = alpha) => {
    const userId = await addUser(database, name);
    return { userId, memberId: await rows.member(organization, userId, role) };
  };
  const ada = await join("ada", "owner");

  return {
    ...{ database, live, access, useLimits, members, teams, roles, participants, rights, rows, alpha, genomics, ada, join },
    /** As the guard of a route finds somebody. */
    inOrganization: (userId: UserId, organization = alpha) => organizationActor(access, userId, organization),
    inWorkspace: (userId: UserId, workspace = genomics) => workspaceActor(access, userId, workspace),
    /** The audit trail by now, shortened: `action target`. */
    acts: async (): Promise<readonly string[]> => {
      const entries = await database.query.selectFrom("audit_entries").select(["action", "target_name"]).orderBy("id").execute();
      return entries.map((entry) => [entry.action, entry.target_name].filter((part) => part !== null).join(" "));
    },
  };
}

/**
 * The same with people in genomics: Abe administers it, and is the actor; Ben launches. Cleo is a member of alpha who takes no part, and
 * nobody is among the curators.
 */
export async function openGenomics(database: Database, clock: Clock) {
  const scene = await openPeople(database, clock);
  const { rows, genomics, join, access, alpha, participants } = scene;
  const [abe, ben, cleo] = [await join("abe", "member"), await join("ben", "member"), await join("cleo", "member")];
  const part = async ({ memberId: member }: typeof abe, role: string) =>
    toParticipantId(await rows.participant(genomics, { member }, role));
  const [abeIn, benIn] = [await part(abe, "admin"), await part(ben, "launch")];
  const curators = toTeamId(await rows.team(alpha, "curators"));
  const actor = await scene.inWorkspace(abe.userId);
  return {
    ...{ ...scene, abe, ben, cleo, part, abeIn, benIn, curators, actor },
    /** Who takes part by themselves or as a team, as what. */
    list: async () => {
      const { rows: all } = await participants.list(actor.place, {});
      return all.map(({ userName, teamName, role }) => `${userName ?? String(teamName)} ${role}`);
    },
    may: async ({ userId }: typeof abe) => (await access.findWorkspace(userId, genomics))?.permissions,
  };
}

async function organizationActor(access: AccessService, userId: UserId, id: number): Promise<OrganizationActor> {
  access.forget();
  const organization = await access.findOrganization(userId, id);
  if (organization === undefined) throw new AppError("server.internal", "The person of the test does not see the organization.");
  return { ...tokenCaller(userId), organization };
}

async function workspaceActor(access: AccessService, userId: UserId, id: number): Promise<WorkspaceActor> {
  access.forget();
  const place = await access.findWorkspace(userId, id);
  if (place === undefined) throw new AppError("server.internal", "The person of the test does not see the workspace.");
  return { ...tokenCaller(userId), place };
}

import type { Database } from "@postern/database";
import { AppError, toTeamId, toWorkspaceId } from "@postern/domain";
import type { BuiltInRole, OrganizationId, TeamId, UserId, WorkspaceId } from "@postern/domain";
import { toOrganizationId } from "@postern/domain";
import type { AccessService } from "../features/access/service.ts";
import type { Actor } from "../http/caller.ts";
import { actorAtHome, tokenCaller } from "./callers.fixture.ts";
import { organizationRows } from "./organization-rows.fixture.ts";
import { addUser } from "./run-people.fixture.ts";

const roles = {
  ada: { one: "admin", two: "admin" },
  max: { one: "maintain", two: "maintain" },
  lea: { one: "launch" },
  vic: { one: "view" },
  tom: { two: "admin" },
} as const satisfies Record<string, Partial<Record<"one" | "two", BuiltInRole>>>;

type Member = keyof typeof roles;

/**
 * Two organizations. In alpha are the workspaces one and two with their people, and Olga, who owns it. In beta is the workspace three,
 * and Bea, who owns that. Ada and Max are in one and in two.
 */
export interface Tenants {
  readonly alpha: OrganizationId;
  readonly one: WorkspaceId;
  readonly two: WorkspaceId;
  readonly three: WorkspaceId;
  /** A team of alpha with Max in it. */
  readonly blue: TeamId;
  readonly people: Readonly<Record<Member | "olga" | "bea", UserId>>;
  /** Somebody in a workspace, with what they may do there now. */
  actor(name: Member | "olga" | "bea", workspace: "one" | "two" | "three"): Promise<Actor>;
  atHome(name: Member | "olga" | "bea"): Actor;
  /** Takes somebody's role in a workspace away. */
  dismiss(name: Member, workspace: "one" | "two"): Promise<void>;
}

export async function openTenants(database: Database, access: AccessService): Promise<Tenants> {
  const rows = organizationRows(database);
  const [alpha, beta] = [await rows.organization("alpha"), await rows.organization("beta")];
  const places = {
    one: toWorkspaceId(await rows.workspace(alpha, "one")),
    two: toWorkspaceId(await rows.workspace(alpha, "two")),
    three: toWorkspaceId(await rows.workspace(beta, "three")),
  };
  const blue = toTeamId(await rows.team(alpha, "blue"));
  const people: Record<string, UserId> = { olga: await addUser(database, "olga"), bea: await addUser(database, "bea") };
  await rows.member(alpha, people["olga"] ?? 0, "owner");
  await rows.member(beta, people["bea"] ?? 0, "owner");
  for (const [name, own] of Object.entries(roles)) {
    const userId = await addUser(database, name);
    people[name] = userId;
    const member = await rows.member(alpha, userId, "member");
    if (name === "max") await rows.teamMember(blue, member);
    for (const [workspace, role] of Object.entries(own)) await rows.participant(places[workspace as "one"], { member }, role);
  }
  const idOf = (name: string): UserId => people[name] ?? unknown(name);
  return {
    ...{ alpha: toOrganizationId(alpha), ...places, blue, people: people as Tenants["people"] },
    actor: async (name, workspace) => {
      access.forget();
      const place = await access.findWorkspace(idOf(name), places[workspace]);
      return place === undefined ? unknown(`${name} in ${workspace}`) : { ...tokenCaller(idOf(name)), place };
    },
    atHome: (name) => actorAtHome(idOf(name)),
    dismiss: async (name, workspace) => {
      const members = database.query.selectFrom("organization_members").select("id").where("user_id", "=", idOf(name));
      await database.query
        .deleteFrom("participants")
        .where("workspace_id", "=", places[workspace])
        .where("member_id", "in", members)
        .execute();
      access.forget();
    },
  };
}

function unknown(what: string): never {
  throw new AppError("server.internal", `The test knows no ${what}.`);
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@postern/database";
import {
  isAppError,
  isCovered,
  noPermissions,
  permissions,
  silentLogger,
  toMemberId,
  toParticipantId,
  toTeamId,
  toUserId,
} from "@postern/domain";
import type { Permission, PermissionSet } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OrganizationActor, WorkspaceActor } from "../../http/caller.ts";
import { openPeople } from "../../testing/people-scene.fixture.ts";

const people = ["p0", "p1", "p2", "p3"] as const;
/** After the people: the team that some of them are in. */
const theTeam = people.length;
const customRoles = ["c0", "c1"] as const;

interface Beginning {
  /** Of each person by themselves, and of the team. */
  readonly roles: readonly (string | null)[];
  readonly inTeam: readonly boolean[];
  readonly custom: readonly (readonly Permission[])[];
}

interface Step {
  readonly act: "add" | "changeRole" | "remove" | "leave" | "joinTeam" | "widenRole" | "becomeOwner";
  readonly actor: number;
  readonly target: number;
  readonly role: string;
}

const times = <Value>(count: number, arbitrary: fc.Arbitrary<Value>) => fc.array(arbitrary, { minLength: count, maxLength: count });
// Those in the middle can let in others, and may not everything: there the rule has something to refuse.
const anyRole = fc.constantFrom("owner", "owner", "admin", "admin", "c0", "c0", "c1", "maintain", "launch", "connect", "view");
const somePermissions = fc.subarray([...permissions], { maxLength: 12 });

const beginning: fc.Arbitrary<Beginning> = fc.record({
  roles: times(people.length + 1, fc.option(anyRole, { freq: 6 })),
  inTeam: times(people.length, fc.boolean()),
  custom: fc.tuple(
    somePermissions.map((some): readonly Permission[] => [...new Set<Permission>([...some, "workspace:write"])]),
    somePermissions.map((some): readonly Permission[] => [...new Set<Permission>([...some, "workspace:read"])]),
  ),
});
const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(
    ...(["changeRole", "changeRole", "changeRole", "changeRole", "changeRole", "changeRole", "add", "add", "add"] as const),
    ...(["remove", "leave", "joinTeam", "widenRole", "becomeOwner"] as const),
  ),
  actor: fc.nat(people.length - 1),
  target: fc.nat(theTeam),
  role: anyRole,
});

let scene: Awaited<ReturnType<typeof openPeople>>;
const opened = new AsyncDisposableStack();
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "postern-grants-"));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const clock = new ManualClock();
  const database = opened.use(await openDatabase(`sqlite:${join(folder, "postern.db")}`, { clock, log: silentLogger }));
  scene = await openPeople(database, clock);
  for (const name of people) persons.push((await scene.join(name, "member")).userId);
});
afterAll(() => opened.disposeAsync());

const persons: number[] = [];
let organizations = 0;

type Place = Awaited<ReturnType<typeof found>>;

/** An organization whose only owner does nothing, with a workspace in which four people and a team take part as drawn. */
async function found({ roles, inTeam, custom }: Beginning) {
  const { rows, ada } = scene;
  const organization = await rows.organization(`o${String((organizations += 1))}`);
  await rows.member(organization, ada.userId, "owner");
  for (const [index, name] of customRoles.entries()) await rows.customRole(organization, name, custom[index] ?? []);
  const [workspace, team] = [await rows.workspace(organization, "genomics"), await rows.team(organization, "curators")];
  const members: number[] = [];
  for (const [index, userId] of persons.entries()) {
    const member = await rows.member(organization, userId, "member");
    if (inTeam[index] === true) await rows.teamMember(team, member);
    members.push(member);
  }
  for (const [index, role] of roles.entries()) {
    const who = index === theTeam ? { team } : { member: members[index] ?? 0 };
    if (role !== null) await rows.participant(workspace, who, role);
  }
  return { organization, workspace, team, members };
}

async function rightsIn({ workspace }: Place): Promise<readonly PermissionSet[]> {
  const { access } = scene;
  return Promise.all(persons.map(async (userId) => (await access.findRights(userId, workspace))?.permissions ?? noPermissions));
}

async function findParticipant({ workspace, team, members }: Place, target: number) {
  const all = scene.database.query.selectFrom("participants").select("id").where("workspace_id", "=", workspace);
  const own = target === theTeam ? all.where("team_id", "=", team) : all.where("member_id", "=", members[target] ?? 0);
  return toParticipantId((await own.executeTakeFirst())?.id ?? 4711);
}

interface Acting {
  readonly place: Place;
  readonly step: Step;
  readonly inside: WorkspaceActor;
  readonly within: OrganizationActor;
}

const acts: Readonly<Record<Step["act"], (acting: Acting) => Promise<unknown>>> = {
  add: ({ place, step: { target }, inside }) =>
    scene.participants.add(inside, target === theTeam ? { teamId: place.team } : { memberId: place.members[target] ?? 0 }),
  changeRole: async ({ place, step: { target, role }, inside }) =>
    scene.participants.changeRole(inside, await findParticipant(place, target), role),
  remove: async ({ place, step: { target }, inside }) => scene.participants.remove(inside, await findParticipant(place, target)),
  leave: ({ inside }) => scene.participants.leave(inside),
  joinTeam: ({ place, step: { actor }, within }) => scene.teams.addMember(within, toTeamId(place.team), people[actor] ?? ""),
  widenRole: ({ within }) => scene.roles.update(within, "c0", { description: "Everything", permissions: [...permissions] }),
  becomeOwner: ({ place, step: { actor }, within }) => scene.members.changeRole(within, toMemberId(place.members[actor] ?? 0), "owner"),
};

/** As the routes do it; those who do not see the workspace do not get as far. */
async function take(place: Place, taken: Step): Promise<void> {
  const userId = toUserId(persons[taken.actor] ?? 0);
  scene.access.forget();
  if ((await scene.access.findWorkspace(userId, place.workspace)) === undefined) return;
  const [inside, within] = [await scene.inWorkspace(userId, place.workspace), await scene.inOrganization(userId, place.organization)];
  await acts[taken.act]({ place, step: taken, inside, within });
}

/** What people have to say to a refusal; anything else is a fault. */
async function attempt(place: Place, taken: Step): Promise<void> {
  try {
    await take(place, taken);
  } catch (error) {
    if (!isAppError(error) || !["forbidden", "not_found", "conflict"].includes(error.kind)) throw error;
  }
}

const missing = (some: PermissionSet, all: PermissionSet) => [...some].filter((permission) => !all.has(permission));

test("no sequence of what people do gives anybody more than one of them had who could let people in", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(beginning, fc.array(step, { maxLength: 14, size: "max" }), async (start, steps) => {
      const place = await found(start);
      const first = await rightsIn(place);
      for (const taken of steps) {
        const before = await rightsIn(place);
        await attempt(place, taken);
        const after = await rightsIn(place);
        const own = before[taken.actor] ?? noPermissions;
        const giving = own.has("workspace:write") ? own : noPermissions;
        for (const [index, may] of after.entries()) {
          const had = before[index] ?? noPermissions;
          expect(isCovered(missing(may, had), giving)).toBe(true);
          // Nobody takes away what they do not have, except from themselves by leaving.
          const isLeaving = taken.act === "leave" && index === taken.actor;
          if (!isLeaving) expect(isCovered(missing(had, may), giving)).toBe(true);
        }
      }
      const reachable = new Set(first.filter((may) => may.has("workspace:write")).flatMap((may) => [...may]));
      for (const [index, may] of (await rightsIn(place)).entries()) {
        expect(isCovered(may, new Set([...(first[index] ?? noPermissions), ...reachable]))).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
});

import { describeWithSharedDatabase } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dumpTables } from "../../testing/dump-tables.fixture.ts";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

const beyond = 9007199254740992;
const role = { name: "steward", description: "Looks after data", permissions: ["dataset:read"] };
const long = (length: number): string => "x".repeat(length);

type Refusal = readonly [line: string, body: unknown, status: number, fields: readonly string[]];

const lists: readonly string[] = [
  ...["/orgs/{org}/members", "/orgs/{org}/collaborators", "/orgs/{org}/teams", "/orgs/{org}/teams/{team}/members"],
  ...["/orgs/{org}/teams/{team}/workspaces", "/orgs/{org}/workspaces/{ws}/participants"],
];

const badPages: readonly Refusal[] = lists.flatMap((path) => [
  [`GET ${path}?max=0`, undefined, 400, ["max"]],
  [`GET ${path}?max=101`, undefined, 400, ["max"]],
  [`GET ${path}?max=-1`, undefined, 400, ["max"]],
  [`GET ${path}?max=1.5`, undefined, 400, ["max"]],
  [`GET ${path}?offset=-1`, undefined, 400, ["offset"]],
  [`GET ${path}?offset=${String(beyond)}`, undefined, 400, ["offset"]],
  [`GET ${path}?offset=all`, undefined, 400, ["offset"]],
  [`GET ${path}?search={long}`, undefined, 400, ["search"]],
]);

/** What an owner may send wrong. */
const refusals: readonly Refusal[] = [
  ["PUT /orgs/{org}/members/add", undefined, 400, []],
  ["PUT /orgs/{org}/members/add", {}, 400, ["user"]],
  ["PUT /orgs/{org}/members/add", { user: "" }, 400, ["user"]],
  ["PUT /orgs/{org}/members/add", { user: 7 }, 400, ["user"]],
  ["PUT /orgs/{org}/members/add", { user: "a\u0000b" }, 400, ["user"]],
  ["PUT /orgs/{org}/members/add", { user: long(256) }, 400, ["user"]],
  ["PUT /orgs/{org}/members/add", { user: "nobody" }, 404, ["user"]],
  ["PUT /orgs/{org}/members/add", { user: "no address@ at all" }, 400, ["user"]],
  ["PUT /orgs/{org}/members/add", { user: "cleo" }, 409, ["user"]],
  ["PUT /orgs/{org}/members/{member}/role", {}, 400, ["role"]],
  ["PUT /orgs/{org}/members/{member}/role", { role: "king" }, 400, ["role"]],
  ["PUT /orgs/{org}/members/{member}/role", { role: "Owner" }, 400, ["role"]],
  ["PUT /orgs/{org}/members/9007199254740992/role", { role: "owner" }, 400, ["memberId"]],
  ["PUT /orgs/{org}/members/4711/role", { role: "owner" }, 404, []],
  ["DELETE /orgs/{org}/members/0", undefined, 400, ["memberId"]],
  ["DELETE /orgs/{org}/members/cleo", undefined, 400, ["memberId"]],
  ["DELETE /orgs/{org}/members/leave", undefined, 409, []],
  ["POST /postern/v1/orgs/{org}/invitations", {}, 400, ["email"]],
  ["POST /postern/v1/orgs/{org}/invitations", { email: "nobody" }, 400, ["email"]],
  ["POST /postern/v1/orgs/{org}/invitations", { email: "new@lab.example", role: "king" }, 400, ["role"]],

  ["POST /orgs/{org}/teams", {}, 400, ["team"]],
  ["POST /orgs/{org}/teams", { team: {} }, 400, ["team.name"]],
  ["POST /orgs/{org}/teams", { team: { name: "a--b" } }, 400, ["team.name"]],
  ["POST /orgs/{org}/teams", { team: { name: long(41) } }, 400, ["team.name"]],
  ["POST /orgs/{org}/teams", { team: { name: "CURATORS" } }, 409, ["team.name"]],
  ["POST /orgs/{org}/teams", { team: { name: "new", description: long(251) } }, 400, ["team.description"]],
  ["POST /orgs/{org}/teams", { team: { name: "new" }, avatarId: "unsent" }, 400, ["avatarId"]],
  ["POST /orgs/{org}/teams", { team: { name: "new" }, idpGroupId: 7 }, 400, ["idpGroupId"]],
  ["GET /orgs/{org}/teams/validate", undefined, 400, ["name"]],
  ["GET /orgs/{org}/teams/validate?name=-x", undefined, 400, ["name"]],
  ["GET /orgs/{org}/teams/validate?name=Curators", undefined, 409, ["name"]],
  ["PUT /orgs/{org}/teams/{team}", { name: "a b" }, 400, ["name"]],
  ["PUT /orgs/{org}/teams/{team}", { name: "pilots" }, 409, ["name"]],
  ["PUT /orgs/{org}/teams/{team}", { description: "x", lastUpdated: "2020-01-01T00:00:00Z" }, 409, ["lastUpdated"]],
  ["POST /orgs/{org}/teams/{team}/members", {}, 400, ["userNameOrEmail"]],
  ["POST /orgs/{org}/teams/{team}/members", { userNameOrEmail: "nobody" }, 404, ["userNameOrEmail"]],
  ["POST /orgs/{org}/teams/{team}/members", { userNameOrEmail: "new@lab.example" }, 404, ["userNameOrEmail"]],
  // An account of the server, and none of this organization's business.
  ["POST /orgs/{org}/teams/{team}/members", { userNameOrEmail: "ben" }, 404, ["userNameOrEmail"]],
  ["DELETE /orgs/{org}/teams/{team}/members/{member}/delete", undefined, 404, []],

  ["PUT /orgs/{org}/workspaces/{ws}/participants/add", undefined, 400, []],
  ["PUT /orgs/{org}/workspaces/{ws}/participants/add", {}, 400, ["memberId", "teamId", "userNameOrEmail"]],
  ["PUT /orgs/{org}/workspaces/{ws}/participants/add", { memberId: 1, teamId: 1 }, 400, ["memberId", "teamId", "userNameOrEmail"]],
  ["PUT /orgs/{org}/workspaces/{ws}/participants/add", { teamId: 1, userNameOrEmail: "x" }, 400, ["memberId", "teamId", "userNameOrEmail"]],
  ["PUT /orgs/{org}/workspaces/{ws}/participants/add", { memberId: "1" }, 400, ["memberId"]],
  ["PUT /orgs/{org}/workspaces/{ws}/participants/add", { memberId: beyond }, 400, ["memberId"]],
  ["PUT /orgs/{org}/workspaces/{ws}/participants/add", { teamId: -1 }, 400, ["teamId"]],
  ["PUT /orgs/{org}/workspaces/{ws}/participants/add", { userNameOrEmail: "nobody" }, 404, ["userNameOrEmail"]],
  ["PUT /orgs/{org}/workspaces/{ws}/participants/add", { userNameOrEmail: "cleo" }, 409, []],
  ["PUT /orgs/{org}/workspaces/{ws}/participants/{participant}/role", {}, 400, ["role"]],
  ["PUT /orgs/{org}/workspaces/{ws}/participants/{participant}/role", { role: "boss" }, 404, ["role"]],
  ["PUT /orgs/{org}/workspaces/{ws}/participants/{participant}/role", { role: "theirs" }, 404, ["role"]],
  ["DELETE /orgs/{org}/workspaces/{ws}/participants/9007199254740993", undefined, 400, ["participantId"]],
  ["DELETE /orgs/{org}/workspaces/{ws}/participants", undefined, 409, []],
  ["DELETE /orgs/{org}/workspaces/{ws}/users/-1", undefined, 400, ["userId"]],

  ["POST /roles", role, 400, ["orgId"]],
  ["POST /roles?orgId=0", role, 400, ["orgId"]],
  ["POST /roles?orgId={org}", {}, 400, ["name"]],
  ["POST /roles?orgId={org}", { ...role, name: "a b" }, 400, ["name"]],
  ["POST /roles?orgId={org}", { ...role, name: "Admin" }, 400, ["name"]],
  ["POST /roles?orgId={org}", { ...role, name: "KEEPER" }, 409, ["name"]],
  ["POST /roles?orgId={org}", { ...role, description: "" }, 400, ["description"]],
  ["POST /roles?orgId={org}", { ...role, description: long(121) }, 400, ["description"]],
  ["POST /roles?orgId={org}", { ...role, permissions: ["dataset:eat"] }, 400, ["permissions"]],
  ["POST /roles?orgId={org}", { ...role, permissions: [] }, 400, ["permissions"]],
  ["POST /roles?orgId={org}", { ...role, permissions: "dataset:read" }, 400, ["permissions"]],
  ["PUT /roles/keeper?orgId={org}", { permissions: ["dataset:read"] }, 400, ["description"]],
  ["PUT /roles/keeper?orgId={org}", { description: "x", name: "validate" }, 400, ["name"]],
  ["PUT /roles/owner?orgId={org}", { description: "x" }, 400, []],
  ["DELETE /roles/view?orgId={org}", undefined, 400, []],
  ["DELETE /roles/keeper?orgId={org}", undefined, 409, []],
  ["GET /roles?type=royal", undefined, 400, ["type"]],
  ["GET /roles?max=101", undefined, 400, ["max"]],
  ["GET /roles?offset=-1", undefined, 400, ["offset"]],
  ["GET /roles/validate?orgId={org}", undefined, 400, ["name"]],
  ["GET /roles/validate?name=x1", undefined, 400, ["orgId"]],
  ["GET /roles/boss", undefined, 404, ["role"]],
];

/** Paths in a place of one's own that name something of another organization. */
const foreignThings: readonly (readonly [string, unknown])[] = [
  ["PUT /orgs/{org}/members/{id:member}/role", { role: "owner" }],
  ["DELETE /orgs/{org}/members/{id:member}", undefined],
  ["GET /orgs/{org}/teams/{id:team}", undefined],
  ["PUT /orgs/{org}/teams/{id:team}", { name: "mine" }],
  ["DELETE /orgs/{org}/teams/{id:team}", undefined],
  ["GET /orgs/{org}/teams/{id:team}/members", undefined],
  ["POST /orgs/{org}/teams/{id:team}/members", { userNameOrEmail: "cleo" }],
  ["DELETE /orgs/{org}/teams/{id:team}/members/1/delete", undefined],
  ["GET /orgs/{org}/teams/{id:team}/workspaces", undefined],
  ["PUT /orgs/{org}/workspaces/{ws}/participants/{id:participant}/role", { role: "view" }],
  ["DELETE /orgs/{org}/workspaces/{ws}/participants/{id:participant}", undefined],
  ["DELETE /orgs/{org}/workspaces/{ws}/users/{id:user}", undefined],
  ["GET /orgs/{org}/users/{id:user}/roles", undefined],
  ["GET /postern/v1/orgs/{org}/workspaces/{ws}/users/{id:user}/permissions", undefined],
  ["PUT /orgs/{org}/workspaces/{ws}/participants/add", "member"],
  ["PUT /orgs/{org}/workspaces/{ws}/participants/add", "team"],
];

type Ids = Readonly<Record<string, number>>;

const unknown: Ids = { member: 8080, team: 8080, participant: 8080, user: 8080 };

describeWithSharedDatabase("what is wrong with requests about people", ({ url }) => {
  let server: TestServer;
  let ada: TestPerson;
  let own: Ids = {};
  let foreign: Ids = {};
  beforeAll(async () => {
    server = await startTestServer({ flags: { database: url() } });
    ada = await server.addPerson("ada");
    const [ben, cleo] = [await server.addPerson("ben"), await server.addPerson("cleo")];
    const rows = organizationRows(server.server.services.database);
    const found = async (name: string, owner: TestPerson, roleName: string) => {
      const org = await rows.organization(name);
      const [member, ws] = [await rows.member(org, owner.userId, "owner"), await rows.workspace(org, "genomics")];
      const team = await rows.team(org, "curators");
      await rows.customRole(org, roleName, ["workspace:read"]);
      return { org, member, ws, team, user: owner.userId, participant: await rows.participant(ws, { team }, roleName) };
    };
    own = await found("alpha", ada, "keeper");
    foreign = await found("hidden", ben, "theirs");
    await rows.team(Number(own["org"]), "pilots");
    const member = await rows.member(Number(own["org"]), cleo.userId, "member");
    own = { ...own, member, participant: await rows.participant(Number(own["ws"]), { member }, "view") };
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function send(line: string, body: unknown, named: Ids = {}) {
    const filled = line
      .replaceAll("{long}", long(256))
      .replaceAll(/\{id:(\w+)\}/g, (_match, name: string) => String(named[name]))
      .replaceAll(/\{(\w+)\}/g, (_match, name: string) => String(own[name]));
    const [method = "", path = ""] = filled.split(" ");
    return server.call(`/api${path}`, { method, token: ada.token, ...(body === undefined ? {} : { body }) });
  }

  const dump = () => dumpTables(server.server.services.database);

  test("is named, and nothing changes", async () => {
    const before = await dump();

    for (const [line, body, status, fields] of [...refusals, ...badPages]) {
      const answer = await send(line, body);
      expect([line, body, answer.status, answer.json.fields ?? []]).toEqual([line, body, status, fields]);
      expect(answer.json.message).toMatch(/^.{10,300}$/s);
    }
    expect(await dump()).toBe(before);
  });

  test("what is of another organization answers as what does not exist", async () => {
    const before = await dump();

    for (const [line, sent] of foreignThings) {
      const ask = async (named: Ids) => {
        const { status, text } = await send(line, typeof sent === "string" ? { [`${sent}Id`]: named[sent] } : sent, named);
        return [line, status, withoutIds(text, named)];
      };
      const [asForeign, asUnknown] = [await ask(foreign), await ask(unknown)];
      expect(asForeign).toEqual([line, 404, expect.stringContaining("not found")]);
      expect(asUnknown).toEqual(asForeign);
    }
    expect(await dump()).toBe(before);
  });

  test("what the use of something is limited to, and a role that somebody has, name what stands in the way", async () => {
    const rows = organizationRows(server.server.services.database);
    const credential = await rows.credential(Number(own["ws"]), ada.userId, "cluster-key");
    await rows.useGrant({ credential }, { team: Number(own["team"]) });

    const [team, held] = [
      await send("DELETE /orgs/{org}/teams/{team}", undefined),
      await send("DELETE /roles/keeper?orgId={org}", undefined),
    ];

    expect([team.status, team.json]).toMatchObject([409, { conflicts: [{ type: "credentials", id: credential, name: "cluster-key" }] }]);
    expect([held.status, held.json]).toMatchObject([409, { conflicts: [{ type: "participant", name: "team curators in genomics" }] }]);
  });
});

/** The number that was asked for stands in the words, and each failure has a number of its own. */
function withoutIds(text: string, named: Ids): string {
  return Object.values(named).reduce<string>(
    (left: string, id: number) => left.replaceAll(new RegExp(`\\b${String(id)}\\b`, "g"), "N"),
    text.replace(/"id":"[^"]+"/, ""),
  );
}

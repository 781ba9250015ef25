import { describeWithSharedDatabase } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dumpTables } from "../../testing/dump-tables.fixture.ts";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

const organization = { name: "gamma", fullName: "Gamma" };
const workspace = { name: "imaging", fullName: "Imaging", visibility: "PRIVATE" };
const long = (length: number): string => "x".repeat(length);

/** What an owner may send wrong: method and path, body, status, and the member that the answer names. */
const refusals: readonly (readonly [string, object | undefined, number, string])[] = [
  ["POST /orgs", {}, 400, "organization"],
  ["POST /orgs", { organization: { fullName: "Gamma" } }, 400, "organization.name"],
  ["POST /orgs", { organization: { name: "gamma" } }, 400, "organization.fullName"],
  ["POST /orgs", { organization: { ...organization, name: "a" } }, 400, "organization.name"],
  ["POST /orgs", { organization: { ...organization, name: "a__b" } }, 400, "organization.name"],
  ["POST /orgs", { organization: { ...organization, name: "Orgs" } }, 400, "organization.name"],
  ["POST /orgs", { organization: { ...organization, name: long(41) } }, 400, "organization.name"],
  ["POST /orgs", { organization: { ...organization, name: 7 } }, 400, "organization.name"],
  ["POST /orgs", { organization: { ...organization, name: "ALPHA" } }, 409, "organization.name"],
  // Of an organization that one cannot see: a name is taken for everybody.
  ["POST /orgs", { organization: { ...organization, name: "hidden" } }, 409, "organization.name"],
  ["POST /orgs", { organization: { ...organization, fullName: " " } }, 400, "organization.fullName"],
  ["POST /orgs", { organization: { ...organization, fullName: long(101) } }, 400, "organization.fullName"],
  ["POST /orgs", { organization: { ...organization, description: long(1001) } }, 400, "organization.description"],
  ["POST /orgs", { organization: { ...organization, location: "a\u0000b" } }, 400, "organization.location"],
  ["POST /orgs", { organization: { ...organization, website: "javascript:alert(1)" } }, 400, "organization.website"],
  ["POST /orgs", { organization, logoId: "nobody-sent-this" }, 400, "logoId"],
  ["GET /orgs?role=king", undefined, 400, "role"],
  ["GET /orgs/validate", undefined, 400, "name"],
  ["GET /orgs/validate?name=a--b", undefined, 400, "name"],
  ["GET /orgs/validate?name=alpha", undefined, 409, "name"],
  ["GET /orgs/9007199254740992", undefined, 400, "orgId"],
  ["GET /orgs/0", undefined, 400, "orgId"],
  ["GET /orgs/-1", undefined, 400, "orgId"],
  ["GET /orgs/alpha", undefined, 400, "orgId"],
  ["PUT /orgs/{org}", { name: "hidden" }, 409, "name"],
  ["PUT /orgs/{org}", { name: "settings" }, 400, "name"],
  ["PUT /orgs/{org}", { fullName: "" }, 400, "fullName"],
  ["PUT /orgs/{org}", { type: "royal" }, 400, "type"],
  ["PUT /orgs/{org}", { website: "ftp://x" }, 400, "website"],
  ["PUT /orgs/{org}", { logoId: "nobody-sent-this" }, 400, "logoId"],
  ["PUT /orgs/{org}", { fullName: "New", lastUpdated: "2020-01-01T00:00:00Z" }, 409, "lastUpdated"],
  ["PUT /orgs/{org}", { fullName: "New", lastUpdated: "yesterday" }, 400, "lastUpdated"],
  ["POST /orgs/{org}/workspaces", { workspace: { ...workspace, visibility: "PUBLIC" } }, 400, "workspace.visibility"],
  ["POST /orgs/{org}/workspaces", { workspace: { ...workspace, visibility: undefined } }, 400, "workspace.visibility"],
  ["POST /orgs/{org}/workspaces", { workspace: { ...workspace, name: "Genomics" } }, 409, "workspace.name"],
  ["POST /orgs/{org}/workspaces", { workspace: { ...workspace, name: "members" } }, 400, "workspace.name"],
  ["POST /orgs/{org}/workspaces", { workspace: { ...workspace, fullName: " " } }, 400, "workspace.fullName"],
  ["GET /orgs/{org}/workspaces/validate?name=genomics", undefined, 409, "name"],
  ["GET /orgs/{org}/workspaces/validate?name=-x", undefined, 400, "name"],
  ["GET /orgs/{org}/workspaces/9007199254740993", undefined, 400, "workspaceId"],
  ["PUT /orgs/{org}/workspaces/{ws}", { name: "a b" }, 400, "name"],
  ["PUT /orgs/{org}/workspaces/{ws}", { visibility: "private" }, 400, "visibility"],
  ["PUT /orgs/{org}/workspaces/{ws}", { fullName: "x", lastUpdated: "2020-01-01T00:00:00Z" }, 409, "lastUpdated"],
  ["PUT /postern/v1/workspaces/{ws}/settings", {}, 400, "whoMayEndRuns"],
  ["PUT /postern/v1/workspaces/{ws}/settings", { whoMayEndRuns: "everybody" }, 400, "whoMayEndRuns"],
  ["GET /user/9007199254740992/workspaces", undefined, 400, "userId"],
  ["GET /user/{other}/workspaces", undefined, 404, "userId"],
  ["GET /user/4711/workspaces", undefined, 404, "userId"],
];

/** The same of administrators. */
const administratorRefusals: typeof refusals = [
  ["GET /postern/v1/admin/organizations?max=101", undefined, 400, "max"],
  ["GET /postern/v1/admin/organizations?max=0", undefined, 400, "max"],
  ["GET /postern/v1/admin/organizations?offset=-1", undefined, 400, "offset"],
  ["GET /postern/v1/admin/workspaces?max=1.5", undefined, 400, "max"],
  ["GET /postern/v1/admin/workspaces?offset=9007199254740992", undefined, 400, "offset"],
  ["GET /postern/v1/admin/workspaces?search={long}", undefined, 400, "search"],
  ["POST /postern/v1/admin/organizations/{org}/owners", {}, 400, "user"],
  ["POST /postern/v1/admin/organizations/{ownerless}/owners", { user: "nobody" }, 404, "user"],
];

/** Paths behind which nobody may learn whether the thing exists. */
const placePaths: readonly (readonly [string, object | undefined])[] = [
  ["GET /orgs/{org}", undefined],
  ["PUT /orgs/{org}", { fullName: "x" }],
  ["DELETE /orgs/{org}", undefined],
  ["GET /orgs/{org}/quotas", undefined],
  ["GET /orgs/{org}/workspaces", undefined],
  ["POST /orgs/{org}/workspaces", { workspace }],
  ["POST /orgs/{org}/workspaces", { workspace: 7 }],
  ["GET /orgs/{org}/workspaces/validate?name=x1", undefined],
  ["GET /orgs/{org}/workspaces/{ws}", undefined],
  ["PUT /orgs/{org}/workspaces/{ws}", { fullName: "x" }],
  ["DELETE /orgs/{org}/workspaces/{ws}", undefined],
  ["GET /postern/v1/workspaces/{ws}/settings", undefined],
  ["PUT /postern/v1/workspaces/{ws}/settings", { whoMayEndRuns: "launchers" }],
];

describeWithSharedDatabase("what is wrong with requests about organizations", ({ url }) => {
  let server: TestServer;
  let [root, ada, ben]: TestPerson[] = [];
  let ids: Record<string, string> = {};
  beforeAll(async () => {
    server = await startTestServer({ flags: { database: url() } });
    [root, ada, ben] = [await server.addPerson("root"), await server.addPerson("ada"), await server.addPerson("ben")];
    const rows = organizationRows(server.server.services.database);
    const [alpha, hidden, ownerless] = [
      await rows.organization("alpha"),
      await rows.organization("hidden"),
      await rows.organization("ownerless"),
    ];
    await rows.member(alpha, ada.userId, "owner");
    await rows.member(hidden, ben.userId, "owner");
    const [genomics, secret] = [await rows.workspace(alpha, "genomics"), await rows.workspace(hidden, "secret")];
    const numbers = { org: alpha, ws: genomics, hidden, secret, ownerless, other: ben.userId };
    ids = { ...Object.fromEntries(Object.entries(numbers).map(([name, id]) => [name, String(id)])), long: long(256) };
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function send(person: TestPerson | undefined, line: string, body: object | undefined, names: Record<string, string> = ids) {
    const [method = "", path = ""] = line.replaceAll(/\{(\w+)\}/g, (_match, name: string) => names[name] ?? "").split(" ");
    const token = person?.token ?? "";
    return server.call(`/api${path}`, { method, token, ...(body === undefined ? {} : { body }) });
  }

  test("is named, and nothing changes", async () => {
    const before = await dumpTables(server.server.services.database);

    for (const [who, table] of [
      [ada, refusals],
      [root, administratorRefusals],
    ] as const) {
      for (const [line, body, status, field] of table) {
        const answer = await send(who, line, body);
        expect([line, body, answer.status, answer.json.fields]).toEqual([line, body, status, [field]]);
        expect(answer.json.message).toMatch(/^.{10,300}$/s);
      }
    }
    expect(await dumpTables(server.server.services.database)).toBe(before);
  });

  test.each(placePaths)("%s: a foreign place answers as one that does not exist", async (line, body) => {
    const before = await dumpTables(server.server.services.database);
    const [foreignIds, unknownIds] = [
      { org: ids["hidden"] ?? "", ws: ids["secret"] ?? "" },
      { org: "8080", ws: "8080" },
    ];

    const [foreign, unknown] = [await send(ada, line, body, foreignIds), await send(ada, line, body, unknownIds)];

    expect(foreign.status).toBe(404);
    const plain = (text: string, names: object): string =>
      Object.values(names).reduce<string>(
        (left: string, id: string) => left.replaceAll(new RegExp(`\\b${id}\\b`, "g"), "N"),
        text.replace(/"id":"[^"]+"/, ""),
      );
    expect([unknown.status, plain(unknown.text, unknownIds)]).toEqual([404, plain(foreign.text, foreignIds)]);
    expect(await dumpTables(server.server.services.database)).toBe(before);
  });

  test("a workspace is not found below another organization than its own", async () => {
    for (const method of ["GET", "DELETE"]) {
      const answer = await send(ada, `${method} /orgs/{ownerless}/workspaces/{ws}`, undefined);
      expect([answer.status, answer.json.code]).toEqual([404, "workspace.not_found"]);
    }
  });

  test("members and administrators of the server look, and change nothing", async () => {
    const rows = organizationRows(server.server.services.database);
    const member = await server.addPerson("cleo");
    await rows.member(Number(ids["org"]), member.userId, "member");
    const before = await dumpTables(server.server.services.database);

    for (const person of [member, root]) {
      expect((await send(person, "GET /orgs/{org}", undefined)).status).toBe(200);
      expect((await send(person, "GET /orgs/{org}/workspaces", undefined)).json).toEqual({ workspaces: [] });
      for (const [line, body] of [
        ["PUT /orgs/{org}", { fullName: "x" }],
        ["DELETE /orgs/{org}", undefined],
        ["POST /orgs/{org}/workspaces", { workspace }],
      ] as const) {
        const answer = await send(person, line, body);
        expect([answer.status, answer.json.message]).toEqual([
          403,
          "You need the permission organization:write in the organization alpha.",
        ]);
      }
      expect((await send(person, "DELETE /orgs/{org}/workspaces/{ws}", undefined)).status).toBe(404);
    }
    expect((await send(member, "GET /postern/v1/admin/organizations", undefined)).status).toBe(403);
    expect(await dumpTables(server.server.services.database)).toBe(before);
  });

  test("administrators of the server find every organization and workspace, and appoint an owner where there is none", async () => {
    const found = await send(root, "GET /postern/v1/admin/organizations?search=own&max=10&offset=0", undefined);
    const inside = await send(root, "GET /postern/v1/admin/workspaces?search=", undefined);
    const refused = await send(root, "POST /postern/v1/admin/organizations/{org}/owners", { user: "ben" });
    const appointed = await send(root, "POST /postern/v1/admin/organizations/{ownerless}/owners", { user: "ada@example.org" });

    expect(found.json).toMatchObject({
      organizations: [{ name: "ownerless", owners: [], memberCount: 0, workspaceCount: 0 }],
      totalSize: 1,
    });
    expect(inside.json).toMatchObject({
      workspaces: [
        { name: "genomics", orgName: "alpha" },
        { name: "secret", orgName: "hidden" },
      ],
      totalSize: 2,
    });
    expect([refused.status, refused.json.code, appointed.status]).toEqual([409, "organization.has_owner", 204]);
    expect((await send(ada, "GET /orgs/{ownerless}", undefined)).json).toMatchObject({ organization: { memberRole: "owner" } });
  });

  test("runs that have not ended keep a workspace and its organization, and the answer lists them", async () => {
    const { database, runs } = server.server.services;
    const names = { runName: "happy_otter", sessionId: "s", projectName: "hello", userName: "ada", workDir: "/w" };
    const { userId } = ada ?? { userId: 0 };
    await database.transaction(({ query }) =>
      runs.insertRun(query, {
        ...names,
        id: "1aBcDeFgHiJkLm",
        userId,
        workspaceId: Number(ids["ws"]),
        computeEnvId: null,
        at: server.clock.now(),
      } as never),
    );
    const before = await dumpTables(database);

    const answers = [await send(ada, "DELETE /orgs/{org}/workspaces/{ws}", undefined), await send(ada, "DELETE /orgs/{org}", undefined)];

    expect(answers.map(({ status, json }) => [status, json.code])).toEqual([
      [409, "workspace.in_use"],
      [409, "organization.in_use"],
    ]);
    for (const { json } of answers)
      expect(json).toMatchObject({ conflicts: [{ type: "workflow", id: "1aBcDeFgHiJkLm", name: "happy_otter" }] });
    expect(await dumpTables(database)).toBe(before);
  });
});

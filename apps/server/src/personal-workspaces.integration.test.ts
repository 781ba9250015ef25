import { isPermission, toRunId } from "@postern/domain";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accessTable } from "./http/access.ts";
import { dumpTables } from "./testing/dump-tables.fixture.ts";
import { organizationRows } from "./testing/organization-rows.fixture.ts";
import { startTestServer } from "./testing/test-server.ts";
import type { TestPerson, TestServer } from "./testing/test-server.ts";

/** A server whose site wants all work in workspaces of organizations. Ada launches in one. */
let server: TestServer;
let ada: TestPerson;
let workspaceId = 0;

beforeAll(async () => {
  server = await startTestServer({ flags: { "personal-workspaces": "false" } });
  await server.addPerson("root");
  ada = await server.addPerson("ada");
  const rows = organizationRows(server.server.services.database);
  const alpha = await rows.organization("alpha");
  workspaceId = await rows.workspace(alpha, "genomics");
  await rows.participant(workspaceId, { member: await rows.member(alpha, ada.userId, "member") }, "admin");
});

afterAll(() => server[Symbol.asyncDispose]());

function addPersonalRun(id: string): Promise<unknown> {
  const { database, runs } = server.server.services;
  const names = { runName: "happy_otter", sessionId: "s", projectName: "hello", userName: "ada", workDir: "/w" };
  const home = { userId: ada.userId, workspaceId: null, computeEnvId: null };
  return database.transaction(({ query }) => runs.insertRun(query, { id: toRunId(id), ...home, ...names, at: 1 }));
}

test("the service info says that there are none", async () => {
  const { json } = await server.call("/api/service-info");

  expect(json).toMatchObject({ serviceInfo: { userWorkspaceEnabled: false } });
});

const placed = Object.entries(accessTable).filter(([line, rule]) => isPermission(rule) && !line.includes(":workspaceId"));

test.each(placed)("%s asks for a workspace, and does nothing without one", async (line) => {
  const [method = "", url = ""] = line.replaceAll(/:\w+/g, "7").split(" ");
  const before = await dumpTables(server.server.services.database);

  const answer = await server.call(url, { method, token: ada.token });

  expect([answer.status, answer.json.code, answer.json.fields]).toEqual([403, "workspace.personal_off", ["workspaceId"]]);
  expect(await dumpTables(server.server.services.database)).toBe(before);
});

test("people work in workspaces, and find their own account, tokens and places", async () => {
  const paths = [
    `credentials?workspaceId=${String(workspaceId)}`,
    `compute-envs?workspaceId=${String(workspaceId)}`,
    "user-info",
    "tokens",
  ];
  const places = `user/${String(ada.userId)}/workspaces`;

  for (const path of [...paths, places, "orgs"]) expect([path, (await server.call(`/api/${path}`, ada)).status]).toEqual([path, 200]);
});

test("a Nextflow that names no workspace is told to, and leaves nothing behind", async () => {
  const before = await dumpTables(server.server.services.database);
  const body = { sessionId: "s", runName: "lone_wolf", projectName: "hello", instant: 1 };

  const answer = await server.call("/api/trace/create", { method: "POST", token: ada.token, body });

  expect([answer.status, answer.json.message]).toEqual([
    403,
    "Personal workspaces are switched off here. Name a workspace: TOWER_WORKSPACE_ID.",
  ]);
  expect(await dumpTables(server.server.services.database)).toBe(before);
});

test("a run that was there before they were switched off goes on to its end", async () => {
  await addPersonalRun("1aBcDeFgHiJkLm");
  const token = await server.mintRunToken(ada, "1aBcDeFgHiJkLm");
  const report = { sessionId: "s", runName: "happy_otter", projectName: "hello", workflowId: "1aBcDeFgHiJkLm", instant: 2 };

  const taken = await server.call("/api/trace/create", { method: "POST", token, body: report });
  const alive = await server.call("/api/trace/1aBcDeFgHiJkLm/heartbeat", { method: "PUT", token, body: { instant: 3 } });

  expect([taken.status, alive.status]).toEqual([200, 200]);
});

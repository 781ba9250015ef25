import { toComputeEnvId, toRunId } from "@postern/domain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let ada: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  ada = await server.addPerson("ada");
  bob = await server.addPerson("bob");
});

afterAll(() => server[Symbol.asyncDispose]());

const agent = (name: string, more: object = {}, keys: object = {}) => ({
  credentials: { name, provider: "tw-agent", keys: { connectionId: "cid", ...keys }, ...more },
});

function create(body: unknown, query = "") {
  return server.call(`/api/credentials${query}`, { method: "POST", token: ada.token, body });
}

async function storedCount(): Promise<number> {
  const { database } = server.server.services;
  const tables = [database.query.selectFrom("credentials").select("id"), database.query.selectFrom("envelopes").select("id")];
  return (await Promise.all(tables.map((query) => query.execute()))).flat().length;
}

describe("a credential", () => {
  test("as tw sends it is stored, listed and described with what is no secret", async () => {
    const keys = { discriminator: "tw-agent", workDir: "$TW_AGENT_WORK" };

    const made = await create(agent("from-tw", {}, keys), "?useExternalId=false");
    const id = String(made.json.credentialsId);
    const list = await server.call("/api/credentials", { token: ada.token });
    const described = await server.call(`/api/credentials/${id}`, { token: ada.token });

    expect(made.json).toEqual({ credentialsId: expect.stringMatching(/^[0-9A-Za-z]{22}$/) });
    expect(list.json.credentials).toContainEqual(expect.objectContaining({ id, name: "from-tw", provider: "tw-agent", deleted: false }));
    expect(list.json.credentials?.[0]).not.toHaveProperty("keys");
    expect(described.json.credentials?.keys).toEqual({
      discriminator: "tw-agent",
      connectionId: "cid",
      workDir: "$TW_AGENT_WORK",
      shared: false,
    });
  });

  test("as Terraform sends it has null for what is not set, and no discriminator", async () => {
    const nulls = { description: null, baseUrl: null, category: null };

    const made = await create(agent("from-terraform", nulls, { shared: false, workDir: null, discriminator: null }));

    expect(made.status).toBe(200);
  });

  test("as tw changes it keeps its id, answers nothing, and may be changed twice", async () => {
    const { json } = await create(agent("to-change"));
    const id = String(json.credentialsId);
    const change = {
      credentials: { id, name: "changed", provider: "tw-agent", keys: { connectionId: "other", workDir: "$TW_AGENT_WORK" } },
    };
    const put = () => server.call(`/api/credentials/${id}?useExternalId=false`, { method: "PUT", token: ada.token, body: change });

    const answers = [await put(), await put()];

    const { credentials } = (await server.call(`/api/credentials/${id}`, { token: ada.token })).json;
    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [204, ""],
      [204, ""],
    ]);
    expect(credentials).toMatchObject({ name: "changed", keys: { connectionId: "other", workDir: "$TW_AGENT_WORK" }, heldSecrets: [] });
    expect((await server.call(`/api/credentials/${id}`, { method: "PUT", token: bob.token, body: change })).status).toBe(404);
  });

  test("gives its keys to nobody, whatever pairing is named", async () => {
    const { json } = await create({
      credentials: { name: "kept", provider: "container-reg", keys: { userName: "u", password: "canary-17" } },
    });
    const path = `/api/credentials/${String(json.credentialsId)}/keys`;

    for (const query of ["", "?pairingId=7"]) {
      const answer = await server.call(`${path}${query}`, { token: ada.token });
      expect([answer.status, answer.json.code]).toEqual([403, "credential.keys_sealed"]);
      expect(answer.text).not.toContain("canary");
    }
    expect((await server.call(path, { token: bob.token })).status).toBe(404);
  });

  test("that is gone is not changed", async () => {
    const answer = await server.call("/api/credentials/never-was", { method: "PUT", token: ada.token, body: agent("any") });

    expect([answer.status, answer.json.code]).toEqual([404, "credential.not_found"]);
  });

  test("is found by platform", async () => {
    const forSlurm = await server.call("/api/credentials?platformId=slurm-platform", { token: ada.token });
    const forCloud = await server.call("/api/credentials?platformId=aws-batch", { token: ada.token });

    expect(forSlurm.json.credentials?.length).toBeGreaterThan(0);
    expect(forCloud.json.credentials).toEqual([]);
  });

  test("of somebody else is not there", async () => {
    const { json } = await create(agent("hidden"));
    const path = `/api/credentials/${String(json.credentialsId)}`;

    const answers = [await server.call(path, { token: bob.token }), await server.call(path, { method: "DELETE", token: bob.token })];

    for (const answer of answers) expect([answer.status, answer.json.code]).toEqual([404, "credential.not_found"]);
    expect(answers[0]?.json.message).toContain("not found");
    expect((await server.call(path, { token: ada.token })).status).toBe(200);
  });

  test("is deleted with 204, and then it is not there", async () => {
    const { json } = await create(agent("short-lived"));
    const path = `/api/credentials/${String(json.credentialsId)}?checked=false`;

    const first = await server.call(path, { method: "DELETE", token: ada.token });
    const second = await server.call(path, { method: "DELETE", token: ada.token });

    expect([first.status, first.bytes.length]).toEqual([204, 0]);
    expect(second.status).toBe(404);
  });

  test("that an environment uses is kept, with the names of what uses it", async () => {
    const { json } = await create(agent("in-use"));
    const computeEnv = { name: "cluster", platform: "slurm-platform", credentialsId: json.credentialsId, config: { workDir: "/w" } };
    const made = await server.call("/api/compute-envs", { method: "POST", token: ada.token, body: { computeEnv } });

    const { runs, database } = server.server.services;
    const names = { sessionId: "s", projectName: "x", userName: "ada", workDir: "/w", runName: "going" };
    const place = {
      workspaceId: null,
      userId: ada.userId,
      computeEnvId: toComputeEnvId((JSON.parse(made.text) as { computeEnvId: string }).computeEnvId),
      at: 1,
    };
    await database.transaction(({ query }) => runs.insertRun(query, { ...names, ...place, id: toRunId("going1") }));

    const refused = await server.call(`/api/credentials/${String(json.credentialsId)}`, { method: "DELETE", token: ada.token });

    expect(made.status).toBe(200);
    expect(refused.status).toBe(409);
    expect(refused.json).toMatchObject({
      code: "credential.in_use",
      message: "The credential is used by cluster, going.",
      credentialsId: json.credentialsId,
      conflicts: [
        { type: "computeEnv", name: "cluster" },
        { type: "workflow", id: "going1", name: "going" },
      ],
    });
    expect((await server.call(`/api/credentials/${String(json.credentialsId)}`, { token: ada.token })).status).toBe(200);
  });

  test.each(["%00", "..%2f..", "a'; DROP TABLE users", "x".repeat(64)])("with an id like %s is not found or refused", async (id) => {
    const answer = await server.call(`/api/credentials/${encodeURI(id).replace("%25", "%")}`, { token: ada.token });

    expect([400, 404]).toContain(answer.status);
    expect(answer.json).toHaveProperty("message");
  });
});

describe("a name (R3)", () => {
  const check = (name: string, query = "") =>
    server.call(`/api/credentials/validate?name=${encodeURIComponent(name)}${query}`, { token: ada.token });

  test("is checked while it is typed: free, not valid, taken", async () => {
    await create(agent("taken-name"));

    const taken = await check("taken-name");

    expect((await check("free_Name-1")).status).toBe(204);
    expect(taken.status).toBe(409);
    expect(taken.json).toMatchObject({ code: "credential.name_taken", message: expect.stringContaining("already exists") });
  });

  test.each(["", "a", "a b", "a.b", "ä", "x".repeat(100), "a/b", "<b>"])("that is not valid is 400: %j", async (name) => {
    const answer = await check(name);

    expect([answer.status, answer.json.code]).toEqual([400, "credential.name_invalid"]);
  });

  test("of another workspace is not checked in one's own", async () => {
    expect((await check("free", "&workspaceId=7")).json).toMatchObject({ code: "workspace.not_found" });
    expect((await server.call("/api/credentials/validate", { token: ada.token })).json).toMatchObject({ fields: ["name"] });
  });
});

describe("a request that is refused names the member and leaves nothing behind", () => {
  const long = (length: number) => "x".repeat(length);
  const cases: readonly (readonly [string, unknown, string])[] = [
    ["no body", undefined, "body"],
    ["a list", [], "body"],
    ["nothing in it", {}, "credentials"],
    ["null in it", { credentials: null }, "credentials"],
    ["no name", { credentials: { provider: "tw-agent", keys: {} } }, "credentials.name"],
    ["a name that is a number", agent("x", { name: 7 }), "credentials.name"],
    ["a name that is too long", agent(long(101)), "credentials.name"],
    ["a name of 100 characters", agent(long(100)), "credentials.name"],
    ["a name with a NUL", agent("a\0b"), "credentials.name"],
    ["a name with a space", agent("a b"), "credentials.name"],
    ["a description that is too long", agent("ok", { description: long(1001) }), "credentials.description"],
    ["a description with a NUL", agent("ok", { description: "a\0" }), "credentials.description"],
    ["an unknown provider", agent("ok", { provider: "local" }), "credentials.provider"],
    ["a provider of Object", agent("ok", { provider: "constructor" }), "credentials.provider"],
    ["a provider of null", agent("ok", { provider: null }), "credentials.provider"],
    ["no keys", { credentials: { name: "ok", provider: "tw-agent" } }, "credentials.keys"],
    ["keys that are text", agent("ok", { keys: "x" }), "credentials.keys"],
    ["keys of another provider", agent("ok", {}, { discriminator: "ssh" }), "credentials.keys.discriminator"],
    ["no connection ID", agent("ok", { keys: {} }), "credentials.keys.connectionId"],
    ["a connection ID of null", agent("ok", {}, { connectionId: null }), "credentials.keys.connectionId"],
    ["an empty connection ID", agent("ok", {}, { connectionId: "" }), "credentials.keys.connectionId"],
    ["a connection ID with a slash", agent("ok", {}, { connectionId: "a/b" }), "credentials.keys.connectionId"],
    ["a connection ID that begins with a dash", agent("ok", {}, { connectionId: "--url" }), "credentials.keys.connectionId"],
    ["a connection ID that is too long", agent("ok", {}, { connectionId: long(129) }), "credentials.keys.connectionId"],
    ["a work directory with a line break", agent("ok", {}, { workDir: "/w\nJOB" }), "credentials.keys.workDir"],
    ["a work directory that is a number", agent("ok", {}, { workDir: 7 }), "credentials.keys.workDir"],
    ["a switch that is text", agent("ok", {}, { shared: "true" }), "credentials.keys.shared"],
  ];

  test.each(cases)("%s", async (_what, body, field) => {
    const before = await storedCount();

    const answer = await create(body);

    expect(answer.status).toBe(400);
    expect(`${String(answer.json.message)} ${String(answer.json.fields)}`).toContain(field);
    expect(answer.json.message).not.toContain("\0");
    expect(await storedCount()).toBe(before);
  });

  test("an unknown provider by its name", async () => {
    expect((await create(agent("ok", { provider: "local" }))).json).toMatchObject({
      code: "credential.provider_unsupported",
      message: expect.stringContaining("local"),
    });
  });

  test("a taken name with 409", async () => {
    await create(agent("only-once"));
    const before = await storedCount();

    const again = await create(agent("only-once"));

    expect([again.status, again.json.code]).toEqual([409, "credential.name_taken"]);
    expect(await storedCount()).toBe(before);
  });

  test("a workspace that is not there, wherever it is named", async () => {
    const { json } = await create(agent("in-no-workspace"));
    const id = String(json.credentialsId);

    const answers = await Promise.all([
      create(agent("ok"), "?workspaceId=7"),
      server.call("/api/credentials?workspaceId=7", { token: ada.token }),
      server.call(`/api/credentials/${id}?workspaceId=7`, { token: ada.token }),
      server.call(`/api/credentials/${id}?workspaceId=7`, { method: "DELETE", token: ada.token }),
    ]);

    for (const answer of answers) expect([answer.status, answer.json.code]).toEqual([404, "workspace.not_found"]);
  });
});

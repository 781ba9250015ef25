import { ensureDebianPackages } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectFake } from "../../../agents/testing/fake-agent.ts";
import { startDockerRegistry } from "../../../testing/docker-registry.fixture.ts";
import { startTestServer } from "../../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../../testing/test-server.ts";

let server: TestServer;
let ada: TestPerson;

beforeAll(async () => {
  await ensureDebianPackages(["docker-registry"]);
  server = await startTestServer({ flags: { "credential-checks": "true", "outbound-reach": "local" } });
  ada = await server.addPerson("ada");
}, 300_000);

afterAll(() => server[Symbol.asyncDispose]());

const right = { userName: "ada", password: "right-secret" };
const account = { user: "ada", password: "right-secret" };

async function ask(method: string, path: string, body?: object) {
  const reply = await server.call(`/api/credentials${path}`, { method, token: ada.token, ...(body === undefined ? {} : { body }) });
  return { status: reply.status, answer: JSON.parse(reply.text === "" ? "{}" : reply.text) as Record<string, unknown> };
}

async function create(name: string, provider: string, keys: object): Promise<string> {
  const { answer } = await ask("POST", "", { credentials: { name, provider, keys } });
  return String(answer["credentialsId"]);
}

async function describe(id: string) {
  return (await ask("GET", `/${id}`)).answer["credentials"] as Record<string, unknown>;
}

test("what is saved is checked soon after, and again when it is edited, and pages are told", async () => {
  await using registry = await startDockerRegistry(account);
  const events: string[] = [];
  using stack = new DisposableStack();
  // The trail tells of itself too, a while after each act.
  const hear = (type: string): void => void (type === "credentials" && events.push(type));
  stack.defer(server.server.services.live.listen(({ event }) => hear(event.type)));

  const id = await create("registry", "container-reg", { ...right, registry: registry.name });
  await expect.poll(() => describe(id), { timeout: 30_000 }).toMatchObject({ status: "AVAILABLE", message: null });
  await expect.poll(() => events).toEqual(["credentials", "credentials"]);
  expect((await describe(id))["lastValidated"]).toMatch(/^\d{4}-.*Z$/);

  await ask("PUT", `/${id}`, { credentials: { keys: { ...right, password: "wrong-secret", registry: registry.name } } });
  await expect
    .poll(() => describe(id), { timeout: 30_000 })
    .toMatchObject({
      status: "INVALID",
      message: expect.stringContaining("does not accept the credential (401): incorrect username or password"),
    });
  expect(JSON.stringify(await ask("GET", ""))).not.toMatch(/wrong-secret|right-secret/);
});

test("whoever wants to know gets the answer of now; where nobody answers, the last one with why", async () => {
  const id = await (async () => {
    await using registry = await startDockerRegistry(account);
    const made = await create("registry-on-demand", "container-reg", { ...right, registry: registry.name });
    expect(await ask("POST", `/${made}/validate?force=true`)).toEqual({
      ...{ status: 200, answer: { status: "AVAILABLE", transientError: false, message: null } },
    });
    return made;
  })();

  expect(await ask("POST", `/${id}/validate?force=true`)).toEqual({
    status: 200,
    answer: { status: "AVAILABLE", transientError: true, message: expect.stringContaining("is not reached: it refuses the connection.") },
  });
  expect(await describe(id)).toMatchObject({ status: "AVAILABLE", message: null });
});

test("what is kept, but not checked, says so", async () => {
  const id = await create("bucket", "s3", { accessKey: "AKIA0", secretKey: "some-secret" });

  expect(await ask("POST", `/${id}/validate`)).toEqual({
    status: 200,
    answer: { status: null, transientError: false, message: "Credentials of this provider are kept here, but not checked." },
  });
});

test("an agent is AVAILABLE while it is there, and INVALID once it has been away for a while", async () => {
  const url = `${server.url.replace("http", "ws")}/api/postern/v1/agent/connect`;
  const id = await create("site", "tw-agent", { connectionId: "site", shared: true });
  const agent = await connectFake(url, { connectionId: "site" }, ada.token);
  await expect.poll(() => describe(id), { timeout: 30_000 }).toMatchObject({ status: "AVAILABLE" });

  await agent[Symbol.asyncDispose]();
  // Since when it is away is written down a moment after the connection has ended, and counts.
  const { query } = server.server.services.database;
  const away = () => query.selectFrom("agents").select("disconnected_at").where("connection_id", "=", "site").executeTakeFirstOrThrow();
  await expect.poll(away).not.toMatchObject({ disconnected_at: null });
  expect(await describe(id)).toMatchObject({ status: "AVAILABLE" });
  server.clock.shift(180_000);
  server.server.services.driver.wake("credential-checks");

  await expect
    .poll(() => describe(id), { timeout: 30_000 })
    .toMatchObject({
      ...{ status: "INVALID", message: expect.stringContaining("No agent is connected as site.") },
    });
  await using _back = await connectFake(url, { connectionId: "site" }, ada.token);
  await expect.poll(() => describe(id), { timeout: 30_000 }).toMatchObject({ status: "AVAILABLE" });
});

test("one of somebody else is not found, like one that is not there", async () => {
  const eve = await server.addPerson("eve");
  const id = await create("mine", "tw-agent", { connectionId: "mine" });
  const asEve = (credential: string) => server.call(`/api/credentials/${credential}/validate`, { method: "POST", token: eve.token });

  const [foreign, unknown] = [await asEve(id), await asEve("x".repeat(22))];

  expect([foreign.status, unknown.status]).toEqual([404, 404]);
  expect(foreign.text.replaceAll(id, "ID").replace(/"id":"[^"]*"/, "")).toBe(
    unknown.text.replaceAll("x".repeat(22), "ID").replace(/"id":"[^"]*"/, ""),
  );
});

test("a server as it comes does not connect to itself, whatever a user names, and says why", async () => {
  await using usual = await startTestServer();
  const eva = await usual.addPerson("eva");
  const post = (path: string, body?: object) =>
    usual.call(`/api/credentials${path}`, { method: "POST", token: eva.token, ...(body === undefined ? {} : { body }) });
  const keys = { username: "eva", password: "x-secret-x" };
  const credentials = { name: "inside", provider: "gitea", keys, baseUrl: usual.url };
  const { credentialsId } = (await post("", { credentials })).json;

  const { status, json } = await post(`/${credentialsId ?? ""}/validate?force=true`);

  expect({ status, json }).toEqual({
    status: 200,
    json: {
      status: null,
      transientError: true,
      message: expect.stringContaining("is the server's own machine, which the setting outbound-reach"),
    },
  });
});

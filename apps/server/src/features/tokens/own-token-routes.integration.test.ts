import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

const path = "/api/postern/v1/tokens";
const dayMs = 86_400_000;

let server: TestServer;
let ada: TestPerson;

beforeAll(async () => {
  server = await startTestServer({ flags: { "token-max-days": "90" } });
  ada = await server.addPerson("ada");
});

afterAll(() => server[Symbol.asyncDispose]());

interface Shown {
  readonly accessKey: string;
  readonly token: { readonly id: number; readonly expiresAt: string; readonly previousWorksUntil: string | null };
}

async function make(body: object, token = ada.token): Promise<Shown> {
  return (await server.call(path, { method: "POST", token, body })).json as unknown as Shown;
}

const rotate = (id: number, body: object) => server.call(`${path}/${String(id)}/rotate`, { method: "POST", token: ada.token, body });

test("a token has a kind and an end, is shown once, and says from where it was used", async () => {
  const end = new Date(server.clock.now() + 7 * dayMs).toISOString();
  const made = await make({ name: "dashboard", access: "read", expiresAt: end });

  const looks = await server.call("/api/user-info", { token: made.accessKey });
  const makes = await server.call(path, { method: "POST", token: made.accessKey, body: { name: "more" } });
  const listed = await server.call(path, { token: ada.token });

  expect([looks.status, makes.status, makes.json.code]).toEqual([200, 403, "auth.token_scope"]);
  expect(listed.json).toMatchObject({ maxDays: 90 });
  expect(listed.json.tokens?.find(({ name }) => name === "dashboard")).toEqual({
    ...{
      id: made.token.id,
      name: "dashboard",
      access: "read",
      workspaces: null,
      isExpired: false,
      previousWorksUntil: null,
      warning: null,
    },
    ...{ createdAt: expect.stringMatching(/Z$/), expiresAt: end, lastUsedAt: expect.stringMatching(/Z$/), lastUsedFrom: "127.0.0.1" },
  });
  expect(listed.text).not.toContain(made.accessKey);
});

test("a rotated token works under both texts for the time that was chosen", async () => {
  const made = await make({ name: "rotated" });
  const answer = await rotate(made.token.id, { overlapHours: 2 });
  const fresh = answer.json as unknown as Shown;
  const statuses = () =>
    Promise.all([made, fresh].map(async ({ accessKey }) => (await server.call("/api/user-info", { token: accessKey })).status));

  const during = await statuses();
  const again = await rotate(made.token.id, {});
  server.clock.shift(2 * 3_600_000);

  expect([answer.status, fresh.token.id, answer.headers["cache-control"]]).toEqual([200, made.token.id, "no-store"]);
  expect(Date.parse(String(fresh.token.previousWorksUntil))).toBeLessThanOrEqual(server.clock.now());
  expect([during, again.status, again.json.code]).toEqual([[200, 200], 409, "token.rotating"]);
  expect(await statuses()).toEqual([401, 200]);
});

describe("a request that cannot be is refused, and names what is wrong", () => {
  const past = "2020-01-01T00:00:00Z";

  test.each([
    [{}, "name"],
    [{ name: "" }, "name"],
    [{ name: " " }, "name"],
    [{ name: "x".repeat(51) }, "name"],
    [{ name: "n", access: "root" }, "access"],
    [{ name: "n", expiresAt: "tomorrow" }, "expiresAt"],
    [{ name: "n", expiresAt: past }, "expiresAt"],
    [{ name: "n", expiresAt: null }, "expiresAt"],
    [{ name: "n", workspaceIds: [] }, "workspaceIds"],
    [{ name: "n", workspaceIds: [-1] }, "workspaceIds.0"],
    [{ name: "n", workspaceIds: [4711] }, "workspaceIds"],
  ])("%j", async (body, field) => {
    const answer = await server.call(path, { method: "POST", token: ada.token, body });

    expect([answer.status === 400 || answer.status === 404, answer.json.fields]).toEqual([true, [field]]);
  });

  test.each([
    [{ overlapHours: -1 }, "overlapHours"],
    [{ overlapHours: 721 }, "overlapHours"],
    [{ overlapHours: 1.5 }, "overlapHours"],
    [{ expiresAt: past }, "expiresAt"],
  ])("of a rotation: %j", async (body, field) => {
    const { tokens } = (await server.call(path, { token: ada.token })).json;
    const answer = await rotate(tokens?.[0]?.id ?? 0, body);

    expect([answer.status, answer.json.fields]).toEqual([400, [field]]);
  });

  test("a token of somebody else", async () => {
    const eve = await server.addPerson("eve");
    const { token } = await make({ name: "of eve" }, eve.token);

    const answers = [await rotate(token.id, {}), await rotate(4711, {})];

    expect(answers.map(({ status, json }) => [status, json.code])).toEqual(answers.map(() => [404, "token.not_found"]));
  });
});

test("what ends at once ends for a client that is in the middle of its work", async () => {
  const bob = await server.addPerson("bob");
  const other = await make({ name: "other" }, bob.token);
  const works = async () => (await server.call("/api/user-info", { token: bob.token })).status;
  const before = await works();

  const all = await server.call("/api/tokens/delete-all", { method: "DELETE", token: other.accessKey });

  expect([before, all.status, all.bytes.length, await works()]).toEqual([200, 204, 0, 401]);
});

describe("nextflow auth", () => {
  test("status: what it asks is answered", async () => {
    const info = await server.call("/api/user-info", { token: ada.token });
    const { user } = info.json as unknown as { user: { id: number } };

    const answers = [
      await server.call("/api/service-info", { token: ada.token }),
      info,
      await server.call(`/api/user/${String(user.id)}/workspaces`, { token: ada.token }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test("login and logout: a token is made, and deleted by the id that its own text carries", async () => {
    const made = await server.call("/api/tokens", { method: "POST", token: ada.token, body: { name: "nextflow-2027-01-01" } });
    const token = String(made.json.accessKey);
    const { tid } = JSON.parse(/^\{.*?\}/.exec(Buffer.from(token, "base64").toString())?.[0] ?? "{}") as { tid?: number };

    const known = await server.call("/api/user-info", { token });
    const gone = await server.call(`/api/tokens/${String(tid)}`, { method: "DELETE", token });

    expect([made.status, tid, known.status, gone.status]).toEqual([200, made.json.token?.id, 200, 204]);
    expect((await server.call("/api/user-info", { token })).status).toBe(401);
  });

  test("a rotated text still carries the id", async () => {
    const made = await make({ name: "carries" });
    const fresh = (await rotate(made.token.id, { overlapHours: 0 })).json as unknown as Shown;

    expect(Buffer.from(fresh.accessKey, "base64").toString()).toMatch(new RegExp(`^\\{"tid":${String(made.token.id)}\\}\\.[0-9a-f]{64}$`));
  });
});

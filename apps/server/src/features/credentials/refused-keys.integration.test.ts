import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let ada: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  ada = await server.addPerson("ada");
});

afterAll(() => server[Symbol.asyncDispose]());

function create(body: unknown) {
  return server.call("/api/credentials", { method: "POST", token: ada.token, body });
}

async function storedCount(): Promise<number> {
  const { query } = server.server.services.database;
  const tables = [query.selectFrom("credentials").select("id"), query.selectFrom("envelopes").select("id")];
  return (await Promise.all(tables.map((table) => table.execute()))).flat().length;
}

describe("keys that are refused are quoted nowhere, and leave nothing behind", () => {
  const canary = "canary-5e1c";
  const arn = "arn:aws:iam::123456789012:role/r";

  test.each<[what: string, provider: string, keys: unknown, field: string]>([
    ["a secret that is missing", "container-reg", { userName: canary }, "credentials.keys.password"],
    ["a member of no provider", "ssh", { privateKey: canary, host: canary }, "credentials.keys.host"],
    ["members of two modes", "k8s", { token: canary, certificate: canary, privateKey: canary }, "credentials.keys.certificate"],
    ["keys beside a role", "aws", { mode: "role", assumeRoleArn: arn, secretKey: canary }, "credentials.keys.secretKey"],
    ["an external ID of somebody's choice", "aws", { mode: "role", assumeRoleArn: arn, externalId: canary }, "credentials.keys.externalId"],
    ["a mode that there is not", "aws", { mode: canary }, "credentials.keys.mode"],
    ["a secret with a NUL", "gitlab", { username: "u", token: `${canary}\0` }, "credentials.keys.token"],
    ["a secret of two lines", "gitlab", { username: "u", token: `${canary}\n${canary}` }, "credentials.keys.token"],
    ["a secret that is half a character", "gitlab", { username: "u", token: `${canary}\ud800` }, "credentials.keys.token"],
    ["a secret that is an object", "github", { username: "u", password: { text: canary } }, "credentials.keys.password"],
    [
      "the keys of another provider",
      "github",
      { discriminator: "gitlab", username: "u", password: canary },
      "credentials.keys.discriminator",
    ],
    [
      "a registry with a protocol",
      "container-reg",
      { userName: "u", password: canary, registry: `https://${canary}` },
      "credentials.keys.registry",
    ],
    ["keys that are a list", "github", [canary], "credentials.keys"],
    ["keys that are a text", "github", canary, "credentials.keys"],
    ["a key as long as a book", "google", { data: canary.repeat(60_000) }, "credentials.keys.data"],
  ])("%s", async (_what, provider, keys, field) => {
    const before = await storedCount();

    const answer = await create({ credentials: { name: "refused", provider, keys } });

    expect([answer.status, answer.json.code]).toEqual([400, "request.invalid"]);
    expect(answer.json.fields).toContain(field);
    expect(answer.text).not.toContain(canary);
    expect(await storedCount()).toBe(before);
  });

  test("a megabyte of keys is too large, before anybody looks at it", async () => {
    const answer = await create({ credentials: { name: "refused", provider: "ssh", keys: { privateKey: canary.repeat(100_000) } } });

    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.text).not.toContain(canary);
  });

  test("a name that differs in its capitals only", async () => {
    const sent = (name: string) => ({ credentials: { name, provider: "container-reg", keys: { userName: "u", password: canary } } });
    await create(sent("twins"));

    const answer = await create(sent("Twins"));

    expect([answer.status, answer.json.code]).toEqual([409, "credential.name_taken"]);
    expect(answer.json.message).toContain("already exists");
  });
});

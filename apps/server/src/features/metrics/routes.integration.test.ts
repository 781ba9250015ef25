import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { heardLogger } from "../../testing/heard-logger.fixture.ts";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";
import { makeMeters } from "./make-meters.ts";
import { ScrapeToken } from "./scrape-token.ts";

const token = "canary-token-of-the-monitoring";
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-metrics-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(name: string, text: string, mode = 0o600): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text, { mode });
  return path;
}

describe("with a token", () => {
  const { log, heard } = heardLogger();
  let server: TestServer;
  let ada: TestPerson;

  beforeAll(async () => {
    const flags = { "metrics-token-file": await fileOf("token", `${token}\nnotes of the operator\n`), "requests-per-second": "1" };
    server = await startTestServer({ flags, log });
    ada = await server.addPerson("ada");
  });

  afterAll(() => server[Symbol.asyncDispose]());

  test("whoever shows it reads the metrics as Prometheus wants them", async () => {
    const { status, headers, text } = await server.call("/metrics", { token });

    expect([status, headers["content-type"], headers["cache-control"]]).toEqual([
      200,
      "text/plain; version=0.0.4; charset=utf-8",
      "no-store",
    ]);
    expect(text).toMatch(/^# TYPE postern_scheduler_questions_total counter$/m);
    expect(text).toMatch(/^postern_agents_connected 0$/m);
    expect(text).toMatch(/^process_cpu_seconds_total /m);
  });

  test.each([
    ["nothing", {}],
    ["another one", { token: `${token}x` }],
    ["half of it", { token: token.slice(0, 16) }],
    ["it in another way", { headers: { authorization: `Basic ${Buffer.from(`@token:${token}`).toString("base64")}` } }],
  ])("whoever shows %s is told how to", async (_what, shown) => {
    const { status, json, text } = await server.call("/metrics", shown);

    expect([status, json.code]).toEqual([401, "metrics.token_wrong"]);
    expect(text).not.toContain(token);
  });

  test("an administrator of the server does not read them by that, and the token opens nothing else", async () => {
    expect((await server.call("/metrics", { token: ada.token })).status).toBe(401);
    expect((await server.call("/api/user-info", { token })).status).toBe(401);
    expect((await server.call("/api/postern/v1/admin/accounts", { token })).status).toBe(401);
  });

  test("guessing is slowed down, and whoever knows it reads on from the same address", async () => {
    const guesses: number[] = [];
    for (let guess = 0; guess < 60; guess += 1) guesses.push((await server.call("/metrics", { token: `guess ${String(guess)}` })).status);

    expect(guesses).toContain(429);
    expect((await server.call("/metrics", { token })).status).toBe(200);
  });

  test("it is in no log, no row and no metric", async () => {
    const { text } = await server.call("/metrics", { token });

    expect([text, heard(), (await server.storedBytes()).toString("latin1")].filter((place) => place.includes(token))).toEqual([]);
  });
});

test("the guide has every metric of ours with its labels, and none that is not there", async () => {
  const guide = await readFile(new URL("../../../../../docs/guides/metrics.md", import.meta.url), "utf8");
  const registry = new Registry();
  makeMeters(registry);

  const rows = Array.from(guide.matchAll(/^\| `(?<name>postern_\w+)` \|(?<labels>[^|]*)\|/gm), ({ groups }) => [
    groups?.["name"],
    groups?.["labels"]?.match(/\w+/g) ?? [],
  ]);

  const meters = registry.getMetricsAsArray() as unknown as readonly { readonly name: string; readonly labelNames: readonly string[] }[];
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(meters.map(({ name, labelNames }) => [name, [...labelNames]])));
});

test("without a token there is nothing, whatever is shown", async () => {
  await using server = await startTestServer();
  const ada = await server.addPerson("ada");

  for (const shown of [{}, { token }, { token: ada.token }, { cookie: await server.signIn(ada) }]) {
    const { status, json } = await server.call("/metrics", shown);
    expect([status, json.code]).toEqual([404, "request.not_found"]);
  }
});

test.each([
  ["others can read", "open", token, 0o644, /chmod 600/],
  ["is too short to keep anybody out", "short", "0123456789abcde\n", 0o600, /shorter than 16/],
  ["is empty", "empty", "\n", 0o600, /to be the token/],
])("a token that %s stops the start", async (_what, name, text, mode, message) => {
  const path = await fileOf(name, text, mode);

  expect(() => ScrapeToken.read(path)).toThrow(
    expect.objectContaining({ code: "setting.invalid", fields: ["metrics-token-file"], message: expect.stringMatching(message) as string }),
  );
});

test("a file that is not there stops the start", () => {
  expect(() => ScrapeToken.read(join(folder, "none"))).toThrow(expect.objectContaining({ code: "setting.invalid" }));
});

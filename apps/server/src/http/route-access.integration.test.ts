import { createServer } from "node:http";
import { silentLogger, toRunId } from "@postern/domain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer } from "../testing/test-server.ts";
import type { TestPerson, TestServer } from "../testing/test-server.ts";
import type { TestCall, TestReply } from "../testing/http-request.ts";
import { accessTable } from "./access.ts";
import type { AccessRule } from "./access.ts";
import { buildHttpApp } from "./build-http-app.ts";
import { noOrganizations } from "../testing/no-organizations.fixture.ts";

const people = ["nobody", "session", "foreign page", "token", "other's token", "run token", "expired token", "unknown token"] as const;
type Who = (typeof people)[number];
/** What a guard may do: let the request through to its feature, or refuse it. */
type Verdict = "through" | 401 | 403;

const runId = toRunId("1aBcDeFgHiJkLm");
const dayMs = 86_400_000;

let server: TestServer;
let ada: TestPerson;
let bob: TestPerson;
let tokens: { readonly run: string; readonly expired: string };

beforeAll(async () => {
  server = await startTestServer();
  ada = await server.addPerson("ada");
  bob = await server.addPerson("bob");
  await addRunOfAda();
  const expired = await server.mintRunToken(ada, "ended");
  await server.server.services.tokens.endRunTokens(toRunId("ended"), server.clock.now() - dayMs);
  tokens = { run: await server.mintRunToken(ada, runId), expired };
});

afterAll(() => server[Symbol.asyncDispose]());

function addRunOfAda(): Promise<unknown> {
  const { database, runs } = server.server.services;
  const names = { runName: "happy_otter", sessionId: "s", projectName: "hello", userName: "ada", workDir: "/w" };
  const owner = { userId: ada.userId, workspaceId: null, computeEnvId: null };
  return database.transaction(({ query }) => runs.insertRun(query, { id: runId, ...owner, ...names, at: server.clock.now() }));
}

/** In a personal workspace every permission is its owner's; rights elsewhere need somebody to be there first. */
function kindOf(rule: AccessRule): keyof typeof verdicts {
  if (rule === "session" || rule === "telemetry") return rule;
  return "user";
}

type KnownBy = "session" | "token" | "run token";

const verdicts: Readonly<Record<"user" | "session" | "telemetry", Readonly<Record<KnownBy, Verdict>>>> = {
  user: { session: "through", token: "through", "run token": 403 },
  session: { session: "through", token: 403, "run token": 403 },
  telemetry: { session: 403, token: "through", "run token": "through" },
};

function expectedVerdict(rule: AccessRule, who: Who, method: string): Verdict {
  if (rule === "public") return "through";
  const isReading = method === "GET" || method === "HEAD";
  switch (who) {
    case "nobody":
    case "expired token":
    case "unknown token":
      return 401;
    case "foreign page":
      return isReading ? verdicts[kindOf(rule)].session : 403;
    case "other's token":
      return verdicts[kindOf(rule)].token;
    default:
      return verdicts[kindOf(rule)][who];
  }
}

async function credentialsOf(who: Who): Promise<TestCall> {
  switch (who) {
    case "nobody":
      return {};
    case "session":
      return { cookie: await server.signIn(ada), origin: server.url };
    case "foreign page":
      return { cookie: await server.signIn(ada), origin: "https://evil.example" };
    case "token":
      return { token: ada.token };
    case "other's token":
      return { token: bob.token };
    case "run token":
      return { token: tokens.run };
    case "expired token":
      return { token: tokens.expired };
    case "unknown token":
      return { token: "eyJ0aWQiOjF9LjAw" };
  }
}

/** Ids that nothing has, except those of the caller and of Ada's run. */
function pathOf(url: string, who: Who): string {
  const userId = who === "other's token" ? bob.userId : ada.userId;
  const values: Readonly<Record<string, string>> = { userId: String(userId), workflowId: runId, file: "linux-none", "*": "" };
  return url.replaceAll(/:(\w+)|\*/g, (match, name?: string) => values[name ?? match] ?? "7");
}

async function ask(method: string, url: string, who: Who): Promise<TestReply> {
  // A run token may begin its own run only, so the call has to name it.
  const body = method === "POST" || method === "PUT" ? { body: { workflowId: runId } } : {};
  return server.call(pathOf(url, who), { method, ...body, ...(await credentialsOf(who)) });
}

function verdictOf({ status }: TestReply): Verdict {
  return status === 401 || status === 403 ? status : "through";
}

describe.each(Object.entries(accessTable))("%s is for %s", (line, rule) => {
  const [method = "", url = ""] = line.split(" ");

  test.each(people)("asked by: %s", async (who) => {
    const answer = await ask(method, url, who);

    expect(verdictOf(answer)).toBe(expectedVerdict(rule, who, method));
    // Let through is not let in: what belongs to somebody else is not there.
    if (who === "other's token" && url.includes(":workflowId")) expect([400, 404]).toContain(answer.status);
    if (verdictOf(answer) !== "through") expect(answer.json).toMatchObject({ message: expect.any(String), code: expect.any(String) });
  });

  test("is served", async () => {
    const who = rule === "telemetry" ? "run token" : rule === "session" ? "session" : "token";
    const answer = await ask(method, url, who);

    expect(answer.status).not.toBe(500);
    // The page of the application answers every other address; there this code means that no route was registered.
    expect(answer.json.code).not.toBe("request.not_found");
  });
});

const guardedGets = Object.entries(accessTable).filter(([line, rule]) => line.startsWith("GET ") && rule !== "public");

test.each(guardedGets)("HEAD is guarded like %s", async (line) => {
  const url = line.slice("GET ".length);

  expect((await ask("HEAD", url, "nobody")).status).toBe(401);
  expect((await ask("HEAD", url, "run token")).status).toBe(403);
});

test("a route without a line in the table ends the start", async () => {
  const app = await buildHttpApp({
    log: silentLogger,
    authenticator: { byToken: () => Promise.resolve(undefined), bySession: () => Promise.resolve(undefined) },
    places: noOrganizations,
    hasPersonalWorkspaces: true,
    isOwnOrigin: () => false,
    createServer: (handler) => createServer(handler),
  });

  expect(() => app.get("/api/secret-door", () => ({}))).toThrow(expect.objectContaining({ code: "server.internal" }));
  await app.close();
});

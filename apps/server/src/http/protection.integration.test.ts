import { createServer } from "node:http";
import { silentLogger } from "@postern/domain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ActContexts } from "../act-context.ts";
import { noOrganizations } from "../testing/no-organizations.fixture.ts";
import { password, startTestServer } from "../testing/test-server.ts";
import type { TestPerson, TestServer, TestServerOptions } from "../testing/test-server.ts";
import type { TestCall, TestReply } from "../testing/http-request.ts";
import { buildHttpApp } from "./build-http-app.ts";

const perSecond = 2;
/** What a token may send within one window. */
const ofToken = perSecond * 10;

async function times(count: number, ask: () => Promise<TestReply>): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let asked = 0; asked < count; asked += 1) statuses.push((await ask()).status);
  return statuses;
}

const refused = (statuses: readonly number[]): number => statuses.filter((status) => status === 429).length;

async function withServer(
  options: TestServerOptions,
  act: (server: TestServer, ada: TestPerson, bob: TestPerson) => Promise<void>,
): Promise<void> {
  await using server = await startTestServer(options);
  await act(server, await server.addPerson("ada"), await server.addPerson("bob"));
}

const limited = { flags: { "requests-per-second": String(perSecond) } };

describe("asking too often", () => {
  test("ends for one token, with the time to wait, while the person goes on by another and others notice nothing", async () => {
    await withServer(limited, async (server, ada, bob) => {
      const wild = await times(ofToken + 3, () => server.call("/api/user-info", { token: ada.token }));
      const reply = await server.call("/api/user-info", { token: ada.token });
      const cookie = await server.signIn(ada);

      expect(wild.slice(0, ofToken)).toEqual(Array.from({ length: ofToken }, () => 200));
      expect(refused(wild)).toBe(3);
      expect(reply.json).toMatchObject({ code: "request.limited", message: expect.stringMatching(/^Too many requests with this token\./) });
      expect(Number(reply.headers["retry-after"])).toBeGreaterThan(0);
      expect((await server.call("/api/user-info", { cookie })).status).toBe(200);
      expect((await server.call("/api/user-info", { token: bob.token })).status).toBe(200);
    });
  });

  test("by strangers never locks out people whom the server knows, though they come from the same address", async () => {
    await withServer(limited, async (server, ada) => {
      const guesses = await times(ofToken * 4 + 5, () => server.call("/api/user-info", { token: "eyJ0aWQiOjF9LjAw" }));

      expect([guesses[0], guesses.at(-1)]).toEqual([401, 429]);
      expect((await server.call("/api/user-info", { token: ada.token })).status).toBe(200);
    });
  });

  test("by strangers ends neither the pages nor the sign-in of their neighbours, nor the look whether the server is well", async () => {
    await withServer(limited, async (server, ada) => {
      const cookie = await server.signIn(ada);
      const flood = await times(ofToken * 4 + 1, () => server.call("/api/service-info"));
      const signIn = { method: "POST", body: { email: ada.email, password } };

      expect([flood[0], flood.at(-1)]).toEqual([200, 429]);
      expect((await server.call("/")).status).toBe(429);
      expect((await server.call("/", { cookie: "postern_session=made-up" })).status).toBe(429);
      expect((await server.call("/", { cookie })).status).toBe(200);
      expect((await server.call("/api/postern/v1/session", signIn)).status).toBe(200);
      expect([(await server.call("/healthz")).status, (await server.call("/readyz")).status]).toEqual([200, 200]);
    });
  });

  test("from a network of IPv6 ends for all addresses that one host can choose there", async () => {
    await withServer({ flags: { ...limited.flags, "trusted-proxies": "127.0.0.0/8" } }, async (server) => {
      let number = 0;
      const guesses = await times(ofToken * 4 + 2, () => {
        number += 1;
        return server.call("/api/user-info", {
          token: "eyJ0aWQiOjF9LjAw",
          headers: { "x-forwarded-for": `2001:db8::${number.toString(16)}` },
        });
      });
      const neighbour = await server.call("/api/user-info", { headers: { "x-forwarded-for": "2001:db8:0:1::1" } });

      expect([refused(guesses), neighbour.status]).toEqual([2, 401]);
    });
  });

  test("never ends the telemetry of a run", async () => {
    await withServer(limited, async (server, ada) => {
      const body = { sessionId: "s", runName: "happy_otter", projectName: "hello", repository: null, instant: 1 };
      const created = await server.call("/api/trace/create", { method: "POST", token: ada.token, body });
      const { workflowId } = created.json as { workflowId?: string };
      const beat = () =>
        server.call(`/api/trace/${workflowId ?? ""}/heartbeat`, { method: "PUT", token: ada.token, body: { instant: 2, progress: null } });

      const answers = await times(ofToken * 3, beat);

      expect(created.status).toBe(200);
      expect(answers).toEqual(Array.from({ length: ofToken * 3 }, () => 200));
    });
  });
});

describe("a proxy in front", () => {
  const forwarded = (from: string): TestCall => ({ token: "eyJ0aWQiOjF9LjAw", headers: { "x-forwarded-for": from } });

  test("is believed when it is trusted: each address behind it is counted for itself", async () => {
    await withServer({ flags: { ...limited.flags, "trusted-proxies": "127.0.0.0/8" } }, async (server) => {
      const one = await times(ofToken * 4 + 2, () => server.call("/api/user-info", forwarded("192.0.2.7")));
      const other = await server.call("/api/user-info", forwarded("192.0.2.8"));

      expect([refused(one), other.status]).toEqual([2, 401]);
    });
  });

  test("is not believed otherwise: a made-up address does not start a new count", async () => {
    await withServer(limited, async (server) => {
      let number = 0;
      const guesses = await times(ofToken * 4 + 2, () => {
        number += 1;
        return server.call("/api/user-info", forwarded(`192.0.2.${String(number)}`));
      });

      expect(refused(guesses)).toBe(2);
    });
  });
});

/** What a server answers whose certificate browsers trust, or do not. */
async function insistenceOf(hasTrustedCertificate: () => boolean): Promise<unknown> {
  const app = await buildHttpApp({
    log: silentLogger,
    contexts: new ActContexts(),
    authenticator: { byToken: () => Promise.resolve(undefined), bySession: () => Promise.resolve(undefined) },
    places: noOrganizations,
    hasPersonalWorkspaces: true,
    requestsPerSecond: 0,
    hasTrustedCertificate,
    isOwnOrigin: () => false,
    createServer: (handler) => createServer(handler),
  });
  app.get("/healthz", () => ({}));
  const { headers } = await app.inject({ url: "/healthz" });
  await app.close();
  return headers["strict-transport-security"];
}

describe("headers", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(["/", "/api/service-info", "/api/user-info", "/healthz", "/openapi.json", "/download/agent/none", "/api/nowhere"])(
    "of %s keep browsers from guessing, framing and telling",
    async (path) => {
      const { headers } = await server.call(path);

      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": expect.stringContaining("camera=()"),
        "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
      });
      expect(headers["content-security-policy"]).not.toContain("unsafe-eval");
    },
  );

  test("let pages run scripts of this server alone, and what machines get run none", async () => {
    const page = await server.call("/");
    const answer = await server.call("/api/service-info");

    expect(page.headers["content-security-policy"]).toContain("default-src 'self'");
    expect(page.headers["content-security-policy"]).not.toMatch(/script-src|default-src[^;]*unsafe/);
    expect(answer.headers["content-security-policy"]).toContain("default-src 'none'");
    expect(answer.headers["cache-control"]).toBe("no-store");
  });

  test("go by the route that answers, however its address is written", async () => {
    for (const path of ["/%61pi/service-info", "//api//service-info/", "/api/service%2Dinfo?x"]) {
      const { status, headers } = await server.call(path);

      expect(status).toBe(200);
      expect(headers["content-security-policy"]).toContain("default-src 'none'");
      expect(headers["cache-control"]).toBe("no-store");
    }
  });

  test("insist on encryption only where browsers trust the certificate already", async () => {
    await using selfSigned = await startTestServer({ flags: { tls: "self-signed" } });
    const ca = await selfSigned.authority();

    expect((await server.call("/healthz")).headers["strict-transport-security"]).toBeUndefined();
    expect(await insistenceOf(() => true)).toMatch(/^max-age=\d{8}$/);
    expect(await insistenceOf(() => false)).toBeUndefined();
    expect((await selfSigned.call("/healthz", { ca })).headers["strict-transport-security"]).toBeUndefined();
  });
});

describe("the origin of a change by cookie", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each([
    ["none", undefined, 403],
    ["another site", "https://evil.example", 403],
    ["an opaque one", "null", 403],
    ["the same host in another way", "https://127.0.0.1", 403],
    ["our own", "own", 204],
  ])("%s: %s is answered %s", async (_name, origin, status) => {
    const ada = await server.addPerson(`ada-${String(status)}-${String(origin).replaceAll(/\W/g, "")}`);
    const cookie = await server.signIn(ada);
    const asked = origin === "own" ? { origin: server.url } : origin === undefined ? {} : { origin };

    const reply = await server.call("/api/postern/v1/session", { method: "DELETE", cookie, ...asked });
    const after = await server.call("/api/user-info", { cookie });

    expect(reply.status).toBe(status);
    expect(after.status).toBe(status === 204 ? 401 : 200);
  });
});

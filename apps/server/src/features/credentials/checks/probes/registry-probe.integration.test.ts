import { ensureDebianPackages } from "@postern/testing";
import { beforeAll, expect, test } from "vitest";
import { OutboundHttp } from "../../../../outbound/outbound-http.ts";
import { startDockerRegistry } from "../../../../testing/docker-registry.fixture.ts";
import { basicOf, startStandIn } from "../../../../testing/stand-in.fixture.ts";
import type { StandInAnswer } from "../../../../testing/stand-in.fixture.ts";
import { RegistryProbe } from "./registry-probe.ts";

const never = new AbortController().signal;
const http = new OutboundHttp({ reach: "local", authorities: [] });
const probe = new RegistryProbe(http);
const account = { user: "ada", password: "right-secret" };

const ask = (registry: string, password = "right-secret", userName = "ada") =>
  probe.probe({ provider: "container-reg", baseUrl: null, members: { registry, userName, password } }, never);

beforeAll(async () => {
  await ensureDebianPackages(["docker-registry"]);
}, 300_000);

test("a real registry that takes tokens takes the one of a good password, and a bad one gets none", async () => {
  await using registry = await startDockerRegistry(account);

  expect(await ask(registry.name)).toEqual({ kind: "valid" });
  expect(await ask(registry.name, "wrong-secret")).toEqual({
    kind: "invalid",
    message: `the token server at 127.0.0.1:${String(registry.tokens.port)} does not accept the credential (401): incorrect username or password`,
  });
  const query = new URL(registry.tokens.heard[0]?.path ?? "", registry.tokens.url).searchParams;
  expect(Object.fromEntries(query)).toEqual({ service: "registry.of.the.test", account: "ada" });
});

test("a real registry that takes passwords is asked with the password", async () => {
  await using registry = await startDockerRegistry(account, "basic");

  expect(await ask(registry.name)).toEqual({ kind: "valid" });
  expect(await ask(registry.name, "wrong-secret")).toMatchObject({
    kind: "invalid",
    message: expect.stringContaining("does not accept the credential (401): authentication required"),
  });
});

test("a real registry that lets everybody in says nothing of a credential, and never sees it", async () => {
  await using registry = await startDockerRegistry(account, "none");

  expect(await ask(registry.name)).toMatchObject({ kind: "unchecked", message: expect.stringContaining("lets everybody in") });
});

test("a token that the registry does not take says so", async () => {
  await using tokens = await startStandIn(() => ({ status: 200, body: { access_token: "of-another-service" } }));
  const challenge = { "www-authenticate": `Bearer realm="${tokens.url}/token",service="x",error="invalid_token"` };
  await using registry = await startStandIn(() => ({
    status: 401,
    headers: challenge,
    body: { errors: [{ message: "authentication required" }] },
  }));

  expect(await ask(`127.0.0.1:${String(registry.port)}`)).toMatchObject({
    kind: "invalid",
    message: expect.stringContaining("authentication required"),
  });
  expect(registry.heard.map(({ authorization }) => authorization)).toEqual([undefined, "Bearer of-another-service"]);
  expect(basicOf(tokens.heard[0]?.authorization)).toBe("ada:right-secret");
});

const bearer = (realm: string): StandInAnswer => ({ status: 401, headers: { "www-authenticate": `Bearer realm="${realm}"` } });

test.each([
  ["another scheme", { status: 401, headers: { "www-authenticate": "Negotiate" } }, "a way to sign in that Postern does not know"],
  ["no challenge", { status: 401 }, "a way to sign in that Postern does not know"],
  ["a token server in clear", bearer("http://tokens.example.org/token"), "not encrypted"],
  ["a token server that is a file", bearer("file:///etc/passwd"), "not encrypted"],
  ["no token server", bearer("/token"), "not encrypted"],
  ["a token server that is a metadata service", bearer("https://169.254.169.254/latest"), "never connects to"],
  ["no registry", { status: 404, body: "<html>" }, "(404); check the address of the registry"],
  [
    "too many requests",
    { status: 429, body: { errors: [{ code: "TOOMANYREQUESTS", message: "You have reached your pull rate limit." }] } },
    "pull rate limit",
  ],
  ["trouble", { status: 503 }, "has trouble of its own (503)"],
  ["a redirect", { status: 301, headers: { location: "https://elsewhere.example.org/v2/" } }, "sends to elsewhere.example.org"],
] as const)("%s changes nothing", async (_what, answer, words) => {
  await using registry = await startStandIn(() => answer);

  expect(await ask(`127.0.0.1:${String(registry.port)}`)).toMatchObject({ kind: "inconclusive", message: expect.stringContaining(words) });
  expect(registry.heard.every(({ authorization }) => authorization === undefined)).toBe(true);
});

test.each([
  ["gives no token", { status: 200, body: { expires_in: 300 } }, "gave no token"],
  ["gives none that can be sent", { status: 200, body: { token: "a\nb" } }, "gave no token"],
  ["gives a page", { status: 200, body: "<html>" }, "gave no token"],
  ["was asked too often", { status: 429 }, "the token server at 127.0.0.1"],
] as const)("a token server that %s changes nothing", async (_what, answer, words) => {
  await using tokens = await startStandIn(() => answer);
  await using registry = await startStandIn(() => bearer(tokens.url));

  expect(await ask(`127.0.0.1:${String(registry.port)}`)).toMatchObject({ kind: "inconclusive", message: expect.stringContaining(words) });
});

test.each([
  ["user@host", "ada", "not understood"],
  ["123456789012.dkr.ecr.eu-west-1.amazonaws.com", "AKIAIOSFODNN7EXAMPLE", "Access keys of AWS"],
])("%s as %s cannot be checked, and nothing is asked", async (registry, userName, words) => {
  const nobody = new RegistryProbe({ get: () => Promise.reject(new TypeError("nothing may be asked")) });

  const outcome = await nobody.probe({ provider: "container-reg", baseUrl: null, members: { registry, userName, password: "x" } }, never);

  expect(outcome).toMatchObject({ kind: "unchecked", message: expect.stringContaining(words) });
});

test("without a name the registry is that of Docker, and its token server is another host", async () => {
  const asked: string[] = [];
  const challenge = { "www-authenticate": 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"' };
  const docker = new RegistryProbe({
    get: (url, headers) => {
      asked.push(`${url.href} ${(headers["authorization"] ?? "nothing").split(" ", 1)[0] ?? ""}`);
      if (url.host === "auth.docker.io") return Promise.resolve({ status: 200, headers: {}, body: '{"token":"t"}' });
      return Promise.resolve({ status: headers["authorization"] === undefined ? 401 : 200, headers: challenge, body: "" });
    },
  });

  const outcome = await docker.probe({ provider: "container-reg", baseUrl: null, members: { userName: "ada", password: "x" } }, never);

  expect(outcome).toEqual({ kind: "valid" });
  expect(asked).toEqual([
    "https://registry-1.docker.io/v2/ nothing",
    "https://auth.docker.io/token?service=registry.docker.io&account=ada Basic",
    "https://registry-1.docker.io/v2/ Bearer",
  ]);
});

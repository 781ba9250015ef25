import { expect, test } from "vitest";
import { OutboundHttp } from "../../../../outbound/outbound-http.ts";
import { basicOf, startStandIn } from "../../../../testing/stand-in.fixture.ts";
import type { Answer, HeardRequest, StandIn, StandInAnswer } from "../../../../testing/stand-in.fixture.ts";
import { GitHostProbe } from "./git-host-probe.ts";
import type { ProbeOutcome } from "./probe.ts";

const never = new AbortController().signal;
const http = new OutboundHttp({ reach: "local", authorities: [] });
const probe = new GitHostProbe(http);

const good = { username: "ada", password: "right-secret" };
const bad = { username: "ada", password: "wrong-secret" };

function ask(provider: string, baseUrl: string | null, members: object): Promise<ProbeOutcome> {
  return probe.probe({ provider, baseUrl, members: { ...members } }, never);
}

/** Answers of one kind of host, as its documentation and its own servers give them. */
interface Product {
  readonly provider: string;
  readonly path: string;
  readonly isGood: (request: HeardRequest) => boolean;
  readonly accepted: StandInAnswer;
  readonly refused: StandInAnswer;
  readonly words: string;
  readonly members?: (secret: string) => object;
}

const basic = ({ authorization }: HeardRequest): boolean => basicOf(authorization) === "ada:right-secret";
const bearer = ({ authorization }: HeardRequest): boolean => authorization === "Bearer right-secret";

const products: readonly Product[] = [
  {
    ...{ provider: "github", path: "/api/v3/user", isGood: basic, words: "Bad credentials" },
    accepted: { status: 200, body: { login: "ada", id: 1, type: "User" } },
    refused: { status: 401, body: { message: "Bad credentials", documentation_url: "https://docs.github.com/rest", status: "401" } },
  },
  {
    ...{ provider: "gitlab", path: "/api/v4/user", isGood: bearer, words: "Token was revoked. You have to re-authorize from the user." },
    accepted: { status: 200, body: { id: 1, username: "ada", state: "active" } },
    refused: {
      status: 401,
      body: { error: "invalid_token", error_description: "Token was revoked. You have to re-authorize from the user." },
    },
    members: (secret) => ({ username: "ada", token: secret }),
  },
  {
    ...{ provider: "bitbucket", path: "/rest/api/1.0/profile/recent/repos?limit=1", isGood: basic },
    words: "Authentication failed. Please check your credentials and try again.",
    accepted: { status: 200, body: { size: 0, limit: 1, isLastPage: true, values: [] } },
    refused: {
      status: 401,
      body: {
        errors: [{ context: null, message: "Authentication failed. Please check your credentials and try again.", exceptionName: "x" }],
      },
    },
  },
  {
    ...{ provider: "gitea", path: "/api/v1/user", isGood: basic, words: "user does not exist [uid: 0, name: ]" },
    accepted: { status: 200, body: { id: 1, login: "ada" } },
    refused: { status: 401, body: { message: "user does not exist [uid: 0, name: ]", url: "http://gitea/api/swagger" } },
  },
  {
    ...{ provider: "azurerepos", path: "/lab/genomics/_apis/git/repositories?api-version=6.0", isGood: basic },
    words: "TF400813: The user '' is not authorized to access this resource.",
    accepted: { status: 200, body: { value: [], count: 0 } },
    refused: { status: 401, body: { message: "TF400813: The user '' is not authorized to access this resource." } },
  },
];

const baseOf = ({ provider }: Product, { url }: StandIn): string => (provider === "azurerepos" ? `${url}/lab/genomics` : url);
const membersOf = ({ members }: Product, secret: string): object =>
  members === undefined ? { ...good, password: secret } : members(secret);

/** The product; every other path is not there. */
const answering =
  (product: Product): Answer =>
  (request) => {
    if (request.path !== product.path) return { status: 404, body: { message: "Not Found" } };
    return product.isGood(request) ? product.accepted : product.refused;
  };

test.each(products)("$provider says that a good credential is one, and what is wrong with a bad one, in its own words", async (product) => {
  await using server = await startStandIn(answering(product));

  const right = await ask(product.provider, baseOf(product, server), membersOf(product, "right-secret"));
  const wrong = await ask(product.provider, baseOf(product, server), membersOf(product, "wrong-secret"));

  expect(right).toEqual({ kind: "valid" });
  expect(wrong).toMatchObject({ kind: "invalid", message: expect.stringMatching(/does not accept the credential \(401\): /) });
  expect(wrong).toMatchObject({ message: expect.stringContaining(product.words) });
});

const troubles: readonly [what: string, answer: StandInAnswer, kind: string, words: string][] = [
  [
    "403",
    { status: 403, body: { message: "Sorry. Your account was suspended." } },
    "invalid",
    "knows the credential, but does not let it in (403): Sorry.",
  ],
  ["404", { status: 404, body: { message: "Not Found" } }, "inconclusive", "(404); check the address"],
  ["429", { status: 429, body: { message: "Too Many Requests" } }, "inconclusive", "was asked too often (429)"],
  ["500", { status: 500, body: "" }, "inconclusive", "has trouble of its own (500)"],
  ["503", { status: 503, body: "<html>maintenance" }, "inconclusive", "has trouble of its own (503)"],
  [
    "a redirect to another host",
    { status: 302, headers: { location: "https://sso.example.org/start" } },
    "inconclusive",
    "sends to sso.example.org",
  ],
  ["a page", { status: 200, headers: { "content-type": "text/html" }, body: "<html>" }, "inconclusive", "answers with a page"],
  ["400", { status: 400, body: { message: "bad request" } }, "inconclusive", "not understood (400): bad request"],
  ["418", { status: 418, body: "" }, "inconclusive", "not understood (418)"],
];

test.each(troubles)("%s is told apart from the others", async (_what, answer, kind, words) => {
  await using server = await startStandIn(() => answer);

  for (const product of products) {
    expect(await ask(product.provider, baseOf(product, server), membersOf(product, "right-secret"))).toMatchObject({
      kind,
      message: expect.stringContaining(words),
    });
  }
});

test.each([
  [{ "x-ratelimit-remaining": "0" }, "API rate limit exceeded for user ID 1."],
  [{ "retry-after": "60" }, "You have exceeded a secondary rate limit."],
])("that GitHub is asked too often it says with 403, which is nothing against the credential", async (headers, message) => {
  await using server = await startStandIn(() => ({ status: 403, headers, body: { message } }));

  expect(await ask("github", server.url, good)).toMatchObject({ kind: "inconclusive", message: expect.stringContaining(message) });
});

test.each([
  ["github", { message: "Resource not accessible by integration", status: "403" }, good],
  [
    "gitlab",
    { error: "insufficient_scope", error_description: "The request requires higher privileges.", scope: "api read_user" },
    { ...good, token: "x" },
  ],
  ["gitea", { message: "token does not have at least one of required scope(s): [read:user]" }, good],
] as const)("a token of %s that may read repositories, but not ask who it is, is good", async (provider, body, members) => {
  await using server = await startStandIn(() => ({ status: 403, body }));

  expect(await ask(provider, server.url, members)).toEqual({ kind: "valid" });
});

test("Azure DevOps sends a bad token to the page for signing in", async () => {
  await using signIn = await startStandIn(() => ({ status: 203, headers: { "content-type": "text/html" }, body: "<html>Sign In" }));
  await using redirect = await startStandIn(() => ({
    status: 302,
    headers: { location: "https://spsprodweu.vssps.visualstudio.com/_signin?x" },
  }));

  for (const { url } of [signIn, redirect]) {
    expect(await ask("azurerepos", `${url}/lab`, good)).toMatchObject({
      kind: "invalid",
      message: expect.stringContaining("asks to sign in"),
    });
  }
});

test("Bitbucket that wants a person to look first says so", async () => {
  const headers = { "x-authentication-denied-reason": "CAPTCHA_CHALLENGE; login-url=https://x/login" };
  await using server = await startStandIn(() => ({ status: 403, headers, body: "" }));

  expect(await ask("bitbucket", server.url, good)).toMatchObject({ kind: "invalid", message: expect.stringContaining("CAPTCHA") });
});

test("an access token of Bitbucket is shown as one", async () => {
  await using server = await startStandIn((request) => (bearer(request) ? { status: 200, body: {} } : { status: 401 }));

  expect(await ask("bitbucket", server.url, { username: "ada", token: "right-secret" })).toEqual({ kind: "valid" });
});

test("a host that lives below a folder is found there", async () => {
  await using server = await startStandIn((request) =>
    request.path === "/gitlab/api/v4/user" && bearer(request) ? { status: 200, body: { id: 1 } } : { status: 404, body: {} },
  );

  expect(await ask("gitlab", `${server.url}/gitlab/group`, { username: "x", token: "right-secret" })).toEqual({ kind: "valid" });
});

/** What is asked for a credential without a base URL; the answer comes from a stand-in. */
test.each([
  ["github", null, "https://api.github.com/user"],
  ["github", "https://github.com/lab", "https://api.github.com/user"],
  ["github", "https://lab.ghe.com/x", "https://api.lab.ghe.com/user"],
  ["gitlab", null, "https://gitlab.com/api/v4/user"],
  ["bitbucket", null, "https://api.bitbucket.org/2.0/user"],
  ["bitbucket", "https://bitbucket.org/lab", "https://api.bitbucket.org/2.0/user"],
  ["gitea", null, "https://gitea.com/api/v1/user"],
  ["azurerepos", "https://dev.azure.com/lab", "https://dev.azure.com/lab/_apis/git/repositories?api-version=6.0"],
  ["azurerepos", "https://lab.visualstudio.com/genomics", "https://lab.visualstudio.com/genomics/_apis/git/repositories?api-version=6.0"],
  ["azurerepos", "https://lab.visualstudio.com", "https://lab.visualstudio.com/_apis/git/repositories?api-version=6.0"],
] as const)("%s with the base URL %s is asked at %s", async (provider, baseUrl, expected) => {
  const asked: string[] = [];
  await using server = await startStandIn(() => ({ status: 200, body: {} }));
  const recording = new GitHostProbe({
    get: (url, headers, signal) => {
      asked.push(url.href);
      return http.get(new URL(server.url), headers, signal);
    },
  });

  const outcome = await recording.probe({ provider, baseUrl, members: { ...good, token: "x" } }, never);

  expect(outcome).toEqual({ kind: "valid" });
  expect(asked).toEqual([expected]);
});

test.each([
  ["azurerepos", null, good, "about an organization"],
  ["azurerepos", "https://dev.azure.com/", good, "about an organization"],
  ["codecommit", null, good, "without a repository"],
  ["codecommit", "https://git-codecommit.eu-west-1.amazonaws.com", good, "without a repository"],
  [
    "codecommit",
    "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/pipe",
    { ...good, username: "AKIAEXAMPLE" },
    "Access keys of AWS",
  ],
  ["gitlab", null, { username: "gitlab+deploy-token-1", token: "gldt-x" }, "deploy token"],
  ["github_app", null, { appId: "1" }, "not checked"],
  ["gitlab", "https://github.com/lab", good, "not understood"],
  ["github", "https://ada:x@ghe.example.org", good, "not understood"],
  ["github", "what is this", good, "not understood"],
] as const)("%s with the base URL %s and %j cannot be checked, and nothing is asked", async (provider, baseUrl, members, words) => {
  const nobody = new GitHostProbe({ get: () => Promise.reject(new TypeError("nothing may be asked")) });

  const outcome = await nobody.probe({ provider, baseUrl, members: { ...members } }, never);

  expect(outcome).toMatchObject({ kind: "unchecked", message: expect.stringContaining(words) });
});

const refs = { "content-type": "application/x-git-upload-pack-advertisement" };

test.each([
  ["gitlab", "/group/pipe.git", "/group/pipe.git"],
  ["azurerepos", "/lab/genomics/_git/pipe/", "/lab/genomics/_git/pipe"],
  ["codecommit", "/v1/repos/pipe", "/v1/repos/pipe"],
] as const)("a base URL of %s that names a repository is asked as git asks: %s", async (provider, path, repository) => {
  const answer: Answer = (request) => {
    if (request.path !== `${repository}/info/refs?service=git-upload-pack`) return { status: 404 };
    return basic(request)
      ? { status: 200, headers: refs, body: "001e# service=git-upload-pack\n0000" }
      : { status: 401, body: "HTTP Basic: Access denied" };
  };
  await using server = await startStandIn(answer);

  expect(await ask(provider, server.url + path, good)).toEqual({ kind: "valid" });
  expect(await ask(provider, server.url + path, bad)).toMatchObject({
    kind: "invalid",
    message: expect.stringContaining(": HTTP Basic: Access denied"),
  });
});

test("a page in the place of a repository says nothing of the credential", async () => {
  await using server = await startStandIn(() => ({ status: 200, headers: { "content-type": "text/html" }, body: "<html>" }));

  expect(await ask("gitlab", `${server.url}/a/b.git`, good)).toMatchObject({
    kind: "inconclusive",
    message: expect.stringContaining("with a page"),
  });
});

test("a host that is not there says nothing of the credential", async () => {
  expect(await ask("gitlab", "http://127.0.0.1:1", { ...good, token: "x" })).toEqual({
    kind: "inconclusive",
    message: "127.0.0.1:1 is not reached: it refuses the connection.",
  });
});

test("whatever a host repeats of the secret is not passed on", async () => {
  await using server = await startStandIn(({ authorization }) => ({
    status: 401,
    body: { message: `what is ${authorization ?? ""} of ${basicOf(authorization) ?? ""}` },
  }));

  const outcome = await ask("github", server.url, bad);

  expect(outcome.kind).toBe("invalid");
  expect(JSON.stringify(outcome)).not.toMatch(/wrong-se|YWRhOndyb25n/);
});

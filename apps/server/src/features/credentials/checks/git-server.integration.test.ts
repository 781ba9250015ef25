import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseGitCredential } from "@postern/domain";
import type { GitCredential } from "@postern/domain";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OutboundHttp } from "../../../outbound/outbound-http.ts";
import { runGit, startGitServer } from "../../../testing/git-server.fixture.ts";
import type { TestGitServer } from "../../../testing/git-server.fixture.ts";
import { GitHostProbe } from "./probes/git-host-probe.ts";
import { basicAuthorization } from "./probes/members.ts";

const [user, token] = ["ada", "right-token"];
let git: TestGitServer;
let folder: string;

beforeAll(async () => {
  git = await startGitServer({ user, token, repositories: ["group/pipe.git", "group-two/pipe.git"] });
  folder = await mkdtemp(join(tmpdir(), "postern-clones-"));
});

afterAll(async () => {
  await git[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function credential(name: string, provider: GitCredential["provider"], baseUrl: string | null): GitCredential {
  return { id: name, name, provider, baseUrl, updatedAt: 1, isUsable: true };
}

/** A place with tokens of several hosts; only that of the group is good for our server. */
const credentials = (): readonly GitCredential[] => [
  credential("hub", "github", null),
  credential("whole", "gitlab", git.url),
  credential("group", "gitlab", `${git.url}/group`),
  credential("elsewhere", "gitlab", "https://git.example.org"),
];

const tokens: Readonly<Record<string, string>> = { hub: "hub-token", whole: "whole-token", group: token, elsewhere: "elsewhere-token" };

/** Clones with what was chosen, as a launch will. */
async function clone(repository: string, name: string): Promise<string> {
  const { chosen } = chooseGitCredential(repository, credentials());
  const authorization = chosen === undefined ? undefined : basicAuthorization(user, tokens[chosen.credential.name] ?? "");
  const way = { authorityPath: git.authorityPath, ...(authorization === undefined ? {} : { authorization }) };
  await runGit(["clone", "--quiet", chosen?.url ?? repository, join(folder, name)], way);
  return readFile(join(folder, name, "main.nf"), "utf8");
}

test("a repository is cloned with the credential that is chosen for it, and no other token is shown", async () => {
  const before = git.shown.length;

  expect(await clone(`${git.url}/group/pipe.git`, "one")).toBe('println "of pipe.git"\n');

  expect(new Set(git.shown.slice(before))).toEqual(new Set([`${user}:${token}`]));
});

test("its branches are listed, however its address is written", async () => {
  const host = git.url.replace("https://", "");
  const written = [`${git.url}/group/pipe.git/`, `https://eve:x@${host}/group/pipe.git`, `HTTPS://${host}//group/pipe.git`];

  for (const repository of written) {
    const { chosen } = chooseGitCredential(repository, credentials());
    const way = { authorityPath: git.authorityPath, authorization: basicAuthorization(user, tokens[chosen?.credential.name ?? ""] ?? "") };
    const { stdout } = await runGit(["ls-remote", chosen?.url ?? "", "refs/heads/main"], way);

    expect(chosen?.credential.name).toBe("group");
    expect(stdout).toMatch(/^[0-9a-f]{40}\trefs\/heads\/main\n$/);
  }
});

test("a group of a similar name is not the same: the token of the group is not shown for it", async () => {
  const before = git.shown.length;

  await expect(clone(`${git.url}/group-two/pipe.git`, "two")).rejects.toThrow(/Authentication failed|could not read Username/);

  expect(git.shown.slice(before)).not.toContain(`${user}:${token}`);
});

test("our server, dressed up as another one, is shown nothing of that one's", async () => {
  const before = git.shown.length;
  const host = git.url.replace("https://", "");

  for (const repository of [`https://github.com@${host}/group-three/pipe.git`, `https://git.example.org%2F@${host}/x/pipe.git`]) {
    const { chosen } = chooseGitCredential(repository, [
      credential("hub", "github", null),
      credential("elsewhere", "gitlab", "https://git.example.org"),
    ]);
    expect(chosen).toBeUndefined();
  }
  expect(git.shown.slice(before)).toEqual([]);
});

test("the check asks the same server as git does: the same token is good, and another is not", async () => {
  const probe = new GitHostProbe(new OutboundHttp({ reach: "local", authorities: [git.authority] }));
  const ask = (secret: string, repository: string) =>
    probe.probe(
      { provider: "gitlab", baseUrl: `${git.url}/${repository}`, members: { username: user, token: secret } },
      new AbortController().signal,
    );

  expect(await ask(token, "group/pipe.git")).toEqual({ kind: "valid" });
  expect(await ask("wrong-token", "group/pipe.git")).toEqual({
    kind: "invalid",
    message: `GitLab at ${git.url.replace("https://", "")} does not accept the credential (401): HTTP Basic: Access denied`,
  });
  expect(await ask(token, "group/no-such.git")).toMatchObject({ kind: "inconclusive", message: expect.stringContaining("(404)") });
});

test("without its authority the server is not trusted, and the token not shown", async () => {
  const before = git.shown.length;
  const probe = new GitHostProbe(new OutboundHttp({ reach: "local", authorities: [] }));
  const members = { username: user, token };

  const outcome = await probe.probe({ provider: "gitlab", baseUrl: `${git.url}/group/pipe.git`, members }, new AbortController().signal);

  expect(outcome).toMatchObject({ kind: "inconclusive", message: expect.stringContaining("whom Postern trusts") });
  expect(git.shown.slice(before)).toEqual([]);
});

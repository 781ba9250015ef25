import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseGitCredential } from "./choose-git-credential.ts";
import type { GitCredential } from "./git-choice.ts";
import { gitProviders } from "./git-reach.ts";
import type { GitProvider } from "./git-reach.ts";

function credential(provider: GitProvider, baseUrl: string | null = null, rest: Partial<GitCredential> = {}): GitCredential {
  const name = baseUrl === null ? provider : `${provider} ${baseUrl}`;
  return { id: name, name, provider, baseUrl, updatedAt: 1, isUsable: true, ...rest };
}

/** What a workspace of a large laboratory may have. */
const all: readonly GitCredential[] = [
  credential("github"),
  credential("github", "https://github.com/lab"),
  credential("github", "https://github.com/lab/secret-pipe"),
  credential("github", "https://ghe.example.org"),
  credential("gitlab"),
  credential("gitlab", "https://gitlab.example.org/group"),
  credential("gitlab", "https://gitlab.example.org:8443"),
  credential("gitlab", "http://gitlab.local"),
  credential("bitbucket"),
  credential("bitbucket", "https://bitbucket.example.org"),
  credential("bitbucket", "https://bitbucket.example.org/projects/GEN"),
  credential("gitea"),
  credential("gitea", "https://gitea.example.org/root"),
  credential("azurerepos"),
  credential("azurerepos", "https://lab.visualstudio.com/genomics"),
  credential("codecommit"),
  credential("codecommit", "https://git-codecommit.eu-west-1.amazonaws.com"),
];

const choices: readonly [repository: string, name: string | undefined, url?: string][] = [
  ["https://github.com/nf-core/rnaseq", "github", "https://github.com/nf-core/rnaseq"],
  ["nf-core/rnaseq", "github", "https://github.com/nf-core/rnaseq"],
  ["http://github.com/nf-core/rnaseq", "github", "https://github.com/nf-core/rnaseq"],
  ["https://github.com/Lab/pipe.git", "github https://github.com/lab", "https://github.com/Lab/pipe.git"],
  ["git@github.com:lab/secret-pipe.git", "github https://github.com/lab/secret-pipe", "https://github.com/lab/secret-pipe.git"],
  ["https://github.com/lab/secret-pipe-two", "github https://github.com/lab", "https://github.com/lab/secret-pipe-two"],
  ["https://github.com/laboratory/pipe", "github", "https://github.com/laboratory/pipe"],
  ["https://eve:x@github.com/lab/pipe", "github https://github.com/lab", "https://github.com/lab/pipe"],
  ["https://ghe.example.org/lab/pipe", "github https://ghe.example.org", "https://ghe.example.org/lab/pipe"],
  ["https://gitlab.com/a/b/c", "gitlab", "https://gitlab.com/a/b/c"],
  ["https://gitlab.example.org/group/sub/pipe", "gitlab https://gitlab.example.org/group", "https://gitlab.example.org/group/sub/pipe"],
  ["https://gitlab.example.org/other/pipe", undefined],
  ["https://gitlab.example.org:8443/other/pipe", "gitlab https://gitlab.example.org:8443", "https://gitlab.example.org:8443/other/pipe"],
  ["ssh://git@gitlab.example.org:2222/x/y", "gitlab https://gitlab.example.org:8443", "https://gitlab.example.org:8443/x/y"],
  ["https://gitlab.example.org:9000/group/pipe", undefined],
  ["http://gitlab.local/x/y", "gitlab http://gitlab.local", "http://gitlab.local/x/y"],
  ["https://gitlab.local/x/y", "gitlab http://gitlab.local", "https://gitlab.local/x/y"],
  ["http://gitlab.example.org/group/pipe", "gitlab https://gitlab.example.org/group", "https://gitlab.example.org/group/pipe"],
  ["https://bitbucket.org/lab/pipe", "bitbucket", "https://bitbucket.org/lab/pipe"],
  [
    "https://bitbucket.example.org/scm/gen/pipe.git",
    "bitbucket https://bitbucket.example.org/projects/GEN",
    "https://bitbucket.example.org/scm/gen/pipe.git",
  ],
  [
    "ssh://git@bitbucket.example.org:7999/GEN/pipe.git",
    "bitbucket https://bitbucket.example.org/projects/GEN",
    "https://bitbucket.example.org/scm/GEN/pipe.git",
  ],
  [
    "https://bitbucket.example.org/scm/~ada/pipe.git",
    "bitbucket https://bitbucket.example.org",
    "https://bitbucket.example.org/scm/~ada/pipe.git",
  ],
  ["https://gitea.example.org/root/a/b", "gitea https://gitea.example.org/root", "https://gitea.example.org/root/a/b"],
  ["https://gitea.com/a/b", "gitea", "https://gitea.com/a/b"],
  ["https://dev.azure.com/other/project/_git/pipe", "azurerepos", "https://dev.azure.com/other/project/_git/pipe"],
  [
    "git@ssh.dev.azure.com:v3/Lab/Genomics/pipe",
    "azurerepos https://lab.visualstudio.com/genomics",
    "https://dev.azure.com/Lab/Genomics/_git/pipe",
  ],
  [
    "https://lab.visualstudio.com/_git/genomics",
    "azurerepos https://lab.visualstudio.com/genomics",
    "https://dev.azure.com/lab/genomics/_git/genomics",
  ],
  [
    "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/Pipe",
    "codecommit",
    "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/Pipe",
  ],
  [
    "ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/Pipe",
    "codecommit https://git-codecommit.eu-west-1.amazonaws.com",
    "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/Pipe",
  ],
  ["https://git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/Pipe", undefined],
  ["https://git-codecommit.eu-west-1.amazonaws.com.evil.example/v1/repos/Pipe", undefined],
  ["https://github.com.evil.example/lab/pipe", undefined],
  ["https://evil.example/github.com/lab/pipe", undefined],
  ["https://github.com@evil.example/lab/pipe", undefined],
  ["https://github.com:8443/lab/pipe", undefined],
  ["/srv/git/pipe.git", undefined],
];

test.each(choices)("for %s the choice is %s", (repository, name, url) => {
  const { chosen } = chooseGitCredential(repository, all);

  expect(chosen?.credential.name).toBe(name);
  expect(chosen?.url).toBe(url);
});

test("of two that are as similar the one that was changed last is chosen, and both say so", () => {
  const older = credential("github", null, { id: "a", name: "older", updatedAt: 5 });
  const newer = credential("github", "https://github.com", { id: "b", name: "newer", updatedAt: 9 });

  const choice = chooseGitCredential("https://github.com/lab/pipe", [older, newer]);

  expect(choice).toMatchObject({ chosen: { credential: newer, reason: "last_updated" }, repository: "github.com/lab/pipe" });
  expect(choice.sentence).toBe("newer is used: it is for github.com. Others are for the same repositories; this one was changed last.");
  expect(choice.passedOver).toMatchObject([
    { credential: older, reason: "updated_earlier", sentence: "older is for all of github.com, too, and was changed earlier." },
  ]);
});

test("the most similar base URL wins over a later change", () => {
  const near = credential("gitlab", "https://gitlab.com/lab", { name: "near" });
  const wide = credential("gitlab", null, { name: "wide", updatedAt: 9 });

  const choice = chooseGitCredential("https://gitlab.com/lab/pipe", [wide, near]);

  expect(choice.chosen).toMatchObject({ credential: near, reason: "most_similar" });
  expect(choice.sentence).toBe("near is used: it is for gitlab.com/lab. No other base URL has as much in common with the repository.");
  expect(choice.passedOver[0]?.sentence).toBe("wide is for all of gitlab.com, too, which has less in common with the repository.");
});

test("one that cannot be used is passed over, and the next is taken", () => {
  const ended = credential("github", "https://github.com/lab", { name: "ended", isUsable: false });
  const other = credential("github", null, { name: "other" });

  const choice = chooseGitCredential("https://github.com/lab/pipe", [ended, other]);

  expect(choice.chosen).toMatchObject({ credential: other, reason: "only" });
  expect(choice.passedOver).toMatchObject([
    { reason: "not_usable", sentence: "ended would be for github.com/lab, but cannot be used now." },
  ]);
});

test("where nothing fits, everyone says why", () => {
  const credentials = [
    credential("gitlab", "https://gitlab.example.org/group", { name: "path" }),
    credential("github", null, { name: "host" }),
    credential("gitea", "what is this", { name: "unclear" }),
    credential("gitea", "https://github.com", { name: "foreign" }),
  ];

  const choice = chooseGitCredential("https://gitlab.example.org/other/pipe", credentials);

  expect(choice.chosen).toBeUndefined();
  expect(choice.sentence).toBe("No credential here is for gitlab.example.org/other/pipe: it is asked for without one.");
  expect(choice.passedOver.map(({ reason, sentence }) => [reason, sentence])).toEqual([
    ["other_path", "path is not used: it is for gitlab.example.org/group, where this repository is not."],
    ["other_host", "host is not used: it is for all of github.com, and never sent to another host."],
    ["no_host", "foreign is not used: its base URL is not understood, or names a host of another provider."],
    ["no_host", "unclear is not used: its base URL is not understood, or names a host of another provider."],
  ]);
});

test("an address that is not understood is said to be that, and nothing is chosen", () => {
  expect(chooseGitCredential("file:///srv/pipe", all)).toEqual({
    repository: undefined,
    chosen: undefined,
    sentence: "The address of the repository is not understood, so no credential is used.",
    passedOver: [],
  });
});

const hosts = [
  "github.com",
  "gitlab.com",
  "bitbucket.org",
  "dev.azure.com",
  "git.example.org",
  "git-codecommit.eu-west-1.amazonaws.com",
  "evil.example",
];
const anyHost = fc.constantFrom(...hosts);
const anyPort = fc.constantFrom("", ":8443", ":443");
const anyPath = fc
  .array(fc.constantFrom("lab", "Lab", "pipe", "scm", "_git", "v1", "repos"), { maxLength: 4 })
  .map((parts) => parts.join("/"));
const anyUrl = fc
  .tuple(fc.constantFrom("https://", "http://", "ssh://git@", "https://github.com@", ""), anyHost, anyPort, anyPath)
  .map(([scheme, host, port, path]) => `${scheme}${host}${port}/${path}`);
const anyCredential = fc.record({
  id: fc.uuid(),
  name: fc.constant("some"),
  provider: fc.constantFrom(...gitProviders),
  baseUrl: fc.option(anyUrl),
  updatedAt: fc.integer({ min: 1, max: 3 }),
  isUsable: fc.boolean(),
});

/** Where a credential may be used, said apart from the code under test. */
const publicHost = {
  github: /^github\.com$/,
  github_app: /^github\.com$/,
  gitlab: /^gitlab\.com$/,
  bitbucket: /^bitbucket\.org$/,
  azurerepos: /^dev\.azure\.com$/,
};
const ownHost = { ...publicHost, gitea: /^gitea\.com$/, codecommit: /^git-codecommit\.[a-z0-9-]+\.amazonaws\.com$/ };

test("whatever there is, a credential is used on its own host and port only, and never less encrypted than its base URL says", () => {
  fc.assert(
    fc.property(anyUrl, fc.array(anyCredential, { maxLength: 8 }), (repository, credentials) => {
      const { chosen } = chooseGitCredential(repository, credentials);
      if (chosen === undefined) return;
      const { provider, baseUrl, isUsable } = chosen.credential;
      const url = new URL(chosen.url);

      expect(isUsable).toBe(true);
      expect([url.username, url.password]).toEqual(["", ""]);
      if (baseUrl === null) {
        expect(url.host).toMatch(ownHost[provider]);
        expect(url.protocol).toBe("https:");
      } else {
        const base = new URL(/^\w+:\/\//.test(baseUrl) ? baseUrl : `https://${baseUrl}`);
        expect(url.hostname).toBe(base.hostname);
        expect(url.protocol === "http:" && base.protocol !== "http:").toBe(false);
        expect(url.port).toBe(base.protocol === "ssh:" ? "" : base.port);
      }
    }),
    { numRuns: 2000 },
  );
});

test("the order in which the credentials come changes nothing, and everyone is accounted for", () => {
  fc.assert(
    fc.property(
      anyUrl,
      fc.uniqueArray(anyCredential, { maxLength: 8, selector: ({ id }) => id }),
      fc.infiniteStream(fc.nat()),
      (repository, credentials, keys) => {
        const shuffled = credentials.map((one) => ({ one, key: keys.next().value ?? 0 })).sort((a, b) => a.key - b.key);
        const choice = chooseGitCredential(repository, credentials);

        expect(
          chooseGitCredential(
            repository,
            shuffled.map(({ one }) => one),
          ),
        ).toEqual(choice);
        if (choice.repository === undefined) return;
        expect(choice.passedOver.length + (choice.chosen === undefined ? 0 : 1)).toBe(credentials.length);
      },
    ),
    { numRuns: 500 },
  );
});

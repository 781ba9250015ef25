import { expect, test } from "vitest";
import { gitBaseUrlProblem, gitReach } from "./git-reach.ts";
import type { GitProvider } from "./git-reach.ts";

const reaches: readonly [GitProvider, string | null, string | undefined][] = [
  ["github", null, "github.com/"],
  ["github", " ", "github.com/"],
  ["github", "https://github.com", "github.com/"],
  ["github", "https://GITHUB.com/Lab/", "github.com/lab/"],
  ["github", "https://ghe.example.org/Lab", "ghe.example.org/lab/"],
  ["gitlab", null, "gitlab.com/"],
  ["gitlab", "http://gitlab.example.org", "gitlab.example.org/"],
  ["gitlab", "https://gitlab.example.org:443/", "gitlab.example.org/"],
  ["gitlab", "https://gitlab.example.org:8443/root", "gitlab.example.org:8443/root/"],
  ["bitbucket", null, "bitbucket.org/"],
  ["bitbucket", "https://bitbucket.example.org/scm/GEN", "bitbucket.example.org/gen/"],
  ["bitbucket", "https://bitbucket.example.org/projects/GEN", "bitbucket.example.org/gen/"],
  ["bitbucket", "https://bitbucket.example.org/projects/GEN/repos/pipe", "bitbucket.example.org/gen/pipe/"],
  ["bitbucket", "https://bitbucket.example.org/users/ada", "bitbucket.example.org/~ada/"],
  ["bitbucket", "https://bitbucket.org/projects/pipe", "bitbucket.org/projects/pipe/"],
  ["github_app", null, "github.com/"],
  ["github_app", "https://github.com/lab", "github.com/lab/"],
  ["gitea", null, "gitea.com/"],
  ["gitea", "https://gitea.example.org", "gitea.example.org/"],
  ["azurerepos", null, "dev.azure.com/"],
  ["azurerepos", "https://dev.azure.com/Lab/Genomics", "dev.azure.com/lab/genomics/"],
  ["azurerepos", "https://lab.visualstudio.com/genomics", "dev.azure.com/lab/genomics/"],
  ["azurerepos", "https://tfs.example.org/tfs/Collection", "tfs.example.org/tfs/collection/"],
  ["codecommit", null, "git-codecommit.*.amazonaws.com/"],
  ["codecommit", "https://git-codecommit.eu-west-1.amazonaws.com", "git-codecommit.eu-west-1.amazonaws.com/"],
  ["codecommit", "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/Pipe", "git-codecommit.eu-west-1.amazonaws.com/Pipe/"],
  ["gitlab", "https://github.com/lab", undefined],
  ["github", "https://git-codecommit.eu-west-1.amazonaws.com", undefined],
  ["github", "what is this", undefined],
];

test.each(reaches)("a credential of %s with the base URL %s reaches %s", (provider, baseUrl, reach) => {
  expect(gitReach(provider, baseUrl)).toBe(reach);
});

test.each([
  ["github", "https://ghe.example.org"],
  ["gitlab", "http://gitlab.example.org:8080/group/sub"],
  ["gitea", "https://[2001:db8::1]:3000"],
] as const)("%s takes the base URL %s", (provider, baseUrl) => {
  expect(gitBaseUrlProblem(provider, baseUrl)).toBeUndefined();
});

test.each([
  ["github", "https://ada:hunter2@ghe.example.org", "Leave user and password out of the base URL; they have fields of their own."],
  ["github", "ssh://git@ghe.example.org", "Leave user and password out of the base URL; they have fields of their own."],
  ["github", "ghe.example.org", "A base URL begins with https:// or http://."],
  ["github", "ssh://ghe.example.org", "A base URL begins with https:// or http://."],
  ["github", "https://ghe.example.org/?a=b", "A base URL is an address such as https://git.example.org/group, without a query."],
  ["gitlab", "https://github.com/lab", "github.com is a host of another provider."],
] as const)("%s does not take the base URL %s, and says why", (provider, baseUrl, words) => {
  expect(gitBaseUrlProblem(provider, baseUrl)).toBe(words);
});

import { renderGitAddress } from "./git-address.ts";
import type { GitAddress } from "./git-address.ts";
import { azureHost, codeCommitPartition } from "./git-host-names.ts";
import { parseGitAddress } from "./parse-git-address.ts";

export const gitProviders = ["github", "github_app", "gitlab", "bitbucket", "gitea", "azurerepos", "codecommit"] as const;
export type GitProvider = (typeof gitProviders)[number];

/** The hosts that a credential without a base URL is for. */
const publicHosts: Readonly<Record<GitProvider, string>> = {
  ...{ github: "github.com", github_app: "github.com", gitlab: "gitlab.com", bitbucket: "bitbucket.org", gitea: "gitea.com" },
  azurerepos: azureHost,
  codecommit: "git-codecommit.*.amazonaws.com",
};

/** A part of a Git host, with all that is below it. */
export interface GitReach extends Pick<GitAddress, "host" | "port" | "path"> {
  readonly scheme: "https" | "http";
  /** Whether the provider's own host is meant, and no base URL said so. */
  readonly isPublicHost: boolean;
}

/** What a credential is for; `undefined` when its base URL is not understood: then it is never sent anywhere. */
export function reachOf(provider: GitProvider, baseUrl: string | null): GitReach | undefined {
  if (baseUrl === null || baseUrl.trim() === "") {
    return { scheme: "https", host: publicHosts[provider], port: "", path: [], isPublicHost: true };
  }
  const address = parseGitAddress(baseUrl);
  if (address === undefined || isForeignHost(provider, address.host)) return undefined;
  return { ...address, path: comparablePath(provider, address), scheme: address.scheme === "http" ? "http" : "https", isPublicHost: false };
}

/**
 * The canonical text of what a credential reaches: the same for two of which nobody could say which one is meant.
 * `undefined` when it reaches nothing.
 */
export function gitReach(provider: GitProvider, baseUrl: string | null): string | undefined {
  const reach = reachOf(provider, baseUrl);
  return reach === undefined ? undefined : renderGitAddress(reach);
}

/** Why a base URL is refused; `undefined` when it is good. */
export function gitBaseUrlProblem(provider: GitProvider, baseUrl: string): string | undefined {
  // SAFETY: a base URL is shown to everybody who sees the credential.
  if (/^[^/]*\/\/[^/]*@/.test(baseUrl.trim())) return "Leave user and password out of the base URL; they have fields of their own.";
  if (!/^https?:\/\//i.test(baseUrl.trim())) return "A base URL begins with https:// or http://.";
  const address = parseGitAddress(baseUrl);
  if (address === undefined) return "A base URL is an address such as https://git.example.org/group, without a query.";
  return isForeignHost(provider, address.host) ? `${address.host} is a host of another provider.` : undefined;
}

/** Whether a repository is on the host of a credential. */
export function isSameHost(reach: GitReach, repository: GitAddress): boolean {
  if (reach.host === publicHosts.codecommit) return codeCommitPartition(repository.host) === "global" && repository.port === "";
  return reach.host === repository.host && (repository.scheme === "ssh" || reach.port === repository.port);
}

/** Whether the path of a repository begins with the whole path of a reach. */
export function isBelow(reach: GitReach, path: readonly string[]): boolean {
  return reach.path.every((part, index) => path[index] === part);
}

/** The path as providers compare it: only CodeCommit tells small letters from capitals. */
export function comparablePath(provider: GitProvider, { host, path }: Pick<GitAddress, "host" | "path">): readonly string[] {
  if (provider === "codecommit") return path;
  const lower = path.map((part) => part.toLowerCase());
  return provider === "bitbucket" && host !== publicHosts.bitbucket ? bitbucketServerPath(lower) : lower;
}

/** `…/scm/PROJECT/repository`, as it is cloned, and `…/projects/PROJECT/repos/repository`, as pages name it, are the same. */
function bitbucketServerPath(path: readonly string[]): readonly string[] {
  const at = path.findIndex((part) => part === "scm" || part === "projects" || part === "users");
  if (at === -1) return path;
  const [owner, , repository] = path.slice(at + 1);
  if (path[at] === "scm" || owner === undefined) return [...path.slice(0, at), ...path.slice(at + 1)];
  return [...path.slice(0, at), path[at] === "users" ? `~${owner}` : owner, ...(repository === undefined ? [] : [repository])];
}

function isForeignHost(provider: GitProvider, host: string): boolean {
  if (codeCommitPartition(host) !== undefined) return provider !== "codecommit";
  return Object.values(publicHosts).includes(host) && publicHosts[provider] !== host;
}

import type { GitAddress } from "./git-address.ts";
import { azureHost, codeCommitPartition } from "./git-host-names.ts";
import type { GitProvider, GitReach } from "./git-reach.ts";

/**
 * The web address of a repository at which a token may be used: on the host and port of the credential, in the form that its provider
 * clones from. Encrypted, unless both the base URL and the repository's address say `http`.
 */
export function gitUseUrl(provider: GitProvider, reach: GitReach, repository: GitAddress): string {
  const isPlain = reach.scheme === "http" && repository.scheme !== "https";
  // The host of the repository: that of the reach may stand for those of many regions. `isSameHost` has compared them.
  const port = reach.port === "" ? "" : `:${reach.port}`;
  const path = clonePath(provider, repository).map((part) => encodeURIComponent(part));
  return `${isPlain ? "http" : "https"}://${repository.host}${port}/${path.join("/")}${repository.ending}`;
}

function clonePath(provider: GitProvider, { host, path, scheme }: GitAddress): readonly string[] {
  if (codeCommitPartition(host) !== undefined) return ["v1", "repos", ...path];
  if (host === azureHost && path.length === 3) return [...path.slice(0, 2), "_git", ...path.slice(2)];
  // Over ssh, a Bitbucket of one's own has repositories at its root; over https, below `scm`.
  const isBitbucketServer = provider === "bitbucket" && host !== "bitbucket.org";
  return isBitbucketServer && scheme === "ssh" ? ["scm", ...path] : path;
}

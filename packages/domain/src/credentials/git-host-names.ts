import type { GitAddress } from "./git-address.ts";

/** Hosts of large providers that have several names. */
const aliases: Readonly<Record<string, string>> = {
  ...{ "www.github.com": "github.com", "ssh.github.com": "github.com" },
  ...{ "www.gitlab.com": "gitlab.com", "altssh.gitlab.com": "gitlab.com" },
  ...{ "www.bitbucket.org": "bitbucket.org", "altssh.bitbucket.org": "bitbucket.org" },
};

export const azureHost = "dev.azure.com";
const azureSshHosts: readonly string[] = ["ssh.dev.azure.com", "vs-ssh.visualstudio.com"];
const azureOldHost = /^([a-z0-9-]+)\.visualstudio\.com$/;
const codeCommitHost = /^git-codecommit(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/;

/** The host of CodeCommit in some region. China is a partition of its own, with another operator. */
export function codeCommitPartition(host: string): "global" | "china" | undefined {
  if (!codeCommitHost.test(host)) return undefined;
  return host.endsWith(".cn") ? "china" : "global";
}

/** Some hosts write the same repository in several ways: one of them stands for all. */
export function withOneName(address: GitAddress): GitAddress {
  const { path } = address;
  const host = aliases[address.host] ?? address.host;
  const azure = azurePath(host, path);
  if (azure !== undefined) return { ...address, host: azureHost, path: azure };
  if (codeCommitPartition(host) !== undefined && path[0] === "v1" && path[1] === "repos") return { ...address, path: path.slice(2) };
  return { ...address, host };
}

/** `organization/project/repository`; undefined for another host. */
function azurePath(host: string, path: readonly string[]): readonly string[] | undefined {
  if (host === azureHost) return withoutMarker(path);
  if (azureSshHosts.includes(host)) return path[0]?.toLowerCase() === "v3" ? path.slice(1) : path;
  const [, organization] = azureOldHost.exec(host) ?? [];
  if (organization === undefined) return undefined;
  return withoutMarker([organization, ...(path[0]?.toLowerCase() === "defaultcollection" ? path.slice(1) : path)]);
}

/** A repository that names no project is in the one of its own name. */
function withoutMarker(path: readonly string[]): readonly string[] {
  const [organization, marker, name] = path;
  if (organization !== undefined && marker === "_git" && name !== undefined) return [organization, name, name];
  return path.filter((part) => part !== "_git");
}

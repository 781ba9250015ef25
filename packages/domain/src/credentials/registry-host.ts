/** What Docker's own registry is known as, before and behind its pages. */
const dockerHub: readonly string[] = ["docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com", "hub.docker.com"];

/**
 * The registry that a credential is for, by the one name under which two credentials for it are known to be for the same: in small letters, with its
 * port, without a protocol and without a path. All names of Docker Hub, and none at all, are `docker.io`.
 */
export function registryHost(registry: string | undefined): string {
  const written = (registry ?? "").trim().toLowerCase();
  const [host = ""] = written.replace(/^https?:\/\//, "").split("/", 1);
  return host === "" || dockerHub.includes(host) ? "docker.io" : host;
}

/** A credential of a registry, as far as two of them can be in each other's way. */
export interface NamedRegistry {
  /** Of the credential. */
  readonly name: string;
  /** As `registryHost` names it. */
  readonly host: string;
}

/** Why these cannot be brought along together: the file that container engines read has one entry for a registry. `place` is that of the second. */
export function sameRegistryProblem(chosen: readonly NamedRegistry[]): { readonly place: number; readonly problem: string } | undefined {
  for (const [place, { name, host }] of chosen.entries()) {
    const other = chosen.slice(0, place).find((earlier) => earlier.host === host);
    if (other !== undefined)
      return { place, problem: `The credentials ${other.name} and ${name} are both for ${host}: choose one of them.` };
  }
  return undefined;
}

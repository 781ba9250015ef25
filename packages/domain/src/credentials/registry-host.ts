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

import { registryHost } from "@postern/domain";

/** Where a registry answers, as people name it: `docker.io`, `ghcr.io`, `registry.example.org:5000`, with or without `https://`. */
export function registryUrl(registry: string | undefined): URL | undefined {
  const name = registryHost(registry ?? "docker.io");
  if (registry?.trim() === "" || !/^(?:[a-z0-9._-]+|\[[0-9a-f:]+\])(?::\d{1,5})?$/.test(name)) return undefined;
  const host = name === "docker.io" ? "registry-1.docker.io" : name;
  return URL.parse(`${isOwnMachine(host) ? "http" : "https"}://${host}/v2/`) ?? undefined;
}

// As Docker does: a registry on the same machine needs no encryption. Whether it may be asked at all is said by `outbound-reach`.
export function isOwnMachine(host: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host);
}

import type { ServerSettings } from "./server-settings.ts";

/** Where the page of a one-time link is, as far as settings tell: a server on a port that the system chose has no address that they know. */
export function setupAddress(
  { publicUrl, tls, host, port }: Pick<ServerSettings, "publicUrl" | "tls" | "host" | "port">,
  link: string,
): string {
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  const own = `${tls.kind === "off" ? "http" : "https"}://${name}${port === 0 ? "" : `:${String(port)}`}`;
  return `${publicUrl ?? own}/setup/${link}`;
}

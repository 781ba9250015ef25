import { agentConnectPath } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";

export interface ServerAddress {
  /** Where the WebSocket is dialled. */
  readonly connectUrl: string;
  /** For people: scheme, host and port. */
  readonly origin: string;
}

/**
 * Reads the address of the server as people have it: with `/api` at the end or without, with a trailing slash or without.
 *
 * @throws setting.invalid when it is no http(s) address, or would carry the token in the clear to another machine.
 */
export function readServerAddress(url: string, options: { readonly isInsecureAllowed: boolean }): ServerAddress {
  const parsed = URL.parse(url);
  if (parsed === null || !["http:", "https:"].includes(parsed.protocol)) {
    throw new AppError("setting.invalid", `The server address "${url}" is not an http or https address.`);
  }
  if (parsed.username !== "" || parsed.password !== "") {
    throw new AppError("setting.invalid", "The server address must not hold a user or a password.");
  }
  const isPlain = parsed.protocol === "http:";
  if (isPlain && !isLoopback(parsed.hostname) && !options.isInsecureAllowed) {
    throw new AppError("setting.invalid", `${parsed.origin} is not encrypted: the access token could be read on the way. Use https.`);
  }
  const basePath = parsed.pathname.replace(/\/+$/, "").replace(/\/api$/, "");
  return { connectUrl: `${isPlain ? "ws" : "wss"}://${parsed.host}${basePath}${agentConnectPath}`, origin: parsed.origin };
}

/** Whether a host of an address is this machine. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

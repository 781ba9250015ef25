import { isLoopback } from "./server-address.ts";

/** The way out of a network whose machines reach nothing by themselves. */
export interface Proxy {
  /** With user and password, where the proxy wants them. */
  readonly url: string;
  /** For people: host and port. */
  readonly name: string;
}

export interface ProxyWish {
  readonly proxy: Proxy | undefined;
  /** What the person should know of what was found and is not used. */
  readonly warnings: readonly string[];
}

const none: ProxyWish = { proxy: undefined, warnings: [] };

/** The proxy that the environment names for the address of the server, read as `curl` reads it: where `curl` gets through, so does the agent. */
export function readProxy(connectUrl: string, env: Environment): ProxyWish {
  const server = new URL(connectUrl);
  const name = namesFor(server).find((one) => isSet(env[one]));
  if (name === undefined || isDirect(server, env)) return none;
  const text = env[name] ?? "";
  const parsed = URL.parse(text.includes("://") ? text : `http://${text}`);
  if (parsed === null || !["http:", "https:"].includes(parsed.protocol)) {
    return { proxy: undefined, warnings: [`${name} names no http proxy, and is not used`] };
  }
  return { proxy: { url: parsed.href.replace(/\/$/, ""), name: parsed.host }, warnings: [] };
}

type Environment = Readonly<Record<string, string | undefined>>;

const isSet = (value: string | undefined): boolean => value !== undefined && value !== "";

// `HTTP_PROXY` in capitals can be set by whoever sends a request to a CGI script: `curl` does not read it.
function namesFor({ protocol }: URL): readonly string[] {
  const own = protocol === "wss:" ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"];
  return [...own, "all_proxy", "ALL_PROXY"];
}

function isDirect({ hostname, port, protocol }: URL, env: Environment): boolean {
  const usual = protocol === "wss:" ? "443" : "80";
  const list = env["no_proxy"] ?? env["NO_PROXY"] ?? "";
  return isLoopback(hostname) || isExempt(list, { host: hostname.toLowerCase(), port: port === "" ? usual : port });
}

/** `no_proxy`: hosts and domains, each with a port or without; `*` for all. */
function isExempt(list: string, server: { readonly host: string; readonly port: string }): boolean {
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry === "*" || names(entry, server));
}

function names(entry: string, { host, port }: { readonly host: string; readonly port: string }): boolean {
  const { name, only } = /^\.?(?<name>[^:]+|\[[^\]]*\])(?::(?<only>\d+))?$/.exec(entry)?.groups ?? {};
  if (name === undefined || (only !== undefined && only !== port)) return false;
  return host === name || host.endsWith(`.${name}`);
}

import type { GitAddress } from "./git-address.ts";
import { withOneName } from "./git-host-names.ts";

const schemes: Readonly<Record<string, GitAddress["scheme"]>> = {
  ...{ https: "https", http: "http", ssh: "ssh", "git+ssh": "ssh", "ssh+git": "ssh", git: "ssh" },
};

/**
 * Reads the address of a repository or of a part of a host; `undefined` when it is none. User and password in it are dropped.
 * A pair such as `nextflow-io/hello` is on GitHub, as Nextflow understands it.
 */
export function parseGitAddress(text: string): GitAddress | undefined {
  const parts = splitAddress(text.trim());
  const scheme = parts === undefined ? undefined : schemes[parts.scheme.toLowerCase()];
  return parts === undefined || scheme === undefined ? undefined : readAddress(scheme, parts.rest);
}

// Always read as a web address, so that host and path are understood the same way under every scheme.
function readAddress(scheme: GitAddress["scheme"], rest: string): GitAddress | undefined {
  const url = URL.parse(`${scheme === "https" ? "https" : "http"}://${rest}`);
  if (url === null || url.search !== "" || url.hash !== "") return undefined;
  const path = decodePath(url.pathname);
  const host = url.hostname.replace(/\.$/, "");
  return path && withOneName({ scheme, host, port: scheme === "ssh" ? "" : url.port, ...withoutEnding(path) });
}

interface SplitAddress {
  readonly scheme: string;
  readonly rest: string;
}

// Other programs read a control character, a blank or a backslash otherwise: it is not known what they would connect to.
const unclear = /[\p{Cc}\p{Z}\\]/u;

function splitAddress(text: string): SplitAddress | undefined {
  if (unclear.test(text)) return undefined;
  const [, scheme, rest] = /^([a-z+]+):\/\/([^/].*)$/i.exec(text) ?? [];
  if (scheme !== undefined && rest !== undefined) return { scheme, rest };
  return text.includes("://") ? undefined : (splitScpForm(text) ?? splitBareForm(text));
}

/** `git@host:path`, and `host:path` where that is no port. */
function splitScpForm(text: string): SplitAddress | undefined {
  const [, host, path] = /^(?:[^/@:]+@)([^/@:]+):(.+)$/.exec(text) ?? /^([^/@:]+):(?!\d+(?:\/|$)|\/\/)(.+)$/.exec(text) ?? [];
  return host === undefined || path === undefined ? undefined : { scheme: "ssh", rest: `${host}/${path}` };
}

function splitBareForm(text: string): SplitAddress | undefined {
  if (/^[^/.:@[\]]+\/[^/]+$/.test(text) && !text.startsWith("localhost/")) return { scheme: "https", rest: `github.com/${text}` };
  return /^[^/]*[.:\]]|^localhost(?:\/|$)/.test(text) && !text.startsWith(".") ? { scheme: "https", rest: text } : undefined;
}

function decodePath(pathname: string): readonly string[] | undefined {
  const segments = pathname.split("/").filter((segment) => segment !== "");
  try {
    return segments.map((segment) => decodeURIComponent(segment));
  } catch {
    // A stray percent sign: what a server makes of it is not known.
    return undefined;
  }
}

function withoutEnding(path: readonly string[]): Pick<GitAddress, "path" | "ending"> {
  const last = path.at(-1) ?? "";
  if (last.length <= 4 || !last.toLowerCase().endsWith(".git")) return { path, ending: "" };
  return { path: [...path.slice(0, -1), last.slice(0, -4)], ending: ".git" };
}

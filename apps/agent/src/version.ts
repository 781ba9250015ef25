import { readFileSync } from "node:fs";

/** Set when the executable is built, from the same file that is read otherwise. */
declare const POSTERN_AGENT_VERSION: string | undefined;

/** The version of this agent, from its `package.json`. */
export function agentVersion(): string {
  if (typeof POSTERN_AGENT_VERSION === "string") return POSTERN_AGENT_VERSION;
  const found: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const version = typeof found === "object" && found !== null && "version" in found ? found.version : undefined;
  return typeof version === "string" ? version : "unknown";
}

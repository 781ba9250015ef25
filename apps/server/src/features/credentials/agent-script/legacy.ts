import type { AgentScript } from "./script-wish.ts";
import { quoteForShell, renderFolder } from "./shell-words.ts";

/** Where its maker publishes the newest one. There is one for x86-64 alone. */
const address = "https://github.com/seqeralabs/tower-agent/releases/latest/download/tw-agent-linux-x86_64";

/** Puts the incumbent's agent into the current folder, unless it is there. What it cannot do is said before anything is fetched. */
export function renderLegacyDownload({ publicUrl, authorityPem }: AgentScript): readonly string[] {
  const needsHttps = "tw-agent connects over https only, and this server is served over http. Use the agent of Postern.";
  const needsTrust =
    "tw-agent trusts public authorities only, and this server has one of its own. Use the agent of Postern if it is refused.";
  return [
    ...(publicUrl.startsWith("https:") ? [] : [`echo ${quoteForShell(needsHttps)} >&2; exit 1`]),
    ...(authorityPem === undefined ? [] : [`echo ${quoteForShell(needsTrust)} >&2`]),
    `[ "$(uname -m)" = x86_64 ] || { echo "There is no tw-agent for $(uname -m)." >&2; exit 1; }`,
    "if [ ! -x tw-agent ]; then",
    `  if command -v curl >/dev/null; then curl -fL --progress-bar --connect-timeout 30 -o tw-agent.part ${address}`,
    `  else wget -T 60 -O tw-agent.part ${address}; fi`,
    "  chmod 700 tw-agent.part && mv -f tw-agent.part tw-agent",
    "fi",
  ];
}

/** It makes no work directory: the usual one is made here, one that a person named must be there. */
export function renderLegacyStart({ connectionId, publicUrl, workDir }: AgentScript): string {
  const folder = workDir === undefined ? '"$(mkdir -p "$HOME"/work && echo "$HOME"/work)"' : renderFolder(workDir);
  return `./tw-agent ${quoteForShell(connectionId)} --url ${quoteForShell(`${publicUrl}/api`)} --work-dir ${folder}`;
}

import type { AgentScript } from "./script-wish.ts";
import { quoteForShell, renderFolder } from "./shell-words.ts";

/**
 * Puts the incumbent's agent into the current folder, unless it is there. What it cannot do is said before anything is fetched. Its maker
 * publishes one for x86-64 alone.
 */
export function renderLegacyDownload({ publicUrl, authorityPem, twAgent }: AgentScript): readonly string[] {
  const needsHttps = "tw-agent connects over https only, and this server is served over http. Use the agent of Postern.";
  const needsTrust =
    "tw-agent trusts public authorities only, and this server has one of its own. Use the agent of Postern if it is refused.";
  return [
    ...(publicUrl.startsWith("https:") ? [] : [`echo ${quoteForShell(needsHttps)} >&2; exit 1`]),
    ...(authorityPem === undefined ? [] : [`echo ${quoteForShell(needsTrust)} >&2`]),
    `[ "$(uname -m)" = x86_64 ] || { echo "There is no tw-agent for $(uname -m)." >&2; exit 1; }`,
    `url=${quoteForShell(twAgent.url)} part=tw-agent.part`,
    "if [ ! -x tw-agent ]; then",
    '  if command -v curl >/dev/null; then curl -fL --progress-bar --connect-timeout 30 -o "$part" "$url"',
    '  else wget -T 60 -O "$part" "$url"; fi',
    ...renderCheck(twAgent.sha256),
    '  chmod 700 "$part" && mv -f "$part" tw-agent',
    ...renderOther(twAgent.sha256),
    "fi",
  ];
}

/** Before the file may run. */
function renderCheck(sha256: string | undefined): readonly string[] {
  if (sha256 === undefined) {
    return [
      '  echo "Came from $url, with the SHA-256" >&2; sha256sum "$part" >&2',
      '  echo "Compare it with the sum that the maker or your site names; no other one is known here." >&2',
    ];
  }
  const wrong = "What came is not the tw-agent that this server expects, so it is not run. Tell whoever runs the server.";
  return [`  echo "${sha256}  $part" | sha256sum -c - >/dev/null 2>&1 || { rm -f "$part"; echo ${quoteForShell(wrong)} >&2; exit 1; }`];
}

/** Somebody may have put another version there on purpose. */
function renderOther(sha256: string | undefined): readonly string[] {
  if (sha256 === undefined) return [];
  const other = "The tw-agent here is another one than this server would fetch. It is used; remove it to have that one.";
  return [`elif ! echo "${sha256}  tw-agent" | sha256sum -c - >/dev/null 2>&1; then`, `  echo ${quoteForShell(other)} >&2`];
}

/** It makes no work directory: the usual one is made here, one that a person named must be there. */
export function renderLegacyStart({ connectionId, publicUrl, workDir }: AgentScript): string {
  const folder = workDir === undefined ? '"$(mkdir -p "$HOME"/work && echo "$HOME"/work)"' : renderFolder(workDir);
  return `./tw-agent ${quoteForShell(connectionId)} --url ${quoteForShell(`${publicUrl}/api`)} --work-dir ${folder}`;
}

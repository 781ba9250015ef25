import type { AgentTarget } from "../../agents/downloads.ts";
import { authorityFile, siteAuthorityFile } from "./script-wish.ts";
import type { AgentScript } from "./script-wish.ts";
import { quoteForShell } from "./shell-words.ts";

/** Puts the agent of this server into the current folder, unless it is there. */
export function renderDownload({ publicUrl, downloads, missing, authorityPem }: AgentScript): readonly string[] {
  const there = downloads.map(
    ({ target, sha256, sizeBytes }) => `  ${machineOf(target)}) target=${target} size=${String(sizeBytes)} sum=${sha256} ;;`,
  );
  const absent = missing.map(({ target, reason }) => `  ${machineOf(target)}) echo ${quoteForShell(reason)} >&2; exit 1 ;;`);
  return [
    ...(isRefused(publicUrl) ? [`echo ${quoteForShell(needsEncryption)} >&2; exit 1`] : []),
    'case "$(uname -m)" in',
    ...there,
    ...absent,
    '  *) echo "There is no agent for $(uname -m) on this server." >&2; exit 1 ;;',
    "esac",
    // Named by its sum: the beginning of another version is never continued.
    `url="${publicUrl}/download/agent/$target" part=postern-agent.$sum.part`,
    `sound() { echo "$sum  $1" | sha256sum -c - >/dev/null 2>&1; }`,
    ...renderFetch(publicUrl, authorityPem !== undefined),
    ...fetching,
  ];
}

const needsEncryption =
  "This server is served over http, and the agent does not send its token unencrypted. Have it served over https: --tls self-signed is enough.";

// As the agent sees it: said before a large file is fetched in vain.
function isRefused(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === "http:" && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

const unknownAuthority =
  "The certificate of this server is not trusted here. Put the PEM file of its authority here as site-ca.pem, and paste the script again. Whoever runs the server has it.";
const otherAuthority = "This server shows another certificate than the one that this script was made for. Copy the script again.";

/** Both continue where an earlier attempt broke off, and neither tries again when it does not trust the server. 33: a proxy between knows no ranges, so it begins anew. */
function renderFetch(publicUrl: string, hasAuthority: boolean): readonly string[] {
  const mayNeedOne = !hasAuthority && publicUrl.startsWith("https:");
  const [ofCurl, ofWget] = hasAuthority
    ? [` --cacert ${authorityFile}`, ` --ca-certificate=${authorityFile}`]
    : [mayNeedOne ? " ${ca:+--cacert $ca}" : "", mayNeedOne ? " ${ca:+--ca-certificate=$ca}" : ""];
  return [
    ...(mayNeedOne ? [`ca=; [ ! -r ${siteAuthorityFile} ] || ca=${siteAuthorityFile}`] : []),
    `untrusted() { echo ${quoteForShell(hasAuthority ? otherAuthority : unknownAuthority)} >&2; exit 1; }`,
    "fetch() {",
    "  if command -v curl >/dev/null; then",
    `    curl -fL --progress-bar --connect-timeout 30${ofCurl} -C - -o "$part" "$url" || case $? in 60) untrusted ;; 33) rm -f "$part"; return 1 ;; *) return 1 ;; esac`,
    `  elif command -v wget >/dev/null; then wget -T 60${ofWget} -c -O "$part" "$url" || case $? in 5) untrusted ;; *) return 1 ;; esac`,
    '  else echo "Neither curl nor wget is here: fetch $url by other means and name it $part, then run this again." >&2; exit 1; fi',
    "}",
  ];
}

const attempts = 6;

const fetching: readonly string[] = [
  'wrong() { rm -f "$part"; echo "What came is not the agent that this script was made for. Copy the script again." >&2; exit 1; }',
  "if ! sound postern-agent; then",
  "  attempt=1",
  '  until sound "$part"; do',
  `    [ "$attempt" -le ${String(attempts)} ] || { echo "The download broke off again and again. Run this again: it goes on where it stopped." >&2; exit 1; }`,
  '    if fetch; then sound "$part" || wrong; else',
  '      if [ -e "$part" ] && [ "$(wc -c < "$part")" -ge "$size" ]; then wrong; fi',
  '      echo "The download broke off." >&2; sleep "$attempt"',
  "    fi",
  "    attempt=$((attempt + 1))",
  "  done",
  '  chmod 700 "$part" && mv -f "$part" postern-agent',
  "fi",
];

function machineOf(target: AgentTarget): string {
  return target === "linux-aarch64" ? "aarch64|arm64" : "x86_64";
}

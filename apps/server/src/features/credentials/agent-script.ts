import type { AgentDownload, AgentTarget } from "../agents/downloads.ts";

export type ScriptForm = "plain" | "slurm" | "pbs";

export interface AgentScript {
  readonly form: ScriptForm;
  readonly connectionId: string;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  /** Absolute on the cluster, or in the home directory (`~/…`); undefined: `work` in the home directory. */
  readonly workDir: string | undefined;
  readonly downloads: readonly Pick<AgentDownload, "target" | "sha256" | "sizeBytes">[];
  /** What this server does not have, and why in a sentence. */
  readonly missing: readonly { readonly target: AgentTarget; readonly reason: string }[];
  /** PEM of the authority behind a self-signed server; the cluster knows nothing of it. */
  readonly authorityPem: string | undefined;
}

/** Stands where the token goes: the page puts one in, the server never does. */
export const tokenPlaceholder = "<YOUR TOKEN>";
const authorityFile = "postern-ca.pem";

/**
 * What a person pastes into a shell on the cluster: download into the current folder, check, start. What is there already is not
 * fetched again, and a download that broke off goes on where it stopped.
 * It runs in a subshell, so that a failure does not close the login shell.
 */
export function renderAgentScript(script: AgentScript): string {
  const lines = [
    `export TOWER_ACCESS_TOKEN='${tokenPlaceholder}'`,
    "( set -e",
    ...renderAuthority(script.authorityPem),
    ...renderDownload(script),
    ...renderStart(script),
    ")",
  ];
  return `${lines.join("\n")}\n`;
}

function renderAuthority(pem: string | undefined): readonly string[] {
  return pem === undefined ? [] : [`cat > ${authorityFile} <<'PEM'`, pem.trim(), "PEM"];
}

function renderDownload({ publicUrl, downloads, missing, authorityPem }: AgentScript): readonly string[] {
  const there = downloads.map(
    ({ target, sha256, sizeBytes }) => `  ${machineOf(target)}) target=${target} size=${String(sizeBytes)} sum=${sha256} ;;`,
  );
  const absent = missing.map(({ target, reason }) => `  ${machineOf(target)}) echo ${quote(reason)} >&2; exit 1 ;;`);
  return [
    'case "$(uname -m)" in',
    ...there,
    ...absent,
    '  *) echo "There is no agent for $(uname -m) on this server." >&2; exit 1 ;;',
    "esac",
    // Named by its sum: the beginning of another version is never continued.
    `url="${publicUrl}/download/agent/$target" part=postern-agent.$sum.part`,
    `sound() { echo "$sum  $1" | sha256sum -c - >/dev/null 2>&1; }`,
    ...renderFetch(authorityPem !== undefined),
    ...fetching,
  ];
}

/** Both continue where an earlier attempt broke off. 33: a proxy between knows no ranges, so it begins anew. */
function renderFetch(hasAuthority: boolean): readonly string[] {
  const [ofCurl, ofWget] = hasAuthority ? [` --cacert ${authorityFile}`, ` --ca-certificate=${authorityFile}`] : ["", ""];
  return [
    "fetch() {",
    "  if command -v curl >/dev/null; then",
    `    curl -fL --progress-bar --connect-timeout 30${ofCurl} -C - -o "$part" "$url" || { [ "$?" != 33 ] || rm -f "$part"; return 1; }`,
    `  elif command -v wget >/dev/null; then wget -T 60${ofWget} -c -O "$part" "$url"`,
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

function renderStart(script: AgentScript): readonly string[] {
  const command = renderCommand(script);
  switch (script.form) {
    case "plain":
      return [`exec ${command}`];
    case "slurm":
      return [
        "sbatch --job-name=postern-agent --ntasks=1 --mem=1G --output=postern-agent-%j.log <<'JOB'",
        "#!/bin/bash",
        `exec ${command}`,
        "JOB",
      ];
    case "pbs":
      return [
        "qsub -V -N postern-agent -l select=1:ncpus=1:mem=1gb -j oe <<'JOB'",
        "#!/bin/bash",
        'cd "$PBS_O_WORKDIR"',
        `exec ${command}`,
        "JOB",
      ];
  }
}

function renderCommand({ form, connectionId, publicUrl, workDir, authorityPem }: AgentScript): string {
  // A folder that a person named must be there: one made from a slip of the pen would be found much later.
  const folder = workDir === undefined ? '"$HOME"/work --create-work-dir' : renderFolder(workDir);
  const trust = authorityPem === undefined ? "" : ` --ca ${authorityFile}`;
  // Without a scheduler, runs are plain processes, which the agent starts by a shell. It does so only when it is told to.
  const allow = form === "plain" ? " --allow sh" : "";
  return `./postern-agent ${quote(connectionId)} --url ${quote(`${publicUrl}/api`)} --work-dir ${folder}${allow}${trust}`;
}

// In quotes a shell would not know the home directory, and people write it like this.
function renderFolder(path: string): string {
  const inHome = /^(?:~|\$HOME|\$\{HOME\})\/(?<rest>.*)$/s.exec(path)?.groups?.["rest"];
  return inHome === undefined ? quote(path) : `"$HOME"/${quote(inHome)}`;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

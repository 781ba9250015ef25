import type { AgentDownload } from "../agents/downloads.ts";

export type ScriptForm = "plain" | "slurm" | "pbs";

export interface AgentScript {
  readonly form: ScriptForm;
  readonly connectionId: string;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  /** Absolute on the cluster, or in the home directory (`~/…`); undefined: `work` in the home directory. */
  readonly workDir: string | undefined;
  readonly downloads: readonly AgentDownload[];
  /** PEM of the authority behind a self-signed server; the cluster knows nothing of it. */
  readonly authorityPem: string | undefined;
}

/** Stands where the token goes: the page puts one in, the server never does. */
export const tokenPlaceholder = "<YOUR TOKEN>";
const authorityFile = "postern-ca.pem";

/**
 * What a person pastes into a shell on the cluster: download into the current folder, check, start.
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

function renderDownload({ publicUrl, downloads, authorityPem }: AgentScript): readonly string[] {
  const trust = authorityPem === undefined ? "" : ` --cacert ${authorityFile}`;
  const cases = downloads.map(({ target, sha256 }) => `  ${machineOf(target)}) target=${target}; sum=${sha256} ;;`);
  return [
    'case "$(uname -m)" in',
    ...cases,
    '  *) echo "There is no agent for $(uname -m) on this server." >&2; exit 1 ;;',
    "esac",
    `curl -fsSL${trust} -o postern-agent.part "${publicUrl}/download/agent/$target"`,
    'echo "$sum  postern-agent.part" | sha256sum -c -',
    "chmod 700 postern-agent.part && mv -f postern-agent.part postern-agent",
  ];
}

function machineOf(target: string): string {
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

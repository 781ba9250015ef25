import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import type { AgentDownload } from "../agents/downloads.ts";
import { renderAgentScript } from "./agent-script.ts";
import type { AgentScript, ScriptForm } from "./agent-script.ts";

const forms: readonly ScriptForm[] = ["plain", "slurm", "pbs"];
const download = (target: string, digit: string): AgentDownload => ({ target, path: "", sizeBytes: 1, sha256: digit.repeat(64) });
const usual: AgentScript = {
  form: "plain",
  connectionId: "hpc-login-1",
  publicUrl: "https://postern.example.org",
  workDir: "/scratch/ada",
  downloads: [download("linux-aarch64", "a"), download("linux-x86_64", "b")],
  authorityPem: undefined,
};

const fetching = `case "$(uname -m)" in
  aarch64|arm64) target=linux-aarch64; sum=${"a".repeat(64)} ;;
  x86_64) target=linux-x86_64; sum=${"b".repeat(64)} ;;
  *) echo "There is no agent for $(uname -m) on this server." >&2; exit 1 ;;
esac
curl -fsSL -o postern-agent.part "https://postern.example.org/download/agent/$target"
echo "$sum  postern-agent.part" | sha256sum -c -
chmod 700 postern-agent.part && mv -f postern-agent.part postern-agent`;
const command = `./postern-agent 'hpc-login-1' --url 'https://postern.example.org/api' --work-dir '/scratch/ada'`;

test("in plain form it downloads, checks and becomes the agent (R13)", () => {
  expect(renderAgentScript(usual)).toBe(`export TOWER_ACCESS_TOKEN='<YOUR TOKEN>'
( set -e
${fetching}
exec ${command} --allow sh
)
`);
});

test("for Slurm it hands the agent to the queue", () => {
  expect(renderAgentScript({ ...usual, form: "slurm" })).toBe(`export TOWER_ACCESS_TOKEN='<YOUR TOKEN>'
( set -e
${fetching}
sbatch --job-name=postern-agent --ntasks=1 --mem=1G --output=postern-agent-%j.log <<'JOB'
#!/bin/bash
exec ${command}
JOB
)
`);
});

test("for PBS it hands the agent to the queue, in the folder where it was downloaded", () => {
  expect(renderAgentScript({ ...usual, form: "pbs" })).toBe(`export TOWER_ACCESS_TOKEN='<YOUR TOKEN>'
( set -e
${fetching}
qsub -V -N postern-agent -l select=1:ncpus=1:mem=1gb -j oe <<'JOB'
#!/bin/bash
cd "$PBS_O_WORKDIR"
exec ${command}
JOB
)
`);
});

test("of a server with an authority of its own it brings the certificate along", () => {
  const script = renderAgentScript({ ...usual, authorityPem: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n" });

  expect(script).toContain("cat > postern-ca.pem <<'PEM'\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\nPEM\n");
  expect(script).toContain("curl -fsSL --cacert postern-ca.pem -o");
  expect(script).toContain(" --ca postern-ca.pem\n");
});

describe.each(forms)("in the form %s", (form) => {
  test.each(["sh", "bash"])("%s finds no fault in it", (shell) => {
    const odd = { workDir: `/scratch/it's $HOME; "x" \`y\`/ä`, authorityPem: "-----BEGIN CERTIFICATE-----" };

    for (const script of [usual, { ...usual, ...odd }, { ...usual, workDir: undefined }]) {
      const check = () => execFileSync(shell, ["-n"], { input: renderAgentScript({ ...script, form }), stdio: "pipe" });
      expect(check).not.toThrow();
    }
  });

  test("no token stands in it", () => {
    expect(renderAgentScript({ ...usual, form })).toContain("TOWER_ACCESS_TOKEN='<YOUR TOKEN>'");
  });
});

test.each([
  [undefined, "$HOME/work"],
  ["~/runs of ada", "$HOME/runs of ada"],
  ["$HOME/runs", "$HOME/runs"],
  ["${HOME}/runs", "$HOME/runs"],
  ["/scratch/it's; touch /tmp/never $(id)", "/scratch/it's; touch /tmp/never $(id)"],
  ["-rf", "-rf"],
])("the work directory %j reaches the agent as one word", (workDir, seen) => {
  const script = renderAgentScript({ ...usual, workDir });
  const words = /--work-dir (?<words>.*?)(?: --create-work-dir)? --allow sh/s.exec(script)?.groups?.["words"] ?? "";

  const printed = execFileSync("sh", [], { input: `printf '%s|' ${words}`, env: { HOME: "/home/ada" }, encoding: "utf8" });

  expect(printed).toBe(`${seen.replace("$HOME", "/home/ada")}|`);
});

test("only the usual work directory is made by the agent; one that a person named must be there (R15)", () => {
  expect(renderAgentScript({ ...usual, workDir: undefined })).toContain('--work-dir "$HOME"/work --create-work-dir ');
  expect(renderAgentScript(usual)).not.toContain("--create-work-dir");
});

test("without any download it says so, and starts nothing", () => {
  const script = renderAgentScript({ ...usual, downloads: [] });

  const run = () => execFileSync("sh", [], { input: `${script}echo "the shell lives"`, encoding: "utf8", stdio: "pipe" });

  expect(run()).toBe("the shell lives\n");
});

import { execFileSync, spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import type { AgentTarget } from "../agents/downloads.ts";
import { renderAgentScript } from "./agent-script.ts";
import type { AgentScript, ScriptForm } from "./agent-script.ts";

const forms: readonly ScriptForm[] = ["plain", "slurm", "pbs"];
const download = (target: AgentTarget, digit: string): AgentScript["downloads"][number] => ({
  target,
  sizeBytes: 9,
  sha256: digit.repeat(64),
});
const usual: AgentScript = {
  form: "plain",
  connectionId: "hpc-login-1",
  publicUrl: "https://postern.example.org",
  workDir: "/scratch/ada",
  downloads: [download("linux-aarch64", "a"), download("linux-x86_64", "b")],
  missing: [],
  authorityPem: undefined,
};

const choosing = `case "$(uname -m)" in
  aarch64|arm64) target=linux-aarch64 size=9 sum=${"a".repeat(64)} ;;
  x86_64) target=linux-x86_64 size=9 sum=${"b".repeat(64)} ;;
  *) echo "There is no agent for $(uname -m) on this server." >&2; exit 1 ;;
esac
url="https://postern.example.org/download/agent/$target" part=postern-agent.$sum.part
`;
const moving = `  chmod 700 "$part" && mv -f "$part" postern-agent
fi
`;
const command = `./postern-agent 'hpc-login-1' --url 'https://postern.example.org/api' --work-dir '/scratch/ada'`;

test("in plain form it downloads, checks and becomes the agent (R13)", () => {
  const script = renderAgentScript(usual);

  expect(script.startsWith(`export TOWER_ACCESS_TOKEN='<YOUR TOKEN>'\n( set -e\n${choosing}`)).toBe(true);
  expect(script.endsWith(`${moving}exec ${command} --allow sh\n)\n`)).toBe(true);
});

test("for Slurm it hands the agent to the queue", () => {
  const script = renderAgentScript({ ...usual, form: "slurm" });

  expect(script.slice(script.indexOf(moving)))
    .toBe(`${moving}sbatch --job-name=postern-agent --ntasks=1 --mem=1G --output=postern-agent-%j.log <<'JOB'
#!/bin/bash
exec ${command}
JOB
)
`);
});

test("for PBS it hands the agent to the queue, in the folder where it was downloaded", () => {
  const script = renderAgentScript({ ...usual, form: "pbs" });

  expect(script.slice(script.indexOf(moving))).toBe(`${moving}qsub -V -N postern-agent -l select=1:ncpus=1:mem=1gb -j oe <<'JOB'
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
  expect(script).toContain("curl -fL --progress-bar --connect-timeout 30 --cacert postern-ca.pem -C - -o");
  expect(script).toContain("wget -T 60 --ca-certificate=postern-ca.pem -c -O");
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

test("on a machine whose agent this server lacks, it says why, and starts nothing", () => {
  const reason = "This server's agent for linux-x86_64 is gone.";
  const script = renderAgentScript({ ...usual, downloads: [], missing: [{ target: "linux-x86_64", reason }] });

  const ran = spawnSync("sh", [], { input: `uname() { echo x86_64; }\n${script}echo "the shell lives"`, encoding: "utf8" });

  expect([ran.stdout, ran.stderr]).toEqual(["the shell lives\n", `${reason}\n`]);
});

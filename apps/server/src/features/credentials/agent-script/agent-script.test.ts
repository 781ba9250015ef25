import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { AgentTarget } from "../../agents/downloads.ts";
import { renderAgentScript } from "./agent-script.ts";
import type { AgentProgram, AgentScript, ScriptForm } from "./script-wish.ts";

const forms: readonly ScriptForm[] = ["plain", "slurm", "pbs", "lsf", "sge", "moab"];
const programs: readonly AgentProgram[] = ["postern-agent", "tw-agent"];
const download = (target: AgentTarget, digit: string): AgentScript["downloads"][number] => ({
  target,
  sizeBytes: 9,
  sha256: digit.repeat(64),
});
const usual: AgentScript = {
  form: "plain",
  program: "postern-agent",
  connectionId: "hpc-login-1",
  publicUrl: "https://postern.example.org",
  workDir: "/scratch/ada",
  downloads: [download("linux-aarch64", "a"), download("linux-x86_64", "b")],
  missing: [],
  authorityPem: undefined,
  twAgent: { url: "https://mirror.example.org/tw-agent-linux-x86_64", sha256: undefined },
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
const trust = "$([ ! -r site-ca.pem ] || echo --ca site-ca.pem)";
const command = `./postern-agent 'hpc-login-1' --url 'https://postern.example.org/api' --work-dir '/scratch/ada'`;

test("in plain form it downloads, checks and becomes the agent (R13)", () => {
  const script = renderAgentScript(usual);

  expect(script.startsWith(`export TOWER_ACCESS_TOKEN='<YOUR TOKEN>'\n( set -e\n${choosing}`)).toBe(true);
  expect(script.endsWith(`${moving}exec ${command} --allow sh ${trust}\n)\n`)).toBe(true);
});

const leaving = `( umask 077; rm -f postern-agent.hpc-login-1.token; printf '%s\\n' "$TOWER_ACCESS_TOKEN" > postern-agent.hpc-login-1.token )
unset TOWER_ACCESS_TOKEN
`;
const taking = `export TOWER_ACCESS_TOKEN="$(cat postern-agent.hpc-login-1.token)"`;

test.each([
  { form: "slurm", submit: "sbatch --job-name=postern-agent --ntasks=1 --mem=1G --output=postern-agent-%j.log", enter: "" },
  { form: "pbs", submit: "qsub -V -N postern-agent -l select=1:ncpus=1:mem=1gb -j oe", enter: 'cd "$PBS_O_WORKDIR"\n' },
  { form: "lsf", submit: "bsub -J postern-agent -n 1 -o postern-agent-%J.log", enter: "" },
  { form: "sge", submit: "qsub -V -cwd -N postern-agent -S /bin/bash -j y -o postern-agent.log", enter: "" },
  { form: "moab", submit: "msub -V -N postern-agent -l nodes=1:ppn=1,mem=1gb -j oe", enter: 'cd "${PBS_O_WORKDIR:-.}"\n' },
] as const)("for $form it hands the agent to the queue, in the folder where it was downloaded", ({ form, submit, enter }) => {
  const script = renderAgentScript({ ...usual, form });

  expect(script.slice(script.indexOf(moving))).toBe(`${moving}${leaving}${submit} <<'JOB'
#!/bin/bash
${enter}${taking}
exec ${command} ${trust}
JOB
)
`);
});

test("the token reaches a job by a file of its owner alone, never by the environment that schedulers show to others", async () => {
  const folder = await mkdtemp(join(tmpdir(), "postern-job-"));
  await writeFile(join(folder, "sbatch"), "#!/bin/sh\nenv > environment\ncat > job\n", { mode: 0o700 });
  const script = renderAgentScript({ ...usual, form: "slurm" });
  // What comes before is downloading.
  const submitting = `export TOWER_ACCESS_TOKEN='a-token'\n( set -e\n${script.slice(script.indexOf("( umask"))}`;

  execFileSync("bash", [], { input: submitting, cwd: folder, env: { PATH: `${folder}:${process.env["PATH"] ?? ""}` } });

  const [environment, job] = await Promise.all(["environment", "job"].map((name) => readFile(join(folder, name), "utf8")));
  const file = join(folder, "postern-agent.hpc-login-1.token");
  expect(environment).not.toContain("a-token");
  expect(job).not.toContain("a-token");
  expect([await readFile(file, "utf8"), (await stat(file)).mode & 0o777]).toEqual(["a-token\n", 0o600]);
  await rm(folder, { recursive: true });
});

test("tw-agent is started with its own options", () => {
  const script = renderAgentScript({ ...usual, program: "tw-agent" });

  expect(script).toContain("url='https://mirror.example.org/tw-agent-linux-x86_64' part=tw-agent.part\n");
  expect(script.endsWith("exec ./tw-agent 'hpc-login-1' --url 'https://postern.example.org/api' --work-dir '/scratch/ada'\n)\n")).toBe(
    true,
  );
});

describe("the tw-agent that comes", () => {
  const [came, sum] = ["#!/bin/sh\necho runs\n", "0".repeat(64)];

  /** The script in a folder of its own, with a curl that brings `came`. */
  async function paste(sha256: string | undefined, there: Readonly<Record<string, string>> = {}) {
    const folder = await mkdtemp(join(tmpdir(), "postern-legacy-"));
    await writeFile(join(folder, "curl"), `#!/bin/sh\nprintf '%s' '${came}' > tw-agent.part\n`, { mode: 0o700 });
    await writeFile(join(folder, "uname"), "#!/bin/sh\necho x86_64\n", { mode: 0o700 });
    for (const [name, text] of Object.entries(there)) await writeFile(join(folder, name), text, { mode: 0o700 });
    const input = renderAgentScript({ ...usual, program: "tw-agent", twAgent: { ...usual.twAgent, sha256 } });
    const env = { PATH: `${folder}:/usr/bin:/bin`, HOME: folder };
    const { stdout, stderr } = spawnSync("/bin/bash", [], { input, encoding: "utf8", cwd: folder, env });
    const files = await readdir(folder);
    await rm(folder, { recursive: true });
    return { stdout, stderr, hasAgent: files.includes("tw-agent"), hasPart: files.includes("tw-agent.part") };
  }

  test("runs when it is the very file that the server names", async () => {
    const outcome = await paste(createHash("sha256").update(came).digest("hex"));

    expect(outcome).toEqual({ stdout: "runs\n", stderr: "", hasAgent: true, hasPart: false });
  });

  test("is thrown away when it is another one", async () => {
    const outcome = await paste(sum);

    expect(outcome).toMatchObject({ stdout: "", hasAgent: false, hasPart: false });
    expect(outcome.stderr).toContain("not the tw-agent that this server expects");
  });

  test("is shown by its sum when the server names none", async () => {
    const { stdout, stderr } = await paste(undefined);

    expect(stdout).toBe("runs\n");
    expect(stderr).toContain(createHash("sha256").update(came).digest("hex"));
  });

  test("is not fetched where there is one; of another version that is said", async () => {
    const { stdout, stderr } = await paste(sum, { "tw-agent": "#!/bin/sh\necho the old one\n" });

    expect(stdout).toBe("the old one\n");
    expect(stderr).toContain("another one than this server would fetch");
  });
});

test.each([
  ["tw-agent", "http://127.0.0.1:8080", "tw-agent connects over https only"],
  ["postern-agent", "http://postern.example.org:8080", "does not send its token unencrypted"],
] as const)("%s is not even fetched for a server at %s, that it would refuse", (program, publicUrl, words) => {
  const script = renderAgentScript({ ...usual, program, publicUrl });

  const { status, stderr } = spawnSync("/bin/bash", [], { input: `${script}exit $?\n`, encoding: "utf8", env: { PATH: "/nowhere" } });

  expect([status, stderr]).toEqual([1, expect.stringContaining(words)]);
});

test("of a server whose authority the cluster does not know, it is trusted by a file that somebody put there", async () => {
  const folder = await mkdtemp(join(tmpdir(), "postern-site-ca-"));
  const script = renderAgentScript(usual);
  const fetching = script.slice(script.indexOf("ca=;"), script.indexOf("wrong()"));
  await writeFile(join(folder, "curl"), '#!/bin/sh\necho "$@"\n', { mode: 0o700 });
  await writeFile(join(folder, "postern-agent"), '#!/bin/sh\necho "$@"\n', { mode: 0o700 });
  const start = `./postern-agent ${trust}\n`;
  const run = () =>
    execFileSync("/bin/bash", [], { input: `set -e\n${fetching}\nfetch\n${start}`, cwd: folder, env: { PATH: folder }, encoding: "utf8" });

  const before = run();
  await writeFile(join(folder, "site-ca.pem"), "");
  const after = run();

  expect(before).not.toContain("site-ca.pem");
  expect(after).toMatch(/--cacert site-ca\.pem .*\n--ca site-ca\.pem\n$/);
  await rm(folder, { recursive: true });
});

test.each([
  ["curl", 60, undefined, "as site-ca.pem, and paste the script again"],
  ["wget", 5, undefined, "as site-ca.pem, and paste the script again"],
  ["curl", 60, "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "Copy the script again"],
] as const)("where %s does not trust the server (exit %i), it is said at once", async (fetcher, exitCode, authorityPem, words) => {
  const folder = await mkdtemp(join(tmpdir(), "postern-untrusted-"));
  const fakes = { [fetcher]: `echo tried; exit ${String(exitCode)}`, uname: "echo x86_64" };
  for (const [name, body] of Object.entries(fakes)) await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o700 });
  await symlink("/usr/bin/cat", join(folder, "cat"));
  const input = renderAgentScript({ ...usual, authorityPem });

  const { stdout, stderr } = spawnSync("/bin/bash", [], { input, encoding: "utf8", cwd: folder, env: { PATH: folder } });

  expect([stdout, stderr]).toEqual(["tried\n", expect.stringContaining(words)]);
  await rm(folder, { recursive: true });
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

    const scripts = [usual, { ...usual, ...odd }, { ...usual, workDir: undefined }];
    for (const script of scripts.flatMap((one) => programs.map((program) => ({ ...one, program })))) {
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

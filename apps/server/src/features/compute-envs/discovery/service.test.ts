import { AppError, toUserId } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import type { CommandChannel } from "@postern/transport";
import { expect, test } from "vitest";
import { actorAtHome } from "../../../testing/callers.fixture.ts";
import type { AuditEntry } from "../../audit/service.ts";
import type { Discovery } from "./discovery.ts";
import { DiscoveryService } from "./service.ts";

const jane = actorAtHome(toUserId(1));
const credentialId = "cred567890123456789012";
const absent: CommandResult = { exitCode: 127, stdout: "", stderr: "not found" };

/** A service whose agent answers commands so; tells what came of the channel. */
async function open(run: (words: readonly string[]) => Promise<CommandResult>) {
  const clock = new ManualClock();
  const seen = { closed: 0, asked: [] as string[], recorded: [] as AuditEntry[] };
  const channel = {
    peer: { kind: "agent", userName: "jane", hostName: "gadi-login-03", workDir: "/scratch/jane" },
    run: ({ words }: { words: readonly string[] }) => {
      seen.asked.push(words.join(" "));
      return run(words);
    },
    findHome: () => Promise.resolve("/home/jane"),
    [Symbol.asyncDispose]: () => Promise.resolve(void (seen.closed += 1)),
  } as unknown as CommandChannel;
  const service = new DiscoveryService({
    clock,
    database: { transaction: (act: (scope: object) => unknown) => Promise.resolve(act({})) } as never,
    environments: { list: () => Promise.resolve([{ name: "gadi" }] as never) },
    credentials: {
      holdForUse: () => Promise.resolve({ provider: "tw-agent", name: "gadi-agent" }),
      findSshSignIn: () => Promise.resolve(undefined),
    },
    credentialChannels: { open: () => Promise.resolve(channel) },
    visits: { open: () => expect.unreachable() },
    managed: { getSignIn: () => expect.unreachable(), holdForUse: () => expect.unreachable() },
    audit: { recordAlone: (entry) => Promise.resolve(void seen.recorded.push(entry)) },
  });
  const prepare = (actor = jane) => service.prepare(actor, { credentialsId: credentialId });
  const ready = await prepare();
  const told: Discovery[] = [];
  const leaving = new AbortController();
  const running = ready.run((discovery) => void told.push(discovery), leaving.signal);
  return { running, told, leaving, seen, clock, prepare };
}

const statusOf = (told: readonly Discovery[]) => told.at(-1)?.steps.map(({ key, status }) => `${key} ${status}`);

test("an agent's computer without a scheduler is proposed as it is", async () => {
  const { running, told, seen } = await open(([program]) =>
    program === "nextflow"
      ? Promise.resolve({ exitCode: 0, stdout: "      version 24.10.4 build 5928\n", stderr: "" })
      : Promise.resolve(absent),
  );

  await running;

  expect(statusOf(told)).toEqual(["channel passed", "scheduler warning", "queues passed", "workDir passed", "nextflow passed"]);
  const proposal = { name: "gadi-2", platform: "local-platform", workDir: "$TW_AGENT_WORKDIR", queue: "", account: "", preRunScript: "" };
  expect(told.at(-1)).toMatchObject({ isFinished: true, needsKey: false, proposal });
  expect(seen.closed).toBe(1);
});

test("a look through an agent is in the trail before the agent is asked, with the credential that leads there", async () => {
  const { running, seen, leaving } = await open(() => new Promise(() => undefined));
  leaving.abort();
  await running;

  const looked = { actor: jane.userId, action: "cluster.look", targetKind: "credential", targetId: credentialId, targetName: "gadi-agent" };
  expect(seen.recorded).toEqual([{ ...looked, workspaceId: null }]);
});

test("a policy that keeps every question back is no scheduler, and no failure of the look", async () => {
  const { running, told } = await open(() => Promise.reject(new AppError("agent.refused", "Not allowed here.")));

  await running;

  expect(statusOf(told)).toEqual(["channel passed", "scheduler warning", "queues passed", "workDir passed", "nextflow warning"]);
});

test("queues that are not told leave the rest of the look as it is, and of several schedulers the first is proposed", async () => {
  const { running, told } = await open(([program = "", option]) => {
    if (program === "sinfo" && option === "--version") return Promise.resolve({ exitCode: 0, stdout: "slurm 23.11.4\n", stderr: "" });
    if (program === "qstat") return Promise.resolve({ exitCode: 0, stdout: "pbs_version = 22.05.11\n", stderr: "" });
    if (program === "sinfo")
      return Promise.resolve({ exitCode: 1, stdout: "", stderr: "slurm_load_partitions: Unable to contact slurm controller" });
    if (program === "bash") return Promise.resolve({ exitCode: 0, stdout: "postern-module|bio/Nextflow/24.10.4\n", stderr: "" });
    return Promise.resolve(absent);
  });

  await running;

  const last = told.at(-1);
  expect(statusOf(told)).toEqual(["channel passed", "scheduler passed", "queues failed", "workDir passed", "nextflow passed"]);
  expect(last?.steps.find(({ key }) => key === "scheduler")?.summary).toBe("Slurm 23.11.4. Also there: PBS Pro 22.05.11.");
  expect(last?.proposal).toMatchObject({ platform: "slurm-platform", preRunScript: "module load bio/Nextflow/24.10.4" });
});

test("of several schedulers the one is proposed whose daemon answers: commands may stay behind", async () => {
  const { running, told } = await open(([program = "", ...options]) => {
    if (program === "sinfo" && options[0] === "--version") return Promise.resolve({ exitCode: 0, stdout: "slurm 23.11.4\n", stderr: "" });
    if (program === "qstat" && options[0] === "--version")
      return Promise.resolve({ exitCode: 0, stdout: "pbs_version = 22.05.11\n", stderr: "" });
    if (program === "qstat")
      return Promise.resolve({ exitCode: 0, stdout: "Queue: workq\n    enabled = True\n    started = True\n", stderr: "" });
    return Promise.resolve(absent);
  });

  await running;

  const last = told.at(-1);
  expect(last?.steps.find(({ key }) => key === "scheduler")?.summary).toBe("PBS Pro 22.05.11. Also there: Slurm 23.11.4.");
  expect(last?.proposal).toMatchObject({ platform: "altair-platform", isTorque: false, queue: "workq" });
});

test("a PBS that is Torque is proposed as one", async () => {
  const { running, told } = await open(([program = "", ...options]) => {
    if (program !== "qstat") return Promise.resolve(absent);
    const isVersion = options[0] === "--version";
    const [stdout, stderr] = isVersion ? ["", "Version: 6.1.3\n"] : ["Queue: batch\n    enabled = True\n    started = True\n", ""];
    return Promise.resolve({ exitCode: 0, stdout, stderr });
  });

  await running;

  expect(told.at(-1)?.proposal).toMatchObject({ platform: "altair-platform", isTorque: true, queue: "batch" });
});

test("whoever goes away is waited for no longer, and the channel is closed though its command never answers", async () => {
  const { running, told, leaving, seen } = await open(() => new Promise(() => undefined));
  await expect.poll(() => seen.asked.length, { timeout: 30_000 }).toBeGreaterThan(0);

  leaving.abort();
  await running;

  expect(seen.closed).toBe(1);
  expect(told.at(-1)?.isFinished).toBe(false);
});

test("a step that hangs is given up, and those after it say what it is that comes first", async () => {
  const { running, told, seen, clock } = await open(() => new Promise(() => undefined));
  await expect.poll(() => seen.asked.length, { timeout: 30_000 }).toBeGreaterThan(0);

  clock.advance(91_000);
  await running;

  expect(statusOf(told)).toEqual(["channel passed", "scheduler failed", "queues skipped", "workDir skipped", "nextflow skipped"]);
  expect(told.at(-1)).toMatchObject({ isFinished: true });
});

test("somebody has few looks at once, and others are not kept from theirs; each that ends makes room", async () => {
  const { running, leaving, prepare } = await open(() => new Promise(() => undefined));
  const more = new AbortController();
  const runs = [];
  for (let count = 1; count < 5; count += 1) runs.push((await prepare()).run(() => undefined, more.signal));

  await expect(prepare()).rejects.toMatchObject({ code: "request.limited", retryAfterSeconds: 10 });
  await expect(prepare(actorAtHome(toUserId(2)))).resolves.toBeDefined();
  leaving.abort();
  await running;
  runs.push((await prepare()).run(() => undefined, more.signal));
  await expect(prepare()).rejects.toMatchObject({ code: "request.limited" });

  more.abort();
  await Promise.all(runs);
  await expect(prepare()).resolves.toBeDefined();
});

test("a look that may not begin takes no place", async () => {
  const refused = new DiscoveryService({
    credentials: { holdForUse: () => Promise.reject(new AppError("credential.not_found", "There is none.")) },
    database: { transaction: (act: (scope: object) => unknown) => Promise.resolve(act({})) },
  } as never);
  const ask = () => refused.prepare(jane, { credentialsId: "cred567890123456789012" });

  for (let count = 0; count < 7; count += 1) await expect(ask()).rejects.toMatchObject({ code: "credential.not_found" });
});

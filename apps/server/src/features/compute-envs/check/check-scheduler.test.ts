import type { CommandResult } from "@postern/domain";
import { schedulerOfKind, slurmScheduler } from "@postern/schedulers";
import type { JobResources } from "@postern/schedulers";
import type { CommandChannel } from "@postern/transport";
import { expect, test } from "vitest";
import type { ComputeEnvironment } from "../environment.ts";
import { checkScheduler } from "./check-scheduler.ts";

const wellAnswers: Readonly<Record<string, string>> = {
  "sinfo --version": "slurm 23.11.4\n",
  "scontrol ping": "Slurmctld(primary) at login1 is UP\n",
  "sinfo -h": "normal|postern|up\n",
};

/** A Slurm that is well, and answers `sacctmgr` so. */
async function check(resources: JobResources, accounts: Partial<CommandResult>) {
  const asked: string[] = [];
  const channel = {
    peer: { kind: "agent", userName: "jane", hostName: "login1", workDir: "/w" },
    run: ({ words: [program = "", option = ""] }: { words: readonly string[] }) => {
      asked.push(program);
      const said = wellAnswers[`${program} ${option}`] ?? "";
      return Promise.resolve({ exitCode: 0, stdout: said, stderr: "", ...(program === "sacctmgr" ? accounts : {}) });
    },
  } as unknown as CommandChannel;
  const environment = { config: { workDir: "/w" }, resources, nodeSetup: {} } as unknown as ComputeEnvironment;
  const result = await checkScheduler({ channel, environment, scheduler: slurmScheduler });
  return { cure: undefined, ...result, asked };
}

test("an account that the cluster does not name is a warning, and fails nothing", async () => {
  const { status, summary, cure } = await check({ account: "typo" }, { stdout: "ab12|normal\ncd34|normal\n" });

  expect({ status, summary, cure }).toEqual({
    status: "warning",
    summary: expect.stringContaining("account typo is not among those that jane may book on: ab12, cd34") as string,
    cure: "Choose one of them in the settings of the head job, unless you know that typo is taken.",
  });
});

test.each([
  ["a known account", { stdout: "ab12|normal\n" }],
  ["a cluster without accounting", { exitCode: 1, stderr: "You are not running a supported accounting storage plugin\n" }],
  ["a question without an answer", { exitCode: 1, stderr: "sacctmgr: error: no way\n" }],
])("%s is no reason for a word", async (_, accounts) => {
  const { status, summary } = await check({ account: "ab12" }, accounts);

  expect(status).toBe("passed");
  expect(summary).not.toContain("account");
});

test("without an account in the environment the cluster is not asked for any", async () => {
  const { status, asked } = await check({}, {});

  expect(status).toBe("passed");
  expect(asked).not.toContain("sacctmgr");
});

const queues = "Queue: workq\n    queue_type = Execution\n    enabled = True\n    started = True\n\n";

/** A PBS that is well, and tells this version. */
function checkPbs(kind: "pbs" | "torque", version: string, config: object) {
  const said: Readonly<Record<string, string>> = { "--version": version, "-Q": queues };
  const channel = {
    run: ({ words: [, option = ""] }: { words: readonly string[] }) =>
      Promise.resolve({ exitCode: 0, stdout: said[option] ?? "", stderr: "" }),
  } as unknown as CommandChannel;
  const environment = {
    config: { workDir: "/w", ...config },
    resources: { memoryMb: 4096 },
    nodeSetup: {},
  } as unknown as ComputeEnvironment;
  return checkScheduler({ channel, environment, scheduler: schedulerOfKind(kind) });
}

test.each([
  ["-l select=1:mem=9gb", "warning", "in the place of the memory of the settings"],
  ["-l place=excl", "passed", "PBS Pro 22.05.11; workq."],
])("with %s in the options of the head job PBS is %s", async (headJobOptions, status, text) => {
  const result = await checkPbs("pbs", "pbs_version = 22.05.11\n", { headJobOptions });

  expect(result).toMatchObject({ status, summary: expect.stringContaining(text) as string });
});

test.each([
  ["pbs", "Version: 6.1.3\n", "warning", /takes it for PBS Pro/, /is Torque” on/, true],
  ["torque", "pbs_version = 22.05.11\n", "warning", /takes it for Torque/, /is Torque” off/, false],
  ["torque", "Version: 6.1.3\n", "passed", /^Torque 6\.1\.3; workq\.$/, /^$/, undefined],
] as const)("an environment of %s where %j answers is %s", async (kind, version, status, summary, cure, proposed) => {
  const result = await checkPbs(kind, version, {});

  expect({ cure: "", ...result }).toMatchObject({
    status,
    ...(proposed === undefined ? {} : { proposals: [{ kind: "pbs-dialect", config: { isTorque: proposed } }] }),
    summary: expect.stringMatching(summary) as string,
    cure: expect.stringMatching(cure) as string,
  });
});

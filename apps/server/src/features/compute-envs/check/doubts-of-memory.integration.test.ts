import { AppError } from "@postern/domain";
import { SystemClock } from "@postern/runtime";
import { schedulerOfKind } from "@postern/schedulers";
import { startLoginNode } from "@postern/testing";
import type { LoginNode } from "@postern/testing";
import { openLocalChannel } from "@postern/transport/local";
import type { LocalChannel } from "@postern/transport/local";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ComputeEnvironment, EnvironmentConfig } from "../environment.ts";
import type { CheckContext } from "./check-context.ts";
import { doubtsOfMemory } from "./doubts-of-memory.ts";

// Its limits are in GB and those of a process; it reserves memory for each processor.
let node: LoginNode;
let channel: LocalChannel;

beforeAll(async () => {
  node = await startLoginNode("lsf");
  channel = await openLocalChannel({ workDir: node.dir, env: node.env, clock: new SystemClock() });
});
afterAll(async () => {
  await channel[Symbol.asyncDispose]();
  await node.stop();
});

const doubts = (config: Partial<EnvironmentConfig>, run: CheckContext["channel"]["run"] = (command) => channel.run(command)) =>
  doubtsOfMemory({
    channel: { run } as unknown as CheckContext["channel"],
    environment: { config: { workDir: "/w", ...config }, nodeSetup: {} } as unknown as ComputeEnvironment,
    scheduler: schedulerOfKind("lsf"),
  });

test.each([
  ["all as it is", { unitForLimits: "gb", perTaskReserve: true }, []],
  ["nothing said of the unit and of limits", { unitForLimits: "", perTaskReserve: true, perJobMemLimit: false }, []],
  ["another unit", { unitForLimits: "MB", perTaskReserve: true }, [/MB in the environment.*LSF_UNIT_FOR_LIMITS is GB/]],
  ["limits of a job", { perJobMemLimit: true, perTaskReserve: true }, [/LSB_JOB_MEMLIMIT is off/]],
  ["no reservation for each processor", {}, [/RESOURCE_RESERVE_PER_TASK is on.*too much/]],
])("with %s in the environment, a real bash and the commands of LSF say what the site says otherwise", async (_, config, expected) => {
  const found = await doubts(config);

  expect(found).toEqual(expected.map((text) => expect.stringMatching(text) as string));
});

test("lsf.conf is looked for where the pre-run script says", async () => {
  const elsewhere = { unitForLimits: "MB", perTaskReserve: true, preRunScript: "export LSF_ENVDIR=/nowhere" };

  expect(await doubts(elsewhere)).toEqual([expect.stringContaining("lsf.conf cannot be read")]);
  expect(await doubts({ ...elsewhere, unitForLimits: "KB" })).toEqual([]);
});

test("an agent that may start neither, and one of an older version, say nothing; other trouble comes through", async () => {
  const refusing = () => Promise.reject(new AppError("agent.refused", 'The agent may not start "bash".'));
  const gone = () => Promise.reject(new AppError("agent.gone", "The agent went away."));

  expect(await doubts({ unitForLimits: "MB", perJobMemLimit: true }, refusing)).toEqual([]);
  await expect(doubts({}, gone)).rejects.toMatchObject({ code: "agent.gone" });
});

test("other schedulers are asked nothing", async () => {
  const never = () => Promise.reject(new TypeError("asked"));
  const context = { channel: { run: never }, environment: { config: { workDir: "/w" } }, scheduler: schedulerOfKind("slurm") };

  expect(await doubtsOfMemory(context as unknown as CheckContext)).toEqual([]);
});

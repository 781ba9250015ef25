import { toSchedulerJobId } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import { expect, test } from "vitest";

import { slurmScheduler } from "./slurm-scheduler.ts";

const job = toSchedulerJobId("12");
const { askAccounts, askQueues, askStart } = slurmScheduler.site;
const answer = (stdout: string): CommandResult => ({ exitCode: 0, stdout, stderr: "" });
const failure = (stderr: string): CommandResult => ({ exitCode: 1, stdout: "", stderr });
const unclear = expect.objectContaining({ code: "scheduler.unclear" }) as Error;

test("partitions come with their limits, and the largest of their nodes counts", () => {
  const main = "main*|postern|up|2-00:00:00";
  const stdout = `banner\n${main}|64000|32|1:00:00|40\n${main}|128000+|64+|1:00:00|2\nold|postern|drain|infinite|1|1|n/a|1\n`;

  expect(askQueues()?.read(answer(stdout))).toEqual([
    {
      ...{ name: "main", isOpen: true, isDefault: true, maxWallTimeSeconds: 172_800, maxMemoryMb: 128_000, maxCpus: 64 },
      ...{ defaultWallTimeSeconds: 3600, nodes: 42 },
    },
    { name: "old", isOpen: false, maxMemoryMb: 1, maxCpus: 1, nodes: 1 },
  ]);
  expect(() => askQueues()?.read(failure("slurm_load_partitions: Unable to contact slurm controller"))).toThrow(unclear);
});

test("accounts come with the qualities of service of all their associations", () => {
  const accounts = askAccounts("jane");

  expect(accounts?.command.words).toContain("user=jane");
  expect(accounts?.read(answer("Welcome!\nab12|normal,long\ncd34|\nab12|short\n"))).toEqual([
    { name: "ab12", qualities: ["normal", "long", "short"] },
    { name: "cd34", qualities: [] },
  ]);
});

test("a site without accounting has no accounts to choose from, and one that does not answer says nothing", () => {
  const none = "You are not running a supported accounting_storage plugin\nOnly 'accounting_storage/slurmdbd' is supported.\n";

  expect(askAccounts("jane")?.read(failure(none))).toEqual([]);
  expect(() => askAccounts("jane")?.read(failure("sacctmgr: error: Connection refused"))).toThrow(unclear);
});

test("a start is told as Slurm tells it, or not at all", () => {
  expect(askStart(job)?.read(answer("11|postern|2026-01-01T00:00:00\n12|postern|2026-11-29T04:00:00\n"))).toBe("2026-11-29T04:00:00");
  expect(askStart(job)?.read(answer("12|postern|N/A\n"))).toBeUndefined();
  expect(() => askStart(job)?.read(failure("down"))).toThrow(unclear);
});

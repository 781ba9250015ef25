import type { CommandResult } from "@postern/domain";
import { expect, test } from "vitest";

import { renderProbes } from "./probes.ts";

const answer = (more: Partial<CommandResult>): CommandResult => ({ exitCode: 0, stdout: "", stderr: "", ...more });

function judge(index: number, result: CommandResult, queue = "long"): unknown {
  return renderProbes(queue)[index]?.judge(result);
}

test("the version is shown, and an old one refused", () => {
  expect(judge(0, answer({ stdout: "hello\nslurm-wlm 22.05.8\n" }))).toEqual({ summary: "Slurm 22.05.8" });
  expect(judge(0, answer({ stdout: "slurm 24.11.0-1\n" }))).toEqual({ summary: "Slurm 24.11.0-1" });
  expect(judge(0, answer({ stdout: "slurm 20.11.9\n" }))).toMatchObject({ problem: "Slurm 20.11.9 is too old." });
  expect(judge(0, answer({ exitCode: 127, stderr: "sinfo: not found" }))).toMatchObject({
    problem: expect.stringContaining("not found") as unknown,
  });
});

test("one living controller is enough", () => {
  const backup = "Slurmctld(primary) at a is DOWN\nSlurmctld(backup) at b is UP\n";

  expect(judge(1, answer({ exitCode: 1, stdout: backup }))).toEqual({ summary: "backup controller on b answers" });
  expect(judge(1, answer({ exitCode: 1, stdout: "Slurmctld(primary) at a is DOWN\n" }))).toHaveProperty("problem");
});

test("the partition must exist and be up", () => {
  const partitions = answer({ stdout: "motd\nshort|postern|up\nlong|postern|up\nold|postern|down\n" });

  expect(judge(2, partitions)).toEqual({ summary: "long is up" });
  expect(judge(2, partitions, "short,long")).toEqual({ summary: "short,long is up" });
  expect(judge(2, partitions, "old")).toMatchObject({ problem: "Partition old is down." });
  expect(judge(2, partitions, "lnog")).toEqual({ problem: "Slurm has no partition lnog.", cure: "Choose one of: short, long, old." });
  expect(judge(2, answer({ exitCode: 1, stderr: "slurm_load_partitions: Unable to contact" }))).toHaveProperty("problem");
  expect(renderProbes(undefined)[2]?.judge(partitions)).toEqual({ summary: "short, long, old" });
});

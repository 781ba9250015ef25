import { expect, test } from "vitest";

import { leftOutByOptions } from "./left-out-by-options.ts";
import { splitOptionWords } from "./option-words.ts";
import type { SchedulerKind } from "./scheduler.ts";

const resources = { account: "ab12", wallTimeSeconds: 3600, memoryMb: 4096, cpus: 2, constraint: "ssd" };

test.each<[SchedulerKind, string, readonly string[]]>([
  ["pbs", "", []],
  ["pbs", "-l place=excl -W umask=022", []],
  ["pbs", "-l select=1:ncpus=8:mem=9gb", ["memoryMb", "cpus", "constraint"]],
  ["pbs", "-l ncpus=8,mem=9gb,walltime=1:00:00", ["wallTimeSeconds", "memoryMb", "cpus", "constraint"]],
  ["torque", "-l nodes=2:ppn=8", ["cpus", "constraint"]],
  ["torque", "-L tasks=1:lprocs=8:memory=9gb -l walltime=1:00", ["wallTimeSeconds", "memoryMb", "cpus", "constraint"]],
  ["moab", "-l pmem=2gb", ["memoryMb"]],
  // They are asked for both, and take the last.
  ["slurm", "--mem=8G -t 60", []],
  ["lsf", "-M 8GB -W 60", []],
  ["grid-engine", "-l h_vmem=8G", []],
  ["local", "", []],
  ["pbs", "-N mine -l select=1", []],
])("%s with %s leaves out %j of what an environment asks for", (kind, options, expected) => {
  expect(leftOutByOptions(kind, kind === "local" ? {} : resources, splitOptionWords(options))).toEqual(expected);
});

test("what stands alone in its form is left out with it", () => {
  expect(leftOutByOptions("pbs", { memoryMb: 4096 }, ["-l", "select=1"])).toEqual(["memoryMb"]);
});

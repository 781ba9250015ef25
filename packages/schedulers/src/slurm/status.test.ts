import { toSchedulerJobId } from "@postern/domain";
import type { CommandResult, JobSighting } from "@postern/domain";
import { describe, expect, test } from "vitest";

import { parseFinal } from "./final.ts";
import { parseStatus, renderStatus } from "./status.ts";

const jobs = ["1", "2", "3"].map(toSchedulerJobId);
const answer = (more: Partial<CommandResult>): CommandResult => ({ exitCode: 0, stdout: "", stderr: "", ...more });
const sightings = (result: CommandResult, ids = jobs): readonly JobSighting[] => [...parseStatus(result, ids).values()];
const one = (fields: string): JobSighting | undefined => sightings(answer({ stdout: `1|postern|${fields}\n` }), jobs.slice(0, 1))[0];

test("many jobs are one question, which includes ended ones", () => {
  const { words } = renderStatus(jobs);

  expect(words.slice(0, 6)).toEqual(["squeue", "-h", "-t", "all", "-j", "1,2,3"]);
});

describe("parseStatus", () => {
  test("each job gets its own sighting; one that is not listed is absent", () => {
    const stdout = "Dear users: node 3|postern went down\n1|postern|RUNNING|0|None\n3|postern|PENDING|0|Priority\nbye\n";

    expect(sightings(answer({ stdout }))).toEqual([{ seen: "running" }, { seen: "absent" }, { seen: "queued", reason: "Priority" }]);
  });

  test.each([
    ["COMPLETED|0|None", 0, ""],
    ["FAILED|1792|NonZeroExitCode", 7, "FAILED (NonZeroExitCode)"],
    ["FAILED|7:0|NonZeroExitCode", 7, "FAILED (NonZeroExitCode)"],
    ["FAILED|9|RaisedSignal:9(Killed)", 137, "FAILED (RaisedSignal:9(Killed))"],
    ["FAILED|139|None", 139, "FAILED"],
    ["FAILED|4021|JobLaunchFailure", 1, "FAILED (JobLaunchFailure)"],
    ["FAILED||None", 1, "FAILED"],
  ])("%s has ended by itself with %i", (fields, exitCode, reason) => {
    expect(one(fields)).toEqual({ seen: "ended", exitCode, reason });
  });

  test.each([
    ["CANCELLED|15|None", 143, "CANCELLED", {}],
    ["CANCELLED|0|JobHeldUser", 143, "CANCELLED (JobHeldUser)", {}],
    ["TIMEOUT|0|TimeLimit", 143, "TIMEOUT (TimeLimit)", { because: "time" }],
    ["OUT_OF_MEMORY|125|OutOfMemory", 137, "OUT_OF_MEMORY (OutOfMemory)", { because: "memory" }],
    ["NODE_FAIL|0|None", 137, "NODE_FAIL", { because: "node" }],
  ])("%s was ended by Slurm, which counts as %i", (fields, exitCode, reason, because) => {
    expect(one(fields)).toEqual({ seen: "ended", exitCode, reason, isForced: true, ...because });
  });

  // Slurm 22.05.8 with task/cgroup, whose tests would need control groups of a machine's own.
  test("a job over the memory of its control group, recorded from a real Slurm: squeue and scontrol say the same", () => {
    const fromController =
      "JobId=1 JobName=oom.sh\n   JobState=OUT_OF_MEMORY Reason=OutOfMemory Dependency=(null)\n   Requeue=0 Restarts=0 BatchFlag=1 Reboot=0 ExitCode=0:125\n";
    const told = { seen: "ended", exitCode: 137, reason: "OUT_OF_MEMORY (OutOfMemory)", isForced: true, because: "memory" };

    expect(one("OUT_OF_MEMORY|253|OutOfMemory")).toEqual(told);
    expect(parseFinal([answer({ stdout: fromController })], toSchedulerJobId("1"))).toEqual(told);
  });

  test.each(["RUNNING|0|None", "COMPLETING|0|None", "SUSPENDED|0|None", "STAGE_OUT|0|None"])("%s still runs", (fields) => {
    expect(one(fields)).toEqual({ seen: "running" });
  });

  test("a waiting job gives its reason, and its state where that says more", () => {
    expect(one("PENDING|0|None")).toEqual({ seen: "queued", reason: "" });
    expect(one("PENDING|0|ReqNodeNotAvail, UnavailableNodes:n[1|2]")).toMatchObject({ reason: "ReqNodeNotAvail, UnavailableNodes:n[1|2]" });
    expect(one("CONFIGURING|0|None")).toEqual({ seen: "queued", reason: "CONFIGURING" });
  });

  test("a state that nobody here knows says nothing, and names the word", () => {
    expect(one("TELEPORTED|0|None")).toMatchObject({ seen: "nothing", reason: expect.stringContaining("TELEPORTED") as unknown });
    expect(one("REVOKED|0|None")).toMatchObject({ seen: "nothing" });
  });

  test("a failed question says nothing about any job", () => {
    const stderr = "slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n";

    const seen = sightings(answer({ exitCode: 1, stderr }));

    expect(seen).toEqual(jobs.map(() => ({ seen: "nothing", reason: stderr.trim() })));
  });

  test("a cut answer proves no absence", () => {
    const seen = sightings(answer({ stdout: "1|postern|RUNNING|0|None\n2|pos", isCut: true }));

    expect(seen.map((sighting) => sighting.seen)).toEqual(["running", "nothing", "nothing"]);
  });

  test("an unknown id asked for alone is absent; the same error about many says nothing", () => {
    const unknown = answer({ exitCode: 1, stderr: "slurm_load_jobs error: Invalid job id specified\n" });

    expect(sightings(unknown, jobs.slice(0, 1))).toEqual([{ seen: "absent" }]);
    expect(sightings(unknown).map((sighting) => sighting.seen)).toEqual(["nothing", "nothing", "nothing"]);
  });
});

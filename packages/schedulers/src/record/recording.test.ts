import { toSchedulerJobId } from "@postern/domain";
import { expect, test } from "vitest";

import { readListedJobs, renderAllJobs, renderJobReadings, renderOwnJobs, renderSiteReadings } from "./readings.ts";
import type { RecordedKind } from "./readings.ts";
import { readRecording, writeRecording } from "./recording.ts";

const kinds: readonly RecordedKind[] = ["slurm", "pbs", "torque", "lsf", "grid-engine", "moab"];
const writers = /^(s|q|m|b)?(sub|batch|del|kill|cancel|alter|mod|hold|rls|run|signal|resume|suspend|update|requeue|mjobctl)$/;

test.each(kinds)("a recording of %s changes nothing and asks about the site and its own jobs", (kind) => {
  const jobs = [toSchedulerJobId("7")];
  const readings = [...renderSiteReadings(kind, "ada"), renderOwnJobs(kind, "ada"), renderAllJobs(kind), ...renderJobReadings(kind, jobs)];

  // `bsub -V` prints the version.
  const asking = readings.map(({ command }) => command.words).filter(([, option]) => option !== "-V");
  for (const [program] of asking) expect(program).not.toMatch(writers);
  expect(new Set(readings.map(({ name }) => name)).size).toBeGreaterThan(2);
});

test.each([
  ["slurm", "1042 RUNNING\n7 PENDING\nhello 8 x\n", ["1042", "7"]],
  ["pbs", "Welcome\n12.srv\n13[].srv\n", ["12.srv", "13[].srv"]],
  ["lsf", "12|RUN\n 13|PEND\n", ["12", "13"]],
  ["grid-engine", "<job_list><JB_job_number>12</JB_job_number></job_list>", ["12"]],
  ["moab", '<job JobID="Moab.12"/><job JobID="13"/>', ["Moab.12", "13"]],
] as const)("of %s the ids of listed jobs are read", (kind, stdout, ids) => {
  expect(readListedJobs(kind, stdout)).toEqual(ids);
});

test("of the jobs of others only the status is asked", () => {
  const asked = renderJobReadings("slurm", [toSchedulerJobId("7")], [toSchedulerJobId("8"), toSchedulerJobId("9")]);

  const words = asked.map(({ command }) => command.words);
  expect(words.find(([program]) => program === "squeue")).toContain("7,8,9");
  expect(words.filter(([program]) => program !== "squeue").every((one) => one.includes("7"))).toBe(true);
});

test("what was written is read again, and anything else is refused by name", () => {
  const readings = [
    { name: "squeue.status", words: ["squeue", "-h"], exitCode: 0, stdout: "a\n\u0000b", stderr: "", isCut: true as const },
  ];
  expect(readRecording(writeRecording("slurm", readings))).toEqual({ form: "postern-recording/1", scheduler: "slurm", readings });

  const whole = writeRecording("slurm", readings);
  const damaged = [
    "",
    "[]",
    "{}",
    whole.replace("recording/1", "recording/2"),
    whole.replace('"slurm"', '"local"'),
    whole.replace('"exitCode": 0', '"exitCode": "0"'),
  ];
  for (const text of damaged) expect(() => readRecording(text)).toThrow(expect.objectContaining({ code: "request.invalid" }));
});

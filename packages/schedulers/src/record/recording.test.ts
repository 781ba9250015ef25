import { expect, test } from "vitest";

import { readOwnJobs, renderJobReadings, renderOwnJobs, renderSiteReadings } from "./readings.ts";
import type { RecordedKind } from "./readings.ts";
import { readRecording, writeRecording } from "./recording.ts";

const kinds: readonly RecordedKind[] = ["slurm", "pbs", "torque", "lsf", "grid-engine", "moab"];
const writers = /^(s|q|m|b)?(sub|batch|del|kill|cancel|alter|mod|hold|rls|run|signal|resume|suspend|update|requeue|mjobctl)$/;

test.each(kinds)("a recording of %s changes nothing and asks about the site and its own jobs", (kind) => {
  const jobs = readOwnJobs(kind, "7 R\n");
  const readings = [...renderSiteReadings(kind, "ada"), renderOwnJobs(kind, "ada"), ...renderJobReadings(kind, jobs)];

  // `bsub -V` prints the version.
  const asking = readings.map(({ command }) => command.words).filter(([, option]) => option !== "-V");
  for (const [program] of asking) expect(program).not.toMatch(writers);
  expect(new Set(readings.map(({ name }) => name)).size).toBeGreaterThan(2);
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

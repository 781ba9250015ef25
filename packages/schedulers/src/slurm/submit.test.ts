import type { CommandResult } from "@postern/domain";
import { describe, expect, test } from "vitest";

import type { JobRequest } from "../scheduler.ts";
import { parseSubmit, renderSubmit } from "./submit.ts";

const job: JobRequest = {
  name: "nf-workflow-1",
  scriptPath: "/work/run/nf-1.launcher.sh",
  workDir: "/work/run",
  outputPath: "/work/run/nf-1.log",
  extraOptions: [],
};
const answer = (more: Partial<CommandResult>): CommandResult => ({ exitCode: 0, stdout: "", stderr: "", ...more });
const failure = (stderr: string, exitCode = 1): CommandResult => answer({ exitCode, stderr });

describe("renderSubmit", () => {
  test("name, folder, output and queue are options; the script comes last", () => {
    const { words } = renderSubmit({ ...job, queue: "long", extraOptions: ["--mem=8G"] });

    expect(words).toEqual([
      ...["sbatch", "--parsable", "--no-requeue", "-J", "nf-workflow-1", "-D", "/work/run", "-o", "/work/run/nf-1.log"],
      ...["-p", "long", "--mem=8G", "/work/run/nf-1.launcher.sh"],
    ]);
  });

  test("account, time, memory, processors, constraint and notice are asked for, and the user's options come after them", () => {
    const resources = {
      account: "ab12",
      qos: "long",
      wallTimeSeconds: 90_000,
      memoryMb: 4096,
      cpus: 2,
      constraint: "ssd",
      noticeSeconds: 120,
    };
    const { words } = renderSubmit({ ...job, resources, extraOptions: ["-A", "other"] });

    expect(words.slice(words.indexOf("-A"))).toEqual([
      ...[
        "-A",
        "ab12",
        "-q",
        "long",
        "-t",
        "25:00:00",
        "--mem=4096M",
        "-c",
        "2",
        "-C",
        "ssd",
        "--signal=B:USR2@120",
        "-A",
        "other",
        job.scriptPath,
      ],
    ]);
  });

  test.each([
    ["a name with a line end", { name: "nf\n#SBATCH" }],
    ["a queue with a control character", { queue: "long\u0007" }],
  ])("%s is refused before anything is asked", (_, wrong) => {
    expect(() => renderSubmit({ ...job, ...wrong })).toThrow(expect.objectContaining({ code: "scheduler.rejected" }));
  });

  test("an option that would break the run is refused before anything is asked", () => {
    expect(() => renderSubmit({ ...job, extraOptions: ["--array=1-3"] })).toThrow(expect.objectContaining({ code: "scheduler.rejected" }));
  });
});

describe("parseSubmit", () => {
  test.each([
    ["a bare id", "123\n"],
    ["an id between banners", "Welcome to node 7!\n\n123\nMaintenance on 24.12.\n"],
    ["an id with a carriage return", "123\r\n"],
  ])("%s is read", (_, stdout) => {
    expect(parseSubmit(answer({ stdout }))).toBe("123");
  });

  test.each([
    [
      "an unknown partition",
      "sbatch: error: invalid partition specified: x\nsbatch: error: Batch job submission failed: Invalid partition name specified\n",
      1,
    ],
    ["too much memory", "sbatch: error: Memory specification can not be satisfied\n", 1],
    ["an unknown option", "sbatch: unrecognized option '--foo'\nTry \"sbatch --help\" for more information\n", 255],
    [
      "a policy of the site",
      "sbatch: error: QOSMaxSubmitJobPerUserLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy\n",
      1,
    ],
  ])("%s is a refusal", (_, stderr, exitCode) => {
    expect(() => parseSubmit(failure(stderr, exitCode))).toThrow(expect.objectContaining({ code: "scheduler.rejected" }));
  });

  test("a refusal is told in Slurm's own words", () => {
    const stderr =
      "sbatch: error: invalid partition specified: x\nsbatch: error: Batch job submission failed: Invalid partition name specified\n";
    const message = "Slurm refused the job: invalid partition specified: x. Batch job submission failed: Invalid partition name specified.";

    expect(() => parseSubmit(failure(stderr))).toThrow(expect.objectContaining({ message }));
  });

  test.each([
    ["a lost answer", failure("sbatch: error: Batch job submission failed: Socket timed out on send/recv operation\n")],
    ["an empty answer", failure("sbatch: error: Batch job submission failed: Zero Bytes were transmitted or received\n")],
    [
      "a controller out of reach",
      failure("sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)\n"),
    ],
    ["success without an id", answer({ stdout: "done\n" })],
    ["a number that was cut", answer({ stdout: "47" })],
    ["two numbers", answer({ stdout: "4711\n123\n" })],
    ["an id with a bad exit code", answer({ exitCode: 1, stdout: "123\n", stderr: "sbatch: error: something\n" })],
    ["a command that was killed", failure("sbatch: error: interrupted\n", 143)],
    ["silence", failure("")],
  ])("%s is unclear, never a refusal", (_, result) => {
    expect(() => parseSubmit(result)).toThrow(expect.objectContaining({ code: "scheduler.unclear" }));
  });
});

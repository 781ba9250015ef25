import { failed, said, valueOf } from "./answer.ts";
import type { Answer, Call, Commands } from "./answer.ts";
import type { FakeJob, QueueModel } from "./queue-model.ts";
import { cancelJob, exitOf, takeJob } from "./submit.ts";

/** The commands of LSF 10.1. */
export const lsfCommands: Commands = { bsub, bjobs, bhist, bkill, bqueues, bparams };

const trouble = 255;

function bsub({ words, workDir, stdin }: Call, model: QueueModel): Answer {
  if (words.includes("-V"))
    return failed(
      0,
      "IBM Spectrum LSF 10.1.0.13, Apr 15 2022\nCopyright International Business Machines Corp.\n\n  binary type: linux3.10-glibc2.17-x86_64\n",
    );
  const asked = valueOf(words, "-q");
  const queue = asked ?? model.queues[0] ?? "";
  if (!model.queues.includes(queue)) return failed(trouble, `${queue}: No such queue. Job not submitted.\n`);
  if (stdin.trim() === "") return failed(trouble, "No command is specified. Job not submitted.\n");
  const { job, start } = takeJob(model, {
    name: valueOf(words, "-J") ?? "",
    queue,
    workDir: valueOf(words, "-cwd") ?? workDir,
    outputPath: valueOf(words, "-oo") ?? "/dev/null",
    script: { text: stdin },
    isHeld: words.includes("-H"),
  });
  return { ...said(`Job <${String(job.number)}> is submitted to ${asked === undefined ? "default " : ""}queue <${queue}>.\n`), start };
}

/** Knows the formats that are asked for; there is no table here. */
function bjobs({ words }: Call, model: QueueModel): Answer {
  const known = model.jobs.filter((job) => job.forgottenBy === undefined);
  const name = valueOf(words, "-J");
  if (name !== undefined) {
    const found = known.filter((job) => job.name === name && job.state !== "ended");
    if (found.length === 0) return failed(trouble, `Job <${name}> is not found\n`);
    return said(found.map((job) => `${String(job.number)}|${stateOf(job)}|${job.name}\n`).join(""));
  }
  const asked = words.filter((word) => /^\d+$/.test(word));
  if (asked.length === 0)
    return said(known.flatMap((job) => (job.state === "ended" ? [] : [`${String(job.number)}|${stateOf(job)}\n`])).join(""));
  const rows = asked.map((id) => ({ id, job: known.find((job) => String(job.number) === id) }));
  const missing = rows.flatMap(({ id, job }) => (job === undefined ? [`Job <${id}> is not found\n`] : []));
  return {
    exitCode: missing.length === 0 ? 0 : trouble,
    stdout: rows.map(({ job }) => (job === undefined ? "" : row(job))).join(""),
    stderr: missing.join(""),
  };
}

function row(job: FakeJob): string {
  const exit = job.state === "ended" ? exitOf(job) : undefined;
  const why = job.isCancelled === true && job.state === "ended" ? "TERM_OWNER: job killed by owner" : "-";
  const pending =
    job.state === "held"
      ? "The job was suspended by the user while pending;"
      : job.state === "queued"
        ? "New job is waiting for scheduling;"
        : "-";
  return `${String(job.number)}|${stateOf(job)}|${exit === undefined || exit === 0 ? "-" : String(exit)}|${why}|${pending}\n`;
}

function bhist({ words }: Call, model: QueueModel): Answer {
  const id = words.at(-1) ?? "";
  const job = model.jobs.find(({ number, forgottenBy }) => String(number) === id && forgottenBy !== "all");
  if (job === undefined) return failed(trouble, "No matching job found\n");
  const head = `\nJob <${id}>, Job Name <${job.name}>, User <jane>, Project <default>, Command <#!/bin/bash>\n`;
  return said(
    `${fold(`${head}Mon Nov 23 10:00:00: Submitted from host <login1>, to Queue <${job.queue}>, CWD <${job.workDir}>;\n${endOf(job)}`)}\n`,
  );
}

function endOf(job: FakeJob): string {
  if (job.state !== "ended") return "";
  const code = exitOf(job) ?? trouble;
  if (code === 0) return "Mon Nov 23 10:01:00: Done successfully. The CPU time used is 0.1 seconds;\n";
  const why = job.isCancelled === true ? "; TERM_OWNER: job killed by owner" : "";
  const end = job.signal === undefined ? `with exit code ${String(code)}` : `by signal ${String(job.signal)}`;
  return `Mon Nov 23 10:01:00: Exited ${end}. The CPU time used is 0.1 seconds;\nMon Nov 23 10:01:00: Completed <exit>${why}.\n`;
}

/** After 79 letters, wherever that is. */
function fold(text: string): string {
  return text.replaceAll(/(.{79})(?=.)/g, `$1\n${" ".repeat(21)}`);
}

function bkill({ words }: Call, model: QueueModel): Answer {
  const id = words.at(-1) ?? "";
  const job = model.jobs.find(({ number, forgottenBy }) => String(number) === id && forgottenBy === undefined);
  if (job === undefined) return failed(trouble, `Job <${id}>: No matching job found\n`);
  if (job.state === "ended") return failed(trouble, `Job <${id}>: Job has already finished\n`);
  return { ...said(`Job <${id}> is being terminated\n`), ...cancelJob(job) };
}

function bqueues(_: Call, model: QueueModel): Answer {
  const record = (name: string, index: number): string =>
    `QUEUE: ${name}\n  -- For jobs of every kind.${index === 0 ? "  This is the default queue." : ""}\n\n` +
    "PARAMETERS/STATISTICS\nPRIO NICE STATUS          MAX JL/U JL/P JL/H NJOBS  PEND   RUN SSUSP USUSP  RSV PJOBS\n" +
    " 30    0  Open:Active       -    -    -    -     0     0     0     0     0    0     0\n\n" +
    "MAXIMUM LIMITS:\n RUNLIMIT\n 2880.0 min of login1\n\nSCHEDULING POLICIES:  FAIRSHARE\n\n";
  return said(model.queues.map(record).join(`${"-".repeat(79)}\n\n`));
}

function bparams({ words }: Call): Answer {
  return said(`DEFAULT_QUEUE = normal\n${words.includes("-a") ? "RESOURCE_RESERVE_PER_TASK = Y\nMAX_JOB_ARRAY_SIZE = 1000\n" : ""}`);
}

function stateOf(job: FakeJob): string {
  if (job.state === "ended") return exitOf(job) === 0 ? "DONE" : "EXIT";
  return { queued: "PEND", held: "PSUSP", running: "RUN" }[job.state];
}

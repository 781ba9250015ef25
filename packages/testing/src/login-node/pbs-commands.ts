import { failed, said, valueOf } from "./answer.ts";
import type { Answer, Call, Commands } from "./answer.ts";
import type { FakeJob, QueueModel } from "./queue-model.ts";
import { cancelJob, takeJob } from "./submit.ts";

/** The commands of PBS Pro 2022.1 and Torque 6.1. */
export const pbsCommands: Commands = { qsub, qstat, qselect, qdel };

const unknownJob = 153;
const finishedJob = 35;
const unknownQueue = 170;
const usageError = 2;
const unknownResource = 189;

function qsub({ words, workDir }: Call, model: QueueModel): Answer {
  const problem = strangeTo(model.kind, words);
  if (problem !== undefined) return problem;
  const queue = valueOf(words, "-q") ?? model.queues[0] ?? "";
  if (!model.queues.includes(queue)) return failed(unknownQueue, "qsub: Unknown queue\n");
  const path = words.at(-1) ?? "";
  const name = valueOf(words, "-N") ?? "STDIN";
  if (name.length > 15) return failed(1, "qsub: illegal -N value\n");
  const outputPath = valueOf(words, "-o") ?? "/dev/null";
  const { job, start } = takeJob(model, {
    name,
    queue,
    workDir: valueOf(words, "-d") ?? workDir,
    outputPath,
    script: { path },
    isHeld: words.includes("-h"),
  });
  return { ...said(`${idOf(job, model)}\n`), start };
}

/** What one dialect says to the options of the other. */
function strangeTo(kind: QueueModel["kind"], words: readonly string[]): Answer | undefined {
  if (kind === "pbs")
    return words.includes("-d") ? failed(usageError, "qsub: invalid option -- 'd'\nusage: qsub [-a date_time] script\n") : undefined;
  if (words.includes("-P")) return failed(1, "qsub: Must be the super user to submit a proxy job\n");
  const isChunk = words.some((word) => word.startsWith("select="));
  return isChunk ? failed(unknownResource, "qsub: submit error (Unknown resource type  Resource_List.select)\n") : undefined;
}

function qstat(call: Call, model: QueueModel): Answer {
  const { words } = call;
  if (words.includes("--version")) return versionOf(model);
  if (words.includes("-Q")) return said(model.queues.map(queueRecord).join(""));
  const isHistory = words.includes("-x");
  const asked = words.filter((word) => /^\d/.test(word));
  const isXml = isHistory && model.kind === "torque";
  const answers = asked.map((id) => statOf(id, model, isHistory));
  const records = answers.map(({ stdout }) => stdout).join("");
  return {
    exitCode: answers.findLast(({ exitCode }) => exitCode !== 0)?.exitCode ?? 0,
    stdout: isXml && records !== "" ? `<Data>${records}</Data>\n` : records,
    stderr: answers.map(({ stderr }) => stderr).join(""),
  };
}

function statOf(id: string, model: QueueModel, isHistory: boolean): Answer {
  const isTorque = model.kind === "torque";
  const job = find(id, model);
  if (job === undefined || !remembers(job, isHistory && !isTorque)) {
    return failed(unknownJob, `qstat: Unknown Job Id${isTorque ? " Error" : ""} ${id}\n`);
  }
  if (isTorque) return said(isHistory ? xmlRecord(job, model) : record(job, model));
  if (job.state !== "ended" || isHistory) return said(record(job, model));
  return failed(finishedJob, `qstat: ${id} Job has finished, use -x or -H to obtain historical job information\n`);
}

function remembers({ forgottenBy }: FakeJob, isHistory: boolean): boolean {
  return forgottenBy === undefined || (forgottenBy === "queue" && isHistory);
}

/** A question with a letter that it does not know is refused: Torque's qselect has none for jobs that are suspended. */
function qselect({ words }: Call, model: QueueModel): Answer {
  const known = model.kind === "torque" ? /^[CEHQRTW]+$/ : /^[BEFHMQRSTUWX]+$/;
  if (!known.test(valueOf(words, "-s") ?? "Q"))
    return failed(usageError, "qselect: illegal -s value\nusage: qselect [-a [op]date_time] [-N name] [-s states]\n");
  // Of a user: there is one here.
  const name = valueOf(words, "-N");
  const found = model.jobs.filter(
    (job) => (name === undefined || job.name === name) && job.state !== "ended" && job.forgottenBy === undefined,
  );
  return said(found.map((job) => `${idOf(job, model)}\n`).join(""));
}

function qdel({ words }: Call, model: QueueModel): Answer {
  const id = words[0] ?? "";
  const job = find(id, model);
  if (job === undefined || job.forgottenBy !== undefined) return failed(unknownJob, `qdel: Unknown Job Id ${id}\n`);
  if (job.state !== "ended") return { ...said(""), ...cancelJob(job) };
  if (model.kind === "pbs") return failed(finishedJob, `qdel: Job has finished ${id}\n`);
  return failed(unknownQueue, `qdel: Request invalid for state of job MSG=invalid state for job - COMPLETE ${id}\n`);
}

function find(id: string, model: QueueModel): FakeJob | undefined {
  return model.jobs.find((job) => idOf(job, model) === id);
}

function idOf({ number }: FakeJob, { server }: QueueModel): string {
  return `${String(number)}.${server}`;
}

const letters = { queued: "Q", held: "H", running: "R" } as const;

function fieldsOf(job: FakeJob, model: QueueModel): readonly (readonly [string, string])[] {
  const state = job.state === "ended" ? (model.kind === "torque" ? "C" : "F") : letters[job.state];
  const exit = job.signal === undefined ? job.exitCode : 256 + job.signal;
  return [
    ["Job_Name", job.name],
    ["Job_Owner", `jane@login1.${model.server}`],
    ["job_state", state],
    ["queue", job.queue],
    ["Error_Path", `login1:${job.workDir}/a-rather-long-name-for-a-file-so-that-this-line-is-folded.e${String(job.number)}`],
    ["Hold_Types", job.state === "held" ? "u" : "n"],
    ...(job.state === "queued" ? ([["comment", "Not Running: Insufficient amount of resource: ncpus"]] as const) : []),
    ...(exit === undefined ? [] : ([[model.kind === "torque" ? "exit_status" : "Exit_status", String(exit)]] as const)),
  ];
}

/** Lines are folded after 78 letters, behind a tab; an empty line ends the record. */
function record(job: FakeJob, model: QueueModel): string {
  const lines = fieldsOf(job, model).map(([name, value]) => `    ${name} = ${value}`.replaceAll(/(.{78})(?=.)/g, "$1\n\t"));
  return `Job Id: ${idOf(job, model)}\n${lines.join("\n")}\n\n`;
}

function xmlRecord(job: FakeJob, model: QueueModel): string {
  const fields = fieldsOf(job, model).map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<Job><Job_Id>${idOf(job, model)}</Job_Id>${fields.join("")}</Job>`;
}

function queueRecord(name: string): string {
  return `Queue: ${name}\n    queue_type = Execution\n    total_jobs = 0\n    resources_max.walltime = 48:00:00\n    enabled = True\n    started = True\n\n`;
}

function versionOf({ kind }: QueueModel): Answer {
  return kind === "torque" ? failed(0, "Version: 6.1.3\nCommit: 787bb9aeb7\n") : said("pbs_version = 2022.1.1\n");
}

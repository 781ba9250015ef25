import { failed, said, valueOf } from "./answer.ts";
import type { Answer, Call, Commands } from "./answer.ts";
import type { FakeJob, QueueModel } from "./queue-model.ts";
import { cancelJob, takeJob } from "./submit.ts";

/** The commands of Moab 9.1. */
export const moabCommands: Commands = { msub, showq, checkjob, mjobctl, mdiag, showstart };

function msub({ words, workDir }: Call, model: QueueModel): Answer {
  const queue = valueOf(words, "-q") ?? model.queues[0] ?? "";
  if (!model.queues.includes(queue)) return failed(1, `ERROR:    class '${queue}' does not exist (see mdiag -c)\n`);
  const path = words.at(-1) ?? "";
  const outputPath = valueOf(words, "-o") ?? "/dev/null";
  const name = valueOf(words, "-N") ?? "STDIN";
  const { job, start } = takeJob(model, {
    name,
    queue,
    workDir: valueOf(words, "-d") ?? workDir,
    outputPath,
    script: { path },
    isHeld: words.includes("-h"),
  });
  return { ...said(words.includes("--xml") ? `<Data><job JobID="${idOf(job)}"/></Data>\n` : `\n${idOf(job)}\n`), start };
}

function showq({ words }: Call, model: QueueModel): Answer {
  if (words.includes("--version")) return failed(0, "moab client version 9.1.3 (revision 2018)\n");
  const user = /^user=(.*)$/.exec(valueOf(words, "-w") ?? "")?.[1];
  const known = model.jobs
    .filter((job) => job.forgottenBy === undefined)
    .map((job) => ({ ...job, owner: job.owner ?? model.owner }))
    .filter(({ owner }) => user === undefined || owner === user);
  const listed = words.includes("-c") ? ([["completed", "ended"]] as const) : liveLists;
  const parts = listed.map(([option, state]) => ({ option, jobs: known.filter((job) => job.state === state) }));
  if (!words.includes("--xml")) return said(plainTable(parts));
  const lists = parts.map(({ option, jobs }) => list(option, jobs));
  return said(`<Data><Object>queue</Object><cluster LocalActiveNodes="1" time="1795914500"/>${lists.join("")}</Data>\n`);
}

const liveLists = [
  ["active", "running"],
  ["eligible", "queued"],
  ["blocked", "held"],
] as const;

interface Part {
  readonly option: string;
  readonly jobs: readonly FakeJob[];
}

/** For people: the table of each list, and how many there are in all. */
function plainTable(parts: readonly Part[]): string {
  const tables = parts.map(({ option, jobs }) => {
    const rows = jobs.map(
      (job) => `${idOf(job).padEnd(18)} ${"jane".padStart(8)} ${stateOf(job).padStart(10)}     1  1:00:00  Sun Nov 29 01:08:20\n`,
    );
    const head = "JOBID              USERNAME      STATE PROCS     WCLIMIT            QUEUETIME\n";
    return `${`${option} jobs`.padEnd(35, "-")}\n${head}\n${rows.join("")}\n${String(jobs.length)} ${option} jobs\n\n`;
  });
  return `\n${tables.join("")}Total jobs:  ${String(parts.reduce((sum, { jobs }) => sum + jobs.length, 0))}\n\n`;
}

function list(option: string, jobs: readonly FakeJob[]): string {
  return `<queue count="${String(jobs.length)}" option="${option}">${jobs.map(jobElement).join("")}</queue>`;
}

function jobElement(job: FakeJob): string {
  const exit = job.signal === undefined ? job.exitCode : 256 + job.signal;
  const code = job.isCancelled === true ? "CNCLD" : String(exit ?? 0);
  const completion = job.state === "ended" ? ` CompletionCode="${code}"` : "";
  return `<job Class="${job.queue}"${completion} JobID="${idOf(job)}" JobName="${job.name}" State="${stateOf(job)}" User="${job.owner ?? "jane"}"/>`;
}

function checkjob({ words }: Call, model: QueueModel): Answer {
  const job = find(words.at(-1) ?? "", model);
  if (job === undefined || job.forgottenBy !== undefined) return failed(1, `ERROR:  invalid job specified (${words.at(-1) ?? ""})\n`);
  // It forgets what ended sooner than the list of what completed does.
  if (job.state === "ended") return failed(1, `ERROR:  invalid job specified (${idOf(job)})\n`);
  return said(`<Data>${jobElement(job)}</Data>\n`);
}

function mjobctl({ words }: Call, model: QueueModel): Answer {
  const job = find(words.at(-1) ?? "", model);
  if (job === undefined || job.state === "ended") return failed(1, `ERROR:  invalid job specified (${words.at(-1) ?? ""})\n`);
  return { ...said(`job '${idOf(job)}' cancelled\n`), ...cancelJob(job) };
}

function mdiag({ words }: Call, model: QueueModel): Answer {
  if (words.includes("-a")) return said('<Data><account ID="DEFAULT"/><account ID="ab12" QLIST="normal,long"/></Data>\n');
  const classes = model.queues.map((name) => `<class ID="${name}" MAX.WCLIMIT="2:00:00:00" STATE="Active"/>`);
  return said(`<Data><Object>class</Object><class ID="DEFAULT"/>${classes.join("")}</Data>\n`);
}

function showstart({ words }: Call, model: QueueModel): Answer {
  const job = find(words.at(-1) ?? "", model);
  if (job === undefined) return failed(1, `ERROR:  invalid job specified (${words.at(-1) ?? ""})\n`);
  return said(
    `job ${idOf(job)} requires 1 proc for 1:00:00\n\nEstimated Rsv based start in                 1:04:55 on Fri Jul 15 12:53:40\n`,
  );
}

function find(id: string, model: QueueModel): FakeJob | undefined {
  return model.jobs.find((job) => idOf(job) === id);
}

function idOf({ number }: FakeJob): string {
  return `Moab.${String(number)}`;
}

function stateOf(job: FakeJob): string {
  if (job.state === "ended") return job.isCancelled === true ? "Removed" : "Completed";
  return { queued: "Idle", held: "UserHold", running: "Running" }[job.state];
}

import { toSchedulerJobId } from "@postern/domain";
import type { CommandResult, SchedulerJobId } from "@postern/domain";
import { schedulerOfKind } from "@postern/schedulers";
import type { SchedulerKind } from "@postern/schedulers";
import type { Benchmark, Figure } from "./harness.ts";
import { microsecondsPerCall } from "./measure.ts";

const rowCount = 100_000;

/** How a scheduler answers a status question, in the words of those recordings that the tests of its adapter read. */
interface Form {
  readonly kind: SchedulerKind;
  readonly idOf: (number: number) => string;
  /** `index`: of the job in its question. */
  readonly row: (id: string, index: number) => string;
  readonly around?: readonly [string, string];
  /** What stands between two fields of a row. */
  readonly between: string;
}

const plain = String;
const forms: readonly Form[] = [
  { kind: "slurm", idOf: plain, row: (id) => `${id}|postern|RUNNING|0|None\n`, between: "|" },
  { kind: "pbs", idOf: (number) => `${String(number)}.pbs`, row: pbsRecord, between: " = " },
  { kind: "lsf", idOf: plain, row: (id) => `${id}|PEND|-|-|New job is waiting for scheduling\n`, between: "|" },
  {
    ...{ kind: "grid-engine", idOf: plain, row: gridEngineElement, between: ">" },
    around: ["<?xml version='1.0'?>\n<job_info>\n  <queue_info>\n", "  </queue_info>\n  <job_info>\n  </job_info>\n</job_info>\n"],
  },
  {
    ...{ kind: "moab", idOf: (number) => `Moab.${String(number)}`, row: moabElement, between: " " },
    around: ['<Data><Object>queue</Object><queue count="1" option="active">\n', "</queue></Data>\n"],
  },
  {
    kind: "local",
    idOf: plain,
    row: (_id, index) => `postern-local|${String(index)}|running\n`,
    between: "|",
    around: ["", "postern-local|end\n"],
  },
];

/** Reading what one hundred thousand jobs are said to be, in answers to questions as long as the scheduler takes them, against cutting the same texts. */
export const benchmark: Benchmark = {
  name: "parse",
  run: () => Promise.resolve(forms.map((form) => measure(form))),
};

function measure(form: Form): Figure {
  const scheduler = schedulerOfKind(form.kind);
  const size = Math.min(rowCount, scheduler.maxJobsPerQuestion);
  const answers = Array.from({ length: rowCount / size }, (_, number) => answerTo(form, { from: number * size + 1, size }));
  const read = () => answers.map(({ jobs, result }) => scheduler.parseStatus(result, jobs));
  refuseUnread(form.kind, read());
  const parse = microsecondsPerCall(read);
  const split = microsecondsPerCall(() => answers.map(({ result }) => result.stdout.split("\n").map((line) => line.split(form.between))));
  const shape = answers.length === 1 ? "one answer" : `answers of ${String(size)}`;
  return {
    ...{ name: `parse ${form.kind}, 100,000 jobs in ${shape}`, value: parse / 1000, unit: "ms" },
    compared: { name: "String.split", value: split / 1000 },
  };
}

interface Answer {
  readonly jobs: readonly SchedulerJobId[];
  readonly result: CommandResult;
}

function answerTo({ idOf, row, around = ["", ""] }: Form, { from, size }: { from: number; size: number }): Answer {
  const ids = Array.from({ length: size }, (_, index) => idOf(from + index));
  const stdout = `${around[0]}${ids.map((id, index) => row(id, index)).join("")}${around[1]}`;
  return { jobs: ids.map(toSchedulerJobId), result: { exitCode: 0, stdout, stderr: "" } };
}

/** An answer that is not understood is read in no time. */
function refuseUnread(kind: string, read: readonly ReadonlyMap<string, { readonly seen: string }>[]): void {
  const known = read.flatMap((sightings) => [...sightings.values()].filter(({ seen }) => seen === "running" || seen === "queued"));
  if (known.length !== rowCount) throw new RangeError(`Of ${String(rowCount)} jobs of ${kind}, ${String(known.length)} were read.`);
}

function pbsRecord(id: string): string {
  const fields = [
    ["Job_Name", "nf-workflow-5Mq3xJ2vRp8a1b"],
    ["Job_Owner", "jane@login1.example.org"],
    ["resources_used.cpupercent", "98"],
    ["resources_used.mem", "1048576kb"],
    ["job_state", "R"],
    ["queue", "workq"],
    ["ctime", "Sun Nov 29 01:15:36 2026"],
    ["exec_host", "node1/0*4"],
    ["Hold_Types", "n"],
    ["Output_Path", "login1.example.org:/scratch/jane/nf-5M.job.log"],
    ["Resource_List.select", "1:ncpus=4:mem=8192mb"],
    ["comment", "Job run at Sun Nov 29 at 01:15 on (node1:ncpus=4)"],
  ];
  return `Job Id: ${id}\n${fields.map(([name = "", value = ""]) => `    ${name} = ${value}\n`).join("")}\n`;
}

function gridEngineElement(id: string): string {
  return `    <job_list state="running">
      <JB_job_number>${id}</JB_job_number>
      <JAT_prio>0.50500</JAT_prio>
      <JB_name>nf-workflow-5Mq3xJ2vRp8a1b</JB_name>
      <JB_owner>jane</JB_owner>
      <state>r</state>
      <JAT_start_time>2026-11-29T01:15:35</JAT_start_time>
      <queue_name>all.q@node1</queue_name>
      <slots>1</slots>
    </job_list>
`;
}

function moabElement(id: string): string {
  return `<job Class="batch" JobID="${id}" JobName="n5Mq3xJ2vRp8a1b" State="Running" User="jane"></job>\n`;
}

import { AppError, toSchedulerJobId } from "@postern/domain";
import type { CommandRequest, CommandResult, SchedulerJobId } from "@postern/domain";
import { schedulerOfKind } from "@postern/schedulers";
import type { Scheduler } from "@postern/schedulers";
import type { CommandChannel } from "@postern/transport";
import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import { askFinal, askStatuses } from "./ask-scheduler.ts";
import { QuestionBudget } from "./question-budget.ts";

const [gridEngine, moab, slurm] = [schedulerOfKind("grid-engine"), schedulerOfKind("moab"), schedulerOfKind("slurm")];

const ids = (from: number, count: number): SchedulerJobId[] =>
  Array.from({ length: count }, (_, index) => toSchedulerJobId(String(from + index)));

/** A cluster whose commands answer with these texts, cut where the one who asks wants no more, as every channel does. */
function clusterOf(scheduler: Scheduler, textOf: (words: readonly string[]) => string, perMinute = 30) {
  const asked: string[] = [];
  const run = ({ words, maxOutputBytes = 1024 * 1024 }: CommandRequest): Promise<CommandResult> => {
    asked.push(words.slice(0, 2).join(" "));
    const text = textOf(words);
    const isCut = text.length > maxOutputBytes;
    return Promise.resolve({ exitCode: 0, stdout: text.slice(0, maxOutputBytes), stderr: "", ...(isCut ? { isCut } : {}) });
  };
  const questions = new QuestionBudget(new ManualClock(), perMinute).of("jane");
  return { asked, cluster: { channel: { run, peer: { userName: "jane" } } as unknown as CommandChannel, scheduler, questions } };
}

/** What `qstat` and `qstat -xml` of Grid Engine 8.1.9 say of an account with so many jobs, the first of which runs. */
function queueOf(count: number): (words: readonly string[]) => string {
  const jobs = Array.from({ length: count }, (_, index) => ({ id: String(1_000_000 + index), state: index === 0 ? "r" : "qw" }));
  const rows = jobs.map(
    ({ id, state }) =>
      `${id.padStart(7)} 0.50500 nf-FASTQC_ jane         ${state.padEnd(5)} 11/29/2026 01:15:35 ${"".padEnd(30)} 1        \n`,
  );
  const table = `job-ID  prior   name       user         state submit/start at     queue                          slots ja-task-ID \n${"-".repeat(117)}\n`;
  const element = ({ id, state }: (typeof jobs)[number]) => `    <job_list state="${state === "r" ? "running" : "pending"}">
      <JB_job_number>${id}</JB_job_number>
      <JAT_prio>0.50500</JAT_prio>
      <JB_name>nf-NFCORE_RNASEQ_RNASEQ_FASTQC_UMITOOLS_TRIMGALORE_FASTQC_(sample_${id})</JB_name>
      <JB_owner>jane</JB_owner>
      <state>${state}</state>
      <JB_submission_time>2026-11-29T01:15:36</JB_submission_time>
      <queue_name></queue_name>
      <slots>1</slots>
    </job_list>
`;
  const [running, ...pending] = jobs.map((job) => element(job));
  const xml = `<?xml version='1.0'?>\n<job_info>\n  <queue_info>\n${running ?? ""}  </queue_info>\n  <job_info>\n${pending.join("")}  </job_info>\n</job_info>\n`;
  return (words) => (words.includes("-xml") ? xml : `${table}${rows.join("")}`);
}

test("an account of Grid Engine with few jobs costs one question", async () => {
  const { asked, cluster } = clusterOf(gridEngine, queueOf(500));

  const { sightings, questions } = await askStatuses(cluster, [...ids(1_000_000, 500), ...ids(1, 1)]);

  const seen = [...ids(1_000_000, 1), ...ids(1_000_499, 1), ...ids(1, 1)].map((job) => sightings.get(job)?.seen);
  expect([asked, questions]).toEqual([["qstat -xml"], 1]);
  expect(seen).toEqual(["running", "queued", "absent"]);
});

test.each([6000, 12_000])("an account of Grid Engine with %i jobs is told of each of them, by a second, short question", async (count) => {
  const { asked, cluster } = clusterOf(gridEngine, queueOf(count));
  const jobs = ids(1_000_000, count);

  const { sightings, questions } = await askStatuses(cluster, [...jobs, ...ids(1, 3)]);

  expect([asked, questions]).toEqual([["qstat -xml", "qstat"], 2]);
  expect(jobs.map((job) => sightings.get(job)?.seen)).toEqual(jobs.map((_, index) => (index === 0 ? "running" : "queued")));
  expect(ids(1, 3).map((job) => sightings.get(job)?.seen)).toEqual(["absent", "absent", "absent"]);
});

test("of more jobs than both answers hold nothing is said that is not known", async () => {
  const { cluster } = clusterOf(gridEngine, queueOf(40_000));

  const { sightings } = await askStatuses(cluster, [...ids(1_000_000, 1), ...ids(1_039_999, 1), ...ids(1, 1)]);

  expect([...sightings.values()].map(({ seen }) => seen)).toEqual(["running", "nothing", "nothing"]);
});

test("without budget for the short question the first answer counts, and nothing is said of the others", async () => {
  const { asked, cluster } = clusterOf(gridEngine, queueOf(6000), 1);

  const { sightings } = await askStatuses(cluster, [...ids(1_000_000, 1), ...ids(1_005_999, 1), ...ids(1, 1)]);

  expect(asked).toEqual(["qstat -xml"]);
  expect([...sightings.values()].map(({ seen }) => seen)).toEqual(["running", "nothing", "nothing"]);
});

test("more jobs than one question of Slurm names are asked about in as many as it takes", async () => {
  const answer = (words: readonly string[]) =>
    (words[words.indexOf("-j") + 1] ?? "")
      .split(",")
      .map((id) => `${id}|postern|RUNNING|0|None\n`)
      .join("");
  const { asked, cluster } = clusterOf(slurm, answer);

  const { sightings, questions } = await askStatuses(cluster, ids(1, 4001));

  expect([asked.length, questions, sightings.size]).toEqual([3, 3, 4001]);
  expect(new Set([...sightings.values()].map(({ seen }) => seen))).toEqual(new Set(["running"]));
});

test.each([
  ["Slurm, and more jobs than one question names", slurm],
  ["Moab, and the question about our own jobs", moab],
])("where %s: one question without an answer is enough", async (_what, scheduler) => {
  const { asked, cluster } = clusterOf(scheduler, () => {
    throw new AppError("agent.gone", "The connection broke.");
  });

  const { sightings, questions } = await askStatuses(cluster, ids(1, 6000));

  expect([asked.length, questions, sightings.size]).toEqual([1, 1, 6000]);
  expect(new Set(sightings.values())).toEqual(new Set([{ seen: "nothing", reason: "The connection broke." }]));
});

test("an agent that does not let the question about our own jobs through is asked the other one", async () => {
  const { asked, cluster } = clusterOf(moab, (words) => {
    if (words.includes("-w")) throw new AppError("agent.refused", "The policy does not allow it.");
    return '<Data><queue option="active"><job JobID="1" State="Running"/></queue></Data>';
  });

  const { sightings } = await askStatuses(cluster, ids(1, 1));

  expect([asked.length, [...sightings.values()]]).toEqual([2, [{ seen: "running" }]]);
});

test("what a scheduler says of a job is kept in part, however long it is", async () => {
  const { cluster } = clusterOf(slurm, () => `1|postern|FAILED|256|${"x".repeat(500_000)}\n`);

  const { sightings } = await askStatuses(cluster, ids(1, 1));
  const final = await askFinal(cluster, toSchedulerJobId("1"));

  expect(sightings.get(toSchedulerJobId("1"))).toMatchObject({
    seen: "ended",
    reason: expect.stringMatching(/^FAILED \(x{991}…$/) as unknown,
  });
  expect(JSON.stringify(final).length).toBeLessThan(2000);
});

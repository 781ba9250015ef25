import { toSchedulerJobId } from "@postern/domain";
import { slurmScheduler } from "@postern/schedulers";
import type { Benchmark } from "./harness.ts";
import { microsecondsPerCall } from "./measure.ts";

const jobCount = 10_000;
const jobs = Array.from({ length: jobCount }, (_, index) => toSchedulerJobId(String(index + 1)));
const stdout = jobs.map((job) => `${job}|postern|RUNNING|0|None\n`).join("");

/** Reading the answer of one question about many jobs, against cutting the same text into lines and fields and nothing more. */
export const benchmark: Benchmark = {
  name: "squeue",
  run: () => {
    const parse = microsecondsPerCall(() => slurmScheduler.parseStatus({ exitCode: 0, stdout, stderr: "" }, jobs));
    const split = microsecondsPerCall(() => stdout.split("\n").map((line) => line.split("|")));
    const render = microsecondsPerCall(() => slurmScheduler.renderStatus(jobs));
    const join = microsecondsPerCall(() => jobs.join(","));
    return Promise.resolve([
      { name: "parse squeue, 10,000 jobs", value: parse / 1000, unit: "ms", compared: { name: "String.split", value: split / 1000 } },
      { name: "render squeue, 10,000 jobs", value: render / 1000, unit: "ms", compared: { name: "Array.join", value: join / 1000 } },
    ]);
  },
};

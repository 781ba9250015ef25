import type { SchedulerQueue } from "@postern/schedulers";
import { expect, test } from "vitest";
import { doubtOfShell } from "./doubt-of-shell.ts";

const queue = (name: string, jobShell?: string): SchedulerQueue => ({
  name,
  isOpen: true,
  ...(jobShell === undefined ? {} : { jobShell }),
});
const doubt = (queues: readonly SchedulerQueue[], config: object = {}, nodeSetup: object = {}) =>
  doubtOfShell({ config: { workDir: "/w", ...config }, nodeSetup }, queues);

test("a queue that begins jobs in another shell is named, with what tasks need there", () => {
  expect(doubt([queue("good.q", "/bin/bash"), queue("all.q", "/bin/csh")])).toEqual({
    status: "warning",
    summary: "Queue all.q begins tasks in /bin/csh, whatever their first line says, and they are scripts for bash.",
    cure: expect.stringContaining("process.clusterOptions = '-S /bin/bash'") as string,
  });
  expect(doubt([queue("all.q", "/bin/sh")], { computeQueue: "short.q,all.q@node1" })).toMatchObject({ status: "warning" });
});

test.each([
  ["bash", [queue("all.q", "/usr/bin/bash")], {}, {}],
  ["a first line that counts", [queue("all.q")], {}, {}],
  ["another queue than that of tasks", [queue("all.q", "/bin/csh"), queue("b.q", "/bin/bash")], { computeQueue: "b.q" }, {}],
  ["a config that says it", [queue("all.q", "/bin/csh")], { nextflowConfig: "process.clusterOptions = '-l x=1 -S /bin/bash'" }, {}],
  ["a profile of the site", [queue("all.q", "/bin/csh")], {}, { siteProfile: "eddie" }],
])("with %s there is nothing to say", (_, queues, config, nodeSetup) => {
  expect(doubt(queues, config, nodeSetup)).toBeUndefined();
});

import { expect, test } from "vitest";
import { renderNextflowConfig } from "./nextflow-config.ts";
import { testPlan, testRecord } from "./plan.fixture.ts";

test("the layers come in the order in which they win: environment, platform, launch", () => {
  const config = renderNextflowConfig(
    testPlan({
      config: { workDir: "/w", nextflowConfig: "process.cpus = 1\r\n", computeQueue: "long", maxQueueSize: 20 },
      record: testRecord({ configText: "process.cpus = 2" }),
    }),
  );

  expect(config).toBe(
    [
      "// Of the compute environment",
      "process.cpus = 1",
      "",
      "// Of its platform",
      "process.executor = 'slurm'",
      "process.queue = 'long'",
      "executor.queueSize = 20",
      "",
      "// Of this launch",
      "process.cpus = 2",
      "",
    ].join("\n"),
  );
});

test("head job options reach the tasks only when that was asked for", () => {
  const config = { workDir: "/w", headJobOptions: "--account 'my lab'" };

  expect(renderNextflowConfig(testPlan({ config }))).not.toContain("clusterOptions");
  expect(renderNextflowConfig(testPlan({ config: { ...config, propagateHeadJobOptions: true } }))).toContain(
    String.raw`process.clusterOptions = '--account \'my lab\''`,
  );
});

test("only variables for the tasks are in it", () => {
  const environment = [
    { name: "HEAD", value: "1", head: true },
    { name: "TASK", value: "a'b\\c $HOME", compute: true },
  ];

  const config = renderNextflowConfig(testPlan({ config: { workDir: "/w", environment } }));

  expect(config).toContain(String.raw`env.TASK = 'a\'b\\c $HOME'`);
  expect(config).not.toContain("HEAD");
});

test("how LSF counts memory is told to it alone, and only what was switched on, as it wins over what Nextflow reads itself", () => {
  const config = { workDir: "/w", unitForLimits: "GB", perJobMemLimit: true, perTaskReserve: true };
  const switches = (text: string): readonly string[] => text.split("\n").filter((line) => /per(?:Job|Task)|unit/i.test(line));

  expect(switches(renderNextflowConfig(testPlan({ config, executor: "lsf" })))).toEqual([
    "executor.perJobMemLimit = true",
    "executor.perTaskReserve = true",
  ]);
  expect(switches(renderNextflowConfig(testPlan({ config: { ...config, perJobMemLimit: false }, executor: "lsf" })))).toHaveLength(1);
  expect(switches(renderNextflowConfig(testPlan({ config })))).toEqual([]);
});

test("tasks are booked on the account of the environment where Nextflow can, below what the launch says", () => {
  const record = testRecord({ resources: { account: "ab12", memoryMb: 4000 }, configText: "executor.account = 'other'" });

  const lines = renderNextflowConfig(testPlan({ record })).split("\n");

  expect(lines.filter((line) => line.includes("account"))).toEqual(["executor.account = 'ab12'", "executor.account = 'other'"]);
  expect(lines.join()).not.toContain("4000");
  expect(renderNextflowConfig(testPlan({ record: testRecord({ resources: { account: "ab12" } }), executor: "sge" }))).not.toContain("ab12");
});

import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import type { ListWorkflowsResponse } from "@postern/contracts";
import { eventually } from "@postern/testing";
import { beforeAll, describe, expect, test } from "vitest";

import { pathWithout } from "./support/path-without.ts";
import { quickTasks } from "./support/quick-tasks.ts";
import { realNextflow } from "./support/real-nextflow.ts";
import { changeSlurm, liveJobs } from "./support/slurm-jobs.ts";
import {
  addAgentCredential,
  addAvailableEnvironment,
  addEnvironment,
  describeCheck,
  launch,
  untilAgent,
  untilConsoleHas,
  untilRun,
} from "./support/steps.ts";
import type { ClusterAgent } from "./support/steps.ts";
import { systemForFile } from "./support/system-for-file.ts";

const hello = fileURLToPath(new URL("../examples/hello", import.meta.url));
const system = systemForFile(async () => ({ scheduler: "slurm", programFolders: [await realNextflow()] }));
const platform = "slurm-platform";
const workDir = "$TW_AGENT_WORKDIR";

interface Scene {
  readonly cluster: ClusterAgent;
  readonly computeEnvId: string;
}
let scene: Scene;
beforeAll(async () => {
  const cluster = await addAgentCredential(system());
  const config = { workDir, nextflowConfig: quickTasks };
  const { id } = await addAvailableEnvironment(system(), { platform, credentialsId: cluster.credentialsId, config });
  scene = { cluster, computeEnvId: id };
});

function plainLaunch(more: Readonly<Record<string, unknown>> = {}) {
  return { computeEnvId: scene.computeEnvId, pipeline: hello, workDir, paramsText: '{"languages": "de", "nap": 0}', ...more };
}

async function countRuns(): Promise<number> {
  return (await system().api.get<ListWorkflowsResponse>("/api/workflow?max=1")).totalSize;
}

describe("the check of an environment names what is missing", () => {
  async function failedStep(config: Readonly<Record<string, unknown>>, credentialsId = scene.cluster.credentialsId) {
    const environment = await addEnvironment(system(), { platform, credentialsId, config });
    expect(environment.status).toBe("ERRORED");
    const { steps } = await describeCheck(system().api, environment.id);
    const failed = steps.find(({ status }) => status === "failed");
    expect(environment.message).toContain(failed?.summary);
    return failed;
  }

  test("the work directory", async () => {
    const failed = await failedStep({ workDir: "/no/such/folder" });

    expect(failed).toMatchObject({ key: "workDir", summary: expect.stringContaining("/no/such/folder"), cure: expect.any(String) });
  });

  test("the queue, in Slurm's own words", async () => {
    const failed = await failedStep({ workDir, headQueue: "nowhere" });

    expect(failed).toMatchObject({ key: "queues", summary: expect.stringContaining("nowhere"), cure: expect.any(String) });
  });

  test("the commands of the scheduler", async () => {
    const slurmCommands = ["sbatch", "squeue", "scancel", "sinfo", "sacct", "scontrol"];
    const path = await pathWithout(system().clusterEnv["PATH"] ?? "", slurmCommands, join(system().dir, "programs"));
    const { agent, credentialsId } = await addAgentCredential(system(), { PATH: path });

    const failed = await failedStep({ workDir }, credentialsId);

    expect(failed).toMatchObject({ key: "scheduler", summary: expect.stringMatching(/sbatch|squeue|sinfo/), cure: expect.any(String) });
    await agent.stop();
  });

  test("the agent", async () => {
    const { agent, connectionId, credentialsId } = await addAgentCredential(system());
    await agent.stop();
    await untilAgent(system().api, connectionId, false);

    const failed = await failedStep({ workDir }, credentialsId);

    expect(failed).toMatchObject({ key: "channel", cure: expect.stringMatching(/agent/i) });
  });
});

describe("a launch that cannot work is refused with the reason, and nothing is stored", () => {
  test.each(["/no/such/pipeline", "file:/no/such/pipeline"])("the pipeline %s is not there", async (pipeline) => {
    const before = await countRuns();

    const answer = await system().api.ask("POST", "/api/workflow/launch", { launch: plainLaunch({ pipeline }) });

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: "launch.pipeline_not_found", message: expect.stringContaining("/no/such/pipeline") });
    expect(await countRuns()).toBe(before);
  });

  test("the work directory is not there", async () => {
    const before = await countRuns();

    const answer = await system().api.ask("POST", "/api/workflow/launch", { launch: plainLaunch({ workDir: "/no/such/folder" }) });

    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.body).toMatchObject({ message: expect.stringContaining("/no/such/folder") });
    expect(await countRuns()).toBe(before);
  });

  test("the agent is not connected", async () => {
    const { cluster } = scene;
    const before = await countRuns();
    await cluster.agent.kill9();
    await untilAgent(system().api, cluster.connectionId, false, 90_000);

    const answer = await system().api.ask("POST", "/api/workflow/launch", { launch: plainLaunch() });

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: "agent.offline", hint: expect.stringMatching(/start the agent/i) });
    expect(await countRuns()).toBe(before);
    await cluster.agent.restart();
    await untilAgent(system().api, cluster.connectionId, true);
  });
});

test("a job that Slurm refuses is told in Slurm's own words, and no job is left", async () => {
  const { credentialsId } = scene.cluster;
  // The check tries a job there, so it must be well; then an administrator of the cluster takes the partition away.
  await changeSlurm(system(), ["create", "PartitionName=passing", "Nodes=ALL", "State=UP"]);
  const config = { workDir, headJobOptions: "--partition=passing" };
  const { id } = await addAvailableEnvironment(system(), { platform, credentialsId, config });
  // Slurm keeps a partition in which the job of the check is still completing.
  await eventually("the job of the check has gone", async () => (await liveJobs(system())).length === 0);
  await changeSlurm(system(), ["delete", "PartitionName=passing"]);

  const answer = await system().api.ask("POST", "/api/workflow/launch", { launch: plainLaunch({ computeEnvId: id }) });

  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({
    code: "scheduler.rejected",
    message: expect.stringContaining("invalid partition specified: passing"),
  });
  expect(await liveJobs(system())).toEqual([]);
});

test("a pipeline that fails ends as FAILED with its own error", async () => {
  const paramsText = '{"languages": "de", "nap": 0, "fail": true}';
  const runId = await launch(system().api, plainLaunch({ paramsText }));

  const { workflow, progress } = await untilRun(system().api, runId, "FAILED");

  expect(workflow).toMatchObject({ success: false, exitStatus: 3 });
  expect(`${workflow.errorMessage ?? ""}\n${workflow.errorReport ?? ""}`).toContain(
    "This task fails because the parameter 'fail' is true.",
  );
  expect(progress.workflowProgress.failed).toBe(1);
  await untilConsoleHas(system().api, runId, "COMPARE");
});

test("a Git repository that does not exist ends as FAILED with Nextflow's own words", async () => {
  const runId = await launch(system().api, plainLaunch({ pipeline: "https://127.0.0.1:1/team/missing.git" }));

  const { workflow } = await untilRun(system().api, runId, "FAILED");

  expect(`${workflow.errorMessage ?? ""}\n${workflow.errorReport ?? ""}`).toContain("team/missing");
});

test("cancelled while it runs, it ends as CANCELLED, and no job is left in Slurm", async () => {
  const { api } = system();
  const runId = await launch(api, plainLaunch({ paramsText: '{"languages": "de", "nap": 600}' }));
  await eventually("tasks are running", async () => (await liveJobs(system())).length > 1, 120_000);

  const { status } = await api.ask("POST", `/api/workflow/${runId}/cancel`);

  expect(status).toBe(204);
  await untilRun(api, runId, "CANCELLED");
  await eventually("no job is left", async () => (await liveJobs(system())).length === 0, 60_000);
  expect((await api.ask("POST", `/api/workflow/${runId}/cancel`)).status).toBe(204);
});

test("R15: an agent whose work directory does not exist says so and does not start", async () => {
  const words = [system().newConnectionId(), "--url", `${system().server.url}/api`, "--work-dir", "/no/such/folder"];
  const env = { ...process.env, TOWER_ACCESS_TOKEN: system().server.token };

  const started = promisify(execFile)(join(system().home, "postern-agent"), words, { env, timeout: 60_000 });

  await expect(started).rejects.toMatchObject({ stderr: expect.stringContaining("/no/such/folder is not an existing folder") });
});

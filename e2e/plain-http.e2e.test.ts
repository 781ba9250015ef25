import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type {
  ComputeEnv,
  Credentials,
  DescribeUserResponse,
  DescribeWorkflowResponse,
  ListComputeEnvsResponse,
  ListTasksResponse,
  ListWorkflowsResponse,
  ProgressData,
  Static,
  WorkflowLaunch,
} from "@postern/contracts";
import { eventually } from "@postern/testing";
import { ApiClient } from "@postern/testing/system";
import { beforeAll, expect, test } from "vitest";

import { realNextflow } from "./support/real-nextflow.ts";
import {
  addAgentCredential,
  addAvailableEnvironment,
  launch as launchPipeline,
  startUnclaimedAgent,
  untilAvailable,
  untilConsoleHas,
  untilRun,
} from "./support/steps.ts";
import { quickTasks } from "./support/quick-tasks.ts";
import { systemForFile } from "./support/system-for-file.ts";

const hello = fileURLToPath(new URL("../examples/hello", import.meta.url));
const system = systemForFile(async () => ({ scheduler: "slurm", programFolders: [await realNextflow()] }));

// Clients are given the address with `/api` at its end, and put a slash before every path.
let api: ApiClient;
beforeAll(() => {
  api = new ApiClient(`${system().server.url}/api/`, system().server.token);
});

test("whoever asks is told the version of the API, and a token shows whose it is", async () => {
  const anybody = await fetch(`${system().server.url}/api/service-info`);

  const { serviceInfo } = (await anybody.json()) as { readonly serviceInfo: { readonly apiVersion: string } };
  expect(serviceInfo.apiVersion).toMatch(/^\d+\.\d+\.\d+$/);
  const { user } = await api.get<DescribeUserResponse>("/user-info");
  expect(user).toMatchObject({ userName: "ada", email: system().email });
  const { orgsAndWorkspaces } = await api.get<{ readonly orgsAndWorkspaces: readonly unknown[] }>(`/user/${String(user.id)}/workspaces`);
  expect(orgsAndWorkspaces).toEqual([]);
});

test("a token is accepted as the password of @token too, and no other is", async () => {
  const basic = (token: string) => ({ authorization: `Basic ${Buffer.from(`@token:${token}`).toString("base64")}` });

  const known = await fetch(`${system().server.url}/api/user-info`, { headers: basic(system().server.token) });
  const unknown = await fetch(`${system().server.url}/api/user-info`, { headers: basic("nonsense") });

  expect([known.status, unknown.status]).toEqual([200, 401]);
});

test("R6 R11: credential, environment, launch, progress, tasks, log and deletion by the calls and names of the public API", async () => {
  const credentialsId = await addCredential();
  const environment = await addEnvironment(credentialsId);
  const runId = await launchAsTwDoes(environment);

  const { workflow } = await untilRun(system().api, runId, "SUCCEEDED");

  expect(workflow).toMatchObject({ id: runId, runName: "plain_http", exitStatus: 0, success: true });
  await expectListed(runId);
  await expectTasks(runId);
  await expectConsole(runId);
  await deleteAll({ runId, computeEnvId: environment.id, credentialsId });
});

test("secret variables reach tasks on a real Slurm, and while they run their values are in no file that others may read", async () => {
  const { credentialsId } = await addAgentCredential(system());
  const config = { workDir: "$TW_AGENT_WORKDIR", nextflowConfig: quickTasks };
  const { id } = await addAvailableEnvironment(system(), { platform: "slurm-platform", credentialsId, config });
  const value = "canary of a task's $HOME, $(id) ~";
  await api.ask("PUT", `/postern/v1/compute-envs/${id}/secret-variables`, { variables: [{ name: "TASK_KEY", value, compute: true }] });
  const pipeline = join(system().home, "secret-pipeline");
  await mkdir(pipeline);
  await writeFile(join(pipeline, "main.nf"), secretPipeline);
  const runId = await launchPipeline(system().api, { computeEnvId: id, pipeline, workDir: "$TW_AGENT_WORKDIR" });
  await eventually("both tasks run", async () => (await findFiles(".command.begin")).length >= 2, 120_000);

  const holding = await filesWith("canary of a task");

  await writeFile(join(system().home, "go-on"), "");
  await untilRun(system().api, runId, "SUCCEEDED");
  expect(holding.length).toBeGreaterThan(0);
  for (const { path, mode } of holding) expect([path, mode & 0o077]).toEqual([expect.stringContaining(`nf-${runId}.registry/`), 0]);
  await eventually("nothing of it is left", async () => (await filesWith("canary of a task")).length === 0, 120_000);
  const sum = createHash("sha256").update(value).digest("hex");
  await untilConsoleHas(system().api, runId, `PLAIN ${sum}`);
  await untilConsoleHas(system().api, runId, `OWN ${sum}`);
});

/** One process that asks for nothing, and one that names its secrets itself. Both wait until somebody has looked. */
const secretPipeline = `
process PLAIN {
  output: stdout
  script: 'until [ -e ~/go-on ]; do sleep 0.2; done; printf "PLAIN "; printf %s "$TASK_KEY" | sha256sum'
}
process OWN {
  secret 'TASK_KEY'
  output: stdout
  script: 'until [ -e ~/go-on ]; do sleep 0.2; done; printf "OWN "; printf %s "$TASK_KEY" | sha256sum'
}
workflow { PLAIN() | view; OWN() | view }
`;

async function findFiles(ending: string): Promise<readonly string[]> {
  const all = await readdir(system().home, { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile() && entry.name.endsWith(ending)).map(({ name, parentPath }) => join(parentPath, name));
}

/** What comes and goes meanwhile is no matter. */
async function filesWith(text: string): Promise<readonly { readonly path: string; readonly mode: number }[]> {
  const found: { readonly path: string; readonly mode: number }[] = [];
  for (const path of await findFiles("")) {
    const bytes = path.endsWith("/postern-agent") ? Buffer.alloc(0) : await readFile(path).catch(() => Buffer.alloc(0));
    if (bytes.includes(text)) found.push({ path, mode: (await stat(path)).mode });
  }
  return found;
}

async function addCredential(): Promise<string> {
  const connectionId = await startUnclaimedAgent(system(), "plain");
  const keys = { discriminator: "tw-agent", connectionId, workDir: null };
  const credentials = { name: "a1", provider: "tw-agent", keys, description: null, baseUrl: null, category: null };
  const { credentialsId } = await api.post<{ readonly credentialsId: string }>("/credentials?useExternalId=false", { credentials });
  const found = await api.get<{ readonly credentials: readonly Credentials[] }>("/credentials?platformId=slurm-platform");
  expect(found.credentials.map(({ id, name, provider }) => ({ id, name, provider }))).toEqual([
    { id: credentialsId, name: "a1", provider: "tw-agent" },
  ]);
  return credentialsId;
}

/** As Terraform sends it: every member that is not set is there, as null. */
async function addEnvironment(credentialsId: string): Promise<ComputeEnv> {
  const unset = { launchDir: null, userName: null, hostName: null, port: null, computeQueue: null, headJobOptions: null };
  const alsoUnset = { maxQueueSize: null, preRunScript: null, postRunScript: null, environment: null, propagateHeadJobOptions: null };
  const config = { workDir: "$TW_AGENT_WORKDIR", headQueue: "main", nextflowConfig: quickTasks, ...unset, ...alsoUnset };
  const computeEnv = { name: "s1", platform: "slurm-platform", credentialsId, description: null, workspaceId: null, config };
  const { computeEnvId } = await api.post<{ readonly computeEnvId: string }>("/compute-envs", { computeEnv, labelIds: null });
  const environment = await untilAvailable(system().api, computeEnvId);
  expect(environment).toMatchObject({
    id: computeEnvId,
    name: "s1",
    platform: "slurm-platform",
    credentialsId,
    primary: true,
    config: { discriminator: "slurm-platform", workDir: "$TW_AGENT_WORKDIR", launchDir: null, headQueue: "main" },
  });
  expect((await api.ask("POST", `/compute-envs/${computeEnvId}/primary`)).status).toBe(204);
  return environment;
}

async function launchAsTwDoes(environment: ComputeEnv): Promise<string> {
  const { computeEnvs } = await api.get<Static<typeof ListComputeEnvsResponse>>("/compute-envs?status=AVAILABLE");
  const primary = computeEnvs.find((entry) => entry.primary);
  expect(primary).toMatchObject({ id: environment.id, workDir: "$TW_AGENT_WORKDIR" });
  const unset = { id: null, revision: null, configProfiles: null, configText: null, mainScript: null, entryName: null, labelIds: null };
  const launch = {
    computeEnvId: primary?.id,
    pipeline: hello,
    workDir: primary?.workDir,
    runName: "plain_http",
    paramsText: "languages: de\nnap: 0\n",
    ...unset,
  };
  const { workflowId } = await api.post<{ readonly workflowId: string }>("/workflow/launch", { launch });
  expect(workflowId).toMatch(/^[A-Za-z0-9]{1,16}$/);
  return workflowId;
}

async function expectListed(runId: string): Promise<void> {
  const list = await api.get<ListWorkflowsResponse>("/workflow?attributes=labels&max=100&offset=0&includeTotalSize=true");
  expect(list.totalSize).toBe(1);
  expect(list.workflows[0]?.workflow).toMatchObject({ id: runId, status: "SUCCEEDED", userName: expect.any(String) });
  const { workflow, jobInfo } = await api.get<DescribeWorkflowResponse>(`/workflow/${runId}?attributes=labels`);
  expect(jobInfo?.operationId).toMatch(/^\d+$/);
  expect(workflow.commandLine).toContain(`run ${hello}`);
  const { launch } = await api.get<{ readonly launch: WorkflowLaunch }>(`/workflow/${runId}/launch`);
  expect(launch).toMatchObject({ pipeline: hello, paramsText: "languages: de\nnap: 0\n", computeEnv: { name: "s1" } });
}

async function expectTasks(runId: string): Promise<void> {
  const { progress } = await api.get<{ readonly progress: ProgressData }>(`/workflow/${runId}/progress`);
  const { tasks, total } = await api.get<Static<typeof ListTasksResponse>>(`/workflow/${runId}/tasks?max=100&offset=0`);
  const processes = new Set(tasks.map(({ task }) => task.process));
  expect(processes).toEqual(new Set(["SPLIT", "COUNT", "MERGE", "DRAW", "COMPARE", "REPORT"]));
  expect(total).toBe(tasks.length);
  expect(progress.workflowProgress).toMatchObject({ succeeded: total, running: 0, failed: 0 });
  expect(new Set(progress.processesProgress.map(({ process }) => process))).toEqual(processes);
  for (const { task } of tasks) expect(task).toMatchObject({ status: "COMPLETED", exit: 0, executor: "slurm" });
  const [first] = tasks;
  const one = await api.get<{ readonly task: unknown }>(`/workflow/${runId}/task/${String(first?.task.taskId)}`);
  expect(one.task).toEqual(first?.task);
  const { metrics } = await api.get<{ readonly metrics: readonly unknown[] }>(`/workflow/${runId}/metrics`);
  expect(metrics).toHaveLength(processes.size);
}

async function expectConsole(runId: string): Promise<void> {
  const lines = await untilConsoleHas(system().api, runId, "Submitted process > REPORT");
  expect(lines.join("\n")).toContain("[plain_http]");
  const console = await api.ask("GET", `/workflow/${runId}/download?fileName=nf-${runId}.txt`);
  expect(console.status).toBe(200);
  expect(String(console.body)).toBe(`${lines.join("\n")}\n`);
  // The logs of an ended run are copied one by one.
  const own = await eventually("Nextflow's own log is there", async () => {
    const answer = await api.ask("GET", `/workflow/${runId}/download?fileName=nf-${runId}.log`);
    return answer.status === 200 ? answer : undefined;
  });
  expect(String(own.body)).toContain("nextflow.cli.Launcher");
}

interface Made {
  readonly runId: string;
  readonly computeEnvId: string;
  readonly credentialsId: string;
}

async function deleteAll({ runId, computeEnvId, credentialsId }: Made): Promise<void> {
  expect((await api.ask("DELETE", `/credentials/${credentialsId}?checked=false`)).status).toBe(409);
  expect((await api.ask("DELETE", `/workflow/${runId}?force=false`)).status).toBe(204);
  expect([403, 404]).toContain((await api.ask("GET", `/workflow/${runId}`)).status);
  expect((await api.ask("DELETE", `/compute-envs/${computeEnvId}`)).status).toBe(204);
  const { computeEnv } = await api.get<{ readonly computeEnv: ComputeEnv }>(`/compute-envs/${computeEnvId}`);
  expect(computeEnv).toMatchObject({ status: "DELETED", deleted: true });
  expect((await api.ask("DELETE", `/credentials/${credentialsId}?checked=false`)).status).toBe(204);
}

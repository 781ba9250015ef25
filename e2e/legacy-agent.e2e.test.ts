import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";

import type { ListTasksResponse, Static } from "@postern/contracts";
import { eventually, startLegacyAgent } from "@postern/testing";
import { beforeAll, expect, test } from "vitest";

import { quickTasks } from "./support/quick-tasks.ts";
import { realNextflow } from "./support/real-nextflow.ts";
import { headJobsOf, liveJobs } from "./support/slurm-jobs.ts";
import { addAvailableEnvironment, launch, untilAgent, untilConsoleHas, untilRun } from "./support/steps.ts";
import { systemForFile } from "./support/system-for-file.ts";

const system = systemForFile(async () => ({
  scheduler: "slurm",
  programFolders: [await realNextflow()],
  serverFlags: ["--tls", "self-signed"],
}));

const greet = `process GREET {
  input: val name
  output: stdout
  script: "echo Hello, \${name}"
}
workflow { channel.of('Ada', 'Grace') | GREET | view }
`;
const wait = `process WAIT { script: "sleep 600" }
workflow { println "it has begun"; WAIT() }
`;

let agent: Awaited<ReturnType<typeof startLegacyAgent>>;
let connectionId: string;
let greetingId: string;
let waitingId: string;

// As a person does: a token for agents, a credential with the agent's connection ID, an environment with it.
beforeAll(async () => {
  const { api, clusterEnv, home, newConnectionId, server } = system();
  const authorityPath = join(server.dataDir, "tls", "ca.pem");
  setDefaultCACertificates([...getCACertificates("default"), await readFile(authorityPath, "utf8")]);
  connectionId = newConnectionId();
  const made = { name: "agent", access: "agent", expiresAt: null, workspaceIds: null };
  const { accessKey: token } = await api.post<{ readonly accessKey: string }>("/api/postern/v1/tokens", made);
  const workDir = join(home, "work");
  await mkdir(workDir);
  agent = await startLegacyAgent({ connectionId, url: `${server.url}/api`, token, workDir, authorityPath, env: clusterEnv });
  await untilAgent(api, connectionId, true);

  const credentials = { name: "legacy", provider: "tw-agent", keys: { connectionId } };
  const { credentialsId } = await api.post<{ readonly credentialsId: string }>("/api/credentials", { credentials });
  const config = { workDir: "$TW_AGENT_WORKDIR", headQueue: "main", nextflowConfig: quickTasks };
  const environment = await addAvailableEnvironment(system(), { platform: "slurm-platform", credentialsId, config });
  [greetingId, waitingId] = [await launchText(environment.id, greet), await launchText(environment.id, wait)];
  return async () => agent[Symbol.asyncDispose]();
});

async function launchText(computeEnvId: string, text: string): Promise<string> {
  const pipeline = join(system().home, `${crypto.randomUUID()}.nf`);
  await writeFile(pipeline, text);
  return launch(system().api, { computeEnvId, pipeline, workDir: "$TW_AGENT_WORKDIR" });
}

test("through an unmodified agent of the incumbent a pipeline runs under Slurm, with its tasks and its log", async () => {
  const { api } = system();

  const { workflow } = await untilRun(api, greetingId, "SUCCEEDED");

  const { tasks } = await api.get<Static<typeof ListTasksResponse>>(`/api/workflow/${greetingId}/tasks`);
  expect(workflow).toMatchObject({ success: true, exitStatus: 0 });
  expect(tasks.map(({ task }) => ({ process: task.process, status: task.status, executor: task.executor }))).toEqual([
    { process: "GREET", status: "COMPLETED", executor: "slurm" },
    { process: "GREET", status: "COMPLETED", executor: "slurm" },
  ]);
  await untilConsoleHas(api, greetingId, "Hello, Grace");
  expect(await headJobsOf(system(), greetingId)).toHaveLength(1);
});

test("the log grows while a run is under way, which outlives a restart of the server, as the agent does, and is cancelled", async () => {
  const { api, server } = system();
  await untilConsoleHas(api, waitingId, "it has begun");

  await server.terminate();
  await server.restart();
  await untilAgent(api, connectionId, true);
  await untilRun(api, waitingId, "RUNNING");
  const { status } = await api.ask("POST", `/api/workflow/${waitingId}/cancel`);
  await untilRun(api, waitingId, "CANCELLED");

  expect(status).toBe(204);
  expect(agent.exitCode).toBeUndefined();
  await eventually("no job is left", async () => (await liveJobs(system())).length === 0, 60_000);
});

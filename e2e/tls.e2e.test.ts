import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";

import type { ListTasksResponse, Static } from "@postern/contracts";
import { beforeAll, expect, test } from "vitest";

import { realNextflow } from "./support/real-nextflow.ts";
import { addAgentCredential, addAvailableEnvironment, describeCheck, launch, untilRun } from "./support/steps.ts";
import { systemForFile } from "./support/system-for-file.ts";

const pipeline = `process GREET {
  input: val name
  output: stdout
  script: "echo Hello, \${name}"
}
workflow { channel.of('Ada', 'Grace') | GREET | view }
`;

const system = systemForFile(async () => ({
  scheduler: "local",
  programFolders: [await realNextflow()],
  serverFlags: ["--tls", "self-signed"],
}));

// As a person does once: this client is told to trust the authority that the server names at its start.
beforeAll(async () => {
  const authority = await readFile(join(system().server.dataDir, "tls", "ca.pem"), "utf8");
  setDefaultCACertificates([...getCACertificates("default"), authority]);
});

test("behind a certificate of the server's own authority, agent and Nextflow are told whom to trust, and a run succeeds", async () => {
  const { api, home, server } = system();
  await writeFile(join(home, "greet.nf"), pipeline);
  const { credentialsId } = await addAgentCredential(system());
  const { id: computeEnvId } = await addAvailableEnvironment(system(), {
    platform: "local-platform",
    credentialsId,
    config: { workDir: "$TW_AGENT_WORKDIR" },
  });

  const runId = await launch(api, { computeEnvId, pipeline: join(home, "greet.nf"), workDir: "$TW_AGENT_WORKDIR" });
  const { workflow } = await untilRun(api, runId, "SUCCEEDED");

  // The trial job of the check was told whom to trust, too.
  const { steps } = await describeCheck(api, computeEnvId);
  expect(steps.find(({ key }) => key === "wayBack")).toMatchObject({
    status: "passed",
    summary: expect.stringContaining("https:") as string,
  });
  const { tasks } = await api.get<Static<typeof ListTasksResponse>>(`/api/workflow/${runId}/tasks`);
  expect(server.url).toMatch(/^https:/);
  expect(workflow).toMatchObject({ success: true, exitStatus: 0 });
  // Tasks are known from the reports of Nextflow alone.
  expect(tasks.map(({ task }) => ({ process: task.process, status: task.status, exit: task.exit }))).toEqual([
    { process: "GREET", status: "COMPLETED", exit: 0 },
    { process: "GREET", status: "COMPLETED", exit: 0 },
  ]);
});

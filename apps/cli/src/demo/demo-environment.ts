import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import type { ApiClient } from "./api-client.ts";
import { say } from "./say.ts";

export const connectionId = "this-computer";
const name = "this-computer";
const pollMs = 250;
const patienceMs = 120_000;

/** The environment "this computer", checked and ready. @throws environment.not_available with the failing step and its cure. */
export async function ensureDemoEnvironment(api: ApiClient, clock: Clock, workDir: string): Promise<string> {
  await waitForAgent(api, clock);
  const known = (await api.listComputeEnvs()).find((each) => each.name === name);
  const id = known?.id ?? (await createEnvironment(api, workDir));
  if (known !== undefined && known.status !== "AVAILABLE") await api.startCheck(id);
  await waitForCheck(api, clock, id);
  return id;
}

async function createEnvironment(api: ApiClient, workDir: string): Promise<string> {
  const held = (await api.listCredentials()).find((each) => each.name === name);
  const keys = { discriminator: "tw-agent", connectionId, shared: false };
  const credentialsId = held?.id ?? (await api.createCredentials({ name, provider: "tw-agent", keys }));
  return api.createComputeEnv({ name, platform: "local-platform", credentialsId, config: { discriminator: "local-platform", workDir } });
}

async function waitForAgent(api: ApiClient, clock: Clock): Promise<void> {
  const deadline = clock.now() + patienceMs;
  for (;;) {
    const agent = (await api.listAgents(connectionId)).find(({ isOnline }) => isOnline);
    if (agent !== undefined) return say(`agent connected: ${agent.hostName} as ${agent.userName}, version ${agent.version}`);
    if (clock.now() > deadline) throw new AppError("agent.offline", "The agent of this computer did not connect.");
    await clock.sleep(pollMs);
  }
}

async function waitForCheck(api: ApiClient, clock: Clock, id: string): Promise<void> {
  const deadline = clock.now() + patienceMs;
  for (;;) {
    const env = (await api.listComputeEnvs()).find((each) => each.id === id);
    if (env?.status === "AVAILABLE") return say(`environment ready: ${name}`);
    if (env?.status === "ERRORED" || clock.now() > deadline) throw await explain(api, id);
    await clock.sleep(pollMs);
  }
}

async function explain(api: ApiClient, id: string): Promise<AppError> {
  const { steps } = await api.getCheck(id);
  const failed = steps.find(({ status }) => status === "failed");
  const words = failed === undefined ? "its check did not end" : `${failed.name}: ${failed.summary ?? "failed"}`;
  return new AppError("environment.not_available", `This computer cannot run pipelines yet; ${words}`, { detail: failed?.cure ?? "" });
}

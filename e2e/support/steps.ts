import type {
  Agent,
  ComputeEnv,
  CreateAccessTokenResponse,
  EnvironmentCheckResponse,
  ListAgentsResponse,
  ListWorkflowsResponse,
  DescribeWorkflowResponse,
  WorkflowLogResponse,
} from "@postern/contracts";
import { eventually } from "@postern/testing";
import type { AgentOnCluster, ApiClient, System } from "@postern/testing/system";

const patienceMs = 120_000;

export type ScriptForm = "plain" | "slurm" | "pbs";

export interface ClusterAgent {
  readonly agent: AgentOnCluster;
  readonly connectionId: string;
  readonly credentialsId: string;
}

/** Starts an agent by the script of the usage box, and waits until it has arrived. Gives its connection ID. */
export async function startUnclaimedAgent(system: System, form: ScriptForm): Promise<string> {
  const { connectionId } = await startAgent(system, form);
  return connectionId;
}

/** Starts an agent in a shell, with `env` over that of the login shell, and adds a credential with its connection ID. */
export async function addAgentCredential(system: System, env?: Readonly<Record<string, string>>): Promise<ClusterAgent> {
  const { agent, connectionId, name } = await startAgent(system, "plain", env);
  const credentials = { name, provider: "tw-agent", keys: { connectionId } };
  const { credentialsId } = await system.api.post<{ readonly credentialsId: string }>("/api/credentials", { credentials });
  return { agent, connectionId, credentialsId };
}

async function startAgent(system: System, form: ScriptForm, env?: Readonly<Record<string, string>>) {
  const { api } = system;
  const connectionId = system.newConnectionId();
  const name = `agent-${connectionId.slice(0, 8)}`;
  const query = `connectionId=${connectionId}&form=${form}`;
  const { script } = await api.get<{ readonly script: string }>(`/api/postern/v1/credentials/agent-script?${query}`);
  const { accessKey } = await api.post<CreateAccessTokenResponse>("/api/tokens", { name });
  const agent = await system.startAgent(script.replace("<YOUR TOKEN>", accessKey), connectionId, env);
  await untilAgent(api, connectionId, true);
  return { agent, connectionId, name };
}

/** Waits until an agent is shown as online, or as offline. */
export async function untilAgent(api: ApiClient, connectionId: string, isOnline: boolean, deadlineMs = patienceMs): Promise<Agent> {
  return eventually(
    `the agent ${connectionId} is shown ${isOnline ? "online" : "offline"}`,
    async () => {
      const answer = await api.getIfReachable<ListAgentsResponse>(`/api/postern/v1/agents?connectionId=${connectionId}`);
      return answer?.agents.find((agent) => agent.isOnline === isOnline);
    },
    deadlineMs,
  );
}

export interface EnvironmentWish {
  readonly platform: "slurm-platform" | "local-platform";
  readonly credentialsId: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Creates an environment and waits for the end of its check, whatever it is. */
export async function addEnvironment({ api }: System, { platform, credentialsId, config }: EnvironmentWish): Promise<ComputeEnv> {
  const name = `env-${crypto.randomUUID().slice(0, 8)}`;
  const computeEnv = { name, platform, credentialsId, config: { discriminator: platform, ...config } };
  const { computeEnvId } = await api.post<{ readonly computeEnvId: string }>("/api/compute-envs", { computeEnv });
  return untilChecked(api, computeEnvId);
}

/** As `addEnvironment`, for tests that need one to launch in. @throws an Error that shows the step that failed. */
export async function addAvailableEnvironment(system: System, wish: EnvironmentWish): Promise<ComputeEnv> {
  const { id } = await addEnvironment(system, wish);
  return untilAvailable(system.api, id);
}

/** Waits for the end of a check. @throws an Error that shows the step that failed. */
export async function untilAvailable(api: ApiClient, computeEnvId: string): Promise<ComputeEnv> {
  const environment = await untilChecked(api, computeEnvId);
  if (environment.status === "AVAILABLE") return environment;
  const check = await describeCheck(api, computeEnvId);
  throw new Error(`The environment is ${environment.status}: ${JSON.stringify(check.steps, undefined, 2)}`);
}

async function untilChecked(api: ApiClient, computeEnvId: string): Promise<ComputeEnv> {
  return eventually(
    `the environment ${computeEnvId} is checked`,
    async () => {
      const found = await api.get<{ readonly computeEnv: ComputeEnv }>(`/api/compute-envs/${computeEnvId}`);
      return found.computeEnv.status === "CREATING" ? undefined : found.computeEnv;
    },
    patienceMs,
  );
}

export function describeCheck(api: ApiClient, computeEnvId: string): Promise<EnvironmentCheckResponse> {
  return api.get<EnvironmentCheckResponse>(`/api/postern/v1/compute-envs/${computeEnvId}/check`);
}

/** Launches, and gives the id of the run. @throws an Error with the answer when the launch is refused. */
export async function launch(api: ApiClient, wish: Readonly<Record<string, unknown>>): Promise<string> {
  const { workflowId } = await api.post<{ readonly workflowId: string }>("/api/workflow/launch", { launch: wish });
  return workflowId;
}

const endStates: readonly string[] = ["SUCCEEDED", "FAILED", "CANCELLED"];

/** Waits until a run has a state. @throws an Error with what is known of the run when it ends in another one. */
export async function untilRun(api: ApiClient, runId: string, status: string, deadlineMs = 180_000): Promise<DescribeWorkflowResponse> {
  return eventually(
    `the run ${runId} is ${status}`,
    async () => {
      const answer = await api.getIfReachable<DescribeWorkflowResponse>(`/api/workflow/${runId}`);
      if (answer === undefined) return undefined;
      const { workflow, messages } = answer;
      if (workflow.status === status) return answer;
      if (!endStates.includes(workflow.status)) return undefined;
      throw new Error(`The run is ${workflow.status}: ${[...messages, workflow.errorMessage, workflow.errorReport].join("\n")}`);
    },
    deadlineMs,
  );
}

/** The id of the run of this name, once it is in the list. */
export async function untilListed(api: ApiClient, runName: string): Promise<string> {
  return eventually(
    `the run ${runName} is listed`,
    async () => {
      const answer = await api.getIfReachable<ListWorkflowsResponse>(`/api/workflow?max=50&search=${runName}`);
      return answer?.workflows.find(({ workflow }) => workflow.runName === runName)?.workflow.id;
    },
    patienceMs,
  );
}

/** Waits until the console of a run has this line, wherever it is read from. */
export async function untilConsoleHas(api: ApiClient, runId: string, line: string): Promise<readonly string[]> {
  return eventually(
    `the console of ${runId} has "${line}"`,
    async () => {
      const answer = await api.getIfReachable<WorkflowLogResponse>(`/api/workflow/${runId}/log`);
      return answer?.log.entries.some((entry) => entry.includes(line)) === true ? answer.log.entries : undefined;
    },
    patienceMs,
  );
}

import type {
  ComputeEnvListEntry,
  Credentials,
  DescribeWorkflowResponse,
  EnvironmentCheckResponse,
  ListAgentsResponse,
} from "@postern/contracts";
import { AppError } from "@postern/domain";

/** What the demonstration asks of the public API, as any other client would. */
export class ApiClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async listCredentials(): Promise<readonly Credentials[]> {
    return (await this.#call<{ credentials: Credentials[] }>("GET", "/api/credentials")).credentials;
  }

  async createCredentials(credentials: object): Promise<string> {
    return (await this.#call<{ credentialsId: string }>("POST", "/api/credentials", { credentials })).credentialsId;
  }

  async listAgents(connectionId: string): Promise<ListAgentsResponse["agents"]> {
    return (await this.#call<ListAgentsResponse>("GET", `/api/postern/v1/agents?connectionId=${connectionId}`)).agents;
  }

  async listComputeEnvs(): Promise<readonly ComputeEnvListEntry[]> {
    return (await this.#call<{ computeEnvs: ComputeEnvListEntry[] }>("GET", "/api/compute-envs")).computeEnvs;
  }

  async createComputeEnv(computeEnv: object): Promise<string> {
    return (await this.#call<{ computeEnvId: string }>("POST", "/api/compute-envs", { computeEnv })).computeEnvId;
  }

  getCheck(computeEnvId: string): Promise<EnvironmentCheckResponse> {
    return this.#call("GET", `/api/postern/v1/compute-envs/${computeEnvId}/check`);
  }

  async startCheck(computeEnvId: string): Promise<void> {
    await this.#call("POST", `/api/postern/v1/compute-envs/${computeEnvId}/check`);
  }

  async launch(launch: object): Promise<string> {
    return (await this.#call<{ workflowId: string }>("POST", "/api/workflow/launch", { launch })).workflowId;
  }

  getRun(runId: string): Promise<DescribeWorkflowResponse> {
    return this.#call("GET", `/api/workflow/${runId}`);
  }

  async getLog(runId: string): Promise<readonly string[]> {
    return (await this.#call<{ log: { entries: string[] } }>("GET", `/api/workflow/${runId}/log`)).log.entries;
  }

  async #call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.#token}`, "content-type": "application/json" };
    const response = await fetch(this.#url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await response.text();
    if (response.ok) return (text === "" ? undefined : JSON.parse(text)) as Answer;
    const { message, hint } = JSON.parse(text) as { message: string; hint?: string };
    throw new AppError("launch.failed", message, { detail: hint ?? `${method} ${path}: ${String(response.status)}` });
  }
}

import type {
  DescribeWorkflowResponse,
  EnvironmentCheckResponse,
  ListAgentsResponse,
  ListWorkflowsResponse,
  WorkflowLogResponse,
} from "@postern/contracts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { accountQueries } from "./account-queries.ts";
import { administrationQueries } from "./administration-queries.ts";
import { auditQueries } from "./audit-queries.ts";
import { get } from "./client.ts";
import { queryKeys } from "./query-keys.ts";
import type {
  AgentScript,
  ComputeEnvAnswer,
  ComputeEnvList,
  CredentialList,
  LaunchAnswer,
  ProgressAnswer,
  TaskAnswer,
  TaskList,
} from "./types.ts";

export interface RunListQuery {
  readonly max: number;
  readonly offset: number;
  readonly search: string;
}

export interface TaskListQuery extends RunListQuery {
  readonly sortBy: string;
  readonly sortDir: string;
}

export interface AgentScriptWish {
  readonly connectionId: string;
  readonly form: string;
  readonly workDir: string;
}

const id = encodeURIComponent;

/** Every question that pages ask, with the name under which the answer is kept; one file for each area. */
export const queries = {
  ...accountQueries,
  ...administrationQueries,
  ...auditQueries,

  credentials: (platformId?: string) =>
    queryOptions({
      queryKey: [...queryKeys.credentials, { platformId }],
      queryFn: ({ signal }) => get<CredentialList>("/api/credentials", { signal, query: { platformId } }),
    }),

  agents: (connectionId?: string) =>
    queryOptions({
      queryKey: [...queryKeys.agents, { connectionId }],
      queryFn: ({ signal }) => get<ListAgentsResponse>("/api/postern/v1/agents", { signal, query: { connectionId } }),
    }),

  agentScript: (wish: AgentScriptWish) =>
    queryOptions({
      queryKey: ["agent-script", { ...wish }],
      queryFn: ({ signal }) => get<AgentScript>("/api/postern/v1/credentials/agent-script", { signal, query: { ...wish } }),
      placeholderData: keepPreviousData,
      staleTime: Number.POSITIVE_INFINITY,
    }),

  computeEnvs: () =>
    queryOptions({ queryKey: queryKeys.computeEnvs, queryFn: ({ signal }) => get<ComputeEnvList>("/api/compute-envs", { signal }) }),

  computeEnv: (computeEnvId: string) =>
    queryOptions({
      queryKey: queryKeys.computeEnv(computeEnvId),
      queryFn: ({ signal }) => get<ComputeEnvAnswer>(`/api/compute-envs/${id(computeEnvId)}`, { signal }),
    }),

  environmentCheck: (computeEnvId: string) =>
    queryOptions({
      queryKey: [...queryKeys.computeEnv(computeEnvId), "check"],
      queryFn: ({ signal }) => get<EnvironmentCheckResponse>(`/api/postern/v1/compute-envs/${id(computeEnvId)}/check`, { signal }),
    }),

  runs: (query: RunListQuery) =>
    queryOptions({
      queryKey: [...queryKeys.runs, { ...query }],
      queryFn: ({ signal }) => get<ListWorkflowsResponse>("/api/workflow", { signal, query: { ...query } }),
      placeholderData: keepPreviousData,
    }),

  run: (runId: string) =>
    queryOptions({
      queryKey: queryKeys.run(runId),
      queryFn: ({ signal }) => get<DescribeWorkflowResponse>(`/api/workflow/${id(runId)}`, { signal }),
    }),

  progress: (runId: string) =>
    queryOptions({
      queryKey: [...queryKeys.run(runId), "progress"],
      queryFn: ({ signal }) => get<ProgressAnswer>(`/api/workflow/${id(runId)}/progress`, { signal }),
    }),

  tasks: (runId: string, query: TaskListQuery) =>
    queryOptions({
      queryKey: [...queryKeys.run(runId), "tasks", { ...query }],
      queryFn: ({ signal }) => get<TaskList>(`/api/workflow/${id(runId)}/tasks`, { signal, query: { ...query } }),
      placeholderData: keepPreviousData,
    }),

  task: (runId: string, taskId: string) =>
    queryOptions({
      queryKey: [...queryKeys.run(runId), "task", taskId],
      queryFn: ({ signal }) => get<TaskAnswer>(`/api/workflow/${id(runId)}/task/${id(taskId)}`, { signal }),
    }),

  runLog: (runId: string) =>
    queryOptions({
      queryKey: queryKeys.runLog(runId),
      queryFn: ({ signal }) => get<WorkflowLogResponse>(`/api/workflow/${id(runId)}/log`, { signal }),
    }),

  /** How a run was launched, to fill the form again. Never refreshed: it would overwrite what a person types. */
  launchOf: (runId: string) =>
    queryOptions({
      queryKey: ["launch-of", runId],
      queryFn: ({ signal }) => get<LaunchAnswer>(`/api/workflow/${id(runId)}/launch`, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
} as const;

/** Where the browser fetches a file of a run by itself. */
export const downloadPath = (runId: string, fileName: string): string =>
  `/api/workflow/${id(runId)}/download?fileName=${encodeURIComponent(fileName)}`;

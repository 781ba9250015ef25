import type {
  AgentEventsResponse,
  ClusterOffer,
  NextflowVersionsOffer,
  CredentialDependentsResponse,
  CredentialUsageResponse,
  DescribeAgentResponse,
  DescribeWorkflowResponse,
  EnvironmentQuestionsResponse,
  EnvironmentResourcesResponse,
  NodeSetupResponse,
  HostKeysResponse,
  JumpHostsResponse,
  ListAgentsResponse,
  ListWorkflowsResponse,
  RegistriesResponse,
  SecretVariablesResponse,
  SecretVariablesUsageResponse,
  UseLimit,
  WorkflowLogResponse,
} from "@postern/contracts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get } from "./client.ts";
import { inWorkspace } from "./in-workspace.ts";
import type { WorkspaceName } from "./in-workspace.ts";
import { queryKeys } from "./query-keys.ts";
import type {
  AgentScript,
  ComputeEnvAnswer,
  ComputeEnvList,
  CredentialAnswer,
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

export interface AgentEventsPage {
  readonly max: number;
  readonly before?: number | undefined;
}

export interface AgentScriptWish {
  readonly connectionId: string;
  readonly form: string;
  readonly program: string;
  readonly workDir: string;
}

const id = encodeURIComponent;

/** Each is a question to a scheduler: it is repeated when somebody wants it, and not by itself. */
const askedOnce = { staleTime: 60_000, retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false } as const;

/** What can be limited to named people. */
export type LimitedKind = "credentials" | "compute-envs";

export const limitPath = (place: WorkspaceName, kind: LimitedKind, limitedId: string): string =>
  inWorkspace(place, `/api/postern/v1/${kind}/${id(limitedId)}/use-limit`);

/** Questions about what is in a workspace. The first argument of each says in which. */
export const workspaceQueries = {
  credentials: (place: WorkspaceName, platformId?: string) =>
    queryOptions({
      queryKey: [...queryKeys.credentials(place), { platformId }],
      queryFn: ({ signal }) => get<CredentialList>(inWorkspace(place, "/api/credentials", { platformId }), { signal }),
    }),

  credential: (place: WorkspaceName, credentialId: string) =>
    queryOptions({
      queryKey: [...queryKeys.credential(place, credentialId)],
      queryFn: ({ signal }) => get<CredentialAnswer>(inWorkspace(place, `/api/credentials/${id(credentialId)}`), { signal }),
    }),

  credentialUsage: (place: WorkspaceName, credentialId: string, cursor: string | undefined) =>
    queryOptions({
      queryKey: [...queryKeys.credential(place, credentialId), "usage", { cursor }],
      queryFn: ({ signal }) =>
        get<CredentialUsageResponse>(inWorkspace(place, `/api/postern/v1/credentials/${id(credentialId)}/usage`, { max: 10, cursor }), {
          signal,
        }),
      placeholderData: keepPreviousData,
    }),

  credentialDependents: (place: WorkspaceName, credentialId: string) =>
    queryOptions({
      queryKey: [...queryKeys.credential(place, credentialId), "dependents"],
      queryFn: ({ signal }) =>
        get<CredentialDependentsResponse>(inWorkspace(place, `/api/postern/v1/credentials/${id(credentialId)}/dependents`), { signal }),
    }),

  agents: (place: WorkspaceName, connectionId?: string) =>
    queryOptions({
      queryKey: [...queryKeys.agentsIn(place), { connectionId }],
      queryFn: ({ signal }) => get<ListAgentsResponse>(inWorkspace(place, "/api/postern/v1/agents", { connectionId }), { signal }),
    }),

  agent: (place: WorkspaceName, agentId: string) =>
    queryOptions({
      queryKey: queryKeys.agent(place, agentId),
      queryFn: ({ signal }) => get<DescribeAgentResponse>(inWorkspace(place, `/api/postern/v1/agents/${id(agentId)}`), { signal }),
    }),

  /** Newest first; `before` is the id of the last one that is shown. */
  agentEvents: (place: WorkspaceName, agentId: string, page: AgentEventsPage) =>
    queryOptions({
      queryKey: [...queryKeys.agent(place, agentId), "events", { ...page }],
      queryFn: ({ signal }) =>
        get<AgentEventsResponse>(inWorkspace(place, `/api/postern/v1/agents/${id(agentId)}/events`, { ...page }), { signal }),
      placeholderData: keepPreviousData,
    }),

  agentScript: (place: WorkspaceName, wish: AgentScriptWish) =>
    queryOptions({
      queryKey: ["agent-script", { ...wish }],
      queryFn: ({ signal }) => get<AgentScript>(inWorkspace(place, "/api/postern/v1/credentials/agent-script", { ...wish }), { signal }),
      placeholderData: keepPreviousData,
      staleTime: Number.POSITIVE_INFINITY,
    }),

  useLimit: (place: WorkspaceName, kind: LimitedKind, limitedId: string) =>
    queryOptions({
      queryKey: queryKeys.useLimit(place, kind, limitedId),
      queryFn: ({ signal }) => get<UseLimit>(limitPath(place, kind, limitedId), { signal }),
    }),

  computeEnvs: (place: WorkspaceName) =>
    queryOptions({
      queryKey: queryKeys.computeEnvs(place),
      queryFn: ({ signal }) => get<ComputeEnvList>(inWorkspace(place, "/api/compute-envs"), { signal }),
    }),

  computeEnv: (place: WorkspaceName, computeEnvId: string) =>
    queryOptions({
      queryKey: queryKeys.computeEnv(place, computeEnvId),
      queryFn: ({ signal }) => get<ComputeEnvAnswer>(inWorkspace(place, `/api/compute-envs/${id(computeEnvId)}`), { signal }),
    }),

  environmentResources: (place: WorkspaceName, computeEnvId: string) =>
    queryOptions({
      queryKey: [...queryKeys.computeEnv(place, computeEnvId), "resources"],
      queryFn: ({ signal }) =>
        get<EnvironmentResourcesResponse>(inWorkspace(place, `/api/postern/v1/compute-envs/${id(computeEnvId)}/resources`), { signal }),
    }),

  nodeSetup: (place: WorkspaceName, computeEnvId: string) =>
    queryOptions({
      queryKey: [...queryKeys.computeEnv(place, computeEnvId), "node-setup"],
      queryFn: ({ signal }) =>
        get<NodeSetupResponse>(inWorkspace(place, `/api/postern/v1/compute-envs/${id(computeEnvId)}/node-setup`), { signal }),
    }),

  environmentQuestions: (place: WorkspaceName, computeEnvId: string) =>
    queryOptions({
      queryKey: [...queryKeys.computeEnv(place, computeEnvId), "questions"],
      queryFn: ({ signal }) =>
        get<EnvironmentQuestionsResponse>(inWorkspace(place, `/api/postern/v1/compute-envs/${id(computeEnvId)}/questions`), { signal }),
    }),

  hostKeys: (place: WorkspaceName, computeEnvId: string) =>
    queryOptions({
      queryKey: [...queryKeys.computeEnv(place, computeEnvId), "host-keys"],
      queryFn: ({ signal }) =>
        get<HostKeysResponse>(inWorkspace(place, `/api/postern/v1/compute-envs/${id(computeEnvId)}/host-keys`), { signal }),
    }),

  jumpHosts: (place: WorkspaceName, computeEnvId: string) =>
    queryOptions({
      queryKey: [...queryKeys.computeEnv(place, computeEnvId), "jump-hosts"],
      queryFn: ({ signal }) =>
        get<JumpHostsResponse>(inWorkspace(place, `/api/postern/v1/compute-envs/${id(computeEnvId)}/jump-hosts`), { signal }),
    }),

  registries: (place: WorkspaceName, computeEnvId: string) =>
    queryOptions({
      queryKey: [...queryKeys.computeEnv(place, computeEnvId), "registries"],
      queryFn: ({ signal }) =>
        get<RegistriesResponse>(inWorkspace(place, `/api/postern/v1/compute-envs/${id(computeEnvId)}/registries`), { signal }),
    }),

  secretVariables: (place: WorkspaceName, computeEnvId: string) =>
    queryOptions({
      queryKey: [...queryKeys.computeEnv(place, computeEnvId), "secret-variables"],
      queryFn: ({ signal }) =>
        get<SecretVariablesResponse>(inWorkspace(place, `/api/postern/v1/compute-envs/${id(computeEnvId)}/secret-variables`), { signal }),
    }),

  secretVariableUsage: (place: WorkspaceName, computeEnvId: string, cursor: string | undefined) =>
    queryOptions({
      queryKey: [...queryKeys.computeEnv(place, computeEnvId), "secret-variables", "usage", { cursor }],
      queryFn: ({ signal }) =>
        get<SecretVariablesUsageResponse>(
          inWorkspace(place, `/api/postern/v1/compute-envs/${id(computeEnvId)}/secret-variables/usage`, { max: 5, cursor }),
          { signal },
        ),
      placeholderData: keepPreviousData,
    }),

  offerOfEnvironment: (place: WorkspaceName, computeEnvId: string) =>
    queryOptions({
      queryKey: [...queryKeys.offer(place), { computeEnvId }],
      queryFn: ({ signal }) => get<ClusterOffer>(inWorkspace(place, `/api/postern/v1/compute-envs/${id(computeEnvId)}/offer`), { signal }),
      ...askedOnce,
    }),

  nextflowVersions: (place: WorkspaceName, computeEnvId: string) =>
    queryOptions({
      queryKey: queryKeys.nextflowVersions(place, computeEnvId),
      queryFn: ({ signal }) =>
        get<NextflowVersionsOffer>(inWorkspace(place, `/api/postern/v1/compute-envs/${id(computeEnvId)}/nextflow-versions`), { signal }),
      ...askedOnce,
    }),

  offerOfCredential: (place: WorkspaceName, credentialsId: string, platform: string) =>
    queryOptions({
      queryKey: [...queryKeys.offer(place), { credentialsId, platform }],
      queryFn: ({ signal }) =>
        get<ClusterOffer>(inWorkspace(place, "/api/postern/v1/cluster-offer", { credentialsId, platform }), { signal }),
      ...askedOnce,
    }),

  runs: (place: WorkspaceName, query: RunListQuery) =>
    queryOptions({
      queryKey: [...queryKeys.runs(place), { ...query }],
      queryFn: ({ signal }) => get<ListWorkflowsResponse>(inWorkspace(place, "/api/workflow", { ...query }), { signal }),
      placeholderData: keepPreviousData,
    }),
} as const;

/** Questions about one run. */
export const runQueries = {
  run: (place: WorkspaceName, runId: string) =>
    queryOptions({
      queryKey: queryKeys.run(place, runId),
      queryFn: ({ signal }) => get<DescribeWorkflowResponse>(inWorkspace(place, `/api/workflow/${id(runId)}`), { signal }),
    }),

  progress: (place: WorkspaceName, runId: string) =>
    queryOptions({
      queryKey: [...queryKeys.run(place, runId), "progress"],
      queryFn: ({ signal }) => get<ProgressAnswer>(inWorkspace(place, `/api/workflow/${id(runId)}/progress`), { signal }),
    }),

  tasks: (place: WorkspaceName, runId: string, query: TaskListQuery) =>
    queryOptions({
      queryKey: [...queryKeys.run(place, runId), "tasks", { ...query }],
      queryFn: ({ signal }) => get<TaskList>(inWorkspace(place, `/api/workflow/${id(runId)}/tasks`, { ...query }), { signal }),
      placeholderData: keepPreviousData,
    }),

  task: (place: WorkspaceName, runId: string, taskId: string) =>
    queryOptions({
      queryKey: [...queryKeys.run(place, runId), "task", taskId],
      queryFn: ({ signal }) => get<TaskAnswer>(inWorkspace(place, `/api/workflow/${id(runId)}/task/${id(taskId)}`), { signal }),
    }),

  runLog: (place: WorkspaceName, runId: string) =>
    queryOptions({
      queryKey: queryKeys.runLog(place, runId),
      queryFn: ({ signal }) => get<WorkflowLogResponse>(inWorkspace(place, `/api/workflow/${id(runId)}/log`), { signal }),
    }),

  /** How a run was launched, to fill the form again. Never refreshed: it would overwrite what a person types. */
  launchOf: (place: WorkspaceName, runId: string) =>
    queryOptions({
      queryKey: queryKeys.launchOf(place, runId),
      queryFn: ({ signal }) => get<LaunchAnswer>(inWorkspace(place, `/api/workflow/${id(runId)}/launch`), { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
} as const;

/** Where the browser fetches a file of a run by itself. */
export const downloadPath = (place: WorkspaceName, runId: string, fileName: string): string =>
  inWorkspace(place, `/api/workflow/${id(runId)}/download`, { fileName });

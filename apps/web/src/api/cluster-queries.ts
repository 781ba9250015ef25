import type { LaunchRulesResponse, SchedulerHelpResponse } from "@postern/contracts";
import { queryOptions } from "@tanstack/react-query";
import { get } from "./client.ts";
import { inWorkspace } from "./in-workspace.ts";
import type { WorkspaceName } from "./in-workspace.ts";
import { queryKeys } from "./query-keys.ts";

/** Questions about clusters, and about what launches may do there. */
export const clusterQueries = {
  /** The words of schedulers change with the server alone. */
  schedulerHelp: () =>
    queryOptions({
      queryKey: ["scheduler-help"],
      queryFn: ({ signal }) => get<SchedulerHelpResponse>("/api/postern/v1/scheduler-help", { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),

  launchRules: (place: WorkspaceName, computeEnvId: string) =>
    queryOptions({
      queryKey: [...queryKeys.computeEnv(place, computeEnvId), "launch-rules"],
      queryFn: ({ signal }) =>
        get<LaunchRulesResponse>(inWorkspace(place, `/api/postern/v1/compute-envs/${encodeURIComponent(computeEnvId)}/launch-rules`), {
          signal,
        }),
    }),
} as const;

import type { CheckScheduleResponse, EnvironmentCheckResponse, EnvironmentLoadsResponse } from "@postern/contracts";
import { queryOptions } from "@tanstack/react-query";
import { get } from "./client.ts";
import { inWorkspace } from "./in-workspace.ts";
import type { WorkspaceName } from "./in-workspace.ts";
import { queryKeys } from "./query-keys.ts";

const pathOf = (computeEnvId: string): string => `/api/postern/v1/compute-envs/${encodeURIComponent(computeEnvId)}`;

/** Questions about the checks of environments, and what goes on there. */
export const checkQueries = {
  environmentCheck: (place: WorkspaceName, computeEnvId: string) =>
    queryOptions({
      queryKey: [...queryKeys.computeEnv(place, computeEnvId), "check"],
      queryFn: ({ signal }) => get<EnvironmentCheckResponse>(inWorkspace(place, `${pathOf(computeEnvId)}/check`), { signal }),
    }),

  checkSchedule: (place: WorkspaceName, computeEnvId: string) =>
    queryOptions({
      queryKey: [...queryKeys.computeEnv(place, computeEnvId), "check-schedule"],
      queryFn: ({ signal }) => get<CheckScheduleResponse>(inWorkspace(place, `${pathOf(computeEnvId)}/check-schedule`), { signal }),
    }),

  /** Beside the list, whose events make it old too. */
  environmentLoads: (place: WorkspaceName) =>
    queryOptions({
      queryKey: [...queryKeys.computeEnvs(place), "loads"],
      queryFn: ({ signal }) => get<EnvironmentLoadsResponse>(inWorkspace(place, "/api/postern/v1/compute-envs"), { signal }),
    }),
} as const;
